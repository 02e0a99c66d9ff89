"""Where a KPI stands in the theory: its level in the hierarchy, its goals, leading or lagging."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from theoryofchange import dag
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi, Timing
from theoryofchange.stages.analysis.leads import Lead, Leads

HierarchyLevel = Literal["strategic", "tactical", "operational"]
TimingSource = Literal["declared", "graph"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a KPI stands in the theory, as its graph says.

    Parameters
    ----------
    measures
        The id of the goal or outcome it measures; ``None`` where it measures neither.
    goals
        The ids of the goals on whose way that lies, itself included.
    weight
        The share of goal weight that these goals have together, from 0 to 1.
    level
        *strategic*: it measures a goal. *tactical*: it measures an outcome that a goal needs
        straight, or that has another outcome or goal among its causes. *operational*: it measures
        any other outcome on the way to a goal, one that only activities advance. ``None`` where
        no goal lies ahead.
    level_because
        Why.
    timing
        As declared, else as the graph says: what measures a goal is lagging, what measures an
        outcome on the way to a goal is leading. ``None`` where neither tells.
    timing_source
        Which of the two it is from.
    timing_because
        Why, and whether the other disagrees.
    lead
        Of what is leading, by how much the lags show it; ``None`` of all else, and of what leads
        to no goal.
    moved_by
        The id of the first activity found to reach what it measures, the nearest first.
    beside
        How many KPIs measure the same goal or outcome, this one included.
    """

    measures: str | None
    goals: tuple[str, ...]
    weight: float
    level: HierarchyLevel | None
    level_because: str
    timing: Timing | None
    timing_source: TimingSource | None
    timing_because: str
    lead: Lead | None
    moved_by: str | None
    beside: int


def positions_of(theory: TheoryOfChange) -> Mapping[str, Position]:
    """Place every KPI of a theory.

    Parameters
    ----------
    theory
        The theory.

    Returns
    -------
    Mapping
        The position of each KPI, by id, in the order of the theory.
    """
    movers, leads = _movers(theory), Leads(theory)
    goals: dict[str, tuple[str, ...]] = {}
    placed = {}
    for kpi in theory.kpis.values():
        measures = measured_by(theory, kpi)
        if measures is not None and measures not in goals:
            goals[measures] = theory.goals_of(measures)
        ahead = goals[measures] if measures is not None else ()
        placed[kpi.id] = _position(theory, kpi, measures, ahead, movers, leads)
    return placed


def measured_by(theory: TheoryOfChange, kpi: Kpi) -> str | None:
    """Return the id of the goal or outcome that a KPI measures, or ``None``."""
    id = theory.resolve(kpi.measures or "")
    return id if id in theory.goals or id in theory.outcomes else None


def total_weight(shares: Iterable[float]) -> float:
    """Return the sum of shares of goal weight; what rounding adds beyond the whole is taken off."""
    return min(1.0, math.fsum(shares))


def _movers(theory: TheoryOfChange) -> Mapping[str, str]:
    """Return for each goal and outcome that an activity reaches the nearest such activity."""
    mover: dict[str, str] = {}
    for id, cause in dag.breadth_first(theory.activities, theory.effects).items():
        mover[id] = id if cause is None else mover[cause]
    return mover


def _position(
    theory: TheoryOfChange,
    kpi: Kpi,
    measures: str | None,
    goals: tuple[str, ...],
    movers: Mapping[str, str],
    leads: Leads,
) -> Position:
    level, level_because = _level(theory, measures, goals)
    timing, source, timing_because = _timing(theory, kpi, measures, goals)
    return Position(
        measures=measures,
        goals=goals,
        weight=total_weight(theory.goal_shares[goal] for goal in goals),
        level=level,
        level_because=level_because,
        timing=timing,
        timing_source=source,
        timing_because=timing_because,
        lead=leads.of(measures) if timing == "leading" and measures is not None else None,
        moved_by=None if measures is None else movers.get(measures),
        beside=0 if measures is None else len(theory.kpis_of(measures)),
    )


def _level(
    theory: TheoryOfChange, measures: str | None, goals: tuple[str, ...]
) -> tuple[HierarchyLevel | None, str]:
    if measures is None:
        return None, "it measures no goal and no outcome"
    name = theory.name(measures)
    if measures in theory.goals:
        return "strategic", f"{name} is a goal"
    if not goals:
        return None, f"{name} leads to no goal"
    ahead = next((goal for goal in theory.effects(measures) if goal in theory.goals), None)
    if ahead is not None:
        return "tactical", f"the goal {theory.name(ahead)} needs {name} straight"
    behind = next(iter(theory.needs(measures)), None)
    if behind is not None:
        return "tactical", f"{name} itself needs {theory.name(behind)}"
    return "operational", f"{name} needs no other outcome: only activities advance it"


def _timing(
    theory: TheoryOfChange, kpi: Kpi, measures: str | None, goals: tuple[str, ...]
) -> tuple[Timing | None, TimingSource | None, str]:
    drawn, because = _drawn_timing(theory, measures, goals)
    if kpi.timing is None:
        return drawn, "graph" if drawn else None, because
    if drawn is None or drawn == kpi.timing:
        return kpi.timing, "declared", "declared"
    return kpi.timing, "declared", f"declared, while the graph says {drawn}: {because}"


def _drawn_timing(
    theory: TheoryOfChange, measures: str | None, goals: tuple[str, ...]
) -> tuple[Timing | None, str]:
    if measures is None:
        return None, "it measures no goal and no outcome"
    name = theory.name(measures)
    if measures in theory.goals:
        return "lagging", f"{name} is a goal"
    if not goals:
        return None, f"{name} leads to no goal"
    others = f" and {len(goals) - 1} more" if len(goals) > 1 else ""
    return "leading", f"{name} comes before the goal {theory.name(goals[0])}{others}"
