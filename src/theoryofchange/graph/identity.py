"""Identity edges: what a KPI is computed from. They are arithmetic, and never causal."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from theoryofchange.formula import Formula, ReadFormula, read_formula
from theoryofchange.kpi import Kpi

_WORD_IN_FORMULA = r"[^\s()\[\]{}+*/^%=<>!&|,;:×÷−·]+"


def formulas_of(kpis: Mapping[str, Kpi]) -> Mapping[str, ReadFormula]:
    """Return the formula of each KPI that states one, as a formula over KPIs, as prose or faulty.

    Examples
    --------
    >>> kpis = {"margin": Kpi(id="margin", formula="sales - cost"), "sales": Kpi(), "cost": Kpi()}
    >>> str(formulas_of(kpis)["margin"])
    'sales − cost'
    """
    return {id: read_formula(kpi.formula, kpis, id) for id, kpi in kpis.items() if kpi.formula}


def identities_of(
    kpis: Mapping[str, Kpi], formulas: Mapping[str, ReadFormula]
) -> Mapping[str, tuple[str, ...]]:
    """Return for each KPI the other KPIs that its formula names, be it read or prose."""
    return {
        id: tuple(name for name in _named(kpi, formulas.get(id), kpis) if name != id)
        for id, kpi in kpis.items()
    }


def _named(kpi: Kpi, formula: ReadFormula | None, known: Collection[str]) -> tuple[str, ...]:
    if isinstance(formula, Formula):
        return formula.operands
    return tuple(dict.fromkeys(names_in_formula(kpi.formula or "", known)))


def names_in_formula(formula: str, known: Collection[str]) -> Iterator[str]:
    """Yield the known ids in a formula; a hyphen may be part of an id, else it is a minus."""
    for word in re.findall(_WORD_IN_FORMULA, formula):
        if word in known:
            yield word
        elif "-" in word:
            yield from (part for part in word.split("-") if part in known)
