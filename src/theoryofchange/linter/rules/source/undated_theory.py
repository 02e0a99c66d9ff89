"""TOC012."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.graph.days import dated_facts
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC012", severity="warning")
def undated_theory(declaration: Declaration) -> Iterator[Fault]:
    """Nothing says on which day the theory is looked at.

    ## What it does

    Finds a theory without `as_of` in which no observation, baseline, rating, benchmark, evidence,
    reported status or attestation has a date either.

    ## Why it matters

    What is late and what is on plan depends on the day. Where the file names none, `toc run` takes
    today, and the same theory gives another result tomorrow: nobody can compare the two, and a
    result that is kept in git changes by itself.

    ## Example

    ```yaml
    theory: {title: Keep our customers}
    goals:
      growth: {due: 2027-12-31}
    ```

    ## Use instead

    ```yaml
    theory: {title: Keep our customers, as_of: 2026-01-01}
    goals:
      growth: {due: 2027-12-31}
    ```

    ## References

    Reproducible Builds: a result depends on its input and on no clock.
    """
    theory = declaration.theory
    declared = theory.goals or theory.outcomes or theory.kpis or theory.activities
    dated = theory.as_of or any(dated_facts(theory))
    if declared and not dated and not _may_be_lost(declaration):
        yield Fault(
            ("theory",),
            "The theory names no day to be looked at, and nothing in it has a date.",
            "Write theory: {as_of: 2026-01-31}, with the day that its figures are from.",
        )


def _may_be_lost(declaration: Declaration) -> bool:
    """Tell whether a day may be among what was refused and is stated as another fault."""
    return not declaration.complete or any(fault.code in _REFUSED for fault in declaration.faults)


_REFUSED = frozenset(
    {"TOC001", "TOC002", "TOC003", "TOC004", "TOC006", "TOC009", "TOC010", "TOC017"}
)
