"""The values of each KPI in time order, and the latest one up to a date.

Rows that contradict each other are reported and left out: no row wins by coming last.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from theoryofchange.measurement.derivation import plain, require_finite


class Observed(Protocol):
    """What a row of measured values must have."""

    @property
    def kpi(self) -> str:
        """The KPI's id."""

    @property
    def date(self) -> datetime.date | None:
        """When it was measured."""

    @property
    def value(self) -> float | None:
        """The value in the KPI's unit."""

    @property
    def segment(self) -> str | None:
        """The part it was measured in; ``None`` or empty for the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The latest value of a KPI up to a date.

    Parameters
    ----------
    kpi
        The KPI's id.
    date
        When it was measured.
    value
        The value in the KPI's unit.
    later
        How many values are dated after the date asked for, and are ignored.
    """

    kpi: str
    date: datetime.date
    value: float
    later: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Rows of measured values that cannot be used as they stand.

    Parameters
    ----------
    kpi
        The KPI's id.
    message
        What is wrong, and what was done about it.
    date
        The date of the rows; ``None`` where the problem has none.
    segment
        The segment of the rows; ``None`` for the total.
    """

    kpi: str
    message: str
    date: datetime.date | None = None
    segment: str | None = None


Point = tuple[datetime.date, float]


def series(
    observations: Iterable[Observed],
) -> tuple[Mapping[str, tuple[Point, ...]], tuple[Problem, ...]]:
    """Put the total values of each KPI in time order, one a date.

    Parameters
    ----------
    observations
        Rows with ``kpi``, ``date``, ``value`` and ``segment``.

    Returns
    -------
    tuple
        The (date, value) pairs of each KPI, by id in the order of first mention, and the problems.
        A date with contradictory values is left out and reported; so is a row without date or
        value. The same value given twice is used and reported. A KPI measured only in segments is
        reported: a total is not made up from its parts.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> rows = [
    ...     Row(kpi="nps", date=datetime.date(2026, 1, 31), value=41.0, segment=None),
    ...     Row(kpi="nps", date=datetime.date(2025, 1, 31), value=38.0, segment=None),
    ...     Row(kpi="nps", date=datetime.date(2026, 1, 31), value=44.0, segment=None),
    ... ]
    >>> values, problems = series(rows)
    >>> values["nps"]
    ((datetime.date(2025, 1, 31), 38.0),)
    >>> problems[0].message
    'nps has 2 values for 2026-01-31 (41, 44): none of them is used'
    """
    cells, problems = _cells(observations)
    totals: dict[str, list[Point]] = {}
    for (kpi, segment, day), values in cells.items():
        points = totals.setdefault(kpi, [])
        if len(values) > 1:
            problems.append(_repeated(kpi, segment, day, values))
        if segment is None and len(set(values)) == 1:
            points.append((day, values[0]))
    whole = {kpi for kpi, segment, _ in cells if segment is None}
    problems += [
        Problem(kpi=kpi, message=f"{kpi} is measured only in segments: it has no total")
        for kpi in totals
        if kpi not in whole
    ]
    ordered = {kpi: tuple(sorted(points)) for kpi, points in totals.items() if points}
    return ordered, tuple(problems)


def segments(observations: Iterable[Observed]) -> Mapping[str, Mapping[str, tuple[Point, ...]]]:
    """Put the values of each segment of each KPI in time order, one a date.

    Parameters
    ----------
    observations
        Rows with ``kpi``, ``date``, ``value`` and ``segment``.

    Returns
    -------
    Mapping
        The (date, value) pairs of each segment by its name, by KPI id, both in the order of first
        mention. What :func:`series` leaves out and reports is left out.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> rows = [
    ...     Row(kpi="nps", date=datetime.date(2026, 1, 31), value=41.0, segment="web"),
    ...     Row(kpi="nps", date=datetime.date(2026, 1, 31), value=35.0, segment=None),
    ... ]
    >>> segments(rows)
    {'nps': {'web': ((datetime.date(2026, 1, 31), 41.0),)}}
    """
    held: dict[str, dict[str, list[Point]]] = {}
    for (kpi, segment, day), values in _cells(observations)[0].items():
        if segment is not None and len(set(values)) == 1:
            held.setdefault(kpi, {}).setdefault(segment, []).append((day, values[0]))
    return {
        kpi: {segment: tuple(sorted(points)) for segment, points in parts.items()}
        for kpi, parts in held.items()
    }


def latest(
    observations: Iterable[Observed], as_of: datetime.date
) -> tuple[Mapping[str, Latest], tuple[Problem, ...]]:
    """Find the latest total value of each KPI up to a date.

    Parameters
    ----------
    observations
        Rows with ``kpi``, ``date``, ``value`` and ``segment``.
    as_of
        The last date that counts; later values are counted and ignored.

    Returns
    -------
    tuple
        The latest value by KPI id, and the problems of :func:`series` with two more: a KPI that
        has only later values, and one whose contradictory rows are younger than the value used.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> rows = [
    ...     Row(kpi="nps", date=datetime.date(2025, 12, 31), value=38.0, segment=None),
    ...     Row(kpi="nps", date=datetime.date(2026, 12, 31), value=52.0, segment=None),
    ... ]
    >>> values, problems = latest(rows, as_of=datetime.date(2026, 6, 30))
    >>> values["nps"]
    Latest(kpi='nps', date=datetime.date(2025, 12, 31), value=38.0, later=1)
    """
    ordered, problems = series(observations)
    found: dict[str, Latest] = {}
    more: list[Problem] = []
    for kpi, points in ordered.items():
        known = [point for point in points if point[0] <= as_of]
        later = len(points) - len(known)
        if not known:
            message = f"{kpi} has only values dated after {as_of} ({later}): they are ignored"
            more.append(Problem(kpi=kpi, message=message))
            continue
        day, value = known[-1]
        found[kpi] = Latest(kpi=kpi, date=day, value=value, later=later)
    return found, (*problems, *more, *_stepped_back(found, problems, as_of))


def _cells(
    observations: Iterable[Observed],
) -> tuple[dict[tuple[str, str | None, datetime.date], list[float]], list[Problem]]:
    cells: dict[tuple[str, str | None, datetime.date], list[float]] = defaultdict(list)
    problems: list[Problem] = []
    for row in observations:
        segment = row.segment or None
        if row.date is None:
            message = f"a value of {row.kpi} has no date: it is not used"
            problems.append(Problem(kpi=row.kpi, message=message, segment=segment))
        elif row.value is None:
            message = f"{row.kpi} has a row for {row.date} without a value"
            problems.append(Problem(kpi=row.kpi, message=message, date=row.date, segment=segment))
        else:
            require_finite(**{f"the value of {row.kpi} for {row.date}": row.value})
            cells[row.kpi, segment, row.date].append(row.value)
    return cells, problems


def _repeated(
    kpi: str, segment: str | None, day: datetime.date, values: Sequence[float]
) -> Problem:
    where = f"{kpi}, segment {segment}," if segment else kpi
    if len(set(values)) == 1:
        message = f"{where} gives {plain(values[0])} for {day} {len(values)} times"
    else:
        listed = ", ".join(plain(value) for value in values)
        message = f"{where} has {len(values)} values for {day} ({listed}): none of them is used"
    return Problem(kpi=kpi, message=message, date=day, segment=segment)


def _stepped_back(
    found: Mapping[str, Latest], problems: Sequence[Problem], as_of: datetime.date
) -> list[Problem]:
    disputed: dict[str, datetime.date] = {}
    for problem in problems:
        if problem.segment is None and problem.date is not None and problem.date <= as_of:
            newest = disputed.get(problem.kpi, problem.date)
            disputed[problem.kpi] = max(newest, problem.date)
    return [
        Problem(
            kpi=kpi,
            date=day,
            message=f"{kpi} is taken from {found[kpi].date}: {day} has no value that can be used",
        )
        for kpi, day in disputed.items()
        if kpi in found and found[kpi].date < day
    ]
