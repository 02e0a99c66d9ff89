"""LNK006."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.linter.rule import WrittenLink, rule
from theoryofchange.source.finding import Fault


@rule("LNK006", severity="error")
def impossible_effect_range(written: WrittenLink) -> Iterator[Fault]:
    """The figures of an effect contradict each other.

    ## What it does

    Finds effects whose low end lies above the likely value or the high end, whose high end lies
    below the likely value, and effects of another sign than the link’s `sign`.

    ## Why it matters

    An effect is the 80 % range that forecasts draw from. A range that runs backward has no draw,
    and a sign against its own figure makes a cause help on one page and hurt on the next.

    ## Example

    ```yaml
    goals: {growth: {needs: {trust: {effect: {likely: 0.4, low: 0.6, high: 0.7}}}}}
    outcomes: {trust: {}}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {needs: {trust: {effect: {likely: 0.4, low: 0.1, high: 0.7}}}}}
    outcomes: {trust: {}}
    ```

    ## References

    A three-point estimate is in order: low ≤ likely ≤ high.
    """
    effect = written.link.effect
    if effect is None:
        return
    link = f"The effect of {written.cause} on {written.effect}"
    for lower, upper in (("low", "likely"), ("likely", "high"), ("low", "high")):
        low, high = getattr(effect, lower), getattr(effect, upper)
        if low is not None and high is not None and low > high:
            wrong = "high" if upper == "high" and lower == "likely" else "low"
            yield Fault(
                (*written.route, "effect", wrong),
                f"{link} is {lower} {low:g} and {upper} {high:g}.",
                "Write the figures so that low ≤ likely ≤ high.",
            )
            return
    if written.link.sign and effect.sign and written.link.sign != effect.sign:
        yield Fault(
            (*written.route, "sign"),
            f"{link} has the sign {written.link.sign}, but its figures say {effect.sign}.",
            "Correct one of the two, or leave out sign: the figures say it.",
        )
