"""``toc check`` as it is asked to be: settings, what is known already, scores, forms and fixes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from theoryofchange.cli.main import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "retention"
BARE = "theory: {as_of: 2026-01-01}\ngoals: {g: {}}\n"


def codes(said: dict) -> set[str]:
    return {finding["code"] for finding in said["findings"]}


def test_the_settings_nearest_to_each_theory_hold(put, as_json):
    put("one/a.yaml", BARE)
    put("two/a.yaml", BARE)
    put("toc.toml", 'ignore = ["KPI017"]')
    put("two/toc.toml", 'severity = {GRF002 = "error"}\nfail-on = "error"')
    _, said = as_json("one", "two")
    places = [(f["file"], f["code"], f["severity"]) for f in said["findings"]]
    assert places == [
        ("one/a.yaml", "GRF002", "warning"),
        ("two/a.yaml", "GRF002", "error"),
        ("two/a.yaml", "KPI017", "warning"),
    ]


def test_each_theory_fails_by_its_own_settings(put):
    put("strict/a.yaml", BARE)
    put("mild/a.yaml", BARE)
    put("mild/toc.toml", 'fail-on = "error"')
    assert main(["check", "mild"]) == 0
    assert main(["check", "mild", "strict"]) == 1
    assert main(["check", "mild", "--fail-on", "warning"]) == 1
    assert main(["check", "mild", "--isolated"]) == 1


def test_flags_choose_anew_or_add_to_the_file(put, as_json):
    put("a.yaml", BARE + "kpis: {k: {}}\n")
    put("toc.toml", 'select = ["KPI"]\nextend-select = ["GRF002"]\nignore = ["KPI001"]')
    of_file = codes(as_json("a.yaml")[1])
    assert "GRF002" in of_file and "KPI002" in of_file and "KPI001" not in of_file
    assert codes(as_json("a.yaml", "--select", "KPI001,KPI002")[1]) == {"KPI001", "KPI002"}
    twice = ("--ignore", "GRF", "--ignore", "KPI002")
    assert not {"GRF002", "KPI002"} & codes(as_json("a.yaml", *twice)[1])
    assert codes(as_json("a.yaml", "--ignore", "KPI002")[1]) == of_file - {"KPI002"}
    added = codes(as_json("a.yaml", "--extend-select", "GRF010")[1])
    assert added == of_file | {"GRF010"}
    whole = codes(as_json("a.yaml", "--profile", "recommended")[1])
    assert whole == codes(as_json("a.yaml", "--isolated")[1]) - {"KPI001"}


def test_a_file_of_settings_is_named(put, as_json):
    put("s/a.yaml", BARE)
    put("s/toc.toml", 'ignore = ["GRF"]')
    put("ci.toml", 'per-path = {"s/**" = ["KPI"]}')
    assert codes(as_json("s")[1]) == {"KPI017"}
    assert codes(as_json("s", "--config", "ci.toml")[1]) == {"GRF002"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--select", "KPI0001"],
            "toc: --select: no rule is called 'KPI0001'. Did you mean KPI001?",
        ),
        (["--ignore", "TOC001"], "toc: --ignore: TOC001 cannot be ignored"),
        (["--profile", "strickt"], "toc: --profile: no profile is called 'strickt'."),
        (["--config", "away.toml"], "toc: away.toml: "),
        (
            ["--config", "bad.toml"],
            "toc: bad.toml:1: there is no key 'selct'. Did you mean select?",
        ),
        (["--fail-under", "11"], "toc: --fail-under: 11 is not a score from 0 to 10"),
        (["--fail-under", "nan"], "toc: --fail-under: nan is not a score"),
        (["--baseline", "away.json"], "toc: away.json: there is no such baseline"),
        (["--update-baseline"], "toc: --update-baseline needs --baseline FILE"),
        (["--update-baseline", "--changed-since", "HEAD"], "toc: --update-baseline records all"),
        (["--changed-since", "HEAD"], ": --changed-since compares with what git keeps"),
        (["--statistics", "--format", "sarif"], "toc: --statistics has no form for sarif"),
        (["--unsafe-fixes"], "toc: --unsafe-fixes goes with --fix"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_code_two(put, capsys, arguments, said):
    put("a.yaml", BARE)
    put("bad.toml", "selct = []")
    assert main(["check", "a.yaml", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("toc: ") and said in captured.err
    assert captured.err.count("\n") == 1


def test_no_file_is_read_as_toml_where_there_is_none(put, monkeypatch):
    put("a.yaml", BARE)
    put("pyproject.toml", "[project]\nname = 'bakery'\n")
    monkeypatch.setitem(sys.modules, "tomllib", None)
    assert main(["check", "a.yaml"]) == 1


# suppressed in place


def test_what_is_suppressed_is_counted_and_listed(put, as_json, capsys, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # 2026-01-01
    note = "# toc: ignore[GRF002, KPI017] until 2026-12-31: the team is being hired"
    put("a.yaml", f"theory: {{as_of: 2026-01-01}}\ngoals:\n  g: {{}}  {note}\n")
    assert main(["check", "a.yaml"]) == 0
    assert capsys.readouterr().out == "No findings in 1 file (2 suppressed).\n"
    _, said = as_json("a.yaml")
    assert said["summary"]["suppressed"] == 2
    assert [(f["code"], f["reason"], f["until"]) for f in said["suppressed"]] == [
        ("GRF002", "the team is being hired", "2026-12-31"),
        ("KPI017", "the team is being hired", "2026-12-31"),
    ]


def test_the_day_is_today_or_that_of_the_environment(put, as_json, monkeypatch):
    note = "# toc: ignore[GRF002, KPI017] until 2026-12-31: early"
    put("a.yaml", f"theory: {{as_of: 2026-01-01}}\ngoals:\n  g: {{}}  {note}\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798675200")  # 2026-12-31
    assert codes(as_json("a.yaml")[1]) == set()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")  # the day after
    assert codes(as_json("a.yaml")[1]) == {"GRF002", "KPI017", "TOC014"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert main(["check", "a.yaml"]) == 2


# a bad legacy


def test_what_a_baseline_records_does_not_count(put, capsys):
    put("a.yaml", BARE)
    assert main(["check", "a.yaml", "--baseline", "known.json", "--update-baseline"]) == 0
    assert "Recorded in known.json: 2 findings." in capsys.readouterr().err
    assert main(["check", "a.yaml", "--baseline", "known.json", "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["findings"] == []
    assert captured.err == "Not shown: 2 findings in known.json.\n"
    put("a.yaml", BARE + "kpis: {k: {measures: g}}\n")
    put("toc.toml", 'baseline = "known.json"')
    assert main(["check", "a.yaml"]) == 1
    shown = capsys.readouterr().out
    assert "KPI001" in shown and "GRF002" not in shown


def test_theories_that_share_a_baseline_are_recorded_together(put, capsys):
    put("one/a.yaml", BARE)
    put("two/a.yaml", BARE)
    flags = ["--baseline", "known.json"]
    assert main(["check", "one", "two", *flags, "--update-baseline"]) == 0
    assert "4 findings" in capsys.readouterr().err
    assert main(["check", "one", *flags]) == main(["check", "two", *flags]) == 0
    assert main(["check", "one", "two", *flags]) == 0


def test_a_score_is_asked_for_and_its_derivation_printed(put, as_json, capsys):
    put("a.yaml", BARE)
    assert main(["check", "a.yaml", "--fail-under", "10"]) == 1
    assert main(["check", "a.yaml", "--fail-under", "1"]) == 0
    shown = capsys.readouterr().out
    assert "GRF002" in shown and "Quality" in shown and "A score is 10 ×" in shown
    code, said = as_json("a.yaml", "--fail-under", "1", "--fail-on", "warning")
    assert code == 1
    (quality,) = said["quality"]
    assert 1 < quality["score"] < 10
    assert main(["check", "a.yaml", "--fail-under", "1", "--format", "junit"]) == 0
    assert "The quality is" in capsys.readouterr().err


# forms


@pytest.mark.parametrize("form", ["sarif", "codequality", "json"])
def test_forms_for_machines_are_json_that_counts_alike(put, root, capsys, form):
    put("a.yaml", BARE)
    assert main(["check", str(root / "a.yaml"), "--format", form]) == 1
    said = json.loads(capsys.readouterr().out)
    found = {"sarif": lambda: said["runs"][0]["results"], "codequality": lambda: said}
    assert len(found.get(form, lambda: said["findings"])()) == 2


def test_github_has_a_line_a_finding_and_names_files_from_here(put, root, capsys):
    put("a.yaml", BARE)
    assert main(["check", str(root / "a.yaml"), "--format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and all("file=a.yaml," in line for line in lines)


def test_statistics_are_all_that_is_printed(put, capsys):
    put("a.yaml", BARE)
    assert main(["check", "a.yaml", "--statistics"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 warnings."
    assert main(["check", "a.yaml", "--statistics", "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert sum(row["count"] for row in said["statistics"]) == 2


# fixes


def test_a_fix_is_shown_then_made_and_then_there_is_none(put, root, capsys):
    text = BARE.replace("{g: {}}", "{g: {titel: Grow}}  # by hand")
    put("a.yaml", text)
    assert main(["check", "a.yaml", "--diff"]) == 1
    captured = capsys.readouterr()
    assert "+goals: {g: {title: Grow}}  # by hand\n" in captured.out
    assert (root / "a.yaml").read_text(encoding="utf-8") == text
    assert main(["check", "a.yaml", "--fix"]) == 1
    captured = capsys.readouterr()
    assert "TOC003" not in captured.out and "1 finding mended in 1 file." in captured.err
    assert (root / "a.yaml").read_text(encoding="utf-8") == text.replace("titel", "title")
    assert main(["check", "a.yaml", "--diff"]) == 0
    assert capsys.readouterr().out == ""


def test_a_standard_is_shown_as_a_crosswalk(capsys):
    asked = ["check", str(EXAMPLE), "--profile", "pirs", "--no-cache"]
    main(asked)
    assert "Unit of measure" in capsys.readouterr().out
    main([*asked, "--format", "json"])
    (crosswalk,) = json.loads(capsys.readouterr().out)["crosswalk"]
    assert crosswalk["rows"]


def test_a_glob_that_matches_no_file_is_told_beside_the_findings(put, capsys):
    put("toc.toml", '[per-path]\n"legcy/**" = ["KPI"]\n')
    put("theory.yaml", "goals: {base: {title: Keep customers}}\n")
    for _ in range(2):
        main(["check", "theory.yaml", "--format", "json", "--cache-dir", "cache"])
        said = capsys.readouterr()
        assert said.err == "toc.toml: per-path.legcy/**: it matches no file; correct or remove it\n"
        assert json.loads(said.out)["summary"]["unread_files"] == 0
    put("legcy/old.yaml", "goals: {}\n")
    main(["check", "theory.yaml", "--cache-dir", "cache"])
    assert capsys.readouterr().err == ""
