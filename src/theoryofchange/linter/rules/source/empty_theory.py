"""TOC011."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC011", severity="error")
def empty_theory(declaration: Declaration) -> Iterator[Fault]:
    """There is nothing to check.

    ## What it does

    Finds a theory in which no goal, outcome, KPI or activity is declared. Measures without a goal
    are not empty: a repository may hold nothing but KPI files.

    ## Why it matters

    An empty file passes every other rule. Where a check runs on each change, a wrong path or a
    deleted file would go by as a clean result.

    ## Example

    ```yaml
    theory: {title: Keep our customers}
    ```

    ## Use instead

    ```yaml
    theory: {title: Keep our customers}
    goals:
      growth: {title: Grow}
    ```

    ## References

    Davies (2012): a theory of change can be verified only where it says something.
    """
    theory = declaration.theory
    declared = theory.goals or theory.outcomes or theory.kpis or theory.activities
    refused = any(fault.code in _UNREAD for fault in declaration.faults)
    if not declared and not refused:
        yield Fault(
            (),
            "The theory declares no goal, outcome, KPI or activity.",
            "Begin with goals: and one id below it, or run toc init DIR.",
        )


_UNREAD = frozenset({"TOC001", "TOC003", "TOC004", "TOC010", "TOC017"})
"""Faults by which what was declared may have been lost."""
