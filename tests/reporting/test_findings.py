"""Findings as a terminal shows them and as JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.linter import Findings
from theoryofchange.reporting.findings import (
    COLOURED,
    PLAIN,
    findings_as_json,
    findings_as_text,
)
from theoryofchange.source.finding import Finding, Related
from theoryofchange.source.span import Source, Span
from theoryofchange.view.measure import cells


def finding(span: Span, message: str = "Something is wrong.", **more: object) -> Finding:
    given = {
        "code": "KPI001",
        "name": "kpi-without-target",
        "severity": "warning",
        "tip": "Mend it.",
        **more,
    }
    return Finding(message=message, span=span, **given)


def in_line(text: str, part: str, **more: object) -> Findings:
    """Return one finding about a part of a one-line file."""
    start = text.index(part)
    source = Source("a.yaml", text)
    return Findings((finding(source.span(start, start + len(part)), **more),), {"a.yaml": source})


def frame(findings: Findings) -> tuple[str, str]:
    """Return the line that is shown and the line of carets below it."""
    lines = findings_as_text(findings).splitlines()
    at = next(
        index
        for index, line in enumerate(lines)
        if "│" in line and set(line.split("│")[-1].strip(" …")) == {"^"}
    )
    return lines[at - 1].split("│ ", 1)[1], lines[at].split("│ ", 1)[1]


def pointed_at(findings: Findings) -> str:
    """Return what stands above the carets, by the cells a terminal gives each character."""
    shown, carets = frame(findings)
    first, end = len(carets) - len(carets.lstrip()), len(carets)
    at, above = 0, ""
    for character in shown:
        if first <= at < end and cells(character):
            above += character
        at += cells(character)
    return above


def test_the_text_of_two_findings():
    source = Source("strategy/kpis.yaml", "kpis:\n  churn:\n    titel: Abwanderung\n")
    found = Findings(
        (
            finding(Span("strategy/kpis.yaml", 2, 3, 2, 8), "Churn has no target.", id="churn"),
            finding(
                Span("strategy/kpis.yaml", 3, 5, 3, 10),
                "There is no field titel here.",
                code="TOC003",
                name="unknown-key",
                severity="error",
                tip="",
                related=(Related(Span("b.yaml", 1, 2, 1, 4), "first written here"),),
            ),
        ),
        {"strategy/kpis.yaml": source, "b.yaml": Source("b.yaml", "")},
    )
    assert (
        findings_as_text(found)
        == """\
strategy/kpis.yaml:2:3 warning KPI001 kpi-without-target
  Churn has no target.
  2 │   churn:
    │   ^^^^^
  → Mend it.

strategy/kpis.yaml:3:5 error TOC003 unknown-key
  There is no field titel here.
  3 │     titel: Abwanderung
    │     ^^^^^
  see b.yaml:1:2: first written here

