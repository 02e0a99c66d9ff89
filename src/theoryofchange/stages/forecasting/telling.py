"""What the figures of one KPI say of its target's date, or why they do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.forecasting import (
    LEAST_POINTS,
    LEVELS,
    MOST_STEPS,
    UNBOUNDED,
    Bounds,
    Forecaster,
    Outlook,
    Run,
    bounds_for,
    chances,
    needed_for,
    outlook,
    paths_of,
    run_of,
)
from theoryofchange.measurement.plan import Aim
from theoryofchange.measurement.status import up_to
from theoryofchange.measurement.values import Point
from theoryofchange.stages.analysis.observing import Series, ValuesByKpi
from theoryofchange.stages.analysis.planning import plan_of
from theoryofchange.stages.analysis.standing import ranked_of
from theoryofchange.stages.forecasting.aiming import Mark, aimed, goal_of, marks_of, out_of_reach
from theoryofchange.stages.forecasting.remarks import remarks
from theoryofchange.stages.forecasting.result import Chance, Forecast, Period
from theoryofchange.view.measure import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """From what, from when and by what it is looked ahead.

    Parameters
    ----------
    measured
        What was measured.
    as_of
        The day of looking; ``None`` where nothing is measured and no day is named.
    forecaster
        What projects a series.
    seed
        The seed of the paths that are drawn.
    """

    measured: ValuesByKpi
    as_of: dt.date | None
    forecaster: Forecaster
    seed: int


def told(kpi: Kpi, looking: Looking) -> Forecast:
    """Tell how likely a KPI meets its target by its date, or why that cannot be told."""
    named: dict[str, Any] = {"id": kpi.id, "name": kpi.name, "unit": kpi.unit}
    if kpi.confidential:
        return Forecast(**named, reason="its figures are withheld")
    series = looking.measured.series(kpi.id)
    scale = series.scale
    named["unit"] = scale.time or kpi.unit
    if scale.of_dates:
        return Forecast(**named, reason="its figure is a day, and days are no series")
    if ranked_of(kpi, scale) is not False:
        return Forecast(**named, reason="a rank depends on what others do, not on its own past")
    planned = plan_of(kpi, scale)
    aim = aimed(kpi, planned.plan, planned.notes, looking.as_of)
    named["target_date"] = planned.plan.target_date
    if isinstance(aim, str):
        return Forecast(**named, reason=aim)
    named |= {"target": aim.goal, "goal": goal_of(aim)}
    known = _known(series.points, looking.as_of)
    run = run_of(known)
    if run is None:
        return Forecast(**named, needed=needed_for(1), reason=_nothing(series, looking.as_of))
    return _Case(kpi, series, aim, run, looking).told(named)


def _known(points: Sequence[Point], as_of: dt.date | None) -> Sequence[Point]:
    return points if as_of is None else points[: up_to(points, as_of)]


def _nothing(series: Series, as_of: dt.date | None) -> str:
    because = f"nothing is measured up to {as_of}" if as_of else "nothing is measured"
    if series.segments and not series.points:
        because = "it is measured only in segments: the whole has no value"
    return f"{because}, and {needed_for(1)} values are needed"


class _Case:
    """One KPI that has an aim and values."""

    def __init__(self, kpi: Kpi, series: Series, aim: Aim, run: Run, looking: Looking) -> None:
        self.kpi, self.series, self.aim, self.run, self.looking = kpi, series, aim, run, looking
        self.last, self.now = run.points[-1]

    def told(self, named: dict[str, Any]) -> Forecast:
        """Return the forecast."""
        run, due = self.run, self._due(self.aim.plan.target_date)
        needed = needed_for(due)
        named |= {"points": run.points, "needed": needed}
        named["cadence"] = run.rhythm.period if len(run.points) > 1 else None
        reason = self._refused(due, needed)
        if reason is not None:
            return Forecast(**named, reason=reason)
        bounds, values = self._bounds(), [value for _, value in run.points]
        found = outlook(
            values,
            season=run.rhythm.season,
            steps=due,
            forecaster=self.looking.forecaster,
            bounds=bounds,
        )
        if isinstance(found, str):
            return Forecast(**named, reason=found)
        reason = out_of_reach(self.aim, bounds)
        return Forecast(
            **named,
            method=found.projection.method,
            scale=bounds.curve,
            season=found.season,
            periods=tuple(self._periods(found)),
            chances=() if reason else tuple(self._chances(found)),
            calibration=found.calibration,
            notes=tuple(remarks(self.kpi, self.series, run, self.looking.as_of, self.aim, found)),
            reason=reason,
        )

    def _due(self, day: dt.date | None) -> int:
        if day is None or day <= self.last:
            return 0
        return self.run.rhythm.until(self.last, day)

    def _refused(self, due: int, needed: int) -> str | None:
        count, rhythm = len(self.run.points), self.run.rhythm.period
        day = self.aim.plan.target_date
        if count + self.run.earlier >= needed_for(1) and due > MOST_STEPS:
            return f"{due:,} values are due up to {day}, and at most {MOST_STEPS} are looked ahead"
        if count < needed:
            has = f"it has {counted(count, 'value')}"
            if self.run.earlier:
                has = (
                    f"it has {counted(count, 'value')} since the last {rhythm} without one, which "
                    f"ends before {self.run.points[0][0]}"
                )
            ahead = f", as many as are due up to {day}" if needed > LEAST_POINTS else ""
            return f"{has}, and {needed} are needed{ahead}: {needed - count} more"
        if due == 0:
            return f"no value is due after that of {self.last} up to {day}: its status says it all"
        return None

    def _bounds(self) -> Bounds:
        bounds = bounds_for(self.kpi, self.series.scale)
        values = np.array([value for _, value in self.run.points])
        return bounds if bounds.holds(values) else UNBOUNDED

    def _periods(self, found: Outlook) -> Iterator[Period]:
        near, far = (found.interval(level) for level in LEVELS)
        columns = [column.tolist() for column in (found.points, *near, *far)]
        days = self.run.rhythm.days_after(self.last, len(found.points))
        for day, value, low_80, high_80, low_95, high_95 in zip(days, *columns, strict=True):
            yield Period(
                date=day,
                value=value,
                low_80=low_80,
                high_80=high_80,
                low_95=low_95,
                high_95=high_95,
            )

    def _chances(self, found: Outlook) -> Iterator[Chance]:
        drawn = found.bounds.closed(paths_of(found.projection, self.looking.seed, self.kpi.id))
        for mark in marks_of(self.aim, self.last):
            steps = self._due(mark.date)
            if steps:
                at, by = chances(drawn, mark.meets(self.aim), steps, now=self.now)
                yield _chance(mark, steps, at, by)


def _chance(mark: Mark, steps: int, at: float, by: float) -> Chance:
    return Chance(kind=mark.kind, date=mark.date, goal=mark.goal, steps=steps, at=at, by=by)
