"""What a format says of its import beside what every import says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from theoryofchange.view.blocks import Block, Cell, Column, Note, Table

NO_FIELD = "it has no field of its own"
CHANGED = "reading it changed it"


@dataclass(frozen=True, slots=True)
class Kept:
    """A field of the source that nodes keep under ``extra`` as it was written.

    Parameters
    ----------
    field
        Its name there.
    why
        Why: :data:`NO_FIELD` or :data:`CHANGED`.
    ids
        The nodes that keep it.
    """

    field: str
    why: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Rows that belong into the report: columns that were guessed, parents that were resolved.

    Parameters
    ----------
    key
        Its name in ``to_dict()``.
    caption
        Its title in the report.
    columns
        The titles of its columns; in ``to_dict()`` in lower case with underscores.
    rows
        A cell for each column.

    Raises
    ------
    ValueError
        Where a row has not one cell for each column.
    """

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        self.block()

    def block(self) -> Block:
        """Return it as a block of the report."""
        columns = tuple(Column(title) for title in self.columns)
        return Table(columns, self.rows, caption=self.caption)

    def plain(self) -> list[dict[str, Any]]:
        """Return its rows as plain data.

        Examples
        --------
        >>> Listing(key="k", caption="", columns=("As written",), rows=(("x",),)).plain()
        [{'as_written': 'x'}]
        """
        names = [title.lower().replace(" ", "_") for title in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


Remark = Note | Listing
