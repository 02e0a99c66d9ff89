"""Tables of KPIs as people keep them: CSV, Excel, and records in YAML or JSON.

What a column is for is guessed from its header, in English, Chinese, Spanish, Portuguese, Russian,
German and French, and shown; a mapping file says it for good. See
:data:`~theoryofchange.interop.table.roles.ROLES` for what a column can be.

======================  ===========================================================================
there                   here
======================  ===========================================================================
a row                   a KPI; in a table with a line for each day, one of its measured values
several target columns  ``milestones`` in the order of time, the last one the ``target``
columns of periods      targets where they follow a baseline and no target is there, else
                        ``observations`` of the last day of each
goal, outcome           a goal, an outcome; the KPI ``measures`` the outcome, which the goal needs
any other column        ``extra``, as written, as is every cell that reading changed
======================  ===========================================================================

A direction is read from a column of directions or from the bound of a target (*at most*), never
from a baseline and a target. A fiscal year such as 2026/27 has no last day until somebody names it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from theoryofchange.declare import collector_paused
from theoryofchange.errors import InputError
from theoryofchange.interop.seam import Draft, Imported, Listing
from theoryofchange.interop.seam.sources import Paths
from theoryofchange.interop.table.assembly import Assembly, assemblies
from theoryofchange.interop.table.groups import Groups
from theoryofchange.interop.table.mapping import ColumnMapping, read_mapping
from theoryofchange.interop.table.tables import Tables, open_tables
from theoryofchange.view.blocks import Note

__all__ = ["FORMAT", "ColumnMapping", "Tables", "guess", "open_tables", "read", "read_mapping"]

FORMAT = "table"


def guess(paths: Paths, encoding: str | None = None) -> ColumnMapping:
    """Return what the columns of tables are probably for.

    Parameters
    ----------
    paths
        The file or files, or directories of them.
    encoding
        The encoding of delimited text, where somebody knows it.

    Raises
    ------
    InputError
        Where a file cannot be read or there is no row.
    """
    return open_tables(paths, encoding).guess


def read(
    paths: Paths | Tables,
    as_of: dt.date | None = None,
    *,
    mapping: str | Path | ColumnMapping | None = None,
    encoding: str | None = None,
) -> Imported:
    r"""Read tables of KPIs as a theory.

    Parameters
    ----------
    paths
        The file or files, or directories of them (``.csv``, ``.tsv``, ``.xlsx``, ``.yaml``,
        ``.json``); or tables that are open already.
    as_of
        The day the theory is looked at; a table names none, and none is made up.
    mapping
        What each column is for, or the file that says so; without it, it is guessed, and the report
        shows the guess.
    encoding
        The encoding of delimited text, where somebody knows it; else it is told by its bytes, and
        the report says how.

    Returns
    -------
    Imported
        The theory, and an account of every row.

    Raises
    ------
    InputError
        Where a file cannot be read, there is no row, or no column or no row names a KPI.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "kpis.csv")
    ...     _ = file.write_text("KPI;Goal;Target 2026\nAnswered in time;Service;≥ 95 %\n")
    ...     imported = read([file])
    >>> (kpi,) = imported.kpis
    >>> kpi.id, kpi.measures, kpi.direction, kpi.target.date.isoformat()
    ('answered_in_time', 'service', 'increase', '2026-12-31')
    """
    with collector_paused():
        tables = paths if isinstance(paths, Tables) else open_tables(paths, encoding)
        return _read(tables, _chosen(mapping, tables), as_of)


def _read(tables: Tables, chosen: ColumnMapping, as_of: dt.date | None) -> Imported:
    parts = assemblies(tables.grids, chosen)
    _expect_names(parts, chosen)
    draft, groups = Draft(FORMAT, otherwise="table"), None
    groups = Groups(draft.ids)
    for part in parts:
        draft.take(part.sheet.file, part.records)
        part.name_groups(groups)
    draft.add(*groups.nodes())
    for part in parts:
        part.make(draft, groups)
    draft.remark(*_remarks(parts, chosen))
    imported = draft.imported(_title(parts), as_of)
    if not imported.kpis:
        named = ", ".join(dict.fromkeys(part.sheet.file for part in parts))
        raise InputError(f"{named}: none of {imported.records} rows names a KPI")
    return imported


def _chosen(mapping: str | Path | ColumnMapping | None, tables: Tables) -> ColumnMapping:
    if mapping is None:
        return tables.guess
    return mapping if isinstance(mapping, ColumnMapping) else read_mapping(Path(mapping))


def _expect_names(parts: tuple[Assembly, ...], mapping: ColumnMapping) -> None:
    if any(part.names_kpis for part in parts):
        return
    columns = ", ".join(dict.fromkeys(h for part in parts for h in part.mapping.columns))
    what = "could be told to hold" if mapping.guessed else "is said to hold"
    raise InputError(
        f"{parts[0].sheet.file}: no column {what} the names of KPIs; the columns are {columns}. "
        "Say which one is the title in a mapping file; --save-mapping FILE writes one to fill in"
    )


def _title(parts: tuple[Assembly, ...]) -> str:
    names = dict.fromkeys(Path(part.sheet.file).stem for part in parts)
    return f"KPIs of {', '.join(names) if len(names) <= 3 else f'{len(names)} tables'}"


def _remarks(parts: tuple[Assembly, ...], mapping: ColumnMapping) -> Iterator[Note | Listing]:
    for part in parts:
        sheet = part.sheet
        place = f"{Path(sheet.file).name}{f' ({sheet.name})' if sheet.name else ''}"
        yield Note(f"{place} was read as {sheet.how}.")
        if sheet.hidden and sheet.rows:
            what = ", ".join(sheet.hidden)
            yield Note(
                f"Hidden in {place}, and imported all the same: {what}. Take out of the file "
                "what is not for whoever reads the theory.",
                "warn",
            )
        if part.figures.comma:
            yield Note(f"In {place} a comma is the decimal mark, so that 1.200 is 1200.")
        elif part.figures.open:
            some = ", ".join(part.figures.open[:3])
            yield Note(
                f"In {place} it cannot be told whether a dot marks thousands: {some} is read with "
                "a decimal dot.",
                "warn",
            )
    stray = mapping.columns.keys() - {h for part in parts for h in part.mapping.columns}
    if stray:
        yield Note(f"Of the mapping, no table has {', '.join(sorted(stray))}.", "warn")
    rows = tuple(
        (Path(part.sheet.file).name, part.sheet.name or None, *row)
        for part in parts
        for row in part.mapping.rows()
    )
    columns = ("File", "Sheet", "Column", "Is read as", "Of", "Because")
    caption = "Columns, as they were guessed" if mapping.guessed else "Columns"
    yield Listing(key="columns", caption=caption, columns=columns, rows=rows)
