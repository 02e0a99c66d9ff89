"""The theory of change as a graph, in the words of the field."""

from __future__ import annotations

import copy
import pickle
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.activity import Activity, Team
from theoryofchange.declare import declare_text, dump
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Chain, Header, TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.link import Link
from theoryofchange.maturity import MaturitySettings

# survey → service → trust → growth          survey also hurts margin;
# price  → trust (hurts), price → margin     margin is a second goal
THEORY = TheoryOfChange(
    Header(id="bakery", title="Bread for all", as_of="2026-01-01"),
    goals=[
        Goal(id="growth", title="Grow", weight=3, needs={"trust": {"lag": "10 days"}}),
        Goal(id="margin", needs={"price": {"lag": "1 day"}}),
    ],
    outcomes=[
        Outcome(
            id="trust",
            needs={"service": {"lag": "2 weeks"}, "price": {"sign": "-", "lag": "20 days"}},
        ),
        Outcome(id="service", title="Service"),
        Outcome(id="price"),
        Outcome(id="lonely"),
    ],
    activities=[
        Activity(
            id="survey",
            advances={"service": {"lag": "1 day"}, "margin": {"effect": -0.2}},
            team="crew",
        ),
        Activity(id="bake", advances=["price", "nothing"]),
    ],
    kpis=[
        Kpi(id="sales", measures="growth", formula="visits * basket-returns"),
        Kpi(id="visits", measures="trust"),
        Kpi(id="basket", measures="nothing"),
        Kpi(id="returns"),
    ],
    teams=[Team(id="crew", title="The crew")],
)


def test_nodes_have_kinds_and_names():
    assert list(THEORY.nodes) == [*THEORY.goals, *THEORY.outcomes, *THEORY.activities]
    assert [THEORY.kind(id) for id in ("growth", "trust", "bake")] == [
        "goal",
        "outcome",
        "activity",
    ]
    named = [THEORY.name(id) for id in ("growth", "margin", "crew", "visits", "nobody")]
    assert named == ["Grow", "margin", "The crew", "visits", "nobody"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda theory: theory.node("no"),
        lambda theory: theory.kind("sales"),
        lambda theory: theory.causes("no"),
        lambda theory: theory.effects("no"),
        lambda theory: theory.ancestors("no"),
        lambda theory: theory.paths("bake", "no"),
        lambda theory: theory.sign("no", "growth"),
    ],
)
def test_a_node_that_is_none_is_said(ask):
    with pytest.raises(KeyError, match="no goal, outcome or activity is called"):
        ask(THEORY)


def test_edges_lead_from_cause_to_effect_and_have_two_ends():
    assert [(edge.cause, edge.effect) for edge in THEORY.edges] == [
        ("trust", "growth"),
        ("price", "margin"),
        ("service", "trust"),
        ("price", "trust"),
        ("survey", "service"),
        ("survey", "margin"),
        ("bake", "price"),
    ]
    assert list(THEORY.causes("trust")) == ["service", "price"]
    assert list(THEORY.effects("survey")) == ["service", "margin"]
    assert THEORY.causes("trust")["price"].sign == "-"


def test_needs_activities_and_kpis_stand_apart():
    assert list(THEORY.needs("margin")) == ["price"]
    assert [activity.id for activity in THEORY.activities_of("margin")] == ["survey"]
    assert THEORY.activities_of("trust") == ()
    assert [kpi.id for kpi in THEORY.kpis_of("growth")] == ["sales"]
    assert THEORY.kpis_of("lonely") == ()


def test_identities_are_the_kpis_a_formula_names():
    assert THEORY.identities["sales"] == ("visits", "basket", "returns")
    assert THEORY.identities["visits"] == ()


