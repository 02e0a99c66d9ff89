"""The words, numbers and signs of a formula, each with its column."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Literal

from theoryofchange.formula.tree import FULL_WIDTH, WORD, Sign
from theoryofchange.named_tuple import NamedTuple
from theoryofchange.quantity.numerals import NUMERAL, read_numeral

TokenKind = Literal["word", "quoted", "number", "sign", "mark", "unclosed", "end"]

SIGNS: dict[str, Sign] = {
    "+": "+", "-": "−", "−": "−", "–": "−",
    "×": "×", "*": "×", "·": "×", "÷": "÷", "/": "÷", ":": "÷",
}  # fmt: skip
QUOTES = '"＂`｀'
"""The marks between which an id stands that is no plain word."""
_QUOTED = {mark: rf"{mark}((?:[^{mark}]|{mark}{mark})*){mark}" for mark in '"`'}


class Token(NamedTuple):
    """A part of a formula.

    ``text`` is the id of a word or of what stands in quotes, the sign, or the mark; ``column`` is
    counted from 1; ``value`` is that of a number.
    """

    kind: TokenKind
    text: str
    column: int
    value: float = 0.0


def tokens(text: str, known: Collection[str]) -> Iterator[Token]:
    """Yield the parts of a formula, and an end.

    Parameters
    ----------
    text
        The formula. Full-width signs count as the others.
    known
        The ids there are: a hyphen is part of a word where the word is one of them, else a minus.
        Of several readings that with the longest id counts.

    Examples
    --------
    >>> [token.text for token in tokens("net-sales-a / 1,200", {"net-sales", "a"})]
    ['net-sales', '−', 'a', '÷', '1,200', '']
    """
    plain = text.translate(FULL_WIDTH)
    at = 0
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        token, at = _quoted(text, plain, at) if plain[at] in _QUOTED else _next(plain, at, known)
        yield token
    yield Token("end", "", len(plain) + 1)


def _next(plain: str, at: int, known: Collection[str]) -> tuple[Token, int]:
    sign, column = plain[at], at + 1
    word = _pattern(WORD).match(plain, at)
    if sign in SIGNS or word is None:
        kind: TokenKind = "sign" if sign in SIGNS else "mark"
        return Token(kind, SIGNS.get(sign, sign), column), at + 1
    number = _pattern(NUMERAL).match(plain, at)
    if number and (number.end() >= word.end() or _ends_before_minus(number, word, known)):
        value = read_numeral(number[0])
        if value is not None:
            return Token("number", number[0], column, value), number.end()
    name = _longest(word[0], known)
    return Token("word", name, column), at + len(name)


def _ends_before_minus(number: re.Match[str], word: re.Match[str], known: Collection[str]) -> bool:
    return word[0] not in known and word.string[number.end()] == "-"


def _longest(word: str, known: Collection[str]) -> str:
    """Return the longest known beginning of a word with hyphens; of an unknown one its first part.

    A word of which no part is known stays whole: it is prose.
    """
    if word in known or "-" not in word:
        return word
    parts = word.split("-")
    beginnings = ["-".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
    found = next((beginning for beginning in beginnings if beginning in known), None)
    if found is not None:
        return found
    return parts[0] if parts[0] and any(part in known for part in parts) else word


def _quoted(text: str, plain: str, at: int) -> tuple[Token, int]:
    mark = plain[at]
    found = _pattern(_QUOTED[mark]).match(plain, at)
    if found is None:
        return Token("unclosed", mark, at + 1), len(plain)
    id = text[slice(*found.span(1))].replace(mark * 2, mark)
    return Token("quoted", id, at + 1), found.end()


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
