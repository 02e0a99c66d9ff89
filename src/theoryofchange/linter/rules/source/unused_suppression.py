"""TOC015."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.rule import rule
from theoryofchange.linter.suppression import Suppression
from theoryofchange.source.finding import Fault


@rule("TOC015", severity="warning")
def unused_suppression(suppression: Suppression) -> Iterator[Fault]:
    """A comment would hide findings that there are not.

    ## What it does

    Finds comments `# toc: ignore[…]` that name a rule which finds nothing where they stand. A rule
    that was not run, or crashed, is not missed: what it would find is not known.

    ## Why it matters

    The comment outlives its defect, and would hide the next one in silence.

    ## Example

    ```yaml
    goals:
      growth: {needs: [trust]}  # toc: ignore[GRF002]: the outcomes are agreed in January
    outcomes:
      trust: {}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {needs: [trust]}
    outcomes:
      trust: {}
    ```

    ## References

    Ruff: `unused-noqa`; mypy: `warn_unused_ignores`.
    """
    if suppression.unused and not suppression.expired:
        yield Fault(
            suppression.span,
            f"There is no {' and no '.join(suppression.unused)} here to be ignored.",
            "Remove it, or move it to the line that the finding names.",
        )
