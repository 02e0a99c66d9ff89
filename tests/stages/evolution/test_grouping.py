"""Gaps become recommendations."""

from __future__ import annotations

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.maturity import MaturitySettings
from theoryofchange.stages.evolution import catalogue
from theoryofchange.stages.evolution.background import Background, background
from theoryofchange.stages.evolution.grouping import MOST, recommend


def _made(theory, *gaps):
    return {each.id: each for each in recommend(Background(theory), gaps).recommendations}


def test_kpis_of_one_goal_and_team_are_one_piece_of_work(given):
    theory = toc.TheoryOfChange(
        goals=[toc.Goal(id="base", title="Keep customers")],
        kpis=[toc.Kpi(id=id, measures="base") for id in "abcd"],
    )
    made = _made(theory, *(given.gap("kpi-without-owner", id) for id in "abcd"))
    each = made["name-kpi-owner:base"]
    assert len(made) == 1
    assert each.title == "Name owners for 4 KPIs"
    assert each.gaps == tuple(f"align:kpi-without-owner:{id}" for id in "abcd")
    assert (each.effort.low, each.effort.likely, each.effort.high) == (0.8, 2.0, 8.0)
    assert each.effort.mean == pytest.approx(0.3 * 0.8 + 0.4 * 2 + 0.3 * 8)
    assert each.effort_because.startswith("4 × 0.5 person-days, most likely; our own planning")
    assert (each.workstream, each.team, each.impact) == ("people", None, 4.0)


def test_a_fixed_effort_is_taken_once(given):
    gaps = [given.gap("criterion-few", id, stage="analyze") for id in ("wait", "price")]
    (each,) = _made(toc.TheoryOfChange(), *gaps).values()
    assert each.effort.likely == pytest.approx(1 + 2 * 0.2)
    assert each.effort_because.startswith("1 once + 2 × 0.2 person-days")


def test_one_subject_is_called_by_its_name(given):
    made = _made(given.shop(), given.gap("kpi-without-owner", "price", goals=("cost",)))
    assert [each.title for each in made.values()] == ["Name an owner for the KPI “Cost of a case”"]


def test_what_two_stages_find_about_a_subject_counts_once_with_its_largest_gap(given):
    found = given.gap("kpi-without-owner", "wait", score=1.0, weight=0.75)
    again = given.gap("criterion-owned", "wait", score=0.2, weight=0.75, stage="analyze")
    (each,) = _made(given.shop(), found, again).values()
    assert each.gaps == (found.id, again.id)
    assert [(share.gap, share.size) for share in each.shares] == [(found.id, 0.75)]
    assert each.impact == 0.75


def test_an_unknown_score_counts_as_whole(given):
    (each,) = _made(
        given.shop(), given.gap("agreement-open", "data", score=None, weight=0.5)
    ).values()
    assert each.impact == 0.5
    assert each.shares[0].score is None


def test_the_team_is_named_by_owner_or_by_activities_and_never_guessed(given):
    gaps = [given.gap("kpi-without-owner", id) for id in ("wait", "kept", "churn")]
    made = _made(given.shop(), *gaps)
    assert {id: each.team for id, each in made.items()} == {
        "name-kpi-owner:base:service": "service",
        "name-kpi-owner:base:data": "data",
        "name-kpi-owner:base": None,
    }
    assert made["name-kpi-owner:base:data"].team_because == "owns it"
    assert "no declared team" in made["name-kpi-owner:base"].team_because


def test_the_only_team_of_a_workstream_takes_its_work_and_two_such_teams_do_not(given):
    theory = given.shop()
    limit = given.gap("unavailable-source", "crm", stage="analyze")
    made = _made(theory, limit)["open-source:crm"]
    assert (made.team, made.team_because) == (
        "service",
        "is the only team with technology activities",
    )
    second = toc.Activity(id="lake", team="data", workstream="technology")
    both = toc.TheoryOfChange(teams=theory.teams, activities=[*theory.activities.values(), second])
    assert _made(both, limit)["open-source:crm"].team is None


