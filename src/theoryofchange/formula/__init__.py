"""A formula over KPIs: a small grammar without surprises, read, written, computed and measured.

``+ − × ÷`` (also ``- * · / :``), brackets, numbers and percentages, and ``sum(… by segment)`` or
``sum(… by region)`` over the ids of KPIs. Nothing is evaluated but
that; what is written for people is kept as prose.
"""

from __future__ import annotations

from theoryofchange.formula.reading import Faulty, Formula, Prose, ReadFormula, read_formula
from theoryofchange.formula.tree import Chain, Negative, Number, Operand, SegmentSum, Tree

__all__ = [
    "Chain",
    "Faulty",
    "Formula",
    "Negative",
    "Number",
    "Operand",
    "Prose",
    "ReadFormula",
    "SegmentSum",
    "Tree",
    "read_formula",
]
