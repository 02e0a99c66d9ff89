"""DAT005."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import rule
from theoryofchange.linter.values import later_rows, others
from theoryofchange.source.finding import Fault


@rule("DAT005", severity="warning")
def value_after_as_of(theory: TheoryOfChange) -> Iterator[Fault]:
    """A value is dated after the day the theory is looked at.

    ## What it does

    Finds observations, benchmarks and ratings whose date is later than `as_of`. Those of one KPI,
    or of one team, are one finding.

    ## Why it matters

    They are not used: what is known on a day does not rest on what came later. Either `as_of` was
    not moved when new values came in, or a date is wrong, and then the value counts for nobody.

    ## Example

    ```yaml
    theory: {as_of: 2026-01-01}
    goals: {growth: {}}
    kpis:
      active_customers: {measures: growth}
    observations:
      - {kpi: active_customers, date: 2026-03-31, value: 9800}
    ```

    ## Use instead

    ```yaml
    theory: {as_of: 2026-04-01}
    goals: {growth: {}}
    kpis:
      active_customers: {measures: growth}
    observations:
      - {kpi: active_customers, date: 2026-03-31, value: 9800}
    ```

    ## References

    DQA: timeliness; Reproducible Builds: a result depends on its input and on no clock.
    """
    if theory.as_of is None:
        return
    for section, id, routes in later_rows(theory, theory.as_of):
        number, name = len(routes), theory.name(id)
        word = section.removesuffix("s")
        what = f"A {word} of {name} is" if number == 1 else f"{number} {section} of {name} are"
        what = what.replace("A observation", "An observation")
        used = "it is not used" if number == 1 else "they are not used"
        yield Fault(
            routes[0],
            f"{what} dated after {theory.as_of}, the day the theory is looked at: {used}.",
            "Correct the date, or move as_of to a later day.",
            id=id,
            related=others(routes[1:], f"dated later too, one of {number - 1} more"),
        )
