"""Parquet as data plus places: one record a row, every cell a text as CSV would hold it."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.record import record
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import Reading
from theoryofchange.source.span import Source, Span
from theoryofchange.source.table import SYNTAX, cells, read_table


def read_parquet(content: bytes, file: str) -> Reading:
    """Read a Parquet file as the rows of the section it is named after.

    Parameters
    ----------
    content
        The bytes of the file.
    file
        The name it is reported under; its stem is the section.

    Returns
    -------
    Reading
        As of a CSV file of the same rows: a place's line is the number of the row plus one. Its
        source tells of each place the row and the column.

    Raises
    ------
    InputError
        Where the library that reads Parquet is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        tip = "pip install theoryofchange[parquet]"
        raise InputError(f"{file}: reading Parquet needs pyarrow: {tip}") from None
    try:
        table = parquet.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError) as error:
        reason = str(error).partition("\n")[0]
        fault = Fault(
            Source(file, "").span(0, 0),
            f"This is not a Parquet file that can be read: {reason}",
            "Write it again, or give the rows as CSV.",
            code=SYNTAX,
        )
        return Reading([], [fault], complete=False)
    section = file.rpartition("/")[2][: -len(".parquet")].lower()
    return read_table(_Rows(file, _as_csv(table), tuple(table.column_names)), section)


@record
class _Rows(Source):
    """The rows of a file without lines, as a CSV text of them."""

    columns: tuple[str, ...]

    def told(self, span: Span) -> str:
        """Return the row and the column of a place, as ``row 2, column kpi``."""
        row = (f"row {span.line - 1}",) if span.line > 1 else ()
        starts = [self.position(start)[1] for start, _ in cells(self, span.line)]
        is_row = span.column == 1 and span.end_column > len(self.line_text(span.line))
        if is_row or span.column not in starts:
            return "".join(row)
        return ", ".join((*row, f"column {self.columns[starts.index(span.column)]}"))


def _as_csv(table: Any) -> str:
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow([_cell(row[name]) for name in table.column_names])
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == datetime.min.time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return " ".join(str(value).split())
