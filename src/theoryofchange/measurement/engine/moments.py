"""Columns of days and moments as expressions: the local day, the period, the second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from operator import ge, lt
from typing import Any

from theoryofchange.measurement.engine.calendar import (
    EPOCH,
    Calendar,
    Rhythm,
    changes_of,
    zone_of,
)
from theoryofchange.measurement.engine.opening import ibis_module

_UTC = "UTC"
_DAY = dt.timedelta(1)
_Compare = Callable[[Any, Any], Any]
_Bounds = list[tuple[dt.datetime, int]]
"""From which moments on which distance holds, in seconds."""
_before_midnight: _Compare = lt
_from_midnight: _Compare = ge


@dataclass(frozen=True, slots=True)
class Moments:
    """How the moments of a table are read.

    Parameters
    ----------
    calendar
        How time is cut.
    zone
        The zone of moments that name none.
    first, last
        Between which days the moments of the table lie, at most two days off.
    """

    calendar: Calendar
    zone: str
    first: dt.date = dt.date(1970, 1, 1)
    last: dt.date = dt.date(2070, 1, 1)

    def local(self, column: Any) -> Any:
        """Return a column of days as it is, and moments as the calendar's zone has them."""
        if column.type().is_date():
            return column
        wanted = self.calendar.time_zone
        if column.type().timezone is None:
            return column if self.zone == wanted else _shifted(column, *self._across(wanted), 1)
        begin, changes = changes_of(wanted, self.first, self.last)
        bounds = [(change.at, change.after) for change in changes]
        return _shifted(column.cast("timestamp"), begin, bounds, 1)

    def day(self, column: Any) -> Any:
        """Return the local day as a number that counts from 1970."""
        ibis = ibis_module()
        local = self.local(column)
        day = local if local.type().is_date() else local.date()
        return day.delta(ibis.date(EPOCH), unit="day")

    def period(self, column: Any, rhythm: Rhythm) -> Any:
        """Return the period as a number (:mod:`~theoryofchange.measurement.engine.calendar`)."""
        if rhythm.unit == "month":
            local = self.local(column)
            months = local.year() * 12 + (local.month() - 1)
            return self.calendar.of_months(months.cast("int64"), rhythm).cast("int64")
        return self.calendar.of_days(self.day(column), rhythm).cast("int64")

    def second(self, column: Any) -> Any:
        """Return the moment as a number of seconds, in which a day begins at its midnight."""
        if column.type().is_date():
            return (self.day(column) * 86400).cast("int64")
        utc = column.cast("timestamp")
        if column.type().timezone is None and self.zone != _UTC:
            utc = _shifted(column, *self._own(), -1)
        return utc.truncate("s").epoch_seconds().cast("int64")

    def up_to(self, column: Any, last: dt.date) -> Any:
        """Return whether a moment lies in a day or before it.

        The column is compared as it is stored, so that an engine can leave out what lies elsewhere.
        """
        return self._stored(column, last, _before_midnight)

    def from_on(self, column: Any, first: dt.date) -> Any:
        """Return whether a moment lies in a day or after it; compared as by :meth:`up_to`."""
        return self._stored(column, first - _DAY, _from_midnight)

    def _stored(self, column: Any, day: dt.date, compare: _Compare) -> Any:
        """Compare a column with the midnight that ends a local day."""
        return compare(column, self._midnight(column.type(), day + _DAY))

    def day_of(self, stored: dt.date) -> dt.date:
        """Return the local day of a value of a column."""
        if not isinstance(stored, dt.datetime):
            return stored
        wanted = self.calendar.time_zone
        if stored.tzinfo is None and self.zone == wanted:
            return stored.date()
        told = stored if stored.tzinfo else stored.replace(tzinfo=zone_of(self.zone))
        return told.astimezone(zone_of(wanted)).date()

    def _midnight(self, kind: Any, day: dt.date) -> Any:
        """Return the first moment of a local day as a column of a type stores it."""
        ibis = ibis_module()
        if kind.is_date():
            return ibis.literal(day, type=kind)
        midnight = dt.datetime.combine(day, dt.time())
        instant = midnight.replace(tzinfo=zone_of(self.calendar.time_zone))
        if kind.timezone is not None:
            return ibis.literal(instant.astimezone(dt.UTC), type=kind)
        same = self.zone == self.calendar.time_zone
        return ibis.literal(midnight if same else self._named(instant), type=kind)

    def _named(self, instant: dt.datetime) -> dt.datetime:
        """Return the first moment of the table's zone that does not lie before another."""
        told = instant.astimezone(zone_of(self.zone))
        named = told.replace(tzinfo=None)
        if not told.fold:
            return named
        _, changes = changes_of(self.zone, told.date(), told.date())
        ends = (each.at + dt.timedelta(seconds=each.before) for each in changes)
        return min(end for end in ends if end > named)

    def _own(self) -> tuple[int, _Bounds]:
        """Return how far the table's zone is from UTC: of an hour that comes twice, the first."""
        begin, changes = changes_of(self.zone, self.first, self.last)
        return begin, [
            (each.at + dt.timedelta(seconds=max(each.before, each.after)), each.after)
            for each in changes
        ]

    def _across(self, zone: str) -> tuple[int, _Bounds]:
        """Return how far a zone is from that of the table, where both may change.

        It is one list of changes in the table's moments. To move them to UTC and then on would name
        each change of the one in each of the other: years of both are tens of thousands of cases.
        """
        first, changes = changes_of(zone, self.first, self.last)
        begin, bounds = self._own()
        ends = [*(end for end, _ in bounds), dt.datetime.max]
        found = []
        for (start, own), end in zip([(dt.datetime.min, begin), *bounds], ends, strict=True):
            named = [(each.at + dt.timedelta(seconds=own), each.after) for each in changes]
            held = [first, *(offset for at, offset in named if at <= start)][-1]
            found += [(start, held - own)]
            found += [(at, offset - own) for at, offset in named if start < at < end]
        return found[0][1], found[1:]


def _shifted(column: Any, begin: int, bounds: _Bounds, sign: int) -> Any:
    """Add to each moment the distance that holds at it: the first, then each from its bound on."""
    ibis = ibis_module()
    offsets = [begin, *(offset for _, offset in bounds)]
    moved = [_moved(ibis, column, sign * offset) for offset in offsets]
    branches = [
        (column < ibis.timestamp(at.isoformat()), held)
        for (at, _), held in zip(bounds, moved, strict=False)
    ]
    return ibis.cases(*branches, else_=moved[-1]) if branches else moved[0]


def _moved(ibis: Any, column: Any, seconds: int) -> Any:
    if not seconds:
        return column
    distance = ibis.interval(seconds=abs(seconds))
    return column + distance if seconds > 0 else column - distance
