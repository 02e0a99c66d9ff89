"""DAT002."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.kpi import Kpi
from theoryofchange.linter.rule import rule
from theoryofchange.source.finding import Fault


@rule("DAT002", severity="error")
def personal_data_without_basis(kpi: Kpi) -> Iterator[Fault]:
    """Personal data is used without a legal basis.

    ## What it does

    Finds sources with `personal_data: true` and no `basis`.

    ## Why it matters

    Using personal data is lawful only on one of a few grounds, such as consent or a contract. A
    measure that rests on none must be switched off the day somebody asks.

    ## Example

    ```yaml
    goals: {growth: {}}
    kpis:
      retention:
        measures: growth
        source: {system: crm, personal_data: true, purpose: retention reporting}
    ```

    ## Use instead

    ```yaml
    goals: {growth: {}}
    kpis:
      retention:
        measures: growth
        source: {system: crm, personal_data: true, purpose: retention reporting, basis: contract}
    ```

    ## References

    Regulation (EU) 2016/679 (GDPR), Article 6(1): lawfulness of processing.
    """
    source = kpi.source
    if source and source.personal_data and not source.basis:
        yield Fault(
            ("kpis", kpi.id, "source", "basis"),
            f"{kpi.name} uses personal data without a legal basis.",
            "Add basis: such as consent, contract or legal_obligation.",
        )
