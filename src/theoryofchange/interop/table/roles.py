"""What a column of a table may be for."""

from __future__ import annotations

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "id": "its short name; rows of one id and one name are one KPI",
    "title": "what people call it",
    "goal": "the goal it is for",
    "outcome": "the outcome it measures, which the goal of the same row needs",
    "definition": "what is counted",
    "formula": "how it is computed",
    "unit": "the unit of its figures",
    "direction": "which way is good: increase, decrease, maintain or range, in any language",
    "rising": "yes where a higher figure is better, no where a lower one is",
    "falling": "yes where a lower figure is better, no where a higher one is",
    "timing": "leading or lagging",
    "owner": "who answers for it",
    "audience": "who reads it",
    "cadence": "how often it is measured",
    "decision": "what is decided by it",
    "baseline": "where it was at the start",
    "baseline_date": "the day or period of the baseline",
    "target": "where it is to be; of several columns the last day is the target, others milestones",
    "target_date": "the day or period of the target",
    "actual": "a measured value, of the column's day, else of the row's date",
    "date": "the day or period that a row's measured value holds for",
    "n": "how many cases the measured value rests on",
    "segment": "the part of the whole that the row is about",
    "tolerance": "how far from the path still counts as on it",
    "system": "where the data comes from",
    "availability": "whether the data can be had: live, manual, partial, planned or none",
    "purpose": "what the data is collected for",
    "personal_data": "yes where the data is about persons",
    "basis": "the legal basis on which data about persons is used",
    "status": "a status that somebody reported",
    "because": "why that status",
    "benchmark": "an outside figure to compare it with",
    "guardrail": "the id of the KPI that would show that this one was gamed",
    "version": "the version of its definition",
    "review_by": "the day by which it is looked at again",
    "extra": "anything else: kept as it is written",
}
"""Each role, and what such a column holds."""

SEVERAL = frozenset({"target", "actual", "segment", "extra"})
"""The roles that more than one column may have."""

DATED = frozenset({"target", "actual", "baseline"})
"""The roles whose columns may have a day or period of their own."""