@pytest.mark.parametrize(
    ("formula", "named"),
    [
        ("a-b", ("a", "b")),
        ("(a−b)/net-sales", ("a", "b", "net-sales")),
        ("net-sales - a", ("net-sales", "a")),
        ("7day / 留存率 ÷ 🍞", ("7day", "留存率", "🍞")),
        ("a + a + self", ("a",)),
        ("abc / ab", ()),
        ("sum(a, b.c)", ("a", "b.c")),
        (None, ()),
    ],
)
def test_an_id_in_a_formula_may_be_of_any_script(formula, named):
    ids = ("a", "b", "net-sales", "7day", "留存率", "🍞", "b.c")
    theory = TheoryOfChange(kpis=[Kpi(id="self", formula=formula), *(Kpi(id=id) for id in ids)])
    assert theory.identities["self"] == named


def test_identity_edges_are_never_causal():
    kpis = [Kpi(id="growth", formula="trust"), Kpi(id="trust")]
    theory = THEORY.replace(kpis=kpis)
    assert theory.edges == THEORY.edges


def test_reach():
    assert THEORY.reaches("survey", "growth") and not THEORY.reaches("growth", "survey")
    assert not THEORY.reaches("growth", "growth")
    assert THEORY.descendants("bake") == ("growth", "margin", "trust", "price")
    assert THEORY.ancestors("growth") == ("trust", "service", "price", "survey", "bake")
    assert THEORY.goals_of("bake") == ("growth", "margin")
    assert THEORY.goals_of("growth") == ("growth",)
    assert THEORY.goals_of("lonely") == ()


def test_kpis_and_goals_find_each_other():
    assert THEORY.goals_of_kpi("visits") == ("growth",)
    assert THEORY.goals_of_kpi("basket") == ()
    assert THEORY.goals_of_kpi("returns") == ()
    assert [kpi.id for kpi in THEORY.kpis_toward("growth")] == ["sales", "visits"]


def test_weights_are_shares_of_all_goals():
    assert THEORY.goal_shares == {"growth": 0.75, "margin": 0.25}
    assert THEORY.weight("bake") == 1
    assert THEORY.weight("trust") == 0.75
    assert THEORY.weight("lonely") == 0
    weightless = TheoryOfChange(goals=[Goal(id="a", weight=0), Goal(id="b", weight=0)])
    assert weightless.goal_shares == {"a": 0.0, "b": 0.0}


def test_backward_puts_every_cause_behind_its_effects():
    def layers(goal: str) -> list[set[str]]:
        return [set(layer) for layer in THEORY.backward(goal)]

    assert layers("growth") == [{"growth"}, {"trust"}, {"service", "price"}, {"survey", "bake"}]
    assert layers("margin") == [{"margin"}, {"price", "survey"}, {"bake"}]


def test_backward_takes_the_longest_way():
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs=["a", "b"])],
        outcomes=[Outcome(id="a"), Outcome(id="b", needs=["a"])],
    )
    assert theory.backward("g") == (("g",), ("b",), ("a",))


@given(st.data())
def test_backward_holds_each_ancestor_once_and_behind(data):
    ids = [f"o{at}" for at in range(7)]
    needs = {
        id: data.draw(st.lists(st.sampled_from(ids[at + 1 :]), unique=True))
        if ids[at + 1 :]
        else []
        for at, id in enumerate(ids)
    }
    first, *others = (Outcome(id=id, needs=needs[id]) for id in ids)
    goal = Goal(
        id="g", needs=[first.id, *data.draw(st.lists(st.sampled_from(ids[1:]), unique=True))]
    )
    theory = TheoryOfChange(goals=[goal], outcomes=[first, *others])
    layers = theory.backward("g")
    level = {id: at for at, layer in enumerate(layers) for id in layer}
    assert sorted(level) == sorted(("g", *theory.ancestors("g")))
    assert sum(map(len, layers)) == len(level)
    assert all(layers)
    for edge in theory.edges:
        if edge.effect in level:
            assert level[edge.cause] > level[edge.effect]


