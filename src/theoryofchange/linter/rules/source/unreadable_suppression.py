"""TOC016."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.rule import rule
from theoryofchange.linter.suppression import Suppression
from theoryofchange.source.finding import Fault


@rule("TOC016", severity="warning")
def unreadable_suppression(suppression: Suppression) -> Iterator[Fault]:
    """A comment is meant for us and cannot be read.

    ## What it does

    Finds comments that begin with `# toc:` and are no suppression, name no rule, name one that does
    not exist or cannot be suppressed in place, or a day that the calendar does not have. So for
    those that begin almost like it, as `# TOC: ignore` and `# toc ignore`: they hide nothing.

    ## Why it matters

    A misspelt code hides nothing, and whoever wrote it believes that it does.

    ## Example

    ```yaml
    goals:
      growth: {}  # toc: ignore[GRF02]: the outcomes are agreed in January
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {}  # toc: ignore[GRF002]: the outcomes are agreed in January
    ```

    ## References

    The page on settings; Ruff: `invalid-rule-code`.
    """
    for problem, tip in suppression.problems:
        yield Fault(suppression.span, f"This suppression cannot be read: {problem}.", tip)
