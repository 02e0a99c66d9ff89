"""Metrics of a dbt project: which field becomes what, in every form there was, and what is kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.declare import declare
from theoryofchange.errors import InputError
from theoryofchange.formula import Formula, Prose
from theoryofchange.interop.dbt import read
from theoryofchange.interop.seam import Imported
from theoryofchange.interop.seam.expressions import over_metrics
from theoryofchange.kpi import Kpi

HERE = Path(__file__).parent / "dbt"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "dbt"
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)


@pytest.fixture(scope="module")
def kpis() -> dict[str, Kpi]:
    return {kpi.source.extra["metric"]: kpi for kpi in read([HERE]).kpis if "metric" in
            (kpi.source.extra if kpi.source else {})}  # fmt: skip


def import_text(tmp_path: Path, text: str, name: str = "metrics.yml") -> Imported:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read([path])


def test_texts_owner_and_name_of_a_metric(kpis: dict[str, Kpi]) -> None:
    fares = kpis["fares"]
    assert (fares.id, fares.title) == ("fares", "Fares")
    assert fares.definition == "<b>All</b> fares; =1+1"
    assert fares.owner == "Purser"  # of its group
    assert fares.source.system == "dbt"
    assert fares.extra["config"] == {"group": "finance", "meta": {"tier": "1"}}
    assert kpis["trips"].owner == "Harbour master, Ada Brandt"
    assert kpis["night_trips"].title == "night_trips"
    assert kpis["满意度"].title == "乘客满意度"


def test_ratios_and_derived_metrics_are_formulas_over_the_kpis_of_their_inputs() -> None:
    theory = read([HERE]).theory
    told = {
        "fare_per_trip": ("fares", "trips_a_day"),
        "margin": ("fares", "crew_hours", "trips_a_day"),
        "late_share": ("late_boardings", "boardings"),
        "both": ("boardings", "late_boardings"),
    }
    formulas = {id: each for id, each in theory.formulas.items() if isinstance(each, Formula)}
    assert {id: each.operands for id, each in formulas.items()} == told
    assert str(formulas["margin"]) == "(fares − 2 × crew_hours) ÷ trips_a_day"
    assert theory.kpis["fare_per_trip"].extra["type"] == "Ratio"


def test_what_the_grammar_cannot_say_is_words(kpis: dict[str, Kpi]) -> None:
    told = {name: kpis[name].formula for name in kpis}
    assert told["night_share"] == "trips (where night = true) ÷ trips"
    assert told["growth"] == "trips - before; before is trips offset window 1 month"
    assert told["rounded"] == "round(fares, 2)"
    assert told["from_elsewhere"] == "fares ÷ passengers"
    assert told["fares"] == "sum(fare)"
    assert told["night_trips"] == "count(trip_id) where {{ Dimension('trip__night') }} = true"
    assert told["fares_to_date"] == "sum(fare) since the start of the month"
    assert told["满意度"] == "conversions from trips to fares within 7 days"
    assert told["boardings_7_days"] == "boardings over 7 days"
    assert told["late_boardings"] == "count(1) where late = true"


def test_a_filter_on_a_ratio_itself_makes_it_no_identity(tmp_path: Path) -> None:
    made = import_text(
        tmp_path,
        "metrics:\n- {name: a}\n- {name: b}\n"
        "- {name: c, type: ratio, filter: x = 1, type_params: {numerator: a, denominator: b}}\n",
    )
    assert made.kpis[-1].formula == "a ÷ b; where x = 1"
    assert isinstance(made.theory.formulas["c"], Prose)


def test_a_name_that_stands_twice_is_no_input(tmp_path: Path) -> None:
    made = import_text(
        tmp_path,
        "metrics:\n- {name: a}\n- {name: a}\n- {name: b}\n"
        "- {name: c, type: ratio, type_params: {numerator: a, denominator: b}}\n",
    )
    assert [kpi.id for kpi in made.kpis] == ["a", "a_2", "b", "c"]
    assert made.kpis[-1].formula is None  # a ÷ b would read as one over the first of them


def test_measures_stand_with_the_metrics_that_count_them(kpis: dict[str, Kpi]) -> None:
    fares = kpis["fares"].source.extra
    assert fares["semantic_models"] == ["trips"]
    assert [each["description"] for each in fares["measures"]] == ["What passengers paid."]
    assert kpis["crew_hours"].title == "Hours of the crew"
    assert kpis["crew_hours"].formula == "sum(crew_hours)"
    made = read([HERE / "ferries.yml"])
    kept = {each.record.name: each.told for each in made.became("kept")}
    assert kept["unused"] == "No metric counts it."
    attached = {each.record.name: each.ids for each in made.became("attached")}
    assert attached["trips"] == ("trips_a_day", "night_trips", "满意度")


def test_a_manifest_is_read_as_its_project_is() -> None:
    made = read([HERE / "semantic_manifest.json"])
    assert [kpi.id for kpi in made.kpis] == ["cars", "car_wait", "wait_per_car"]
    assert [kpi.formula for kpi in made.kpis] == [
        "sum(1) where deck > 0 and paid",
        "percentile(wait, 0.9)",
        "car_wait / cars",
    ]
    assert made.kpis[0].owner == "Deck officer"
    assert made.account[0].record.at == "$.semantic_models[0]"


def test_what_an_exposure_declares_is_said_by_its_kpi(kpis: dict[str, Kpi]) -> None:
    trips = kpis["trips"]
    assert (trips.id, trips.direction, trips.unit) == ("trips_a_day", "increase", "trips")
    assert trips.target.date.isoformat() == "2027-12-31"
    assert trips.formula == "count(trip_id)"
    made = read([HERE / "ferries.yml"])
    alone = made.theory.kpis["complaints"]
    assert (alone.title, alone.owner, alone.direction) == ("Complaints", "Purser", "decrease")
    assert (alone.extra, alone.source) == ({}, None)
    assert [each.told for each in made.refused if each.record.kind == "exposure"] == [
        "What it declares does not read as a KPI."
    ]


def test_a_declaration_in_the_meta_of_the_metric_itself_counts(tmp_path: Path) -> None:
    block = "{unit: EUR, target: 5, source: {availability: live}, extra: {tier: gold}}"
    made = import_text(
        tmp_path,
        f"metrics:\n- {{name: a, config: {{meta: {{theory_of_change: {block}, x: 1}}}}}}\n"
        "- {name: b, meta: {theory_of_change: {directon: up}}}\n",
    )
    first, second = made.kpis
    assert (first.unit, first.source.availability, first.source.system) == ("EUR", "live", "dbt")
    assert first.extra == {"tier": "gold", "config": {"meta": {"x": "1"}}}
    assert second.extra == {"meta": {"theory_of_change": {"directon": "up"}}}


def test_faults_of_yaml_are_told_and_their_lines_kept() -> None:
    made = read([HERE / "ferries.yml"])
    assert [(fault.code, fault.where.line) for fault in made.faults] == [
        ("TOC010", 76),
        ("TOC002", 79),
    ]
    assert [each.record.written for each in made.faulted] == [
        "  - name: twice\n    type: simple\n    type: derived"
    ]
    unsafe = next(each for each in made.refused if each.record.name == "unsafe")
    assert "!!python/name:os.system" in unsafe.record.written and unsafe.record.data is None


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("", "m.yml", "m.yml: no metric of a dbt Semantic Layer"),
        ("models: [{name: a}]\n", "m.yml", "no metric of a dbt Semantic Layer"),
        ("- a\n", "m.yml", "m.yml:1: this is no properties file of dbt"),
        ("[1]", "m.json", "m.json: this is no properties file of dbt"),
        ('{"metrics": {"metric.a.b": {}}}', "m.json", "name its semantic_manifest.json"),
        ("metrics: [1\n", "m.yml", "This is not YAML"),
        ("{", "m.json", "This is not JSON"),
        ('{"metrics": [{"name": "\\ud800"}]}', "m.json", "half of a surrogate pair"),
        ("metrics: []\n", "m.yml", "no metric of a dbt Semantic Layer"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_error(
    tmp_path: Path, text: str, name: str, message: str
) -> None:
    with pytest.raises(InputError, match=message) as raised:
        import_text(tmp_path, text, name)
    assert "\n" not in str(raised.value)


def test_a_record_nested_too_deep_is_refused(tmp_path: Path) -> None:
    made = import_text(
        tmp_path,
        f'{{"metrics": [{{"name": "a"}}, {{"name": "b", "x": {"[" * 30}{"]" * 30}}}]}}',
        "m.json",
    )
    (refused,) = made.refused
    assert refused.told.startswith("It is nested more than")
    assert json.loads(refused.record.written)["name"] == "b"


_names = st.sampled_from(["a", "b_1", "sum", "e1", "乘客"])


@given(
    st.lists(st.tuples(_names, st.sampled_from("+-*/")), min_size=1, max_size=5),
    st.sampled_from(["{}", "({})", "2 * ({})", "{} / 1.5"]),
)
def test_arithmetic_over_metrics_is_a_formula_that_names_them(
    terms: list[tuple[str, str]], frame: str
) -> None:
    ids = {name: f"kpi_{name}" for name, _ in terms}
    text = "".join(f" {name} {sign}" for name, sign in terms) + " 3"
    formula = over_metrics(frame.format(text), ids)
    assert formula is not None
    assert set(re.findall(r"kpi_\w+", formula)) == set(ids.values())


@pytest.mark.parametrize(
    "text",
    ["a --b", "a /* x */ + b", "a // b", "a ** 2", "a % 2", "a::float", "a || b", "sum(a)", "1 + 2",
     "a +", "c", "a.b", "2a", "'a'", "a; b", ""],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert over_metrics(text, {"a": "a", "b": "b"}) is None


# a published project


def raw(section: str, indent: int) -> int:
    """Count the items of a section by the lines that start one, without a reader of YAML."""
    found = 0
    for path in CORPUS.rglob("*.yml"):
        inside = False
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.fullmatch(rf" {{{indent - 2}}}\w+:.*", line):
                inside = line.strip() == f"{section}:"
            found += inside and bool(re.match(rf" {{{indent}}}- ", line))
    return found


@needs_corpus
def test_every_published_metric_is_a_kpi(tmp_path: Path) -> None:
    made = read([CORPUS])
    created = sum(path.read_text().count("create_metric: true") for path in CORPUS.rglob("*.yml"))
    assert len(made.kpis) == raw("metrics", 2) + created > 10
    kinds = [each.record.kind for each in made.account]
    assert kinds.count("metric") == raw("metrics", 2)
    assert kinds.count("measure") == raw("measures", 6)
    assert kinds.count("model") == raw("models", 2)
    assert made.refused == made.faults == ()
    made.save(tmp_path / "out")
    codes = {finding.code for finding in toc.check(tmp_path / "out")}
    assert not codes & {"TOC001", "TOC002", "TOC003", "TOC004", "TOC006", "TOC010", "KPI032"}
    assert declare(tmp_path / "out").theory.kpis.keys() == {kpi.id for kpi in made.kpis}
    toc.run(tmp_path / "out")


@needs_corpus
def test_every_word_of_the_published_files_is_written(tmp_path: Path) -> None:
    read([CORPUS]).save(tmp_path / "out")
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "out").glob("*.yaml"))
    held = set(re.findall(r"\w+", written.lower()))
    for path in CORPUS.rglob("*.yml"):
        text = re.sub(r"(?m)(^|\s)#.*$", "", path.read_text("utf-8"))
        lost = set(re.findall(r"\w+", text.lower())) - held
        assert lost <= {"metrics", "semantic_models", "models", "saved_queries", "groups", "label"}