def test_backward_ends_where_causes_form_a_cycle():
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs=["a"])],
        outcomes=[Outcome(id="a", needs=["b", "g"]), Outcome(id="b", needs=["a"])],
    )
    assert sorted(id for layer in theory.backward("g") for id in layer) == ["a", "b", "g"]
    assert sorted(map(len, theory.cycles())) == [2]
    assert THEORY.cycles() == []


def test_paths_are_told_shortest_first():
    assert THEORY.paths("survey", "growth") == (("survey", "service", "trust", "growth"),)
    assert THEORY.paths("survey", "margin") == (("survey", "margin"),)
    assert THEORY.paths("lonely", "growth") == ()
    assert THEORY.paths("growth", "growth") == (("growth",),)


def test_paths_are_told_at_most_so_many_even_where_there_are_too_many_to_list():
    layers = [[f"o{level}_{at}" for at in range(15)] for level in range(15)]
    outcomes = [
        Outcome(id=id, needs=behind) for here, behind in pairwise([*layers, []]) for id in here
    ]
    theory = TheoryOfChange(goals=[Goal(id="g", needs=layers[0])], outcomes=outcomes)
    found = theory.paths("o14_3", "g", most=50)
    assert len(set(found)) == 50
    assert all(len(path) == 16 for path in found)
    assert theory.sign("o14_3", "g") == "+"


def test_signs_multiply_along_paths():
    assert THEORY.sign("bake", "growth") == "-"
    assert THEORY.sign("bake", "margin") == "+"
    assert THEORY.sign("survey", "margin") == "-"
    assert THEORY.sign("lonely", "growth") is None
    assert THEORY.sign("growth", "growth") is None
    assert THEORY.signs("growth") == {
        "trust": "+",
        "service": "+",
        "price": "-",
        "survey": "+",
        "bake": "-",
    }


def test_paths_of_both_signs_are_both_found():
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs={"a": {"sign": "-"}, "b": {}})],
        outcomes=[Outcome(id="a", needs=["x"]), Outcome(id="b", needs=["x"]), Outcome(id="x")],
    )
    assert theory.sign("x", "g") == "±"
    assert theory.path_of_sign("x", "g", "-") == ("x", "a", "g")
    assert theory.path_of_sign("x", "g", "+") == ("x", "b", "g")
    assert theory.path_of_sign("a", "g", "+") is None


def test_lags_add_up():
    assert THEORY.shortest_lags("growth") == {
        "trust": 10,
        "service": 24,
        "price": 30,
        "survey": 25,
        "bake": 30,
    }
    assert THEORY.critical_chain("growth") == Chain(("bake", "price", "trust", "growth"), 30)
    assert THEORY.critical_chain("lonely") == Chain(("lonely",), 0)


def test_no_chain_is_longest_where_causes_form_a_cycle():
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs=["a"])], outcomes=[Outcome(id="a", needs=["a"])]
    )
    with pytest.raises(ValueError, match="cycle"):
        theory.critical_chain("g")


def test_a_reference_follows_what_was_meant():
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs=["trsut"])],
        outcomes=[Outcome(id="trust")],
        kpis=[Kpi(id="k", measures="trsut")],
        meant={"trsut": "trust"},
    )
    assert theory.reaches("trust", "g")
    assert [kpi.id for kpi in theory.kpis_of("trust")] == ["k"]
    assert theory.goals_of_kpi("k") == ("g",)
    assert theory.replace(header=Header(id="x")).meant == {"trsut": "trust"}


def test_a_theory_is_immutable():
    for name in ("goals", "header", "colour"):
        with pytest.raises(AttributeError, match="immutable"):
            setattr(THEORY, name, {})
    with pytest.raises(TypeError):
        hash(THEORY)


def test_replace_makes_a_new_theory():
    other = THEORY.replace(goals=[Goal(id="only", needs=["trust"])])
    assert list(other.goals) == ["only"] and list(THEORY.goals) == ["growth", "margin"]
    assert other.outcomes == THEORY.outcomes
    assert other.goals_of("trust") == ("only",)
    assert THEORY.goals_of("trust") == ("growth",)
    with pytest.raises(TypeError):
        THEORY.replace(colours=[])


