"""The files that an import writes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from theoryofchange.declare import dump
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.interop.seam.input import theory_of
from theoryofchange.interop.seam.record import Became, Node, Row
from theoryofchange.interop.seam.saving import REPORT_FILE, THEORY_FILE
from theoryofchange.kpi import Observation
from theoryofchange.shape import plain
from theoryofchange.view.markdown import as_markdown

if TYPE_CHECKING:
    from theoryofchange.interop.seam.imported import Imported

OBSERVATIONS_FILE = "observations.csv"
_ALWAYS = ("kpi", "date", "value")
_WHERE_GIVEN = ("n", "segment")
_NUMBER = re.compile(r"[-+−]?[0-9][0-9.,]* ?%?")
_NOT_PLAIN = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")


def texts(imported: Imported) -> Mapping[str, str]:
    """Return the text of each file, ``theory.yaml`` first and the report last."""
    written = {THEORY_FILE: dump(_but_table(imported.shared).replace(header=header(imported)))}
    for each in imported.inputs:
        own = dump(_but_table(each.parts))
        if own:
            written[each.written] = own
    rows = [row for row in imported.theory.observations if in_table(row)]
    if rows:
        written[OBSERVATIONS_FILE] = as_table(rows)
    return written | {REPORT_FILE: as_markdown(imported.view(), level=1)}


def header(imported: Imported) -> Header:
    """Return what the theory says of itself: where it came from, and what is kept of records."""
    short = imported.short_names
    extra: dict[str, Any] = {"imported": {"format": imported.format, "files": origin(imported)}}
    kept = [each for each in imported.became("kept") if not each.ids]
    told = {"refused": imported.refused, "kept": kept, "faulted": imported.faulted}
    for name, entries in told.items():
        if entries:
            extra[name] = [_told(each, short[each.record.file]) for each in entries]
    id = f"{imported.format.replace('-', '_')}_import"
    return Header(id=id, title=imported.title, as_of=imported.as_of, extra=extra)


def origin(imported: Imported) -> Mapping[str, Any]:
    """Return the short name of the source of each file that is written."""
    short, tables = imported.short_names, []
    found: dict[str, Any] = {}
    for each in imported.inputs:
        if not all(in_table(part) for part in each.parts):
            found[each.written] = short[each.file]
        if any(in_table(part) for part in each.parts):
            tables.append(short[each.file])
    if tables or any(in_table(part) for part in imported.shared):
        found[OBSERVATIONS_FILE] = tables
    return found


def in_table(part: Node | Row) -> bool:
    """Tell whether something is an observation that a table can hold.

    A cell that a spreadsheet would take for a formula stays in YAML, which no spreadsheet opens,
    rather than be changed; a negative number is none.

    Examples
    --------
    >>> from theoryofchange.kpi import Observation
    >>> [
    ...     in_table(Observation(kpi="reach", date="2026-01-01", value=-3, segment=segment))
    ...     for segment in (None, "north", "=1+1")
    ... ]
    [True, True, False]
    """
    if not isinstance(part, Observation):
        return False
    value = part.value.text
    cells = (part.kpi, "" if _NUMBER.fullmatch(value) else value, part.segment or "")
    return not any(_runs(cell) for cell in cells)


def _runs(cell: str) -> bool:
    """Tell whether a cell is not read back, or not shown, as it is written."""
    return cell != cell.strip() or cell.startswith(_NOT_PLAIN) or not cell.isprintable()


def as_table(rows: Iterable[Observation]) -> str:
    """Return observations as CSV, without the columns in which nothing stands.

    Examples
    --------
    >>> print(as_table([Observation(kpi="reach", date="2026-01-01", value=3, n=9)]), end="")
    kpi,date,value,n
    reach,2026-01-01,3,9
    """
    held = [plain(row) for row in rows]
    given = (name for name in _WHERE_GIVEN if any(name in row for row in held))
    columns = [*_ALWAYS, *given]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in held)
    return text.getvalue()


def _but_table(parts: Sequence[Node | Row]) -> TheoryOfChange:
    return theory_of([part for part in parts if not in_table(part)])


def _told(each: Became, file: str) -> dict[str, Any]:
    """Return what is kept, beside the theory's title, of a record that lost something."""
    record = each.record
    told: dict[str, Any] = {"kind": record.kind}
    if each.ids:
        told["ids"] = list(each.ids)
    told |= {"file": file, "line" if isinstance(record.at, int) else "at": record.at}
    if each.told:
        told["reason"] = each.told
    if each.fate in ("refused", "kept") and record.data is not None:
        told["entry"] = record.data
    if record.written is not None:
        told["written"] = record.written
    return told
