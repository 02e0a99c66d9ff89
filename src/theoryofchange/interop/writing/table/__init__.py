"""The KPIs of a theory as a table: CSV, or an Excel workbook whose progress is a live formula.

Each KPI is a row, with columns that ``toc import table`` reads back; its milestones stand in
columns of their days, and the latest value of each of its segments in a row below it. In a workbook
all its figures are numbers where they are of one kind, so that a new figure changes the progress at
once; their bound and unit are shown around the number.

No text is run: in a workbook every text is marked as one, and in CSV a text that a spreadsheet
would take for a formula begins with an apostrophe, which ``toc import table`` takes off again.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

from theoryofchange.errors import InputError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.table.delimited import unguarded
from theoryofchange.interop.writing import Omissions, Written
from theoryofchange.interop.writing._parts import published, unsaid_parts
from theoryofchange.interop.writing.table.columns import Cell, Rows, rows_of
from theoryofchange.quantity import Quantity
from theoryofchange.reporting.table import guarded

FORMAT = "table"

_EXCEL = ".xlsx"
_APOSTROPHE = "A spreadsheet would run it; an apostrophe stands before it."
_NUMBER = re.compile(r"[-+−]?[0-9][0-9.,]* ?%?")


def write(theory: TheoryOfChange, file: str | None = None) -> Written:
    """Write the KPIs of a theory as a table.

    Parameters
    ----------
    theory
        The theory.
    file
        The name of the file that it is for: an Excel workbook where it ends in ``.xlsx``, else
        CSV.

    Returns
    -------
    Written
        The table, and what of the theory it does not say.

    Raises
    ------
    InputError
        Where there is no KPI, or the library that writes Excel is not installed.

    Examples
    --------
    >>> from theoryofchange.kpi import Kpi
    >>> theory = TheoryOfChange(kpis=[Kpi(id="waiting", title="=1+1", target="≤ 5 minutes")])
    >>> print(write(theory).content.decode().splitlines()[1])
    waiting,'=1+1,,,,,,,,,,,,,≤ 5 minutes,,,,,,,,,,,,
    """
    if not theory.kpis:
        raise InputError("there is no KPI in the theory to write as a row")
    omissions = Omissions()
    theory = published(theory, omissions)
    rows = rows_of(theory, omissions)
    unsaid_parts(omissions, theory, "A table of KPIs has no place for them.", ("observations",))
    if file is not None and file.lower().endswith(_EXCEL):
        from theoryofchange.interop.writing.table.workbook import as_workbook

        return Written(as_workbook(rows), omissions.listed())
    return Written(_as_csv(rows, omissions).encode(), omissions.listed())


def _as_csv(table: Rows, omissions: Omissions) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.titles)
    for row in table.rows:
        cells = {title: _text(cell) for title, cell in row.items()}
        written = {title: _harmless(cell) for title, cell in cells.items()}
        for title in (title for title, cell in cells.items() if written[title] != cell):
            omissions.add(f"{title} as it is", _APOSTROPHE, cells["ID"])
        writer.writerow(written.values())
    return text.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs; of one with an apostrophe of its own, two."""
    if _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}" if unguarded(cell) != cell else guarded(cell)


def _text(cell: Cell) -> str:
    if isinstance(cell, Quantity):
        return cell.text
    return cell.isoformat() if isinstance(cell, dt.date) else cell or ""
