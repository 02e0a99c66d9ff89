"""The roadmap: dates, milestones, projections, score, and what is said of them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.roadmap import Horizons
from theoryofchange.stages.evolution import COLUMNS, GAP_KINDS, RECOMMENDATION_COLUMNS, catalogue
from theoryofchange.view.html import as_html
from theoryofchange.view.markdown import as_markdown
from theoryofchange.view.text import as_text

OWNER = "name-kpi-owner:base:service"


def test_a_schedule_worked_out_by_hand(given):
    """One person at service: inbox 11.5 days, then bots 5 days, then the recommendation 0.86."""
    fit = given.result(given.gap("kpi-without-owner", "wait", weight=0.75))
    rows = given.rows(toc.evolve(given.shop(), fit))
    assert (rows["inbox"].start, rows["inbox"].finish) == (
        dt.date(2026, 1, 1),
        dt.date(2026, 1, 16),
    )
    assert (rows["bots"].start, rows["bots"].finish) == (dt.date(2026, 1, 19), dt.date(2026, 1, 23))
    assert rows["bots"].waits_for == "dependency:inbox"
    assert rows[OWNER].start == rows[OWNER].finish == dt.date(2026, 1, 26)
    assert rows[OWNER].waits_for == "team:service"
    assert rows[OWNER].closes == ("align:kpi-without-owner:wait",)
    assert {row.horizon for row in rows.values()} == {"near"}
    assert rows["inbox"].impact == 0.75


def test_start_defaults_to_the_day_of_the_theory_and_can_be_written(given):
    theory = given.shop()
    assert toc.evolve(theory).start == dt.date(2026, 1, 1)
    assert toc.evolve(theory, start="2026-03-01") == toc.evolve(theory, start=dt.date(2026, 3, 1))


def test_without_a_day_to_start_from_the_caller_is_told_what_to_give():
    with pytest.raises(ValueError, match="give start, as in start='2026-01-01'"):
        toc.evolve(toc.TheoryOfChange())
    with pytest.raises(ValueError, match="'soon' is no day"):
        toc.evolve(toc.TheoryOfChange(), start="soon")


def test_two_results_of_one_stage_and_a_roadmap_are_refused(given):
    with pytest.raises(ValueError, match="more than one result of align"):
        toc.evolve(given.shop(), given.result(), given.result())
    with pytest.raises(ValueError, match="is made from the results of"):
        toc.evolve(given.shop(), toc.evolve(given.shop()))


@pytest.mark.parametrize("wrong", [None, "align", {}, toc.TheoryOfChange()])
def test_what_is_no_result_is_refused(given, wrong):
    with pytest.raises(
        TypeError, match=r"results takes what align, assess and analyze returned, not (an? |None)"
    ):
        toc.evolve(given.shop(), wrong)


def test_the_order_of_results_does_not_matter(given):
    fit = given.result(given.gap("kpi-without-owner", "wait"))
    analysis = given.result(given.gap("off-track", "kept", stage="analyze"), stage="analyze")
    one, other = (toc.evolve(given.shop(), *both) for both in ((fit, analysis), (analysis, fit)))
    assert one.to_dict() == other.to_dict()


def test_an_empty_theory_has_an_empty_roadmap():
    roadmap = toc.evolve(toc.TheoryOfChange(), start="2026-01-01")
    assert (roadmap.rows, roadmap.gaps, roadmap.score, roadmap.finish) == ((), (), None, None)
    assert list(roadmap.to_frame().columns) == list(COLUMNS)
    assert list(roadmap.recommendations_frame().columns) == list(RECOMMENDATION_COLUMNS)
    assert "nothing to recommend" in as_text(roadmap.view())


def test_a_theory_with_teams_and_no_results_schedules_its_activities(given):
    roadmap = toc.evolve(given.shop())
    assert [row.id for row in roadmap.rows] == ["inbox", "bots"]
    assert roadmap.critical_path == ("inbox", "bots")
    assert roadmap.score is None


def test_capacity_zero_leaves_work_unscheduled_with_the_reason(given):
    theory = toc.TheoryOfChange(
        goals=[toc.Goal(id="base")],
        teams=[toc.Team(id="data", capacity="0 days/month")],
        kpis=[toc.Kpi(id="kept", measures="base", owner="data")],
        activities=[toc.Activity(id="clean", team="data", effort="3 days", advances=["base"])],
    )
    fit = given.result(given.gap("kpi-without-owner", "kept"))
    roadmap = toc.evolve(theory, fit, start="2026-01-01")
    assert [(row.id, row.not_scheduled) for row in roadmap.unscheduled] == [
        ("clean", "team data has no capacity"),
        ("name-kpi-owner:base:data", "team data has no capacity"),
    ]
    assert {gap.kind for gap in roadmap.gaps} == {
        "activity-unscheduled",
        "not-scheduled",
    }
    assert roadmap.score == 0.0
    assert "team data has no capacity" in as_text(roadmap.view())


def test_an_unknown_kind_of_gap_is_recommended_without_effort(given):
    roadmap = toc.evolve(given.shop(), given.result(given.gap("odd", "wait")))
    assert roadmap.recommendations[0].effort is None
    assert roadmap.quadrants == {roadmap.recommendations[0].id: None}
    assert [row.not_scheduled for row in roadmap.unscheduled] == ["no effort given"]


def test_projections_worked_out_by_hand(given):
    """Of 1.5 in gap size 1 closes near, 0.25 by nobody's work and 0.25 when a figure shows it."""
    fit = given.result(
        given.gap("kpi-without-owner", "wait", weight=1.0),
        given.gap("link-without-evidence", "lean", weight=0.25, goals=("cost",)),
        given.gap("off-track", "kept", score=0.5, weight=0.5, stage="analyze"),
        score=0.4,
    )
    roadmap = toc.evolve(given.shop(), fit, horizons=Horizons(near_months=1, mid_months=1))
    (projection,) = roadmap.projections
    assert (projection.total, projection.told) == (1.5, 1.0)
    assert (projection.until_measured, projection.undated) == (0.25, 0.25)
    assert dict(projection.closed) == {"near": 1.0, "mid": 1.0, "long": 1.0}
    assert projection.after("long") == pytest.approx(0.4 + 0.6 * 1.0 / 1.5)
    assert projection.because == (
        "0.40 + (1 − 0.40) × 1.00 of 1.50 closed in the end; 0.25 is open until a later figure or "
        "rating; 0.25 by work without a stated effort, team or capacity"
    )
    assert roadmap.score == pytest.approx(1.0 / 1.5)
    later = toc.evolve(given.shop(), fit, horizons=Horizons(near_months=0, mid_months=1))
    assert dict(later.projections[0].closed) == {"near": 0, "mid": 1.0, "long": 1.0}


