"""The grammar of formulas, by recursive descent with limits on size and depth.

::

    formula = term   {("+" | "−") term}
    term    = factor {("×" | "÷") factor}
    factor  = "−" factor | number ["%"] | id | "(" formula ")"
            | "sum" "(" formula "by" kind ")"
    kind    = "segment" | word | quoted word
"""

from __future__ import annotations

from collections.abc import Sequence

from theoryofchange.formula.tokens import Token
from theoryofchange.formula.tree import (
    ADDITIVE,
    Chain,
    Negative,
    Number,
    Operand,
    SegmentSum,
    Sign,
    Tree,
    operands,
)

MOST_TOKENS = 400
DEEPEST = 40
"""Limits on what is read as a formula: a longer or deeper one is no formula anybody could check."""

_SUM = "a sum is written sum(… by segment), or by what the segments are, as sum(… by region)"
_MULTIPLICATIVE: tuple[Sign, ...] = ("×", "÷")


class FormulaError(Exception):
    """A formula does not follow the grammar: at which column, from 1, and why."""

    def __init__(self, column: int, message: str) -> None:
        self.column, self.message = column, message
        super().__init__(f"column {column}: {message}")


def parse(tokens: Sequence[Token]) -> Tree:
    """Return the tree of a formula.

    Parameters
    ----------
    tokens
        The parts of its text, with an end.

    Raises
    ------
    FormulaError
        Where they do not follow the grammar, or are too many or too deep.
    """
    if len(tokens) > MOST_TOKENS:
        at = tokens[MOST_TOKENS].column
        raise FormulaError(at, f"a formula has at most {MOST_TOKENS} parts")
    parser = _Parser(tokens)
    tree = parser.chain(ADDITIVE)
    if parser.here.kind != "end":
        raise FormulaError(parser.here.column, _unexpected(parser.here))
    return tree


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._in_sum = False

    @property
    def here(self) -> Token:
        return self._tokens[self._at]

    def chain(self, signs: tuple[Sign, ...]) -> Tree:
        """Read what the signs of one strength join."""
        first = self._part(signs)
        rest: list[tuple[Sign, Tree]] = []
        while (sign := self._sign(signs)) is not None:
            rest.append((sign, self._part(signs)))
        return Chain(first, tuple(rest)) if rest else first

    def _part(self, signs: tuple[Sign, ...]) -> Tree:
        return self.chain(_MULTIPLICATIVE) if signs == ADDITIVE else self._factor()

    def _sign(self, signs: tuple[Sign, ...]) -> Sign | None:
        token = self.here
        found = next((sign for sign in signs if token == ("sign", sign, *token[2:])), None)
        if found is not None:
            self._at += 1
        return found

    def _factor(self) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError(self.here.column, f"it is more than {DEEPEST} brackets deep")
        tree = self._atom()
        self._depth -= 1
        return tree

    def _atom(self) -> Tree:
        token = self.here
        self._at += token.kind != "end"
        if token.kind == "number":
            return Number(token.value, percent=self._took("%"))
        if token.kind == "word" and token.text == "sum" and self._is("("):
            return self._sum()
        if token.kind in ("word", "quoted"):
            return Operand(token.text)
        if token.kind == "sign" and token.text == "−":
            return Negative(self._factor())
        if token.kind == "mark" and token.text == "(":
            inside = self.chain(ADDITIVE)
            self._close(token)
            return inside
        raise FormulaError(token.column, _wanted(token))

    def _sum(self) -> SegmentSum:
        opening = self.here
        if self._in_sum:
            raise FormulaError(opening.column, "a sum over segments stands within another")
        self._at += 1
        self._in_sum = True
        inside = self.chain(ADDITIVE)
        self._in_sum = False
        if not any(operands(inside)):
            raise FormulaError(opening.column, "a sum over segments needs a KPI")
        by = self._by()
        self._close(opening)
        return SegmentSum(inside, by)

    def _by(self) -> str:
        """Read by what a sum runs."""
        at = self._at
        kind = self._tokens[min(at + 1, len(self._tokens) - 1)]
        if self.here[:2] != ("word", "by"):
            raise FormulaError(self.here.column, _SUM)
        if kind.kind not in ("word", "quoted") or not kind.text:
            raise FormulaError(kind.column, _SUM)
        self._at += 2
        return kind.text

    def _close(self, opening: Token) -> None:
        if self._took(")"):
            return
        if self.here.kind == "end":
            raise FormulaError(opening.column, "this bracket is never closed")
        raise FormulaError(self.here.column, _unexpected(self.here))

    def _is(self, mark: str) -> bool:
        return self.here.kind == "mark" and self.here.text == mark

    def _took(self, mark: str) -> bool:
        took = self._is(mark)
        self._at += took
        return took


def _wanted(token: Token) -> str:
    if token.kind == "end":
        return "it ends where a KPI or a number is needed"
    if token.kind == "unclosed":
        return "this quotation mark is never closed"
    return f"a KPI or a number is needed, not {token.text}"


def _unexpected(token: Token) -> str:
    if token.kind in ("word", "quoted", "number") or token.text == "(":
        return f"a sign such as + or × is missing before {token.text}"
    if token.kind == "sign":
        return f"a closing bracket is missing before {token.text}"
    if token.text == ")":
        return "there is no bracket that this one closes"
    if token.text == "%":
        return "a percent sign follows a number only"
    if token.kind == "unclosed":
        return "this quotation mark is never closed"
    return f"{token.text} is no sign of a formula"
