"""Findings suppressed in place: by which comments, where, why, until when, and what is said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.declare import declare_text
from theoryofchange.errors import DeclarationError
from theoryofchange.linter import Findings, check, load
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.run import checked

pytestmark = pytest.mark.usefixtures("said_in_chinese")

HEADER = "theory: {as_of: 2026-06-30}\n"
ABOUT = ("TOC013", "TOC014", "TOC015", "TOC016")
"""The codes that suppressions themselves have."""


def found(text: str, **given: object) -> Findings:
    return checked(declare_text(HEADER + text, "a.yaml"), Configuration(**given))


def hidden(findings: Findings) -> list[tuple[str, int]]:
    return [(each.finding.code, each.finding.line) for each in findings.suppressed]


def said(findings: Findings) -> list[tuple[str, int]]:
    return [(each.code, each.line) for each in findings if each.code in ABOUT]


# which findings


def test_a_comment_behind_a_line_hides_its_findings_and_keeps_the_reason():
    findings = found("goals:\n  g: {}  # toc: ignore[GRF002] until 2027-01-31: decided in Q1\n")
    (each,) = findings.suppressed
    assert (each.finding.code, each.finding.line) == ("GRF002", 3)
    assert (each.reason, each.until) == ("decided in Q1", date(2027, 1, 31))
    assert findings.count("GRF002") == 0 and findings.count("KPI017") == 1
    assert said(findings) == []
    assert findings.summary["suppressed"] == 1
    told = findings.to_dict()["suppressed"][0]
    assert (told["code"], told["reason"], told["until"]) == (
        "GRF002",
        "decided in Q1",
        "2027-01-31",
    )


def test_several_rules_by_code_or_by_name_each_once():
    findings = found("goals:\n  g: {}  # toc: ignore[GRF002, goal-without-kpi,GRF002]: early\n")
    assert hidden(findings) == [("GRF002", 3), ("KPI017", 3)]
    assert {each.until for each in findings.suppressed} == {None}
    assert said(findings) == []


def test_a_comment_alone_hides_those_of_the_next_line_with_content():
    findings = found("goals:\n  # toc: ignore[GRF002]: early\n  # a note\n\n  g: {}\n  h: {}\n")
    assert hidden(findings) == [("GRF002", 6)]
    assert [f.line for f in findings if f.code == "GRF002"] == [7]


def test_a_comment_behind_a_line_hides_none_of_the_next():
    findings = found("goals:\n  g: {needs: [o]}  # toc: ignore[GRF002]: early\n  h: {}\n")
    assert hidden(findings) == []
    assert ("TOC015", 3) in said(findings)


def test_two_comments_may_stand_above_one_line():
    findings = found(
        "goals:\n  # toc: ignore[GRF002]: early\n  # toc: ignore[KPI017]: late\n  g: {}\n"
    )
    assert hidden(findings) == [("GRF002", 5), ("KPI017", 5)]


def test_a_finding_without_a_place_of_its_own_is_hidden_on_the_first_line():
    text = "# toc: ignore[TOC012]: a sample\ngoals: {g: {}}\n"
    findings = checked(declare_text(text), Configuration())
    assert hidden(findings) == [("TOC012", 1)]


def test_a_comment_may_follow_another():
    findings = found("goals:\n  g: {}  # by Ada # toc: ignore[GRF002]: early # toc: ignore[XX]\n")
    assert hidden(findings) == [("GRF002", 3)]
    assert findings.suppressed[0].reason == "early"
    assert said(findings) == [("TOC016", 3)]


def test_a_comment_of_two_suppressions_is_two_wherever_it_stands():
    both = "# toc: ignore[GRF002]: early # toc: ignore[KPI017] until 2027-01-31: late"
    for text in (f"goals:\n  g: {{}}  {both}\n", f"goals:\n  {both}\n  g: {{}}\n"):
        findings = found(text)
        reasons = {each.finding.code: each.reason for each in findings.suppressed}
        assert reasons == {"GRF002": "early", "KPI017": "late"}
        assert said(findings) == []


@pytest.mark.parametrize(
    "comment",
    [
        "# TOC: ignore[GRF002]: early",
        "# Toc:ignore[GRF002]: early",
        "# toc ignore[GRF002]: early",
        "# toc : ignore[GRF002]: early",
        "# toc-ignore[GRF002]: early",
        "# early # TOC IGNORE GRF002",
    ],
)
def test_what_is_almost_our_mark_is_told_and_hides_nothing(comment: str):
    findings = found(f"goals:\n  g: {{}}  {comment}\n")
    assert said(findings) == [("TOC016", 3)]
    assert hidden(findings) == []


@pytest.mark.parametrize("comment", ["# TOC", "# toc of all", "# stock: ignored", "# TOC ignored"])
def test_what_only_sounds_like_our_mark_is_any_comment(comment: str):
    assert said(found(f"goals:\n  g: {{}}  {comment}\n")) == []


def test_each_file_has_its_own(tmp_path: Path):
    for name, note in (("a", "  # toc: ignore[GRF002]: early"), ("b", "")):
        (tmp_path / f"{name}.yaml").write_text(f"goals:\n  {name}: {{}}{note}\n")
    findings = check(tmp_path)
    assert [each.finding.id for each in findings.suppressed] == ["a"]
    assert [each.id for each in findings if each.code == "GRF002"] == ["b"]


# what is a comment


@pytest.mark.parametrize(
    "text",
    [
        'goals: {g: {title: "a # toc: ignore[GRF002]: no"}}',
        "goals: {g: {title: 'it''s # toc: ignore[GRF002]: no'}}",
        "goals: {g: {title: 'over\n\n   # toc: ignore[GRF002]: no\n   lines'}}",
        "goals:\n  g:\n    title: |\n      # toc: ignore[GRF002]: no\n      text\n",
        "goals:\n  g:\n    title: >2-\n        # toc: ignore[GRF002]: no\n",
        "goals: {g: {title: a#toc: ignore[GRF002]}}".replace(": ignore[GRF002]", "-ignore"),
        'goals: {g: {"# toc: ignore[GRF002]: no": 1}}',
    ],
)
def test_the_text_of_a_value_suppresses_nothing(text: str):
    findings = found(text)
    assert hidden(findings) == [] and said(findings) == []
    assert findings.count("GRF002") == 1


def test_comments_around_block_texts_are_comments():
    text = (
        "goals:\n"
        "  g:  # toc: ignore[GRF002]: early\n"
        "    title: |-  # toc: ignore[KPI001]: on the line of a text's sign\n"
        "      # toc: ignore[KPI002]: text\n"
        "    # toc: ignore[KPI003]: below a text\n"
        "    owner: >+\n"
        "      o\n"
        "\n"
        "# toc: ignore[KPI004]: at the left margin\n"
    )
    findings = found(text)
    assert hidden(findings) == [("GRF002", 3)]
    assert said(findings) == [("TOC015", 4), ("TOC015", 6), ("TOC015", 10)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str):
    text = HEADER + "goals:\n  # toc: ignore[GRF002]: early\n\n  增长: {}\n"
    findings = checked(declare_text(text.replace("\n", end)), Configuration())
    assert hidden(findings) == [("GRF002", 5)]
    assert findings.suppressed[0].reason == "early"


def test_a_table_has_no_comments(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("goals: {g: {}}\nkpis: {k: {measures: g}}\n")
    rows = "kpi,date,value\nk,2026-01-31,1  # toc: ignore[TOC008]: no\n"
    (tmp_path / "observations.csv").write_text(rows)
    findings = check(tmp_path)
    assert findings.suppressed == () and said(findings) == []


PARTS = st.sampled_from(
    ["# toc: ignore[GRF002]: x", "#", " ", "\n", "'", '"', "|", "a", ": ", "\\"]
)


@given(st.lists(PARTS, max_size=12).map("".join))
def test_no_text_brings_it_down(text: str):
    findings = checked(declare_text(f"goals:\n  g: {text}\n"), Configuration())
    assert findings.count("TOC999") == 0


@given(st.text(alphabet="# toc:ignore[]GRF02'\"\\\n", max_size=60))
def test_a_quoted_text_never_suppresses(text: str):
    findings = found("goals: {g: {title: " + json.dumps(text) + "}}")
    assert findings.suppressed == () and said(findings) == []


# what is said of them


def test_without_a_reason_it_hides_all_the_same_and_is_a_finding():
    for comment in ("ignore[GRF002]", "ignore[GRF002]:", "ignore[GRF002] until 2027-01-31"):
        findings = found(f"goals:\n  g: {{}}  # toc: {comment}\n")
        assert hidden(findings) == [("GRF002", 3)], comment
        assert said(findings) == [("TOC013", 3)], comment


def test_past_its_day_the_finding_is_one_again():
    text = "goals:\n  g: {}  # toc: ignore[GRF002] until 2026-08-31: after the summer\n"
    held, over = found(text, today=date(2026, 8, 31)), found(text, today=date(2026, 9, 1))
    assert (hidden(held), said(held)) == ([("GRF002", 3)], [])
    assert (hidden(over), said(over)) == ([], [("TOC014", 3)])
    assert over.count("GRF002") == 1


def test_the_day_is_the_one_given_else_that_of_the_theory_else_none():
    text = "goals:\n  g: {}  # toc: ignore[GRF002] until 2026-05-31: early\n"
    assert said(found(text)) == [("TOC014", 3)]
    assert said(found(text, today=date(2026, 5, 31))) == []
    undated = checked(declare_text(text), Configuration())
    assert hidden(undated) == [("GRF002", 2)]
    assert said(undated) == []


def test_one_that_hides_nothing_is_a_finding_that_names_the_rule():
    findings = found("goals:\n  g: {}  # toc: ignore[GRF002, KPI010]: early\n")
    (finding,) = (each for each in findings if each.code == "TOC015")
    assert "KPI010" in finding.message and "GRF002" not in finding.message
    assert finding.span[1:] == (3, 10, 3, 46)


def test_of_a_rule_that_was_not_run_nobody_knows_whether_it_finds_anything():
    text = "goals:\n  g: {}  # toc: ignore[KPI010]: early\n"
    assert said(found(text)) == [("TOC015", 3)]
    assert said(found(text, ignore=("KPI010",))) == []
    assert said(found(text, select=("GRF", "TOC015"))) == []


def test_in_a_file_that_is_cut_short_nothing_is_unused():
    assert said(found("kpis:\n  k: {}  # toc: ignore[KPI005]: early\ngoals: [\n")) == []


def test_what_another_finding_says_already_is_not_missed():
    text = "goals: {g: {}}\nkpis:\n  k:\n    target: [80]  # toc: ignore[KPI001]: being agreed\n"
    findings = found(text)
    assert findings.count("KPI001") == 0 and findings.count("TOC004") == 1
    assert said(findings) == []


@pytest.mark.parametrize(
    ("comment", "problem", "tip"),
    [
        ("ignore[GRF02]: early", "no rule is called GRF02", "Did you mean GRF002?"),
        ("ignore[GRF]: early", "no rule is called GRF", ""),
        ("ignore[DAT107]: early", "no rule is called DAT107", "DAT107 (repeated-key) is told by"),
        ("ignore[TOC010]: early", "TOC010 cannot be suppressed in place", ""),
        ("ignore[TOC999]: early", "TOC999 cannot be suppressed in place", ""),
        ("ignore[TOC013]: early", "TOC013 cannot be suppressed in place", ""),
        ("ignore[]: early", "it names no rule", "Name the rules"),
        ("ignore: early", "it has another form", "Write # toc: ignore[KPI010]"),
        ("ignroe[GRF002]: early", "it has another form", "Write # toc: ignore[KPI010]"),
        ("ignore[GRF002] early", "it has another form", ""),
        ("ignore-file[GRF002]: early", "it has another form", ""),
        ("ignore[GRF002] until soon: early", "soon is no day", "2027-01-31"),
        ("ignore[GRF002] until 2027-02-30: early", "2027-02-30 is no day", ""),
        ("", "it has another form", ""),
    ],
)
def test_what_cannot_be_read_is_said_and_hides_nothing(comment: str, problem: str, tip: str):
    findings = found(f"goals:\n  g: {{}}  # toc: {comment}\n")
    assert hidden(findings) == []
    (finding,) = (each for each in findings if each.code in ABOUT)
    assert finding.code == "TOC016"
    assert problem in finding.message and tip in finding.tip


def test_of_one_misspelt_code_the_others_hold():
    findings = found("goals:\n  g: {}  # toc: ignore[GRF002, KPI17]: early\n")
    assert hidden(findings) == [("GRF002", 3)]
    assert said(findings) == [("TOC016", 3)]


def test_what_is_said_of_suppressions_is_ignored_by_the_settings():
    text = "goals:\n  g: {}  # toc: ignore[GRF002]\n"
    assert said(found(text, ignore=("TOC013",))) == []
    assert said(found(text, per_path={"a.yaml": ("TOC013",)})) == []
    assert hidden(found(text, per_path={"a.yaml": ("GRF002",)})) == []


def test_a_suppressed_fault_does_not_keep_a_theory_from_being_used(tmp_path: Path):
    file = tmp_path / "a.yaml"
    text = "theory: {as_of: 2026-06-30}\ngoals:\n  g: {ownr: me}  # toc: ignore[TOC003]"
    file.write_text(f"{text}: a private key\n")
    assert hidden(check(file)) == [("TOC003", 3)]
    assert list(load(file).goals) == ["g"]
    file.write_text(f"{text} until 2026-06-29: soon over\n")
    with pytest.raises(DeclarationError):
        load(file)


def test_nothing_is_read_again_where_nothing_is_marked(monkeypatch):
    def refuse(_: str) -> object:
        raise AssertionError("read again")

    from theoryofchange.linter import suppression

    monkeypatch.setattr(suppression, "_texts", refuse)
    assert found("goals: {g: {}}  # to be continued\n").suppressed == ()


def test_a_comment_that_names_hundreds_of_rules_hides_none_and_is_one_finding():
    names = ", ".join(["GRF002", *(f"GRF{number}" for number in range(200, 400))])
    findings = found(f"goals:\n  g: {{}}  # toc: ignore[{names}]: all at once\n")
    assert hidden(findings) == []
    assert [code for code, _ in said(findings)] == ["TOC016"]
    assert "it names 201 rules" in next(each for each in findings if each.code == "TOC016").message