def test_what_cannot_be_told_stays_untold(given):
    fit = given.result(given.gap("kpi-without-owner", "wait"), score=None)
    (projection,) = toc.evolve(given.shop(), fit).projections
    assert projection.after("long") is None
    assert projection.because == "today's score cannot be told"


def test_an_activity_too_late_to_take_effect_is_marked(given):
    """Inbox is done on 16 January; with a lag of ten days more it misses 25 January."""
    theory = given.shop()
    goals = [toc.Goal(id="base", due="2026-01-25", needs={"fast": {"lag": "10 days"}})]
    slow = toc.TheoryOfChange(
        theory.header,
        goals=goals,
        outcomes=theory.outcomes,
        teams=theory.teams,
        activities=[theory.activities["inbox"]],
    )
    roadmap = toc.evolve(slow)
    assert [(gap.kind, gap.subject, gap.weight) for gap in roadmap.gaps] == [
        ("activity-too-late", "inbox", 1.0)
    ]
    (mark,) = (each for each in roadmap.milestones if each.kind == "too-late")
    assert (mark.day, mark.goal, mark.warns) == (dt.date(2026, 1, 16), "base", True)
    in_time = given.due(slow, base=dt.date(2026, 1, 26))
    assert toc.evolve(in_time).gaps == ()


def test_an_activity_after_its_own_date_is_a_gap(given):
    activity = toc.Activity(id="a", advances=["g"], effort="10 days", due="2026-01-09")
    theory = toc.TheoryOfChange(goals=[toc.Goal(id="g")], activities=[activity])
    (gap,) = toc.evolve(theory, start="2026-01-01").gaps
    assert (gap.kind, gap.subject) == ("activity-late", "a")
    assert gap.title == "a: done on 2026-01-14, its own date is 2026-01-09"


