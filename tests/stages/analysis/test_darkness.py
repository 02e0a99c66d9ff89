from __future__ import annotations

import pytest

from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.analysis.darkness import darkness_of, words_id
from theoryofchange.stages.analysis.position import positions_of


def dark(*kpis):
    theory = TheoryOfChange(
        goals=[Goal(id="grow", weight=3, needs=["trust"]), Goal(id="save", weight=1)],
        outcomes=[Outcome(id="trust")],
        kpis=kpis,
    )
    return darkness_of(theory, positions_of(theory))


def limited(id, measures, *limits, **fields):
    rows = [dict(zip(("kind", "what"), limit, strict=True)) for limit in limits]
    return Kpi(id=id, measures=measures, limits=rows, **fields)


LATE, NOBODY = ("process", "Returns are booked late"), ("people", "No analyst")


def test_weights_by_hand():
    found = dark(
        limited("a", "grow", LATE),
        limited("b", "trust", ("process", " returns are  booked late. "), NOBODY),
        Kpi(id="c", measures="trust"),
        limited("d", "save", NOBODY),
    )
    late, nobody = (
        next(each for each in found.obstacles if each.id == id)
        for id in ("returns-are-booked-late", "no-analyst")
    )
    assert (late.kpis, late.alone, late.goals) == (("a", "b"), ("a",), ("grow",))
    assert late.darkens == pytest.approx(0.75 * 2 / 3)
    assert late.lights == pytest.approx(0.75 * 1 / 3)
    assert nobody.darkens == pytest.approx(0.75 * 1 / 3 + 0.25)
    assert nobody.lights == pytest.approx(0.25)
    assert [goal.light for goal in found.goals] == [pytest.approx(1 / 3), 0.0]
    assert found.of_kpi["b"] == ("returns-are-booked-late", "no-analyst")


def test_what_lights_most_comes_first_and_ties_go_by_id():
    found = dark(limited("a", "save", ("people", "b")), limited("c", "save", ("people", "a")))
    assert [each.id for each in found.obstacles] == ["a", "b"]
    assert found.brightest.id == "a"
    assert dark(limited("a", "save", LATE, NOBODY)).brightest is None
    assert dark().brightest is None


def test_kinds_are_summed_and_removed_together():
    found = dark(
        limited("a", "grow", LATE, ("process", "No owner of the process")),
        limited("b", "grow", LATE, NOBODY),
    )
    people, process = found.kinds
    assert (people.kind, people.darkens, people.lights) == ("people", 0.375, 0.0)
    assert (process.kind, process.darkens, process.lights) == ("process", 0.75, 0.375)
    assert process.obstacles == ("returns-are-booked-late", "no-owner-of-the-process")


def test_one_limit_of_two_kinds_shows_both():
    found = dark(limited("a", "grow", ("people", "x")), limited("b", "grow", ("technology", "X")))
    (both,) = found.obstacles
    assert both.kinds == ("people", "technology")
    assert [kind.kpis for kind in found.kinds] == [("a", "b"), ("a", "b")]


def test_an_unavailable_source_is_an_obstacle_only_where_no_limit_explains_it():
    planned = {"system": "CRM", "availability": "planned"}
    found = dark(
        Kpi(id="a", measures="grow", source=planned),
        Kpi(id="b", measures="grow", source={**planned, "system": "crm"}),
        limited("c", "grow", LATE, source=planned),
        Kpi(id="d", measures="grow", source="crm"),
        Kpi(id="e", measures="grow", source={"availability": "none"}),
    )
    assert found.of_kpi == {
        "a": ("source-crm",),
        "b": ("source-crm",),
        "c": ("returns-are-booked-late",),
        "e": ("source-of-e",),
    }
    assert not next(each for each in found.obstacles if each.id == "source-crm").limit


def test_limits_without_words_are_not_one():
    found = dark(limited("a", "grow", ("people", None)), limited("b", "grow", ("people", None)))
    assert [each.id for each in found.obstacles] == [
        "undescribed-people-of-a",
        "undescribed-people-of-b",
    ]


def test_a_goal_without_kpis_has_no_light_to_tell():
    grow, save = dark(Kpi(id="a", measures="grow")).goals
    assert (grow.light, save.light) == (1.0, None)


def test_ids_are_the_same_for_the_same_words_only():
    assert words_id("C++ is missing") != words_id("C# is missing")
    assert words_id("缺少 分析师") == "缺少-分析师"
    assert words_id("🚧").isalnum()
    assert len(words_id("word " * 100)) <= 60
    assert words_id("word " * 100) != words_id("word " * 101)
