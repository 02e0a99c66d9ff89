"""What is known of the subjects of gaps, beside the gaps themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from theoryofchange.graph import TheoryOfChange
from theoryofchange.maturity import Capability
from theoryofchange.stages.analysis import Analysis, Obstacle
from theoryofchange.stages.assessment import Assessment
from theoryofchange.stages.evolution.teams import Teams
from theoryofchange.stages.result import Result, few


@dataclass(frozen=True)
class Background:
    """What is known of the subjects of gaps.

    Parameters
    ----------
    theory
        The theory.
    capabilities
        Of the maturity model that was assessed, by id.
    next_steps
        What to do next for a capability, by id.
    obstacles
        What keeps KPIs dark, by id.
    """

    theory: TheoryOfChange
    capabilities: Mapping[str, Capability] = field(default_factory=dict)
    next_steps: Mapping[str, str] = field(default_factory=dict)
    obstacles: Mapping[str, Obstacle] = field(default_factory=dict)

    @cached_property
    def teams(self) -> Teams:
        """The teams of the theory."""
        return Teams(self.theory)

    @cached_property
    def goal_order(self) -> Mapping[str, tuple[float, int]]:
        """For each goal what is compared to find the heaviest: the smallest is it."""
        shares = self.theory.goal_shares
        return {goal: (-shares[goal], place) for place, goal in enumerate(self.theory.goals)}

    @cached_property
    def heaviest(self) -> Callable[[tuple[str, ...]], str | None]:
        """Returns the heaviest of some goals, ``None`` where there are none."""
        return cache(self._heaviest)

    def _heaviest(self, goals: tuple[str, ...]) -> str | None:
        order = self.goal_order
        return min(goals, key=lambda goal: (order.get(goal, (0.0, len(order))), goal), default=None)

    def activities_behind(self, subject: str) -> str:
        """Name the activities that lead to what a KPI measures, or to a goal or outcome itself.

        Those that advance it straight come first; empty where there are none.
        """
        kpi = self.theory.kpis.get(subject)
        return self._behind(self.theory.resolve(kpi.measures or "") if kpi else subject)

    @cached_property
    def _behind(self) -> Callable[[str], str]:
        return cache(self._named_behind)

    def _named_behind(self, node: str) -> str:
        theory = self.theory
        if node not in theory.nodes:
            return ""
        straight = [activity.id for activity in theory.activities_of(node)]
        behind = [id for id in theory.ancestors(node) if id in theory.activities]
        return few([theory.name(id) for id in dict.fromkeys([*straight, *behind])])


def background(theory: TheoryOfChange, results: Iterable[Result]) -> Background:
    """Gather what the results know of the subjects of their gaps."""
    found = Background(theory)
    for result in results:
        if isinstance(result, Assessment):
            steps = {each.id: each.next_step for each in result.maturity.capabilities}
            found = replace(
                found,
                capabilities=result.model.capabilities,
                next_steps={id: step for id, step in steps.items() if step},
            )
        elif isinstance(result, Analysis):
            found = replace(found, obstacles={each.id: each for each in result.darkness.obstacles})
    return found
