"""A KPI that cannot be measured, and the faults of its data."""

from __future__ import annotations

from dataclasses import dataclass

from theoryofchange.source.finding import Fault


@dataclass
class UnusableError(Exception):
    """A KPI that cannot be measured.

    Parameters
    ----------
    code
        A code of :data:`~theoryofchange.measurement.contracts.CONTRACTS`.
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
