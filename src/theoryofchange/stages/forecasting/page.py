"""Forecasts as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from theoryofchange.measurement.forecasting import PATHS
from theoryofchange.stages.analysis.page import MOST_KPIS
from theoryofchange.stages.figure import figure
from theoryofchange.stages.result import percent
from theoryofchange.view.blocks import (
    Block,
    Cell,
    Column,
    Fan,
    FanDay,
    Headline,
    Meter,
    Note,
    Table,
    View,
)
from theoryofchange.view.measure import counted, number, within

if TYPE_CHECKING:
    from theoryofchange.measurement.forecasting import Calibration
    from theoryofchange.stages.forecasting.result import Chance, Forecast, Forecasts, Period

_CLEAR = 0.01
"""A chance nearer to none or to certainty than this is not told more exactly."""

WHAT_IT_IS = (
    "P(at): how likely the value at the target's date meets it. P(by): how likely it is met at "
    f"some value up to then. Shares of {PATHS:,} paths, drawn from what the figures did so far: "
    "they know nothing of what anybody plans to change."
)


def page_of(forecasts: Forecasts) -> View:
    """Return all forecasts as blocks: those that can be told, and why the others cannot."""
    return View("Forecast", tuple(_blocks(forecasts)), "forecast")


def _blocks(forecasts: Forecasts) -> Iterator[Block]:
    told = forecasts.told
    untold = [each for each in forecasts.kpis if each.reason is not None]
    day = f" on {forecasts.as_of}" if forecasts.as_of else ""
    total = counted(len(forecasts.kpis), "KPI")
    yield Headline(
        f"Of {total}{day}, {len(told):,} can be forecast, by the method {forecasts.method}.",
        note="" if told or not untold else "The reasons stand below.",
        tone="plain" if told else "unknown",
    )
    if told:
        yield Note(WHAT_IT_IS)
        yield _table(told[:MOST_KPIS])
        yield from _left_out(len(told))
    if untold:
        yield _reasons(untold[:MOST_KPIS])
        yield from _left_out(len(untold))


def _left_out(count: int) -> Iterator[Note]:
    if count > MOST_KPIS:
        yield Note(f"… and {counted(count - MOST_KPIS, 'more KPI')}, which to_frame() has too.")


def _table(told: Sequence[Forecast]) -> Table:
    columns = (
        Column("KPI"),
        Column("Target"),
        Column("By"),
        Column("P(at)", hint="That the value at the target's date meets it"),
        Column("P(by)", hint="That it is met at some value up to then"),
        Column("Expected then", "right", hint="The middle of what it may be"),
        Column("80 % interval", "right"),
        Column("Rests on"),
    )
    return Table(columns, tuple(map(_cells, told)), caption="How likely the targets are met")


def _cells(each: Forecast) -> tuple[Cell, ...]:
    end = each.at_target
    return (
        each.name,
        _aim(each),
        each.target_date.isoformat() if each.target_date else None,
        Meter(each.p_at, chance(each.p_at)),
        Meter(each.p_by, chance(each.p_by)),
        figure(within(end.value, _width(end)), each.unit) if end else None,
        _interval(end) if end else None,
        f"{counted(len(each.points), 'value')}, one a {each.cadence}",
    )


def _aim(each: Forecast) -> str | None:
    """Return where the value is to lie, with its unit."""
    low, high = each.goal
    if low is not None and high is not None:
        return f"{number(low)} to {figure(high, each.unit)}"
    if low is not None:
        return f"at least {figure(low, each.unit)}"
    return None if high is None else f"at most {figure(high, each.unit)}"


def _reasons(untold: Sequence[Forecast]) -> Table:
    columns = (Column("KPI"), Column("Why"))
    rows = tuple((each.name, f"{each.reason}.") for each in untold)
    return Table(columns, rows, caption="What cannot be told")


def chance(share: float | None) -> str:
    """Return a probability as people read it, no surer than the paths are.

    Examples
    --------
    >>> chance(0.456), chance(0.0004), chance(1.0), chance(None)
    ('46 %', 'under 1 %', 'over 99 %', '–')
    """
    if share is None or _CLEAR <= share <= 1 - _CLEAR:
        return percent(share)
    return "under 1 %" if share < _CLEAR else "over 99 %"


def view_of(each: Forecast) -> View:
    """Return one forecast as blocks: the chances, the drawing, and how it came about."""
    return View(each.name, tuple(_one(each)), "forecast")


def _one(each: Forecast) -> Iterator[Block]:
    if each.reason is not None:
        yield Headline(f"It cannot be told: {each.reason}.", tone="unknown")
    else:
        yield Headline(
            f"{each.name} meets {each.target} on {each.target_date}: {chance(each.p_at)}; "
            f"at some value up to then: {chance(each.p_by)}.",
            value=chance(each.p_at),
        )
    if each.periods:
        yield _fan(each)
    if len(each.chances) > 1:
        yield _chances(each.chances)
    yield from (Note(f"{text}.") for text in _derivation(each))


def _fan(each: Forecast) -> Fan:
    ahead = (
        FanDay(
            day=period.date,
            value=period.value,
            near=(period.low_80, period.high_80),
            far=(period.low_95, period.high_95),
        )
        for period in each.periods
    )
    return Fan(
        known=each.points,
        ahead=tuple(ahead),
        titles=("80 % interval", "95 % interval"),
        goal=each.goal,
        caption=f"{each.name}{f', {each.unit}' if each.unit else ''}",
    )


def _chances(chances: Sequence[Chance]) -> Table:
    columns = (Column("Goal"), Column("By"), Column("P(at)"), Column("P(by)"))
    rows = tuple(
        (
            each.goal.removeprefix("the "),
            each.date.isoformat(),
            Meter(each.at, chance(each.at)),
            Meter(each.by, chance(each.by)),
        )
        for each in chances
    )
    return Table(columns, rows, caption="Milestones and target")


def _derivation(each: Forecast) -> Iterator[str]:
    tested = each.calibration
    if each.method and tested:
        scale = "" if each.scale == "as measured" else f", on a {each.scale} scale"
        points = f"{counted(len(each.points), 'value')}, one a {each.cadence}"
        yield f"Method: {each.method}{scale}, from {points}"
        yield (
            f"Tested {counted(tested.folds, 'time')} on the past, up to {tested.steps} values "
            f"ahead: 80 % intervals held {percent(tested.before)} of what came, {_widened(tested)}"
        )
    yield from (f"{note[:1].upper()}{note[1:]}" for note in each.notes)


def _widened(tested: Calibration) -> str:
    if tested.factor == 1:
        return "and were not widened"
    times = number(round(tested.factor, 2))
    return f"and {percent(tested.after)} after they were made {times} times as wide"


def _interval(period: Period) -> str:
    low, high = (within(end, _width(period)) for end in (period.low_80, period.high_80))
    return f"{number(low)} to {number(high)}"


def _width(period: Period) -> float:
    return period.high_80 - period.low_80
