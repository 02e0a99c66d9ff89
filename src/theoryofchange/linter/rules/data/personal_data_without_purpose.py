"""DAT001."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("DAT001", severity="error")
def personal_data_without_purpose(kpi: Kpi) -> Iterator[Fault]:
    """Personal data is used without a stated purpose.

    ## What it does

    Finds sources with `personal_data: true` and no `purpose`.

    ## Why it matters

    Personal data may be collected for stated purposes only. Asking first why it is collected also
    saves collecting what no measure uses.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      retention:
        measures: growth
        source: {system: crm, personal_data: true, basis: contract}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      retention:
        measures: growth
        source: {system: crm, personal_data: true, basis: contract, purpose: retention reporting}
    ```

    ## References

    Regulation (EU) 2016/679 (GDPR), Article 5(1)(b): purpose limitation.
    """
    source = kpi.source
    if source and source.personal_data and not source.purpose:
        yield Fault(
            ("kpis", kpi.id, "source", "purpose"),
            f"{kpi.name} uses personal data without a stated purpose.",
            "Add purpose: and what the data is collected for.",
        )
