"""``toc status``: a line each, whatever the names, the width, the terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

import theoryofchange as toc
from theoryofchange.cli import looking, output
from theoryofchange.cli.main import main
from theoryofchange.kpi import Status
from theoryofchange.reporting.board import COLUMNS
from theoryofchange.reporting.board_text import COLOURED, PLAIN, board_as_text
from theoryofchange.view.measure import cells
from theoryofchange.view.strokes import ASCII, BLOCKS

THEORY = """
theory: {id: t, title: 留住客户 😀, as_of: 2026-09-30}
goals:
  base: {title: "Keep <b>customers</b> \\e[31m", due: 2027-12-31, needs: [speed]}
  empty: {title: Nobody looks}
outcomes: {speed: {}, alone: {}}
kpis:
  behind:
    {title: 客户满意度很高很高很高很高, measures: speed, unit: percent, direction: increase,
     baseline: {value: 50, date: 2025-12-31}, target: {value: 80, date: 2027-12-31}}
  ahead:
    {title: 🚀 faster, measures: base, unit: hours, direction: decrease,
     baseline: {value: 10, date: 2025-12-31}, target: {value: 6, date: 2027-12-31}}
  hidden:
    {title: Margin, measures: base, confidential: true, unit: percent, direction: increase,
     baseline: {value: 4711, date: 2025-12-31}, target: {value: 4712, date: 2027-12-31}}
  silent: {title: Nothing is measured, measures: alone, direction: increase, target: {value: 5}}
observations:
  - {kpi: behind, date: 2026-03-31, value: 48}
  - {kpi: behind, date: 2026-06-30, value: 45}
  - {kpi: behind, date: 2026-12-31, value: 99}
  - {kpi: ahead, date: 2026-03-31, value: 7}
  - {kpi: ahead, date: 2026-06-30, value: 5}
  - {kpi: hidden, date: 2026-06-30, value: 4713}
