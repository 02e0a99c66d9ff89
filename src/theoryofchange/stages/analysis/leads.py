"""How long before its nearest goal a goal's cause moves, by the lags on the way.

What is declared leading leads by some time. Where the lags on the way to the goal are zero, or none
is stated, nothing shows that it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from theoryofchange import dag
from theoryofchange.graph import TheoryOfChange

_GOALS = "\0"
"""Stands for all goals at once; no id holds this character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """How long before the nearest goal a node moves.

    Parameters
    ----------
    goal
        The id of that goal.
    name
        What people call it.
    days
        The sum of the lags on the way that is the shortest by them, in days.
    links
        How many links there are on that way.
    unstated
        How many of them have no lag; these count as none, so that the sum is the least there is.
    """

    goal: str
    name: str
    days: float
    links: int
    unstated: int

    @property
    def shown(self) -> bool:
        """Whether some lag shows that the node moves before the goal."""
        return self.days > 0

    @property
    def because(self) -> str:
        """What the lags show, in words."""
        if not self.shown:
            return f"nothing shows that it leads {self.name}: {self._untold}"
        least = f" at least; {self._untold}" if self.unstated else ""
        return f"{self.name} follows {self.days:.4g} days later{least}"

    @property
    def _untold(self) -> str:
        if not self.unstated:
            return "all lags on the way are zero"
        if self.unstated == self.links:
            return "no lag is stated on the way"
        return f"{self.unstated} of {self.links} lags on the way are not stated"


class Leads:
    """How long before their nearest goals the nodes of a theory move.

    Parameters
    ----------
    theory
        The theory.
    """

    def __init__(self, theory: TheoryOfChange) -> None:
        self._theory = theory

    def of(self, id: str) -> Lead | None:
        """Return how long before its nearest goal a node moves.

        Parameters
        ----------
        id
            The id of an outcome or activity.

        Returns
        -------
        Lead or None
            ``None`` where it is a goal, or leads to none.
        """
        days, following = self._walks
        if id in self._theory.goals or id not in days:
            return None
        way = [id]
        while (after := following[way[-1]]) not in (_GOALS, None):
            way.append(after or "")
        links = [self._theory.effects(a)[b] for a, b in pairwise(way)]
        return Lead(
            goal=way[-1],
            name=self._theory.name(way[-1]),
            days=days[id],
            links=len(links),
            unstated=sum(link.lag is None for link in links),
        )

    @cached_property
    def _walks(self) -> tuple[dict[str, float], dict[str, str | None]]:
        theory = self._theory
        causes = {
            id: {cause: link.lag_days for cause, link in theory.causes(id).items()}
            for id in theory.nodes
        }
        return dag.lightest_walks(_GOALS, {_GOALS: dict.fromkeys(theory.goals, 0.0), **causes})