def test_a_kpi_behind_its_path_asks_for_a_review_of_what_leads_to_it(given):
    (each,) = _made(given.shop(), given.gap("off-track", "wait", stage="analyze")).values()
    assert each.id == "review-activities:wait"
    assert each.do.endswith("Behind “Waiting time”: One inbox, bots.")


def test_a_kpi_behind_its_path_without_activities_asks_for_one(given):
    (each,) = _made(
        given.shop(), given.gap("off-track", "price", goals=("cost",), stage="analyze")
    ).values()
    assert each.id == "plan-activity:cost"
    assert each.title == "Design an activity that moves “lean”"


def test_an_activity_is_planned_once_for_an_outcome_and_its_kpis(given):
    (each,) = _made(
        given.shop(),
        given.gap("outcome-without-cause", "lean", goals=("cost",), weight=0.25),
        given.gap("criterion-movable", "price", goals=("cost",), weight=0.25, stage="analyze"),
    ).values()
    assert (len(each.gaps), len(each.shares), each.impact) == (2, 1, 0.25)


def test_a_limit_is_removed_before_the_kpis_it_keeps_dark_get_a_baseline(given):
    limits = [{"kind": "technology", "what": "two customer ids"}]
    theory = toc.TheoryOfChange(
        goals=[toc.Goal(id="base")],
        kpis=[toc.Kpi(id=id, measures="base", limits=limits) for id in ("a", "b")],
    )
    analysis = toc.analyze(theory)
    found = recommend(background(theory, [analysis]), analysis.gaps).recommendations
    made = {each.id: each for each in found}
    limit = made["remove-limit:two-customer-ids"]
    assert (limit.title, limit.workstream) == ("Remove: two customer ids", "technology")
    assert limit.id in made["find-source:base"].after
    assert made["set-baseline:base"].after == ("measure-kpi:base",)
    assert made["set-target:base"].after == ("set-baseline:base",)


def test_a_capability_is_raised_by_its_own_step_effort_and_workstream():
    said = {"team": "service", "rater": "Ada", "answer": 2, "date": "2026-01-01"}
    theory = toc.TheoryOfChange(
        maturity=MaturitySettings(targets={"joined_records": 4}),
        ratings=[toc.Rating(capability="joined_records", **said)],
    )
    state = toc.assess(theory)
    found = recommend(background(theory, [state]), state.gaps).recommendations
    each = next(each for each in found if each.work == "raise-capability")
    model = state.model.capabilities["joined_records"]
    assert each.title == "Raise “Joining records” to its target level"
    assert each.workstream == model.workstream
    assert each.effort == model.effort.days.scaled(2)
    assert each.do == model.answer(2).next_step
    assert "2 levels" in each.effort_because


def test_recommendations_wait_only_for_those_about_the_same_subject(given):
    made = _made(
        given.shop(),
        given.gap("criterion-baselined", "wait", stage="analyze"),
        given.gap("criterion-targeted", "wait", stage="analyze"),
        given.gap("criterion-targeted", "kept", stage="analyze"),
    )
    assert made["set-target:base:service"].after == ("set-baseline:base:service",)
    assert made["set-target:base:data"].after == ()


def test_waiting_twice_over_is_said_once(given):
    kinds = ("criterion-owned", "criterion-baselined", "criterion-targeted", "criterion-reviewed")
    made = _made(given.shop(), *(given.gap(kind, "kept", stage="analyze") for kind in kinds))
    assert made["set-review:base:data"].after == ("set-target:base:data",)
    assert made["set-target:base:data"].after == ("set-baseline:base:data",)


def test_an_id_that_an_activity_has_is_not_given_again(given):
    gap = given.gap("kpi-without-owner", "churn")
    made = recommend(Background(given.shop()), [gap], taken=["name-kpi-owner:base"])
    assert [each.id for each in made.recommendations] == ["name-kpi-owner:base-2"]


