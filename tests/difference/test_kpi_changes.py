"""What changed of a KPI: what its values mean, what is asked of it, and by when."""

from __future__ import annotations

from typing import Any

import pytest

import theoryofchange as toc
from theoryofchange.difference.meaning import version_raised


@pytest.fixture
def of_kpi(theory, changes, retention):
    """Compare the KPI with itself where some of its fields are other ones, or left out."""

    def of_kpi(**other: Any) -> dict[str, toc.Change]:
        after = {key: value for key, value in {**retention, **other}.items() if value is not None}
        return changes(theory(retention), theory(after))

    return of_kpi


@pytest.mark.parametrize(
    ("other", "field", "kind"),
    [
        ({"definition": "Share of customers who paid again"}, "definition", "changed"),
        ({"formula": "again / all"}, "formula", "changed"),
        ({"unit": "points"}, "unit", "changed"),
        ({"direction": "decrease"}, "direction", "reversed"),
        ({"direction": "maintain"}, "direction", "changed"),
        ({"extra": {"segment": "Online"}}, "extra.segment", "set"),
    ],
)
def test_what_changes_the_meaning_of_values(of_kpi, other, field, kind):
    change = of_kpi(**other)[field]
    assert change.kind == kind
    assert change.breaks is (kind != "set")
    assert change.version_raised is (False if change.breaks else None)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"definition": "share of customers\n who ordered again."}, "definition"),
        ({"formula": "again ÷ before"}, "formula"),
        ({"unit": "%"}, "unit"),
        ({"definition": None}, "definition"),
        ({"formula": None}, "formula"),
    ],
)
def test_what_is_only_written_otherwise_or_missing_breaks_nothing(of_kpi, other, field):
    assert not of_kpi(**other)[field].breaks


COUNTED = {"table": "orders", "time": "at", "aggregation": "count"}


@pytest.mark.parametrize(
    ("other", "field", "breaks"),
    [
        ({"aggregation": "distinct_count", "entity": "who"}, "measure.aggregation", True),
        ({"filter": {"status": "paid"}}, "measure.filter", True),
        ({"window": "12 months"}, "measure.window", True),
        ({"table": "sales"}, "measure.table", True),
        ({"segment": "region"}, "measure.segment", False),
        ({"unique": ["id"], "min_n": 5}, "measure.min_n", False),
        ({"within": "5 days"}, "measure.within", False),  # a count does nothing with it
    ],
)
def test_another_way_to_be_measured_breaks_comparability(
    theory, changes, retention, other, field, breaks
):
    before = {**retention, "measure": COUNTED}
    after = {**retention, "measure": {**COUNTED, **other}, "version": "2"}
    change = changes(theory(before), theory(after))[field]
    assert (change.breaks, change.version_raised) == ((True, True) if breaks else (False, None))
    if breaks:
        assert change.because.endswith("cannot be compared; the version was raised")
    first = changes(theory(retention), theory(before))["measure"]
    assert (first.kind, first.breaks) == ("set", False)


def test_a_raised_version_is_told_with_what_breaks_comparability(of_kpi):
    found = of_kpi(definition="Share of customers who paid again", version="1.1")
    assert found["definition"].version_raised is True
    assert "the version was raised" in found["definition"].because
    assert found["version"].kind == "raised"
    lowered = of_kpi(formula="again / all", version="0.9")
    assert lowered["formula"].version_raised is False
    assert of_kpi(formula="again / all", version="b")["formula"].version_raised is None
    assert version_raised("2025-12", "2026-01") is True


@pytest.mark.parametrize(
    ("old", "new"),
    [("8 % of all requests", "8 % of open requests"), ("14 of 16", "14 of 20")],
)
def test_another_population_breaks_comparability_and_leaves_the_target_unclear(
    theory, changes, old, new
):
    before, after = ({"direction": "increase", "target": {"value": text}} for text in (old, new))
    found = changes(theory(before), theory(after))
    assert found["target.of"].breaks
    assert found["target.value"].kind == "unclear"


