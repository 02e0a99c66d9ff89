"""A value or target as somebody wrote it, and what it says."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from theoryofchange.core import PydanticCustomError
from theoryofchange.named_tuple import NamedTuple
from theoryofchange.quantity.duration import DAYS, DurationUnit
from theoryofchange.quantity.numerals import write_number
from theoryofchange.quantity.parsed import Bound, Kind
from theoryofchange.record import record

LONGEST = 500
"""Characters beyond which a text is prose, not a value, and is not searched for one."""

_COMMON = re.compile(r"(-?[0-9]{1,15}(?:\.[0-9]{1,15})?) ?(%|percent|)")

_DIRECTIONS: dict[Bound, Literal["increase", "decrease"]] = {
    ">": "increase",
    ">=": "increase",
    "<": "decrease",
    "<=": "decrease",
}


@record
class Quantity:
    """A value, target or benchmark as it was written, and what it says.

    Parameters
    ----------
    text
        As written, without the blanks around it.
    kind
        What it was read as. ``placeholder`` stands where a value is promised (``TBD``,
        ``see dashboard``), ``text`` where none can be told.
    value
        The number: of a percentage as written (``80 %`` is 80), of money in whole units
        (``€1.2M`` is 1200000), of a duration in its own unit, of a rank the place, of a ratio the
        quotient (``1:10`` is 0.1), of a range its lower end, of a date its proleptic Gregorian
        ordinal (:meth:`datetime.date.toordinal`). None for a placeholder or text.
    unit
        ``percent``; an ISO 4217 code, with the words that follow it (``EUR per year``); a unit of
        time (``day``); otherwise the words after the number as written. A percentage of something
        has those words (``of all MRs``). ``$`` is read as USD; ``¥``, yen and yuan alike, is kept.
    bound
        How the value limits: ``=`` also stands for *at* and *about*, ``+-`` for *within*.
    upper
        Upper end of a range.
    of
        How many a rank or score is out of.

    Notes
    -----
    A comma before exactly three digits marks thousands (``1,200`` is 1200), any other lone comma
    or dot the decimals (``1,5`` is 1.5, ``1.200`` is 1.2); of two different marks the last marks
    the decimals. Only a text that begins with a number or a bound, or that holds a single
    unmistakable bound before a number, is read; *by at least 5 %* is a change and is not. Remarks
    in brackets or after a comma, and the words after a duration, stay in the text alone.
    HTML tags are not read. ``Quantity.read(str(q))`` equals ``q`` in all but its text.

    Examples
    --------
    >>> target = Quantity.read("Above 8% of all MRs")
    >>> target.kind, target.value, target.unit, target.bound, target.direction
    ('percent', 8.0, 'of all MRs', '>', 'increase')
    >>> str(target)
    '> 8 % of all MRs'
    >>> Quantity.read("TBD").placeholder
    True
    """

    text: str
    kind: Kind
    value: float | None = None
    unit: str | None = None
    bound: Bound = "="
    upper: float | None = None
    of: float | None = None

    @classmethod
    def read(cls, value: object) -> Quantity:
        """Read what somebody wrote as a value.

        Parameters
        ----------
        value
            Text of any length, a finite number, a date or a quantity.

        Returns
        -------
        Quantity
            Of kind ``text`` where no quantity can be told; text never raises.

        Raises
        ------
        pydantic_core.PydanticCustomError
            Of type ``quantity_type`` for anything else: a list, a mapping, true, false or nothing.

        Examples
        --------
        >>> Quantity.read("at or below 50 days")
        Quantity(text='at or below 50 days', kind='duration', value=50.0, unit='day', bound='<=')
        """
        kind = type(value)
        if kind is float or kind is int:
            return _read_number(value)
        if isinstance(value, str):
            return _read_text(value) if len(value) <= LONGEST else _read_long(value)
        if isinstance(value, Quantity):
            return value
        if isinstance(value, date) and not isinstance(value, datetime):
            return cls(value.isoformat(), "date", float(value.toordinal()))
        if isinstance(value, float) or (isinstance(value, int) and kind is not bool):
            return _read_number(float(value))
        raise _not_a_quantity()

    @property
    def readable(self) -> bool:
        """Whether a value could be told."""
        return self.value is not None

    @property
    def placeholder(self) -> bool:
        """Whether it only promises a value, as ``TBD`` does."""
        return self.kind == "placeholder"

    @property
    def direction(self) -> Literal["increase", "decrease"] | None:
        """The way the bound asks for: up for *above*, down for *below*, else None."""
        return _DIRECTIONS.get(self.bound)

    def to(self, unit: DurationUnit) -> float:
        """Return the value of a duration in another unit of time.

        Raises
        ------
        ValueError
            If the quantity is no duration.

        Examples
        --------
        >>> Quantity.read("90 mins").to("hour")
        1.5
        """
        own = self.unit
        if self.value is None or own not in DAYS:
            raise ValueError(f"{self.text!r} is not a duration")
        return self.value if own == unit else self.value * DAYS[own] / DAYS[unit]

    def __str__(self) -> str:
        if self.value is None:
            return self.text
        sign = "" if self.bound == "=" else f"{_SIGNS.get(self.bound, self.bound)} "
        return f"{sign}{_FORMS.get(self.kind, _words)(self, self.value)}"


def comparable(a: Quantity, b: Quantity) -> bool:
    """Tell whether two quantities can be put on one scale.

    Parameters
    ----------
    a, b
        Any two quantities, in any order.

    Returns
    -------
    bool
        True for two durations (convert them with :meth:`Quantity.to`), for money in one currency,
        for percentages of the same thing, for ranks and scores out of the same number, and for
        numbers of the same words. A number, percentage or sum of money without words takes those
        of the other; a bare number goes with all but durations and dates, whose unit it leaves
        open. ``¥`` goes with yen and with yuan. False for placeholders and text.

    Examples
    --------
    >>> read = Quantity.read
    >>> comparable(read("80 %"), read(75)), comparable(read("€5"), read("$5"))
    (True, False)
    """
    if a.value is None or b.value is None:
        return False
    return _share_a_scale((a.kind, a.unit, a.of), (b.kind, b.unit, b.of))


_Said = tuple[str, str | None, float | None]
"""The kind of a quantity, its unit, and how many it is out of."""


@lru_cache(maxsize=4096)
def _share_a_scale(a: _Said, b: _Said) -> bool:
    one, other = _scale_of(*a), _scale_of(*b)
    if _same_family(one, other):
        return _agree(one.unit, other.unit) and (
            one.words is None or other.words in (None, one.words)
        )
    bare = any(scale.family == "number" and scale.words is None for scale in (one, other))
    return bare and not {"duration", "date"} & {one.family, other.family}


class _Scale(NamedTuple):
    """What a quantity is measured on, in which unit, and of what; ``None`` if left open."""

    family: str
    unit: object = None
    words: str | None = None


_YEN_OR_YUAN = frozenset({"¥", "CNY", "JPY"})


def _same_family(one: _Scale, other: _Scale) -> bool:
    """Tell whether two scales are of one kind; *5 of 5* may be a score as well as *4.5 of 5*."""
    if {one.family, other.family} == {"rank", "score"}:
        return one.unit == other.unit is not None
    return one.family == other.family


def _agree(unit: object, other: object) -> bool:
    if None in (unit, other) or unit == other:
        return True
    return "¥" in (unit, other) and {unit, other} <= _YEN_OR_YUAN


def _scale_of(kind: str, unit: str | None, of: float | None) -> _Scale:
    if unit in DAYS and kind in ("duration", "range"):
        return _Scale("duration")
    if kind in ("rank", "score"):
        return _Scale(kind, of)
    first, _, rest = (unit or "").partition(" ")
    if kind == "money" or (kind == "range" and _is_currency(first)):
        return _Scale("money", first, rest.casefold() or None)
    words = unit.casefold() if unit else None
    if kind == "percent" or first.casefold() == "percent":
        return _Scale("percent", words=(words or "").removeprefix("percent").strip() or None)
    return _Scale("number" if kind == "range" else kind, words=words)


def _is_currency(word: str) -> bool:
    from theoryofchange.quantity.items import CURRENCY_CODES  # its patterns take long to compile

    return word == "¥" or word in CURRENCY_CODES


def _words(quantity: Quantity, value: float) -> str:
    return f"{write_number(value)} {quantity.unit or ''}".rstrip()


def _percent(quantity: Quantity, value: float) -> str:
    words = "" if quantity.unit == "percent" else quantity.unit or ""
    return f"{write_number(value)} % {words}".rstrip()


def _duration(quantity: Quantity, value: float) -> str:
    return f"{write_number(value)} {quantity.unit}{'' if value == 1 else 's'}"


def _rank(quantity: Quantity, value: float) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(int(value % 10), "th")
    place = f"{write_number(value)}{'th' if 11 <= value % 100 <= 13 else ending}"
    of = "" if quantity.of is None else f" of {write_number(quantity.of)}"
    return f"{place}{of} {quantity.unit or ''}".rstrip()


def _score(quantity: Quantity, value: float) -> str:
    of = write_number(quantity.of or 0)
    return f"{write_number(value)} (out of {of}) {quantity.unit or ''}".rstrip()


def _ratio(quantity: Quantity, value: float) -> str:
    return f"{write_number(value)}:1 {quantity.unit or ''}".rstrip()


def _range(quantity: Quantity, value: float) -> str:
    unit = f"{quantity.unit}s" if quantity.unit in DAYS else quantity.unit or ""
    return f"{write_number(value)} to {write_number(quantity.upper or 0)} {unit}".rstrip()


def _date(_: Quantity, value: float) -> str:
    return date.fromordinal(int(value)).isoformat()


_SIGNS: dict[Bound, str] = {"<=": "≤", ">=": "≥", "+-": "±"}
_FORMS: dict[Kind, Callable[[Quantity, float], str]] = {
    "percent": _percent,
    "duration": _duration,
    "rank": _rank,
    "score": _score,
    "ratio": _ratio,
    "range": _range,
    "date": _date,
}


def _not_a_quantity() -> PydanticCustomError:
    return PydanticCustomError(
        "quantity_type",
        "a value is a finite number, a date or a text such as 80 % or at most 3 days",
    )


@lru_cache(maxsize=65536, typed=True)
def _read_number(value: float) -> Quantity:
    try:
        number = float(value)
    except OverflowError:
        raise _not_a_quantity() from None
    if not math.isfinite(number):
        raise _not_a_quantity()
    return Quantity(str(value or abs(value)), "number", number + 0.0)


@lru_cache(maxsize=65536)
def _read_text(value: str) -> Quantity:
    text = value.strip()
    common = _COMMON.fullmatch(text)
    if common:
        number = float(common[1]) + 0.0
        return Quantity(
            text, *(("percent", number, "percent") if common[2] else ("number", number))
        )
    from theoryofchange.quantity.grammar import parse  # its patterns take 15 ms to compile

    return Quantity(text, *parse(text))


def _read_long(value: str) -> Quantity:
    text = value.strip()
    return _read_text(text) if len(text) <= LONGEST else Quantity(text, "text")
