"""Links in every form that they may be written in, and what is wrong in a list."""

from __future__ import annotations

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.graph import TheoryOfChange
from theoryofchange.link import Effect, Link
from theoryofchange.source.finding import Fault


def the_fault(text: str) -> tuple[str, str, Fault, TheoryOfChange]:
    """Return the code and the covered text of the one fault there is, the fault, the theory."""
    declaration = declare_text(text)
    (fault,) = declaration.faults
    span = declaration.span(fault.where)
    assert span.line == span.end_line
    shown = text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]
    return fault.code, shown, fault, declaration.theory


@pytest.mark.parametrize(
    "needs",
    ["o", "[o]", "{o: }", "{o: {}}", "\n      o:", "\n      - o"],
)
def test_bare_needs_may_be_written_in_any_form(needs):
    theory = declare_text(f"goals:\n  g:\n    needs: {needs}\noutcomes: {{o: {{}}}}\n").theory
    assert theory.goals["g"].needs == {"o": Link()}
    assert theory.reaches("o", "g")


def test_a_link_with_an_effect():
    text = "activities:\n  a:\n    advances:\n      g: {effect: -0.5, lag: 1 quarter}\ngoals: {g: }"
    link = declare_text(text).theory.activities["a"].advances["g"]
    assert link == Link(effect=Effect(likely=-0.5), lag="1 quarter")


def test_an_id_that_is_listed_twice_counts_once():
    code, shown, _, theory = the_fault("goals: {g: {needs: [o, o]}}\noutcomes: {o: }")
    assert (code, shown) == ("TOC002", "o")
    assert theory.goals["g"].needs == {"o": Link()}


def test_no_needs_at_all():
    assert declare_text("goals: {g: {needs: }, h: {needs: []}}").theory.goals["g"].needs == {}


NO_IDS = "[[z], {y: 1}, null, trust, trust]"


@pytest.mark.parametrize("style", ["flow", "block"])
def test_each_wrong_item_of_a_list_of_links_is_named_in_its_place(style):
    items = "[z]", "{y: 1}", "null", "trust", "trust"
    needs = f" [{', '.join(items)}]" if style == "flow" else "\n      - " + "\n      - ".join(items)
    text = f"goals:\n  g:\n    needs:{needs}\noutcomes: {{trust: , y: }}\n"
    declaration = declare_text(text)
    wrong = text.index("[z]"), text.index("{y"), text.index("null"), text.rindex("trust", 0, -20)
    source = declaration.sources["<text>"]
    assert sorted((f.where.line, f.where.column, f.message) for f in declaration.faults) == [
        (*source.position(at), message)
        for at, message in zip(
            wrong,
            (
                "An item of needs takes an id, not “[z]”.",
                "An item of needs takes an id, not “{y: 1}”.",
                "An item of needs takes an id, not nothing.",
                "“trust” is listed a second time.",
            ),
            strict=True,
        )
    ]
    assert list(declaration.theory.goals["g"].needs) == ["y", "trust"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("activities: {a: {after: [§[z]]}}", "An item of after takes a text, not “[z]”."),
        ("activities: {a: {after: [§null]}}", "An item of after takes a text, not nothing."),
        ("kpis: {k: {audience: [b, §{y: 1}]}}", "An item of audience takes a text, not “{y: 1}”."),
        (
            "kpis: {k: {limits: [§text]}}",
            "An item of limits takes a mapping of fields, not “text”.",
        ),
        (
            "kpis: {k: {milestones: [§[x]]}}",
            "An item of milestones takes a mapping of fields, not “[x]”.",
        ),
        (
            "goals: {g: {needs: {o: {agreed_by: [§[a]]}}}}\noutcomes: {o: }",
            "An item of agreed_by takes a text, not “[a]”.",
        ),
    ],
)
def test_a_wrong_item_of_any_list_is_named_in_its_place(text, message):
    (fault,) = declare_text(text.replace("§", "")).faults
    assert (fault.code, fault.message) == ("TOC004", message)
    assert fault.where.column == text.index("§") + 1


def test_what_follows_a_wrong_item_keeps_its_place():
    text = "activities: {a: {after: [[z], {y: 1}, nope]}}"
    declaration = declare_text(text)
    (fault,) = declaration.faults_of("TOC007")
    assert declaration.span(fault.where).column == text.index("nope") + 1
    text = "kpis: {k: {limits: [null, [z], {kind: people}]}}"
    declaration = declare_text(text)
    (fault,) = declaration.faults_of("TOC005")
    assert declaration.span(fault.where).column == text.index("{kind") + 1
