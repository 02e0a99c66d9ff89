"""KPI021."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.declare.messages import shown
from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.shape import plain
from theoryofchange.source.finding import Fault, Fix, Remove


@rule("KPI021", severity="warning")
def placeholder_target(kpi: Kpi) -> Iterator[Fault]:
    """A target only promises a figure.

    ## What it does

    Finds targets such as “TBD”, “see dashboard” or “待定”. Nothing is asked of a KPI whose figures
    are `confidential`.

    ## Why it matters

    The field is filled, so every list of missing targets leaves it out; and nothing can be reached.
    A target that stands on a dashboard is not under version control, and can change without anybody
    having agreed.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        target: {value: TBD, date: 2027-12-31}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      active_customers:
        measures: growth
        target: {value: 12000, date: 2027-12-31}
    ```

    ## References

    GitLab performance indicators: the maturity of an indicator counts a target only where there is
    one.
    """
    value = kpi.target.value if kpi.target else None
    if value and value.placeholder and not kpi.confidential:
        yield Fault(
            ("kpis", kpi.id, "target", "value"),
            f"The target of {kpi.name} is only a promise: {shown(value.text)}.",
            "Write the figure and its date, or remove the target until it is agreed.",
            fix=_fix(kpi),
        )


def _fix(kpi: Kpi) -> Fix:
    """Return the end of a target; where more is said in it than the promise, nobody should be sure.

    That there is none is then in the open.
    """
    says_no_more = kpi.target is not None and plain(kpi.target).keys() == {"value"}
    return Fix(
        f"Remove the target of {kpi.name}",
        (Remove(("kpis", kpi.id, "target")),),
        "safe" if says_no_more else "unsafe",
        leaves=("KPI001",),
    )
