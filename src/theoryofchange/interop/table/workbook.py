"""The sheets of an Excel workbook, as it shows them: nothing in it is computed."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theoryofchange.errors import InputError
from theoryofchange.interop.seam.archive import members_of
from theoryofchange.interop.seam.sources import content
from theoryofchange.interop.table.hidden import hidden_parts
from theoryofchange.interop.table.sheet import Row, Sheet

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_CELLS = 5_000_000
"""Cells of a workbook, empty ones between others among them, beyond which it is refused."""

_AROUND = re.compile(r'(?:"([^"]*)")?(?:General|0(?:\.0+)?%?)(?:"([^"]*)")?')
"""A format that shows a number as it is, with words before or behind it."""

_PROGRESS = re.compile(
    r"=IF\(COUNT\((?P<b>[A-Z]+\d+),(?P<t>[A-Z]+\d+),(?P<a>[A-Z]+\d+)\)=3,"
    r'IF\((?P=t)=(?P=b),"",\((?P=a)-(?P=b)\)/\((?P=t)-(?P=b)\)\),""\)'
)
"""The progress that the export writes as a formula: it follows from the figures of its row."""

_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARES_WIDE = re.compile(rb"<\0!\0D\0O\0C\0|\0<\0!\0D\0O\0C", re.IGNORECASE)


def workbook(path: Path) -> tuple[Sheet, ...]:
    """Read an Excel workbook.

    A number is read as it is shown (``0.95`` shown as ``95%`` is 95 %, and ``5`` may be shown as
    ``≤ 5 days``), a date as its day, and a formula as the value that was stored with it; one
    without is kept as it is written.

    Parameters
    ----------
    path
        The file, ``.xlsx`` or ``.xlsm``; macros are not looked at.

    Returns
    -------
    tuple of Sheet
        Its sheets, in order; places are ``Sheet1!7``.

    Raises
    ------
    InputError
        Where it is no workbook, holds a trap (see :mod:`~theoryofchange.interop.seam.archive`), a
        document type or too many cells, or where the library that reads it is not installed.
    """
    file = path.as_posix()
    try:
        from openpyxl import load_workbook
    except ImportError:
        tip = "pip install theoryofchange[excel]"
        raise InputError(f"{file}: reading Excel needs openpyxl: {tip}") from None
    held = content(path)
    parts = members_of(held, file)
    has_formulas = _expect_no_trap(parts, file)
    with _damage_of(file):
        values = load_workbook(io.BytesIO(held), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(held), read_only=True) if has_formulas else None
    return tuple(_sheets(values, formulas, file, parts))


@contextmanager
def _damage_of(file: str) -> Iterator[None]:
    """Refuse a file in one line, whatever its damage makes the library raise that reads it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a damaged file makes it raise anything
        told = str(error).partition("\n")[0] or type(error).__name__
        raise InputError(f"{file}: This is no Excel workbook that can be read: {told}.") from None


def _expect_no_trap(parts: Mapping[str, bytes], file: str) -> bool:
    """Raise where a part declares entities; tell whether any sheet has formulas."""
    has_formulas = False
    for name, part in parts.items():
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        if _DECLARES.search(part) or _DECLARES_WIDE.search(part[:4096]):
            raise InputError(
                f"{file}: Its part {name} has a document type, in which entities are declared; "
                "it is not read"
            )
        has_formulas = has_formulas or (b"worksheets/" in name.encode() and b"<f" in part)
    return has_formulas


def _sheets(
    values: Workbook, formulas: Workbook | None, file: str, parts: Mapping[str, bytes]
) -> Iterator[Sheet]:
    left = MOST_CELLS
    for sheet in values.worksheets:
        rows: list[Row] = []
        unstored = computed = 0
        written = _written(formulas, sheet.title, file)
        sheet.reset_dimensions()
        for at, row in enumerate(_read(sheet, file), 1):
            left -= max(len(row), 1)
            if left < 0:
                raise InputError(f"{file}: It has more than {MOST_CELLS:,} cells.")
            formula = next(written, ())
            own = {place for place, cell in enumerate(formula) if _is_progress(cell.value)}
            computed += len(own)
            cells = tuple(
                "" if place in own else _shown(cell, formula, place)
                for place, cell in enumerate(row)
            )
            unstored += sum(
                1 for cell, text in zip(row, cells, strict=True) if text and cell.value is None
            )
            if any(cells):
                rows.append(Row(f"{sheet.title}!{at}", cells))
        told = ["a sheet of an Excel workbook"]
        if unstored:
            told.append(f"{unstored} formulas without a stored value, kept as written")
        if computed:
            told.append(f"without the progress that {computed} formulas of an export work out")
        whole = () if sheet.sheet_state == "visible" else ("the whole sheet",)
        # openpyxl does not say what is hidden when it reads a sheet row by row
        part = parts.get(str(getattr(sheet, "_worksheet_path", "")).lstrip("/"), b"")
        yield Sheet(
            file=file,
            name=sheet.title,
            rows=tuple(rows),
            how=", ".join(told),
            hidden=(*whole, *hidden_parts(part, sheet.title, rows)),
        )


def _read(sheet: Any, file: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet; they are read from the file one by one."""
    with _damage_of(file):
        yield from sheet.iter_rows()


def _written(formulas: Workbook | None, title: str, file: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet with its formulas as they are written; nothing without any."""
    if formulas is not None:
        sheet = formulas[title]
        sheet.reset_dimensions()
        yield from _read(sheet, file)


def _is_progress(written: Any) -> bool:
    return isinstance(written, str) and _PROGRESS.fullmatch(written) is not None


def _shown(cell: Any, formula: tuple[Any, ...], place: int) -> str:
    """Return a cell as text, as the workbook shows it."""
    value = cell.value
    if value is None:
        written = formula[place].value if place < len(formula) else None
        return written.strip() if isinstance(written, str) else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    return str(value).strip()


def _number(value: float, form: str) -> str:
    """Return a number as its format shows it: as a percentage, and between the words around it."""
    exact = Decimal(repr(value))
    around = _AROUND.fullmatch(form)
    before, after = (around[1] or "", around[2] or "") if around else ("", "")
    shown = f"{_plain(exact * 100)}%" if "%" in form.partition(";")[0] else _plain(exact)
    return f"{before}{shown}{after}".strip()


def _plain(number: Decimal) -> str:
    """Return a number without an exponent and without zeros that say nothing."""
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
