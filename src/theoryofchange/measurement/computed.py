"""What the formula of a KPI comes to, in the units in which figures are written.

A percentage in a formula may be meant as 80 or as .8, an hour as 1 or as 60 minutes, and a formula
does not say which. Each such reading is computed, and none is chosen where nothing decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from theoryofchange.formula.dimension import is_measured
from theoryofchange.formula.evaluation import Value, Values, evaluate
from theoryofchange.formula.interval import Interval, interval_of
from theoryofchange.formula.tree import SegmentSum, Tree
from theoryofchange.formula.unit import Unit, head_unit, read_unit
from theoryofchange.kpi import Kpi
from theoryofchange.measurement.scale import figure_of
from theoryofchange.quantity import Quantity


@dataclass(frozen=True, slots=True)
class UnitReading:
    """How a formula takes the units of its KPIs.

    Parameters
    ----------
    converts
        Whether operands count in base units: 80 % as .8, an hour as 1/24 day, 5 kEUR as 5000 EUR.
    yields
        Whether the result is in base units, and is converted to the unit of its KPI.
    """

    converts: bool
    yields: bool


READINGS = (
    UnitReading(converts=True, yields=True),
    UnitReading(converts=False, yields=False),
    UnitReading(converts=True, yields=False),
    UnitReading(converts=False, yields=True),
)
"""The readings there are, the usual one first: units are converted, or all counts as written."""


def unit_of(kpi: Kpi) -> Unit | None:
    """Return the unit of a KPI's figures: the declared one, else that of its target or baseline.

    Examples
    --------
    >>> unit_of(Kpi(id="a", target={"value": "80 %"}))
    Unit(scale=0.01)
    """
    if kpi.unit:
        return read_unit(kpi.unit)
    figures = (figure_of(kpi.target), figure_of(kpi.baseline))
    return next((unit for figure in figures if figure and (unit := _unit_in(figure))), None)


def placed(quantity: Quantity, kpi: Kpi) -> Interval | None:
    """Return what a written figure may stand for, in the KPI's unit.

    Parameters
    ----------
    quantity
        The figure.
    kpi
        Its KPI; its tolerance widens the figure.

    Returns
    -------
    Interval or None
        ``None`` where it is no figure, or not in the KPI's unit.

    Examples
    --------
    >>> placed(Quantity.read("€1.2M"), Kpi(id="a", unit="kEUR"))
    Interval(low=1150.0, high=1250.0)
    """
    interval = interval_of(quantity)
    factor = _factor(quantity, kpi)
    if interval is None or factor is None:
        return None
    tolerance = _tolerance(kpi)
    return (interval * Interval.of(factor)).widened(tolerance)


def figure_in_unit(quantity: Quantity, kpi: Kpi) -> float | None:
    """Return a figure as a number in the KPI's unit; ``None`` where it is not one such number.

    Examples
    --------
    >>> figure_in_unit(Quantity.read("€1.2M"), Kpi(id="a", unit="kEUR"))
    1200.0
    """
    factor = _factor(quantity, kpi)
    one = quantity.bound == "=" and quantity.kind not in ("range", "date", "rank", "score")
    if factor is None or quantity.value is None or not one:
        return None
    return quantity.value * factor


def _tolerance(kpi: Kpi) -> float:
    if kpi.tolerance is None or kpi.tolerance.value is None:
        return 0.0
    factor = _factor(kpi.tolerance, kpi)
    return 0.0 if factor is None else abs(kpi.tolerance.value) * factor


def _factor(quantity: Quantity, kpi: Kpi) -> float | None:
    """Return how many units of the KPI are one unit of a figure; ``None`` where it cannot be."""
    own = _unit_in(quantity)
    if own is None:
        return 1.0
    unit = head_unit(kpi.unit) if kpi.unit else unit_of(kpi)
    if unit is None:
        return 1.0
    return own.scale / unit.scale if own.powers == unit.powers else None


def _unit_in(quantity: Quantity) -> Unit | None:
    """Return the unit that a figure itself states, where that is a percentage, money or time."""
    if quantity.kind == "percent":
        return read_unit("percent")
    stated = quantity.kind in ("money", "duration", "range") and quantity.unit
    unit = read_unit(stated.partition(" ")[0]) if stated else None
    return unit if unit and all(is_measured(name) for name, _ in unit.powers) else None


def scales_of(kpis: Mapping[str, Kpi], ids: Sequence[str]) -> Mapping[str, float]:
    """Return how many base units one unit of each of some KPIs is; 1 where it is not told."""
    units = {id: unit_of(kpis[id]) for id in ids}
    return {id: unit.scale if unit else 1.0 for id, unit in units.items()}


def readings_of(own: float, scales: Mapping[str, float]) -> tuple[UnitReading, ...]:
    """Return the readings that differ, given the scale of the KPI and those of its operands."""
    differ = any(scale != 1.0 for scale in (own, *scales.values()))
    return READINGS if differ else READINGS[:1]


def computed(
    tree: Tree,
    values: Values[Value],
    reading: UnitReading,
    own: float,
    scales: Mapping[str, float],
    number: Callable[[float], Value],
) -> Value:
    """Compute a formula in one reading.

    Parameters
    ----------
    tree
        The formula.
    values
        The values of its operands, each in its own unit.
    reading
        How units are taken.
    own
        The scale of the KPI that it is the formula of.
    scales
        The scale of each operand.
    number
        Makes a value of a number, as ``float`` or ``Interval.of``.

    Returns
    -------
    Value
        The value in the unit of the KPI, as ``number`` makes it.

    Raises
    ------
    ZeroDivisionError
        Where it divides by what may be zero.
    """
    scaled = _Scaled(values, scales, number) if reading.converts else values
    result = evaluate(tree, scaled, number)
    return result / number(own) if reading.yields else result


class _Scaled(Generic[Value]):
    """Values in base units."""

    def __init__(
        self,
        values: Values[Value],
        scales: Mapping[str, float],
        number: Callable[[float], Value],
    ) -> None:
        self._values, self._scales, self._number = values, scales, number

    def value(self, id: str, segment: str | None) -> Value:
        return self._values.value(id, segment) * self._number(self._scales[id])

    def segments(self, total: SegmentSum) -> tuple[str, ...]:
        return self._values.segments(total)


def is_told(interval: Interval) -> bool:
    """Tell whether the ends of an interval are numbers: not where a sum ran over all bounds."""
    return not (math.isnan(interval.low) or math.isnan(interval.high))
