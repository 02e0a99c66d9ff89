"""Each example checks clean, and what comes out of it is what was looked at before.

``python -m pytest tests/examples --update-golden`` writes the golden files anew.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import theoryofchange as toc
from theoryofchange.cli.main import main
from theoryofchange.kpi import Status
from theoryofchange.reporting.run import Run

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
NAMES = ("retention", "satisfaction_rank")
TEXTS = (
    "report.md",
    "theory.mmd",
    "alignment.csv",
    "assessment.csv",
    "kpis.csv",
    "recommendations.csv",
    "roadmap.csv",
)

STATUSES: Mapping[str, Mapping[str, Status]] = {
    "retention": {
        "active_retention": "at risk",
        "discount_rate": "achieved",
        "lifetime_margin": "confidential",
        "recommended_share": "on track",
        "cost_to_serve": "achieved",
        "service_satisfaction": "on track",
        "complaint_rate": "on track",
        "first_answer_time": "on track",
        "recognised_contacts": "off track",
        "first_contact_resolution": "at risk",
        "value_for_money": "on track",
        "fault_age": "off track",
        "in_stock_rate": "deteriorating",
        "forecast_error": "no data",
        "unaided_awareness": "on track",
    },
    "satisfaction_rank": {
        "satisfaction_rank": "at risk",
        "satisfaction_score": "on track",
        "share_of_spend": "at risk",
        "early_cancellations": "confidential",
        "expectation_gap": "at risk",
        "outage_minutes": "at risk",
        "visits_on_time": "achieved",
        "warned_first": "no data",
        "solved_first_time": "on track",
        "reopened_cases": "on track",
        "care_minutes": "achieved",
        "waiting_time": "deteriorating",
        "bill_questions": "off track",
        "advice_kept": "on track",
    },
}


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def runs() -> Mapping[str, Run]:
    return {name: toc.run(ROOT / "examples" / name) for name in NAMES}


def compare(given: str, name: str, file: str, config: pytest.Config) -> None:
    golden = GOLDEN / name / file
    if config.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(given.encode())
    assert given == golden.read_bytes().decode()


@pytest.mark.parametrize("name", NAMES)
def test_check_is_clean(
    name: str, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    assert main(["check", f"examples/{name}"]) == 0
    compare(capsys.readouterr().out, name, "check.txt", request.config)


@pytest.mark.parametrize("file", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_output_is_as_before(
    name: str,
    file: str,
    runs: Mapping[str, Run],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    written = {path.name: path for path in runs[name].save(tmp_path)}
    compare(written[file].read_bytes().decode(), name, file, request.config)


@pytest.mark.parametrize("name", NAMES)
def test_same_input_same_bytes(name: str, runs: Mapping[str, Run]) -> None:
    assert toc.run(f"examples/{name}").files == runs[name].files


@pytest.mark.parametrize("name", NAMES)
def test_every_kpi_has_the_status_its_comments_tell(name: str, runs: Mapping[str, Run]) -> None:
    assert {row.id: row.status for row in runs[name].analysis.kpis} == STATUSES[name]


@pytest.mark.parametrize("name", NAMES)
def test_evidence_and_values_are_older_than_the_day_it_is_looked_at(name: str) -> None:
    theory = toc.load(f"examples/{name}")
    assert theory.as_of is not None
    evidence = [edge.link.evidence for edge in theory.edges]
    assert all(each and each.date and each.date < theory.as_of for each in evidence)
    assert all(row.date < theory.as_of for row in theory.observations)
    assert all(row.date < theory.as_of for row in theory.ratings)


def test_measured_values_are_what_the_events_give(tmp_path: Path) -> None:
    pytest.importorskip("ibis")
    pytest.importorskip("duckdb")
    events = [sys.executable, "examples/retention/events.py", tmp_path]
    subprocess.run(events, check=True, capture_output=True)
    found = toc.measure("examples/retention", tmp_path / "data.yaml")
    kept = Path("examples/retention/measured/observations.csv")
    assert found.save(tmp_path / kept.name).read_text() == kept.read_text()
    assert [each.code for each in found.findings] == ["DAT119"]
    shown = toc.run("examples/retention").origins
    told = [(each.kpi, each.definition, each.rows, each.first, each.last) for each in shown]
    now = [(each.kpi, each.definition, each.rows, each.first, each.last) for each in found.origins]
    assert told == now
    assert len(told) == 8


def test_rank_told_by_the_scores_is_the_rank_observed(runs: Mapping[str, Run]) -> None:
    run = runs["satisfaction_rank"]
    ranks = [row for row in run.theory.observations if row.kpi == "satisfaction_rank"]
    last = max(ranks, key=lambda row: row.date).value
    (by_score,) = [row for row in run.state.comparisons if row.kpi == "satisfaction_score"]
    assert (by_score.ranking.rank, by_score.ranking.of) == (last.value, last.of) == (12, 16)
    assert by_score.requirement is not None
    assert by_score.requirement.value == 79.4
    target = run.theory.kpis["satisfaction_score"].target
    assert target is not None
    assert target.value is not None
    assert target.value.value == 80


def test_target_without_its_date_is_found_where_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "retention"
    shutil.copytree("examples/retention", copy)
    file = copy / "kpis" / "goals.yaml"
    written = file.read_text(encoding="utf-8")
    edited = re.sub(
        r"(active_retention:.*?target: \{value: 80), date: 2027-12-31", r"\1", written, flags=re.S
    )
    assert edited != written
    file.write_text(edited, encoding="utf-8")
    line = next(
        number
        for number, text in enumerate(edited.splitlines(), 1)
        if "target: {value: 80," in text
    )
    (finding,) = toc.check(copy).at_least("warning")
    assert (finding.code, finding.id) == ("TOC005", "active_retention")
    assert (finding.line, finding.column) == (line, 5)
    assert main(["check", str(copy)]) == 1
    assert f"{file.as_posix()}:{line}:5" in capsys.readouterr().out


def test_first_theory_checks_clean_and_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "strategy"
    assert main(["init", str(directory)]) == 0
    assert main(["check", str(directory), "--fail-on", "info"]) == 0
    assert main(["run", str(directory), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "report.html").is_file()
    capsys.readouterr()
    run = toc.run(directory)
    assert len(run.theory.goals) == 1
    assert {row.status for row in run.analysis.kpis} == {
        "at risk",
        "on track",
        "off track",
        "no data",
    }


@pytest.mark.filterwarnings("default")  # those of the kernel's own libraries are not ours to mend
def test_notebook_runs_and_stores_no_output() -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read("examples/retention.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in cells)

    place = {"metadata": {"path": str(ROOT / "examples")}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
    shown = [output.data for cell in cells for output in cell.outputs if "data" in output]
    assert len(shown) == len(cells)
    assert sum("text/html" in data for data in shown) >= 5
    contradicted = next(data["text/plain"] for data in shown if "70.1" in data["text/plain"])
    assert "deteriorating" in contradicted
    assert "report.html" in shown[-1]["text/plain"]