def test_milestones_are_goals_finished_work_and_kpi_dates_within_the_window(given):
    kpi = toc.Kpi(
        id="wait",
        measures="base",
        milestones=[
            {"value": 9, "date": "2025-12-31"},
            {"value": 8, "date": "2026-06-30"},
            {"value": 5, "date": "2030-06-30"},
        ],
        target={"value": 4, "date": "2026-12-31"},
    )
    theory = toc.TheoryOfChange(
        goals=[toc.Goal(id="base", due="2031-12-31")],
        kpis=[kpi],
        activities=[
            toc.Activity(id="a", advances=["base"], effort="5 days", team="data"),
            toc.Activity(id="b", advances=["base"]),
        ],
        teams=[toc.Team(id="data", capacity="21.75 days/month")],
    )
    found = toc.evolve(theory, start="2026-01-01").milestones
    assert [(each.day.isoformat(), each.kind) for each in found] == [
        ("2026-01-07", "work-done"),
        ("2026-06-30", "kpi-milestone"),
        ("2026-12-31", "kpi-target"),
        ("2031-12-31", "goal-due"),
    ]
    assert found[0].title == "Work for “base” is done; 1 of 2 have no dates"


def test_a_confidential_kpi_shows_no_figures_in_milestones(given):
    target = {"value": 4, "date": "2026-12-31"}
    kpi = toc.Kpi(id="secret", measures="base", target=target, confidential=True)
    theory = toc.TheoryOfChange(goals=[toc.Goal(id="base")], kpis=[kpi])
    assert toc.evolve(theory, start="2026-01-01").milestones == ()


def test_what_is_taken_for_granted_is_said(given):
    fit = given.result(given.gap("kpi-without-owner", "churn"))
    said = " ".join(toc.evolve(given.shop(), fit, start="2026-03-02").assumptions)
    assert catalogue().source in said
    assert "1 of 1 recommendations have no team" in said
    assert "Serial schedule generation" in said
    assert "Team service: 21.75 days a month are 1 full time." in said


def test_frames_hold_every_row_with_documented_columns(given):
    gaps = [given.gap("kpi-without-owner", id) for id in ("wait", "kept")]
    roadmap = toc.evolve(given.shop(), given.result(*gaps, given.gap("odd", "x")))
    frame = roadmap.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert sorted(frame["id"]) == sorted(row.id for row in roadmap.rows)
    assert frame.set_index("id")["closes"][OWNER] == "align:kpi-without-owner:wait"
    assert frame.set_index("id")["after"]["bots"] == "inbox"
    assert len(roadmap.recommendations_frame()) == 3


def test_text_that_looks_like_markup_is_escaped(given):
    theory = toc.TheoryOfChange(
        goals=[toc.Goal(id="g", title="<script>alert('x')</script>")],
        kpis=[toc.Kpi(id="客户", title="客户 & <b>", measures="g")],
        activities=[toc.Activity(id="a", title="<i>a</i>", advances=["g"], effort="5 days")],
    )
    fit = given.result(given.gap("kpi-without-owner", "客户", goals=("g",)))
    roadmap = toc.evolve(theory, fit, start="2026-01-01")
    html = as_html(roadmap.view())
    assert "<script>alert" not in html
    assert "<i>a</i>" not in html
    assert "客户 &amp; &lt;b&gt;" in html


def test_a_large_theory_says_how_much_of_it_is_shown(given):
    gaps = [
        given.gap(kind, f"s{i}", goals=(("base",), ("cost",))[i % 2])
        for work in catalogue().works.values()
        for kind in work.closes
        for i in range(150)
    ]
    roadmap = toc.evolve(given.shop(), given.result(*gaps))
    assert len(gaps) > 5000
    assert len(roadmap.recommendations) < 500
    text = as_text(roadmap.view())
    assert f"25 of {len(roadmap.recommendations)} are shown" in text
    assert sorted(gap for each in roadmap.recommendations for gap in each.gaps) == sorted(
        gap.id for gap in gaps
    )


