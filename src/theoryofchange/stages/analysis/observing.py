"""Measured values: a caller's frame as observations, and observations as points on a scale."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from theoryofchange.errors import kind_of
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.measurement import Problem, series
from theoryofchange.measurement.derivation import shortened
from theoryofchange.measurement.possible import impossible, is_fraction, stray_fractions
from theoryofchange.measurement.scale import Scale, figure_of, scale_of
from theoryofchange.measurement.values import Point
from theoryofchange.quantity import Quantity
from theoryofchange.shape import read_date
from theoryofchange.source.suggest import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

REQUIRED = ("kpi", "date", "value")
COLUMNS = (*REQUIRED, "n", "segment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurements:
    """What was measured, KPI by KPI.

    Parameters
    ----------
    scales
        The scale of each KPI, by id.
    points
        The (date, value) pairs of each measured KPI on its scale, in time order.
    discarded
        How many of the values of each KPI became no point, by why.
    problems
        The rows that could not be used, and why.
    """

    scales: Mapping[str, Scale]
    points: Mapping[str, tuple[Point, ...]]
    discarded: Mapping[str, Counter[str]]
    problems: tuple[Problem, ...]


class _Placed(NamedTuple):
    kpi: str
    date: dt.date | None
    value: float | None
    segment: str | None


def measurements_of(theory: TheoryOfChange, observations: Iterable[Observation]) -> Measurements:
    """Put observations on the scales of a theory's KPIs.

    Parameters
    ----------
    theory
        The theory.
    observations
        Measured values, in any order and as people write them.

    Returns
    -------
    Measurements
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
    rows: list[_Placed] = []
    discarded: dict[str, Counter[str]] = {id: Counter() for id in theory.kpis}
    for id, scale in scales.items():
        kpi, measured = theory.kpis[id], held.get(id, ())
        for observation in measured:
            reason = impossible(observation.value, kpi)
            placed = scale.place_exactly(observation.value)
            if reason is None and not isinstance(placed, str):
                rows.append(_Placed(id, observation.date, placed, observation.segment))
                continue
            problems.append(_unused(kpi, observation, reason, placed))
            discarded[id]["impossible" if reason else "unreadable on its scale"] += 1
        problems += _doubtful(kpi, scale, measured)
    points, more = series(rows)
    _discard(discarded, rows, points)
    return Measurements(
        scales=scales, points=points, discarded=discarded, problems=(*problems, *more)
    )


def _discard(
    discarded: Mapping[str, Counter[str]],
    rows: Iterable[_Placed],
    points: Mapping[str, Sequence[Point]],
) -> None:
    used = {(id, day) for id, dated in points.items() for day, _ in dated}
    for row in rows:
        if row.segment:
            discarded[row.kpi]["of a segment"] += 1
        elif (row.kpi, row.date) not in used:
            discarded[row.kpi]["contradictory"] += 1


def _unused(
    kpi: Kpi, observation: Observation, impossible: str | None, placed: float | str
) -> Problem:
    """Say why a value is not used; of a confidential one not what it is."""
    why = f"it is {shortened(observation.value.text)}, and {impossible}" if impossible else placed
    if kpi.confidential:
        why = "no such value can be measured" if impossible else "it is not on the scale of its KPI"
    message = f"the value of {kpi.id} for {observation.date} is not used: {why}"
    return Problem(kpi=kpi.id, message=message, date=observation.date, segment=observation.segment)


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
        raise TypeError(f"observations takes a pandas.DataFrame, not {kind_of(frame)}")
    _check_columns([str(name) for name in frame.columns])
    held = [
        map(_bare, frame[name].tolist()) if name in frame else [None] * len(frame)
        for name in COLUMNS
    ]
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
    shown = shortened(repr(cell))
    return ValueError(f"observations: column {column!r}, row {at}: {wanted} is needed, not {shown}")


def _bare(cell: Any) -> Any:
    """Return a cell as Python has it: a numpy scalar, a decimal or an absent value as such."""
    if getattr(cell, "shape", None) == ():
        cell = cell.item()
    if isinstance(cell, Decimal):
        cell = None if cell.is_nan() else float(cell)
    return cell


def _is_missing(cell: Any) -> bool:
    """Tell whether a cell is empty: nothing, blank text, NaN, NaT or NA."""
    if isinstance(cell, str):
        return not cell.strip()
    if isinstance(cell, float):
        return math.isnan(cell)
    return cell is None or type(cell).__name__ in ("NAType", "NaTType")


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
