"""A unit as people write it: its scale and its dimension."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from theoryofchange.quantity import Quantity
from theoryofchange.quantity.duration import DAYS
from theoryofchange.quantity.items import CURRENCY_CODES
from theoryofchange.record import record

TIME = "time"
"""The dimension of lengths of time, counted in days."""

_DIVIDERS = re.compile(r"\s*[/／]\s*|\s+(?:per|each|every|pro|je|par|por)\s+|每", re.IGNORECASE)
_TIMES = re.compile(r"\s*[×·*⋅]\s*")
_SCALES = {
    "k": 1e3, "thousand": 1e3, "thousands": 1e3, "tsd": 1e3, "tsd.": 1e3,
    "m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "mio.": 1e6, "million": 1e6, "millions": 1e6,
    "bn": 1e9, "billion": 1e9, "billions": 1e9,
}  # fmt: skip
_SHARES = {
    **dict.fromkeys(("percentage points", "percentage point", "pp", "%-points"), 0.01),
    **dict.fromkeys(("‰", "permille", "per mille"), 0.001),
    **dict.fromkeys(("bp", "bps", "basis points"), 0.0001),
    **dict.fromkeys(("share", "ratio", "fraction", "proportion", "1", "占比", "比例"), 1.0),
}
_UNTOLD = re.compile(
    r"(?:n/a|none|rate|number|count|#|no\.?|points?|score|index|rank|level|nps|stars?|grade|date|yes/no|"
    r"boolean|text|数|数量|个|分)|.*\b(?:rank|score|index|points?|of \d+)\b",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(r"^(?:number|count|no\.?|#) of ", re.IGNORECASE)
_COUNTED = re.compile(r"(\d[\d.,]*)\s*(\D.*)")


@record
class Unit:
    """A unit: how many of its dimension it is.

    Parameters
    ----------
    scale
        How many base units one of it is: a share of 1, one day, one unit of money, one of what is
        counted. A percentage is .01, an hour 1/24, a thousand euros 1000.
    powers
        The dimension, by name in alphabetical order with its power, those of 0 left out: a currency
        by its code, :data:`TIME`, or what is counted in its own words.
    of
        Of what a percentage is, where the unit says so.
    """

    scale: float
    powers: tuple[tuple[str, int], ...] = ()
    of: str | None = None

    def __str__(self) -> str:
        return dimension_text(dict(self.powers))


def dimension_text(powers: Mapping[str, int]) -> str:
    """Return a dimension as people write it.

    Examples
    --------
    >>> dimension_text({"EUR": 1, "customers": -1, "time": -1}), dimension_text({})
    ('EUR per customers per time', 'a mere share')
    """
    above = [_raised(name, power) for name, power in powers.items() if power > 0]
    below = [_raised(name, -power) for name, power in powers.items() if power < 0]
    if not above and not below:
        return "a mere share"
    return " per ".join([" × ".join(above) or "1", *below])


def _raised(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"


@lru_cache(maxsize=4096)
def read_unit(text: str | None) -> Unit | None:
    """Read a unit.

    Parameters
    ----------
    text
        As a KPI declares it.

    Returns
    -------
    Unit or None
        ``None`` where none is declared, or where it does not tell what is counted: a number, an
        index, points, a rank.

    Examples
    --------
    >>> read_unit("percent"), read_unit("EUR/customer")
    (Unit(scale=0.01), Unit(scale=1.0, powers=(('EUR', 1), ('customer', -1))))
    >>> read_unit("hours per ticket").powers, read_unit("kEUR").scale, read_unit("points")
    ((('ticket', -1), ('time', 1)), 1000.0, None)
    """
    if not text or not text.strip():
        return None
    plain = " ".join(text.split())
    share = _SHARES.get(plain.casefold())
    if share is not None:
        return Unit(share)
    if _UNTOLD.fullmatch(plain):
        return None
    above, *below = _DIVIDERS.split(f" {plain}")
    return _product(above, below)


def head_unit(text: str) -> Unit | None:
    """Return the part of a unit that stands before *per*: what a figure is a number of.

    Examples
    --------
    >>> head_unit("EUR per 1000 customers")
    Unit(scale=1.0, powers=(('EUR', 1),))
    """
    return read_unit(_DIVIDERS.split(f" {text}")[0])


def _product(above: str, below: list[str]) -> Unit | None:
    scale, powers, of = 1.0, dict[str, int](), None
    signed = [(1, part) for part in _TIMES.split(above) if part]
    for power, part in [*signed, *((-1, part) for part in below)]:
        factor = _factor(part)
        if factor is None:
            return None
        scale *= factor.scale**power
        of = factor.of or of
        for name, own in factor.powers:
            powers[name] = powers.get(name, 0) + own * power
    return Unit(scale, tuple(sorted((name, power) for name, power in powers.items() if power)), of)


def _factor(part: str) -> Unit | None:
    """Read one word or phrase of a unit, with the scale before or behind it."""
    text = _NUMBER_OF.sub("", part.strip(" .()（）"))
    if not text or _UNTOLD.fullmatch(text):
        return None
    counted = _COUNTED.fullmatch(text)
    if counted:
        inside, number = _factor(counted[2]), Quantity.read(counted[1]).value
        return Unit(inside.scale * number, inside.powers) if inside and number else None
    scale, text = _scaled(text)
    quantity = Quantity.read(f"1 {text}")
    if quantity.kind == "percent":
        of = (quantity.unit or "").removeprefix("percent").removeprefix("of ").strip()
        return Unit(0.01 * scale, of=of or None)
    if quantity.kind == "money" and quantity.unit and " " not in quantity.unit:
        return Unit((quantity.value or 1.0) * scale, ((quantity.unit, 1),))
    if quantity.kind == "duration" and quantity.unit in DAYS:
        return Unit(DAYS[quantity.unit] * scale, ((TIME, 1),))
    if quantity.kind != "number" or _holds_money(text):
        return None
    return Unit((quantity.value or 1.0) * scale, ((quantity.unit or text, 1),))


def _scaled(text: str) -> tuple[float, str]:
    """Split a scale word from a currency: ``EUR million``, ``kEUR``."""
    first, _, last = text.partition(" ")
    if first in CURRENCY_CODES and last.casefold() in _SCALES:
        return _SCALES[last.casefold()], first
    if last in CURRENCY_CODES and first.casefold() in _SCALES:
        return _SCALES[first.casefold()], last
    if text[:1] == "k" and text[1:] in CURRENCY_CODES:
        return 1e3, text[1:]
    return 1.0, text


def _holds_money(text: str) -> bool:
    return any(word in CURRENCY_CODES for word in re.findall("[A-Z]{3}", text))
