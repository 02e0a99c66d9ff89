"""The same figures, slowly: one row after the other, in plain Python."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]


def first_day(day: dt.date, rhythm: str, week_start: int, fiscal: int) -> dt.date:
    """Return the first day of the period that a day is in."""
    if rhythm == "daily":
        return day
    if rhythm == "weekly":
        return day - dt.timedelta((day.weekday() - week_start) % 7)
    months = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}[rhythm]
    year, month = day.year, day.month
    start = fiscal if months > 1 else 1
    while (month - start) % months:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return dt.date(year, month, 1)


def following(first: dt.date, rhythm: str) -> dt.date:
    """Return the first day of the next period."""
    if rhythm in ("daily", "weekly"):
        return first + dt.timedelta(1 if rhythm == "daily" else 7)
    months = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}[rhythm]
    year, month = divmod(first.month - 1 + months, 12)
    return dt.date(first.year + year, month + 1, 1)


def local(moment: Any, zone: str) -> dt.date:
    """Return the local day of a moment."""
    if not isinstance(moment, dt.datetime):
        return moment
    return (moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment).date()


def absent(value: Any) -> bool:
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def fulfils(row: Row, conditions: Mapping[str, Mapping[str, Any]]) -> bool:
    return all(_holds(row[column], asked) for column, asked in conditions.items())


def _holds(value: Any, asked: Mapping[str, Any]) -> bool:
    if "missing" in asked and asked["missing"] != absent(value):
        return False
    rest = {key: held for key, held in asked.items() if key != "missing"}
    if rest and absent(value):
        return False
    tests = {
        "one_of": lambda held: value in held,
        "other_than": lambda held: value not in held,
        "at_least": lambda held: value >= held,
        "at_most": lambda held: value <= held,
        "above": lambda held: value > held,
        "below": lambda held: value < held,
    }
    return all(tests[key](held) for key, held in rest.items())


class Oracle:
    """Figures of some rows, each with its period's first day and its local day at hand."""

    def __init__(
        self, rows: Iterable[Row], measure: Mapping[str, Any], calendar: Mapping[str, Any]
    ) -> None:
        self.measure, self.calendar = measure, calendar
        self.rows = [row for row in rows if row["t"] is not None]
        self.days = [local(row["t"], calendar["zone"]) for row in self.rows]
        self.firsts = [self._first(day) for day in self.days]
        self.order = self._order()

    def _first(self, day: dt.date) -> dt.date:
        c = self.calendar
        return first_day(day, c["rhythm"], c["week_start"], c["fiscal"])

    def _order(self) -> list[dt.date]:
        if not self.firsts:
            return []
        order = [min(self.firsts)]
        while order[-1] < max(self.firsts):
            order.append(following(order[-1], self.calendar["rhythm"]))
        return order

    def figures(self, segment: str | None = None) -> dict[tuple[dt.date, Any], Any]:
        """Return (value, n) by last day and value of the segment's column."""
        found = {}
        m, window = self.measure, self.calendar["window"]
        reach = 2 * window if m["aggregation"] == "retention" else window
        for at in range(reach - 1, len(self.order)):
            end = following(self.order[at], self.calendar["rhythm"]) - dt.timedelta(1)
            names = {self._part(row, segment) for row in self.rows}
            for name in names:
                told = self._figure(at, window, segment, name)
                if told is not None:
                    found[end, name] = told
        return found

    def _part(self, row: Row, segment: str | None) -> Any:
        return None if segment is None else ("part", row[segment])

    def _in(self, firsts: Sequence[dt.date], segment: str | None, name: Any) -> list[Row]:
        return [
            row
            for row, first in zip(self.rows, self.firsts, strict=True)
            if first in firsts and self._part(row, segment) == name
        ]

    def _figure(self, at: int, window: int, segment: str | None, name: Any) -> Any:
        m = self.measure
        now = self._in(self.order[at - window + 1 : at + 1], segment, name)
        if m["aggregation"] == "retention":
            before = self._in(self.order[at - 2 * window + 1 : at - window + 1], segment, name)
            base, again = self._who(before), self._who(now)
            return (len(base & again) / len(base), len(base)) if base else None
        if m["aggregation"] == "conversion":
            return self._conversion(at, segment, name)
        if m["aggregation"] == "cumulative":
            if not now:
                return None
            now = self._in(self.order[: at + 1], segment, name)
        if not now:
            return None
        return self._simple([row for row in now if fulfils(row, m.get("filter", {}))])

    def _who(self, rows: Iterable[Row], also: Mapping[str, Any] | None = None) -> set[Any]:
        kept = [row for row in rows if fulfils(row, self.measure.get("filter", {}))]
        kept = [row for row in kept if fulfils(row, also or {})]
        return {row["who"] for row in kept} - {None}

    def _conversion(self, at: int, segment: str | None, name: Any) -> Any:
        m = self.measure
        begun = self._in([self.order[at]], segment, name)
        base = self._who(begun, m["begins"])
        everything = self._in(self.order, segment, name)
        kept = [row for row in everything if fulfils(row, m.get("filter", {}))]
        through = set()
        for one in begun:
            if not fulfils(one, m.get("filter", {})) or not fulfils(one, m["begins"]):
                continue
            for two in kept:
                if two["who"] != one["who"] or not fulfils(two, m["ends"]):
                    continue
                if 0 <= _seconds(two["t"]) - _seconds(one["t"]) <= m["seconds"]:
                    through.add(one["who"])
        through &= base
        return (len(through) / len(base), len(base)) if base else None

    def _simple(self, rows: list[Row]) -> Any:
        m = self.measure
        kind, value = m["aggregation"], m.get("value")
        values = [row[value] for row in rows if not absent(row[value])] if value else []
        if kind == "count":
            count = len(values) if value else len(rows)
            return count, count
        if kind == "distinct_count":
            count = len({row["who"] for row in rows} - {None})
            return count, count
        if kind == "sum":
            return (None, 0) if rows and not values else (math.fsum(values), len(values))
        if kind == "cumulative":
            return (math.fsum(values), len(values)) if value else (len(rows), len(rows))
        if kind == "mean":
            return (math.fsum(values) / len(values), len(values)) if values else (None, 0)
        if kind == "quantile":
            return (_quantile(values, m["quantile"]), len(values)) if values else (None, 0)
        if kind == "share":
            inside = [row for row in rows if fulfils(row, m["fulfils"])]
            if m.get("entity"):
                part, base = {r["who"] for r in inside} - {None}, {r["who"] for r in rows} - {None}
                return (len(part) / len(base), len(base)) if base else (None, 0)
            return (len(inside) / len(rows), len(rows)) if rows else (None, 0)
        if kind == "ratio":
            top = math.fsum(row["v"] for row in rows if not absent(row["v"]))
            bottom = [row for row in rows if fulfils(row, m["denominator"]["filter"])]
            return (top / len(bottom), len(bottom)) if bottom else (None, 0)
        return self._edge(rows, kind)

    def _edge(self, rows: list[Row], kind: str) -> Any:
        m = self.measure
        best: dict[Any, tuple[Any, float]] = {}
        for row in rows:
            who = row["who"] if m.get("entity") else "all"
            if who is None or absent(row["v"]):
                continue
            held = (row["t"], row["v"])
            choose = max if kind == "last" else min
            best[who] = choose(best[who], held) if who in best else held
        if not best:
            return None
        total = math.fsum(value for _, value in best.values())
        return (total if m.get("combine") == "sum" else total / len(best)), len(best)


def _seconds(moment: Any) -> float:
    if not isinstance(moment, dt.datetime):
        return (moment - dt.date(1970, 1, 1)).days * 86400
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return math.floor(aware.timestamp())


def _quantile(values: Sequence[float], at: float) -> float:
    ordered = sorted(values)
    place = at * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
