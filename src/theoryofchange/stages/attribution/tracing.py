"""A KPI as what it is computed from on two days, down to what no formula computes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from theoryofchange.formula import Chain, Formula, Negative, Number, Operand, SegmentSum, Tree
from theoryofchange.formula.tree import numbers, operands, written
from theoryofchange.graph import TheoryOfChange
from theoryofchange.measurement.computed import UnitReading, readings_of, scales_of
from theoryofchange.measurement.derivation import plain
from theoryofchange.measurement.split import (
    Constant,
    Leaf,
    Mean,
    Node,
    NotSplit,
    Part,
    Product,
    Total,
)
from theoryofchange.stages.attribution.figures import Figures

DEEPEST = 50
"""How deep formulas may be nested in each other."""

_NEAR = 0.02
_SAME = 1e-9

Key = tuple[str, str | None]


class Tracer:
    """Follows the formulas of a theory down to leaves; each KPI is looked at once.

    Parameters
    ----------
    theory
        The theory.
    figures
        The values of its KPIs on two days.

    Attributes
    ----------
    notes
        What a reader should know: where measured values and formulas differ, and which KPI with a
        formula was not traced further, and why.
    """

    def __init__(self, theory: TheoryOfChange, figures: Figures) -> None:
        self.theory, self.figures = theory, figures
        self.notes: list[str] = []
        self._nodes: dict[Key, Node | NotSplit] = {}
        self._within: list[str] = []

    def computed(self, id: str, segment: str | None = None) -> Node:
        """Return what a KPI is computed from, in its unit.

        Raises
        ------
        NotSplit
            Where it has no formula over KPIs, or a value is missing.
        """
        formula = self.theory.formulas.get(id)
        if formula is None:
            raise NotSplit(f"{id} has no formula")
        if not isinstance(formula, Formula):
            raise NotSplit(f"the formula of {id} cannot be computed: {formula.because}")
        if id in self._within:
            raise NotSplit(f"{id} is computed from itself")
        if len(self._within) >= DEEPEST:
            raise NotSplit(f"formulas are nested more than {DEEPEST} deep")
        self._within.append(id)
        try:
            return self._in_best_reading(id, formula.tree, segment)
        finally:
            self._within.pop()

    def node(self, id: str, segment: str | None) -> Node:
        """Return a KPI as what it is computed from, or as a leaf with its measured values.

        Raises
        ------
        NotSplit
            Where it can be neither.
        """
        key = (id, segment)
        if key not in self._nodes:
            try:
                self._nodes[key] = self._node(id, segment)
            except NotSplit as reason:
                self._nodes[key] = reason
        found = self._nodes[key]
        if isinstance(found, NotSplit):
            raise found
        return found

    def _node(self, id: str, segment: str | None) -> Node:
        if self.theory.kpis[id].confidential:
            raise NotSplit(f"the values of {id} are confidential")
        if not isinstance(self.theory.formulas.get(id), Formula):
            start, end = self.figures.pair(id, segment)
            return Leaf(name=id, start=start, end=end, segment=segment)
        try:
            node = self.computed(id, segment)
        except NotSplit as reason:
            if None in self.figures.known(id, segment):
                raise
            self.notes.append(f"{id} is not traced further: {reason}")
            start, end = self.figures.pair(id, segment)
            return Leaf(name=id, start=start, end=end, segment=segment)
        self.compare(id, node, segment)
        return node

    def compare(self, id: str, node: Node, segment: str | None) -> None:
        """Note where the measured values of a KPI are not what its formula gives."""
        for measured, found in zip(
            self.figures.known(id, segment), (node.start, node.end), strict=True
        ):
            if measured is not None and not math.isclose(measured, found, rel_tol=_SAME):
                where = f"{id} in the segment {segment}" if segment else id
                self.notes.append(
                    f"{where} was measured as {plain(measured)}; its formula gives {plain(found)}"
                )

    def _in_best_reading(self, id: str, tree: Tree, segment: str | None) -> Node:
        """Return a formula in the reading that fits the measured values, or in the usual one."""
        ids = tuple(dict.fromkeys(operands(tree)))
        scales = scales_of(self.theory.kpis, ids)
        own = scales_of(self.theory.kpis, (id,))[id]
        found = [
            _Builder(self, reading, own, scales).whole(tree, segment)
            for reading in readings_of(own, scales)
        ]
        if all(_are_same(node, found[0]) for node in found):
            return found[0]
        measured = self.figures.known(id, segment)
        if any(value is not None for value in measured):
            return min(found, key=lambda node: _distance(node, measured))
        if any(_converts(each, (own, *scales.values())) for each in numbers(tree)):
            raise NotSplit(
                f"it cannot be told whether a number in the formula of {id} converts units:"
                " write a percentage as 100 %, or measure the KPI itself"
            )
        return found[0]


def _are_same(one: Node, other: Node) -> bool:
    return math.isclose(one.start, other.start, rel_tol=_SAME) and math.isclose(
        one.end, other.end, rel_tol=_SAME
    )


def _distance(node: Node, measured: tuple[float | None, float | None]) -> float:
    pairs = zip((node.start, node.end), measured, strict=True)
    return math.fsum(
        abs(found - value) / (max(abs(found), abs(value)) or 1.0)
        for found, value in pairs
        if value is not None
    )


def _converts(number: Number, scales: Sequence[float]) -> bool:
    """Tell whether a number may be there to convert one unit of a formula to another."""
    if number.percent or number.value in (0.0, 1.0):
        return False
    ratios = {one / other for one in (1.0, *scales) for other in (1.0, *scales)}
    return any(math.isclose(number.value, ratio, rel_tol=_NEAR) for ratio in ratios)


class _Builder:
    """Makes the parts of one formula in one reading."""

    def __init__(
        self, tracer: Tracer, reading: UnitReading, own: float, scales: Mapping[str, float]
    ) -> None:
        self._tracer = tracer
        self._own = own if reading.yields else 1.0
        self._scales = scales if reading.converts else dict.fromkeys(scales, 1.0)

    def whole(self, tree: Tree, segment: str | None) -> Node:
        """Return a formula in the unit of its KPI."""
        return _times(1 / self._own, self._part(tree, segment))

    def _part(self, tree: Tree, segment: str | None) -> Node:
        if isinstance(tree, Number):
            return Constant(tree.value / 100 if tree.percent else tree.value)
        if isinstance(tree, Operand):
            return _times(self._scales[tree.id], self._tracer.node(tree.id, segment))
        if isinstance(tree, Negative):
            return Total([(-1, self._part(tree.of, segment))])
        if isinstance(tree, SegmentSum):
            parts = [self._part(tree.of, each) for each in self._segments(tree, tree.by)]
            return Total([(1, part) for part in parts])
        if tree.adds:
            terms = [(1, tree.first), *((1 if sign == "+" else -1, at) for sign, at in tree.rest)]
            return Total([(sign, self._part(term, segment)) for sign, term in terms])
        return self._product(tree, segment)

    def _product(self, chain: Chain, segment: str | None) -> Node:
        factors = [(1, chain.first), *((1 if sign == "×" else -1, at) for sign, at in chain.rest)]
        above = next((each for each in factors if each[0] > 0 and _sums(each[1])), None)
        below = next((each for each in factors if each[0] < 0 and _sums(each[1])), None)
        made: list[tuple[int, Node]] = []
        if above and below:
            mean = self._mean(above[1], below[1])
            if mean is not None:
                made = [(1, mean)]
                factors = [each for each in factors if each is not above and each is not below]
        return Product([*made, *((power, self._part(at, segment)) for power, at in factors)])

    def _mean(self, above: Tree, below: Tree) -> Mean | None:
        """Return Σ n ÷ Σ w as a mean of rates; ``None`` where not all weights are positive."""
        if not isinstance(above, SegmentSum) or not isinstance(below, SegmentSum):
            return None
        if above.by.casefold() != below.by.casefold():
            return None
        segments = self._segments(Chain(above, (("÷", below),)), above.by)
        weights = [self._part(below.of, each) for each in segments]
        if any(weight.start <= 0 or weight.end <= 0 for weight in weights):
            return None
        start, end = (
            math.fsum(getattr(weight, side) for weight in weights) for side in ("start", "end")
        )
        parts = []
        for segment, weight in zip(segments, weights, strict=True):
            share = Leaf(
                name=written(below.of),
                start=weight.start / start,
                end=weight.end / end,
                effect="mix",
                segment=segment,
            )
            parts.append(Part(weight=share, rate=self._rate(above.of, below.of, segment, weight)))
        return Mean(parts)

    def _rate(self, above: Tree, below: Tree, segment: str, weight: Node) -> Node:
        """Return what a segment has per weight: what the weight is multiplied by, else a leaf."""
        rest = _without(above, below)
        if rest is not None:
            return self._part(rest, segment)
        part = self._part(above, segment)
        return Leaf(
            name=written(Chain(above, (("÷", below),))),
            start=part.start / weight.start,
            end=part.end / weight.end,
            effect="rate",
            segment=segment,
        )

    def _segments(self, tree: Tree, by: str) -> tuple[str, ...]:
        """Return the segments of one kind that all operands of a sum have values of."""
        ids = tuple(dict.fromkeys(operands(tree)))
        first, *others = (self._tracer.figures.segments(id, by) for id in ids)
        if any(other != first for other in others):
            raise NotSplit(f"{', '.join(ids)} are not measured in the same segments")
        return first


def _sums(tree: Tree) -> bool:
    return isinstance(tree, SegmentSum) and any(True for _ in operands(tree))


def _times(factor: float, node: Node) -> Node:
    return node if factor == 1 else Product([(1, Constant(factor)), (1, node)])


def _without(tree: Tree, factor: Tree) -> Tree | None:
    """Return a product without one of its factors; ``None`` where it is none of them."""
    if not isinstance(tree, Chain) or tree.adds:
        return None
    if tree.first == factor and tree.rest[0][0] == "×":
        (_, first), *rest = tree.rest
        return Chain(first, tuple(rest)) if rest else first
    if ("×", factor) not in tree.rest:
        return None
    at = tree.rest.index(("×", factor))
    rest = [*tree.rest[:at], *tree.rest[at + 1 :]]
    return Chain(tree.first, tuple(rest)) if rest else tree.first
