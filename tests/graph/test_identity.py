"""Identity edges lead from a KPI to what it is computed from, and to nothing else."""

from __future__ import annotations

import pytest

from theoryofchange.formula import Faulty, Formula, Prose
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi


@pytest.fixture
def theory() -> TheoryOfChange:
    return TheoryOfChange(
        goals=[Goal(id="growth", needs=["trust"])],
        outcomes=[Outcome(id="trust")],
        kpis=[
            Kpi(id="revenue", measures="growth", formula='customers × "value, net"'),
            Kpi(id="customers", formula="customers we billed, from visits"),
            Kpi(id="value, net", formula="revenue ÷ (customers"),
            Kpi(id="visits"),
        ],
    )


def test_a_formula_is_one_of_three_and_a_kpi_may_have_none(theory):
    assert {id: type(each) for id, each in theory.formulas.items()} == {
        "revenue": Formula,
        "customers": Prose,
        "value, net": Faulty,
    }


def test_quoted_ids_are_identity_edges_and_prose_still_names_kpis(theory):
    assert theory.identities == {
        "revenue": ("customers", "value, net"),
        "customers": ("visits",),
        "value, net": ("revenue", "customers"),
        "visits": (),
    }


def test_only_what_can_be_computed_has_parts(theory):
    assert theory.computed_from("revenue") == ("customers", "value, net")
    assert theory.computed_from("customers") == () == theory.computed_from("visits")


def test_no_formula_makes_a_causal_edge(theory):
    bare = theory.replace(kpis=[Kpi(id="revenue", measures="growth")])
    assert theory.edges == bare.edges
    assert theory.to_networkx().edges == bare.to_networkx().edges


def test_an_own_name_before_the_equals_sign_is_no_edge():
    theory = TheoryOfChange(kpis=[Kpi(id="a", formula="a = b + 1"), Kpi(id="b")])
    assert theory.identities["a"] == ("b",)
    assert str(theory.formulas["a"]) == "b + 1"
