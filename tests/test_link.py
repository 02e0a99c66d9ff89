"""How well a link is founded: said, written down, tested."""

from __future__ import annotations

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.graph import TheoryOfChange
from theoryofchange.link import Evidence, Link
from theoryofchange.linter.run import findings_of
from theoryofchange.stages.alignment import align
from theoryofchange.stages.assessment.facts import facts_of

EVIDENCES = [
    (None, (False, False, False)),
    ({}, (False, False, False)),
    ({"source": "a talk"}, (False, False, False)),
    ("hunch", (True, False, False)),
    ({"design": "hunch", "source": "a talk"}, (True, True, False)),
    ("comparison", (True, False, True)),
    ({"design": "replicated", "source": "a trial"}, (True, True, True)),
]


@pytest.mark.parametrize(("evidence", "expected"), EVIDENCES)
def test_grounded_sourced_and_tested_are_three_things(evidence, expected):
    link = Link(evidence=evidence)
    assert (link.grounded, link.sourced, link.tested) == expected


@pytest.mark.parametrize(("evidence", "expected"), EVIDENCES)
def test_check_align_and_assess_each_ask_one_of_them(evidence, expected):
    grounded, sourced, tested = expected
    theory = theory_with(Link(evidence=evidence))
    assert (findings_of(declare_text(text_with(evidence))).count("LNK001") == 0) is grounded
    assert facts_of(theory)["links_with_evidence"].met == sourced
    assert align(theory).coverage[0].counts["evidence"].met == tested


def theory_with(link: Link) -> TheoryOfChange:
    theory = declare_text("goals: {growth: {needs: [trust]}}\noutcomes: {trust: {}}").theory
    goal = theory.goals["growth"]
    return theory.replace(goals=[type(goal)(id=goal.id, needs={"trust": link})])


def text_with(evidence: object) -> str:
    held = Evidence.prepare(evidence) or {}
    said = ", ".join(f"{key}: {value}" for key, value in held.items())
    written = f"{{evidence: {{{said}}}}}" if evidence is not None else "{}"
    return f"goals: {{growth: {{needs: {{trust: {written}}}}}}}\noutcomes: {{trust: {{}}}}"
