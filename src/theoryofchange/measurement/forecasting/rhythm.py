"""The rhythm in which a KPI is measured, and its values one a period."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from theoryofchange.measurement.values import Point

_MONTHS = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}
_DAYS = {"fortnight": 14, "week": 7, "day": 1}
_LEAST_DAYS = {"year": 365, "half-year": 181, "quarter": 90, "month": 28, **_DAYS}
_SEASONS = {"half-year": 2, "quarter": 4, "month": 12, "fortnight": 26, "week": 52}
_WORKING = "working day"
_WORKWEEK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Periods of one length, counted through.

    Parameters
    ----------
    period
        ``year``, ``half-year``, ``quarter``, ``month``, ``fortnight``, ``week``, ``working day``
        or ``day``.
    shift
        By how many days a date is moved back before its period is taken: values that are dated
        around the turn of a period, now before it and now after, then fall into one each.

    Examples
    --------
    >>> month = Rhythm(period="month")
    >>> [str(month.after(dt.date(2026, 1, 31), steps)) for steps in (1, 2)]
    ['2026-02-28', '2026-03-31']
    >>> month.until(dt.date(2026, 9, 30), dt.date(2026, 12, 31))
    3
    """

    period: str
    shift: int = 0

    @property
    def season(self) -> int:
        """After how many periods the season comes back: a year, of days a week; 1 for none."""
        days = {_WORKING: _WORKWEEK, "day": 7}
        return _SEASONS.get(self.period) or days.get(self.period, 1)

    def place(self, day: dt.date) -> int:
        """Return the number of the period that a day falls into."""
        number = day.toordinal() - 1 - self.shift
        if self.period in _DAYS:
            return number // _DAYS[self.period]
        if self.period == _WORKING:
            return number // 7 * _WORKWEEK + min(number % 7, _WORKWEEK - 1)
        moved = dt.date.fromordinal(max(number + 1, 1))
        return (moved.year * 12 + moved.month - 1) // _MONTHS[self.period]

    def after(self, day: dt.date, steps: int) -> dt.date | None:
        """Return the day that lies some periods after another; ``None`` beyond the calendar.

        After the last day of a month comes the last day of another.
        """
        if self.period in _MONTHS:
            return _months_after(day, steps * _MONTHS[self.period])
        if self.period == _WORKING:
            weeks, weekday = divmod(self.place(day) + steps, _WORKWEEK)
            ordinal = weeks * 7 + weekday + 1
        else:
            ordinal = day.toordinal() + steps * _DAYS[self.period]
        return dt.date.fromordinal(ordinal) if ordinal <= dt.date.max.toordinal() else None

    def days_after(self, day: dt.date, steps: int) -> list[dt.date]:
        """Return the days on which the next values are due, none beyond the calendar."""
        days = (self.after(day, step) for step in range(1, steps + 1))
        return [each for each in days if each is not None]

    def until(self, last: dt.date, day: dt.date) -> int:
        """Return how many values are due after the last one, up to a day that is not before it."""
        steps = self.place(day) - self.place(last) + 1
        while steps > 0:
            due = self.after(last, steps)
            if due is not None and due <= day:
                return steps
            steps -= 1
        return 0


def _months_after(day: dt.date, months: int) -> dt.date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return None
    length = monthrange(year, month + 1)[1]
    at_end = day.day == monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, length if at_end else min(day.day, length))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The values of a KPI without a gap, up to the last.

    Parameters
    ----------
    rhythm
        One value a period.
    points
        The (date, value) pairs since the last period without a value.
    earlier
        How many more values lie before that.
    """

    rhythm: Rhythm
    points: tuple[Point, ...]
    earlier: int = 0


def run_of(points: Sequence[Point]) -> Run | None:
    """Find the longest period of which none has two values, and the values since the last gap.

    Parameters
    ----------
    points
        (date, value) pairs in time order, one a date.

    Returns
    -------
    Run or None
        ``None`` where there are no points. What is missing is not made up: a period without a value
        ends the run.

    Examples
    --------
    >>> days = [dt.date(2026, 1, 31), dt.date(2026, 3, 2), dt.date(2026, 3, 31)]
    >>> run = run_of([(day, 1.0) for day in days])
    >>> run.rhythm.period, len(run.points)
    ('month', 3)
    """
    if not points:
        return None
    days = [day for day, _ in points]
    rhythm, places = next(_fitting(days))
    start = len(places) - 1
    while start and places[start] - places[start - 1] == 1:
        start -= 1
    return Run(rhythm=rhythm, points=tuple(points[start:]), earlier=start)


def _fitting(days: Sequence[dt.date]) -> Iterator[tuple[Rhythm, list[int]]]:
    """Yield the rhythms with one value a period, the longest period first."""
    span = (days[-1] - days[0]).days
    for period, least in _LEAST_DAYS.items():
        if len(days) > span // least + 2:
            continue  # there are more values than periods
        if period == "day" and all(day.weekday() < _WORKWEEK for day in days):
            period = _WORKING
        found = []
        for shift in _shifts(period):
            rhythm = Rhythm(period=period, shift=shift)
            places = [rhythm.place(day) for day in days]
            if len(set(places)) == len(places):
                found.append((places[-1] - places[0], shift, rhythm, places))
        if found:
            _, _, rhythm, places = min(found, key=lambda each: each[:2])
            yield rhythm, places


def _shifts(period: str) -> tuple[int, ...]:
    """Return none, and half the period."""
    half = {"year": 182, "half-year": 91, "quarter": 45, "month": 15, "fortnight": 7, "week": 3}
    return (0, half[period]) if period in half else (0,)
