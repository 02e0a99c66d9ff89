"""``toc forecast``: as text, data and table; and what it cannot be asked."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest

from theoryofchange.cli.main import main
from theoryofchange.stages.forecasting import COLUMNS

HEAD = """
goals: {base: {title: Keep customers}}
kpis:
  kept:
    {title: "留住客户 😀 \\e[31m", measures: base, unit: points, direction: increase,
     target: {value: 80, date: 2027-03-31}}
  young: {title: Young, measures: base, direction: increase, target: {value: 5, date: 2027-03-31}}
  secret:
    {title: Margin, measures: base, confidential: true, unit: points, direction: increase,
     baseline: {value: 4711, date: 2025-12-31}, target: {value: 4712, date: 2027-03-31}}
observations:
"""
FIGURES = [71, 71.5, 71.2, 72.1, 73.4, 73, 74.2, 74.9, 74.6, 75.8, 76.1, 76.9]
ROWS = [f"{{kpi: kept, date: 2026-{at:02}-28, value: {v}}}" for at, v in enumerate(FIGURES, 1)]
ROWS += [f"{{kpi: young, date: 2026-{at:02}-28, value: {at}}}" for at in range(1, 4)]
ROWS += [f"{{kpi: secret, date: 2026-{at:02}-28, value: {4711 + at}}}" for at in range(1, 13)]


@pytest.fixture
def theory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "140")
    path = tmp_path / "theory.yaml"
    path.write_text(HEAD + "".join(f"  - {row}\n" for row in ROWS), encoding="utf-8")
    return path


def test_what_can_be_told_and_why_the_rest_cannot(theory, capsys):
    assert main(["forecast", str(theory)]) == 0
    shown = capsys.readouterr()
    assert "Of 3 KPIs on 2026-12-28, 1 can be forecast, by the method simple." in shown.out
    assert "留住客户 😀 �[31m" in shown.out
    assert "it has 3 values, and 12 are needed: 9 more." in shown.out
    assert "its figures are withheld." in shown.out
    assert "47" not in shown.out.replace("4 KPIs", "")
    assert "no day to be looked at" in shown.err


def test_one_kpi_is_told_in_every_period(theory, capsys):
    assert main(["forecast", str(theory), "--only", "kept", "--as-of", "2026-12-31"]) == 0
    shown = capsys.readouterr()
    assert "2027-01-28" in shown.out and "2027-03-28" in shown.out
    assert "Tested 6 times on the past" in shown.out
    assert "Young" not in shown.out
    assert shown.err == ""


def test_data_is_the_same_for_the_same_input(theory, capsys):
    texts = []
    for _ in range(2):
        assert main(["forecast", str(theory), "--format", "json"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    data = json.loads(texts[0])
    assert data["schema_version"] == 1
    assert data["provenance"]["as_of_from"] == data["as_of_from"] == "last observation"
    kept, young, secret = data["kpis"]
    assert 0 <= kept["p_at"] <= kept["p_by"] <= 1
    assert (young["p_at"], young["points"], young["needed"]) == (None, 3, 12)
    assert (secret["points"], secret["target"], secret["data_window"]) == (0, None, [])


def test_the_table_has_a_row_a_kpi(theory, capsys):
    assert main(["forecast", str(theory), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["id"] for row in rows] == ["kept", "young", "secret"]
    assert rows[1]["p_at"] == ""


def test_a_file_of_values_takes_the_place_of_the_theory_s_own(theory, tmp_path, capsys):
    table = tmp_path / "values.csv"
    lines = [f"kept,2026-{at:02}-28,{v + 10}" for at, v in enumerate(FIGURES, 1)]
    table.write_text("\n".join(["kpi,date,value", *lines]), encoding="utf-8")
    main(["forecast", str(theory), "--observations", str(table), "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert data["kpis"][0]["p_by"] == 1.0
    assert data["kpis"][1]["points"] == 0


def test_problems_of_what_was_measured_are_counted(theory, capsys):
    theory.write_text(
        theory.read_text(encoding="utf-8") + "  - {kpi: kept, date: 2026-12-28, value: 3}\n",
        encoding="utf-8",
    )
    assert main(["forecast", str(theory), "--as-of", "2026-12-31"]) == 0
    assert "in what was measured, which --format json lists" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--only", "kep"], "did you mean"),
        (["--as-of", "soon"], "write the date as"),
        (["--seed", "-1"], "--seed -1: it is at least 0"),
        (["--observations", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_what_cannot_be_asked_is_one_line(theory, capsys, more, told):
    assert main(["forecast", str(theory), *more]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert told in shown.err.lower() or told in shown.err
    assert len(shown.err.splitlines()) == 1


def test_the_other_method_says_what_it_needs(theory, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "statsforecast.models", None)
    assert main(["forecast", str(theory), "--method", "statsforecast"]) == 2
    assert "theoryofchange[forecast]" in capsys.readouterr().err


def test_a_theory_that_cannot_be_used_is_refused(tmp_path, capsys):
    path = tmp_path / "theory.yaml"
    path.write_text("goals: [\n", encoding="utf-8")
    assert main(["forecast", str(path)]) == 2
    assert "cannot be forecast" in capsys.readouterr().err
