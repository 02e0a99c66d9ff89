"""Activities that hurt a goal, and signs that depend on the path taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from theoryofchange.graph import SignOfPaths, TheoryOfChange
from theoryofchange.link import Sign

Signs = Mapping[str, SignOfPaths]
"""For each node upstream of a goal the sign of its paths to it."""


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


def conflicts_of(theory: TheoryOfChange, signs: Mapping[str, Signs]) -> tuple[GoalConflict, ...]:
    """Return each activity that hurts a goal.

    Parameters
    ----------
    theory
        The theory.
    signs
        For each goal the signs of all that leads to it.
    """
    conflicts = []
    for activity in theory.activities:
        reached = theory.goals_of(activity)
        helps = [goal for goal in reached if signs[goal].get(activity) == "+"]
        hurts = [goal for goal in reached if signs[goal].get(activity) == "-"]
        if hurts:
            helping, hurting = (
                _paths(theory, activity, helps, "+"),
                _paths(theory, activity, hurts, "-"),
            )
            conflicts.append(GoalConflict(activity, helping, hurting))
    return tuple(conflicts)


def _paths(
    theory: TheoryOfChange, activity: str, goals: Iterable[str], sign: Sign
) -> tuple[SignedPath, ...]:
    return tuple(SignedPath(goal, _path(theory, activity, goal, sign)) for goal in goals)


def _path(theory: TheoryOfChange, cause: str, goal: str, sign: Sign) -> tuple[str, ...]:
    return theory.path_of_sign(cause, goal, sign) or ()


def ambiguities_of(theory: TheoryOfChange, goal: str, signs: Signs) -> tuple[AmbiguousSign, ...]:
    """Return where paths of both signs to a goal part.

    Parameters
    ----------
    theory
        The theory.
    goal
        The goal.
    signs
        The signs of all that leads to it.
    """
    both = [id for id, sign in signs.items() if sign == "±"]
    ambiguous = {*both}
    parting = [id for id in both if ambiguous.isdisjoint(theory.effects(id))]
    return tuple(
        AmbiguousSign(id, goal, _path(theory, id, goal, "+"), _path(theory, id, goal, "-"))
        for id in parting or both[:1]
    )
