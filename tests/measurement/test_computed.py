"""Written figures in the unit of their KPI, and formulas in each reading of the units."""

from __future__ import annotations

import pytest

from theoryofchange.formula import read_formula
from theoryofchange.formula.evaluation import Given
from theoryofchange.kpi import Kpi
from theoryofchange.measurement.computed import (
    computed,
    figure_in_unit,
    placed,
    readings_of,
    scales_of,
    unit_of,
)
from theoryofchange.quantity import Quantity


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("80 %", "percent", 80),
        ("80 %", "ratio", 0.8),
        ("80 %", None, 80),
        (80, "percent", 80),
        ("€1.2M", "kEUR", 1200),
        ("€1.2M", None, 1.2e6),
        ("€5", "EUR per 1000 customers", 5),
        ("2 hours", "minutes", 120),
        (7, "points", 7),
        ("1:10", None, 0.1),
    ],
)
def test_a_figure_is_told_in_the_unit_of_its_kpi(written, unit, value):
    assert figure_in_unit(Quantity.read(written), Kpi(id="a", unit=unit)) == pytest.approx(value)


@pytest.mark.parametrize("written", ["$5", "80 %", "2 hours", "> €5", "€5 to €7", "TBD", "2 of 16"])
def test_what_is_no_one_figure_in_the_unit_is_none(written):
    assert figure_in_unit(Quantity.read(written), Kpi(id="a", unit="EUR")) is None


def test_a_tolerance_widens_in_the_unit_of_the_kpi():
    kpi = Kpi(id="a", unit="hours", tolerance="30 minutes")
    for written, margin in (("2 hours", 0.5), ("120 minutes", 0.01)):
        found = placed(Quantity.read(written), kpi)
        ends = (2 - margin - 0.5, 2 + margin + 0.5)
        assert (found.low, found.high) == pytest.approx(ends)


def test_an_undeclared_unit_is_that_of_the_figures():
    assert unit_of(Kpi(id="a", baseline={"value": "5 days"})).scale == 1
    assert unit_of(Kpi(id="a", unit="points", target={"value": "5 %"})) is None
    assert unit_of(Kpi(id="a", target={"value": 5})) is None


def test_every_reading_of_a_percentage_is_computed():
    kpis = {"whole": Kpi(id="whole", unit="percent"), "a": Kpi(id="a", unit="percent")}
    scales, own = scales_of(kpis, ["a"]), scales_of(kpis, ["whole"])["whole"]
    tree = read_formula("1 − a", {"a"}).tree
    found = [
        computed(tree, Given({"a": 5.0}), reading, own, scales, float)
        for reading in readings_of(own, scales)
    ]
    assert found == pytest.approx([95, -4, 0.95, -400])
    assert len(readings_of(1.0, {"a": 1.0})) == 1
