"""What is known of the subjects of gaps, beside the gaps themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from theoryofchange.graph import TheoryOfChange
from theoryofchange.maturity import Capability
from theoryofchange.stages.analysis import Analysis, Obstacle
from theoryofchange.stages.assessment import Assessment
from theoryofchange.stages.evolution.teams import Teams
from theoryofchange.stages.result import Result


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
