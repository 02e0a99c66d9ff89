from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.language_server.hover import MOST_LISTED, hover
from theoryofchange.language_server.theories import OpenTheory, State
from theoryofchange.source.span import Source
from theoryofchange.stages.analysis import analyze
from theoryofchange.view.markdown import as_markdown
from theoryofchange.view.text import as_text

EXAMPLES = Path(__file__).parents[2] / "examples"


def said(text: str, place: str) -> str:
    """Return what is said where ``|`` stands in a piece of the text."""
    before, _, after = place.partition("|")
    declaration = declare_text(text, "a.yaml")
    offset = text.index(before + after) + len(before)
    found = hover(Source("a.yaml", text), offset, State(declaration, declaration))
    return as_text(found.view) if found else ""


@pytest.mark.parametrize("example", ["retention", "satisfaction_rank"])
def test_a_status_is_the_one_of_the_whole_analysis(example: str) -> None:
    theory = OpenTheory(EXAMPLES / example)
    state = theory.state({})
    analysis = analyze(state.theory)
    for source in theory.sources({}):
        for row in analysis.kpis:
            at = source.text.find(f"\n  {row.id}:")
            found = hover(source, at + 4, state) if at >= 0 else None
            if found:
                text = " ".join(as_text(found.view, 400).split())
                assert f"{row.status} {' '.join(row.standing.verdict.because.split())}" in text


def test_a_goal_is_shown_with_its_backward_map() -> None:
    text = "goals: {g: {needs: [a]}}\noutcomes: {a: {needs: [b]}, b: {needs: [c]}, c: {}}\n"
    shown = said(text, "goals: {|g")
    assert "Needs" in shown
    assert "a" in shown
    assert "b" in shown
    assert " c" not in shown
    assert "Serves" in said(text, ", |c: {}")
    assert "It leads to no goal." in said("outcomes: {a: {}}", "{|a")


def test_a_cycle_does_not_go_round_for_ever() -> None:
    text = (
        "goals: {g: {needs: [a]}}\n"
        "outcomes: {a: {needs: [b]}, b: {needs: [a]}}\n"
        "kpis: {k: {measures: a}}\n"
    )
    shown = said(text, "needs: [|a]}}\n")
    assert "cannot tell" in shown
    assert "GRF001" in shown


def test_many_are_counted() -> None:
    kpis = ", ".join(f"k{number}: {{measures: g}}" for number in range(MOST_LISTED + 5))
    assert "and 5 more KPIs" in said(f"goals: {{g: {{}}}}\nkpis: {{{kpis}}}", "{|g:")


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("ignore[KP|I001,", "KPI001 kpi-without-target"),
        ("KPI001, XX|X999,", "XXX999 is no rule"),
        ("XXX999, DAT|107]", "DAT107 (repeated-key) is told by toc measure, not by toc check."),
        ("mea|sures", "The goal or outcome it measures."),
        ("teams: {cr|m", "capacity 4 days per month"),
        ("measures: gro|th", "No outcome or goal is called so."),
        ("tit|le: Lost", "What people call it."),
        ("title: Lo|st", ""),
        ("a|: 1", ""),
    ],
)
def test_keys_codes_and_teams_are_explained(place: str, shown: str) -> None:
    text = (
        "teams: {crm: {capacity: 4 days/month}}\n"
        "kpis:\n  churn:\n    title: Lost\n"
        "    measures: groth  # toc: ignore[KPI001, XXX999, DAT107]: no\n"
        "    extra: {a: 1}\n"
    )
    assert shown in " ".join(said(text, place).split())
    assert bool(said(text, place)) == bool(shown)


def test_what_people_write_is_no_markup() -> None:
    text = "goals: {g: {title: '<img src=x> [a](http://x) **b**', owner: '`c`'}}"
    declaration = declare_text(text)
    found = hover(Source("a.yaml", text), text.index("g:"), State(declaration, declaration))
    assert found is not None
    shown = as_markdown(found.view)
    assert "<img" not in shown.replace("\\<", "")
    assert "](http" not in shown.replace("\\]", "")
    assert "**b**" not in shown
