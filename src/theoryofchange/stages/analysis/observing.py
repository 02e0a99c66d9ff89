"""Measured values: a caller's frame as observations, and observations as points on a scale."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Observation
from theoryofchange.measurement import Problem, series
from theoryofchange.measurement.values import Point
from theoryofchange.quantity import Quantity
from theoryofchange.shape import read_date
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.stages.analysis.scale import Scale, scale_of

if TYPE_CHECKING:
    import pandas as pd

REQUIRED = ("kpi", "date", "value")
COLUMNS = (*REQUIRED, "n", "segment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What was measured, KPI by KPI.

    Parameters
    ----------
    scales
        The scale of each KPI, by id.
    points
        The (date, value) pairs of each measured KPI on its scale, in time order.
    problems
        The rows that could not be used, and why.
    """

    scales: Mapping[str, Scale]
    points: Mapping[str, tuple[Point, ...]]
    problems: tuple[Problem, ...]


class _Row(NamedTuple):
    kpi: str
    date: dt.date | None
    value: float | None
    segment: str | None


def observed_in(theory: TheoryOfChange, observations: Iterable[Observation]) -> Observed:
    """Put observations on the scales of a theory's KPIs.

    Parameters
    ----------
    theory
        The theory.
    observations
        Measured values, in any order and as people write them.

    Returns
    -------
    Observed
        Scales, points and problems. Values of segments play no part beside being checked.
    """
    held: dict[str, list[Observation]] = {}
    for observation in observations:
        held.setdefault(theory.resolve(observation.kpi), []).append(observation)
    scales = {
        id: scale_of(kpi, (each.value for each in held.get(id, ())))
        for id, kpi in theory.kpis.items()
    }
    problems = [
        Problem(kpi=id, message=f"{id} is no KPI: {len(rows)} of its values are not used")
        for id, rows in held.items()
        if id not in theory.kpis
    ]
    rows: list[_Row] = []
    for id, scale in scales.items():
        for observation in held.get(id, ()):
            placed = scale.place_exactly(observation.value)
            if isinstance(placed, str):
                problems.append(_unplaced(id, observation, placed))
            else:
                rows.append(_Row(id, observation.date, placed, observation.segment))
    points, more = series(rows)
    return Observed(scales=scales, points=points, problems=(*problems, *more))


def _unplaced(kpi: str, observation: Observation, reason: str) -> Problem:
    message = f"the value of {kpi} for {observation.date} is not used: {reason}"
    return Problem(kpi=kpi, message=message, date=observation.date, segment=observation.segment)


def observations_from(frame: pd.DataFrame) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    """Read a frame of measured values.

    Parameters
    ----------
    frame
        One row a value. Columns ``kpi`` (id), ``date`` (date, timestamp or ``2025-12-31``),
        ``value`` (number or text such as ``80 %``) and, if you like, ``n`` (count of cases) and
        ``segment`` (text; absent for the whole).

    Returns
    -------
    tuple
        The observations, and a problem for each row without a value.

    Raises
    ------
    ValueError
        Where a column is missing, repeated or unknown, or a cell is not what its column holds. The
        message names the column, and the row counted from 0.
    """
    if not hasattr(frame, "columns"):
        raise TypeError(f"observations are a pandas.DataFrame, not a {type(frame).__name__}")
    _check_columns([str(name) for name in frame.columns])
    held = [frame[name].tolist() if name in frame else [None] * len(frame) for name in COLUMNS]
    observations: list[Observation] = []
    problems: list[Problem] = []
    for at, (kpi, date, value, n, segment) in enumerate(zip(*held, strict=True)):
        if not isinstance(kpi, str) or not kpi:
            raise _wrong("kpi", at, "the id of a KPI", kpi)
        day = _date(at, date)
        if _is_missing(value):
            message = f"{kpi} has a row for {day} without a value"
            problems.append(Problem(kpi=kpi, message=message, date=day))
            continue
        observations.append(
            Observation(
                kpi=kpi,
                date=day,
                value=_value(at, value),
                n=_count(at, n),
                segment=_segment(at, segment),
            )
        )
    return tuple(observations), tuple(problems)


def _check_columns(names: Sequence[str]) -> None:
    for name in REQUIRED:
        if name not in names:
            raise ValueError(f"observations: there is no column {name!r}")
    for name in names:
        if name not in COLUMNS:
            tip = did_you_mean(name, COLUMNS, f"The columns are {', '.join(COLUMNS)}.")
            raise ValueError(f"observations: the column {name!r} is not known. {tip}")
        if names.count(name) > 1:
            raise ValueError(f"observations: there are several columns {name!r}")


def _wrong(column: str, at: int, wanted: str, cell: object) -> ValueError:
    return ValueError(
        f"observations: column {column!r}, row {at}: {wanted} is needed, not {cell!r}"
    )


def _is_missing(cell: Any) -> bool:
    """Tell whether a cell is empty: nothing, or unequal to itself as NaN, NaT and NA are."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return bool(cell == "" or cell != cell)


def _date(at: int, cell: Any) -> dt.date:
    if not _is_missing(cell):
        try:
            return read_date(cell.date() if isinstance(cell, dt.datetime) else cell)
        except ValueError:
            pass
    raise _wrong("date", at, "a date", cell)


def _value(at: int, cell: Any) -> Quantity:
    try:
        return Quantity.read(cell)
    except ValueError:
        raise _wrong("value", at, "a finite number or text", cell) from None


def _count(at: int, cell: Any) -> int | None:
    if _is_missing(cell):
        return None
    whole = isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell)
    if not whole or cell != int(cell) or cell < 0:
        raise _wrong("n", at, "a count", cell)
    return int(cell)


def _segment(at: int, cell: Any) -> str | None:
    if _is_missing(cell):
        return None
    if not isinstance(cell, str):
        raise _wrong("segment", at, "text", cell)
    return cell
