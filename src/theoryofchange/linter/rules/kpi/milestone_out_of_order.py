"""KPI014."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from theoryofchange.kpi import Kpi, Measured
from theoryofchange.linter.figures import change_between
from theoryofchange.linter.rule import rule
from theoryofchange.measurement.scale import fits_every_scale
from theoryofchange.quantity import Quantity
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route


@rule("KPI014", severity="error")
def milestone_out_of_order(kpi: Kpi) -> Iterator[Fault]:
    """A milestone does not lie on the way from the baseline to the target.

    ## What it does

    Finds milestones that are not dated after the baseline and the milestone before them, or are
    dated after the target; and, of a KPI that should increase or decrease, those that are worse
    than the one before or better than the target. Values are looked at where the dates are in
    order. A target before its baseline is KPI013’s to report, one on the wrong side of it KPI012’s,
    one equal to it KPI016’s.

    ## Why it matters

    The milestones are the path that progress is compared with. A path that runs backward expects a
    loss and calls the gain that follows it a success.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        direction: increase
        baseline: {value: 9800, date: 2025-12-31}
        milestones: [{value: 11500, date: 2026-06-30}, {value: 10500, date: 2026-12-31}]
        target: {value: 12000, date: 2027-12-31}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        direction: increase
        baseline: {value: 9800, date: 2025-12-31}
        milestones: [{value: 10500, date: 2026-06-30}, {value: 11500, date: 2026-12-31}]
        target: {value: 12000, date: 2027-12-31}
    ```

    ## References

    USAID PIRS: targets by year; a path is monotone in time.
    """
    if not kpi.milestones:
        return
    start = [(_BASELINE, kpi.baseline)] if kpi.baseline else []
    milestones = [*enumerate(kpi.milestones)]
    faults = [*_dates(kpi, start, milestones)]
    yield from faults or _values(kpi, start, milestones)


_Point = tuple[int, Measured]
"""A point of the path: which of the milestones it is, and what it says."""

_BASELINE = -1
"""The number of the point at which the path starts."""


def _dates(kpi: Kpi, start: list[_Point], milestones: list[_Point]) -> Iterator[Fault]:
    end = kpi.target.date if kpi.target else None
    first = kpi.baseline.date if kpi.baseline else None
    if first and end and end <= first:
        start, end = [], None
    late = [each for each in milestones if end and each[1].date and each[1].date > end]
    if late:
        yield Fault(
            _at(kpi, late[0], "date"),
            f"A milestone of {kpi.name} is dated {late[0][1].date}, after its target, {end}"
            f"{_others(late)}.",
            "Correct one of the two dates: milestones lie before the target.",
            related=((("kpis", kpi.id, "target", "date"), "the date of the target"),),
        )
    points = [each for each in (*start, *milestones) if each[1].date and each not in late]
    for before, each in pairwise(points):
        day, day_before = each[1].date, before[1].date
        if day and day_before and day <= day_before:
            yield Fault(
                _at(kpi, each, "date"),
                f"A milestone of {kpi.name} is dated {day}, but follows"
                f" {_what(before)} of {day_before}.",
                "Correct one of the two dates, or write the milestones in order of time.",
                related=((_at(kpi, before, "date"), "the date before it"),),
            )


def _values(kpi: Kpi, start: list[_Point], milestones: list[_Point]) -> Iterator[Fault]:
    if kpi.direction not in ("increase", "decrease"):
        return
    target = kpi.target.value if kpi.target else None
    baseline = kpi.baseline.value if kpi.baseline else None
    if _goes_on([baseline, *(each.value for _, each in milestones), target], kpi.direction):
        return
    aimed = _gain(kpi, baseline, target)
    if (aimed is not None and aimed < 0) or (
        target and target.direction not in (None, kpi.direction)
    ):
        return
    beyond = [
        each for each in milestones if aimed != 0 and (_gain(kpi, target, each[1].value) or 0) > 0
    ]
    if beyond:
        yield Fault(
            _at(kpi, beyond[0], "value"),
            f"A milestone of {kpi.name}, {beyond[0][1].value}, is beyond its target, {target}"
            f"{_others(beyond)}.",
            "Correct one of the two figures: milestones lie on the way to the target.",
            related=((("kpis", kpi.id, "target", "value"), "the target"),),
        )
    points = [each for each in milestones if each not in beyond]
    for before, each in pairwise(points if aimed == 0 else (*start, *points)):
        if (_gain(kpi, before[1].value, each[1].value) or 0) < 0:
            yield Fault(
                _at(kpi, each, "value"),
                f"{kpi.name} is to {kpi.direction}, but a milestone of it, {each[1].value}, "
                f"follows {_what(before)} of {before[1].value}.",
                "Correct one of the two figures, or leave the step back out of the path.",
                related=((_at(kpi, before, "value"), "the figure before it"),),
            )


def _goes_on(path: list[Quantity | None], direction: str) -> bool:
    """Tell at once whether bare numbers, as most are, never step back."""
    stated = [each for each in path if each is not None]
    if not all(map(fits_every_scale, stated)):
        return False
    values = [each.value or 0.0 for each in stated]
    return values == sorted(values, reverse=direction == "decrease")


def _gain(kpi: Kpi, start: Quantity | None, end: Quantity | None) -> float | None:
    """Return how much better one figure is than another; ``None`` where it cannot be told."""
    change = None if end is None else change_between(start, end, kpi.unit)
    return -change if change is not None and kpi.direction == "decrease" else change


def _at(kpi: Kpi, point: _Point, field: str) -> Route:
    place = ("baseline",) if point[0] == _BASELINE else ("milestones", point[0])
    return ("kpis", kpi.id, *place, field)


def _what(point: _Point) -> str:
    return "its baseline" if point[0] == _BASELINE else "the milestone"


def _others(found: list[_Point]) -> str:
    if len(found) == 1:
        return ""
    return ", and so is another" if len(found) == 2 else f", and so are {len(found) - 1} others"
