"""A change of something computed, split exactly over what it is computed from.

Each part of a formula has a value at the start and at the end. For each of its operands there is a
weight so that the change of the part is the sum of weight × change of the operand:

- sums: 1 or −1;
- products and ratios of positive factors: the logarithmic mean Divisia index in its additive form
  (LMDI-I, Ang 2004): L(V₀, V₁) ÷ L(f₀, f₁), L being the logarithmic mean, so that weight × change
  is L(V₀, V₁) × ln(f₁ ÷ f₀);
- other products: the Shapley value, the mean of what the other factors make over all orders in
  which the factors can change;
- means over segments, Σ n ÷ Σ w: with shares s of Σ w, rates r of each segment and the mean R,
  Σ s̄ Δr + Σ Δs (r̄ − R̄): the effect of the rates and that of the mix.

Weights multiply along the way from a formula to a leaf and add over the ways. No part of the change
is left over; floats round, and the sum of the terms is off by a few units in the last place of the
largest of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from theoryofchange.measurement.derivation import number

Effect = Literal["value", "rate", "mix"]
Method = Literal["sum", "LMDI", "Shapley", "mix"]
METHODS: tuple[Method, ...] = ("sum", "LMDI", "Shapley", "mix")

MOST_FACTORS = 64
"""Factors of one product of which not all are positive: its cost grows with their cube."""

_SHOWN = 3


class NotSplit(ValueError):  # noqa: N818 - it is an answer, not an error
    """Why a change cannot be split."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Leaf:
    """What is not computed any further: a KPI, or of a segment its rate or its share.

    Parameters
    ----------
    name
        The id of the KPI, or the formula of the rate or share.
    start, end
        Its values.
    effect
        ``value`` of a KPI; ``rate`` of a segment; ``mix``, the share of a segment.
    segment
        The segment; ``None`` for the whole.
    """

    name: str
    start: float
    end: float
    effect: Effect = "value"
    segment: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A number."""

    value: float

    @property
    def start(self) -> float:
        """The number."""
        return self.value

    @property
    def end(self) -> float:
        """The number."""
        return self.value


class Total:
    """Terms that are added, each with 1 or −1."""

    start: float
    end: float

    def __init__(self, terms: Sequence[tuple[int, Node]]) -> None:
        self.terms = tuple(terms)
        self.start = math.fsum(sign * term.start for sign, term in terms)
        self.end = math.fsum(sign * term.end for sign, term in terms)


class Product:
    """Factors that multiply (1) or divide (−1).

    Raises
    ------
    NotSplit
        Where it divides by zero.
    """

    start: float
    end: float

    def __init__(self, factors: Sequence[tuple[int, Node]]) -> None:
        if any(power < 0 and 0 in (factor.start, factor.end) for power, factor in factors):
            raise NotSplit("the formula divides by zero")
        self.factors = tuple(factors)
        self.start, self.end = _ends(factors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A segment of a mean: what it weighs, and the rate within it."""

    weight: Leaf
    rate: Node


class Mean:
    """The mean of the rates of segments by their shares.

    Parameters
    ----------
    parts
        The segments. The values of a weight are shares: they add up to 1 at both ends.
    """

    start: float
    end: float

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        self.start = math.fsum(part.weight.start * part.rate.start for part in parts)
        self.end = math.fsum(part.weight.end * part.rate.end for part in parts)


