"""Edits of a text, and what each is to mean, so that it can be seen to mean no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from theoryofchange.record import record
from theoryofchange.source.span import Source, Span

Token = tuple[str | bool | None, ...]
"""A piece of what a text says, without its layout: a scalar, a bracket, a cell of a table."""

_ESCAPED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


class CannotPlaceError(Exception):
    """A change has no place in a text where it could be made; the message says why."""


@record
class Edit:
    """A stretch of a file, and the text that takes its place.

    Parameters
    ----------
    span
        What goes.
    text
        What comes, with the line ends of the file.
    """

    span: Span
    text: str


class Mend(NamedTuple):
    """An edit by its offsets, and what it does to what the text says.

    Parameters
    ----------
    start, end, text
        The offsets of what goes, and what comes.
    first, last, tokens
        The tokens that go, as a slice of those of the whole text, and those that come.
    """

    start: int
    end: int
    text: str
    first: int
    last: int
    tokens: tuple[Token, ...] = ()

    def edit(self, source: Source) -> Edit:
        """Return it as a stretch of lines and columns."""
        return Edit(source.span(self.start, self.end), self.text)

    def meets(self, other: Mend) -> bool:
        """Tell whether two mends touch the same text, or the same tokens."""
        apart = self.end <= other.start or other.end <= self.start
        same_place = self.start == other.start
        untangled = self.last <= other.first or other.last <= self.first
        return same_place or not apart or not untangled


def mended(text: str, mends: Iterable[Mend]) -> str:
    """Return a text with mends made that do not meet."""
    parts: list[str] = []
    at = 0
    for mend in sorted(mends, key=lambda each: (each.start, each.end)):
        parts += (text[at : mend.start], mend.text)
        at = mend.end
    return "".join((*parts, text[at:]))


def meant(tokens: Sequence[Token], mends: Iterable[Mend]) -> list[Token]:
    """Return what a text is to say when mends that do not meet were made."""
    said: list[Token] = []
    at = 0
    for mend in sorted(mends, key=lambda each: (each.first, each.last)):
        said += (*tokens[at : mend.first], *mend.tokens)
        at = mend.last
    return [*said, *tokens[at:]]


def expect_one_line(text: str) -> None:
    """Refuse a text with a line end or another character that takes an escape.

    Raises
    ------
    CannotPlaceError
        Where it holds one.
    """
    if _ESCAPED.search(text):
        raise CannotPlaceError("what it is to say does not fit a line")
