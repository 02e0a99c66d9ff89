"""The score of an analysis: how well each goal's KPIs are qualified, known, on plan, and lit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from theoryofchange.kpi import Status
from theoryofchange.stages.analysis.darkness import GoalLight
from theoryofchange.stages.result import Part, percent, weighted_mean

TELLING: frozenset[Status] = frozenset(
    {"achieved", "on track", "at risk", "off track", "deteriorating"}
)
"""The statuses that tell where a KPI stands."""

ON_PLAN: frozenset[Status] = frozenset({"achieved", "on track"})
"""The statuses of a KPI that is where it should be."""

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalState:
    """What the KPIs on the way to a goal, its own included, say together.

    Parameters
    ----------
    goal
        The goal's id.
    name
        What people call it.
    share
        Its share of goal weight, from 0 to 1.
    kpis
        How many KPIs there are on its way.
    qualified
        The mean share of criteria that they meet, from 0 to 1.
    known
        The share whose status tells where it stands, of those that are not confidential.
    on_plan
        The share of these that are achieved or on track.
    light
        The share of all that nothing keeps dark.
    dark
        The ids of the others.

    Each share is ``None`` where there is nothing to take it of.
    """

    goal: str
    name: str
    share: float
    kpis: int
    qualified: float | None
    known: float | None
    on_plan: float | None
    light: float | None
    dark: tuple[str, ...]


class Counted(NamedTuple):
    """What counts of a KPI for the goals it leads to: its status, and the criteria it meets."""

    goals: tuple[str, ...]
    status: Status
    qualified: float


def goal_states(
    kpis: Iterable[Counted], lights: Iterable[GoalLight], name: Callable[[str], str]
) -> tuple[GoalState, ...]:
    """Sum up the KPIs on the way to each goal.

    Parameters
    ----------
    kpis
        What counts of each KPI.
    lights
        The light of each goal.
    name
        What people call a goal.

    Returns
    -------
    tuple of GoalState
        One for each goal, in the order of the lights.
    """
    toward: dict[str, list[Counted]] = defaultdict(list)
    for kpi in kpis:
        for goal in kpi.goals:
            toward[goal].append(kpi)
    return tuple(_state(light, name(light.goal), toward.get(light.goal, ())) for light in lights)


def _state(light: GoalLight, name: str, kpis: Sequence[Counted]) -> GoalState:
    shown = [kpi for kpi in kpis if kpi.status != "confidential"]
    telling = [kpi for kpi in shown if kpi.status in TELLING]
    return GoalState(
        goal=light.goal,
        name=name,
        share=light.share,
        kpis=light.kpis,
        qualified=_mean([kpi.qualified for kpi in kpis]),
        known=_mean([float(kpi.status in TELLING) for kpi in shown]),
        on_plan=_mean([float(kpi.status in ON_PLAN) for kpi in telling]),
        light=light.light,
        dark=light.dark,
    )


def _mean(shares: Sequence[float]) -> float | None:
    return sum(shares) / len(shares) if shares else None


def derivation_of(goals: Sequence[GoalState]) -> tuple[Part, ...]:
    """Return the four rows that make the score: each the mean over goals, by their weight."""
    return tuple(
        Part(name=name, value=_weighted(goals, share), because=_because(goals, share, what))
        for name, (share, what) in _PARTS.items()
    )


_ShareOf = Callable[[GoalState], float | None]
_PARTS: Mapping[str, tuple[_ShareOf, str]] = {
    "Qualified": (lambda goal: goal.qualified, "Criteria met by the KPIs on the way to"),
    "Known": (lambda goal: goal.known, "KPIs whose status can be told on the way to"),
    "On plan": (lambda goal: goal.on_plan, "Of these, achieved or on track on the way to"),
    "Light": (lambda goal: goal.light, "KPIs that nothing keeps dark on the way to"),
}


def _weighted(goals: Sequence[GoalState], share: _ShareOf) -> float | None:
    return weighted_mean(
        Part(name=goal.goal, value=share(goal), weight=goal.share) for goal in goals
    )


def _because(goals: Sequence[GoalState], share: _ShareOf, what: str) -> str:
    told = [goal for goal in goals if share(goal) is not None]
    if not told:
        return "There is no goal of which it could be told."
    parts = list(_said(told[:_MOST_NAMED], share))
    if len(told) > _MOST_NAMED:
        parts.append(f"and {len(told) - _MOST_NAMED} goals more")
    untold = len(goals) - len(told)
    end = f"; of {untold} of {len(goals)} goals it cannot be told" if untold else ""
    return f"{what} {', '.join(parts)}{end}."


def _said(goals: Iterable[GoalState], share: _ShareOf) -> Iterator[str]:
    for goal in goals:
        yield f"{goal.name} {percent(share(goal))} (weight {percent(goal.share)})"
