"""Periods of a calendar: days, weeks, months, quarters and years, calendar or fiscal.

A period is a whole number: how many of its kind lie between it and the one that holds the first
day of 1970 (weeks) or that begins the year nought (months). So one period back is one less, and
what a table holds is grouped by a number on every engine alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from theoryofchange.errors import InputError
from theoryofchange.quantity.cadence import cadence_days
from theoryofchange.quantity.duration import DAYS, Duration
from theoryofchange.source.suggest import did_you_mean

Unit = Literal["day", "week", "month"]
EPOCH = dt.date(1970, 1, 1)
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Month = Literal[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAY_OF_EPOCH = 3
_NEAR = 1e-6
_STEP = dt.timedelta(7)
"""Less than the shortest time between two changes of a zone."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How long a period is.

    Parameters
    ----------
    unit
        Days, weeks or months.
    every
        How many of them.
    """

    unit: Unit
    every: int

    @property
    def days(self) -> float:
        """Its length in days of the mean Gregorian year."""
        return DAYS[self.unit] * self.every

    def periods_in(self, duration: Duration) -> int | None:
        """Return how many periods a length of time is; ``None`` where it is no whole number.

        Examples
        --------
        >>> monthly = Rhythm("month", 1)
        >>> monthly.periods_in(Duration.read("1 year")), monthly.periods_in(Duration(30, "day"))
        (12, None)
        """
        count = round(duration.days / self.days)
        return count if count > 0 and abs(count - duration.days / self.days) < _NEAR else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where days, weeks and years begin.

    Parameters
    ----------
    time_zone
        The zone whose days are meant, as ``Europe/Berlin``.
    week_start
        The weekday that a week begins on, 0 for Monday.
    fiscal_year_start
        The month that a year begins in, 1 for January; quarters and half-years go by it.
    """

    time_zone: str = "UTC"
    week_start: int = 0
    fiscal_year_start: int = 1

    @classmethod
    def of(cls, time_zone: str, week_start: Weekday, fiscal_year_start: Month) -> Calendar:
        """Return the calendar of a zone, a weekday and a month by their names.

        Raises
        ------
        InputError
            Where there is no such zone, weekday or month.
        """
        zone_of(time_zone)
        day = _place(week_start, get_args(Weekday), "week_start")
        month = _place(fiscal_year_start, get_args(Month), "fiscal_year_start")
        return cls(time_zone, day, month + 1)

    def index(self, day: dt.date, rhythm: Rhythm) -> int:
        """Return the period that a day is in.

        Examples
        --------
        >>> calendar, quarterly = Calendar(fiscal_year_start=2), Rhythm("month", 3)
        >>> period = calendar.index(dt.date(2026, 1, 31), quarterly)
        >>> calendar.first_day(period, quarterly), calendar.last_day(period, quarterly)
        (datetime.date(2025, 11, 1), datetime.date(2026, 1, 31))
        """
        if rhythm.unit == "month":
            return int(self.of_months(day.year * 12 + day.month - 1, rhythm))
        return int(self.of_days((day - EPOCH).days, rhythm))

    def of_days(self, days: Any, rhythm: Rhythm) -> Any:
        """Return the period of a day that is counted from 1970; a number or an expression."""
        if rhythm.unit == "week":
            return (days + (_WEEKDAY_OF_EPOCH - self.week_start)) // (7 * rhythm.every)
        return days if rhythm.every == 1 else days // rhythm.every

    def of_months(self, months: Any, rhythm: Rhythm) -> Any:
        """Return the period of a month that is counted from the year 0; as of :meth:`of_days`."""
        return months if rhythm.every == 1 else (months - self._shift) // rhythm.every

    def first_day(self, period: int, rhythm: Rhythm) -> dt.date:
        """Return the first day of a period."""
        if rhythm.unit == "month":
            months = period * rhythm.every + (self._shift if rhythm.every > 1 else 0)
            return dt.date(months // 12, months % 12 + 1, 1)
        if rhythm.unit == "week":
            days = period * 7 * rhythm.every - (_WEEKDAY_OF_EPOCH - self.week_start)
            return EPOCH + dt.timedelta(days)
        return EPOCH + dt.timedelta(period * rhythm.every)

    def last_day(self, period: int, rhythm: Rhythm) -> dt.date:
        """Return the last day of a period."""
        return self.first_day(period + 1, rhythm) - dt.timedelta(1)

    @property
    def _shift(self) -> int:
        return self.fiscal_year_start - 1


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return a zone by its name.

    Raises
    ------
    InputError
        Where there is none.
    """
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise InputError(
            f"time_zone {name}: there is no such zone; write it as Europe/Berlin"
        ) from None


def _place(word: str, words: Sequence[str], what: str) -> int:
    if word not in words:
        tip = did_you_mean(word, words, f"It is one of {', '.join(words)}.")
        raise InputError(f"{what} {word}: there is none of that name. {tip}")
    return words.index(word)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a zone's distance from UTC.

    Parameters
    ----------
    at
        The moment in UTC, without a zone.
    before, after
        The distance up to it and from it on, in seconds.
    """

    at: dt.datetime
    before: int
    after: int


@cache
def changes_of(zone: str, first: dt.date, last: dt.date) -> tuple[int, tuple[Change, ...]]:
    """Return how far a zone is from UTC before some days, and how that changes in them.

    Examples
    --------
    >>> offset, (spring, autumn) = changes_of(
    ...     "Europe/Berlin", dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    ... )
    >>> offset, str(spring.at), spring.after, str(autumn.at)
    (3600, '2026-03-29 01:00:00', 7200, '2026-10-25 01:00:00')
    """
    at = dt.datetime.combine(_within(first), dt.time()) - dt.timedelta(2)
    end = dt.datetime.combine(_within(last), dt.time()) + dt.timedelta(2)
    begin, found = _offset(zone, at), []
    while at < end:
        later = min(at + _STEP, end)
        if _offset(zone, at) != _offset(zone, later):
            found.append(_change_between(zone, at, later))
        at = later
    return begin, tuple(found)


def _within(day: dt.date) -> dt.date:
    return min(max(day, dt.date(1850, 1, 1)), dt.date(2150, 1, 1))


def _change_between(zone: str, low: dt.datetime, high: dt.datetime) -> Change:
    before, after = _offset(zone, low), _offset(zone, high)
    while high - low > dt.timedelta(seconds=1):
        half = low + dt.timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (half, high) if _offset(zone, half) == before else (low, half)
    return Change(high, before, after)


def _offset(zone: str, moment: dt.datetime) -> int:
    found = moment.replace(tzinfo=dt.UTC).astimezone(zone_of(zone)).utcoffset()
    return int((found or dt.timedelta()).total_seconds())


def rhythm_of(text: str | None) -> Rhythm | None:
    """Return the periods that a cadence asks for; ``None`` where no period of a calendar is it.

    Examples
    --------
    >>> rhythm_of("quarterly"), rhythm_of("every 2 weeks")
    (Rhythm(unit='month', every=3), Rhythm(unit='week', every=2))
    >>> rhythm_of("hourly"), rhythm_of("twice a week"), rhythm_of(None)
    (None, None, None)
    """
    days = cadence_days(text) if text else None
    units: tuple[Unit, ...] = ("month", "week", "day")
    for unit in units:
        count = round(days / DAYS[unit]) if days else 0
        if days and count and abs(count - days / DAYS[unit]) < _NEAR:
            return Rhythm(unit, count)
    return None
