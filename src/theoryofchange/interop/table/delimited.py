"""Delimited text as a sheet: CSV of any separator and encoding."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from theoryofchange.errors import InputError
from theoryofchange.interop.seam.page import some
from theoryofchange.interop.seam.sources import content
from theoryofchange.interop.table.encoding import decoded
from theoryofchange.interop.table.headers import best_match
from theoryofchange.interop.table.sheet import Row, Sheet
from theoryofchange.interop.table.words import spelled

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE = 60
_LONGEST_CELL = 16 * 1024 * 1024

_GUARDED = re.compile(r"'(?='*[=+\-@\t\r\n＝＋－＠].)", re.DOTALL)
"""An apostrophe that keeps a text from being run as a formula, as the export writes it."""


def delimited(path: Path, encoding: str | None = None) -> Sheet:
    """Read a delimited text.

    Parameters
    ----------
    path
        The file.
    encoding
        Its encoding where somebody knows it.

    Raises
    ------
    InputError
        Where its encoding cannot be told or its quotes do not close.
    """
    file = path.as_posix()
    text = decoded(content(path), file, encoding)
    body, named = _named_separator(text.text)
    separator = named or _separator(body)
    with _long_cells():
        written = tuple(_rows(body, separator, file, 1 if named is None else 2))
    rows = tuple(Row(row.at, tuple(map(unguarded, row.cells))) for row in written)
    how = f"{text.encoding} ({text.why}), separated by {_SEPARATORS.get(separator, separator)}"
    pairs = zip(written, rows, strict=True)
    lines = [str(before.at) for before, after in pairs if before != after]
    told = f", without the apostrophe before a formula in line {some(lines)}" if lines else ""
    return Sheet(file=file, rows=rows, how=how + told)


def unguarded(cell: str) -> str:
    """Return a text without the apostrophe that keeps it from being run as a formula.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("'tis"), unguarded("''-x")
    ('=1+1', "'tis", "'-x")
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def _named_separator(text: str) -> tuple[str, str | None]:
    """Return the text below a first line such as ``sep=;``, and the separator that it names."""
    first, _, rest = text.partition("\n")
    name = first.strip().lower()
    if name.startswith("sep=") and len(name) == len("sep=") + 1:
        return rest, name[-1]
    return (rest, "\t") if first.strip("\r").lower() == "sep=\t" else (text, None)


def _separator(text: str) -> str:
    """Return what separates the cells: what names most columns, and gives most rows their width."""
    scores = {mark: _score(text, mark) for mark in _SEPARATORS}
    return max(scores, key=lambda mark: scores[mark])


def _score(text: str, separator: str) -> tuple[int, float, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        sample = [row for row in islice(reader, _SAMPLE) if any(cell.strip() for cell in row)]
    except csv.Error:
        return 0, 0.0, 0
    if not sample:
        return 0, 0.0, 0
    width, count = Counter(len(row) for row in sample).most_common(1)[0]
    named = max(sum(1 for cell in row if best_match(spelled(cell[:60]))) for row in sample[:12])
    return (named, count / len(sample), width) if width > 1 else (min(named, 1), 0.0, 0)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be as long as prose is; the limit is one of the whole process."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rows(text: str, separator: str, file: str, first_line: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = first_line
    try:
        for cells in reader:
            held = tuple(cell.strip() for cell in cells)
            if any(held):
                yield Row(line, held)
            line = first_line + reader.line_num
    except csv.Error as error:
        raise InputError(f"{file}:{line}: this row is not delimited text: {error}") from None
