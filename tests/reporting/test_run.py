"""All four stages in one go, and what is written of them."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest

import theoryofchange as toc
from theoryofchange.graph import parts
from theoryofchange.reporting.run import COLUMNS, Run, run
from theoryofchange.shape import plain
from theoryofchange.source import together
from theoryofchange.stages.alignment import Alignment
from theoryofchange.stages.analysis import Analysis
from theoryofchange.stages.assessment import Assessment
from theoryofchange.stages.evolution import Roadmap
from theoryofchange.templates.starting import theory_text

FILES = [
    "report.html",
    "report.md",
    "theory.mmd",
    "result.json",
    "alignment.csv",
    "assessment.csv",
    "kpis.csv",
    "recommendations.csv",
    "roadmap.csv",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("theory")
    text = theory_text("first-theory")
    (folder / "theory.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def result(folder) -> Run:
    return run(folder)


def strict(text: str) -> object:
    return json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))


def test_all_nine_files_are_written(result, tmp_path):
    written = result.save(tmp_path / "out" / "deep")
    assert [path.name for path in written] == FILES
    assert {path.name for path in (tmp_path / "out" / "deep").iterdir()} == set(FILES)
    for path in written:
        assert path.read_bytes().decode() == result.files[path.name]


def test_a_failure_leaves_what_was_there_and_nothing_aside(result, tmp_path, monkeypatch):
    result.save(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(together.Path, "replace", fail)
    with pytest.raises(toc.InputError, match="No space left"):
        result.save(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_directory_in_the_way_of_a_file_keeps_all_from_being_written(result, tmp_path):
    result.save(tmp_path)
    (tmp_path / "report.md").unlink()
    (tmp_path / "report.md").mkdir()
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    with pytest.raises(toc.InputError, match=r"report\.md: a directory is in the way"):
        result.save(tmp_path)
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "old"


def test_a_run_tells_the_theory_once_and_writes_each_stage_once(folder, tmp_path, monkeypatch):
    """What costs most with thousands of KPIs is not done again for each stage and each file."""
    told: list[str] = []
    for kind in (Alignment, Assessment, Analysis, Roadmap):
        whole = kind.view
        monkeypatch.setattr(
            kind, "view", lambda self, w=whole: (told.append(self.stage), w(self))[1]
        )
    hashed: list[object] = []
    monkeypatch.setattr(parts, "plain", lambda held: (hashed.append(held), plain(held))[1])
    made = run(folder)
    made.save(tmp_path)
    assert made.summary
    assert sorted(told) == ["align", "analyze", "assess", "evolve"]
    assert len(hashed) == len(parts.PARTS)


def test_nothing_takes_its_place_before_all_is_written(result, tmp_path, monkeypatch):
    result.save(tmp_path / "old")
    before = {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()}
    monkeypatch.setattr(Roadmap, "to_frame", lambda _: 1 / 0)
    for out in ("new", "old"):
        with pytest.raises(ZeroDivisionError):
            result.save(tmp_path / out)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()} == before


def test_a_directory_that_cannot_be_made(result, tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(toc.InputError, match="out"):
        result.save(tmp_path / "out")


class Page(HTMLParser):
    """The ids of a page, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str | None] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.ids += [held["id"]] if "id" in held else []
        self.links += [held["href"] or ""] if "href" in held else []


ALIKE = ("a b", "a-b", "a--b", "A b", "a_b", "客户", "客 户", "😀", "😀😀", "verdict", '<"&>')
"""Ids that are one where an anchor is made of letters and hyphens only."""


def named_alike() -> dict[str, object]:
    due = {"due": "2027-12-31", "owner": "a b"}
    return {
        "theory": {"id": "provenance", "title": "content", "as_of": "2026-06-30"},
        "teams": {name: {"capacity": "20 days/month"} for name in ALIKE},
        "goals": {f"{name} g": {**due, "needs": {f"{name} o": {}}} for name in ALIKE},
        "outcomes": {f"{name} o": {} for name in ALIKE},
        "kpis": {f"{name} k": {"measures": f"{name} g"} for name in ALIKE},
        "activities": {
            f"{name} w": {"team": name, "effort": "3 days", "advances": {f"{name} o": {}}}
            for name in ALIKE
        },
    }


