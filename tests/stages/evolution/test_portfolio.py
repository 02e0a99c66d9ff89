"""Effort beside impact: what pays soon, and what only prepares."""

from __future__ import annotations

import pytest

import theoryofchange as toc
from theoryofchange.roadmap import Horizons
from theoryofchange.stages.evolution.page import next_steps
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


def test_a_quick_win_is_a_near_term_win_only_where_it_is_finished_in_the_near_horizon(given):
    """Naming the owner takes a day, but the team is busy before, and nothing is near today."""
    gaps = (
        given.gap("kpi-without-owner", "wait", weight=1.0),
        given.gap("criterion-targeted", "churn", weight=0.1, stage="analyze"),
        given.gap("limit", "returns", weight=0.5, stage="analyze"),
    )
    near = Horizons(near_months=0, mid_months=12)
    roadmap = toc.evolve(given.shop(), given.result(*gaps), horizons=near)
    assert given.rows(roadmap)[OWNER].horizon == "mid"
    assert roadmap.quadrants[OWNER] == "quick win"
    told = " ".join(as_text(roadmap.view()).split())
    assert "1 of 3 are quick wins" in told and "0 of them are near-term wins" in told


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
