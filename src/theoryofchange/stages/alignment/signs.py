"""Activities that hurt a goal, and signs that depend on the path taken."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from theoryofchange.graph import SignOfPaths, TheoryOfChange
from theoryofchange.link import Sign

State = tuple[str, Sign]
Walks = Mapping[State, State | None]
"""For each node, and each sign its walks to the goal have, the next on the shortest such walk."""

_FLIPPED: Mapping[Sign, Sign] = {"+": "-", "-": "+"}


@dataclass(frozen=True, slots=True)
class SignedPath:
    """A shortest path to a goal that helps or hurts it.

    Parameters
    ----------
    goal
        The goal.
    ids
        From the cause to the goal.
    """

    goal: str
    ids: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"goal": self.goal, "path": list(self.ids)}


@dataclass(frozen=True, slots=True)
class GoalConflict:
    """An activity that hurts a goal: at odds with the goals it helps, or with all.

    Parameters
    ----------
    activity
        The activity.
    helps, hurts
        A path to each goal that all its paths help, and to each that all its paths hurt; it may
        help none.
    """

    activity: str
    helps: tuple[SignedPath, ...]
    hurts: tuple[SignedPath, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "activity": self.activity,
            "helps": [path.to_dict() for path in self.helps],
            "hurts": [path.to_dict() for path in self.hurts],
        }


@dataclass(frozen=True, slots=True)
class AmbiguousSign:
    """An outcome or activity from which one path helps a goal and another hurts it.

    Parameters
    ----------
    cause
        Where the paths part. What lies behind it has both signs too and is not listed again.
    goal
        The goal.
    helping, hurting
        The two paths, from the cause to the goal.
    """

    cause: str
    goal: str
    helping: tuple[str, ...]
    hurting: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "cause": self.cause,
            "goal": self.goal,
            "helping": list(self.helping),
            "hurting": list(self.hurting),
        }


def walks_to(theory: TheoryOfChange, goal: str) -> Walks:
    """Return the shortest walks of each sign from all that leads to a goal.

    One breadth-first search from the goal for all of them, over pairs of node and sign.
    """
    start: State = (goal, "+")
    following: dict[State, State | None] = {start: None}
    waiting = deque([start])
    while waiting:
        state = waiting.popleft()
        id, sign = state
        for cause, link in theory.causes(id).items():
            before: State = (cause, sign if link.direction == "+" else _FLIPPED[sign])
            if before not in following:
                following[before] = state
                waiting.append(before)
    return following


def signs_of(walks: Walks) -> Mapping[str, SignOfPaths]:
    """Return the sign of each node's walks, ``±`` for both."""
    signs: dict[str, SignOfPaths] = {}
    for id, sign in walks:
        signs[id] = "±" if id in signs else sign
    return signs


def path_of(walks: Walks, cause: str, sign: Sign) -> tuple[str, ...]:
    """Return the shortest walk of a sign from a cause to the goal."""
    ids = []
    at: State | None = (cause, sign)
    while at is not None:
        ids.append(at[0])
        at = walks[at]
    return tuple(ids)


def conflicts_of(theory: TheoryOfChange, walks: Mapping[str, Walks]) -> tuple[GoalConflict, ...]:
    """Return each activity that hurts a goal.

    Parameters
    ----------
    theory
        The theory.
    walks
        For each goal what :func:`walks_to` returns.
    """
    signs = {goal: signs_of(found) for goal, found in walks.items()}
    conflicts = []
    for activity in theory.activities:
        helps = [goal for goal in theory.goals if signs[goal].get(activity) == "+"]
        hurts = [goal for goal in theory.goals if signs[goal].get(activity) == "-"]
        if hurts:
            helping, hurting = (
                _paths(walks, activity, helps, "+"),
                _paths(walks, activity, hurts, "-"),
            )
            conflicts.append(GoalConflict(activity, helping, hurting))
    return tuple(conflicts)


def _paths(
    walks: Mapping[str, Walks], activity: str, goals: Iterable[str], sign: Sign
) -> tuple[SignedPath, ...]:
    return tuple(SignedPath(goal, path_of(walks[goal], activity, sign)) for goal in goals)


def ambiguities_of(theory: TheoryOfChange, goal: str, walks: Walks) -> tuple[AmbiguousSign, ...]:
    """Return where paths of both signs to a goal part.

    Parameters
    ----------
    theory
        The theory.
    goal
        The goal.
    walks
        What :func:`walks_to` returns for it.
    """
    both = [id for id, sign in signs_of(walks).items() if sign == "±" and id != goal]
    ambiguous = {*both}
    parting = [id for id in both if ambiguous.isdisjoint(theory.effects(id))]
    return tuple(
        AmbiguousSign(id, goal, path_of(walks, id, "+"), path_of(walks, id, "-"))
        for id in parting or both[:1]
    )
