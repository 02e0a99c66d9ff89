"""TOC020."""

from __future__ import annotations

import re
from collections.abc import Iterator

from theoryofchange.declare import Declaration
from theoryofchange.declare.messages import shown
from theoryofchange.linter.rule import rule
from theoryofchange.quantity.numerals import NUMERAL, TWO_MEANINGS, read_numeral, write_number
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Source
from theoryofchange.source.table import TableDocument

_FIELD = "value"
_MARKED = r"\d[.,]\d{3}(?!\d)"
_TYPED = ".parquet"


@rule("TOC020", severity="warning", confidence="medium")
def ambiguous_number(declaration: Declaration) -> Iterator[Fault]:
    """A number in a table has two meanings.

    ## What it does

    Finds values in CSV tables with one mark before exactly three digits, such as `1,234` and
    `1.234`: the mark may stand for thousands or for decimals, by the country of whoever exported
    it. A comma is then read as one of thousands, a dot as a decimal one. Nothing is said where
    another value of the table shows that this is right, as `0.5` or `1,234.5` does. A table gives
    one finding.

    ## Why it matters

    The two meanings differ by a factor of a thousand, and the table looks the same.

    ## Example

    `observations.csv`:

    ```text
    kpi,date,value
    orders,2026-03-31,"1,234"
    orders,2026-06-30,"1,301"
    ```

    ## Use instead

    `observations.csv`:

    ```text
    kpi,date,value
    orders,2026-03-31,1234
    orders,2026-06-30,1301
    ```

    ## References

    ISO 80000-1, 7.3.1: digits are grouped by a small space, never by a comma or a dot.
    """
    for document in declaration.documents:
        if isinstance(document, TableDocument) and _may_hold_one(document.source):
            yield from _of_table(document)


def _may_hold_one(source: Source) -> bool:
    is_text = not source.file.lower().endswith(_TYPED)
    return is_text and re.search(_MARKED, source.text) is not None


def _of_table(table: TableDocument) -> Iterator[Fault]:
    """Yield the first value of two meanings, unless the others tell which one it has."""
    doubtful: list[tuple[int, str]] = []
    telling: dict[str, int] = {}
    for at, row in enumerate(table.data[table.section]):
        for found in re.finditer(NUMERAL, str(row.get(_FIELD, ""))):
            mark = _decimal_mark(found[0])
            if mark == "":
                doubtful.append((at, found[0]))
            elif mark:
                telling.setdefault(mark, at)
    if doubtful and telling.keys() != {"."}:
        yield _fault(table, doubtful, telling.get(","))


def _decimal_mark(digits: str) -> str | None:
    """Return the mark of decimals in a number; an empty text where it has two meanings."""
    marks = [sign for sign in digits if sign in ".,"]
    if not marks:
        return None
    if len(set(marks)) == 1 and len(marks) > 1:
        return "," if marks[0] == "." else "."
    return "" if re.fullmatch(TWO_MEANINGS, digits) else marks[-1]


def _fault(table: TableDocument, doubtful: list[tuple[int, str]], telling: int | None) -> Fault:
    at, digits = doubtful[0]
    row = table.data[table.section][at]
    read = write_number(read_numeral(digits) or 0)
    whole = re.sub("[.,]", "", digits)
    other = whole if read != whole else digits.replace(",", ".")
    more = f", and {len(doubtful) - 1} more in this table" if len(doubtful) > 1 else ""
    message = f"{shown(digits)} may mean {read} or {other}{more}; it is read as {read}."
    section = table.section
    there = () if telling is None else (table.span((section, telling, _FIELD)),)
    return Fault(
        table.span((section, at, _FIELD)),
        message,
        f"Write {whole}, or {digits.replace(',', '.')}0, whichever it is.",
        id=str(row.get("kpi", "")),
        related=tuple((place, "here a comma stands before the decimals") for place in there),
    )
