"""What was measured of many KPIs, held as columns.

A frame whose values are numbers is not turned into observations: its rows stay columns, and only
those of a KPI that is asked for become points. Where the rows of a KPI are not plain, because a
number is impossible, comes twice, or is of a segment, they are read as the observations they are
(:func:`~theoryofchange.stages.analysis.observing.series_of`), which remains the definition.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Observation
from theoryofchange.measurement import Problem
from theoryofchange.measurement.many.plans import NO_DAY, Days, Floats, Truths
from theoryofchange.measurement.scale import scale_of
from theoryofchange.quantity import Quantity
from theoryofchange.stages.analysis.drafting import Drafts, drafts_of
from theoryofchange.stages.analysis.observing import (
    WITHOUT_VALUE,
    Series,
    ValuesByKpi,
    series_of,
)
from theoryofchange.stages.analysis.reading import (
    bare,
    check_frame,
    is_missing,
    read_count,
    read_day,
)
from theoryofchange.stages.provenance import Window

_EPOCH = dt.date(1970, 1, 1).toordinal()
_DAYS = 4_000_000
WHOLE = -1
"""Stands for the whole where a segment could be named."""


class Columns(ValuesByKpi):
    """Measured values of the KPIs of a theory, one row a value.

    Parameters
    ----------
    theory
        The theory.
    ids
        The ids that the rows name.
    code
        For each row the place of its id in these.
    day
        Its day, as an ordinal.
    value
        Its number; ``nan`` where it has none.
    integral
        Whether these were given as whole numbers.
    segments
        The segments that the rows name.
    segment
        For each row the place of its segment in these, or :data:`WHOLE`.
    """

    in_columns: ClassVar[bool] = True

    def __init__(
        self,
        theory: TheoryOfChange,
        *,
        ids: Sequence[str],
        code: Days,
        day: Days,
        value: Floats,
        integral: bool,
        segments: Sequence[str],
        segment: Days,
    ) -> None:
        super().__init__(theory)
        self._ids, self._day, self._value = ids, day, value
        self._number = int if integral else float
        self._segments, self._segment = segments, segment
        self._given = code
        named = map(theory.resolve, ids) if theory.meant else ids
        known = np.array([self._places.get(id, -1) for id in named], np.int64)
        self._place = known[code] if len(known) else code
        self._there = ~np.isnan(value)

    @cached_property
    def window(self) -> Window:
        """Over which days they reach."""
        days = self._day if self._there.all() else self._day[self._there]
        if not len(days):
            return Window(first=None, last=None, observations=0)
        first, last = (dt.date.fromordinal(int(day)) for day in (days.min(), days.max()))
        return Window(first=first, last=last, observations=len(days))

    @cached_property
    def refused(self) -> tuple[Problem, ...]:
        """The rows that have no value."""
        return tuple(
            Problem(
                kpi=id,
                message=f"{id} has a row for {day} without a value",
                date=day,
            )
            for row in np.flatnonzero(~self._there)
            for id, day in [(self._ids[self._given[row]], dt.date.fromordinal(int(self._day[row])))]
        )

    @cached_property
    def unknown(self) -> Mapping[str, int]:
        """How many values there are of each id that is no KPI."""
        return {id: n for id, n in self.counts.items() if id not in self.theory.kpis}

    @cached_property
    def drafts(self) -> Drafts:
        """The plans of the KPIs, and how a bare number is put on the scale of each."""
        return drafts_of(tuple(self.theory.kpis.values()))

    @cached_property
    def _mixed(self) -> Truths:
        """Which KPIs have rows that are not plain: contradictory, of segments, or impossible."""
        marks = self._impossible.copy()
        known = self._place >= 0
        marks[self._place[known & (self._segment != WHOLE)]] = True
        place, key = self._place[self._order], self._key[self._order]
        marks[place[1:][key[1:] == key[:-1]]] = True
        return marks

    @cached_property
    def _impossible(self) -> Truths:
        """Which KPIs have a number that can never be measured, or has no place on their scale."""
        drafts, place, value = self.drafts, self._place, self._value
        least, most = drafts.least.max(initial=-np.inf), drafts.most.min(initial=np.inf)
        strict = drafts.whole | np.isnan(drafts.factor)
        asked = (value < least) | (value > most)
        asked |= strict[place] if strict.any() else False
        rows = np.flatnonzero(asked & (place >= 0))
        place, value = place[rows], value[rows]
        beyond = (value < drafts.least[place]) | (value > drafts.most[place])
        beyond |= drafts.whole[place] & (value != np.floor(value))
        beyond |= np.isnan(drafts.factor[place])
        marks = np.zeros(len(self.theory.kpis), np.bool_)
        marks[place[beyond]] = True
        return marks

    @cached_property
    def _fractional(self) -> Truths:
        """Which KPIs of percentages have a number between 0 and 1."""
        rows = (self._value > 0) & (self._value < 1) & (self._place >= 0)
        marks = np.zeros(len(self.theory.kpis), np.bool_)
        marks[self._place[rows]] = True
        return marks & self.drafts.percent

    @cached_property
    def _key(self) -> Days:
        return self._place * _DAYS + self._day

    @cached_property
    def _order(self) -> Days:
        """The rows that have a value by KPI and day, those of one day as they were given."""
        rows = np.flatnonzero((self._place >= 0) & self._there)
        return rows[np.argsort(self._key[rows], kind="stable")]

    @cached_property
    def _starts(self) -> Days:
        places = np.arange(len(self.theory.kpis) + 1)
        return np.searchsorted(self._place[self._order], places)

    @cached_property
    def _empty(self) -> Days:
        lost = self._place[(self._place >= 0) & ~self._there]
        return np.bincount(lost, minlength=len(self.theory.kpis))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {id: place for place, id in enumerate(self.theory.kpis)}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many values there are of each id that has some, segments included."""
        found: Counter[str] = Counter()
        rows = np.bincount(self._given[self._there], minlength=len(self._ids)).tolist()
        for id, count in zip(self._ids, rows, strict=True):
            found[self.theory.resolve(id)] += count
        return +found

    def series(self, id: str) -> Series:
        """Return what was measured of a KPI."""
        place = self._places[id]
        rows = self._order[self._starts[place] : self._starts[place + 1]]
        empty = int(self._empty[place])
        if self._mixed[place] or self._fractional[place]:
            return series_of(self.theory.kpis[id], self._observations(id, np.sort(rows)), empty)
        factor = float(self.drafts.factor[place])
        days = map(dt.date.fromordinal, self._day[rows].tolist())
        values = (self._value[rows] * factor).tolist()
        return Series(
            scale=scale_of(self.theory.kpis[id]),
            points=tuple(zip(days, values, strict=True)),
            discarded=Counter({WITHOUT_VALUE: empty} if empty else {}),
        )

    def _observations(self, id: str, rows: Days) -> list[Observation]:
        return [
            Observation(
                kpi=id,
                date=dt.date.fromordinal(int(self._day[row])),
                value=Quantity.read(self._number(self._value[row])),
                segment=None if self._segment[row] == WHOLE else self._segments[self._segment[row]],
            )
            for row in rows
        ]

    def troubled(self) -> Iterator[str]:
        """Return the ids of the KPIs whose rows are not plain."""
        return self._marked(self._mixed | self._fractional)

    def _marked(self, marks: Truths) -> Iterator[str]:
        ids = tuple(self.theory.kpis)
        return (ids[place] for place in np.flatnonzero(marks))

    def latest(self, as_of: int) -> tuple[Floats, Days, Truths]:
        """Return the latest value of each KPI up to a day, and its day.

        Parameters
        ----------
        as_of
            The day, as an ordinal.

        Returns
        -------
        tuple
            The values and days, and which KPIs have to be asked for one by one, since something in
            their rows is not plain.
        """
        count = len(self.theory.kpis)
        rows = (self._place >= 0) & (self._segment == WHOLE) & self._there & (self._day <= as_of)
        used = slice(None) if rows.all() else rows
        place, day, value = self._place[used], self._day[used], self._value[used]
        newest = np.full(count, NO_DAY, np.int64)
        np.maximum.at(newest, place, day)
        last = np.flatnonzero(day == newest[place])
        actual = np.full(count, np.nan)
        actual[place[last]] = value[last]
        twice = np.bincount(place[last], minlength=count) > 1
        return actual * self.drafts.factor, newest, twice | self._impossible


