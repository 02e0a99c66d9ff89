"""What a figure cannot be, and what it was hardly meant to be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.scale import Scale
from theoryofchange.named_tuple import NamedTuple
from theoryofchange.quantity import Quantity

_OF = (
    r"(?i)#?(?P<value>\d+(?:\.\d+)?)(?P<rank>st|nd|rd|th)?"
    r"(?: (?:out )?of (?:the )?| ?/ ?(?=(?:5|10|100)\b))(?P<of>\d+)\b"
)
_NO_PLACE = r"(?i)(?:#|rank )0|0+(?:st|nd|rd|th)\b"
_SCALE = r"\bof (\d+)\)?$"
_RANK = r"rank\b"
_SHARE = (
    r"(?i)\b(?:share|proportion|fraction) of\b|占比|比例"
    r"|\bpercentage of\b(?! (?:the |our |a )?(?:plan|quota|target|budget|forecast|goal|baseline"
    r"|previous|last|prior|change|growth|increase)\b)"
)
_PERCENT = frozenset({"percent", "%", "per cent", "pct"})
_LEAST_PERCENTAGE = 2.0


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


class Bounds(NamedTuple):
    """Between which bare numbers none is impossible, and whether only whole ones are possible."""

    least: float
    most: float
    whole: bool


def bounds_of(unit: str | None) -> Bounds:
    """Return the bounds within which every bare number is possible for a KPI of a unit.

    Beyond them :func:`impossible` has to be asked.

    Examples
    --------
    >>> bounds_of("percent")
    Bounds(least=0.0, most=100.0, whole=False)
    >>> bounds_of("rank"), bounds_of("EUR")[:2]
    (Bounds(least=1.0, most=inf, whole=True), (-inf, inf))
    """
    words = (unit or "").strip().lower()
    least, most, whole = -math.inf, math.inf, False
    if words in _PERCENT:
        least, most = 0.0, 100.0
    if re.match(_RANK, words):
        least, whole = 1.0, True
    scale = re.search(_SCALE, words)
    return Bounds(least, min(most, float(scale[1])) if scale else most, whole)


def _unread(text: str) -> str | None:
    found = re.match(_OF, text)
    if found and float(found["value"]) > float(found["of"]):
        return f"there is no {found[0]}"
    if re.match(_NO_PLACE, text) or (found and found["rank"] and float(found["value"]) < 1):
        return "the first place is 1"
    return None


def _beyond(kpi: Kpi, quantity: Quantity, lowest: float, highest: float) -> str | None:
    """Return why a value lies outside the scale of its KPI, or ``None``."""
    unit = _unit_told(kpi.unit or "")
    if not (lowest >= 0 and highest <= 100) and _in_percent(quantity, unit) and _is_share(kpi):
        return "a share lies between 0 and 100 %"
    if quantity.kind not in ("number", "score") or quantity.unit:
        return None
    if unit.is_rank and (lowest < 1 or not lowest.is_integer()):
        return "a rank is a whole number from 1"
    if unit.end is not None and highest > float(unit.end):
        return f"the unit, {kpi.unit}, ends at {unit.end}"
    return None


class _Unit(NamedTuple):
    """What the words of a unit say of its scale; ``end`` where it ends, as it is written."""

    is_percent: bool
    is_rank: bool
    end: str | None


@lru_cache(maxsize=1024)
def _unit_told(text: str) -> _Unit:
    words = text.strip().lower()
    scale = re.search(_SCALE, words)
    return _Unit(words in _PERCENT, bool(re.match(_RANK, words)), scale[1] if scale else None)


def _in_percent(quantity: Quantity, unit: _Unit) -> bool:
    if quantity.kind == "number" and unit.is_percent:
        return True
    return "percent" in (quantity.kind, quantity.unit)


def _is_share(kpi: Kpi) -> bool:
    return any(re.search(_SHARE, text) for text in (kpi.definition, kpi.title) if text)


def stray_fractions(scale: Scale, figures: Iterable[Quantity]) -> frozenset[float]:
    """Return the fractions of 1 among percentages: a hundred times as much would fit.

    Parameters
    ----------
    scale
        The scale of the KPI.
    figures
        All figures of the KPI.

    Returns
    -------
    frozenset of float
        On a scale of percent the bare numbers between 0 and 1, where all other figures are 2 or
        more and a hundred times the number lies between half the least of them and twice the
        greatest; else none.

    Examples
    --------
    >>> percent = Scale(reference=Quantity.read("1 %"))
    >>> stray_fractions(percent, map(Quantity.read, ("40 %", "45", "0.45")))
    frozenset({0.45})
    >>> stray_fractions(percent, map(Quantity.read, ("3", "2.5", "0.5")))
    frozenset()
    """
    if scale.reference is None or scale.reference.kind != "percent":
        return frozenset()
    held = tuple(figures)
    small = {each.value for each in held if is_fraction(each)}
    others = [end for each in held if not is_fraction(each) for end in _ends(each)]
    if not others or min(others) < _LEAST_PERCENTAGE:
        return frozenset()
    least, greatest = min(others) / 2, max(others) * 2
    return frozenset(value for value in small if value and least <= 100 * value <= greatest)


def is_fraction(figure: Quantity) -> bool:
    """Tell whether a figure is a bare number between 0 and 1."""
    value = figure.value
    return value is not None and 0 < value < 1 and figure.kind == "number" and figure.unit is None


def _ends(figure: Quantity) -> Iterator[float]:
    if figure.kind in ("number", "percent", "range"):
        yield from (end for end in (figure.value, figure.upper) if end is not None)
