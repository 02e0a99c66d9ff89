"""How much of the gaps is closed in time, and of how much that cannot be told."""

from __future__ import annotations

import datetime as dt

import pytest

import theoryofchange as toc
from theoryofchange.view.blocks import Gantt
from theoryofchange.view.text import as_text

OWNER = "name-kpi-owner:base:service"


def _of_score(roadmap):
    """Return the gaps that account for the score; those of activities play no part in it."""
    return [gap for gap in roadmap.gaps if gap.subject == "roadmap"]


def test_the_score_counts_what_is_closed_by_the_last_date_of_a_goal(given):
    theory = given.due(given.shop(), base=dt.date(2026, 1, 20), cost=dt.date(2026, 1, 20))
    fit = given.result(
        given.gap("kpi-without-owner", "wait", weight=0.75),
        given.gap("kpi-without-owner", "kept", weight=0.25),
    )
    roadmap = toc.evolve(theory, fit)
    assert given.rows(roadmap)[OWNER].finish > roadmap.deadline
    assert roadmap.score == 0.25
    assert roadmap.derivation[0].because == (
        "shown to close in time: 0.25 of 1.00 in score × goal weight, 2 gaps; too late: 0.75"
    )
    (late,) = _of_score(roadmap)
    assert (late.id, late.size) == ("evolve:too-late:roadmap", 0.75)
    assert late.title == "75 % of the gap size: closed after the date of the goal it touches"
    (calendar,) = (block for block in roadmap.view().blocks if isinstance(block, Gantt))
    assert [bar.id for bar in calendar.rows if bar.tone == "warn"] == ["bots", OWNER]


def test_the_gaps_account_for_the_score_a_gap_a_reason(given):
    """Of 2.5 in gap size 0.5 is in time; what has no team and no date counts half to each."""
    theory = given.due(given.shop(), base=dt.date(2026, 1, 20), cost=None)
    fit = given.result(
        given.gap("kpi-without-owner", "wait", weight=0.75),
        given.gap("kpi-without-owner", "kept", weight=0.5),
        given.gap("link-without-evidence", "lean", weight=0.25, goals=("cost",)),
        given.gap("off-track", "kept", score=0.5, weight=1.0, stage="analyze"),
        given.gap("odd", "churn", weight=0.5),
    )
    roadmap = toc.evolve(theory, fit)
    sizes = {gap.kind: gap.size for gap in _of_score(roadmap)}
    assert sizes == pytest.approx(
        {
            "too-late": 0.75 / 2.5,
            "until-measured": 0.5 / 2.5,
            "no-effort": 0.25 / 2.5,
            "no-team": (0.25 / 2 + 0.25) / 2.5,
            "no-date": 0.25 / 2 / 2.5,
        }
    )
    assert sum(sizes.values()) == pytest.approx(1 - roadmap.score) == pytest.approx(0.8)
    assert list(sizes.values()) == sorted(sizes.values(), reverse=True)
    titles = {gap.kind: gap.title for gap in _of_score(roadmap)}
    assert titles["no-team"].endswith("has no team (2 of 5 recommendations)")
    assert titles["no-date"].endswith("has no date (1 of 2 goals)")


def _closing(roadmap):
    (closing,) = roadmap.closings
    sizes = {fate: size for fate, size in closing.sizes.items() if size}
    return sizes, dict(closing.reasons)


def test_of_a_theory_of_which_nothing_is_known_nothing_is_closed_in_time():
    """No date, no team, no effort: whatever the gaps, it cannot be told."""
    theory = toc.TheoryOfChange(
        goals=[toc.Goal(id="growth")],
        kpis=[toc.Kpi(id=id, measures="growth") for id in "abc"],
    )
    results = (toc.align(theory), toc.assess(theory), toc.analyze(theory))
    roadmap = toc.evolve(theory, *results, start="2026-01-01")
    assert (roadmap.score, roadmap.untold) == (None, 1.0)
    assert sum(gap.size for gap in roadmap.gaps) == pytest.approx(1.0)
    assert {part.value for part in roadmap.derivation} == {None}
    for part, result in zip(roadmap.derivation, results, strict=True):
        assert part.weight == pytest.approx(sum(gap.size for gap in result.gaps))
        assert part.because.startswith("cannot tell of ")
        assert "the work or what it waits for has no team" in part.because
        assert "the goal has no date" in part.because
    assert all(row.unassigned and row.cannot_tell for row in roadmap.rows)
    assert [each.after("long") for each in roadmap.projections] == [None] * 3
    said = " ".join(roadmap.assumptions)
    assert "1 of 1 goals have no date" in said
    assert "what they close in time cannot be told" in said
    assert "cannot be told" in as_text(roadmap.view())


def test_without_a_date_nothing_is_in_time(given):
    theory = given.due(given.shop(), base=None)
    fit = given.result(
        given.gap("kpi-without-owner", "wait", weight=0.75),
        given.gap("goal-conflict", "inbox", weight=1.0, goals=("base", "cost")),
    )
    roadmap = toc.evolve(theory, fit)
    assert _closing(roadmap) == ({"in time": 0.25, "cannot tell": 1.5}, {"no date": 1.5})
    assert roadmap.score == pytest.approx(0.25 / 1.75)
    assert "1 of 2 goals have no date" in " ".join(roadmap.assumptions)


