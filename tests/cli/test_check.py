"""``toc check``: what it finds, of which files, and how a terminal shows it."""

from __future__ import annotations

import sys

import pytest

from theoryofchange.cli.main import main

MISSPELT = "goals:\n  g: {titel: Grow}\n"


def test_faults_are_code_one_and_shown_with_their_place(put, capsys):
    put("a.yaml", MISSPELT)
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


def test_a_clean_theory_is_code_zero(as_json, root):
    assert main(["init", "sound"]) == 0
    code, said = as_json("sound", "--fail-on", "error")
    assert code == 0 and said["summary"]["errors"] == 0


def test_the_failing_severity_is_chosen(put, as_json):
    put(
        "a.yaml",
        "goals: {g: {title: Grow, due: 2027-01-01, needs: [o]}}\noutcomes: {o: {}}\n",
    )
    _, said = as_json("a.yaml")
    assert {finding["severity"] for finding in said["findings"]} == {"warning", "info"}
    assert main(["check", "a.yaml"]) == 1
    assert main(["check", "a.yaml", "--fail-on", "warning"]) == 1
    assert main(["check", "a.yaml", "--fail-on", "info"]) == 1
    assert main(["check", "a.yaml", "--fail-on", "error"]) == 0


def test_json_has_the_settled_shape(put, as_json):
    put("a.yaml", "goals: {g: {titel: 增长}}\nkpis: {g: {}}\n")
    code, said = as_json("a.yaml")
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


def test_findings_are_in_the_order_of_files_and_lines(put, as_json):
    put("d/b.yaml", "goals:\n  x: {titel: a}\n")
    put("d/a.yaml", "goals:\n  y: {titel: a}\n  z: {titel: a}\n")
    _, said = as_json("d")
    places = [(f["file"], f["line"], f["column"]) for f in said["findings"]]
    assert places == sorted(places)
    assert {place[0] for place in places} == {"d/a.yaml", "d/b.yaml"}


def test_each_directory_is_a_theory_of_its_own_and_files_together_are_one(put, as_json):
    goals = put("one/goals.yaml", "goals: {g: {needs: [o]}}\n")
    outcomes = put("two/outcomes.yaml", "outcomes: {o: {}}\n")
    _, apart = as_json("one", "two")
    _, together = as_json(goals, outcomes)
    assert [f["file"] for f in apart["findings"] if f["code"] == "TOC007"] == ["one/goals.yaml"]
    assert [f for f in together["findings"] if f["code"] == "TOC007"] == []
    assert apart["summary"]["files"] == together["summary"]["files"] == 2


def test_two_directories_may_share_ids(put, as_json):
    put("one/a.yaml", "goals: {g: {}}\n")
    put("two/a.yaml", "goals: {g: {}}\n")
    (_, apart), (_, together) = as_json("one", "two"), as_json("one/a.yaml", "two/a.yaml")
    assert "TOC006" not in {finding["code"] for finding in apart["findings"]}
    assert "TOC006" in {finding["code"] for finding in together["findings"]}


def test_the_same_path_twice_is_one(put, as_json):
    put("d/a.yaml", MISSPELT)
    _, once = as_json("d/a.yaml")
    _, twice = as_json("d/a.yaml", "d/a.yaml")
    assert once == twice
    assert as_json("d", "d")[1] == as_json("d")[1]


def test_one_path_that_does_not_exist_is_no_partial_success(put, capsys):
    put("a/a.yaml", MISSPELT)
    assert main(["check", "a", "missing"]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and "missing" in captured.err


def test_a_file_that_was_not_read_to_its_end_is_said(put, as_json, capsys):
    put("a.yaml", "goals: {g: [\n")
    assert main(["check", "a.yaml"]) == 1
    shown = capsys.readouterr().out
    assert "TOC001" in shown and "Not read to the end: a.yaml." in shown
    assert as_json("a.yaml")[1]["unread"] == ["a.yaml"]


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
def test_a_terminal_is_coloured_but_where_it_is_not_wanted(put, monkeypatch, variables, coloured):
    put("a.yaml", MISSPELT)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["check", "a.yaml"]) == 1
    assert ("\x1b[" in terminal.text) == coloured
    assert "TOC003" in terminal.text


def test_what_is_no_terminal_is_not_coloured(put, capsys, monkeypatch):
    put("a.yaml", MISSPELT)
    monkeypatch.setenv("TERM", "xterm")
    main(["check", "a.yaml"])
    assert "\x1b" not in capsys.readouterr().out


def test_a_title_commands_no_terminal(put, capsys):
    put("a.yaml", 'goals: {g: {titel: "\\e]0;owned\\a\\e[31m"}, "\\e[5m": {wieght: 1}}\n')
    assert main(["check", "a.yaml"]) == 1
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "\x07" not in shown


def test_a_file_name_commands_no_terminal(put, capsys):
    put("d/a\x1b[31m.yaml", MISSPELT)
    put("d/b\x1b[31m.yaml", "goals: {g: {}}\nx: [")
    assert main(["check", "d"]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_an_empty_path_names_nothing(capsys):
    assert main(["check", ""]) == 2
    assert "an empty path names nothing" in capsys.readouterr().err


def test_a_file_of_a_directory_that_is_given_too_is_part_of_its_theory(put, as_json):
    put("a/goals.yaml", "goals: {g: {needs: [o]}}\n")
    put("a/sub/outcomes.yaml", "outcomes: {o: {}}\n")
    alone = as_json("a")
    for more in (["a/goals.yaml"], ["a/sub"], ["a/"], ["a/sub/../goals.yaml", "a/sub"]):
        assert as_json(*more, "a") == alone, more
        assert as_json("a", *more) == alone, more


def test_the_same_file_by_two_names_is_read_once(put, as_json):
    put("a/goals.yaml", "goals: {g: {}}\n")
    alone = as_json("a/goals.yaml")
    assert as_json("a/goals.yaml", "./a/goals.yaml", "a/../a/goals.yaml") == alone