1 error, 1 warning in 2 files.
"""
    )


def test_nothing_found():
    assert findings_as_text(Findings((), {"a.yaml": Source("a.yaml", "")})) == (
        "No findings in 1 file.\n"
    )


def test_files_not_read_are_named():
    text = findings_as_text(Findings((), {}, ("a.yaml", "b.yaml")))
    assert text.endswith(
        "Not read to the end: a.yaml, b.yaml. Rules that need them were not run.\n"
    )


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("  title: Grow", "Grow"),
        ("  标题: 客户留存率很高", "留存"),
        ("标题: x, y: Grow", "Grow"),
        ("a: é̂ combined, b: Grow", "Grow"),
        ("😀😀: Grow", "Grow"),
        ("\ta:\tGrow", "Grow"),
        ("x" * 300 + " Grow " + "y" * 300, "Grow"),
        ("家" * 300 + " Grow 留 " + "y" * 300, "Grow 留"),
        ("a\x1b[31m: Grow", "Grow"),
    ],
)
def test_the_carets_stand_below_what_they_are_about(text, part):
    assert pointed_at(in_line(text, part)) == part


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n"), max_size=60))
def test_the_carets_stand_there_whatever_comes_before(before):
    assert pointed_at(in_line(f"{before}§mark§", "§mark§")) == "§mark§"


def test_a_long_line_is_cut_on_both_sides():
    shown, carets = frame(in_line("x" * 300 + "Grow" + "y" * 300, "Grow"))
    assert shown.startswith("…") and "Grow" in shown
    assert cells(shown) <= 101 and len(carets) <= 101


def test_a_long_value_has_carets_as_far_as_it_is_shown():
    shown, carets = frame(in_line("a: " + "v" * 500, "v" * 500))
    assert len(carets) == len(shown) == 100
    assert shown.endswith("v…") and carets.endswith("^…")
    shown, carets = frame(in_line("a: " + "v" * 97, "v" * 97))
    assert len(carets) == len(shown) == 100
    assert shown.endswith("v") and carets.endswith("^")


@pytest.mark.parametrize("filler", ["x", "家", "\t", "😀", "e\u0301"])
@pytest.mark.parametrize("before", [0, 40, 49, 50, 51, 99, 100, 101, 5000])
@pytest.mark.parametrize("after", [0, 40, 300])
def test_what_is_wrong_is_in_view_wherever_it_stands(filler, before, after):
    found = in_line(f"{filler * before}mark{filler * after}", "mark")
    shown, _ = frame(found)
    assert pointed_at(found) == "mark"
    assert cells(shown) <= 100 and "\t" not in shown
    width = cells(filler.replace("\t", "    "))
    whole = (before + after) * width + 4 <= 100
    assert shown.startswith("…") == (not whole and before * width > 50)
    if whole:
        assert "…" not in shown
    if after == 300:
        assert shown.endswith("…")


def test_a_tab_is_as_wide_as_the_spaces_it_is_shown_as():
    assert frame(in_line("\ta:\tGrow", "Grow")) == ("    a:    Grow", "          ^^^^")


def test_what_goes_over_several_lines_is_shown_by_its_first():
    source = Source("a.yaml", "a: [x,\n  y]\n")
    found = Findings((finding(source.span(3, 11)),), {"a.yaml": source})
    assert frame(found) == ("a: [x,", "   ^^^")


def test_what_covers_nothing_has_one_caret():
    source = Source("a.yaml", "a: 1\n")
    assert frame(Findings((finding(source.span(4, 4)),), {"a.yaml": source})) == ("a: 1", "    ^")


@pytest.mark.parametrize("span", [Span("a.yaml", 1, 1, 1, 1), Span("a.yaml", 9, 4, 9, 4)])
def test_a_place_without_a_line_has_no_frame(span):
    text = findings_as_text(Findings((finding(span),), {"a.yaml": Source("a.yaml", "")}))
    assert "│" not in text and f"a.yaml:{span.line}:{span.column}" in text
    assert "│" not in findings_as_text(Findings((finding(span),)))


NASTY = "\x1b]0;owned\x07\x1b[31m\x9b5m\x00\x08\u202e\u2028red\r\nnext"


def test_no_text_is_a_command_to_a_terminal():
    span = Span(f"a{NASTY}.yaml", 1, 1, 1, 5)
    found = Findings(
        (finding(span, NASTY, tip=NASTY, related=(Related(span, NASTY),)),),
        {span.file: Source(span.file, f"title: {NASTY}")},
        (span.file,),
    )
    text = findings_as_text(found)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "owned" in text and len(text.splitlines()) == text.count("\n")


def test_colours_change_nothing_else():
    found = in_line("a: Grow", "Grow")
    coloured = findings_as_text(found, COLOURED)
    plain = coloured
    for sequence in sorted({getattr(COLOURED, name) for name in PLAIN.__slots__}, key=len):
        plain = plain.replace(sequence, "")
    assert plain == findings_as_text(found, PLAIN) != coloured
    assert coloured.count(COLOURED.end) == coloured.count("\x1b[") / 2


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_each_severity_has_a_colour(severity):
    text = findings_as_text(in_line("a: Grow", "Grow", severity=severity), COLOURED)
    assert f"{COLOURED.of(severity)}{severity} KPI001" in text


def test_json_is_one_strict_document_in_any_script():
    found = in_line("a: 增长", "增长", message='增长 <b>"\x1b')
    text = findings_as_json(found)
    assert text.endswith("}\n") and "增长" in text and "\x1b" not in text
    said = json.loads(text, parse_constant=pytest.fail)
    assert said == found.to_dict()
    assert said["findings"][0]["message"] == '增长 <b>"\x1b'


def test_a_view_of_many_findings_counts_all_and_lists_some() -> None:
    source = Source("a.yaml", "a: 1")
    many = tuple(finding(source.span(0, 1), f"Wrong {index}.") for index in range(53))
    counts, listed, rest = Findings(many, {"a.yaml": source}).view().blocks[1:]
    assert counts.rows[0][:2] + counts.rows[0][3:] == (
        "kpi-without-target",
        "KPI001",
        53,
        "Mend it.",
    )
    assert len(listed.rows) == 50
    assert rest.text == "… and 3 more, which toc check lists."
