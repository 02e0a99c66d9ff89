"""TOC999."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("TOC999", severity="error")
def rule_crashed(declaration: Declaration) -> Iterator[Fault]:
    """A rule crashed, and the check went on without it.

    ## What it does

    Says which rule failed at which item, and with what. It finds nothing by itself: the runner
    reports it in place of what the rule would have found. There is no example, since no theory
    should bring a rule down.

    ## Why it matters

    A check that stops at its own mistake hides every fault after it; one that swallows the mistake
    says that all is well. The fault is ours, not yours: please report it.

    ## References

    dbt-score: a rule that crashes is a third outcome beside pass and fail.
    """
    del declaration
    return iter(())
