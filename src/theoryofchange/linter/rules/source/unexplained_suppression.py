"""TOC013."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.rule import rule
from theoryofchange.linter.suppression import Suppression
from theoryofchange.source.finding import Fault


@rule("TOC013", severity="warning")
def unexplained_suppression(suppression: Suppression) -> Iterator[Fault]:
    """A comment hides findings and does not say why.

    ## What it does

    Finds comments `# toc: ignore[…]` without a reason after the colon. They hide their findings all
    the same, so that one thing is missing and one finding says it.

    ## Why it matters

    A year later nobody knows whether the exception still holds, and nobody dares to remove it.

    ## Example

    ```yaml
    goals:
      growth: {}  # toc: ignore[GRF002]
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {}  # toc: ignore[GRF002] until 2027-01-31: the outcomes are agreed in January
    ```

    ## References

    The page on settings; ESLint: `require-description` of directive comments.
    """
    hides = set(suppression.codes) - set(suppression.unused)
    if hides and not suppression.reason:
        yield Fault(
            suppression.span,
            f"Why {' and '.join(sorted(hides))} is to be ignored here is not said.",
            "Write the reason after a colon, as in # toc: ignore[KPI010]: decided in Q1.",
        )
