"""Effort beside impact: what pays soon, and what only prepares."""

from __future__ import annotations

import datetime as dt

import pytest

import theoryofchange as toc
from theoryofchange.roadmap import Horizons
from theoryofchange.stages.evolution.steps import next_steps
from theoryofchange.view.text import as_text

OWNER = "name-kpi-owner:base:service"


def test_quadrants_are_halves_by_the_medians(given):
    """Mean efforts 0.86, 1.45, 22.5 days; impacts 1, 0.1, 0.5: the medians are 1.45 and 0.5."""
    fit = given.result(
        given.gap("kpi-without-owner", "wait", weight=1.0),
        given.gap("criterion-targeted", "churn", weight=0.1, stage="analyze"),
        given.gap("limit", "returns", weight=0.5, stage="analyze"),
    )
    roadmap = toc.evolve(given.shop(), fit)
    assert roadmap.quadrants == {
        OWNER: "near-term win",
        "set-target:base": "fill-in",
        "remove-limit:returns": "big bet",
    }


def test_a_quick_win_is_a_near_term_win_only_where_it_is_finished_soon(given):
    """Naming the owner takes a day, but the team is busy until 19 January, 18 days on."""
    gaps = (
        given.gap("kpi-without-owner", "wait", weight=1.0),
        given.gap("criterion-targeted", "churn", weight=0.1, stage="analyze"),
        given.gap("limit", "returns", weight=0.5, stage="analyze"),
    )
    fit = given.result(*gaps)
    none = Horizons(near_months=0, mid_months=12)
    for days, place in ((17, "quick win"), (18, "near-term win")):
        roadmap = toc.evolve(given.shop(), fit, horizons=none, near_term_days=days)
        row = given.rows(roadmap)[OWNER]
        assert (row.finish, row.horizon) == (dt.date(2026, 1, 19), "mid")
        assert roadmap.quadrants[OWNER] == place


def test_where_no_win_is_near_it_is_said_with_the_first_and_its_day(given):
    gaps = (
        given.gap("kpi-without-owner", "wait", weight=1.0),
        given.gap("criterion-targeted", "churn", weight=0.1, stage="analyze"),
        given.gap("limit", "returns", weight=0.5, stage="analyze"),
    )
    near, far = (
        toc.evolve(given.shop(), given.result(*gaps), near_term_days=days) for days in (30, 17)
    )
    told = " ".join(as_text(near.view()).split())
    assert (
        "A near-term win is a quick win finished by 2026-01-31, 30 days after 2026-01-01." in told
    )
    assert "1 of 3 are quick wins" in told
    assert "1 of them is a near-term win, finished by 2026-01-31" in told
    told = " ".join(as_text(far.view()).split())
    title = far.recommendation(OWNER).title
    assert (
        "No win is near-term, finished by 2026-01-18, 17 days after 2026-01-01: "
        f"the first quick win, “{title}”, is finished on 2026-01-19." in told
    )
    assert "Near-term win:" not in told and "0 of them are near-term wins" in told
    assert far.to_dict()["near_term"] == {
        "days": 17,
        "from": "2026-01-01",
        "until": "2026-01-18",
    }


def test_near_is_near_to_the_day_of_looking_and_not_to_a_start_far_off(given):
    gaps = (given.gap("kpi-without-owner", "wait", weight=1.0),)
    roadmap = toc.evolve(given.shop(), given.result(*gaps), start="2026-09-01")
    assert (roadmap.seen, roadmap.near_term) == (dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    assert roadmap.quadrants == {OWNER: "quick win"}


@pytest.mark.parametrize(
    ("days", "fault"), [(-1, ValueError), (True, TypeError), (1.5, TypeError), (None, TypeError)]
)
def test_the_near_term_is_a_whole_number_of_days(given, days, fault):
    with pytest.raises(fault, match="near_term_days takes"):
        toc.evolve(given.shop(), given.result(), near_term_days=days)


def test_a_near_term_without_end_ends_with_the_calendar(given):
    roadmap = toc.evolve(given.shop(), given.result(), near_term_days=10**9)
    assert roadmap.near_term == dt.date.max


def test_what_is_next_is_near_and_has_a_team_and_says_what_holds_it_up(given):
    gaps = [
        given.gap("kpi-without-owner", "wait", weight=0.9),
        given.gap("kpi-without-owner", "kept", weight=0.8),
        given.gap("criterion-targeted", "churn", weight=1.0, stage="analyze"),
        given.gap("limit", "returns", weight=0.5, stage="analyze"),
    ]
    roadmap = toc.evolve(given.shop(), given.result(*gaps))
    steps = next_steps(roadmap)
    owners = [each.title for each in roadmap.recommendations if each.work == "name-kpi-owner"]
    assert {step.text for step in steps[:2]} == set(owners)
    assert "Customer service, 2026-01-19 to 2026-01-19" in steps[0].why
    assert steps[0].why.endswith(", for until then the team is busy, last with “One inbox”.")
    places = [step.why.partition(":")[0] for step in steps]
    assert places == ["Near-term win", "Fill-in", "Big bet"]
    assert "Data platform" in steps[1].why and "unassigned" in steps[2].why


def test_work_that_only_prepares_is_no_win_and_does_not_move_the_medians(given):
    """A review costs little and weighs most, but only a later figure shows what came of it."""
    fit = given.result(
        given.gap("off-track", "wait", weight=1.0, stage="analyze"),
        given.gap("kpi-without-owner", "churn", weight=0.2),
        given.gap("limit", "returns", weight=0.3, stage="analyze"),
    )
    roadmap = toc.evolve(given.shop(), fit)
    assert roadmap.quadrants == {
        "review-activities:wait": "preparation",
        "name-kpi-owner:base": "fill-in",
        "remove-limit:returns": "big bet",
    }
    review = roadmap.recommendation("review-activities:wait")
    assert (review.impact, review.impact_closed, review.closes) == (1.0, 0.0, ())
    row = given.rows(roadmap)["review-activities:wait"]
    assert (row.closes, row.prepares) == ((), ("analyze:off-track:wait",))


def test_of_a_subject_that_is_closed_and_prepared_only_the_closed_counts_as_closed(given):
    fit = given.result(
        given.gap("off-track", "price", weight=0.5, stage="analyze", goals=("cost",)),
        given.gap("outcome-without-cause", "lean", weight=0.25, goals=("cost",)),
    )
    (each,) = toc.evolve(given.shop(), fit).recommendations
    assert (each.impact, each.impact_closed) == (0.5, 0.25)
    assert each.closes == ("align:outcome-without-cause:lean",)
    assert each.prepares == ("analyze:off-track:price",)


def test_no_impact_is_no_win(given):
    roadmap = toc.evolve(given.shop(), given.result(given.gap("limit", "x", weight=0.0)))
    assert set(roadmap.quadrants.values()) == {"fill-in"}


def test_wsjf_is_shown_and_orders_nothing(given):
    fit = given.result(
        given.gap("limit", "heavy", weight=1.0, stage="analyze"),
        given.gap("kpi-without-owner", "churn", weight=0.9),
    )
    roadmap = toc.evolve(given.shop(), fit)
    frame = roadmap.recommendations_frame()
    assert list(frame["id"]) == ["remove-limit:heavy", "name-kpi-owner:base"]
    assert frame["wsjf"].tolist() == pytest.approx([1 / 22.5, 0.9 / 0.86])
