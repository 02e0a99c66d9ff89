"""One row of a table as a KPI, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import get_args

from theoryofchange.interop.seam import NO_FIELD
from theoryofchange.interop.seam.prose import readable
from theoryofchange.interop.seam.targets import unit_of
from theoryofchange.interop.table.draft import KpiDraft, Value
from theoryofchange.interop.table.figures import Figures
from theoryofchange.interop.table.mapping import ColumnMapping
from theoryofchange.interop.table.periods import day_of
from theoryofchange.interop.table.words import meaning
from theoryofchange.kpi import Reported, Status
from theoryofchange.quantity import Quantity

_IN_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]{1,20})[)）\]]\s*$")
_SEVERAL = re.compile(r"\s*[;；、|\n]\s*|\s*,\s+")
_STATUSES: tuple[Status, ...] = get_args(Status)


def drafted(cells: Mapping[str, str], mapping: ColumnMapping, figures: Figures) -> KpiDraft:
    """Put each cell of a row where it belongs.

    Parameters
    ----------
    cells
        Its cells by their columns; none is empty.
    mapping
        What the columns are for.
    figures
        How the figures of the table are written.

    Returns
    -------
    KpiDraft
        The fields of a KPI but for its id and what it measures.
    """
    draft = KpiDraft(cells, mapping, figures)
    for header in cells:
        role = mapping.columns[header].role
        reader = _READERS.get(role)
        if reader is not None:
            reader(draft, header, cells[header])
        elif role == "extra":
            draft.keep(header, NO_FIELD)
    _baseline(draft)
    _targets(draft)
    _values(draft)
    _unit(draft)
    return draft


def _text(name: str) -> Callable[[KpiDraft, str, str], None]:
    def read(draft: KpiDraft, header: str, cell: str) -> None:
        text = " ".join(readable(cell).text.split())
        if text:
            draft.fields[name] = text
        if text != cell:
            draft.keep(header)

    return read


def _owner(draft: KpiDraft, header: str, cell: str) -> None:
    _text("owner")(draft, header, cell)
    if Quantity.read(draft.fields.get("owner", "")).placeholder:
        draft.fields.pop("owner", None)
        draft.keep(header)


def _meant(name: str, kind: str) -> Callable[[KpiDraft, str, str], None]:
    def read(draft: KpiDraft, header: str, cell: str) -> None:
        meant = meaning(kind, cell)
        if meant is not None:
            draft.fields[name] = meant
        if meant != cell.casefold():
            draft.keep(header)

    return read


def _cadence(draft: KpiDraft, header: str, cell: str) -> None:
    meant = meaning("cadences", cell)
    draft.fields["cadence"] = meant or " ".join(cell.split())
    if draft.fields["cadence"] != cell.casefold() and draft.fields["cadence"] != cell:
        draft.keep(header)


def _unit_cell(draft: KpiDraft, header: str, cell: str) -> None:
    meant = meaning("units", cell)
    draft.fields["unit"] = meant or " ".join(cell.split())
    if draft.fields["unit"] != cell:
        draft.keep(header)


def _good(way: str, other: str) -> Callable[[KpiDraft, str, str], None]:
    def read(draft: KpiDraft, header: str, cell: str) -> None:
        truth = meaning("truths", cell)
        draft.keep(header)
        if truth is not None:
            draft.fields.setdefault("direction", way if truth == "true" else other)

    return read


def _audience(draft: KpiDraft, header: str, cell: str) -> None:
    said = tuple(part for part in _SEVERAL.split(cell) if part)
    draft.fields["audience"] = said
    if [cell] != list(said):
        draft.keep(header)


def _status(draft: KpiDraft, header: str, cell: str) -> None:
    status = _status_in(cell)
    if status is None:
        draft.keep(header)
        return
    if status != cell.casefold():
        draft.keep(header)
    draft.fields["reported"] = Reported(status=status)
    if status == "confidential":
        draft.fields["confidential"] = True


def _because(draft: KpiDraft, header: str, cell: str) -> None:
    draft.fields["reported"] = Reported(status=_status_in(draft.cell("status")), because=(cell,))


def _status_in(cell: str) -> Status | None:
    meant = meaning("statuses", cell)
    return next((status for status in _STATUSES if status == meant), None)


def _source(name: str) -> Callable[[KpiDraft, str, str], None]:
    def read(draft: KpiDraft, header: str, cell: str) -> None:
        text = " ".join(cell.split())
        draft.fields.setdefault("source", {})[name] = text
        if text != cell:
            draft.keep(header)

    return read


def _personal_data(draft: KpiDraft, header: str, cell: str) -> None:
    truth = meaning("truths", cell)
    if truth is not None:
        draft.fields.setdefault("source", {})["personal_data"] = truth
    if truth is None or cell.casefold() not in ("yes", "no"):
        draft.keep(header)


def _review(draft: KpiDraft, header: str, cell: str) -> None:
    draft.fields["review_by"] = draft.day("review_by")


def _tolerance(draft: KpiDraft, header: str, cell: str) -> None:
    draft.fields["tolerance"] = _figure(draft, header)


def _benchmark(draft: KpiDraft, header: str, cell: str) -> None:
    text = _figure(draft, header)
    if Quantity.read(text).readable:
        draft.benchmark = text
    else:
        draft.keep(header)


def _figure(draft: KpiDraft, header: str) -> str:
    """Return the figure of a cell; one that is read otherwise than it is written is kept too."""
    cell = draft.cells[header]
    text = draft.figures.read(cell)
    if text != cell:
        draft.keep(header)
    return text


def _baseline(draft: KpiDraft) -> None:
    header = draft.mapping.header("baseline")
    day = draft.day("baseline_date")
    if header is None or header not in draft.cells:
        return
    period = draft.mapping.columns[header].period
    if day is None and period is not None:
        day = period.end
    draft.fields["baseline"] = {"value": _figure(draft, header), "date": day}


def _targets(draft: KpiDraft) -> None:
    """Make the last of several targets the target, and the others milestones."""
    day = draft.day("target_date")
    found = []
    for header in draft.mapping.headers("target"):
        if header in draft.cells:
            period = draft.mapping.columns[header].period
            date = period.end if period else day
            found.append({"value": _figure(draft, header), "date": date})
            if period is not None and date is None:
                draft.keep(header)
    if found:
        *draft.fields["milestones"], draft.fields["target"] = found


def _values(draft: KpiDraft) -> None:
    """Read the measured values; one without a day, or of which no figure can be read, is kept."""
    for header in draft.mapping.headers("actual"):
        if header not in draft.cells:
            continue
        period = draft.mapping.columns[header].period
        day = period.end if period else day_of(draft.cell("date"), draft.figures.convention)
        text = _figure(draft, header)
        if day is None or not Quantity.read(text).readable:
            draft.keep(header)
        else:
            draft.values.append(Value(header, day, text))
    by_row = any(draft.mapping.columns[value.header].period is None for value in draft.values)
    for role in ("date", "n", "segment") if not by_row else ():
        for header in draft.mapping.headers(role):
            draft.keep(header)
    if draft.n is None:
        for header in draft.mapping.headers("n"):
            draft.keep(header)


def _unit(draft: KpiDraft) -> None:
    """Tell the unit by the figures or the title, and the direction by the bound of the target."""
    target = draft.fields.get("target")
    written = Quantity.read(target["value"]) if target else None
    said = any(draft.cell(role) for role in ("direction", "rising", "falling"))
    if written is not None and written.direction and not said:
        draft.fields["direction"] = written.direction
    if draft.fields.get("unit"):
        return
    units = (unit_of(quantity) for quantity in _figures_of(draft))
    found = next((unit for unit in units if unit), None) or unit_in(draft.fields.get("title", ""))
    if found:
        draft.fields["unit"] = found


def _figures_of(draft: KpiDraft) -> Iterator[Quantity]:
    for told in (draft.fields.get("target"), draft.fields.get("baseline")):
        if told:
            yield Quantity.read(told["value"])


def unit_in(title: str) -> str | None:
    """Return the unit that a title ends with, where it is a share, a currency or a time.

    Examples
    --------
    >>> unit_in("Time to detect (hrs)"), unit_in("Coverage %"), unit_in("Incidents (sev2+)")
    ('hours', 'percent', None)
    """
    if title.rstrip().endswith("%"):
        return "percent"
    found = _IN_BRACKETS.search(title)
    quantity = Quantity.read(f"1 {found[1]}") if found else None
    if quantity is None or quantity.kind not in ("percent", "money", "duration"):
        return None
    return unit_of(quantity)


_READERS: Mapping[str, Callable[[KpiDraft, str, str], None]] = {
    "title": _text("title"),
    "definition": _text("definition"),
    "formula": _text("formula"),
    "decision": _text("decision"),
    "version": _text("version"),
    "unit": _unit_cell,
    "direction": _meant("direction", "directions"),
    "rising": _good("increase", "decrease"),
    "falling": _good("decrease", "increase"),
    "timing": _meant("timing", "timings"),
    "owner": _owner,
    "audience": _audience,
    "cadence": _cadence,
    "status": _status,
    "because": _because,
    "system": _source("system"),
    "availability": _source("availability"),
    "purpose": _source("purpose"),
    "personal_data": _personal_data,
    "basis": _source("basis"),
    "review_by": _review,
    "tolerance": _tolerance,
    "benchmark": _benchmark,
}
"""How the cell of each role is read; those of figures and days are read together."""
