"""The dimension of a formula, from the units of its KPIs, beside the unit that is declared.

What is counted is compared by its words, leniently: *order* and *active orders* are one thing. A
sum of different counts counts something wider, and a share may turn one count into another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TypeAlias

from theoryofchange.formula.tree import Chain, Negative, Number, Operand, SegmentSum, Tree, operands
from theoryofchange.formula.unit import TIME, Unit, dimension_text
from theoryofchange.quantity.items import CURRENCY_CODES
from theoryofchange.record import record

Powers: TypeAlias = dict[str, int]

_STEM = 4
_PLAIN_FACTORS = re.compile(r"10*\.0|0\.0*1")


@record
class Mismatch:
    """Two dimensions that should be one.

    Parameters
    ----------
    found, wanted
        What the formula comes to, or one of its terms, and what it should be.
    what
        What does not match: ``unit`` (the formula with the declared unit), ``terms`` (two that are
        added), or ``whole`` (that of which a percentage is).
    """

    found: str
    wanted: str
    what: str


def mismatch(tree: Tree, declared: Unit, units: Mapping[str, Unit | None]) -> Mismatch | None:
    """Compare the dimension of a formula with the declared unit.

    Parameters
    ----------
    tree
        The formula.
    declared
        The unit of the KPI that it is the formula of.
    units
        The unit of each KPI in it; ``None`` where it is not told.

    Returns
    -------
    Mismatch or None
        ``None`` where they are one, or where it cannot be told: where a unit is not told; where
        both differ in time alone and one of them is *per time*, since a KPI is counted over some
        period; and where a factor such as 12 or 365 may stand for periods.

    Examples
    --------
    >>> from theoryofchange.formula import read_formula
    >>> from theoryofchange.formula.unit import read_unit
    >>> revenue = read_formula("customers × value", {"customers", "value"}).tree
    >>> units = {"customers": read_unit("customers"), "value": read_unit("EUR/order")}
    >>> mismatch(revenue, read_unit("EUR"), units).found
    'customers × EUR per order'
    >>> mismatch(revenue, read_unit("EUR"), units | {"value": read_unit("EUR/customer")})
    """
    named = {id: units.get(id) for id in dict.fromkeys(operands(tree))}
    if not named or None in named.values():
        return None
    known = {id: unit for id, unit in named.items() if unit is not None}
    reader = _Reader(known, declared)
    found = reader.powers(tree)
    if reader.apart is not None:
        return reader.apart
    return None if found is None else reader.compared(found)


class _Reader:
    """Reads the dimensions of a formula, with counts of one kind under one name."""

    def __init__(self, units: Mapping[str, Unit], declared: Unit) -> None:
        self._units, self._declared = units, declared
        names = {name for unit in (*units.values(), declared) for name, _ in unit.powers}
        whole = {declared.of} if declared.of else set()
        self._one_of = _kinds(name for name in names | whole if not is_measured(name))
        self._spoken = {self._one_of.get(name, name): name for name in sorted(names | whole)}
        self._counts_periods = False
        self._has_share = any(not unit.powers for unit in units.values())
        self._widened = False
        self.apart: Mismatch | None = None

    def powers(self, tree: Tree) -> Powers | None:
        """Return the dimension of a part; ``None`` for a mere number, which fits any sum."""
        if isinstance(tree, Number):
            return {} if tree.percent else None
        if isinstance(tree, Operand):
            return self._folded(self._units[tree.id])
        if isinstance(tree, Negative | SegmentSum):
            return self.powers(tree.of)
        return self._of_sum(tree) if tree.adds else self._of_product(tree)

    def _of_sum(self, chain: Chain) -> Powers | None:
        found: Powers | None = None
        for part in (chain.first, *(part for _, part in chain.rest)):
            other = self.powers(part)
            if found is None or other is None:
                found = other if found is None else found
            elif not _only_counts(self._apart(found, other)):
                self.apart = self.apart or Mismatch(self._told(other), self._told(found), "terms")
            elif found != other:
                self._widened = True
        return found

    def _of_product(self, chain: Chain) -> Powers | None:
        total: Powers = {}
        mere = True
        factors = (("×", chain.first), *chain.rest)
        for sign, part in factors:
            own = self.powers(part)
            mere = mere and own is None
            if isinstance(part, Number) and not part.percent:
                self._counts_periods |= not _PLAIN_FACTORS.fullmatch(repr(part.value))
            total = _times(total, own or {}, 1 if sign == "×" else -1)
        return None if mere else total

    def compared(self, found: Powers) -> Mismatch | None:
        """Compare the dimension of the whole formula with the declared one."""
        declared = self._declared
        wanted = self._folded(declared)
        apart = self._apart(found, wanted)
        loose = self._has_share or self._widened or not declared.powers
        if apart and not (loose and _only_counts(apart)):
            return Mismatch(self._told(found), str(declared), "unit")
        below = [name for name, power in found.items() if power < 0]
        whole = self._one_of.get(declared.of or "")
        if whole and below and whole not in below and not self._has_share:
            per = ", ".join(self._spoken[name] for name in below)
            return Mismatch(f"of {per}", f"of {declared.of}", "whole")
        return None

    def _apart(self, one: Powers, other: Powers) -> Powers:
        """Return in what two dimensions differ for certain."""
        rest = _times(one, other, -1)
        per_time = {one.get(TIME, 0), other.get(TIME, 0)} == {0, -1} and len(rest) == 1
        if self._counts_periods or per_time:
            rest.pop(TIME, None)
        return rest

    def _folded(self, unit: Unit) -> Powers:
        total: Powers = {}
        for name, power in unit.powers:
            total = _times(total, {self._one_of.get(name, name): power}, 1)
        return total

    def _told(self, powers: Powers) -> str:
        return dimension_text({self._spoken[name]: power for name, power in powers.items()})


def _times(one: Powers, other: Powers, power: int) -> Powers:
    names = dict.fromkeys((*one, *other))
    total = {name: one.get(name, 0) + power * other.get(name, 0) for name in names}
    return {name: power for name, power in total.items() if power}


def _only_counts(rest: Powers) -> bool:
    """Tell whether a difference is one of counts alone, as many above the line as below it."""
    return sum(rest.values()) == 0 and not any(map(is_measured, rest))


def is_measured(name: str) -> bool:
    """Tell whether a dimension is time or money, not something counted."""
    return name == TIME or name == "¥" or name in CURRENCY_CODES


def _kinds(names: Iterable[str]) -> dict[str, str]:
    """Return for each name of something counted the first that seems to be the same thing."""
    kind = {name: name for name in sorted(names)}
    for one, other in combinations(kind, 2):
        if _same_thing(one, other):
            first = kind[one]
            kind |= {name: first for name, held in kind.items() if held == kind[other]}
    return kind


def _same_thing(one: str, other: str) -> bool:
    words, others = _stems(one), _stems(other)
    return bool(words & others) or one in other or other in one


def _stems(name: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in re.findall(r"\w+", name.casefold()))