_KINDS = st.sampled_from([*(k for w in catalogue().works.values() for k in w.closes), "odd"])


@settings(max_examples=40)
@examples(
    chosen=st.dictionaries(
        st.tuples(_KINDS, st.sampled_from(["wait", "kept", "churn", "price", "base", "x"])),
        st.tuples(st.one_of(st.none(), st.floats(0, 1)), st.floats(0, 1)),
        max_size=30,
    )
)
def test_any_gaps_make_a_roadmap_that_loses_nothing_and_is_the_same_again(given, chosen):
    gaps = [
        given.gap(kind, subject, score=score, weight=weight)
        for (kind, subject), (score, weight) in chosen.items()
    ]
    roadmap = toc.evolve(given.shop(), given.result(*gaps))
    closed = [gap for row in roadmap.rows for gap in (*row.closes, *row.prepares)]
    assert sorted(closed) == sorted(gap.id for gap in gaps)
    assert {row.id for row in roadmap.rows} >= {"inbox", "bots"}
    assert roadmap.score is None or 0 <= roadmap.score <= 1
    assert {gap.kind for gap in roadmap.gaps} <= set(GAP_KINDS)
    for projection in roadmap.projections:
        after = [projection.after(name) for name in ("near", "mid", "long")]
        if None in after:
            assert after == [None] * 3 and not projection.told
        else:
            assert sorted(after) == after
            assert 0.5 <= after[0] <= after[-1] <= 1 + 1e-9
    lost = sum(gap.size for gap in roadmap.gaps if not gap.kind.startswith("activity-"))
    assert lost == pytest.approx(1 - (roadmap.score or 0.0) if sum(g.size for g in gaps) else 0.0)
    (closing,) = roadmap.closings
    assert closing.total == pytest.approx(sum(gap.size for gap in gaps))
    assert (roadmap.score is None) == (not closing.told)
    again = toc.evolve(given.shop(), given.result(*reversed(gaps)))
    told = json.dumps(roadmap.to_dict(), allow_nan=False)
    assert told == json.dumps(again.to_dict(), allow_nan=False)
    assert as_markdown(roadmap.view()) == as_markdown(again.view())


def test_no_row_starts_before_what_it_waits_for_is_finished(given):
    fit = given.result(
        *(
            given.gap(kind, id)
            for kind in ("criterion-owned", "criterion-defined", "criterion-targeted", "no-data")
            for id in ("wait", "kept", "churn")
        )
    )
    rows = given.rows(toc.evolve(given.shop(), fit))
    waits = [(rows[before], row) for row in rows.values() for before in row.after]
    assert len(waits) > 6
    assert all(before.finish < row.start for before, row in waits)


def test_activities_that_wait_for_each_other_have_no_dates_and_a_reason():
    activities = [
        toc.Activity(id="a", effort="1 day", after=["b"]),
        toc.Activity(id="b", effort="1 day", after=["a"]),
    ]
    roadmap = toc.evolve(toc.TheoryOfChange(activities=activities), start="2026-01-01")
    assert [row.id for row in roadmap.unscheduled] == ["a", "b"]
    assert all("waits for itself" in row.not_scheduled for row in roadmap.unscheduled)


def test_the_end_of_work_that_nobody_is_named_for_is_said_with_doubt():
    theory = toc.TheoryOfChange(
        goals=[toc.Goal(id="base", due="2026-12-31")],
        teams=[toc.Team(id="data", capacity="20 days/month")],
        activities=[
            toc.Activity(id="a", advances=["base"], effort="5 days", team="data"),
            toc.Activity(id="b", advances=["base"], effort="5 days"),
            toc.Activity(id="c", advances=["base"], team="data"),
        ],
    )
    roadmap = toc.evolve(theory, start="2026-01-01")
    (done,) = (each for each in roadmap.milestones if each.kind == "work-done")
    assert done.title.endswith("; 1 of 3 have no dates; the dates of 1 of 3 cannot be told")
    assert {row.id: row.unassigned for row in roadmap.rows} == {"a": False, "b": True, "c": False}
    assert "Activities that state no effort, 1," in " ".join(roadmap.assumptions)
