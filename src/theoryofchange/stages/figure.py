"""Figures with their unit, as people read them."""

from __future__ import annotations

from theoryofchange.quantity import Quantity
from theoryofchange.quantity.duration import DAYS
from theoryofchange.view.measure import number


def figure(value: float | None, unit: str | None) -> str | None:
    """Return a figure with its unit.

    Parameters
    ----------
    value
        The figure; ``None`` where there is none.
    unit
        As the KPI declares it; ``None`` where it declares none.

    Returns
    -------
    str or None
        ``None`` where there is no figure.

    Examples
    --------
    >>> figure(72.8, "percent"), figure(4.27, "EUR"), figure(22.5, "day"), figure(1200, None)
    ('72.8 %', '4.27 EUR', '22.5 days', '1,200')
    """
    if value is None:
        return None
    several = unit in DAYS and value != 1
    return _with(f"{unit}s" if several else unit, number(value))


def stated(quantity: Quantity | None, unit: str | None) -> str | None:
    """Return a quantity as it was read; one that names no unit has that of its KPI.

    Parameters
    ----------
    quantity
        A baseline, milestone or target; ``None`` where there is none.
    unit
        As the KPI declares it; ``None`` where it declares none.

    Examples
    --------
    >>> stated(Quantity.read(80), "percent"), stated(Quantity.read("8 to 12 %"), "percent")
    ('80 %', '8 to 12 %')
    >>> stated(Quantity.read("2 of 16"), "rank"), stated(Quantity.read("TBD"), "percent")
    ('2nd of 16', 'TBD')
    """
    if quantity is None:
        return None
    if quantity.kind == "number" and quantity.unit is None and quantity.bound == "=":
        return figure(quantity.value, unit)
    if quantity.kind in ("number", "range") and quantity.unit is None:
        return _with(unit, str(quantity))
    if quantity.kind == "range" and quantity.unit == "percent":
        return f"{str(quantity).removesuffix(' percent')} %"
    return str(quantity)


def _with(unit: str | None, text: str) -> str:
    if unit == "rank":
        return f"rank {text}"
    return f"{text} {'%' if unit == 'percent' else unit or ''}".rstrip()
