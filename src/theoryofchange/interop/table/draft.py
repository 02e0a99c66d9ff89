"""A KPI on its way from a row of a table, and the row it comes from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from theoryofchange.interop.seam import CHANGED, Record
from theoryofchange.interop.table.figures import Figures
from theoryofchange.interop.table.mapping import ColumnMapping
from theoryofchange.interop.table.periods import day_of

_WHOLE = re.compile(r"\d{1,12}(?:[.,]0+)?")


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value of a row.

    Parameters
    ----------
    header
        The column it stands in.
    date
        The day it holds for.
    text
        The figure.
    """

    header: str
    date: dt.date
    text: str


@dataclass(slots=True)
class KpiDraft:
    """A KPI on its way.

    Parameters
    ----------
    cells
        The cells of its row by their columns.
    mapping
        What the columns are for.
    figures
        How its figures are written.
    fields
        The fields of the KPI.
    extra
        The cells that are kept as they are written.
    why
        Why each of these is kept.
    values
        Its measured values.
    benchmark
        An outside figure.
    """

    cells: Mapping[str, str]
    mapping: ColumnMapping
    figures: Figures
    fields: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    values: list[Value] = field(default_factory=list)
    benchmark: str | None = None

    @property
    def segment(self) -> str:
        """The part of the whole that the row is about; an empty text for the whole."""
        columns = self.mapping.headers("segment")
        return ", ".join(self.cells[header] for header in columns if header in self.cells)

    @property
    def n(self) -> int | None:
        """How many cases its measured values rest on."""
        return count_of(self.cell("n"))

    @property
    def unread(self) -> frozenset[str]:
        """The columns of figures and days whose cells could not be used."""
        return frozenset(self.extra) & {
            header for role in ("actual", "date", "n") for header in self.mapping.headers(role)
        }

    def cell(self, role: str) -> str:
        """Return what stands in the column of a role; an empty text where nothing does."""
        return self.cells.get(self.mapping.header(role) or "", "")

    def keep(self, header: str, why: str = CHANGED) -> None:
        """Keep a cell as it is written."""
        if header in self.cells:
            self.extra[header] = self.cells[header]
            self.why[header] = why

    def day(self, role: str) -> dt.date | None:
        """Return the day in the column of a role; what is none is kept."""
        header, cell = self.mapping.header(role), self.cell(role)
        if header is None or not cell:
            return None
        day = day_of(cell, self.figures.convention)
        if day is None or day.isoformat() != cell:
            self.keep(header)
        return day


@dataclass(frozen=True, slots=True)
class Line:
    """A row, and what could be read of it.

    Parameters
    ----------
    record
        The row as a record.
    draft
        What its cells say.
    """

    record: Record
    draft: KpiDraft

    @property
    def day(self) -> dt.date | None:
        """The day that the row is about, by its own column of days."""
        return day_of(self.draft.cell("date"), self.draft.figures.convention)


def count_of(cell: str) -> int | None:
    """Return a number of cases, or ``None`` where a cell holds none.

    Examples
    --------
    >>> count_of("412"), count_of("about 400")
    (412, None)
    """
    return int(re.split(r"[.,]", cell)[0]) if _WHOLE.fullmatch(cell) else None
