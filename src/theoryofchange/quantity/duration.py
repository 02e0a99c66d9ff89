"""Lengths of time and rates of work, as people write them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, get_args

from theoryofchange.core import PydanticCustomError
from theoryofchange.quantity.numerals import NUMERAL, plain_text, read_numeral, write_number
from theoryofchange.record import record

DurationUnit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]

YEAR = 365.2425
DAYS: dict[DurationUnit, float] = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": YEAR / 12,
    "quarter": YEAR / 4,
    "year": YEAR,
}
"""Days in each unit; a year is the mean Gregorian year (146097 days in 400 years)."""

_SHORT = {
    "second": "s sec secs 秒 秒钟",
    "minute": "min mins 分钟",
    "hour": "h hr hrs 小时 个小时",
    "day": "d 天 日",
    "week": "w wk wks 周 星期 个星期",
    "month": "mo mos mth mths 月 个月",
    "quarter": "qtr qtrs 季度 个季度",
    "year": "y yr yrs 年",
}
_NAMES: dict[str, DurationUnit] = {
    name: unit
    for unit in get_args(DurationUnit)
    for name in (unit, f"{unit}s", *_SHORT[unit].split())
}
_ISO_UNITS: dict[str, DurationUnit] = {
    "Y": "year",
    "M": "month",
    "W": "week",
    "D": "day",
    "TH": "hour",
    "TM": "minute",
    "TS": "second",
}
_ISO = r"P(T?)(\d+(?:[.,]\d+)?)([YMWDHS])"
_AMOUNT = rf"(-?)({NUMERAL})"
_PER = r"(?i)\s*(?:/|每)\s*|\s+(?:per|an?|each|every)\s+"


def duration_unit(word: str) -> DurationUnit | None:
    """Return the unit of time that a word names in English or Chinese, or None.

    Single letters count in lower case only: ``W`` is a watt and ``m`` may be a metre, a minute,
    a month or a million.

    Examples
    --------
    >>> duration_unit("Mins"), duration_unit("季度"), duration_unit("m")
    ('minute', 'quarter', None)
    """
    return _NAMES.get(word if len(word) == 1 else word.lower())


WORKING_DAYS: Mapping[DurationUnit, float] = {
    "second": 1 / 28800,
    "minute": 1 / 480,
    "hour": 1 / 8,
    "day": 1,
    "week": 5,
    "month": 261 / 12,
    "quarter": 261 / 4,
    "year": 261,
}
"""Days of work in each unit: 8 hours a day, 5 days a week, 261 weekdays a year."""


@record
class Duration:
    """A length of time in the unit it was written in.

    Parameters
    ----------
    amount
        How many units; zero or more, finite.
    unit
        One of ``second``, ``minute``, ``hour``, ``day``, ``week``, ``month``, ``quarter``,
        ``year``.

    Raises
    ------
    pydantic_core.PydanticCustomError
        Of type ``negative_duration`` or ``duration_form`` (a ``ValueError``).

    Notes
    -----
    Days are calendar days. A year is the mean Gregorian year of 365.2425 days (146097 days in
    400 years), a month a twelfth and a quarter a fourth of it.

    Examples
    --------
    >>> Duration.read("3 weeks").days
    21.0
    >>> str(Duration.read("P1M"))
    '1 month'
    """

    amount: float
    unit: DurationUnit

    def __post_init__(self) -> None:
        if self.unit not in DAYS or not math.isfinite(self.amount * DAYS[self.unit]):
            raise _unreadable_duration()
        if self.amount < 0:
            raise PydanticCustomError("negative_duration", "a duration cannot be negative")

    @classmethod
    def read(cls, value: object) -> Duration:
        """Read a duration such as ``3 weeks``, ``1 quarter``, ``90 mins``, ``2 个月`` or ``P3M``.

        Parameters
        ----------
        value
            Text, or a duration, which is returned as it is. Of ISO 8601 durations those of one
            component are read.

        Returns
        -------
        Duration
            In the unit as written.

        Raises
        ------
        pydantic_core.PydanticCustomError
            Of type ``duration_form`` where it cannot be read, ``negative_duration`` below zero.
        """
        if isinstance(value, Duration):
            return value
        if isinstance(value, str) and len(value) <= 100:
            return _read_duration(value)
        raise _unreadable_duration()

    @classmethod
    def of_days(cls, days: float) -> Duration:
        """Return a duration of so many days."""
        return cls(days, "day")

    @property
    def days(self) -> float:
        """The length in calendar days."""
        return self.amount * DAYS[self.unit]

    @property
    def working_days(self) -> float:
        """The length as work: a week is 5 days, a month 261 / 12, an hour an eighth of a day.

        Days are taken as days of work already. A year has 261 weekdays (52.18 weeks of 5).

        Examples
        --------
        >>> Duration.read("3 weeks").working_days
        15.0
        """
        return self.amount * WORKING_DAYS[self.unit]

    def __str__(self) -> str:
        return f"{write_number(self.amount)} {self.unit}{'' if self.amount == 1 else 's'}"


@record
class Rate:
    """An amount of work time available per unit of calendar time.

    Parameters
    ----------
    duration
        The work time.
    per
        The calendar unit it is available in.

    Examples
    --------
    >>> Rate.read("40 days/month").days_per_month
    40.0
    >>> str(Rate.read("2 weeks per quarter"))
    '2 weeks per quarter'
    """

    duration: Duration
    per: DurationUnit

    @classmethod
    def read(cls, value: object) -> Rate:
        """Read a rate such as ``40 days/month``, ``2 weeks per quarter`` or ``10 days a month``.

        Parameters
        ----------
        value
            Text, or a rate, which is returned as it is.

        Returns
        -------
        Rate
            In the units as written.

        Raises
        ------
        pydantic_core.PydanticCustomError
            Of type ``rate_form`` where it cannot be read, ``negative_duration`` below zero.
        """
        if isinstance(value, Rate):
            return value
        if isinstance(value, str) and len(value) <= 100:
            return _read_rate(value)
        raise _unreadable_rate()

    @property
    def days_per_month(self) -> float:
        """Days of work in a mean Gregorian month (30.436875 days)."""
        return self.duration.working_days * (DAYS["month"] / DAYS[self.per])

    def __str__(self) -> str:
        return f"{self.duration} per {self.per}"


def _unreadable_duration() -> PydanticCustomError:
    return PydanticCustomError(
        "duration_form", "a duration is a number and a unit: write it as 3 weeks"
    )


def _unreadable_rate() -> PydanticCustomError:
    return PydanticCustomError(
        "rate_form", "a rate is work time per unit: write it as 40 days/month"
    )


@lru_cache(maxsize=4096)
def _read_duration(text: str) -> Duration:
    plain = plain_text(text)
    iso = re.fullmatch(_ISO, plain) if plain.startswith("P") else None
    if iso:
        time, digits, letter = iso.groups()
        unit, amount = _ISO_UNITS.get(time + letter), read_numeral(digits)
    else:
        numeral = re.match(_AMOUNT, plain)
        unit = duration_unit(plain[numeral.end() :].strip(" .")) if numeral else None
        amount = read_numeral(numeral[2]) if numeral else None
        amount = -amount if numeral and numeral[1] and amount else amount
    if unit is None or amount is None:
        raise _unreadable_duration()
    return Duration(amount, unit)


@lru_cache(maxsize=4096)
def _read_rate(text: str) -> Rate:
    plain = plain_text(text)
    mark = re.search(_PER, plain)
    per = duration_unit(plain[mark.end() :]) if mark else None
    if mark is None or per is None:
        raise _unreadable_rate()
    try:
        return Rate(_read_duration(plain[: mark.start()]), per)
    except PydanticCustomError as fault:
        raise _unreadable_rate() if fault.type == "duration_form" else fault from None
