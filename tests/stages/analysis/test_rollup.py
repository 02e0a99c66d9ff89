"""A KPI that is computed from others is shown with these below it."""

from __future__ import annotations

import theoryofchange as toc
from theoryofchange.view.blocks import Steps
from theoryofchange.view.html import as_html


def steps_of(**formulas: str | None) -> list[Steps]:
    kpis = [toc.Kpi(id=id, measures="growth", formula=text) for id, text in formulas.items()]
    theory = toc.TheoryOfChange(
        goals=[toc.Goal(id="growth")],
        kpis=kpis,
        observations=[toc.Observation(kpi="customers", date="2026-03-31", value=120)],
    )
    view = toc.analyze(theory).view()
    assert as_html(view)
    return [block for block in view.blocks if isinstance(block, Steps)]


def test_parts_stand_below_what_is_computed_from_them():
    (shown,) = steps_of(
        revenue="customers × value", customers="old + new", old=None, new=None, value="as told"
    )
    (revenue,) = shown.items
    assert revenue.text == "revenue = customers × value"
    customers, value = revenue.children
    assert customers.text == "customers = old + new: 120"
    assert customers.badge.text == "no target"
    assert [step.text for step in customers.children] == ["old", "new"]
    assert value.children == ()


def test_where_no_formula_is_over_kpis_nothing_is_shown():
    assert steps_of(revenue="orders / visits of the shop", customers=None) == []


def test_a_circle_ends():
    (shown,) = steps_of(a="b", b="a", customers=None)
    assert [step.text for step in shown.items] == ["a = b", "b = a"]


def test_many_are_counted_and_not_listed():
    (shown,) = steps_of(customers=None, **{f"k{at}": "customers" for at in range(25)})
    assert len(shown.items) == 21
    assert shown.items[-1].text == "… and 5 more"
