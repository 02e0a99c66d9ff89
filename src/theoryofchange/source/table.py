"""CSV as data plus places: one record a row, every cell a text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any

from theoryofchange.record import field, record
from theoryofchange.source.document import Document
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import Reading
from theoryofchange.source.span import Route, Source, Span

SYNTAX = "TOC017"
"""The code of a table that cannot be read as one."""

_CELL = r'("[^"]*(?:""[^"]*)*"|[^,\r\n]*)(,?)'


@record
class TableDocument:
    """The rows of a CSV file under the name of the section they belong to."""

    source: Source
    data: dict[str, list[dict[str, Any]]]
    section: str
    columns: tuple[str, ...]
    header: int
    """The line the columns are named on, from 1."""
    lines: tuple[int, ...] = field(repr=False)
    """The line each row starts on, from 1."""

    def span(self, route: Route) -> Span:
        """Return the place of a cell, of a row, or of the header."""
        row = route[1] if len(route) > 1 else None
        if not isinstance(row, int) or row >= len(self.lines):
            return self.source.whole_line(self.header)
        line = self.lines[row]
        column = self._order.get(route[2]) if len(route) > 2 else None
        return _whole_row(self.source, line) if column is None else _cell(self.source, line, column)

    def key_span(self, route: Route) -> Span:
        """Return the place of a column's name in the header."""
        column = self._order.get(route[2]) if len(route) > 2 else None
        return self.span(route) if column is None else self.source.span(*self._header[column])

    @cached_property
    def _order(self) -> dict[str | int, int]:
        """Which column has a name: the first of two."""
        return {name: at for at, name in reversed([*enumerate(self.columns)])}

    @cached_property
    def _header(self) -> list[tuple[int, int]]:
        return [*cells(self.source, self.header)]


def _cell(source: Source, line: int, column: int) -> Span:
    """Return the place of a cell of the row that starts on a line; the row where it has none."""
    cell = next(islice(cells(source, line), column, None), None)
    return source.span(*cell) if cell else _whole_row(source, line)


def _whole_row(source: Source, line: int) -> Span:
    *_, (_, end) = cells(source, line)
    return source.span(source.line_start(line), end)


def cells(source: Source, line: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end offset of each cell of the row that starts on a line, from 1."""
    for found in re.compile(_CELL).finditer(source.text, source.line_start(line)):
        yield found.span(1)
        if not found[2]:
            return


def read_table(source: Source, section: str) -> Reading:
    r"""Read a CSV text with a header as the rows of one section.

    Parameters
    ----------
    source
        The text and its file name. An empty cell is an absent value.
    section
        ``observations``, ``ratings`` or ``benchmarks``.

    Returns
    -------
    Reading
        One document, and ``TOC017`` for rows with more cells than the header has, ``TOC002`` for
        columns named twice, ``TOC018`` where there is no row.

    Examples
    --------
    >>> reading = read_table(Source("observations.csv", "kpi,value\nchurn,7 %\n"), "observations")
    >>> reading.documents[0].data
    {'observations': [{'kpi': 'churn', 'value': '7 %'}]}
    """
    import csv

    records = csv.reader(io.StringIO(source.text, newline=""), strict=True)
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    columns: tuple[str, ...] = ()
    header, last_line = 1, 0
    complete = True
    try:
        for record in records:
            line, last_line = last_line + 1, records.line_num
            if not columns:
                columns, header = tuple(name.strip() for name in record), line
                if len(columns) == 1 and (separator := _other_separator(columns[0])):
                    fault = _not_by_commas(source, line, separator)
                    return Reading([], [*faults, fault], complete=False, source=source)
                faults += _named_twice(source, line, columns)
            elif any(cell.strip() for cell in record):
                rows.append(_row(columns, record))
                lines.append(line)
                if len(record) > len(columns):
                    faults.append(_too_many_cells(source, line, len(columns), len(record)))
    except csv.Error as error:
        place = source.whole_line(last_line + 1)
        tip = "Check the quotes and the separators of this row."
        faults.append(Fault(place, f"This is not CSV: {error}.", tip, code=SYNTAX))
        complete = False
    if complete and not rows:
        faults.append(_without_rows(source, header, section, columns))
    document: Document = TableDocument(
        source, {section: rows}, section, columns, header, tuple(lines)
    )
    return Reading([document], faults, complete=complete, source=source)


def _row(columns: tuple[str, ...], record: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column, cell in zip(columns, record, strict=False):
        if column and cell.strip():
            row.setdefault(column, cell.strip())
    return row


def _without_rows(source: Source, header: int, section: str, columns: tuple[str, ...]) -> Fault:
    held = "only the names of its columns, and no row" if columns else "nothing"
    return Fault(
        source.whole_line(header),
        f"This table of {section} holds {held}.",
        "Write its rows again, or remove the file.",
        code="TOC018",
    )


def _other_separator(header: str) -> str | None:
    return next((mark for mark in (";", "\t", "|") if mark in header), None)


def _not_by_commas(source: Source, line: int, separator: str) -> Fault:
    name = {";": "semicolons", "\t": "tabs", "|": "bars"}[separator]
    return Fault(
        source.whole_line(line),
        f"The columns are separated by {name}, not by commas.",
        "Save the table as CSV with commas; quote a cell that holds one.",
        code=SYNTAX,
    )


def _named_twice(source: Source, line: int, columns: tuple[str, ...]) -> Iterator[Fault]:
    seen: dict[str, Span] = {}
    for name, place in zip(columns, cells(source, line), strict=False):
        span = source.span(*place)
        first = seen.setdefault(name, span)
        if name and first is not span:
            yield Fault(
                span,
                f"The column {name} stands here a second time; the first one counts.",
                "Remove or rename one of the two.",
                code="TOC002",
                related=((first, "first written here"),),
            )


def _too_many_cells(source: Source, line: int, expected: int, found: int) -> Fault:
    return Fault(
        _whole_row(source, line),
        f"This row has {found} cells, the header has {expected}.",
        "Quote a cell that holds a comma, or name the column in the header.",
        code=SYNTAX,
    )
