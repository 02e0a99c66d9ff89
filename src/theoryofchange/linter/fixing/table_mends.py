"""Changes of a CSV text: a cell or the name of a column, in quotes where it was or must be."""

from __future__ import annotations

import csv
import io
from functools import lru_cache

from theoryofchange.linter.fixing.edit import CannotPlaceError, Mend, Token, expect_one_line
from theoryofchange.source.span import Source
from theoryofchange.source.table import cells


class Grid:
    """A CSV text as its cells.

    Parameters
    ----------
    source
        The text.

    Raises
    ------
    CannotPlaceError
        Where it cannot be read to its end.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens: list[Token] = []
        self._rows: dict[int, tuple[int, int]] = {}
        records = csv.reader(io.StringIO(source.text, newline=""), strict=True)
        line = 1
        try:
            for record in records:
                self._rows[line] = (len(self.tokens), len(record))
                self.tokens += (*((cell,) for cell in record), ())
                line = records.line_num + 1
        except csv.Error:
            raise CannotPlaceError("the file cannot be read to its end") from None

    def rewritten(self, start: int, text: str) -> Mend:
        """Return the mend that writes another text into the cell that starts at an offset.

        Raises
        ------
        CannotPlaceError
            Where no cell starts there, or the text does not fit a line.
        """
        line, _ = self.source.position(start)
        first, width = self._rows.get(line, (0, 0))
        offsets = [offset for offset, _ in cells(self.source, line)] if width else []
        if start not in offsets or offsets.index(start) >= width:
            raise CannotPlaceError("no cell begins there")
        column = offsets.index(start)
        _, end = [*cells(self.source, line)][column]
        token = first + column
        written = self.source.text[start:end]
        bare = written.strip(" \t")
        if bare.startswith('"') or bare == "":
            return Mend(start, end, _as_cell(text, quoted=bool(bare)), token, token + 1, ((text,),))
        lead = len(written) - len(written.lstrip(" \t"))
        said = f"{written[:lead]}{text}{written[lead + len(bare) :]}"
        inside = start + lead
        return Mend(
            inside, inside + len(bare), _as_cell(text, quoted=False), token, token + 1, ((said,),)
        )


def _as_cell(text: str, *, quoted: bool) -> str:
    expect_one_line(text)
    if quoted or any(mark in text for mark in ',"'):
        return '"' + text.replace('"', '""') + '"'
    return text


@lru_cache(maxsize=4)
def grid_of(source: Source) -> Grid:
    """Return the cells of a text; the last few are kept."""
    return Grid(source)
