"""A sheet: rows of cells with the place of each, whatever file they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from theoryofchange.interop.table.headers import best_match
from theoryofchange.interop.table.words import spelled

_MOST_ABOVE = 12
"""Rows among which the header is looked for."""


class Row(NamedTuple):
    """A row with anything in it.

    Parameters
    ----------
    at
        Its line from 1, or another place in its file.
    cells
        Its cells as texts, stripped; empty where nothing stands.
    """

    at: int | str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows of one table.

    Parameters
    ----------
    file
        The file it stands in.
    name
        Its own name; empty where a file is one sheet.
    rows
        Its rows, without those in which nothing stands.
    how
        How it was read, in words: its encoding, what separates its cells.
    headed
        Whether its first row is known to be the header; else it is looked for.
    hidden
        What of it its file does not show, as phrases.
    """

    file: str
    name: str = ""
    rows: tuple[Row, ...]
    how: str = ""
    headed: bool = False
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet with its header found.

    Parameters
    ----------
    headers
        Its columns, each name once; a column without one has its number.
    above
        The rows above the header, and those below it that only tag its columns.
    at
        Where the header stands.
    body
        The rows below it.
    """

    headers: tuple[str, ...]
    above: tuple[Row, ...]
    at: int | str
    body: tuple[Row, ...]

    def cells(self, row: Row) -> dict[str, str]:
        """Return the cells of a row by their columns, without those in which nothing stands."""
        return {header: cell for header, cell in zip(self.headers, row.cells, strict=False) if cell}

    def columns(self, most: int) -> dict[str, list[str]]:
        """Return the cells of each column, of at most so many rows."""
        rows = self.body[:most]
        return {
            header: [row.cells[at] if at < len(row.cells) else "" for row in rows]
            for at, header in enumerate(self.headers)
        }


def grid_of(sheet: Sheet, known: Sequence[str] = ()) -> Grid | None:
    """Find the header of a sheet: the first row that names most columns; ``None`` without rows.

    Parameters
    ----------
    sheet
        The sheet.
    known
        Headers that somebody named, which tell a header above all.

    Examples
    --------
    >>> rows = (Row(1, ("Our figures", "")), Row(3, ("KPI", "Target")), Row(4, ("Sales", "7")))
    >>> grid = grid_of(Sheet(file="a.csv", rows=rows))
    >>> grid.headers, len(grid.above), grid.cells(grid.body[0])
    (('KPI', 'Target'), 1, {'KPI': 'Sales', 'Target': '7'})
    """
    if not sheet.rows:
        return None
    width = max(len(row.cells) for row in sheet.rows)
    if sheet.headed:
        head, *body = sheet.rows
        return Grid(_each_once(head.cells, width), (), head.at, tuple(body))
    scores = [_score(row, frozenset(known)) for row in sheet.rows[:_MOST_ABOVE]]
    at = scores.index(max(scores)) if max(scores) > 0 else 0
    first, below = sheet.rows[at], sheet.rows[at + 1 :]
    tags = below[:1] if below and _are_tags(below[0]) else ()
    header = Row(first.at, first.cells)
    if not tags and len(below) > 1 and _are_second_headers(first, below[0]):
        header, tags = Row(first.at, _joined(first, below[0], width)), below[:1]
    return Grid(
        headers=_each_once(header.cells, width),
        above=(*sheet.rows[:at], *tags),
        at=first.at,
        body=below[len(tags) :],
    )


def _score(row: Row, known: frozenset[str]) -> int:
    if known:
        return sum(1 for cell in row.cells if cell in known)
    return sum(1 for cell in row.cells if cell and len(cell) <= 60 and best_match(spelled(cell)))


def _are_tags(row: Row) -> bool:
    """Tell whether a row below the header tags its columns, as ``#indicator`` in HXL."""
    held = [cell for cell in row.cells if cell]
    return bool(held) and all(cell.startswith("#") for cell in held)


def _are_second_headers(first: Row, second: Row) -> bool:
    """Tell whether a row goes on below the blanks of a header: years below one *Targets*."""
    pairs = [*zip(first.cells, second.cells, strict=False)]
    below = [cell for above, cell in pairs if cell and not above]
    beside = [cell for above, cell in pairs if cell and above]
    return len(below) >= 1 and len(below) >= len(beside) and not pairs[0][1]


def _joined(first: Row, second: Row, width: int) -> tuple[str, ...]:
    """Return the headers of two rows as one; what stands above goes on over the blanks beside."""
    cells, above = [], ""
    for at in range(width):
        top = first.cells[at] if at < len(first.cells) else ""
        low = second.cells[at] if at < len(second.cells) else ""
        above = top or above
        cells.append(f"{above} {low}".strip() if low else top)
    return tuple(cells)


def _each_once(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Return headers of which each names one column; line ends in them are blanks."""
    headers: dict[str, None] = {}
    for at in range(width):
        name = " ".join(cells[at].split()) if at < len(cells) else ""
        name = name or f"column {at + 1}"
        again = 2
        wanted = name
        while wanted in headers:
            wanted, again = f"{name} ({again})", again + 1
        headers[wanted] = None
    return tuple(headers)
