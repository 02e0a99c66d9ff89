"""KPIs as an Excel workbook: numbers as numbers, progress as a formula, every text as a text."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from theoryofchange.errors import InputError
from theoryofchange.interop.writing.table.columns import SEGMENT, Cell, Rows
from theoryofchange.quantity import Quantity, comparable
from theoryofchange.quantity.duration import DAYS
from theoryofchange.quantity.numerals import write_number

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

PROGRESS = "Progress"
_FIGURES = ("Baseline", "Target", "Actual")
_NUMERIC = frozenset({"number", "percent", "money", "duration", "rank"})
_LONGEST_UNIT = 60
_SIGNS = {"<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ ", "+-": "± ", "=": ""}
_FIXED = dt.datetime(2000, 1, 1)


def as_workbook(table: Rows) -> bytes:
    """Return rows as a workbook with one sheet.

    Raises
    ------
    InputError
        Where the library that writes Excel is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.utils import get_column_letter
    except ImportError:
        tip = "pip install theoryofchange[excel]"
        raise InputError(f"writing Excel needs openpyxl: {tip}") from None
    book = Workbook()
    book.properties.created = book.properties.modified = _FIXED
    sheet = book.active
    sheet.title = "KPIs"
    for at, title in enumerate((*table.titles, PROGRESS), 1):
        _put_text(sheet, 1, at, title)
    place = {title: get_column_letter(at) for at, title in enumerate(table.titles, 1)}
    for line, row in enumerate(table.rows, 2):
        numbers = _numbers(row)
        for at, (title, held) in enumerate(row.items(), 1):
            if title in numbers:
                cell = sheet.cell(line, at, numbers[title][0])
                cell.number_format = numbers[title][1]
            else:
                _put(sheet, line, at, held)
        if row.get(SEGMENT) is None:
            baseline, target, actual = (f"{place[title]}{line}" for title in _FIGURES)
            share = sheet.cell(line, len(table.titles) + 1, _progress(baseline, target, actual))
            share.number_format = "0%"
    sheet.freeze_panes = "C2"
    return _same_bytes(book)


def _progress(baseline: str, target: str, actual: str) -> str:
    """Return ``(actual − baseline) / (target − baseline)`` where there are three numbers."""
    known = f"COUNT({baseline},{target},{actual})=3"
    return f'=IF({known},IF({target}={baseline},"",({actual}-{baseline})/({target}-{baseline})),"")'


def _numbers(row: Mapping[str, Cell]) -> dict[str, tuple[float, str]]:
    """Return the figures of a row as numbers of one unit, each with how it is shown.

    None of them where two cannot be put on one scale: a text is no number, and takes no part.
    """
    told = {t: cell for t, cell in row.items() if t in _FIGURES or t.startswith("Target ")}
    figures = {t: q for t, q in told.items() if isinstance(q, Quantity) and _is_number(q)}
    listed = [*figures.values()]
    if not all(comparable(one, other) for one in listed for other in listed):
        return {}
    if any(q.kind == "percent" for q in listed):
        return {t: ((q.value or 0) / 100, _shown(q, _percentage(q))) for t, q in figures.items()}
    unit: Any = next((q.unit for q in listed[::-1] if q.unit in DAYS), None)
    if unit is not None:
        return {t: (q.to(unit), _shown(q, f'General" {unit}s"')) for t, q in figures.items()}
    return {t: (q.value or 0, _shown(q, _with_unit(q))) for t, q in figures.items()}


def _is_number(quantity: Quantity) -> bool:
    """Tell whether a figure can be shown as a number: not a rank like ``≤ 5th`` of nobody knows."""
    if quantity.kind == "rank" and quantity.of is None:
        return quantity.bound == "="
    return quantity.kind in _NUMERIC


def _percentage(quantity: Quantity) -> str:
    decimals = "0%" if float(quantity.value or 0).is_integer() else "0.00%"
    return decimals + _words("" if quantity.unit == "percent" else quantity.unit)


def _with_unit(quantity: Quantity) -> str:
    if quantity.kind == "rank" and quantity.of is not None:
        return "General" + _words(f"of {write_number(quantity.of)}")
    return "General" + _words(quantity.unit)


def _words(unit: str | None) -> str:
    words = (unit or "").replace('"', "")
    return f'" {words}"' if words and len(words) <= _LONGEST_UNIT else ""


def _shown(quantity: Quantity, form: str) -> str:
    """Return a number format that shows what stands before a figure: a bound, or that it ranks."""
    before = _SIGNS[quantity.bound]
    before += "#" if quantity.kind == "rank" and quantity.of is None else ""
    return f'"{before}"{form}' if before else form


def _put(sheet: Worksheet, line: int, at: int, cell: Cell) -> None:
    if isinstance(cell, dt.date):
        sheet.cell(line, at, cell).number_format = "yyyy-mm-dd"
    elif cell is not None:
        _put_text(sheet, line, at, cell.text if isinstance(cell, Quantity) else cell)


def _put_text(sheet: Worksheet, line: int, at: int, text: str) -> None:
    """Write a text that stays one, whatever it begins with."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(line, at, ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))
    cell.data_type = "s"
    cell.quotePrefix = True


def _same_bytes(book: Any) -> bytes:
    """Return a workbook without the moment at which it was written."""
    held, packed = io.BytesIO(), io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name in given.namelist():
            content = given.read(name)
            if name == "docProps/core.xml":
                content = _without_moment(content)
            out.writestr(
                zipfile.ZipInfo(name, _FIXED.timetuple()[:6]), content, zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()


def _without_moment(core: bytes) -> bytes:
    fixed = _FIXED.isoformat().encode() + b"Z"
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + fixed, core)
