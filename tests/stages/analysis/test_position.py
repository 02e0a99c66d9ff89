from __future__ import annotations

import pytest

from theoryofchange.activity import Activity
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.analysis.position import positions_of

THEORY = TheoryOfChange(
    goals=[Goal(id="grow", weight=3, needs=["trust"]), Goal(id="save", needs=["speed"])],
    outcomes=[
        Outcome(id="trust", needs=["service"]),
        Outcome(id="service", needs=["answers"]),
        Outcome(id="answers"),
        Outcome(id="speed"),
        Outcome(id="island"),
    ],
    activities=[Activity(id="bot", advances=["answers"])],
    kpis=[
        Kpi(id="k_grow", measures="grow"),
        Kpi(id="k_trust", measures="trust", timing="lagging"),
        Kpi(id="k_service", measures="service"),
        Kpi(id="k_answers", measures="answers", timing="leading"),
        Kpi(id="k_speed", measures="speed"),
        Kpi(id="k_island", measures="island"),
        Kpi(id="k_nothing"),
    ],
)
FOUND = positions_of(THEORY)


@pytest.mark.parametrize(
    ("kpi", "level"),
    [
        ("k_grow", "strategic"),
        ("k_trust", "tactical"),
        ("k_service", "tactical"),
        ("k_answers", "operational"),
        ("k_speed", "tactical"),
        ("k_island", None),
        ("k_nothing", None),
    ],
)
def test_the_level_is_drawn_from_the_graph(kpi, level):
    assert FOUND[kpi].level == level


def test_timing_is_declared_or_drawn_and_says_which():
    said = {id: (place.timing, place.timing_source) for id, place in FOUND.items()}
    assert said == {
        "k_grow": ("lagging", "graph"),
        "k_trust": ("lagging", "declared"),
        "k_service": ("leading", "graph"),
        "k_answers": ("leading", "declared"),
        "k_speed": ("leading", "graph"),
        "k_island": (None, None),
        "k_nothing": (None, None),
    }


def test_a_declaration_that_the_graph_denies_is_noted():
    assert FOUND["k_trust"].timing_because == (
        "declared, while the graph says leading: trust comes before the goal grow"
    )
    assert FOUND["k_answers"].timing_because == "declared"


def test_weight_goals_and_movers():
    assert (FOUND["k_answers"].goals, FOUND["k_answers"].weight) == (("grow",), 0.75)
    assert FOUND["k_grow"].moved_by == "bot"
    assert FOUND["k_speed"].moved_by is None
    assert FOUND["k_nothing"].beside == 0


def test_a_misspelt_reference_counts_as_what_it_was_meant_to_be():
    theory = TheoryOfChange(
        goals=[Goal(id="grow")], kpis=[Kpi(id="k", measures="grwo")], meant={"grwo": "grow"}
    )
    assert positions_of(theory)["k"].measures == "grow"


def test_causes_in_a_circle_have_a_level_too():
    circle = TheoryOfChange(
        goals=[Goal(id="g", needs=["a"])],
        outcomes=[Outcome(id="a", needs=["b"]), Outcome(id="b", needs=["a"])],
        kpis=[Kpi(id="k", measures="b")],
    )
    assert positions_of(circle)["k"].level == "tactical"
