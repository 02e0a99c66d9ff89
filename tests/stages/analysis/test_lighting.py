from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.goal import Goal
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.analysis import analyze, lighting
from theoryofchange.stages.analysis.lighting import common_lighting, goal_lighting, options_of

OBSTACLES = st.sampled_from("abcdef")
OPTIONS = st.lists(st.frozensets(OBSTACLES, min_size=1, max_size=3), min_size=1, max_size=3)
GOALS = st.dictionaries(st.sampled_from(["g1", "g2", "g3", "g4"]), OPTIONS, max_size=4)


def lights(removed, goals):
    return all(any(option <= removed for option in options) for options in goals.values())


def fewest(goals):
    """Try every set of obstacles, the smaller first."""
    for size in range(7):
        for removed in combinations("abcdef", size):
            if lights(frozenset(removed), goals):
                return size
    raise AssertionError


@given(GOALS)
def test_the_fewest_obstacles_are_found_and_proven(goals):
    found = common_lighting(goals)
    if found is None:
        assert not goals
        return
    assert lights(frozenset(found.obstacles), goals)
    assert len(found.obstacles) == found.least == fewest(goals)
    assert found.proven


@given(GOALS.filter(bool))
def test_a_search_that_is_ended_names_its_bound(goals):
    whole = lighting.MOST_STEPS
    try:
        lighting.MOST_STEPS = 1
        found = common_lighting(goals)
    finally:
        lighting.MOST_STEPS = whole
    assert lights(frozenset(found.obstacles), goals)
    assert found.least <= fewest(goals) <= len(found.obstacles)
    if not found.proven:
        assert str(found.least) in found.because


def test_many_goals_are_lit_with_a_bound():
    goals = {
        f"g{at}": [frozenset({f"a{at % 50}", f"b{at % 7}"}), frozenset({f"c{at % 90}", "d"})]
        for at in range(2_000)
    }
    found = common_lighting(goals)
    assert lights(frozenset(found.obstacles), goals)
    assert 0 < found.least <= len(found.obstacles)


@given(st.lists(st.frozensets(OBSTACLES, min_size=1), min_size=1, max_size=8))
def test_options_hold_no_smaller_one(sets):
    of_kpi = {str(at): tuple(sorted(held)) for at, held in enumerate(sets)}
    options = options_of(of_kpi, of_kpi)
    assert all(any(option <= held for option in options) for held in sets)
    assert not any(one < other for one in options for other in options)
    assert set(options) <= set(sets)


def test_all_sets_of_the_smallest_size_are_counted():
    of_kpi = {f"k{at}": (f"limit{at}",) for at in range(8)}
    found = goal_lighting("g", 8, list(of_kpi), of_kpi)
    assert (len(found.smallest), found.sets) == (lighting.MOST_SETS, 8)
    assert len(found.whole) == 8


def limited(id, measures, *limits):
    return Kpi(id=id, measures=measures, limits=[{"kind": k, "what": w} for k, w in limits])


LATE, NOBODY, GAPS = (
    ("process", "Booked late"),
    ("people", "No analyst"),
    ("data", "Half the customers have no id"),
)


def test_the_darkness_of_a_theory_names_what_lights_its_goals():
    theory = TheoryOfChange(
        goals=[Goal(id="grow", weight=3), Goal(id="save"), Goal(id="lit")],
        kpis=[
            limited("a", "grow", LATE, NOBODY),
            limited("b", "grow", GAPS, NOBODY),
            limited("c", "save", GAPS),
            limited("d", "lit", LATE),
            Kpi(id="e", measures="lit"),
        ],
    )
    darkness = analyze(theory).darkness
    grow, save, lit = darkness.lightings
    assert grow.smallest == (
        ("booked-late", "no-analyst"),
        ("half-the-customers-have-no-id", "no-analyst"),
    )
    assert (save.smallest, save.sets) == ((("half-the-customers-have-no-id",),), 1)
    assert (lit.smallest, lit.whole) == ((), ("booked-late",))
    assert darkness.common.goals == ("grow", "save")
    assert darkness.common.obstacles == ("half-the-customers-have-no-id", "no-analyst")
    assert darkness.common.proven
    assert [kind.kind for kind in darkness.kinds] == ["people", "process", "data"]
    details = analyze(theory).to_dict()
    assert details["lightings"][0]["smallest"][0] == ["booked-late", "no-analyst"]
    assert details["common_lighting"]["because"] == "no smaller set lights them all"


def test_without_a_dark_goal_nothing_has_to_be_lit():
    theory = TheoryOfChange(goals=[Goal(id="g")], kpis=[Kpi(id="k", measures="g")])
    assert analyze(theory).darkness.common is None
    assert analyze(TheoryOfChange(goals=[Goal(id="g")])).darkness.common is None