Node: TypeAlias = Leaf | Constant | Total | Product | Mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a leaf contributes to the change of a whole.

    Parameters
    ----------
    name, effect, segment, start, end
        As in :class:`Leaf`.
    amount
        Its contribution, in the unit of the whole.
    methods
        How it was found: the ways of splitting on the way to it.
    because
        The derivation, with its numbers. L(a, b) is the logarithmic mean.
    """

    name: str
    effect: Effect
    segment: str | None
    start: float
    end: float
    amount: float
    methods: tuple[Method, ...]
    because: str


@dataclass(frozen=True, slots=True)
class _Way:
    """A way on which a part adds to the whole: the weight of what it is part of, and its own."""

    above: float
    edge: _Edge
    methods: frozenset[Method]


@dataclass(frozen=True, slots=True)
class _Edge:
    """The weight of an operand in a part of a formula, and how it was found."""

    of: Node
    weight: float
    text: str
    method: Method


def split(whole: Node) -> tuple[Term, ...]:
    """Split the change of a whole over its leaves.

    Parameters
    ----------
    whole
        What is computed. A part that occurs in several places may be one object, and is then
        looked at once.

    Returns
    -------
    tuple of Term
        One for each leaf, in the order of the formula; their amounts add up to the change.

    Raises
    ------
    NotSplit
        Where a value is too large, or a product that is not all positive has more than
        :data:`MOST_FACTORS` factors.

    Examples
    --------
    >>> revenue = Product([
    ...     (1, Leaf(name="customers", start=100.0, end=121.0)),
    ...     (1, Leaf(name="value", start=50.0, end=50.0 / 1.1)),
    ... ])
    >>> [round(term.amount, 6) for term in split(revenue)]
    [1000.0, -500.0]
    """
    if not (math.isfinite(whole.start) and math.isfinite(whole.end)):
        raise NotSplit("the values are too large to compute with")
    order = list(_children_first(whole))
    ways: dict[Node, list[_Way]] = {node: [] for node in order}
    terms: dict[Node, Term] = {}
    for node in reversed(order):
        weight = math.fsum(way.above * way.edge.weight for way in ways[node])
        weight = 1.0 if node is whole else weight
        methods = frozenset[Method]().union(*(way.methods for way in ways[node]))
        if isinstance(node, Leaf):
            terms[node] = _term(node, weight, methods, ways[node])
        for edge in _edges(node):
            ways[edge.of].append(_Way(weight, edge, methods | {edge.method}))
    return tuple(terms[node] for node in order if node in terms)


def _term(leaf: Leaf, weight: float, methods: frozenset[Method], ways: Sequence[_Way]) -> Term:
    amount = weight * (leaf.end - leaf.start)
    if not math.isfinite(amount):
        raise NotSplit("the values are too large to compute with")
    told = [
        f"{number(way.above)} × {way.edge.text}" if way.above != 1 else way.edge.text
        for way in ways
    ]
    more = f" + {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    through = f"({' + '.join(told[:_SHOWN])}{more})" if len(told) > 1 else "".join(told)
    change = f"({number(leaf.end)} − {number(leaf.start)})"
    steps = " × ".join(filter(None, (through if through != "1" else "", change)))
    return Term(
        name=leaf.name,
        effect=leaf.effect,
        segment=leaf.segment,
        start=leaf.start,
        end=leaf.end,
        amount=amount,
        methods=tuple(method for method in METHODS if method in methods),
        because=f"{steps} = {number(amount)}",
    )


def _edges(node: Node) -> Iterator[_Edge]:
    """Yield the operands of a part, each with its weight."""
    if isinstance(node, Total):
        for sign, term in node.terms:
            yield _Edge(term, float(sign), "1" if sign > 0 else "(-1)", "sum")
    elif isinstance(node, Product):
        constant, _ = _ends([each for each in node.factors if isinstance(each[1], Constant)])
        factors = [(p, f) for p, f in node.factors if not isinstance(f, Constant)]
        if [power for power, _ in factors] == [1]:
            yield _Edge(factors[0][1], constant, number(constant), "sum")
            return
        positive = all(factor.start > 0 and factor.end > 0 for _, factor in factors)
        yield from (_divisia if positive else _shapley)(constant, factors)
    elif isinstance(node, Mean):
        yield from _mix(node)


def _ends(factors: Sequence[tuple[int, Node]]) -> tuple[float, float]:
    """Return what factors make at the start and at the end."""
    start = math.prod(f.start if power > 0 else 1 / f.start for power, f in factors)
    end = math.prod(f.end if power > 0 else 1 / f.end for power, f in factors)
    return float(start), float(end)


def _divisia(constant: float, factors: Sequence[tuple[int, Node]]) -> Iterator[_Edge]:
    start, end = _ends(factors)
    whole = log_mean(start, end)
    ends = f"L({number(constant * start)}, {number(constant * end)})"
    for power, factor in factors:
        weight = constant * power * whole / log_mean(factor.start, factor.end)
        own = f"L({number(factor.start)}, {number(factor.end)})"
        sign = "" if power > 0 else "−"
        yield _Edge(factor, weight, f"{sign}{ends} ÷ {own}", "LMDI")


def _shapley(constant: float, factors: Sequence[tuple[int, Node]]) -> Iterator[_Edge]:
    """Yield for each factor the mean of what the others make, over all orders of changing."""
    if len(factors) > MOST_FACTORS:
        raise NotSplit(f"a product that is not all positive has more than {MOST_FACTORS} factors")
    powers = [_ends([each]) for each in factors]
    for at, (power, factor) in enumerate(factors):
        mean = _mean_of_orders([ends for index, ends in enumerate(powers) if index != at])
        slope = 1.0 if power > 0 else -1.0 / (factor.start * factor.end)
        weight = constant * mean * slope
        yield _Edge(factor, weight, f"{number(weight)}", "Shapley")


def _mean_of_orders(others: Sequence[tuple[float, float]]) -> float:
    """Return the mean of a product whose factors go from start to end in all possible orders.

    The coefficient of tᵏ in the product of (start + end·t) is the sum over all sets of k factors
    that have changed; in the mean over all orders each size has the same weight.
    """
    by_size = [1.0]
    for start, end in others:
        shifted = [0.0, *by_size]
        by_size = [start * a + end * b for a, b in zip([*by_size, 0.0], shifted, strict=True)]
    count = len(others)
    return math.fsum(
        total / (math.comb(count, size) * (count + 1)) for size, total in enumerate(by_size)
    )


def _mix(mean: Mean) -> Iterator[_Edge]:
    whole = (mean.start + mean.end) / 2
    for part in mean.parts:
        share = (part.weight.start + part.weight.end) / 2
        own = (part.rate.start + part.rate.end) / 2
        yield _Edge(part.rate, share, f"mean share {number(share)}", "mix")
        text = f"(mean rate {number(own)} − mean {number(whole)})"
        yield _Edge(part.weight, own - whole, text, "mix")


def log_mean(one: float, other: float) -> float:
    """Return the logarithmic mean of two positive numbers: (b − a) ÷ ln(b ÷ a), and a where b = a.

    Raises
    ------
    NotSplit
        Where one is zero, as a product of very small numbers can be, or infinite.

    Examples
    --------
    >>> log_mean(2.0, 2.0), round(log_mean(1.0, math.e), 12) == round(math.e - 1, 12)
    (2.0, True)
    """
    low, high = sorted((one, other))
    if not 0 < low <= high < math.inf:
        raise NotSplit("the values are too large or too small to compute with")
    rise = (high - low) / low
    if rise == 0:
        return low
    return (high - low) / (math.log1p(rise) if rise < 1 else math.log(high) - math.log(low))


def _children_first(whole: Node) -> Iterator[Node]:
    """Yield each part once, behind all that it is made of, in the order of the formula."""
    seen: set[Node] = set()
    waiting: list[tuple[Node, bool]] = [(whole, False)]
    while waiting:
        node, entered = waiting.pop()
        if entered:
            yield node
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting += [(child, False) for child in reversed(_operands(node))]


def _operands(node: Node) -> list[Node]:
    if isinstance(node, Total):
        return [term for _, term in node.terms]
    if isinstance(node, Product):
        return [factor for _, factor in node.factors]
    if isinstance(node, Mean):
        return [each for part in node.parts for each in (part.rate, part.weight)]
    return []
