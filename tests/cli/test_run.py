"""``toc run`` and ``toc import``."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from theoryofchange.cli.main import main
from theoryofchange.linter import check

FILES = {
    "report.html",
    "report.md",
    "theory.mmd",
    "result.json",
    "alignment.csv",
    "assessment.csv",
    "kpis.csv",
    "recommendations.csv",
    "roadmap.csv",
}
EXPORT = Path(__file__).parents[1] / "interop" / "gitlab"


@pytest.fixture
def theory(tmp_path):
    assert main(["init", str(tmp_path / "theory")]) == 0
    return tmp_path / "theory"


def test_all_four_stages_are_written(theory, tmp_path, capsys):
    capsys.readouterr()
    assert main(["run", str(theory), "--out", str(tmp_path / "out" / "deep")]) == 0
    captured = capsys.readouterr()
    assert {path.name for path in (tmp_path / "out" / "deep").iterdir()} == FILES
    assert captured.err == "" and "Verdict" in captured.out
    assert all(name in captured.out for name in FILES)


def test_a_poor_theory_is_run_and_its_findings_are_counted(tmp_path, capsys):
    path = tmp_path / "my theory.yaml"
    path.write_text(
        "theory: {as_of: 2026-01-01}\ngoals: {g: {due: 2027-01-01}}\n"
        "kpis: {k: {measures: g, baseline: {value: 48 %}}}\n",
        encoding="utf-8",
    )
    assert main(["check", str(path)]) == 1
    capsys.readouterr()
    assert main(["run", str(path), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().err
    found = check(path)
    assert found.count("error") == 1 and found.count("TOC005") == 1
    assert said == f"The theory has {found.sentence}: toc check '{path}'\n"
    assert {each.name for each in (tmp_path / "out").iterdir()} == FILES


def test_a_day_that_was_taken_is_announced(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path = tmp_path / "theory.yaml"
    path.write_text("goals: {g: {due: 2027-01-01}}\n", encoding="utf-8")
    assert main(["run", str(path), "--out", str(tmp_path / "out")]) == 0
    first, second = capsys.readouterr().err.splitlines()
    assert "2023-11-14 was taken, the day of SOURCE_DATE_EPOCH" in first
    assert "3 warnings: toc check" in second
    said = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert said["assumed"] == [first]
    assert said["provenance"]["as_of_from"] == "SOURCE_DATE_EPOCH"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert main(["run", str(path), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("toc: SOURCE_DATE_EPOCH=soon")


def test_the_exit_codes_stand_in_the_help(capsys):
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    assert "Exit codes: 0 the results were written" in capsys.readouterr().out


def test_the_days_are_those_given(theory, tmp_path):
    out = str(tmp_path / "out")
    options = ["--as-of", "2026-03-01", "--start", "2026-04-01"]
    assert main(["run", str(theory), "--out", out, *options]) == 0
    said = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert said["provenance"]["as_of"] == "2026-03-01"
    assert said["assumed"] == []


@pytest.mark.parametrize("option", ["--as-of", "--start"])
@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", ""])
def test_a_day_that_is_none(theory, tmp_path, capsys, option, day):
    capsys.readouterr()
    assert main(["run", str(theory), "--out", str(tmp_path / "out"), option, day]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith(f"toc: {option} {day}: write the date")
    assert not (tmp_path / "out").exists()


def test_a_theory_with_faults_is_not_run(tmp_path, capsys):
    (tmp_path / "a.yaml").write_text("goals: {g: {titel: G, due: 2027-01-01}}", encoding="utf-8")
    assert main(["run", str(tmp_path / "a.yaml"), "--out", str(tmp_path / "out")]) == 1
    captured = capsys.readouterr()
    assert "TOC003" in captured.out and "were not run" in captured.out
    assert not (tmp_path / "out").exists()


def test_an_output_that_is_a_file(theory, tmp_path, capsys):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    assert main(["run", str(theory), "--out", str(tmp_path / "out")]) == 2
    assert "out" in capsys.readouterr().err
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_files_of_another_kind_become_a_theory(tmp_path, capsys):
    files = sorted(str(path) for path in EXPORT.iterdir() if path.suffix in (".yml", ".yaml"))
    assert files
    out = tmp_path / "imported"
    assert main(["import", "gitlab", *files, "--out", str(out)]) == 1
    assert f"Next: toc check {out}" in capsys.readouterr().out
    assert check(out).summary["unread_files"] == 0


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_the_step_at_hand_and_is_left_clean(theory, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert main(["run", str(theory), "--out", str(tmp_path / "out")]) == 0
    shown = sys.stderr.getvalue().split("\r")
    told = [line.strip() for line in shown if line.startswith("toc run:")]
    steps = ("read", "align", "assess", "analyze", "evolve", "check", "write")
    assert told == [f"toc run: {step} …" for step in steps]
    assert "\r" + " " * 20 + "\r" in sys.stderr.getvalue()


def test_no_step_is_told_where_nobody_looks(theory, tmp_path, capsys):
    assert main(["run", str(theory), "--out", str(tmp_path / "out")]) == 0
    assert "toc run:" not in capsys.readouterr().err


def test_a_directory_in_the_way_of_a_file_is_named(theory, tmp_path, capsys):
    (tmp_path / "out" / "report.md").mkdir(parents=True)
    assert main(["run", str(theory), "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "out/report.md: a directory is in the way" in told and "another directory" in told
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report.md"]
