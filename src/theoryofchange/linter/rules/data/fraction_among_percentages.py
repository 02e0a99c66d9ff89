"""DAT009."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.linter.percentages import hundredfold_fix
from theoryofchange.linter.rule import rule
from theoryofchange.linter.values import others, rows_by_kpi
from theoryofchange.measurement.possible import is_fraction, stray_fractions
from theoryofchange.measurement.scale import figure_of, scale_of
from theoryofchange.quantity import Quantity
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route


@rule("DAT009", severity="warning", confidence="medium")
def fraction_among_percentages(theory: TheoryOfChange) -> Iterator[Fault]:
    """A figure of a percentage looks like a fraction of 1.

    ## What it does

    Finds bare numbers between 0 and 1 among the figures of a KPI in percent, where all its other
    figures are 2 or more and a hundred times the number would lie among them: between half the
    least and twice the greatest. The first of a KPI is reported, and the others beside it.

    ## Why it matters

    0.45 is read as 0.45 %, not as 45 %: nothing is converted on a guess. If a spreadsheet exported
    the cell as a fraction, the KPI seems to have fallen to almost nothing.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      retention:
        measures: growth
        unit: percent
        baseline: {value: 40, date: 2025-12-31}
        target: {value: 55, date: 2027-12-31}
    observations:
      - {kpi: retention, date: 2026-03-31, value: 0.45}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      retention:
        measures: growth
        unit: percent
        baseline: {value: 40, date: 2025-12-31}
        target: {value: 55, date: 2027-12-31}
    observations:
      - {kpi: retention, date: 2026-03-31, value: 45}
    ```

    ## References

    ISO 22400-2: unit of measure; DQA: validity.
    """
    measured = rows_by_kpi(theory, theory.observations)
    for id, kpi in theory.kpis.items():
        if kpi.confidential:
            continue
        rows = measured.get(id, ())
        stray = _stray(kpi, [*_figures(kpi), *(row.value for _, row in rows)])
        if stray:
            stated = [
                *_stated(kpi),
                *((("observations", at, "value"), row.value) for at, row in rows),
            ]
            found = [each for each in stated if is_fraction(each[1]) and each[1].value in stray]
            place, first = found[0]
            yield Fault(
                place,
                f"{first.text} is read as {first.text} %, while the other figures of "
                f"{kpi.name} are 2 % or more: it looks like a fraction of 1.",
                f"Write {100 * (first.value or 0):g} if it is one, or “{first.text} %” if it is "
                "not.",
                id=id,
                related=others([route for route, _ in found[1:]], "so does this figure"),
                fix=hundredfold_fix((route, figure.value or 0) for route, figure in found),
            )


def _stray(kpi: Kpi, figures: Sequence[Quantity]) -> frozenset[float]:
    if not any(map(is_fraction, figures)):
        return frozenset()
    return stray_fractions(scale_of(kpi, figures), figures)


def _figures(kpi: Kpi) -> Iterator[Quantity]:
    for held in (kpi.baseline, kpi.target, *kpi.milestones):
        if held is not None and held.value is not None:
            yield held.value


def _stated(kpi: Kpi) -> Iterator[tuple[Route, Quantity]]:
    route: Route = ("kpis", kpi.id)
    for field in ("baseline", "target"):
        figure = figure_of(getattr(kpi, field))
        if figure is not None:
            yield (*route, field, "value"), figure
    for index, milestone in enumerate(kpi.milestones):
        if milestone.value is not None:
            yield (*route, "milestones", index, "value"), milestone.value
