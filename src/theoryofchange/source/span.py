"""Where something stands in a text: spans, and the text they point into."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from theoryofchange.named_tuple import NamedTuple
from theoryofchange.record import field, record

Route = tuple[str | int, ...]
"""A way into a document: the keys and indices from its root, as ``("kpis", "churn", "target")``."""

_BREAK = r"\r\n|\r|\n"


class Span(NamedTuple):
    """A stretch of one file; lines and columns count from 1, the end column is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@record
class Source:
    r"""The text of one file and the name it is reported under.

    Parameters
    ----------
    file
        The name shown in findings.
    text
        The whole text, decoded, without a byte order mark.

    Examples
    --------
    >>> Source("a.yaml", "one\r\ntwo").span(5, 8)
    Span(file='a.yaml', line=2, column=1, end_line=2, end_column=4)
    """

    file: str
    text: str = field(repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        line_break = _BREAK if "\r" in self.text else "\n"
        return [0, *(match.end() for match in re.finditer(line_break, self.text))]

    def position(self, index: int) -> tuple[int, int]:
        """Return the line and column, from 1, of a character offset."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the span between two character offsets."""
        return Span(self.file, *self.position(start), *self.position(max(start, end)))

    def told(self, span: Span) -> str:
        """Return what to say of a place that its line and column do not tell: of text, nothing."""
        return ""

    def line_text(self, line: int) -> str:
        """Return one line, from 1, without its line end; an empty text past the last."""
        if line > len(self._starts):
            return ""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def line_start(self, line: int) -> int:
        """Return the offset a line, from 1, starts at."""
        return self._starts[line - 1]

    def line_window(self, line: int, start: int, length: int) -> str:
        """Return a part of one line, from an offset of it on, without copying the whole line."""
        if not 0 < line <= len(self._starts):
            return ""
        first = self._starts[line - 1] + start
        last = self._starts[line] if line < len(self._starts) else len(self.text)
        return self.text[first : min(first + length, last)].rstrip("\r\n")

    def line_end(self, index: int) -> int:
        """Return the offset just past the last character of the line that holds an offset."""
        line, column = self.position(index)
        return index - column + 1 + len(self.line_text(line))

    def whole_line(self, line: int) -> Span:
        """Return the span of one line, from 1."""
        return Span(self.file, line, 1, line, len(self.line_text(line)) + 1)
