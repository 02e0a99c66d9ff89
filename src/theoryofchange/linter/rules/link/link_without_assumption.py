"""LNK003."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.rule import WrittenLink, rule
from theoryofchange.source.finding import Fault


@rule("LNK003", severity="info")
def link_without_assumption(written: WrittenLink) -> Iterator[Fault]:
    """Nothing says what must hold for a link to work.

    ## What it does

    Finds links in `needs` and `advances` without `assumes`.

    ## Why it matters

    A link works under conditions: that customers notice, that the new system is used. A condition
    that is written down can be watched, and explains a failure before it is blamed on people.

    ## Example

    ```yaml
    goals: {growth: {needs: {trust: {evidence: hunch}}}}
    outcomes: {trust: {}}
    ```

    ## Use instead

    ```yaml
    goals:
      growth: {needs: {trust: {evidence: hunch, assumes: People talk about whom they trust}}}
    outcomes: {trust: {}}
    ```

    ## References

    Davies (2012): explained; USAID and the logical framework: assumptions beside each step.
    """
    if not written.link.assumes:
        yield Fault(
            (*written.route, "assumes"),
            f"Nothing says what must hold for {written.cause} to lead to {written.effect}.",
            "Add assumes: and the condition in one sentence.",
        )
