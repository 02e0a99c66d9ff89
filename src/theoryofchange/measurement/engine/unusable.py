"""What is wrong with data, by code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from theoryofchange.record import record
from theoryofchange.source.finding import Fault, Severity


@record
class Contract:
    """What a table must keep for a KPI to be measured from it, or a reader should know.

    Parameters
    ----------
    name
        The name of its defect.
    severity
        ``error``: the KPI is not measured. ``warning``: it is, and the data are doubtful.
        ``info``: what was left out, and why.
    """

    name: str
    severity: Severity


CONTRACTS: Mapping[str, Contract] = {
    "DAT101": Contract("missing-table", "error"),
    "DAT102": Contract("missing-column", "error"),
    "DAT103": Contract("wrong-column-type", "error"),
    "DAT104": Contract("empty-table", "error"),
    "DAT105": Contract("single-row-table", "warning"),
    "DAT106": Contract("no-value-at-all", "error"),
    "DAT107": Contract("duplicate-key", "error"),
    "DAT108": Contract("row-after-as-of", "warning"),
    "DAT109": Contract("zero-denominator", "warning"),
    "DAT110": Contract("stale-data", "warning"),
    "DAT111": Contract("gap-in-data", "warning"),
    "DAT112": Contract("row-without-key", "warning"),
    "DAT113": Contract("missing-value", "info"),
    "DAT114": Contract("no-period", "error"),
    "DAT115": Contract("small-cell", "info"),
    "DAT116": Contract("late-data", "info"),
    "DAT117": Contract("unmeasurable-measure", "error"),
    "DAT118": Contract("engine-failure", "error"),
    "DAT119": Contract("incomplete-period", "info"),
    "DAT120": Contract("nothing-matches", "warning"),
    "DAT121": Contract("metric-not-told", "warning"),
}
"""What may be found of data, by its code. A code is never used again."""


@dataclass
class UnusableError(Exception):
    """A KPI that cannot be measured.

    Parameters
    ----------
    code
        A code of :data:`CONTRACTS`.
    steps
        The steps from the ``measure`` block to the place.
    message, tip
        What is wrong, and what to do.
    """

    code: str
    steps: tuple[str, ...]
    message: str
    tip: str = ""

    def fault(self, kpi: str) -> Fault:
        """Return it as a fault of a KPI."""
        return fault(kpi, self.code, self.message, self.tip, self.steps)


def fault(kpi: str, code: str, message: str, tip: str = "", steps: tuple[str, ...] = ()) -> Fault:
    """Return what is wrong with the data of a KPI, at its ``measure`` block."""
    return Fault(("kpis", kpi, "measure", *steps), message, tip, code=code, id=kpi)
