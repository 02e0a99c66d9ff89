"""What a reader should know beside a forecast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.derivation import plain
from theoryofchange.measurement.forecasting import LEVELS, Outlook, Run, bounds_for
from theoryofchange.measurement.plan import Aim
from theoryofchange.measurement.status import up_to
from theoryofchange.quantity.cadence import cadence_days
from theoryofchange.quantity.duration import DAYS
from theoryofchange.stages.analysis.observing import Series
from theoryofchange.view.measure import counted

_LENGTHS: Mapping[str, float] = {
    "year": DAYS["year"],
    "half-year": DAYS["year"] / 2,
    "quarter": DAYS["quarter"],
    "month": DAYS["month"],
    "fortnight": 2 * DAYS["week"],
    "week": DAYS["week"],
    "working day": DAYS["day"],
    "day": DAYS["day"],
}
_ANOTHER_RHYTHM = 1.5
"""How much longer or shorter than declared a rhythm is before that is worth saying."""


def remarks(
    kpi: Kpi, series: Series, run: Run, as_of: dt.date | None, aim: Aim, found: Outlook
) -> Iterator[str]:
    """Yield what a reader should know beside a forecast, each in words."""
    yield from _unused(series, run, as_of)
    yield from _rhythm(kpi, run, as_of, found)
    if found.calibration.steps < len(found.projection.mean):
        yield (
            f"tested up to {found.calibration.steps} values ahead, while "
            f"{len(found.projection.mean)} are due"
        )
    if aim.plan.direction is None:
        yield f"no direction is declared, the plan's own figures say {aim.way}"
    last, value = run.points[-1]
    if aim.reaches(value, aim.enough):
        yield f"{plain(value)} on {last} meets {aim.goal} already, so that P(by) is 1"
    yield from _beyond(kpi, series, run, found)


def _unused(series: Series, run: Run, as_of: dt.date | None) -> Iterator[str]:
    later = 0 if as_of is None else len(series.points) - up_to(series.points, as_of)
    if later:
        yield f"{counted(later, 'value')} dated after {as_of} not used"
    if run.earlier:
        first = run.points[0][0]
        yield f"{counted(run.earlier, 'value')} before the gap that ends before {first} not used"
    for why, count in series.discarded.items():
        yield f"{counted(count, 'row')} {why} not used"


def _rhythm(kpi: Kpi, run: Run, as_of: dt.date | None, found: Outlook) -> Iterator[str]:
    rhythm = run.rhythm
    declared = cadence_days(kpi.cadence) if kpi.cadence else None
    if declared:
        ratio = _LENGTHS[rhythm.period] / declared
        if not 1 / _ANOTHER_RHYTHM <= ratio <= _ANOTHER_RHYTHM:
            yield f"declared {kpi.cadence}, and its values come one a {rhythm.period}"
    missing = rhythm.until(run.points[-1][0], as_of) - 1 if as_of else 0
    if missing > 0:
        yield f"{counted(missing, 'value')} due since {run.points[-1][0]} not there yet"
    if rhythm.season > 1 and found.season == 1:
        needed = 2 * rhythm.season
        yield f"no season is looked for: two, {needed} values, are needed, not {len(run.points)}"


def _beyond(kpi: Kpi, series: Series, run: Run, found: Outlook) -> Iterator[str]:
    """Say where an interval goes beyond what such figures mostly are."""
    if found.bounds.curve == "as measured":
        bounds = bounds_for(kpi, series.scale)
        if bounds.curve != "as measured":
            yield "a value lies on the bound of its unit, so that intervals may go beyond it"
            return
        low, high = found.interval(LEVELS[-1])
        values = [value for _, value in run.points]
        if min(values) >= 0 > low.min():
            yield "the 95 % interval goes below 0: nothing declares that no value can"
        percent = series.scale.reference is not None and series.scale.reference.kind == "percent"
        if percent and max(values) <= 100 < high.max():
            yield "the 95 % interval goes above 100 %: nothing declares that it is a share"