def columns_from(theory: TheoryOfChange, frame: pd.DataFrame) -> Columns | None:
    """Hold a frame of measured values as columns.

    Parameters
    ----------
    theory
        The theory.
    frame
        As :func:`~theoryofchange.stages.analysis.reading.observations_from` takes it.

    Returns
    -------
    Columns or None
        ``None`` where it has to be read row by row: values are no plain numbers, or a cell is not
        what its column holds.

    Raises
    ------
    TypeError, ValueError
        Where it is no frame, or its columns are not those of measured values.
    """
    check_frame(frame)
    if not pd.api.types.is_numeric_dtype(frame["value"]):
        return None
    if pd.api.types.is_bool_dtype(frame["value"]) or pd.api.types.is_complex_dtype(frame["value"]):
        return None
    value = frame["value"].to_numpy(np.float64, na_value=np.nan) + 0.0
    try:
        code, named = pd.factorize(frame["kpi"])
        ids = [bare(id) for id in named.tolist()]
        day, (segment, segments) = _days(frame["date"]), _segments(frame)
        _check_counts(frame)
    except (TypeError, ValueError):
        return None
    strange = not all(isinstance(id, str) and id for id in ids)
    if strange or (code < 0).any() or np.isinf(value).any():
        return None
    return Columns(
        theory,
        ids=ids,
        code=code.astype(np.int64, copy=False),
        day=day,
        value=value,
        integral=pd.api.types.is_integer_dtype(frame["value"]),
        segments=segments,
        segment=segment,
    )