@pytest.mark.parametrize("name", ["retention", "satisfaction_rank", "named alike"])
def test_ids_of_the_page_are_unique_and_every_link_has_its_target(name):
    example = Path(__file__).parents[2] / "examples" / name
    html = run(example if example.exists() else named_alike()).files["report.html"]
    page = Page(html)
    assert page.ids and len(page.ids) == len(set(page.ids))
    targets = [unquote(link.removeprefix("#")) for link in page.links if link.startswith("#")]
    assert targets and set(targets) <= set(page.ids)
    written = re.findall(r'\bid="([^"]*)"', html)
    assert len(written) == len(set(written)), "not even another attribute ends in id"


def test_the_data_is_strict_json_with_all_four_stages(result):
    said = strict(result.files["result.json"])
    assert said["schema_version"] == 1
    for stage, held in (
        ("align", result.fit),
        ("assess", result.state),
        ("analyze", result.analysis),
        ("evolve", result.roadmap),
    ):
        found = said[stage]
        assert found["stage"] == stage and found["schema_version"] == 1
        assert found["score"] == held.score
        assert found["score"] is None or 0 <= found["score"] <= 1
        assert [gap["id"] for gap in found["gaps"]] == [gap.id for gap in held.gaps]
        assert found["derivation"] and {"name", "value", "weight", "because"} == set(
            found["derivation"][0]
        )
        assert len(found["provenance"]["theory_hash"]) == 64
    assert said["provenance"]["version"] == toc.__version__
    assert said["provenance"]["as_of"] == "2026-01-01"
    assert said["check"] == toc.check(result.theory).summary | {"files": said["check"]["files"]}


def test_the_ids_of_gaps_are_unique_in_the_whole_run(result):
    ids = [gap.id for stage in (result.fit, result.state, result.analysis) for gap in stage.gaps]
    assert len(ids) == len(set(ids))


def test_the_tables_are_csv(result):
    for name in FILES:
        if name.endswith(".csv"):
            header, *rows = csv.reader(io.StringIO(result.files[name], newline=""))
            assert len(header) == len(set(header)) and rows
            assert {len(row) for row in rows} == {len(header)}


def test_the_same_input_gives_the_same_bytes(folder, result):
    assert run(folder).files == result.files


HASHES = """\
import hashlib, sys
from theoryofchange.reporting.run import run
files = run(sys.argv[1]).files
print([(name, hashlib.sha256(text.encode()).hexdigest()) for name, text in files.items()])
"""


def hashes(folder: Path, seed: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", HASHES, str(folder)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def test_the_same_bytes_in_another_process_with_other_hashes(folder):
    first = hashes(folder, "1")
    assert first == hashes(folder, "4242") and first.count("(") == len(FILES)


def test_the_verdict_tells_scores_and_what_comes_first(result):
    assert all(word in result.summary for word in ("Align", "Assess", "Analyze", "Evolve"))
    assert "<" in result._repr_html_()


def test_a_theory_may_be_given_and_is_not_changed():
    theory = toc.load({"theory": {"as_of": "2026-01-01"}, "goals": {"g": {"due": "2027-01-01"}}})
    result = run(theory, as_of="2026-02-01", start="2026-03-01")
    assert result.theory.as_of == dt.date(2026, 2, 1) and theory.as_of == dt.date(2026, 1, 1)
    assert result.assumed == ()
    assert strict(result.files["result.json"])["provenance"]["as_of"] == "2026-02-01"


def test_the_day_is_part_of_the_provenance_and_not_of_the_theory():
    theory = toc.load({"theory": {"as_of": "2026-01-01"}, "goals": {"g": {"due": "2027-01-01"}}})
    own, other = run(theory), run(theory, as_of="2026-02-01")
    assert own.provenance == toc.align(theory).provenance
    assert other.provenance.theory_hash == own.provenance.theory_hash
    assert (own.provenance.as_of_from, other.provenance.as_of_from) == ("theory", "caller")
    assert {result.provenance for result in other.results} == {other.provenance}
    assert other.analysis.as_of_from == "caller"
    assert "2026-02-01, taken from: caller" in other.files["report.html"]


def test_without_a_day_the_latest_fact_dates_the_run(monkeypatch):
    data = {
        "goals": {"g": {"due": "2027-01-01"}},
        "kpis": {"k": {"measures": "g", "baseline": {"value": 1, "date": "2025-12-31"}}},
    }
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = run(data)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert run(data).files == first.files
    assert first.provenance.as_of == first.roadmap.start == dt.date(2025, 12, 31)
    assert first.provenance.as_of_from == "last baseline"
    assert "the day of the last baseline" in first.assumed[0]


def test_a_run_has_what_every_result_has(result):
    stages = {"align": result.fit, "assess": result.state, "analyze": result.analysis}
    stages["evolve"] = result.roadmap
    assert result.score == {name: stage.score for name, stage in stages.items()}
    assert len(result.gaps) == sum(len(stage.gaps) for stage in stages.values())
    sizes = [gap.size for gap in result.gaps]
    assert sizes == sorted(sizes, reverse=True)
    assert result.view().title == "Verdict"
    assert f"{len(result.gaps):,} gaps" in result.summary
    assert result.to_dict()["schema_version"] == 1


def test_the_frame_has_one_row_a_stage(result):
    frame = result.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["stage"]) == ["align", "assess", "analyze", "evolve"]
    for row, held in zip(frame.itertuples(), result.results, strict=True):
        assert row.score == held.score
        assert row.gaps == len(held.gaps)
        assert row.gap_size == pytest.approx(sum(gap.size for gap in held.gaps))
        assert row.parts == len(held.derivation) >= row.parts_known
        assert pd.isna(row.largest_gap) if not held.gaps else row.largest_gap == held.gaps[0].id


