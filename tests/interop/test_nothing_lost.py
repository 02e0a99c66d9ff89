"""Every value of a source stands in what is written, and every record is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.declare import declare
from theoryofchange.errors import InputError
from theoryofchange.interop.gitlab import read
from theoryofchange.interop.gitlab.indicator import LEVELS, is_field
from theoryofchange.interop.seam import Imported
from theoryofchange.interop.seam.targets import target_finding
from theoryofchange.linter import check, load
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source
from theoryofchange.source.writer import to_yaml

HERE = Path(__file__).parent / "gitlab"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "gitlab_performance_indicators"
MONTHS = ("2022-08", "2022-11")
TARGET_CODES = ("KPI001", "KPI021", "KPI024", "TOC008")

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)


def data_of(path: Path) -> Any:
    (document,) = read_yaml(Source(path.name, path.read_text(encoding="utf-8"))).documents
    return document.data


def scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, held in value.items():
            yield key
            yield from scalars(held)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from scalars(item)
    else:
        yield value.strip() if isinstance(value, str) else value


def said_by(entry: dict[str, Any]) -> Counter[Any]:
    """Return how often an entry says each value; a level of health by the status it is."""
    rest = dict(entry)
    health = rest.get("health")
    if isinstance(health, dict):
        level = health.get("level")
        status = LEVELS.get(level.strip()) if isinstance(level, str) else None
        rest["health"] = [status or level, *(v for k, v in health.items() if k != "level")]
    return Counter(each for each in scalars(list(rest.values())) if each not in (None, ""))


def assert_none_lost(entry: dict[str, Any], kpi: dict[str, Any], goals: dict[str, Any]) -> None:
    """Every value stands in the KPI as it was written to the file, as often as in the entry."""
    held = Counter(scalars(kpi))
    if "measures" in kpi:
        held[goals[kpi["measures"]]["title"]] += 1
    assert said_by(entry) <= held, said_by(entry) - held


def assert_all_told(made: Imported, out: Path) -> None:
    """Every record in is a KPI out or refused, and none of its values is lost."""
    assert made.records == len(made.kpis) + len(made.refused)
    theory = data_of(out / "theory.yaml")
    refused = theory["theory"]["extra"].get("refused", [])
    assert len(refused) == len(made.refused)
    for source in made.inputs:
        records = data_of(Path(source.file))
        kpis = data_of(out / source.written)["kpis"] if source.kpis else {}
        usable = [r for r in records if isinstance(r, dict) and isinstance(r.get("name"), str)]
        usable = [record for record in usable if record["name"].strip()]
        assert len(usable) == len(kpis)
        for record, kpi in zip(usable, kpis.values(), strict=True):
            assert_none_lost(record, kpi, theory.get("goals", {}))
        name = made.short_names[source.file]
        others = [record for record in records if record is not None and record not in usable]
        assert others == [each["entry"] for each in refused if each["file"] == name
                          and "entry" in each]  # fmt: skip


def assert_check_finds_what_was_foretold(made: Imported, out: Path) -> None:
    found = {
        (finding.id, finding.code)
        for finding in check(out)
        if finding.code in TARGET_CODES and "target" in finding.message
    }
    told = {(kpi.id, target_finding(kpi)) for kpi in made.kpis if target_finding(kpi)}
    assert found == told


# what a hand may write


_values = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "95%",
            "TBD",
            "at 90 mins",
            "<b>x</b>",
            "3",
            "-1",
            "0",
            "/p/#k",
            "http://[",
            "&copy;",
            "\\%",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
_health = st.fixed_dictionaries(
    {}, optional={"level": _values, "reasons": _values, "note": _values}
)
_entries = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["k", "K", "o", "🛳"]) | _values,
        "base_path": st.just("/p/") | _values,
        "definition": _values,
        "target": _values,
        "org": st.sampled_from(["o", "O ", "k", "<i>o</i>"]) | _values,
        "parent": st.sampled_from(["/p/#k", "#k"]) | _values,
        "dri": _values,
        "health": _health | _values,
        "urls": _values,
        "sisense_data": _values,
        "links": _values,
        "<<": _values,
        "odd_data": _values,
    },
)


@given(st.lists(_entries | _values, max_size=6) | _values)
def test_whatever_a_file_holds_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    path = folder / "indicators.yml"
    path.write_text(to_yaml(data), encoding="utf-8")
    try:
        made = read([path])
    except InputError:
        named = [each for each in data if isinstance(each, dict) and _named(each)] if (
            isinstance(data, list)) else []  # fmt: skip
        assert not any(is_field(key) for each in named for key in each)
        return
    made.to_dict()
    made.view()
    made.save(folder / "out")
    assert made.records == len(data)
    assert_all_told(made, folder / "out")
    assert tuple(load(folder / "out").kpis.values()) == made.kpis


def _named(entry: dict[str, Any]) -> bool:
    name = entry.get("name")
    return isinstance(name, str) and bool(name.strip())


def test_what_the_reader_leaves_out_of_a_record_is_kept_as_it_is_written(tmp_path: Path) -> None:
    records = (
        "- name: Waiting\n  org: Ferries\n  target: 95%\n  target: at least 80 %  # which?\n\n",
        "- name: Boarding\n  org: Ferries\n  [a, b]: said under no key\n",
        "- {name: On time, org: Ferries}\n",
        "- name: Unsafe\n  org: Ferries\n  definition: said beside it\n  target: !ruby/x y\n",
    )
    path = tmp_path / "ferries.yml"
    path.write_text("".join(records), encoding="utf-8")
    made = read([path])
    assert [(*each.ids, each.record.at) for each in made.faulted] == [
        ("waiting", 1),
        ("boarding", 6),
    ]
    made.save(tmp_path / "out")
    extra = load(tmp_path / "out").header.extra
    assert [each["written"] for each in extra["faulted"]] == [r.strip() for r in records[:2]]
    (refused,) = extra["refused"]
    assert refused["written"] == records[3].strip()
    report = (tmp_path / "out" / "import-report.md").read_text(encoding="utf-8")
    assert all(f"ferries.yml:{line}:" in report for line in (4, 8, 13))


def test_records_on_one_line_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "ferries.yml"
    path.write_text("[{name: A, org: O}, {name: B, x: !y z},\n {name: C, x: !y\n z}]\n", "utf-8")
    assert [each.record.written for each in read([path]).refused] == [
        "{name: B, x: !y z}",
        " {name: C, x: !y\n z}]",
    ]


# our files, and published ones


def test_of_our_files_nothing_is_lost_and_the_check_is_foretold(tmp_path: Path) -> None:
    clean = read([HERE / "company.yaml"])
    clean.save(tmp_path / "clean")
    assert_all_told(clean, tmp_path / "clean")
    made = read([HERE])
    made.save(tmp_path / "out")
    assert_check_finds_what_was_foretold(made, tmp_path / "out")
    told = made.to_dict()
    assert told["target_findings"]["deck_incidents"] == "KPI001"  # a list is no target
    assert told["target_findings"]["fuel_per_mile"] == "TOC008"


@needs_corpus
@pytest.mark.parametrize("month", MONTHS)
def test_every_published_indicator_is_a_kpi_and_none_is_lost(month: str, tmp_path: Path) -> None:
    made = read(sorted((CORPUS / month).glob("*.yml")))
    assert made.refused == made.faults == made.faulted == ()
    made.save(tmp_path / "out")
    assert_all_told(made, tmp_path / "out")
    assert_check_finds_what_was_foretold(made, tmp_path / "out")
    assert tuple(load(tmp_path / "out").kpis.values()) == made.kpis
    assert not check(tmp_path / "out").count("TOC007")


@needs_corpus
@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*.yml")), ids=lambda path: path.stem)
def test_every_published_file_alone_is_whole(path: Path, tmp_path: Path) -> None:
    made = read([path])
    made.save(tmp_path / "out")
    assert made.records == len(data_of(path)) == len(made.kpis)
    assert_all_told(made, tmp_path / "out")
    assert_check_finds_what_was_foretold(made, tmp_path / "out")


@needs_corpus
def test_published_targets_are_parsed_or_known_to_be_placeholders(tmp_path: Path) -> None:
    made = read(sorted((CORPUS / "2022-11").glob("*.yml")))
    counts = {outcome: len(ids) for outcome, ids in made.targets.items()}
    assert counts == {"parsed": 47, "placeholder": 5, "unreadable": 1, "absent": 32}
    confidential = {kpi.id for kpi in made.kpis if kpi.confidential}
    asked = {outcome: len(set(ids) - confidential) for outcome, ids in made.targets.items()}
    made.save(tmp_path / "out")
    findings = check(tmp_path / "out")
    assert (findings.count("KPI001"), findings.count("KPI021"), findings.count("TOC008")) == (
        asked["absent"],
        asked["placeholder"],
        asked["unreadable"],
    )
    assert (asked["absent"], asked["placeholder"], asked["unreadable"]) == (25, 4, 1)


@needs_corpus
def test_all_published_months_together_load(tmp_path: Path) -> None:
    made = read(sorted(CORPUS.glob("*/*.yml")))
    made.save(tmp_path / "out")
    assert_all_told(made, tmp_path / "out")
    declaration = declare(tmp_path / "out")
    assert len(declaration.theory.kpis) == made.records
    assert {fault.code for fault in declaration.faults} <= {"TOC005", "TOC008"}


@needs_corpus
@pytest.mark.parametrize("month", sorted(each.name for each in CORPUS.glob("20*")))
def test_targets_in_prose_are_read_or_known_as_promised(month: str) -> None:
    files = sorted((CORPUS / month).glob("*.yml"))
    written = [entry["target"] for file in files for entry in data_of(file) if entry.get("target")]
    targets = [kpi.target for file in files for kpi in read([file]).theory.kpis.values()]
    values = [each.value for each in targets if each and each.value]
    told = [value for value in values if value.readable or value.placeholder]
    assert len(written) >= 20
    assert len(told) >= 0.95 * len(written), [value.text for value in values if value not in told]
    assert sum(value.readable for value in values) > 0.85 * len(written)
