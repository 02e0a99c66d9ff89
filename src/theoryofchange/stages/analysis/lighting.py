"""The smallest sets of obstacles whose removal lights a goal.

A goal is *dark* where every KPI on its way, its own included, is. It is *lit* as soon as one of
them can be measured, which takes the removal of all obstacles of that one; it is lit *wholly* when
all can. For one goal both are read off. To light all dark goals at once, a KPI has to be chosen for
each so that together they have the fewest obstacles. That is hard in general: it is searched
exactly up to a number of goals and steps, and beyond it the best set found stands beside the least
there can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby

MOST_STEPS, MOST_GOALS = 5_000, 100
"""Beyond how many steps, or different goals, the fewest obstacles are not searched for exactly."""

MOST_SETS = 5
"""How many sets of equal size are named for a goal at most."""

Obstacles = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLighting:
    """What has to be removed for a goal to be lit.

    Parameters
    ----------
    goal
        The goal's id.
    smallest
        The sets of obstacles, by id, that are smallest: removing one of them lights the goal.
        Empty where it is lit already; at most :data:`MOST_SETS`.
    sets
        How many there are of that size.
    whole
        The obstacles whose removal lights it wholly.
    """

    goal: str
    smallest: tuple[tuple[str, ...], ...]
    sets: int
    whole: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonLighting:
    """What has to be removed for all dark goals to be lit.

    Parameters
    ----------
    goals
        The ids of the dark goals.
    obstacles
        The ids of the fewest obstacles that were found.
    least
        How few they can be.
    """

    goals: tuple[str, ...]
    obstacles: tuple[str, ...]
    least: int

    @property
    def proven(self) -> bool:
        """Whether no smaller set lights them all."""
        return len(self.obstacles) == self.least

    @property
    def because(self) -> str:
        """How good the set is, in words."""
        if self.proven:
            return "no smaller set lights them all"
        return f"the search was ended: the fewest may be {self.least} to {len(self.obstacles)}"


def goal_lighting(
    goal: str, kpis: int, dark: Sequence[str], of_kpi: Mapping[str, Sequence[str]]
) -> GoalLighting:
    """Tell what lights a goal.

    Parameters
    ----------
    goal
        The goal's id.
    kpis
        How many KPIs there are on its way.
    dark
        The ids of those that are dark.
    of_kpi
        The ids of the obstacles of each dark KPI.

    Returns
    -------
    GoalLighting
        The smallest sets, and all that keeps any of its KPIs dark.

    Examples
    --------
    >>> of_kpi = {"a": ["late", "nobody"], "b": ["nobody"]}
    >>> lighting = goal_lighting("grow", 2, ["a", "b"], of_kpi)
    >>> lighting.smallest, lighting.whole
    ((('nobody',),), ('late', 'nobody'))
    >>> goal_lighting("grow", 3, ["a", "b"], of_kpi).smallest
    ()
    """
    whole = tuple(dict.fromkeys(id for kpi in dark for id in of_kpi[kpi]))
    options = options_of(dark, of_kpi) if dark and len(dark) == kpis else []
    size = min(map(len, options), default=0)
    smallest = [tuple(sorted(option)) for option in options if len(option) == size]
    return GoalLighting(
        goal=goal, smallest=tuple(smallest[:MOST_SETS]), sets=len(smallest), whole=whole
    )


def options_of(dark: Iterable[str], of_kpi: Mapping[str, Sequence[str]]) -> list[Obstacles]:
    """Return the sets of obstacles that light a goal and hold no smaller one that does."""
    found: list[Obstacles] = []
    options = sorted({frozenset(of_kpi[kpi]) for kpi in dark}, key=_by_size)
    for _, group in groupby(options, key=len):
        found += [each for each in group if not any(smaller <= each for smaller in found)]
    return found


def common_lighting(goals: Mapping[str, Sequence[Obstacles]]) -> CommonLighting | None:
    """Find the fewest obstacles whose removal lights all dark goals.

    Parameters
    ----------
    goals
        The options of each dark goal (:func:`options_of`), by its id.

    Returns
    -------
    CommonLighting or None
        The set with its proof or its bound; ``None`` where no goal is dark.

    Examples
    --------
    >>> late, nobody, tool = (frozenset([each]) for each in ("late", "nobody", "tool"))
    >>> common_lighting({"grow": [late, nobody], "save": [nobody | tool, tool | late]}).obstacles
    ('late', 'tool')
    """
    if not goals:
        return None
    different = list({frozenset(options): options for options in goals.values()}.values())
    found, least = _greedy(different), _bound(different, frozenset())
    if len(found) > least and len(different) <= MOST_GOALS:
        search = _Search(found)
        search.look(different, frozenset())
        found, least = search.best, len(search.best) if search.ended else least
    return CommonLighting(goals=tuple(goals), obstacles=tuple(sorted(found)), least=least)


class _Search:
    """Branch and bound over the options of each goal, the goal with the fewest first.

    Parameters
    ----------
    best
        A set of obstacles whose removal lights all.
    """

    def __init__(self, best: Obstacles) -> None:
        self.best, self._steps = best, 0

    @property
    def ended(self) -> bool:
        """Whether every possibility was looked at, or shown to be no better."""
        return self._steps <= MOST_STEPS

    def look(self, goals: Sequence[Sequence[Obstacles]], removed: Obstacles) -> None:
        """Look for fewer obstacles among those that light the goals beside some removed."""
        self._steps += 1
        unlit = _unlit(goals, removed)
        if not unlit:
            self.best = min(self.best, removed, key=_by_size)
        elif self.ended and len(removed) + _bound(unlit, removed) < len(self.best):
            goal = min(unlit, key=len)
            for option in sorted(goal, key=lambda option: _by_size(option - removed)):
                self.look(unlit, removed | option)


def _unlit(goals: Iterable[Sequence[Obstacles]], removed: Obstacles) -> list[Sequence[Obstacles]]:
    return [goal for goal in goals if not any(option <= removed for option in goal)]


def _greedy(goals: Sequence[Sequence[Obstacles]]) -> Obstacles:
    """Light the goals one by one, each by the least there is, the fewest options first."""
    removed: Obstacles = frozenset()
    for goal in sorted(goals, key=len):
        if not any(option <= removed for option in goal):
            removed |= min((option - removed for option in goal), key=_by_size)
    return removed


def _bound(goals: Sequence[Sequence[Obstacles]], removed: Obstacles) -> int:
    """Return how many further obstacles must go at least: goals that share none count each."""
    needed, seen = 0, set[str]()
    for goal in sorted(goals, key=lambda goal: -min(len(option - removed) for option in goal)):
        touched = {id for option in goal for id in option - removed}
        if not touched & seen:
            needed += min(len(option - removed) for option in goal)
            seen |= touched
    return needed


def _by_size(option: Set[str]) -> tuple[int, list[str]]:
    return len(option), sorted(option)
