"""``toc run`` and ``toc import``."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

import theoryofchange as toc
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


def test_how_near_a_win_is_can_be_said(theory, tmp_path, capsys):
    out = str(tmp_path / "out")
    options = ["--as-of", "2026-03-01", "--near-term-days"]
    assert main(["run", str(theory), "--out", out, *options, "14"]) == 0
    said = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert said["evolve"]["near_term"] == {"days": 14, "from": "2026-03-01", "until": "2026-03-15"}
    capsys.readouterr()
    assert main(["run", str(theory), "--out", out, *options, "-1"]) == 2
    assert capsys.readouterr().err == "toc: --near-term-days -1: it takes 0 or more\n"


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


# settings

BORNE = {
    "TOC002": "goals: {g: {due: 2027-01-01, owner: a, owner: b}}",
    "TOC003": "goals: {g: {due: 2027-01-01, colour: green}}",
    "TOC004": "goals: {g: {due: 2027-01-01, weight: heavy}}",
    "TOC006": "goals: {g: {needs: [o]}}\noutcomes: {o: {}, g: {}}\nactivities: {o: {advances: o}}",
    "TOC007": "goals: {g: {needs: [o, x]}}\noutcomes: {o: {needs: [y]}}\n"
    "kpis: {k: {measures: z, guardrail: w}}\n"
    "activities: {a: {advances: [o, x], team: t, after: [b]}}\n"
    "observations: [{kpi: v, date: 2026-01-01, value: 3}]",
    "TOC009": "goals: {g: {due: 2027-02-30}}\nkpis: {k: {measures: g, target: {date: 2026-13-01}}}",
    "TOC011": "theory: {title: Nothing}",
    "GRF001": "goals: {g: {needs: [o]}}\n"
    "outcomes: {o: {needs: [p]}, p: {needs: [o, q]}, q: {needs: [q]}}",
    "ACT004": "goals: {g: {needs: [o]}}\noutcomes: {o: {}}\n"
    "activities: {a: {advances: o, after: [b]}, b: {advances: o, after: [a]}}",
}


def faulty(folder: Path, code: str) -> Path:
    text = BORNE[code]
    head = "" if text.startswith("theory") else "theory: {as_of: 2026-01-01}\n"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "theory.yaml").write_text(f"{head}{text}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("setting", ['ignore = ["{}"]', '[severity]\n{} = "info"'])
@pytest.mark.parametrize("code", BORNE)
def test_what_a_check_passes_by_its_settings_is_run(tmp_path, capsys, code, setting):
    theory, out = faulty(tmp_path / "theory", code), str(tmp_path / "out")
    assert main(["run", str(theory), "--out", out]) == 1
    others = '\nTOC005 = "info"' if "severity" in setting else '\n[severity]\nTOC005 = "info"'
    (tmp_path / "toc.toml").write_text(f'fail-on = "error"\n{setting.format(code)}{others}')
    assert main(["check", str(theory)]) == 0
    capsys.readouterr()
    assert main(["run", str(theory), "--out", out]) == 0
    assert "toc check" not in capsys.readouterr().err
    said = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert said["check"]["errors"] == 0
    assert main(["run", str(theory), "--out", out, "--isolated"]) == 1


def test_what_is_ignored_in_a_file_or_suppressed_in_place_is_borne_too(tmp_path):
    theory, out = faulty(tmp_path / "theory", "TOC003"), str(tmp_path / "out")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.theoryofchange.per-path]\n"theory.yaml" = ["TOC003"]\n', encoding="utf-8"
    )
    assert main(["run", str(theory), "--out", out]) == 0
    text = (theory / "theory.yaml").read_text(encoding="utf-8").rstrip()
    (theory / "theory.yaml").write_text(f"{text}  # toc: ignore[TOC003]: ours\n", encoding="utf-8")
    assert main(["run", str(theory), "--out", out, "--isolated"]) == 0


def test_a_file_that_cannot_be_read_is_not_borne(tmp_path, capsys):
    theory, out = faulty(tmp_path / "theory", "TOC003"), str(tmp_path / "out")
    (theory / "more.yaml").write_text("kpis: [", encoding="utf-8")
    (tmp_path / "toc.toml").write_text('select = ["KPI"]\nseverity = {TOC003 = "info"}')
    assert main(["run", str(theory), "--out", out]) == 1
    assert "TOC001" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_findings_are_those_of_the_settings(theory, tmp_path, capsys):
    (tmp_path / "lax.toml").write_text('select = ["TOC"]', encoding="utf-8")
    flags = ["--config", str(tmp_path / "lax.toml")]
    assert main(["run", str(theory), "--out", str(tmp_path / "out"), *flags]) == 0
    page = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "No findings" in page
    assert capsys.readouterr().err == ""


def test_a_note_names_a_check_by_the_same_settings(tmp_path, capsys):
    theory = faulty(tmp_path / "theory", "TOC003")
    (tmp_path / "lax.toml").write_text('severity = {TOC003 = "warning"}', encoding="utf-8")
    flags = ["--config", str(tmp_path / "lax.toml")]
    assert main(["run", str(theory), "--out", str(tmp_path / "out"), *flags]) == 0
    assert f"toc check {theory} --config {tmp_path / 'lax.toml'}\n" in capsys.readouterr().err


@pytest.mark.parametrize("text", ['ignore = ["XYZ1"]', "ignore = [", 'ignor = ["KPI"]'])
def test_settings_that_cannot_be_used_are_one_line(theory, tmp_path, capsys, text):
    capsys.readouterr()
    (theory / "toc.toml").write_text(text, encoding="utf-8")
    assert main(["run", str(theory), "--out", str(tmp_path / "out")]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1
    assert "toc.toml" in captured.err
    assert not (tmp_path / "out").exists()


def test_so_it_is_in_python(tmp_path):
    theory = faulty(tmp_path / "theory", "TOC007")
    bearing = toc.Configuration(ignore=("TOC007",))
    with pytest.raises(toc.DeclarationError):
        toc.run(theory)
    assert list(toc.load(theory, configuration=bearing).goals) == ["g"]
    assert toc.run(theory, configuration=bearing).findings.count("TOC007") == 0
