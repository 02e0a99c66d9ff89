"""DAT007."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from theoryofchange.declare.messages import shown
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.linter.figures import what_at
from theoryofchange.linter.percentages import percentage_fix
from theoryofchange.linter.rule import rule
from theoryofchange.linter.values import rows_by_kpi
from theoryofchange.measurement.scale import (
    Scale,
    figure_of,
    fits_every_scale,
    scale_of,
    scale_of_unit,
)
from theoryofchange.quantity import Quantity
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route


@rule("DAT007", severity="warning", confidence="medium", yields_to=("KPI037",))
def unusable_figure(theory: TheoryOfChange) -> Iterator[Fault]:
    """A figure is not on the scale of its KPI.

    ## What it does

    Finds baselines, targets, milestones, tolerances, observations and benchmarks in another unit or
    currency than the KPI’s, and baselines, observations and benchmarks that are a range or a mere
    bound. The scale is that of the target, else of the unit, else of the first figure that says
    one; a bare number takes it. Where the target clashes with the unit, that alone is said.

    ## Why it matters

    Such a figure cannot be compared with the others: it is left out, and what rests on it stays
    unknown. Were it taken as it stands, a change of currency would look like a leap.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      basket: {measures: growth, unit: EUR, target: {value: 60, date: 2027-12-31}}
    observations:
      - {kpi: basket, date: 2026-03-31, value: $52}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      basket: {measures: growth, unit: EUR, target: {value: 60, date: 2027-12-31}}
    observations:
      - {kpi: basket, date: 2026-03-31, value: €48}
    ```

    ## References

    ISO 22400-2: unit of measure; DQA: validity.
    """
    measured = rows_by_kpi(theory, theory.observations)
    benchmarks = rows_by_kpi(theory, theory.benchmarks)
    for id, kpi in theory.kpis.items():
        if kpi.confidential:
            continue
        rows, outside = measured.get(id, ()), benchmarks.get(id, ())
        if not rows and not outside and all(map(fits_every_scale, _stated(kpi))):
            continue
        own = scale_of_unit(kpi)
        clash = list(_target(kpi, own)) if own else []
        scale = own if own and clash else scale_of(kpi, (row.value for _, row in rows))
        beside = scale if scale.reference else scale_of(kpi, (row.value for _, row in outside))
        found = clash or chain(
            _target(kpi, scale),
            _others(kpi, scale),
            _rows("observations", rows, scale),
            _rows("benchmarks", outside, beside),
        )
        for route, quantity, reason in found:
            yield Fault(
                route,
                f"{what_at(route, kpi.name)} is {shown(quantity.text)} and cannot be used: "
                f"{reason}.",
                "Write one figure in the unit of the KPI’s other figures.",
                id=id,
                related=_setting(kpi, scale, route),
                fix=percentage_fix(route, quantity.text),
            )


_Misfit = tuple[Route, Quantity, str]


def _stated(kpi: Kpi) -> list[Quantity]:
    held = [figure_of(each) for each in (kpi.target, kpi.baseline, *kpi.milestones)]
    return [each for each in (*held, kpi.tolerance) if each is not None]


def _target(kpi: Kpi, scale: Scale) -> Iterator[_Misfit]:
    target = figure_of(kpi.target)
    if target is not None and target.value is not None:
        is_range = target.kind == "range"
        placed = scale.place_figure(target, target.value) if is_range else scale.place(target)
        if isinstance(placed, str):
            yield ("kpis", kpi.id, "target", "value"), target, placed


def _others(kpi: Kpi, scale: Scale) -> Iterator[_Misfit]:
    stated: list[tuple[Route, Quantity | None, Callable[[Quantity], float | str]]] = [
        (("baseline", "value"), figure_of(kpi.baseline), scale.place_exactly),
        *(
            (("milestones", index, "value"), milestone.value, scale.place)
            for index, milestone in enumerate(kpi.milestones)
        ),
        (("tolerance",), kpi.tolerance, scale.place_distance),
    ]
    for fields, quantity, place in stated:
        if quantity is not None and quantity.value is not None:
            placed = place(quantity)
            if isinstance(placed, str):
                yield ("kpis", kpi.id, *fields), quantity, placed


def _rows(
    section: str, rows: Iterable[tuple[int, Observation | Benchmark]], scale: Scale
) -> Iterator[_Misfit]:
    for index, row in rows:
        placed = scale.place_exactly(row.value)
        if isinstance(placed, str) and row.value.readable:
            yield (section, index, "value"), row.value, placed


def _setting(kpi: Kpi, scale: Scale, route: Route) -> tuple[tuple[Route, str], ...]:
    """Return the place of what sets the scale, where that is another one."""
    place: Route = ("kpis", kpi.id, "unit" if scale.unit else "target")
    sets = scale.unit or (scale.reference and scale.reference is figure_of(kpi.target))
    return ((place, "this sets the scale"),) if sets and place != route[:3] else ()
