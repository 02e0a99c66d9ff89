"""Times written with a colon: ``8:13`` is a ratio until a unit says that it is a time."""

from __future__ import annotations

import re
from functools import lru_cache

from theoryofchange.named_tuple import NamedTuple
from theoryofchange.quantity.duration import DAYS, DurationUnit, duration_unit
from theoryofchange.quantity.model import Quantity

_TIME = r"(?<![\d:.,-])(\d{1,6}):([0-5]\d)(?::([0-5]\d))?(?![\d:.,])"
_CUSTOMARY = r"\b(?:1:[1-9]\d*|[1-9]\d*:1)$"
_JOINTS = str.maketrans(dict.fromkeys(":&,和", " "))
_LETTERS: dict[str, DurationUnit] = {
    "h": "hour", "hh": "hour", "m": "minute", "mm": "minute", "s": "second", "ss": "second",
}  # fmt: skip
_ORDER: tuple[DurationUnit, ...] = ("hour", "minute", "second")


class Clock(NamedTuple):
    """What stands before the first colon of a time, and what after it."""

    first: DurationUnit
    second: DurationUnit

    def read(self, quantity: Quantity) -> Quantity:
        """Return a quantity as the duration that its text says, or as it is.

        Examples
        --------
        >>> Clock("hour", "minute").read(Quantity.read("at or below 2:45"))
        Quantity(text='at or below 2:45', kind='duration', value=2.75, unit='hour', bound='<=')
        """
        if quantity.kind not in ("ratio", "text") or quantity.unit is not None:
            return quantity
        text = quantity.text
        found = (re.search if quantity.kind == "ratio" else re.fullmatch)(_TIME, text)
        if found is None or (found[3] and self.first != "hour"):
            return quantity
        parts = zip(found.groups(), _ORDER[_ORDER.index(self.first) :], strict=False)
        size = sum(int(part) * round(86400 * DAYS[unit]) for part, unit in parts if part)
        value = size / round(86400 * DAYS[self.first])
        return Quantity(text, "duration", value, self.first, quantity.bound)


@lru_cache(maxsize=1024)
def clock_of(unit: str) -> Clock | None:
    """Return how a time with a colon is read in a unit, or ``None`` where the unit does not say.

    Hours alone are enough: ``8:13`` hours are 8 hours and 13 minutes. Minutes alone are not, for
    ``8:13`` could then be 8 minutes as well as 8 hours.

    Examples
    --------
    >>> clock_of("Hour and minute"), clock_of("mm:ss")
    (Clock(first='hour', second='minute'), Clock(first='minute', second='second'))
    >>> clock_of("minutes"), clock_of("pupils per teacher")
    (None, None)
    """
    inside = unit.lower().rpartition("(")[2].replace(")", " ").translate(_JOINTS)
    words = [word for word in inside.split() if word != "and"]
    units = tuple(_LETTERS.get(word) or duration_unit(word) for word in words)
    if units in (_ORDER[:1], _ORDER[:2], _ORDER):
        return Clock("hour", "minute")
    return Clock("minute", "second") if units == _ORDER[1:] else None


def may_be_time(quantity: Quantity) -> bool:
    """Tell whether a ratio could as well be a time; *1:20* and *12:1* are written of ratios.

    Examples
    --------
    >>> [may_be_time(Quantity.read(text)) for text in ("8:13", "1:05", "1:20", "3:2")]
    [True, True, False, False]
    """
    if quantity.kind != "ratio" or quantity.unit is not None:
        return False
    return bool(re.search(_TIME, quantity.text)) and not re.search(_CUSTOMARY, quantity.text)
