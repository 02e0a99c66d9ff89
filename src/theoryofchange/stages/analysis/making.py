"""Analyze: which quantities are KPIs, where each stands, and what keeps them dark."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Observation
from theoryofchange.measurement import Problem
from theoryofchange.stages.analysis.darkness import darkness_of
from theoryofchange.stages.analysis.gaps import gaps_of
from theoryofchange.stages.analysis.observing import (
    Measurements,
    measurements_of,
    observations_from,
)
from theoryofchange.stages.analysis.position import positions_of
from theoryofchange.stages.analysis.qualification import qualify_all, unknown_attestations
from theoryofchange.stages.analysis.result import Analysis
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.analysis.scoring import derivation_of, goal_states
from theoryofchange.stages.analysis.standing import standing_of
from theoryofchange.stages.provenance import Provenance, provenance_of
from theoryofchange.stages.result import expect_theory

if TYPE_CHECKING:
    import pandas as pd


def analyze(theory: TheoryOfChange, observations: pd.DataFrame | None = None) -> Analysis:
    """Tell which quantities of a theory are KPIs, where each stands, and what keeps them dark.

    Parameters
    ----------
    theory
        The theory.
    observations
        Measured values that replace the theory's own, one row a value: ``kpi`` (id), ``date``,
        ``value`` (a number in the KPI's unit, or text such as ``80 %``) and, if you like, ``n``
        and ``segment`` (absent for the whole). Without it the theory's own are used.

    Returns
    -------
    Analysis
        One row a KPI, the state of each goal, limits, score and gaps.

    Raises
    ------
    TypeError
        Where the theory is something else, or ``observations`` is no frame.
    ValueError
        Where a column of ``observations`` is missing or unknown, or a cell is not what its column
        holds; the message says which.

    Examples
    --------
    >>> from theoryofchange.goal import Goal
    >>> from theoryofchange.kpi import Kpi
    >>> rank = Kpi(
    ...     id="rank",
    ...     measures="satisfied",
    ...     direction="decrease",
    ...     baseline={"value": "14 of 16", "date": "2025-12-31"},
    ...     target={"value": "2 of 16", "date": "2028-12-31", "set_by": "board"},
    ... )
    >>> seen = Observation(kpi="rank", date="2026-12-31", value="11 of 16")
    >>> theory = TheoryOfChange(goals=[Goal(id="satisfied")], kpis=[rank], observations=[seen])
    >>> row = analyze(theory).kpi("rank")
    >>> row.standing.progress.formula
    '(14 − 11) / (14 − 2) = 0.25, ranks of 16'
    >>> row.status, row.qualification.classification, row.qualification.counts
    ('at risk', 'metric', '5 of 15 met')
    """
    expect_theory(theory)
    measured: Sequence[Observation] = theory.observations
    refused: Sequence[Problem] = ()
    provenance = provenance_of(theory)
    if observations is not None:
        measured, refused = observations_from(observations)
        provenance = _with_window(provenance, measured)
    return _analyze(theory, measured, refused, provenance)


def _analyze(
    theory: TheoryOfChange,
    measured: Sequence[Observation],
    refused: Sequence[Problem],
    provenance: Provenance,
) -> Analysis:
    as_of, as_of_from = _day(theory, provenance)
    positions = positions_of(theory)
    darkness = darkness_of(theory, positions)
    found = measurements_of(theory, measured)
    empty = Counter(theory.resolve(problem.kpi) for problem in refused)
    qualifications = qualify_all(theory, positions, as_of)
    rows = tuple(
        KpiAnalysis(
            kpi=kpi,
            qualification=qualifications[id],
            position=positions[id],
            standing=standing_of(
                kpi, found.scales[id], found.points.get(id, ()), as_of, _unused(found, empty, id)
            ),
            obstacles=darkness.of_kpi.get(id, ()),
        )
        for id, kpi in theory.kpis.items()
    )
    goals = goal_states(rows, darkness.goals, theory.name)
    return Analysis(
        as_of=as_of,
        as_of_from=as_of_from,
        kpis=rows,
        goals=goals,
        darkness=darkness,
        problems=(
            *refused,
            *found.problems,
            *_all_discarded(rows),
            *unknown_attestations(theory),
        ),
        derivation=derivation_of(goals),
        gaps=gaps_of(rows, darkness),
        provenance=provenance,
    )


def _unused(found: Measurements, empty: Mapping[str, int], kpi: str) -> Mapping[str, int]:
    return found.discarded[kpi] + Counter({"without a value": empty.get(kpi, 0)})


def _all_discarded(rows: Iterable[KpiAnalysis]) -> Iterator[Problem]:
    for row in rows:
        if row.standing.discarded and row.standing.actual is None:
            yield Problem(kpi=row.id, message=f"{row.id}: {row.standing.verdict.because}")


def _with_window(provenance: Provenance, measured: Iterable[Observation]) -> Provenance:
    days = [observation.date for observation in measured]
    first, last = min(days, default=None), max(days, default=None)
    return replace(provenance, first=first, last=last, observations=len(days))


def _day(
    theory: TheoryOfChange, provenance: Provenance
) -> tuple[dt.date | None, Literal["theory", "last observation"] | None]:
    if theory.as_of is not None:
        return theory.as_of, "theory"
    return provenance.last, "last observation" if provenance.last else None
