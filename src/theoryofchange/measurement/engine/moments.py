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
            if self.zone == wanted:
                return column
            return self._to_zone(self._to_utc(column), wanted)
        return self._to_zone(column.cast("timestamp"), wanted)

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
            utc = self._to_utc(column)
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
        kind = column.type()
        if kind.is_date() or kind.timezone is not None or self.zone == self.calendar.time_zone:
            return compare(column, self._midnight(kind, day + _DAY))
        return compare(self.day(column), (day + _DAY - EPOCH).days)

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
        if kind.timezone is not None:
            aware = midnight.replace(tzinfo=zone_of(self.calendar.time_zone))
            return ibis.literal(aware.astimezone(dt.UTC), type=kind)
        return ibis.literal(midnight, type=kind)

    def _to_zone(self, utc: Any, zone: str) -> Any:
        begin, changes = changes_of(zone, self.first, self.last)
        bounds = [(change.at, change.after) for change in changes]
        return _shifted(utc, begin, bounds, 1)

    def _to_utc(self, naive: Any) -> Any:
        """Return moments of the table's zone in UTC: of an hour that comes twice, the first."""
        begin, changes = changes_of(self.zone, self.first, self.last)
        bounds = [
            (each.at + dt.timedelta(seconds=max(each.before, each.after)), each.after)
            for each in changes
        ]
        return _shifted(naive, begin, bounds, -1)


def _shifted(column: Any, begin: int, bounds: list[tuple[dt.datetime, int]], sign: int) -> Any:
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