"""


@pytest.fixture
def theory(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("COLUMNS", "100")
    path = tmp_path / "theory.yaml"
    path.write_text(THEORY, encoding="utf-8")
    return path


@pytest.fixture
def board(theory) -> toc.StatusBoard:
    return toc.status(theory)


def test_one_line_a_kpi_under_its_goal(theory, capsys):
    assert main(["status", str(theory)]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    first, second, _, goal, *lines = shown.out.splitlines()
    assert first == "留住客户 😀"
    assert second.startswith("4 KPIs on 2026-09-30: 1 achieved, 1 deteriorating, 1 no data")
    assert goal == "Keep <b>customers</b> �[31m  by 2027-12-31"
    assert [line.strip() for line in lines[4:6]] == [
        "Nobody looks",
        "No KPI measures anything on its way.",
    ]
    behind, ahead, hidden = lines[:3]
    assert "█▁" in behind and "‹··········" in behind and "−17 %" in behind
    assert behind.endswith("deteriorating  45 % → 80 % by 2027-12-31")
    assert "██████████›  125 %" in ahead and "5 hours → 6 hours" in ahead
    assert hidden.endswith("confidential   withheld")
    assert "Leads to no goal" in lines


def test_no_confidential_figure_comes_out(theory, board, capsys):
    for form in ("text", "json"):
        main(["status", str(theory), "--format", form])
    written = capsys.readouterr().out + board._repr_html_() + board.to_frame().to_csv()
    assert not any(figure in written for figure in ("4711", "4712", "4713", "4,71"))


def test_values_after_the_day_play_no_part(board):
    (line,) = [line for line in board.lines if line.id == "behind"]
    assert line.values == (48, 45)
    later = toc.status(toc.load(_declared()), as_of="2026-12-31")
    (line,) = [line for line in later.lines if line.id == "behind"]
    assert line.values == (48, 45, 99)


def _declared() -> dict[str, object]:
    from theoryofchange.source.reader import read_yaml
    from theoryofchange.source.span import Source

    return dict(read_yaml(Source("theory.yaml", THEORY)).documents[0].data)


@pytest.mark.parametrize("strokes", [BLOCKS, ASCII])
@pytest.mark.parametrize("width", [40, 52, 60, 72, 80, 100, 160])
def test_lines_fit_and_their_parts_stand_below_each_other(width, strokes, board):
    shown = board_as_text(board, width, strokes).splitlines()
    assert max(map(cells, shown)) <= width
    rows = [line for line in shown if line.startswith("  ")]
    words = ("deteriorating", "confidential", "no data")
    starts = {cells(row[: row.index(word)]) for row in rows for word in words if word in row}
    assert len(starts) == 1
    if strokes is ASCII:
        assert not set("█▁·→…‹›−–") & set("".join(shown[3:]))


def test_what_has_no_room_is_said(board):
    assert "No room" not in board_as_text(board, 100)
    assert "No room for values and bars in 45 columns." in board_as_text(board, 45)


def test_only_some_statuses_and_how_many_are_not_shown(theory, capsys):
    assert main(["status", str(theory), "--only", "achieved"]) == 0
    shown = capsys.readouterr().out
    assert "faster" in shown and "Margin" not in shown and "Nobody looks" not in shown
    assert shown.endswith("Not shown: 3 KPIs of another status.\n")
    assert main(["status", str(theory), "--only", "achieved", "--only", "no data"]) == 0
    assert "Not shown: 2 KPIs" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stopped:
        main(["status", str(theory), "--only", "fine"])
    assert stopped.value.code == 2


def test_the_statuses_that_can_be_asked_for_are_all(board):
    from typing import get_args

    assert get_args(Status) == looking.STATUSES


def test_colour_on_a_terminal_alone(theory, capsys, monkeypatch):
    main(["status", str(theory)])
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert output.has_colour()
    main(["status", str(theory)])
    assert "\x1b[31mdeteriorating\x1b[0m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["status", str(theory)])
    assert "\x1b" not in capsys.readouterr().out


def test_colours_change_nothing_else(board):
    coloured = board_as_text(board, colours=COLOURED)
    for code in COLOURED.values():
        coloured = coloured.replace(code, "")
    assert [line.rstrip() for line in coloured.splitlines()] == board_as_text(
        board, colours=PLAIN
    ).splitlines()


def test_as_json(theory, capsys):
    assert main(["status", str(theory), "--format", "json", "--only", "deteriorating"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert (held["schema_version"], held["hidden"], held["as_of"]) == (1, 3, "2026-09-30")
    (goal,) = held["goals"]
    (kpi,) = goal["kpis"]
    assert kpi["progress"] == pytest.approx(-1 / 6)
    assert kpi["points"] == [["2026-03-31", 48], ["2026-06-30", 45]]
    assert kpi["progress_because"] and kpi["because"]


def test_the_day_is_that_of_the_caller(theory, capsys):
    assert main(["status", str(theory), "--as-of", "2026-12-31"]) == 0
    shown = capsys.readouterr().out
    assert "on 2026-12-31: 2 achieved" in shown and "99 % → 80 %" in shown
    assert main(["status", str(theory), "--as-of", "soon"]) == 2
    assert "write the date as" in capsys.readouterr().err


def test_a_day_that_was_assumed_is_said(tmp_path, capsys):
    path = tmp_path / "theory.yaml"
    path.write_text(THEORY.replace(", as_of: 2026-09-30", ""), encoding="utf-8")
    assert main(["status", str(path)]) == 0
    assert "2026-12-31 was taken, the day of the last observation" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "export.csv",
            "kpi,date,value,n,segment\nbehind,2026-06-30,62 %,120,\nbehind,2026-06-30,1,,North\n",
        ),
        ("new.yaml", "observations: [{kpi: behind, date: 2026-06-30, value: 62, n: 120}]"),
    ],
)
def test_measured_values_of_another_file(name, text, theory, tmp_path, capsys):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert main(["status", str(theory), "--observations", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "62 % → 80 %" in shown and "– → 6 hours" in shown


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.csv", "kpi,date\nbehind,2026-06-30\n", "there is no column 'value'"),
        ("a.csv", "kpi;date;value\n", "separated by semicolons"),
        (
            "a.csv",
            "kpi,date,value\nbehind,2026-06-30,5\n\nbehind,soon,5\n",
            "a.csv:4:8: a date is needed, not 'soon': write it as 2026-06-30",
        ),
        (
            "a.csv",
            "kpi,date,value\nbehind,,5\n",
            "a.csv:2:8: a date is needed, and there is none: write it as 2026-06-30",
        ),
        ("a.csv", "kpi,date,value\n,2026-06-30,5\n", "a.csv:2:1: the id of a KPI is needed"),
        (
            "a.csv",
            "kpi,date,value\nbehind,2026-06-30,5\nbehind,2026-06-30,5,6\n",
            "a.csv:3:1: This row has 4 cells, the header has 3. Quote a cell",
        ),
        (
            "a.yaml",
            "observations:\n- {kpi: behind, date: soon, value: 5}\n",
            "a.yaml:2:23: a date is needed, not 'soon'",
        ),
        ("a.yaml", "observations:\n- {kpi: behind, value: 5}\n", "a.yaml:2:3: a date is needed"),
        ("a.yaml", "rows: []", "are not in it"),
        ("a.yaml", "rows: [", "a.yaml"),
        (None, "", "there is no such file"),
    ],
)
def test_values_that_cannot_be_read_are_one_line(name, text, why, theory, tmp_path, capsys):
    file = tmp_path / (name or "missing.csv")
    if name:
        file.write_text(text, encoding="utf-8")
    assert main(["status", str(theory), "--observations", str(file)]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1
    assert why in captured.err


def test_a_row_of_a_parquet_file_is_told_as_such(theory, tmp_path, capsys):
    pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    file = tmp_path / "a.parquet"
    pd.DataFrame(
        {"kpi": ["behind"] * 2, "date": ["2026-06-30", "soon"], "value": [1.0, 2.0]}
    ).to_parquet(file)
    assert main(["status", str(theory), "--observations", str(file)]) == 2
    assert "a.parquet, row 2, column date: a date is needed" in capsys.readouterr().err


def test_one_file_holds_what_was_measured(theory, tmp_path, capsys):
    held = tmp_path / "held"
    held.mkdir()
    for name in ("a.yaml", "b.yaml"):
        (held / name).write_text("observations: []", encoding="utf-8")
    assert main(["status", str(theory), "--observations", str(held)]) == 2
    assert "2 files (a.yaml, b.yaml) in it; name the one file" in capsys.readouterr().err
    (tmp_path / "bare").mkdir()
    assert main(["status", str(theory), "--observations", str(tmp_path / "bare")]) == 2
    assert "no .csv or .parquet or .yaml or .yml file here" in capsys.readouterr().err


def test_what_was_measured_and_is_not_used_is_said(theory, tmp_path, capsys):
    file = tmp_path / "a.csv"
    rows = (
        "behind,2026-06-30,62\nbehind,2026-06-30,63\nstranger,2026-06-30,1\nahead,2026-06-30,{}\n"
    )
    file.write_text("kpi,date,value\n" + rows.format("nan"), encoding="utf-8")
    assert main(["status", str(theory), "--observations", str(file)]) == 0
    shown = capsys.readouterr()
    assert shown.err == (
        "3 problems in what was measured, which --format json lists. "
        "stranger is no KPI: 1 of its values are not used.\n"
    )
    main(["status", str(theory), "--observations", str(file), "--format", "json"])
    listed = json.loads(capsys.readouterr().out)["problems"]
    assert len(listed) == 3
    assert any("has 2 values for 2026-06-30" in each for each in listed)
    assert any("the value of ahead for 2026-06-30 is not used" in each for each in listed)
    board = toc.status(toc.load(theory), pd.read_csv(file, keep_default_na=False))
    assert list(board.problems) == listed == list(board.only(["achieved"]).problems)
    assert "3 problems in what was measured, which .problems lists" in board._repr_html_()


def test_a_theory_that_cannot_be_used_is_one_line(tmp_path, capsys):
    path = tmp_path / "theory.yaml"
    path.write_text("kpis: {a: {measures: nothing}}", encoding="utf-8")
    assert main(["status", str(path)]) == 2
    captured = capsys.readouterr()
    assert "cannot be shown" in captured.err and captured.err.count("\n") == 1
    path.write_text("theory: {as_of: 2026-01-01}\ngoals: {g: {}}", encoding="utf-8")
    assert main(["status", str(path)]) == 0
    assert "0 KPIs on 2026-01-01." in capsys.readouterr().out


def test_in_a_notebook(board):
    shown = board._repr_html_()
    assert "<b>customers" not in shown and "&lt;b&gt;customers" in shown
    assert "▁" in shown and "留住客户" in shown
    frame = board.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert frame.set_index("id").loc["ahead", "progress"] == pytest.approx(1.25)
    with pytest.raises(AttributeError):
        board.groups = ()  # type: ignore[misc]


def test_a_frame_of_values(theory):
    frame = pd.DataFrame({"kpi": ["behind"], "date": ["2026-06-30"], "value": [62.0]})
    shown = toc.status(toc.load(theory), observations=frame)
    assert {line.id: line.values for line in shown.lines}["behind"] == (62,)


REMARKED = """
theory: {id: t, title: T, as_of: 2026-09-30}
goals: {g: {}}
kpis:
  undirected:
    {measures: g, baseline: {value: 50, date: 2025-12-31}, target: {value: 80, date: 2027-12-31}}
  undated:
    {measures: g, direction: increase, baseline: {value: 50},
     target: {value: 80, date: 2027-12-31}}
  endless:
    {measures: g, direction: increase, baseline: {value: 50, date: 2025-12-31},
     target: {value: 80}}
  early:
    {measures: g, direction: increase, baseline: {value: 50, date: 2026-06-30},
     target: {value: 80, date: 2027-12-31}}
  sure:
    {measures: g, direction: increase, baseline: {value: 50, date: 2025-12-31},
     target: {value: 80, date: 2027-12-31}}
