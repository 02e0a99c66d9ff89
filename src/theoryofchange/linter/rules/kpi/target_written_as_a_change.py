"""KPI037."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare.messages import shown
from theoryofchange.kpi import Kpi
from theoryofchange.linter.figures import what_at
from theoryofchange.linter.rule import rule
from theoryofchange.quantity import Quantity
from theoryofchange.record import replace
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route

_SIGNS = ("+", "＋", "-", "−", "–")
_KINDS = ("number", "percent", "money", "duration")


@rule("KPI037", severity="warning", confidence="medium")
def target_written_as_a_change(kpi: Kpi) -> Iterator[Fault]:
    """A target says by how much, not what the KPI is to be.

    ## What it does

    Finds targets and milestones such as “+5 %” or “-5 %” of a KPI whose baseline is written without
    a sign, and says which figures may be meant. Where the baseline has a sign too, as a rate of
    growth has, nothing is said.

    ## Why it matters

    A target is a level: “+5 %” is read as 5 %. Whether 5 % more or 5 points more than the baseline
    was meant, nobody can tell a year later, and progress towards 5 % is progress towards nothing.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue:
        measures: growth
        unit: EUR
        baseline: {value: 200000, date: 2025-12-31}
        target: {value: +5 %, date: 2027-12-31}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      revenue:
        measures: growth
        unit: EUR
        baseline: {value: 200000, date: 2025-12-31}
        target: {value: 210000, date: 2027-12-31}
    ```

    ## References

    USAID PIRS: baseline and targets are stated as values of the indicator.
    """
    baseline = kpi.baseline.value if kpi.baseline else None
    if baseline is None or kpi.confidential or not _is_level(baseline):
        return
    for route, figure in _aims(kpi):
        if figure is not None and figure.kind == "percent" and figure.text.startswith(_SIGNS):
            yield Fault(
                route,
                f"{what_at(route, kpi.name)} is written as a change, {shown(figure.text)}, and"
                f" would be read as {figure.value:g} %; the baseline is {baseline}.",
                _tip(kpi, baseline, figure),
            )


def _aims(kpi: Kpi) -> Iterator[tuple[Route, Quantity | None]]:
    if kpi.target:
        yield ("kpis", kpi.id, "target", "value"), kpi.target.value
    for index, milestone in enumerate(kpi.milestones):
        yield ("kpis", kpi.id, "milestones", index, "value"), milestone.value


def _is_level(baseline: Quantity) -> bool:
    is_plain = baseline.kind in _KINDS and baseline.bound == "=" and baseline.value is not None
    return is_plain and not baseline.text.startswith(_SIGNS)


def _tip(kpi: Kpi, baseline: Quantity, change: Quantity) -> str:
    level, by = baseline.value or 0.0, change.value or 0.0
    more = f"{_figure(level * (1 + by / 100), baseline, kpi)} is {_way(by)} than the baseline"
    if baseline.kind != "percent" and (kpi.unit or "").strip() not in ("percent", "%"):
        return f"Write what it is to be: {more}."
    points = f"{_figure(level + by, baseline, kpi)} is {_way(by, ' points')}"
    return (
        f"Write what it is to be: {more}, {points}; or leave out the sign if {by:g} % itself is"
        " meant."
    )


def _way(change: float, unit: str = " %") -> str:
    return f"{abs(change):g}{unit} {'more' if change >= 0 else 'less'}"


def _figure(value: float, baseline: Quantity, kpi: Kpi) -> str:
    figure = replace(baseline, value=float(f"{value:.6g}"))
    if baseline.kind != "number" or baseline.unit or not kpi.unit:
        return str(figure)
    return f"{figure} {'%' if kpi.unit == 'percent' else kpi.unit}"
