"""What a workbook does not show: rows and columns that somebody hid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from theoryofchange.interop.seam.page import some
from theoryofchange.interop.table.sheet import Row

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"""\b(r|min|max|hidden)\s*=\s*["'](\w+)["']""")
_TRUE = (b"1", b"true", b"on")
_MOST_COLUMNS = 16384
_LONGEST = 40


def hidden_parts(part: bytes, title: str, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the hidden rows and columns of a sheet in which something stands, as phrases.

    Parameters
    ----------
    part
        The sheet as it stands in the workbook.
    title
        The name of the sheet, with which its places begin.
    rows
        Its rows, as they were read.

    Examples
    --------
    >>> part = b'<cols><col min="2" max="9" hidden="1"/></cols><row r="3" hidden="1"/>'
    >>> hidden_parts(part, "S", [Row("S!1", ("KPI", "Margin")), Row("S!3", ("Sales", ""))])
    ('column B (Margin)', 'row 3')
    """
    if b"hidden" not in part:
        return ()
    columns = [_named(at, rows) for at in _columns(part) if any(_cell(row, at) for row in rows)]
    numbers = {f"{title}!{number}": str(number) for number in _rows(part)}
    lines = [numbers[str(row.at)] for row in rows if str(row.at) in numbers]
    found = (("column", columns), ("row", lines))
    return tuple(
        f"{kind if len(held) == 1 else f'{kind}s'} {some(held)}" for kind, held in found if held
    )


def _columns(part: bytes) -> Iterator[int]:
    for held in _attributes(_COLUMN, part):
        if held.get(b"hidden") in _TRUE:
            first, last = _number(held, b"min", 1), _number(held, b"max", 0)
            yield from range(max(first, 1) - 1, min(last, _MOST_COLUMNS))


def _rows(part: bytes) -> Iterator[int]:
    number = 0
    for held in _attributes(_ROW, part):
        number = _number(held, b"r", number + 1)
        if held.get(b"hidden") in _TRUE:
            yield number


def _number(held: dict[bytes, bytes], name: bytes, otherwise: int) -> int:
    text = held.get(name, b"")
    return int(text) if text.isdigit() else otherwise


def _attributes(tag: re.Pattern[bytes], part: bytes) -> Iterator[dict[bytes, bytes]]:
    return (dict(_ATTRIBUTE.findall(found[1])) for found in tag.finditer(part))


def _named(at: int, rows: Sequence[Row]) -> str:
    first = next(cell for row in rows if (cell := _cell(row, at)))
    return f"{_letters(at)} ({first if len(first) <= _LONGEST else f'{first[:_LONGEST]}…'})"


def _cell(row: Row, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _letters(at: int) -> str:
    """Return what a workbook calls a column, counted from 0."""
    more, last = divmod(at, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)
