"""The tables of an import: opened once, guessed or mapped, and read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from theoryofchange.errors import InputError
from theoryofchange.interop.seam.sources import Paths, source_files
from theoryofchange.interop.table.delimited import delimited
from theoryofchange.interop.table.headers import guess_columns
from theoryofchange.interop.table.listed import listed
from theoryofchange.interop.table.mapping import ColumnMapping, Use
from theoryofchange.interop.table.periods import Convention
from theoryofchange.interop.table.sheet import Grid, Sheet, grid_of
from theoryofchange.interop.table.workbook import workbook

ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".yaml", ".yml", ".json")
"""The files of a directory that are tables; a file that is named may have any ending."""

_SEEN = 2000
"""Rows of which the cells are looked at to tell what their columns are for."""

_EITHER = re.compile(r"(\d\d?)[/-](\d\d?)[/-](?:19|20)\d\d")
_DATES = ("date", "target_date", "baseline_date", "review_by")


@dataclass(frozen=True)
class Tables:
    """The tables of an import.

    Parameters
    ----------
    sheets
        Every sheet of every file, in order.
    """

    sheets: tuple[Sheet, ...]

    @cached_property
    def grids(self) -> tuple[tuple[Sheet, Grid], ...]:
        """The sheets with anything in them, each with its header."""
        found = ((sheet, grid_of(sheet)) for sheet in self.sheets)
        return tuple((sheet, grid) for sheet, grid in found if grid is not None)

    @cached_property
    def guess(self) -> ColumnMapping:
        """What each column is probably for.

        Of columns of one name in several sheets, the first that could be told counts.
        """
        columns: dict[str, Use] = {}
        convention = Convention(day_first=_day_first(self))
        for _, grid in self.grids:
            found = guess_columns(grid.columns(_SEEN), convention).columns
            for header, use in found.items():
                if columns.get(header, Use("extra")).role == "extra":
                    columns[header] = use
        return ColumnMapping(columns, convention, guessed=True)


def open_tables(paths: Paths, encoding: str | None = None) -> Tables:
    """Read the sheets of files, without a word about what they mean.

    Parameters
    ----------
    paths
        A file or several, and directories of them (:data:`ENDINGS`).
    encoding
        The encoding of delimited text, where somebody knows it.

    Raises
    ------
    InputError
        Where a file cannot be read, or none holds a row.
    """
    files = source_files(paths, *ENDINGS)
    tables = Tables(tuple(sheet for path in files for sheet in _sheets(path, encoding)))
    for sheet in tables.sheets:
        if not sheet.rows and not sheet.name:
            raise InputError(f"{sheet.file}: this file is empty")
    if not any(grid.body for _, grid in tables.grids):
        raise InputError(f"{', '.join(path.as_posix() for path in files)}: there is no row in here")
    return tables


def _sheets(path: Path, encoding: str | None) -> tuple[Sheet, ...]:
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xlsm"):
        return workbook(path)
    if ending in (".yaml", ".yml", ".json"):
        return listed(path)
    if ending in (".xls", ".ods", ".numbers", ".parquet"):
        raise InputError(f"{path.as_posix()}: save it as .xlsx or .csv; {ending} is not read")
    return (delimited(path, encoding),)


def _day_first(tables: Tables) -> bool | None:
    """Tell whether days come before months, where some date can be read in one way only."""
    found = {
        first > 12
        for sheet, grid in tables.grids
        for cell in _date_cells(grid)
        for first, second in [tuple(map(int, cell))]
        if (first > 12) != (second > 12)
    }
    return found.pop() if len(found) == 1 else None


def _date_cells(grid: Grid) -> Iterator[tuple[str, ...]]:
    columns = guess_columns(grid.columns(_SEEN)).columns
    held = [at for at, header in enumerate(grid.headers) if columns[header].role in _DATES]
    for row in grid.body:
        for at in held:
            match = _EITHER.fullmatch(row.cells[at]) if at < len(row.cells) else None
            if match:
                yield match.groups()
