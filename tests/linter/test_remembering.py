"""Findings as JSON, made again in full."""

from __future__ import annotations

from datetime import date

import pytest

from theoryofchange.linter import check
from theoryofchange.linter.findings import Findings, Suppressed
from theoryofchange.linter.remembering import as_json, from_json
from theoryofchange.source.finding import Add, Finding, Fix, Related, Remove, Rename, Replace
from theoryofchange.source.span import Source, Span

SPAN = Span("größe.yaml", 1, 2, 3, 4)
CHANGES = (
    Rename(("goals", "增长"), "growth"),
    Replace(SPAN, "80 % \ud800"),
    Remove(("kpis", "churn", "milestones", 2)),
    Add(("kpis", "churn"), "owner", "cmo", ("title",)),
)
FINDING = Finding(
    code="KPI001",
    name="kpi-without-target",
    severity="warning",
    message="<nothing> 😀",
    tip="",
    span=SPAN,
    id="churn",
    related=(Related(SPAN, "see here"),),
    confidence="low",
    fix=Fix("Mend it", CHANGES, "unsafe"),
)


def test_everything_of_findings_is_made_again():
    sources = {SPAN.file: Source(SPAN.file, "text"), "gone.yaml": Source("gone.yaml", "")}
    found = Findings(
        (FINDING,), sources, ("gone.yaml",), (Suppressed(FINDING, "later", date(2027, 1, 31)),)
    )
    again = from_json(as_json(found), {SPAN.file: sources[SPAN.file]})
    assert again == found
    assert again[0].fix == FINDING.fix and hash(again[0]) == hash(FINDING)


def test_what_a_check_finds_is_made_again():
    found = check({"goals": {"growth": {"due": "2027-02-30", "ownr": "cmo", "needs": ["trst"]}}})
    assert len(found) > 3
    assert from_json(as_json(found), found.sources) == found


def test_what_cannot_be_made_again_is_refused():
    odd = Fix("Mend it", ({"not": "a change"},))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        as_json(Findings((Finding(**{**vars_of(FINDING), "fix": odd}),)))


def vars_of(finding: Finding) -> dict[str, object]:
    return {name: getattr(finding, name) for name in finding.__dataclass_fields__}
