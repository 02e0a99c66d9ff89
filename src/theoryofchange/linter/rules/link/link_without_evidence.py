"""LNK001."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.rule import WrittenLink, rule
from theoryofchange.source.finding import Fault


@rule("LNK001", severity="warning")
def link_without_evidence(written: WrittenLink) -> Iterator[Fault]:
    """Nothing says why a link is believed.

    ## What it does

    Finds links in `needs` and `advances` without `evidence`, or with evidence that does not say by
    what design it was found. `evidence: hunch` is an answer here. `toc run` asks for more: *align*
    counts a link as evidenced where the design is more than a hunch, and *assess* counts those that
    name a source beside the design.

    ## Why it matters

    Most strategies fail at a link that everybody took for granted. A hunch that is written down can
    be tested; one that is not passes for knowledge.

    ## Example

    ```yaml
    goals: {growth: {needs: [trust]}}
    outcomes: {trust: {}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: {trust: {evidence: hunch}}}}
    outcomes: {trust: {}}
    ```

    ## References

    Davies (2012): testable and justifiable.
    """
    if written.link.grounded:
        return
    if written.link.evidence is None:
        yield Fault(
            (*written.route, "evidence"),
            f"Nothing says why {written.cause} should lead to {written.effect}.",
            "Add evidence: {design: …, source: …, date: …}, or evidence: hunch if it is one.",
        )
    else:
        yield Fault(
            (*written.route, "evidence", "design"),
            f"How it was found that {written.cause} leads to {written.effect} is not said.",
            "Add design: hunch, before_after, comparison, randomised or replicated.",
        )
