"""What a formula is made of, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from theoryofchange.quantity.numerals import NUMERAL, write_number
from theoryofchange.record import record

Sign: TypeAlias = Literal["+", "−", "×", "÷"]
ADDITIVE: tuple[Sign, ...] = ("+", "−")

MARKS = '+*/%=()<>!&|,;:×÷−·–[]{}^"`'
FULL_WIDTH = {ord(mark) + 0xFEE0: mark for mark in MARKS if mark.isascii()} | {0xFF0D: "-"}
WORD = rf"[^\s{re.escape(MARKS)}{''.join(map(chr, FULL_WIDTH))}]+"
"""A plain word; an id that is none, since it holds a mark or a blank, stands in quotes."""

EVERY = "segment"
"""What a sum runs by that takes all segments."""

KEYWORDS = frozenset({"sum", "by", EVERY})
_NUMERIC = rf"-?(?:{NUMERAL})-?"


@record
class Number:
    """A number that is written in a formula.

    Parameters
    ----------
    value
        At least 0; of a percentage the figure before the sign.
    percent
        Whether a percent sign follows: ``5 %`` counts as .05.
    """

    value: float
    percent: bool = False


@record
class Operand:
    """A KPI that a formula names, by its id."""

    id: str


@record
class Negative:
    """The opposite of something: ``−x``."""

    of: Tree


@record
class SegmentSum:
    """The sum of something over segments: ``sum(x by segment)``, ``sum(x by region)``.

    Parameters
    ----------
    of
        What is summed.
    by
        The kind of segments that it is summed over; ``segment`` where there is but one.
    """

    of: Tree
    by: str = EVERY


@record
class Chain:
    """Terms that are added and subtracted, or factors that multiply and divide, from the left.

    Parameters
    ----------
    first
        The first of them.
    rest
        The others, each with the sign before it: all of ``+ −``, or all of ``× ÷``.
    """

    first: Tree
    rest: tuple[tuple[Sign, Tree], ...]

    @property
    def adds(self) -> bool:
        """Whether it adds and subtracts."""
        return self.rest[0][0] in ADDITIVE


Tree: TypeAlias = Number | Operand | Negative | SegmentSum | Chain


def operands(tree: Tree) -> Iterator[str]:
    """Yield the id of each operand, as often as it is named, in the order of the formula."""
    if isinstance(tree, Operand):
        yield tree.id
    for part in parts(tree):
        yield from operands(part)


def parts(tree: Tree) -> tuple[Tree, ...]:
    """Return what a part of a formula is made of, itself left out."""
    if isinstance(tree, Chain):
        return (tree.first, *(part for _, part in tree.rest))
    return (tree.of,) if isinstance(tree, Negative | SegmentSum) else ()


def numbers(tree: Tree) -> Iterator[Number]:
    """Yield each number that is written in a formula."""
    if isinstance(tree, Number):
        yield tree
    for part in parts(tree):
        yield from numbers(part)


def quoted(id: str) -> str:
    """Return an id as a formula writes it: in quotes where it is no plain word.

    Examples
    --------
    >>> quoted("net-sales"), quoted("R&D"), quoted("客单价")
    ('net-sales', '"R&D"', '客单价')
    """
    plain = re.fullmatch(WORD, id) and not re.match(_NUMERIC, id) and not id.startswith("-")
    if plain and id not in KEYWORDS:
        return id
    return '"' + id.replace('"', '""') + '"'


def written(tree: Tree, name: Callable[[str], str] = quoted) -> str:
    """Return a formula as text, with the brackets that it needs and no others.

    Parameters
    ----------
    tree
        The formula.
    name
        How an operand is written; by its id, unless told otherwise.

    Examples
    --------
    >>> ratio = Chain(Operand("a"), (("÷", Chain(Operand("b"), (("−", Number(5.0, True)),))),))
    >>> written(ratio)
    'a ÷ (b − 5 %)'
    """
    if isinstance(tree, Number):
        return write_number(tree.value) + (" %" if tree.percent else "")
    if isinstance(tree, Operand):
        return name(tree.id)
    if isinstance(tree, SegmentSum):
        by = tree.by if tree.by == EVERY else quoted(tree.by)
        return f"sum({written(tree.of, name)} by {by})"
    if isinstance(tree, Negative):
        return f"−{_inside(tree.of, name)}"
    first = written(tree.first, name) if _binds(tree, tree.first) else _inside(tree.first, name)
    rest = (
        f" {sign} {written(part, name) if _binds(tree, part) else _inside(part, name)}"
        for sign, part in tree.rest
    )
    return first + "".join(rest)


def _binds(chain: Chain, part: Tree) -> bool:
    """Tell whether a part of a chain needs no brackets: it binds more closely."""
    return chain.adds and isinstance(part, Chain) and not part.adds


def _inside(tree: Tree, name: Callable[[str], str]) -> str:
    text = written(tree, name)
    return f"({text})" if isinstance(tree, Chain | Negative) else text
