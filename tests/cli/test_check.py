"""``toc check``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from theoryofchange.cli.main import main

SOUND = """\
theory: {id: shop, title: A shop, as_of: 2026-01-01}
"""
MISSPELT = "goals:\n  g: {titel: Grow}\n"


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(root: Path, name: str, text: str) -> str:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name


def sound_theory(root: Path) -> str:
    """Write the example that nothing is wrong with: the template."""
    assert main(["init", "sound"]) == 0
    return "sound"


def as_json(capsys, *arguments: str) -> tuple[int, dict]:
    capsys.readouterr()
    code = main(["check", *arguments, "--format", "json"])
    captured = capsys.readouterr()
    assert captured.err == ""
    return code, json.loads(captured.out)


def test_faults_are_code_one_and_shown_with_their_place(root, capsys):
    put(root, "a.yaml", MISSPELT)
    assert main(["check", "a.yaml"]) == 1
    captured = capsys.readouterr()
    assert captured.err == ""
    assert (
        "a.yaml:2:7 error TOC003 unknown-key\n"
        "  There is no field titel here.\n"
        "  2 │   g: {titel: Grow}\n"
        "    │       ^^^^^\n"
        "  → Did you mean title?\n"
    ) in captured.out
    assert captured.out.endswith(" in 1 file.\n")


def test_a_clean_theory_is_code_zero(root, capsys):
    sound_theory(root)
    code, said = as_json(capsys, "sound", "--fail-on", "error")
    assert code == 0 and said["summary"]["errors"] == 0


def test_the_failing_severity_is_chosen(root, capsys):
    put(
        root,
        "a.yaml",
        "goals: {g: {title: Grow, due: 2027-01-01, needs: [o]}}\noutcomes: {o: {}}\n",
    )
    _, said = as_json(capsys, "a.yaml")
    severities = {finding["severity"] for finding in said["findings"]}
    assert "warning" in severities
    assert main(["check", "a.yaml"]) == 1
    assert main(["check", "a.yaml", "--fail-on", "warning"]) == 1
    assert main(["check", "a.yaml", "--fail-on", "info"]) == 1
    assert main(["check", "a.yaml", "--fail-on", "error"]) == int("error" in severities)


def test_json_has_the_settled_shape(root, capsys):
    put(root, "a.yaml", "goals: {g: {titel: 增长}}\nkpis: {g: {}}\n")
    code, said = as_json(capsys, "a.yaml")
    assert code == 1
    assert set(said) == {"schema_version", "summary", "unread", "findings", "suppressed"}
    assert said["schema_version"] == 1
    counted = {"errors", "warnings", "infos", "files", "unread_files", "suppressed"}
    assert set(said["summary"]) == counted
    assert sum(said["summary"][f"{kind}s"] for kind in ("error", "warning", "info")) == len(
        said["findings"]
    )
    for finding in said["findings"]:
        assert list(finding) == [
            "code",
            "name",
            "severity",
            "message",
            "tip",
            "file",
            "line",
            "column",
            "end_line",
            "end_column",
            "id",
            "related",
        ]
        assert all(
            isinstance(finding[name], int) and finding[name] >= 1 for name in list(finding)[6:10]
        )
    shared = next(finding for finding in said["findings"] if finding["code"] == "TOC006")
    assert shared["related"] == [
        {"file": "a.yaml", "line": 1, "column": 9, "message": "first written here"}
    ]
    assert (shared["id"], shared["line"], shared["column"]) == ("g", 2, 8)
    assert shared["severity"] == "error" and shared["name"] == "duplicate-id"


def test_findings_are_in_the_order_of_files_and_lines(root, capsys):
    put(root, "d/b.yaml", "goals:\n  x: {titel: a}\n")
    put(root, "d/a.yaml", "goals:\n  y: {titel: a}\n  z: {titel: a}\n")
    _, said = as_json(capsys, "d")
    places = [(f["file"], f["line"], f["column"]) for f in said["findings"]]
    assert places == sorted(places)
    assert {place[0] for place in places} == {"d/a.yaml", "d/b.yaml"}


def test_each_directory_is_a_theory_of_its_own_and_files_together_are_one(root, capsys):
    goals = put(root, "one/goals.yaml", "goals: {g: {needs: [o]}}\n")
    outcomes = put(root, "two/outcomes.yaml", "outcomes: {o: {}}\n")
    _, apart = as_json(capsys, "one", "two")
    _, together = as_json(capsys, goals, outcomes)
    assert [f["file"] for f in apart["findings"] if f["code"] == "TOC007"] == ["one/goals.yaml"]
    assert [f for f in together["findings"] if f["code"] == "TOC007"] == []
    assert apart["summary"]["files"] == together["summary"]["files"] == 2


def test_two_directories_may_share_ids(root, capsys):
    put(root, "one/a.yaml", "goals: {g: {}}\n")
    put(root, "two/a.yaml", "goals: {g: {}}\n")
    _, said = as_json(capsys, "one", "two")
    assert "TOC006" not in {finding["code"] for finding in said["findings"]}


def test_the_same_path_twice_is_one(root, capsys):
    put(root, "d/a.yaml", MISSPELT)
    _, once = as_json(capsys, "d/a.yaml")
    _, twice = as_json(capsys, "d/a.yaml", "d/a.yaml")
    assert once == twice
    assert as_json(capsys, "d", "d")[1] == as_json(capsys, "d")[1]


def test_one_path_that_does_not_exist_is_no_partial_success(root, capsys):
    put(root, "a/a.yaml", MISSPELT)
    assert main(["check", "a", "missing"]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and "missing" in captured.err


def test_a_file_that_was_not_read_to_its_end_is_said(root, capsys):
    put(root, "a.yaml", "goals: {g: [\n")
    assert main(["check", "a.yaml"]) == 1
    shown = capsys.readouterr().out
    assert "TOC001" in shown and "Not read to the end: a.yaml." in shown
    assert as_json(capsys, "a.yaml")[1]["unread"] == ["a.yaml"]


class Terminal:
    """Standard output as a terminal."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        """Do nothing: it is all written."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_is_coloured_but_where_it_is_not_wanted(root, monkeypatch, variables, coloured):
    put(root, "a.yaml", MISSPELT)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["check", "a.yaml"]) == 1
    assert ("\x1b[" in terminal.text) == coloured
    assert "TOC003" in terminal.text


