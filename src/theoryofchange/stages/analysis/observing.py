"""What was measured of each KPI: observations as points on its scale."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, NamedTuple

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.measurement import Problem, segments, series
from theoryofchange.measurement.derivation import shortened
from theoryofchange.measurement.possible import impossible, is_fraction, stray_fractions
from theoryofchange.measurement.scale import Scale, figure_of, scale_of
from theoryofchange.measurement.values import Point
from theoryofchange.stages.provenance import Window, window_of

WITHOUT_VALUE = "without a value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What was measured of one KPI.

    Parameters
    ----------
    scale
        Its scale.
    points
        The (date, value) pairs of the whole on that scale, in time order, one a date.
    segments
        The same for each segment that it was measured in. The whole is not made up from them.
    discarded
        How many of its values became no point of the whole, by why.
    problems
        The values that could not be used or are doubtful.
    contradictions
        The dates that have several values, and the want of a whole.
    """

    scale: Scale
    points: tuple[Point, ...] = ()
    segments: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    discarded: Counter[str] = field(default_factory=Counter)
    problems: tuple[Problem, ...] = ()
    contradictions: tuple[Problem, ...] = ()


class ValuesByKpi(ABC):
    """What was measured, KPI by KPI.

    Parameters
    ----------
    theory
        The theory whose KPIs they are.

    Attributes
    ----------
    in_columns
        Whether they are held as columns.
    """

    in_columns: ClassVar[bool] = False

    def __init__(self, theory: TheoryOfChange) -> None:
        self.theory = theory

    @property
    @abstractmethod
    def window(self) -> Window:
        """Over which days they reach."""

    @property
    @abstractmethod
    def refused(self) -> tuple[Problem, ...]:
        """The rows that have no value."""

    @property
    @abstractmethod
    def unknown(self) -> Mapping[str, int]:
        """How many values there are of each id that is no KPI."""

    @property
    @abstractmethod
    def counts(self) -> Mapping[str, int]:
        """How many values there are of each id that has some, segments included."""

    @abstractmethod
    def series(self, id: str) -> Series:
        """Return what was measured of a KPI."""

    def troubled(self) -> Iterable[str]:
        """Return the ids of the KPIs that may have problems, in the order of the theory."""
        return self.theory.kpis

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be used, and why."""
        troubled = [self.series(id) for id in self.troubled()]
        return (
            *self.refused,
            *_strangers(self.unknown),
            *(problem for held in troubled for problem in held.problems),
            *(problem for held in troubled for problem in held.contradictions),
        )


class Observations(ValuesByKpi):
    """What was measured, from observations as people write them.

    Parameters
    ----------
    theory
        The theory.
    observations
        Measured values, in any order.
    refused
        The rows that have no value.
    """

    def __init__(
        self,
        theory: TheoryOfChange,
        observations: Iterable[Observation],
        refused: Sequence[Problem] = (),
    ) -> None:
        super().__init__(theory)
        self._held: dict[str, list[Observation]] = {}
        for observation in observations:
            self._held.setdefault(theory.resolve(observation.kpi), []).append(observation)
        self._refused = tuple(refused)
        self._empty = Counter(theory.resolve(problem.kpi) for problem in refused)
        self._series: dict[str, Series] = {}

    @property
    def window(self) -> Window:
        """Over which days they reach."""
        return window_of([each.date for held in self._held.values() for each in held])

    @property
    def refused(self) -> tuple[Problem, ...]:
        """The rows that have no value."""
        return self._refused

    @property
    def unknown(self) -> Mapping[str, int]:
        """How many values there are of each id that is no KPI."""
        return {id: len(rows) for id, rows in self._held.items() if id not in self.theory.kpis}

    @property
    def counts(self) -> Mapping[str, int]:
        """How many values there are of each id that has some, segments included."""
        return {id: len(rows) for id, rows in self._held.items()}

    def series(self, id: str) -> Series:
        """Return what was measured of a KPI."""
        if id not in self._series:
            rows, empty = self._held.get(id, ()), self._empty[id]
            self._series[id] = series_of(self.theory.kpis[id], rows, empty)
        return self._series[id]


def series_of(kpi: Kpi, observations: Sequence[Observation], empty: int = 0) -> Series:
    """Put what was measured of a KPI on its scale.

    Parameters
    ----------
    kpi
        The KPI.
    observations
        Its measured values, in any order and as people write them.
    empty
        How many rows had no value.

    Returns
    -------
    Series
        Its points, and what became none.
    """
    scale = scale_of(kpi, (each.value for each in observations))
    rows: list[_Placed] = []
    problems: list[Problem] = []
    discarded: Counter[str] = Counter()
    for observation in observations:
        reason = impossible(observation.value, kpi)
        placed = scale.place_exactly(observation.value)
        if reason is None and not isinstance(placed, str):
            rows.append(_Placed(kpi.id, observation.date, placed, observation.segment))
            continue
        problems.append(_unused(kpi, observation, reason, placed))
        discarded["impossible" if reason else "unreadable on its scale"] += 1
    problems += _doubtful(kpi, scale, observations)
    points, contradictions = series(rows)
    if kpi.confidential:
        contradictions = tuple(map(_told_without_values, contradictions))
    used = points.get(kpi.id, ())
    _discard(discarded, rows, used)
    if empty:
        discarded[WITHOUT_VALUE] = empty
    return Series(
        scale=scale,
        points=used,
        segments=segments(rows).get(kpi.id, {}),
        discarded=discarded,
        problems=tuple(problems),
        contradictions=contradictions,
    )


class _Placed(NamedTuple):
    kpi: str
    date: dt.date | None
    value: float | None
    segment: str | None


def _strangers(unknown: Mapping[str, int]) -> Iterator[Problem]:
    for id, count in unknown.items():
        message = f"{id} is no KPI: {count} of its values are not used"
        yield Problem(kpi=id, message=message)


def _discard(discarded: Counter[str], rows: Iterable[_Placed], points: Sequence[Point]) -> None:
    used = {day for day, _ in points}
    for row in rows:
        if row.segment:
            discarded["of a segment"] += 1
        elif row.date not in used:
            discarded["contradictory"] += 1


def _unused(
    kpi: Kpi, observation: Observation, impossible: str | None, placed: float | str
) -> Problem:
    """Say why a value is not used; of a confidential one not what it is."""
    why = f"it is {shortened(observation.value.text)}, and {impossible}" if impossible else placed
    if kpi.confidential:
        why = "no such value can be measured" if impossible else "it is not on the scale of its KPI"
    message = f"the value of {kpi.id} for {observation.date} is not used: {why}"
    return Problem(kpi=kpi.id, message=message, date=observation.date, segment=observation.segment)


def _told_without_values(problem: Problem) -> Problem:
    """Say that a day has several values, and not which."""
    if problem.date is None:
        return problem
    where = f"{problem.kpi}, segment {problem.segment}," if problem.segment else problem.kpi
    return replace(problem, message=f"{where} has several values for {problem.date}")


def _doubtful(kpi: Kpi, scale: Scale, rows: Sequence[Observation]) -> Iterator[Problem]:
    """Yield a problem for each value that is used as it stands, and was hardly meant so."""
    measured = [row.value for row in rows]
    if kpi.confidential or not any(is_fraction(value) for value in measured):
        return
    planned = [figure_of(kpi.baseline), figure_of(kpi.target), *(m.value for m in kpi.milestones)]
    stray = stray_fractions(scale, (*filter(None, planned), *measured))
    for row in rows:
        if is_fraction(row.value) and row.value.value in stray:
            message = (
                f"the value of {kpi.id} for {row.date}, {row.value.text}, is used as "
                f"{row.value.text} %: it looks like a fraction of 1 among percentages"
            )
            yield Problem(kpi=kpi.id, message=message, date=row.date, segment=row.segment)
