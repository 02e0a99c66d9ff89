"""Every figure that a theory states, with its place, and why one cannot be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.quantity import Quantity, comparable
from theoryofchange.source.span import Route


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is written.

    Parameters
    ----------
    route
        Where.
    what
        What a message calls it, as ``The baseline of Churn``.
    quantity
        What it says.
    kpi
        The KPI on whose scale it lies; none for a tolerance, a cost, or where there is no such KPI.
    """

    route: Route
    what: str
    quantity: Quantity
    kpi: Kpi | None


def figures(theory: TheoryOfChange) -> Iterator[Figure]:
    """Yield every figure of a theory."""
    for kpi in theory.kpis.values():
        yield from _of_kpi(kpi)
    for activity in theory.activities.values():
        if activity.cost is not None:
            route = ("activities", activity.id, "cost")
            yield Figure(route, f"The cost of {activity.name}", activity.cost, None)
    for section, word in (("observations", "observation"), ("benchmarks", "benchmark")):
        for index, row in enumerate(getattr(theory, section)):
            id = theory.resolve(row.kpi)
            what = f"The {word} of {theory.name(id)}"
            yield Figure((section, index, "value"), what, row.value, theory.kpis.get(id))


def _of_kpi(kpi: Kpi) -> Iterator[Figure]:
    route = ("kpis", kpi.id)
    for field in ("baseline", "target"):
        held = getattr(kpi, field)
        if held is not None and held.value is not None:
            yield Figure((*route, field, "value"), f"The {field} of {kpi.name}", held.value, kpi)
    for index, milestone in enumerate(kpi.milestones):
        if milestone.value is not None:
            place = (*route, "milestones", index, "value")
            yield Figure(place, f"A milestone of {kpi.name}", milestone.value, kpi)
    if kpi.tolerance is not None:
        yield Figure((*route, "tolerance"), f"The tolerance of {kpi.name}", kpi.tolerance, None)


_OF = re.compile(
    r"#?(?P<value>\d+(?:\.\d+)?)(?P<rank>st|nd|rd|th)?"
    r"(?: (?:out )?of (?:the )?| ?/ ?(?=(?:5|10|100)\b))(?P<of>\d+)\b",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(r"(?:#|rank )0|0+(?:st|nd|rd|th)\b", re.IGNORECASE)
_SCALE = re.compile(r"\bof (\d+)\)?$")
_RANK = re.compile(r"rank\b")
_SHARE = re.compile(
    r"\b(?:share|proportion|fraction) of\b|占比|比例"
    r"|\bpercentage of\b(?! (?:the |our |a )?(?:plan|quota|target|budget|forecast|goal|baseline"
    r"|previous|last|prior|change|growth|increase)\b)",
    re.IGNORECASE,
)
_PERCENT = frozenset({"percent", "%", "per cent", "pct"})


def impossible(quantity: Quantity, kpi: Kpi | None) -> str | None:
    """Return why no such value can ever be measured, or ``None``.

    Examples
    --------
    >>> impossible(Quantity.read("17 of 16"), None)
    'there is no 17 of 16'
    """
    if quantity.value is None:
        return _unread(quantity.text)
    lowest = quantity.value
    highest = lowest if quantity.upper is None else quantity.upper
    if quantity.kind == "duration" and lowest < 0:
        return "no time is shorter than none"
    if quantity.kind == "score" and lowest < 0:
        return "a score does not lie below zero"
    return _beyond(kpi, quantity, lowest, highest) if kpi else None


def _unread(text: str) -> str | None:
    found = _OF.match(text)
    if found and float(found["value"]) > float(found["of"]):
        return f"there is no {found[0]}"
    if _NO_PLACE.match(text) or (found and found["rank"] and float(found["value"]) < 1):
        return "the first place is 1"
    return None


def _beyond(kpi: Kpi, quantity: Quantity, lowest: float, highest: float) -> str | None:
    """Return why a value lies outside the scale of its KPI, or ``None``."""
    unit = (kpi.unit or "").strip().lower()
    percent = (
        quantity.kind == "percent"
        or quantity.unit == "percent"
        or (quantity.kind == "number" and unit in _PERCENT)
    )
    if percent and not (lowest >= 0 and highest <= 100) and _is_share(kpi):
        return "a share lies between 0 and 100 %"
    if quantity.kind not in ("number", "score") or quantity.unit:
        return None
    if _RANK.match(unit) and (lowest < 1 or not lowest.is_integer()):
        return "a rank is a whole number from 1"
    scale = _SCALE.search(unit)
    if scale and highest > float(scale[1]):
        return f"the unit, {kpi.unit}, ends at {scale[1]}"
    return None


def _is_share(kpi: Kpi) -> bool:
    return any(_SHARE.search(text) for text in (kpi.definition, kpi.title) if text)


def change_between(start: Quantity | None, end: Quantity) -> float | None:
    """Return how far one figure lies above another, or ``None`` where they share no scale.

    Examples
    --------
    >>> change_between(Quantity.read("1 week"), Quantity.read("3 days"))
    -4.0
    >>> change_between(Quantity.read("€5"), Quantity.read("$7"))
    """
    if start is None or not comparable(start, end) or start.value is None or end.value is None:
        return None
    if "range" in (start.kind, end.kind):
        return None
    first, last = start.value, end.value
    if end.kind == "duration":
        first, last = start.to("day"), end.to("day")
    return 0.0 if math.isclose(first, last) else last - first
