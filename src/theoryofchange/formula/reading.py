"""A text as a formula over KPIs, as prose, or as a formula with a fault."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TypeAlias

from theoryofchange.formula.parsing import FormulaError, parse
from theoryofchange.formula.tokens import QUOTES, Token, tokens
from theoryofchange.formula.tree import KEYWORDS, WORD, Tree, operands, written
from theoryofchange.quantity.numerals import NUMERAL
from theoryofchange.record import record

LONGEST = 4000
"""Characters beyond which a text is prose and is not read."""

_SHOWN = 3


@record
class Formula:
    """A formula over KPIs.

    Parameters
    ----------
    text
        As written.
    tree
        What it says.
    """

    text: str
    tree: Tree

    @property
    def operands(self) -> tuple[str, ...]:
        """The ids of the KPIs in it, each once, in the order of the formula."""
        return tuple(dict.fromkeys(operands(self.tree)))

    def __str__(self) -> str:
        return written(self.tree)


@record
class Prose:
    """A formula written for people: it names something that is no KPI.

    Parameters
    ----------
    text
        As written.
    unknown
        The words in it that are no KPI, each once.
    """

    text: str
    unknown: tuple[str, ...] = ()

    @property
    def because(self) -> str:
        """Why it cannot be computed."""
        if not self.unknown:
            return "it names no KPI"
        more = len(self.unknown) - _SHOWN
        rest = f" and {more} more" if more > 0 else ""
        return f"it names what is no KPI: {', '.join(self.unknown[:_SHOWN])}{rest}"


@record
class Faulty:
    """A formula of which every word is a KPI or a number, but which does not follow the grammar.

    Parameters
    ----------
    text
        As written.
    column
        Where it goes wrong, in characters of the text from 1.
    message
        What is wrong there.
    """

    text: str
    column: int
    message: str

    @property
    def because(self) -> str:
        """Why it cannot be computed."""
        return f"at character {self.column}, {self.message}"


ReadFormula: TypeAlias = Formula | Prose | Faulty


def read_formula(text: str, known: Collection[str], own: str = "") -> ReadFormula:
    """Read a text as a formula.

    Parameters
    ----------
    text
        A formula as people write it. An id that is no plain word stands in double quotes or
        backticks, in which the same mark is doubled.
    known
        The ids of the KPIs there are.
    own
        The id of the KPI that it is the formula of: ``margin = …`` may stand before the rest.

    Returns
    -------
    Formula, Prose or Faulty
        A formula where every word is a KPI and all follows the grammar; prose where it names
        something else, or no KPI at all; faulty where all words are KPIs, but the grammar is
        broken.

    Examples
    --------
    >>> known = {"customers", "value", "客单价", "🛒"}
    >>> str(read_formula("customers*(value - 5)", known))
    'customers × (value − 5)'
    >>> read_formula("🛒 × 客单价", known).operands
    ('🛒', '客单价')
    >>> read_formula("number of tickets / total tickets", known).because
    'it names what is no KPI: number, of, tickets and 1 more'
    >>> read_formula("customers * (value", known).because
    'at character 13, this bracket is never closed'
    """
    if len(text) > LONGEST:
        return Prose(text)
    words = tuple(dict.fromkeys(re.findall(WORD, text)))
    if not _may_name(words, known) and not any(mark in text for mark in QUOTES):
        names = (word for word in words if word[0].isalpha() or not re.fullmatch(NUMERAL, word))
        return Prose(text, tuple(names))
    found = _without_own_name(list(tokens(text, known)), own)
    unknown = _unknown(found, known)
    named = any(token.kind in ("word", "quoted") and token.text in known for token in found)
    if unknown or not named:
        return Prose(text, unknown)
    try:
        return Formula(text, parse(found))
    except FormulaError as fault:
        return Faulty(text, fault.column, fault.message)


def _may_name(words: Collection[str], known: Collection[str]) -> bool:
    """Tell whether a word, or a part of one between hyphens, is a KPI: most formulas name none."""
    return any(word in known or "-" in word for word in words)


def _without_own_name(found: list[Token], own: str) -> list[Token]:
    """Leave out a name before a single equals sign, where it is the KPI's own."""
    marks = [token.text for token in found[1:3]]
    is_head = found[0].text == own and marks[:1] == ["="] and marks[1:] != ["="]
    return found[2:] if is_head and own else found


def _unknown(found: Sequence[Token], known: Collection[str]) -> tuple[str, ...]:
    """Return the words that are no KPI; those of a sum over segments are none of them."""
    sums = any(_is_sum(found, at) for at in range(len(found)))
    words: dict[str, None] = {}
    before = ""
    for token in found:
        is_keyword = token.kind == "word" and token.text in KEYWORDS
        of_a_sum = sums and (is_keyword or before == "by")
        if token.kind in ("word", "quoted") and token.text not in known and not of_a_sum:
            words[token.text] = None
        before = token.text
    return tuple(words)


def _is_sum(found: Sequence[Token], at: int) -> bool:
    """Tell whether a sum over segments begins: other sums, as those of a query, are prose."""
    is_called = found[at][:2] == ("word", "sum") and found[at + 1].text == "("
    return is_called and any(token[:2] == ("word", "by") for token in found[at:])