def _days(column: pd.Series[Any]) -> Days:
    """Return the days of a column as ordinals.

    Raises
    ------
    ValueError
        Where a cell is no day.
    """
    if column.isna().any():
        raise ValueError("a day is absent")
    if pd.api.types.is_datetime64_any_dtype(column):
        local = column if column.dt.tz is None else column.dt.tz_localize(None)
        ordinals = local.to_numpy().astype("datetime64[D]").astype(np.int64) + _EPOCH
        if ((ordinals < 1) | (ordinals > dt.date.max.toordinal())).any():
            raise ValueError("a day is beyond the calendar")
        return ordinals
    code, cells = pd.factorize(column)
    days = [read_day(0, bare(cell)).toordinal() for cell in cells]
    return np.array(days, np.int64)[code]


def _segments(frame: pd.DataFrame) -> tuple[Days, list[str]]:
    """Return the segment of each row, and their names.

    Raises
    ------
    ValueError
        Where a cell is no text.
    """
    if "segment" not in frame:
        return np.full(len(frame), WHOLE, np.int64), []
    code, cells = pd.factorize(frame["segment"])
    names = [bare(cell) for cell in cells]
    if not all(isinstance(name, str) for name in names):
        raise ValueError("a segment is no text")
    kept = np.array([WHOLE if is_missing(name) else at for at, name in enumerate(names)] + [WHOLE])
    return kept[code].astype(np.int64), names


def _check_counts(frame: pd.DataFrame) -> None:
    """Raise where a count of cases is none."""
    if "n" in frame:
        for cell in pd.unique(frame["n"]):
            read_count(0, bare(cell))
