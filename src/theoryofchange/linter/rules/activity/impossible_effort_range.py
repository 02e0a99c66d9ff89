"""ACT005."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.activity import Activity
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("ACT005", severity="error")
def impossible_effort_range(activity: Activity) -> Iterator[Fault]:
    """The ends of an effort do not hold its most likely value.

    ## What it does

    Finds activities whose `low` effort is above the likely one, or whose `high` is below it.

    ## Why it matters

    The work is scheduled by the mean of the three figures. Where they are mixed up the roadmap
    looks exact and is wrong.

    ## Example

    ```yaml
    activities:
      connect_touchpoints: {effort: {likely: 60 days, low: 80 days, high: 40 days}}
    ```

    ## Use instead

    ```yaml
    activities:
      connect_touchpoints: {effort: {likely: 60 days, low: 40 days, high: 80 days}}
    ```

    ## References

    Hurst, Brown and Swanson (2000): the 10th, 50th and 90th percentile stand in this order.
    """
    effort = activity.effort
    if effort is None or effort.days.ordered:
        return
    written = {"low": effort.low, "likely": effort.likely, "high": effort.high}
    said = ", ".join(f"{name} {held}" for name, held in written.items() if held is not None)
    yield Fault(
        ("activities", activity.id, "effort"),
        f"The effort of {activity.name} is out of order: {said}.",
        "Write the figures so that low is at most likely, and likely at most high.",
    )
