"""TOC014."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.rule import rule
from theoryofchange.linter.suppression import Suppression
from theoryofchange.source.finding import Fault


@rule("TOC014", severity="warning")
def expired_suppression(suppression: Suppression) -> Iterator[Fault]:
    """A comment hid findings until a day that is over.

    ## What it does

    Finds comments `# toc: ignore[…] until DAY` whose last day has passed. What they hid is found
    again. `toc check` compares with today; `toc.check` with the day it is given, else with the
    theory's `as_of`, else with none.

    ## Why it matters

    An exception with a day is a promise. When the day is over it is kept, or made anew by someone
    who decides so.

    ## Example

    ```yaml
    theory: {as_of: 2026-06-30}
    goals:
      growth: {}  # toc: ignore[GRF002] until 2026-01-31: the outcomes are agreed in January
    ```

    ## Use instead

    ```yaml
    theory: {as_of: 2026-06-30}
    goals:
      growth: {needs: [trust]}
    outcomes:
      trust: {}
    ```

    ## References

    The page on settings.
    """
    if suppression.expired:
        yield Fault(
            suppression.span,
            f"{suppression.until} was the last day of this suppression; it hides nothing any more.",
            "Mend what it hid and remove it, or decide anew and write a later day.",
        )