def test_what_is_no_terminal_is_not_coloured(root, capsys, monkeypatch):
    put(root, "a.yaml", MISSPELT)
    monkeypatch.setenv("TERM", "xterm")
    main(["check", "a.yaml"])
    assert "\x1b" not in capsys.readouterr().out


def test_a_title_commands_no_terminal(root, capsys):
    put(root, "a.yaml", 'goals: {g: {titel: "\\e]0;owned\\a\\e[31m"}, "\\e[5m": {wieght: 1}}\n')
    assert main(["check", "a.yaml"]) == 1
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "\x07" not in shown


def test_a_file_name_commands_no_terminal(root, capsys):
    put(root, "d/a\x1b[31m.yaml", MISSPELT)
    put(root, "d/b\x1b[31m.yaml", "goals: {g: {}}\nx: [")
    assert main(["check", "d"]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_an_empty_path_names_nothing(capsys):
    assert main(["check", ""]) == 2
    assert "an empty path names nothing" in capsys.readouterr().err


def test_a_file_of_a_directory_that_is_given_too_is_part_of_its_theory(root, capsys):
    put(root, "a/goals.yaml", "goals: {g: {needs: [o]}}\n")
    put(root, "a/sub/outcomes.yaml", "outcomes: {o: {}}\n")
    alone = as_json(capsys, "a")
    for more in (["a/goals.yaml"], ["a/sub"], ["a/"], ["a/sub/../goals.yaml", "a/sub"]):
        assert as_json(capsys, *more, "a") == alone, more
        assert as_json(capsys, "a", *more) == alone, more


def test_the_same_file_by_two_names_is_read_once(root, capsys):
    put(root, "a/goals.yaml", "goals: {g: {}}\n")
    alone = as_json(capsys, "a/goals.yaml")
    assert as_json(capsys, "a/goals.yaml", "./a/goals.yaml", "a/../a/goals.yaml") == alone


# settings

BARE = "theory: {as_of: 2026-01-01}\ngoals: {g: {}}\n"


def codes(said: dict) -> set[str]:
    return {finding["code"] for finding in said["findings"]}


def test_the_settings_nearest_to_each_theory_hold(root, capsys):
    put(root, "one/a.yaml", BARE)
    put(root, "two/a.yaml", BARE)
    put(root, "toc.toml", 'ignore = ["KPI017"]')
    put(root, "two/toc.toml", 'severity = {GRF002 = "error"}\nfail-on = "error"')
    _, said = as_json(capsys, "one", "two")
    places = [(f["file"], f["code"], f["severity"]) for f in said["findings"]]
    assert places == [
        ("one/a.yaml", "GRF002", "warning"),
        ("two/a.yaml", "GRF002", "error"),
        ("two/a.yaml", "KPI017", "warning"),
    ]


def test_each_theory_fails_by_its_own_settings(root, capsys):
    put(root, "strict/a.yaml", BARE)
    put(root, "mild/a.yaml", BARE)
    put(root, "mild/toc.toml", 'fail-on = "error"')
    assert main(["check", "mild"]) == 0
    assert main(["check", "mild", "strict"]) == 1
    assert main(["check", "mild", "--fail-on", "warning"]) == 1
    assert main(["check", "mild", "--isolated"]) == 1


def test_flags_choose_anew_or_add_to_the_file(root, capsys):
    put(root, "a.yaml", BARE + "kpis: {k: {}}\n")
    put(root, "toc.toml", 'select = ["KPI"]\nextend-select = ["GRF002"]\nignore = ["KPI001"]')
    of_file = codes(as_json(capsys, "a.yaml")[1])
    assert "GRF002" in of_file and "KPI002" in of_file and "KPI001" not in of_file
    assert codes(as_json(capsys, "a.yaml", "--select", "KPI001,KPI002")[1]) == {"KPI001", "KPI002"}
    twice = ("--ignore", "GRF", "--ignore", "KPI002")
    assert not {"GRF002", "KPI002"} & codes(as_json(capsys, "a.yaml", *twice)[1])
    assert codes(as_json(capsys, "a.yaml", "--ignore", "KPI002")[1]) == of_file - {"KPI002"}
    added = codes(as_json(capsys, "a.yaml", "--extend-select", "TOC011")[1])
    assert added == of_file
    whole = codes(as_json(capsys, "a.yaml", "--profile", "recommended")[1])
    assert whole == codes(as_json(capsys, "a.yaml", "--isolated")[1]) - {"KPI001"}


def test_a_file_of_settings_is_named(root, capsys):
    put(root, "s/a.yaml", BARE)
    put(root, "s/toc.toml", 'ignore = ["GRF"]')
    put(root, "ci.toml", 'per-path = {"s/**" = ["KPI"]}')
    assert codes(as_json(capsys, "s")[1]) == {"KPI017"}
    assert codes(as_json(capsys, "s", "--config", "ci.toml")[1]) == {"GRF002"}


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
def test_what_cannot_be_used_is_one_line_and_code_two(root, capsys, arguments, said):
    put(root, "a.yaml", BARE)
    put(root, "bad.toml", "selct = []")
    assert main(["check", "a.yaml", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("toc: ") and said in captured.err
    assert captured.err.count("\n") == 1


def test_no_file_is_read_as_toml_where_there_is_none(root, monkeypatch):
    put(root, "a.yaml", BARE)
    put(root, "pyproject.toml", "[project]\nname = 'bakery'\n")
    monkeypatch.setitem(sys.modules, "tomllib", None)
    assert main(["check", "a.yaml"]) == 1


# suppressed in place


def test_what_is_suppressed_is_counted_and_listed(root, capsys):
    note = "# toc: ignore[GRF002, KPI017] until 2026-12-31: the team is being hired"
    put(root, "a.yaml", f"theory: {{as_of: 2026-01-01}}\ngoals:\n  g: {{}}  {note}\n")
    assert main(["check", "a.yaml"]) == 0
    assert capsys.readouterr().out == "No findings in 1 file (2 suppressed).\n"
    _, said = as_json(capsys, "a.yaml")
    assert said["summary"]["suppressed"] == 2
    assert [(f["code"], f["reason"], f["until"]) for f in said["suppressed"]] == [
        ("GRF002", "the team is being hired", "2026-12-31"),
        ("KPI017", "the team is being hired", "2026-12-31"),
    ]


def test_the_day_is_today_or_that_of_the_environment(root, capsys, monkeypatch):
    note = "# toc: ignore[GRF002, KPI017] until 2026-12-31: early"
    put(root, "a.yaml", f"theory: {{as_of: 2026-01-01}}\ngoals:\n  g: {{}}  {note}\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798675200")  # 2026-12-31
    assert codes(as_json(capsys, "a.yaml")[1]) == set()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")  # the day after
    assert codes(as_json(capsys, "a.yaml")[1]) == {"GRF002", "KPI017", "TOC014"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert main(["check", "a.yaml"]) == 2


# a bad legacy


def test_what_a_baseline_records_does_not_count(root, capsys):
    put(root, "a.yaml", BARE)
    assert main(["check", "a.yaml", "--baseline", "known.json", "--update-baseline"]) == 0
    assert "Recorded in known.json: 2 findings." in capsys.readouterr().err
    assert main(["check", "a.yaml", "--baseline", "known.json", "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["findings"] == []
    assert captured.err == "Not shown: 2 findings in known.json.\n"
    put(root, "a.yaml", BARE + "kpis: {k: {measures: g}}\n")
    put(root, "toc.toml", 'baseline = "known.json"')
    assert main(["check", "a.yaml"]) == 1
    shown = capsys.readouterr().out
    assert "KPI001" in shown and "GRF002" not in shown


def test_theories_that_share_a_baseline_are_recorded_together(root, capsys):
    put(root, "one/a.yaml", BARE)
    put(root, "two/a.yaml", BARE)
    flags = ["--baseline", "known.json"]
    assert main(["check", "one", "two", *flags, "--update-baseline"]) == 0
    assert "4 findings" in capsys.readouterr().err
    assert main(["check", "one", *flags]) == main(["check", "two", *flags]) == 0
    assert main(["check", "one", "two", *flags]) == 0


def test_a_score_is_asked_for_and_its_derivation_printed(root, capsys):
    put(root, "a.yaml", BARE)
    assert main(["check", "a.yaml", "--fail-under", "10"]) == 1
    assert main(["check", "a.yaml", "--fail-under", "1"]) == 0
    shown = capsys.readouterr().out
    assert "GRF002" in shown and "Quality" in shown and "A score is 10 ×" in shown
    code, said = as_json(capsys, "a.yaml", "--fail-under", "1", "--fail-on", "warning")
    assert code == 1
    (quality,) = said["quality"]
    assert 1 < quality["score"] < 10
    assert main(["check", "a.yaml", "--fail-under", "1", "--format", "junit"]) == 0
    assert "The quality is" in capsys.readouterr().err


# forms


@pytest.mark.parametrize("form", ["sarif", "codequality", "json"])
def test_forms_for_machines_are_json_that_counts_alike(root, capsys, form):
    put(root, "a.yaml", BARE)
    assert main(["check", str(root / "a.yaml"), "--format", form]) == 1
    said = json.loads(capsys.readouterr().out)
    found = {"sarif": lambda: said["runs"][0]["results"], "codequality": lambda: said}
    assert len(found.get(form, lambda: said["findings"])()) == 2


def test_github_has_a_line_a_finding_and_names_files_from_here(root, capsys):
    put(root, "a.yaml", BARE)
    assert main(["check", str(root / "a.yaml"), "--format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and all("file=a.yaml," in line for line in lines)


def test_statistics_are_all_that_is_printed(root, capsys):
    put(root, "a.yaml", BARE)
    assert main(["check", "a.yaml", "--statistics"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 warnings."
    assert main(["check", "a.yaml", "--statistics", "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert sum(row["count"] for row in said["statistics"]) == 2


# fixes


def test_a_fix_is_shown_then_made_and_then_there_is_none(root, capsys):
    text = BARE.replace("{g: {}}", "{g: {titel: Grow}}  # by hand")
    put(root, "a.yaml", text)
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


def test_a_standard_is_shown_as_a_crosswalk(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "examples/retention", "--profile", "pirs", "--no-cache"])
    assert "Unit of measure" in capsys.readouterr().out
    main(["check", "examples/retention", "--profile", "pirs", "--no-cache", "--format", "json"])
    (crosswalk,) = json.loads(capsys.readouterr().out)["crosswalk"]
    assert crosswalk["rows"]


def test_a_glob_that_matches_no_file_is_told_beside_the_findings(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("toc.toml").write_text('[per-path]\n"legcy/**" = ["KPI"]\n', encoding="utf-8")
    Path("theory.yaml").write_text("goals: {base: {title: Keep customers}}\n", encoding="utf-8")
    for _ in range(2):
        main(["check", "theory.yaml", "--format", "json", "--cache-dir", "cache"])
        said = capsys.readouterr()
        assert said.err == "toc.toml: per-path.legcy/**: it matches no file; correct or remove it\n"
        assert json.loads(said.out)["summary"]["unread_files"] == 0
    Path("legcy").mkdir()
    Path("legcy", "old.yaml").write_text("goals: {}\n", encoding="utf-8")
    main(["check", "theory.yaml", "--cache-dir", "cache"])
    assert capsys.readouterr().err == ""
