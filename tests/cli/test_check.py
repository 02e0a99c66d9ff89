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
