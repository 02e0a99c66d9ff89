"""A target that says by how much, and not what the KPI is to be."""

from __future__ import annotations

from typing import Any

import pytest

from theoryofchange.linter import check
from theoryofchange.source.finding import Finding

pytestmark = pytest.mark.usefixtures("said_in_chinese")

CODES = ("DAT007", "KPI012", "KPI016", "KPI037", "TOC999")


def found(baseline: Any, target: Any, unit: str | None = "EUR", **fields: Any) -> list[Finding]:
    kpi = {"measures": "growth", "unit": unit, "direction": "increase", **fields}
    if baseline is not None:
        kpi["baseline"] = {"value": baseline, "date": "2025-12-31"}
    kpi["target"] = {"value": target, "date": "2027-12-31"}
    return [each for each in check({"kpis": {"a": kpi}}) if each.code in CODES]


@pytest.mark.parametrize(
    ("baseline", "target", "unit", "says"),
    [
        (200, "+5 %", "EUR", "210 EUR is 5 % more than the baseline."),
        ("€1.2M", "+5%", "EUR", "1260000 EUR is 5 % more than the baseline."),
        ("14 days", "-50 %", "days", "7 days is 50 % less than the baseline."),
        (40, "+5 %", "percent", "42 % is 5 % more than the baseline, 45 % is 5 points more; or"),
        ("40 %", "−5 %", None, "38 % is 5 % less than the baseline, 35 % is 5 points less; or"),
        (2, "+5 %", "percent", "7 % is 5 points more; or leave out the sign if 5 % itself"),
        (5, "+5 %", "percent", "10 % is 5 points more"),
    ],
)
def test_a_change_is_one_finding_that_says_what_to_write(baseline, target, unit, says):
    (finding,) = found(baseline, target, unit)
    assert finding.code == "KPI037"
    assert says in finding.tip


@pytest.mark.parametrize(
    ("baseline", "target", "unit"),
    [
        ("+3 %", "+5 %", "percent"),
        ("-2 %", "+5 %", "percent"),
        (None, "+5 %", "percent"),
        (31, "+45", "points"),
        (31, "45 %", "percent"),
        (31, "at least 45 %", "percent"),
    ],
)
def test_a_level_with_a_sign_is_no_change(baseline, target, unit):
    assert found(baseline, target, unit) == []


def test_a_milestone_is_one_too_and_what_is_withheld_is_not():
    step = [{"value": "+2 %", "date": "2026-12-31"}]
    (finding,) = found(200, 220, milestones=step)
    assert finding.code == "KPI037" and finding.message.startswith("A milestone of a")
    assert "KPI037" not in {each.code for each in found(200, "+5 %", confidential=True)}
