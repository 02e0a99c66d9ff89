"""Attribute: what made a KPI change, by the formula that it is computed by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from theoryofchange.formula import Formula
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Observation
from theoryofchange.measurement.split import Node, NotSplit, Term, split
from theoryofchange.shape import read_date
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.stages.analysis.reading import observations_from
from theoryofchange.stages.attribution.figures import Figures
from theoryofchange.stages.attribution.result import Attribution
from theoryofchange.stages.attribution.tracing import Tracer
from theoryofchange.stages.provenance import provenance_of, window_of
from theoryofchange.stages.result import expect_theory

if TYPE_CHECKING:
    import pandas as pd


def attribute(
    theory: TheoryOfChange,
    kpi: str,
    *,
    start: dt.date | str,
    end: dt.date | str,
    observations: pd.DataFrame | None = None,
) -> Attribution:
    """Split the change of a KPI exactly over the KPIs that its formula is made of.

    Formulas of KPIs in the formula are followed down to KPIs that have none. Sums split by
    themselves, products and ratios by the logarithmic mean Divisia index where all values are
    positive and by the Shapley value where they are not, and ratios of sums over segments into the
    effect of the rates and that of the mix (:mod:`theoryofchange.measurement.split`). Nothing is
    left over.

    Parameters
    ----------
    theory
        The theory.
    kpi
        The id of the KPI.
    start, end
        The two days, as dates or as ``2025-12-31``; every KPI needs a value on each.
    observations
        Measured values that replace the theory's own, as in :func:`theoryofchange.analyze`.

    Returns
    -------
    Attribution
        One term for each KPI at the end of the formulas; without terms, and with the reason, where
        the change cannot be split.

    Raises
    ------
    KeyError
        Where there is no such KPI.
    TypeError
        Where the theory is something else, or ``observations`` is no frame.
    ValueError
        Where a day is none, the end does not lie after the start, or a cell of ``observations`` is
        not what its column holds.

    Examples
    --------
    >>> from theoryofchange.kpi import Kpi
    >>> theory = TheoryOfChange(
    ...     kpis=[Kpi(id="revenue", formula="customers × value"), Kpi(id="customers"),
    ...           Kpi(id="value")],
    ...     observations=[
    ...         Observation(kpi=id, date=day, value=value)
    ...         for day, values in (("2025-12-31", (100, 50)), ("2026-12-31", (121, 40)))
    ...         for id, value in zip(("customers", "value"), values)
    ...     ],
    ... )
    >>> found = attribute(theory, "revenue", start="2025-12-31", end="2026-12-31")
    >>> found.change, [(term.name, round(term.amount, 2)) for term in found.terms]
    (-160.0, [('customers', 937.77), ('value', -1097.77)])
    """
    expect_theory(theory)
    if kpi not in theory.kpis:
        tip = did_you_mean(kpi, theory.kpis, "")
        raise KeyError(f"there is no KPI {kpi!r}. {tip}".strip())
    first, last = read_date(start), read_date(end)
    if last <= first:
        raise ValueError(f"the end, {last}, must lie after the start, {first}")
    measured: Sequence[Observation] = theory.observations
    if observations is not None:
        measured, _ = observations_from(observations)
    tracer = Tracer(theory, Figures(theory, measured, (first, last)))
    node, terms, reason = _split(tracer, kpi)
    formula = theory.formulas.get(kpi)
    declared = theory.kpis[kpi]
    return Attribution(
        kpi=kpi,
        title=declared.name,
        unit=declared.unit,
        formula=str(formula) if isinstance(formula, Formula) else None,
        start=first,
        end=last,
        value_at_start=node.start if node else None,
        value_at_end=node.end if node else None,
        measured=(None, None) if declared.confidential else tracer.figures.known(kpi, None),
        terms=terms,
        notes=tuple(dict.fromkeys(tracer.notes)) if node else (),
        reason=reason,
        provenance=provenance_of(theory, window_of([row.date for row in measured])),
    )


def _split(tracer: Tracer, kpi: str) -> tuple[Node | None, tuple[Term, ...], str | None]:
    """Return what a KPI is computed from and the terms of its change, or why there are none."""
    if tracer.theory.kpis[kpi].confidential:
        return None, (), f"the values of {kpi} are confidential"
    try:
        node = tracer.computed(kpi)
        terms = split(node)
    except NotSplit as reason:
        return None, (), str(reason)
    tracer.compare(kpi, node, None)
    return node, terms, None
