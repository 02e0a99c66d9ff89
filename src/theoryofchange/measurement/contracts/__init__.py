"""What ``toc measure`` may find of data, by code; ``CODE.md`` beside this file is its page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from theoryofchange.record import record
from theoryofchange.source.finding import Severity

_FOLDER = Path(__file__).parent


@record
class Contract:
    """What a table must keep for a KPI to be measured from it, or a reader should know.

    Parameters
    ----------
    code
        As ``DAT107``; never used again for another defect.
    name
        The name of its defect.
    severity
        ``error``: the KPI is not measured. ``warning``: it is, and the data are doubtful.
        ``info``: what was left out, and why.
    then
        What becomes of the KPI, its figure or the rows.
    """

    code: str
    name: str
    severity: Severity
    then: str

    @property
    def page(self) -> str:
        """Its documentation: What it does · Why it matters · Example · Use instead · References."""
        return (_FOLDER / f"{self.code}.md").read_text(encoding="utf-8").strip()

    @property
    def summary(self) -> str:
        """The first line of its page."""
        return self.page.partition("\n")[0]


CONTRACTS: Mapping[str, Contract] = {
    each.code: each
    for each in (
        Contract("DAT101", "missing-table", "error", "not measured"),
        Contract("DAT102", "missing-column", "error", "not measured"),
        Contract("DAT103", "wrong-column-type", "error", "not measured"),
        Contract("DAT104", "table-without-rows", "error", "not measured"),
        Contract("DAT105", "single-row-table", "warning", "measured"),
        Contract("DAT106", "no-value-at-all", "error", "not measured"),
        Contract("DAT107", "repeated-key", "error", "not measured"),
        Contract("DAT108", "row-after-as-of", "warning", "without them"),
        Contract("DAT109", "zero-denominator", "warning", "no figure there"),
        Contract("DAT110", "stale-data", "warning", "measured"),
        Contract("DAT111", "gap-in-data", "warning", "no figure there"),
        Contract("DAT112", "row-without-key", "warning", "without them"),
        Contract("DAT113", "missing-value", "info", "without them"),
        Contract("DAT114", "no-period", "error", "not measured"),
        Contract("DAT115", "small-cell", "info", "withheld"),
        Contract("DAT116", "late-data", "info", "measured again"),
        Contract("DAT117", "unmeasurable-measure", "error", "not measured"),
        Contract("DAT118", "engine-failure", "error", "not measured"),
        Contract("DAT119", "incomplete-period", "info", "left out"),
        Contract("DAT120", "nothing-matches", "warning", "measured"),
        Contract("DAT121", "metric-not-told", "warning", "no figure there"),
    )
}
"""What may be found of data, by its code. A code is never used again."""


def contract_of(word: str) -> Contract | None:
    """Return what has a code or a name, in whatever case; ``None`` where nothing of data has it.

    Examples
    --------
    >>> contract_of("dat107").name, contract_of("kpi-without-target")
    ('repeated-key', None)
    """
    asked = word.lower()
    found = (each for each in CONTRACTS.values() if asked in (each.code.lower(), each.name))
    return next(found, None)


def told_by_measure(word: str) -> str:
    """Return who tells of a code or a name that may be taken for a rule's; empty if none does.

    Examples
    --------
    >>> told_by_measure("DAT107")
    'DAT107 (repeated-key) is told by toc measure, not by toc check.'
    """
    found = contract_of(word)
    return f"{found.code} ({found.name}) is told by toc measure, not by toc check." if found else ""