@pytest.mark.parametrize(
    ("direction", "old", "new", "kind"),
    [
        ("increase", "Above 99%", "Above 95%", "relaxed"),
        ("decrease", "Below 100 days", "Below 60 days", "tightened"),
        ("decrease", "2 days", "50 hours", "relaxed"),
        ("decrease", "2 days", "48 hours", "changed"),
        ("increase", "80 %", "> 80 %", "tightened"),
        ("increase", "€1.2M", "€1M", "relaxed"),
        ("decrease", "5 of 16", "2 of 16", "tightened"),
        ("range", "8 to 12 %", "9 to 11 %", "tightened"),
        ("range", "8 to 12 %", "8 to 14 %", "relaxed"),
        ("range", "8 to 12 %", "10 to 14 %", "changed"),
        ("maintain", "50 %", "60 %", "changed"),
        (None, "Above 8 %", "Above 9 %", "tightened"),
        (None, "8 %", "9 %", "unclear"),
        ("increase", "€5", "$6", "unclear"),
        ("increase", "8 %", "TBD", "promised"),
        ("increase", "see dashboard", "8 %", "settled"),
        ("increase", "TBD", "see dashboard", "changed"),
        ("increase", "8 %", "a good deal more than last year", "unclear"),
        ("increase", None, "8 %", "set"),
        ("increase", "8 %", None, "dropped"),
    ],
)
def test_a_target_is_compared_in_the_direction_of_its_kpi(
    theory, changes, direction, old, new, kind
):
    sides = (
        {"direction": direction, "target": None if text is None else {"value": text}}
        for text in (old, new)
    )
    before, after = ({key: held for key, held in side.items() if held} for side in sides)
    change = changes(theory(before), theory(after))["target.value"]
    assert change.kind == kind
    assert change.because or kind in ("set", "promised", "settled")


def test_a_level_to_keep_is_tightened_by_its_tolerance(theory, changes):
    level = {"direction": "maintain", "target": {"value": 50}, "tolerance": 2}
    found = changes(theory(level), theory({**level, "tolerance": 1}))
    assert [change.kind for change in found.values()] == ["tightened"]
    wider = changes(theory(level), theory({**level, "target": {"value": 51}, "tolerance": 5}))
    assert {field: change.kind for field, change in wider.items()} == {
        "target.value": "relaxed",
        "tolerance": "relaxed",
    }


def test_dates_of_a_target_move_earlier_or_later(of_kpi):
    assert of_kpi(target={"value": 80, "date": "2028-12-31"})["target.date"].kind == "later"
    earlier = of_kpi(target={"value": 80, "date": "2027-12-01"})["target.date"]
    assert (earlier.kind, earlier.because) == ("earlier", "by 30 days")


def test_milestones_are_compared_day_by_day(of_kpi):
    steps = [{"value": 73, "date": "2026-06-30"}, {"value": 78, "date": "2027-06-30"}]
    found = of_kpi(milestones=steps)
    assert found["milestones.2026-06-30"].kind == "relaxed"
    assert found["milestones.2027-06-30"].kind == "set"
    moved = of_kpi(milestones=[{"value": 74, "date": "2026-09-30"}])
    assert {field: change.kind for field, change in moved.items()} == {"milestones.date": "later"}
    twice = [{"value": value, "date": "2026-06-30"} for value in (74, 75)]
    assert of_kpi(milestones=twice)["milestones.2026-06-30 (2)"].kind == "set"


def test_another_baseline_is_another_past(of_kpi):
    found = of_kpi(baseline={"value": 70, "date": "2025-12-31"})["baseline"]
    assert (found.kind, found.before, found.after) == (
        "rewritten",
        "71 % on 2025-12-31",
        "70 % on 2025-12-31",
    )
    assert of_kpi(baseline=None)["baseline"].kind == "dropped"


def test_of_confidential_figures_not_what_they_are(theory, changes, retention):
    public, hidden = (
        {**retention, "target": {"value": value, "date": "2027-12-31"}} for value in (47.11, 47.13)
    )
    hidden["confidential"] = True
    found = toc.diff(theory(public), theory(hidden))
    assert {change.field: change.kind for change in found.changes} == {
        "confidential": "withheld",
        "target": "unclear",
    }
    assert "47.1" not in f"{found.to_dict()}{found._repr_html_()}"
    shown = toc.diff(theory(retention), theory(public))
    assert "47.1" in str(shown.to_dict()) and "47.1" in shown._repr_html_()
    back = changes(theory(hidden), theory(public))
    assert back["confidential"].kind == "disclosed"


def test_what_is_better_says_what_it_rests_on():
    from theoryofchange.difference.demand import compared
    from theoryofchange.kpi import Kpi

    def told(**more: object) -> tuple[str, str]:
        older, newer = (Kpi(id="k", baseline=71, target=end, **more) for end in (80, 85))
        return compared(older, newer)

    rests = "higher is better by the way from baseline to target (no direction is declared), and"
    assert told() == ("tightened", f"{rests} 85 asks for more than 80")
    assert told(direction="increase") == (
        "tightened",
        "higher is better, and 85 asks for more than 80",
    )
