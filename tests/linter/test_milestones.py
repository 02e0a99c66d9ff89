"""Milestones on the way from the baseline to the target."""

from __future__ import annotations

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.run import findings_of

pytestmark = pytest.mark.usefixtures("said_in_chinese")

JUDGES = {"KPI012", "KPI013", "KPI014", "KPI016"}


def found(
    *milestones: tuple[str, str],
    direction: str = "increase",
    unit: str = "percent",
    baseline: tuple[str, str] = ("71", "2025-12-31"),
    target: tuple[str, str] = ("80", "2027-12-31"),
) -> Findings:
    def point(pair: tuple[str, str]) -> str:
        return "{" + f"value: {pair[0]}, date: {pair[1]}" + "}"

    return findings_of(
        declare_text(
            "goals: {g: {}}\nkpis:\n  k:\n    measures: g\n"
            f"    unit: {unit}\n    direction: {direction}\n"
            f"    baseline: {point(baseline)}\n    target: {point(target)}\n    milestones:\n"
            + "".join(f"      - {point(pair)}\n" for pair in milestones)
        )
    )


def judged(findings: Findings) -> list[tuple[str, int]]:
    return [(f.code, f.line) for f in findings if f.code in JUDGES]


FIRST, SECOND = 10, 11
IN_ORDER = (("74", "2026-06-30"), ("77", "2026-12-31"))


def test_milestones_in_order_are_sound():
    assert judged(found(*IN_ORDER)) == []
    assert judged(found(("71", "2026-06-30"), ("80", "2027-12-31"))) == []


@pytest.mark.parametrize(
    ("milestones", "line", "said"),
    [
        ((("74", "2026-12-31"), ("77", "2026-06-30")), SECOND, "follows the milestone of 2026-12"),
        ((("74", "2026-06-30"), ("77", "2026-06-30")), SECOND, "follows the milestone of 2026-06"),
        ((("74", "2025-12-31"), ("77", "2026-12-31")), FIRST, "follows its baseline of 2025-12-31"),
        ((("74", "2026-06-30"), ("77", "2062-12-31")), SECOND, "after its target, 2027-12-31."),
        ((("77", "2026-06-30"), ("74", "2026-12-31")), SECOND, "74, follows the milestone of 77"),
        ((("47", "2026-06-30"), ("77", "2026-12-31")), FIRST, "47, follows its baseline of 71"),
        ((("74", "2026-06-30"), ("97", "2026-12-31")), SECOND, "97, is beyond its target, 80."),
        ((("97", "2026-06-30"), ("77", "2026-12-31")), FIRST, "97, is beyond its target, 80."),
    ],
)
def test_one_slip_is_one_finding(milestones, line, said):
    findings = found(*milestones)
    assert judged(findings) == [("KPI014", line)]
    (finding,) = (f for f in findings if f.code == "KPI014")
    assert said in finding.message


def test_less_is_better_turns_the_order_of_values_round():
    down = {"direction": "decrease", "baseline": ("80", "2025-12-31")}
    down["target"] = ("71", "2027-12-31")
    assert (
        judged(
            found(
                *((v, d) for (v, _), (_, d) in zip(IN_ORDER[::-1], IN_ORDER, strict=True)), **down
            )
        )
        == []
    )
    assert judged(found(*IN_ORDER, **down)) == [("KPI014", SECOND)]
    assert judged(found(("65", "2026-06-30"), **down)) == [("KPI014", FIRST)]


@pytest.mark.parametrize("direction", ["maintain", "range"])
def test_values_have_no_order_where_no_way_is_better(direction):
    assert judged(found(("77", "2026-06-30"), ("74", "2026-12-31"), direction=direction)) == []


def test_plain_numbers_take_the_unit_of_time():
    days = {"direction": "decrease", "unit": "days", "baseline": ("20", "2025-12-31")}
    days["target"] = ("1 week", "2027-12-31")
    assert judged(found(("2 weeks", "2026-06-30"), ("9", "2026-12-31"), **days)) == []
    assert judged(found(("3 weeks", "2026-06-30"), **days)) == [("KPI014", FIRST)]
    assert judged(found(("6", "2026-06-30"), **days)) == [("KPI014", FIRST)]
    days["target"] = ("4 weeks", "2027-12-31")
    assert [code for code, _ in judged(found(**days))] == ["KPI012"]
    days["target"] = ("480 hours", "2027-12-31")
    assert [code for code, _ in judged(found(**days))] == ["KPI016"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"target": ("80", "2024-12-31")}, "KPI013"),
        ({"target": ("60", "2027-12-31")}, "KPI012"),
        ({"direction": "decrease"}, "KPI012"),
        ({"target": ("at most 80", "2027-12-31")}, "KPI012"),
        ({"baseline": ("80", "2025-12-31")}, "KPI016"),
        ({"target": ("80", "2026-01-31")}, "KPI014"),
        ({"baseline": ("71", "2026-12-30")}, "KPI014"),
        ({"baseline": ("78", "2025-12-31")}, "KPI014"),
        ({"target": ("72", "2027-12-31")}, "KPI014"),
    ],
)
def test_a_wrong_end_is_not_said_again_for_each_milestone(changed, code):
    assert [each for each, _ in judged(found(*IN_ORDER, **changed))] == [code]


def test_figures_on_two_scales_are_not_compared():
    assert judged(found(("3 days", "2026-06-30"), ("TBD", "2026-12-31"))) == []