def test_work_without_a_team_is_not_shown_to_close_anything(given):
    fit = given.result(given.gap("kpi-without-owner", "churn", weight=0.75))
    roadmap = toc.evolve(given.shop(), fit)
    row = given.rows(roadmap)["name-kpi-owner:base"]
    assert row.finish < roadmap.deadline
    assert row.unassigned
    assert row.cannot_tell == "no team is named, so no capacity bounds it"
    assert _closing(roadmap) == ({"cannot tell": 0.75}, {"no team": 0.75})
    assert roadmap.score is None


def test_work_that_waits_for_work_without_a_team_has_no_date_that_can_be_told(given):
    limits = [{"kind": "technology", "what": "two customer ids"}]
    teams = [toc.Team(id=id, capacity="20 days/month") for id in ("data", "service")]
    theory = toc.TheoryOfChange(
        toc.Header(as_of="2026-01-01"),
        goals=[toc.Goal(id="base", due="2030-12-31")],
        teams=teams,
        kpis=[toc.Kpi(id=each.id, measures="base", owner=each.id, limits=limits) for each in teams],
    )
    rows = given.rows(toc.evolve(theory, toc.analyze(theory)))
    nobody = "no team is named, so no capacity bounds it"
    assert rows["remove-limit:two-customer-ids"].cannot_tell == nobody
    behind = rows["set-baseline:base:data"]
    assert (behind.team, behind.unassigned) == ("data", False)
    assert behind.cannot_tell == f"waits for remove-limit:two-customer-ids: {nobody}"
    assert rows["pair-guardrail:base:data"].cannot_tell is None


def test_a_team_that_states_no_capacity_promises_no_date(given):
    theory = toc.TheoryOfChange(
        goals=[toc.Goal(id="base", due="2026-12-31")],
        teams=[toc.Team(id="data", title="Data platform")],
        kpis=[toc.Kpi(id="kept", measures="base", owner="data")],
    )
    fit = given.result(given.gap("kpi-without-owner", "kept"))
    roadmap = toc.evolve(theory, fit, start="2026-01-01")
    (row,) = roadmap.rows
    assert (row.unassigned, row.cannot_tell) == (False, "team data states no capacity")
    assert _closing(roadmap) == ({"cannot tell": 1.0}, {"no capacity": 1.0})


def test_what_a_later_figure_has_to_show_is_not_counted_as_closed(given):
    fit = given.result(
        given.gap("off-track", "wait", weight=0.5, stage="analyze"),
        given.gap("kpi-without-owner", "wait", weight=0.5),
    )
    roadmap = toc.evolve(given.shop(), fit)
    assert _closing(roadmap) == ({"in time": 0.5, "cannot tell": 0.5}, {"until measured": 0.5})
    assert roadmap.score == 0.5
    assert roadmap.derivation[0].because == (
        "shown to close in time: 0.50 of 1.00 in score × goal weight, 2 gaps; "
        "cannot tell: 0.50 (a later figure or rating has to show it: 0.50)"
    )
    assert roadmap.untold == roadmap.to_dict()["untold"] == 0.5


def test_what_cannot_be_told_in_one_stage_is_not_left_out_of_the_score(given):
    """A stage of which nothing can be told keeps its weight: the score is a lower end."""
    fit = given.result(given.gap("kpi-without-owner", "wait", weight=0.25))
    analysis = given.result(given.gap("criterion-owned", "churn", weight=0.75, stage="analyze"))
    analysis = given.Given(stage="analyze", gaps=analysis.gaps)
    roadmap = toc.evolve(given.shop(), fit, analysis)
    assert roadmap.score == 0.25
    assert [part.value for part in roadmap.derivation] == [1.0, 0.0]
    assert roadmap.derivation[1].because == (
        "cannot tell of 0.75 in score × goal weight, 1 gap "
        "(the work or what it waits for has no team: 0.75)"
    )


def test_the_plain_data_says_what_becomes_of_the_gaps(given):
    roadmap = toc.evolve(given.shop(), given.result(given.gap("kpi-without-owner", "churn")))
    (told,) = roadmap.to_dict()["closings"]
    assert told == {
        "stage": "align",
        "gaps": 1,
        "gap_size": 1.0,
        "in_time": 0.0,
        "too_late": 0.0,
        "not_scheduled": 0.0,
        "cannot_tell": 1.0,
        "cannot_tell_because": {"no team": 1.0},
    }


def test_a_thing_wholly_missing_weighs_the_same_in_every_stage():
    """A KPI without anything, and a measurement system of which nothing is known, are one each."""
    theory = toc.TheoryOfChange(
        toc.Header(as_of="2026-01-01"),
        goals=[toc.Goal(id="growth"), toc.Goal(id="rest", weight=3)],
        kpis=[toc.Kpi(id="k", measures="growth")],
    )
    state = toc.assess(theory)
    capabilities = [gap for gap in state.gaps if gap.kind.startswith("capability-")]
    scope = len(state.maturity.capabilities)
    assert [gap.weight * scope for gap in capabilities] == pytest.approx([1.0] * len(capabilities))
    analysis = toc.analyze(theory)
    criteria = [gap.size for gap in analysis.gaps if gap.kind.startswith("criterion-")]
    assert criteria == pytest.approx([0.25 / 15] * len(criteria))
