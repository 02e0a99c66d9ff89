"""LNK005."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import WrittenLink, rule
from theoryofchange.quantity.duration import DAYS
from theoryofchange.source.finding import Fault


@rule("LNK005", severity="info", confidence="low")
def stale_evidence(
    written: WrittenLink, theory: TheoryOfChange, *, years: int = 3
) -> Iterator[Fault]:
    """The evidence for a link is old.

    ## What it does

    Finds evidence dated more than `years` before the `as_of` of the theory, three where nothing
    else is set. Evidence without a date, and a theory without `as_of`, cannot be judged.

    ## Why it matters

    Customers, prices and rivals change. What worked then is a reason to ask again, not a reason to
    be sure.

    ## Example

    ```yaml
    theory: {as_of: 2026-01-01}
    goals: {growth: {needs: {trust: {evidence: {design: comparison, date: 2019-05-31}}}}}
    outcomes: {trust: {}}
    ```

    ## Use instead

    ```yaml
    theory: {as_of: 2026-01-01}
    goals: {growth: {needs: {trust: {evidence: {design: comparison, date: 2025-05-31}}}}}
    outcomes: {trust: {}}
    ```

    ## References

    Davies (2012): justifiable; three years is a rule of thumb, not a finding.
    """
    found = written.link.evidence.date if written.link.evidence else None
    as_of = theory.as_of
    if found is None or as_of is None:
        return
    if (as_of.year - years, as_of.month, as_of.day) > (found.year, found.month, found.day):
        age = (as_of - found).days / DAYS["year"]
        yield Fault(
            (*written.route, "evidence", "date"),
            f"The evidence that {theory.name(written.cause)} leads to {theory.name(written.effect)}"
            f" is {age:.1f} years old.",
            "Find out whether it still holds, and write the new date.",
        )