def test_equality_copy_and_pickle():
    asked = THEORY.replace()
    asked.ancestors("growth"), asked.edges, asked.identities
    assert asked == THEORY
    assert pickle.loads(pickle.dumps(asked)) == THEORY
    assert copy.deepcopy(asked).ancestors("growth") == THEORY.ancestors("growth")
    assert THEORY.replace(header=Header(id="other")) != THEORY
    assert THEORY.replace(observations=[Observation(kpi="a", date="2025-01-01", value=1)]) != THEORY
    assert THEORY.replace(maturity=MaturitySettings()) != THEORY
    assert THEORY != "theory"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"goals": [Goal(id="a"), Goal(id="a")]}, "two Goals are called 'a'"),
        ({"kpis": [Kpi()]}, "Kpi without an id"),
        ({"teams": [Team(id="t"), Team(id="t")]}, "two Teams are called 't'"),
    ],
)
def test_ids_are_there_and_unique(parts, message):
    with pytest.raises(ValueError, match=message):
        TheoryOfChange(**parts)


def test_parts_may_be_given_by_id():
    assert TheoryOfChange(goals={"a": Goal(id="a")}) == TheoryOfChange(goals=[Goal(id="a")])


def test_names_and_texts_of_the_theory():
    assert THEORY.title == "Bread for all"
    assert TheoryOfChange().title == "theory"
    assert (
        repr(THEORY) == "<TheoryOfChange Bread for all: 2 goals, 4 outcomes, 4 kpis, 2 activities>"
    )
    risky = TheoryOfChange(Header(title="<script>alert(1)</script>"))
    assert "<script>" not in risky._repr_html_()


def test_a_theory_and_the_same_read_from_its_dump_have_one_digest():
    assert declare_text(dump(THEORY)).theory.digest == THEORY.digest
    assert THEORY.replace(header=THEORY.header).digest == THEORY.digest
    others = [THEORY.replace(header=Header(title="x")), THEORY.replace(goals=())]
    assert len({THEORY.digest, *(other.digest for other in others)}) == 3


def test_networkx_gets_nodes_edges_and_what_is_known_of_them():
    drawn = THEORY.to_networkx()
    assert isinstance(drawn, nx.DiGraph)
    assert list(drawn) == list(THEORY.nodes)
    assert set(drawn.edges) == {(edge.cause, edge.effect) for edge in THEORY.edges}
    assert drawn.nodes["growth"] == {"kind": "goal", "title": "Grow", "kpis": ("sales",)}
    assert drawn.edges["price", "trust"]["sign"] == "-"
    assert drawn.edges["survey", "service"]["link"] == Link(lag="1 day")
    assert set(nx.ancestors(drawn, "growth")) == set(THEORY.ancestors("growth"))


def test_an_empty_theory_answers():
    theory = TheoryOfChange()
    assert (theory.edges, theory.cycles(), theory.goal_shares, theory.as_of) == ((), [], {}, None)
    assert len(theory.to_networkx()) == 0


def test_twenty_thousand_nodes_build_and_answer():
    size = 20_000
    outcomes = [
        Outcome(id=f"o{at}", needs=[f"o{at + 1}"] if at < size - 1 else []) for at in range(size)
    ]
    theory = TheoryOfChange(goals=[Goal(id="g", needs={"o0": {"lag": "1 day"}})], outcomes=outcomes)
    last = f"o{size - 1}"
    assert len(theory.ancestors("g")) == size
    assert theory.goals_of(last) == ("g",)
    assert theory.sign(last, "g") == "+"
    assert len(theory.backward("g")) == size + 1
    assert theory.critical_chain("g").lag_days == 1
    assert theory.shortest_lags("g")[last] == 1
    assert theory.cycles() == []