observations:
  - {kpi: undirected, date: 2026-03-31, value: 60}
  - {kpi: undated, date: 2026-03-31, value: 60}
  - {kpi: endless, date: 2026-03-31, value: 60}
  - {kpi: early, date: 2026-03-31, value: 60}
  - {kpi: sure, date: 2026-03-31, value: 60}
"""


@pytest.mark.parametrize("width", [50, 120])
def test_what_must_be_known_beside_the_status_is_shown(width, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    path = tmp_path / "theory.yaml"
    path.write_text(REMARKED, encoding="utf-8")
    board = toc.status(path)
    told = {line.id: (line.status, line.remark) for line in board.lines}
    assert told == {
        "undirected": ("on track", "no direction declared"),
        "undated": ("no data", "its baseline has no date"),
        "endless": ("no target", "its target has no date"),
        "early": ("no data", "its one value is not used"),
        "sure": ("on track", None),
    }
    assert main(["status", str(path)]) == 0
    shown = capsys.readouterr().out
    for _, remark in told.values():
        assert remark is None or f"({remark})" in shown
        assert remark is None or remark in board._repr_html_()
    assert max(map(cells, shown.splitlines())) <= width
    assert list(board.to_frame()["remark"].isna()) == [False] * 4 + [True]


def test_the_analysis_shows_it_too(tmp_path):
    from theoryofchange.view.text import as_text

    path = tmp_path / "theory.yaml"
    path.write_text(REMARKED, encoding="utf-8")
    analysis = toc.analyze(toc.load(path))
    assert analysis.kpi("undirected").standing.remark == "no direction declared"
    assert "its baseline has no date" in as_text(analysis.view(), 200)


def test_a_very_large_figure_is_a_power_of_ten(tmp_path, capsys):
    path = tmp_path / "theory.yaml"
    told = REMARKED.partition("kpis:")[0] + (
        "kpis:\n"
        "  huge: {measures: g, unit: EUR, direction: increase,\n"
        "    baseline: {value: 0, date: 2025-12-31}, target: {value: 5, date: 2027-12-31}}\n"
        "observations: [{kpi: huge, date: 2026-03-31, value: 1e308}]\n"
    )
    path.write_text(told, encoding="utf-8")
    assert main(["status", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "2 × 10^309 %" in shown and "10^308 EUR → 5 EUR" in shown
    assert "inf" not in shown
    (line,) = toc.status(path).lines
    assert line.progress == pytest.approx(2e307)
    assert "inf" not in line.because
    assert "2 × 10^309 %" in toc.status(path)._repr_html_()