def test_of_too_many_subjects_the_largest_stand_alone(given):
    number = int(MOST["subject"]) + 5
    gaps = [given.gap("goal-conflict", f"a{i:02}", weight=1 - i / 100) for i in range(number)]
    made = recommend(Background(given.shop()), gaps)
    alone = {each.id for each in made.recommendations if len(each.gaps) == 1}
    assert alone == {f"settle-conflict:a{i:02}" for i in range(number - 5)}
    assert len(made.recommendations) == number - 4
    assert len(made.notes) == 1


def test_of_too_many_goals_all_are_grouped_by_team(given):
    goals = [toc.Goal(id=f"g{i}") for i in range(20)]
    kpis = [toc.Kpi(id=f"k{i}", measures=f"g{i}") for i in range(20)]
    theory = toc.TheoryOfChange(goals=goals, kpis=kpis)
    gaps = [given.gap("kpi-without-owner", f"k{i}", goals=(f"g{i}",)) for i in range(20)]
    made = recommend(Background(theory), gaps)
    assert [(each.id, len(each.gaps)) for each in made.recommendations] == [("name-kpi-owner", 20)]
    assert made.notes == (
        "Name owners for 20 KPIs: more than 12 by goal, so these are grouped by team.",
    )


def test_titles_tell_goals_apart(given):
    made = _made(
        given.shop(),
        given.gap("outcome-without-kpi", "fast"),
        given.gap("goal-without-kpi", "base"),
        given.gap("outcome-without-kpi", "lean", goals=("cost",)),
        given.gap("goal-without-kpi", "cost", goals=("cost",)),
    )
    assert {each.title for each in made.values()} == {
        "Define a KPI for “Keep customers”",
        "Define a KPI for “Answers are fast”",
        "Define KPIs for 2 goals and outcomes under “Serve cheaply”",
    }


_KINDS = st.sampled_from(
    [kind for work in catalogue().works.values() for kind in work.closes] + ["odd", "奇"]
)
_SUBJECTS = st.sampled_from(
    ["wait", "kept", "churn", "price", "base", "lean", "data", "<x>&", "客户"]
)
_GOALS = st.sampled_from([(), ("base",), ("cost",), ("base", "cost"), ("gone",)])


@st.composite
def _gaps(draw, given):
    found = {}
    for kind, subject in draw(st.sets(st.tuples(_KINDS, _SUBJECTS), max_size=60)):
        gap = given.gap(
            kind,
            subject,
            score=draw(st.one_of(st.none(), st.floats(0, 1))),
            weight=draw(st.floats(0, 1)),
            goals=draw(_GOALS),
        )
        found[gap.id] = gap
    return [found[id] for id in sorted(found)]


@examples(data=st.data())
def test_every_gap_is_in_exactly_one_recommendation(given, data):
    gaps = data.draw(_gaps(given))
    found = recommend(Background(given.shop()), gaps).recommendations
    held = [gap for each in found for gap in each.gaps]
    assert sorted(held) == sorted(gap.id for gap in gaps)
    assert len({each.id for each in found}) == len(found)


@examples(data=st.data())
def test_recommendations_never_wait_in_a_circle(given, data):
    found = recommend(Background(given.shop()), data.draw(_gaps(given))).recommendations
    waiting = {each.id: set(each.after) for each in found}
    while free := [id for id, after in waiting.items() if not after & waiting.keys()]:
        for id in free:
            del waiting[id]
    assert not waiting


@examples(data=st.data())
def test_the_impact_never_exceeds_the_gaps(given, data):
    gaps = data.draw(_gaps(given))
    sizes = {gap.id: gap.size for gap in gaps}
    for each in recommend(Background(given.shop()), gaps).recommendations:
        assert each.impact <= sum(sizes[gap] for gap in each.gaps) + 1e-9
        assert len({share.subject for share in each.shares}) == len(each.shares)