def test_the_frame_of_nothing_tells_nothing():
    frame = run(toc.load({"theory": {"as_of": "2026-01-01"}, "kpis": {"k": {}}})).to_frame()
    assert frame["score"].isna().any()
    assert frame["score"].dtype == frame["gap_size"].dtype == "float64"


@pytest.mark.parametrize("stage", ["run", "fit", "state", "analysis", "roadmap"])
@pytest.mark.parametrize("name", ["score", "gaps", "no_such_field"])
def test_no_result_can_be_changed(result, stage, name):
    held = result if stage == "run" else getattr(result, stage)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(held, name, 1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(held, name)


def test_a_day_that_was_taken_is_said():
    theory = toc.load({"goals": {"g": {"due": "2027-01-01"}}})
    result = run(theory)
    (said,) = result.assumed
    assert result.theory.as_of.isoformat() in said
    assert said in result.files["report.md"].replace("\\", "")
    assert strict(result.files["result.json"])["assumed"] == [said]


@pytest.mark.parametrize(
    "data",
    [
        {"goals": {"g": {}}},
        {"kpis": {"k": {"target": "TBD"}}},
        {"outcomes": {"o": {}}, "activities": {"a": {"advances": "o", "effort": "3 days"}}},
        {"goals": {"g": {"weight": 0, "needs": "o"}}, "outcomes": {"o": {}}},
        {
            "goals": {"<b>": {"title": "</script><script>alert(1)</script>", "needs": ["=1+1"]}},
            "outcomes": {"=1+1": {"title": "=cmd|' /C calc'!A0 \u202e 增长"}},
            "kpis": {"&": {"measures": "=1+1", "title": '"><img src=x onerror=alert(1)>'}},
        },
    ],
    ids=["a goal", "a placeholder", "no goal", "no weight", "nasty"],
)
def test_a_poor_theory_is_run_too(data):
    theory = toc.load({"theory": {"as_of": "2026-01-01"}, **data})
    result = run(theory)
    said = strict(result.files["result.json"])
    assert {"align", "assess", "analyze", "evolve"} <= set(said)
    page = result.files["report.html"]
    assert "<script>alert(1)" not in page and "<img src=x" not in page
    for name in FILES:
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(result.files[name], newline="")):
                assert not any(cell[1:] and cell.startswith(("=", "+", "@")) for cell in row)


def test_observations_and_ratings_may_be_given(folder):
    theory = toc.load(folder)
    kpi = next(iter(theory.kpis))
    observations = pd.DataFrame({"kpi": [kpi], "date": ["2025-12-01"], "value": [50.0]})
    capability = next(iter(toc.load_model("measurement").capabilities))
    ratings = [
        toc.Rating(capability=capability, team="x", rater="Ada", answer=3, date="2025-12-01")
    ]
    result = run(folder, observations=observations, ratings=ratings)
    rated = result.state.to_frame().set_index("capability")
    assert rated.loc[capability, "current"] == 3
    assert result.analysis.provenance.observations == 1


def test_a_theory_with_faults_is_not_run(tmp_path):
    (tmp_path / "a.yaml").write_text("goals: {g: {titel: x}}", encoding="utf-8")
    with pytest.raises(toc.DeclarationError):
        run(tmp_path)
    with pytest.raises(toc.InputError):
        run(tmp_path / "missing")
