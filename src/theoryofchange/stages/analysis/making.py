"""Analyze: which quantities are KPIs, where each stands, and what keeps them dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.analysis.observing import Observations, ValuesByKpi
from theoryofchange.stages.analysis.profiles import Profile, profile_of
from theoryofchange.stages.analysis.reading import observations_from
from theoryofchange.stages.analysis.result import Analysis, DayFrom
from theoryofchange.stages.analysis.study import Study
from theoryofchange.stages.result import expect_theory

if TYPE_CHECKING:
    import pandas as pd


def analyze(
    theory: TheoryOfChange,
    observations: pd.DataFrame | None = None,
    *,
    profile: str | Profile = "default",
) -> Analysis:
    """Tell which quantities of a theory are KPIs, where each stands, and what keeps them dark.

    Parameters
    ----------
    theory
        The theory.
    observations
        Measured values that replace the theory's own, one row a value: ``kpi`` (id), ``date``,
        ``value`` (a number in the KPI's unit, or text such as ``80 %``) and, if you like, ``n``
        and ``segment`` (absent for the whole). Without it the theory's own are used.
    profile
        Which criteria a metric must meet to be a KPI: ``default``, ``smart``, ``pirs``,
        ``iso22400``, or a :class:`~theoryofchange.stages.analysis.profiles.Profile` of your own.

    Returns
    -------
    Analysis
        One row a KPI, the state of each goal, limits, score and gaps.

    Raises
    ------
    InputError
        Where there is no such profile.
    TypeError
        Where the theory is something else, or ``observations`` is no frame.
    ValueError
        Where a column of ``observations`` is missing or unknown, or a cell is not what its column
        holds; the message says which.

    Examples
    --------
    >>> from theoryofchange.goal import Goal
    >>> from theoryofchange.kpi import Kpi, Observation
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
    asked = profile_of(profile)
    measured = values_by_kpi(theory, observations)
    as_of_from: DayFrom | None = "theory" if theory.as_of else None
    as_of = theory.as_of or measured.window.last
    return Analysis(
        as_of=as_of,
        as_of_from=as_of_from or ("last observation" if as_of else None),
        study=Study(theory, measured, as_of, asked),
    )


def values_by_kpi(theory: TheoryOfChange, observations: pd.DataFrame | None) -> ValuesByKpi:
    """Return what was measured: what a caller's frame holds, else what the theory does.

    Raises
    ------
    TypeError, ValueError
        Where it is no frame, or not one of measured values.
    """
    if observations is None:
        return Observations(theory, theory.observations)
    from theoryofchange.stages.analysis.columns import columns_from

    columns = columns_from(theory, observations)
    if columns is not None:
        return columns
    read, refused = observations_from(observations)
    return Observations(theory, read, refused)
