"""Which teams work toward which goal, and which goals hang on one team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from theoryofchange.activity import Activity
from theoryofchange.graph import TheoryOfChange


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamReach:
    """What one team does toward one goal.

    Parameters
    ----------
    team
        The team; ``None`` for activities of which no team is known.
    goal
        The goal.
    activities
        How many of its activities lead to the goal.
    effort_days
        Their mean effort in person-days, of those that state one; ``None`` where none does. Work
        that leads to several goals counts for each.
    without_effort
        How many state none.
    """

    team: str | None
    goal: str
    activities: int
    effort_days: float | None
    without_effort: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "team": self.team,
            "goal": self.goal,
            "activities": self.activities,
            "effort_days": self.effort_days,
            "without_effort": self.without_effort,
        }


def reaches_of(theory: TheoryOfChange) -> tuple[TeamReach, ...]:
    """Return what each team does toward each goal, where it does anything."""
    found: dict[tuple[str | None, str], list[Activity]] = {}
    for activity in theory.activities.values():
        team = theory.resolve(activity.team) if activity.team else None
        for goal in theory.goals_of(activity.id):
            found.setdefault((team, goal), []).append(activity)
    teams = [*theory.teams, *dict.fromkeys(team for team, _ in found if team not in theory.teams)]
    return tuple(
        _reach(team, goal, found[team, goal])
        for team in teams
        for goal in theory.goals
        if (team, goal) in found
    )


def _reach(team: str | None, goal: str, activities: Iterable[Activity]) -> TeamReach:
    efforts = [each.effort.days.mean if each.effort else None for each in activities]
    known = [days for days in efforts if days is not None]
    return TeamReach(
        team=team,
        goal=goal,
        activities=len(efforts),
        effort_days=sum(known) if known else None,
        without_effort=len(efforts) - len(known),
    )


def lone_teams(reaches: Iterable[TeamReach]) -> tuple[tuple[str, str], ...]:
    """Return the goals that hang on one team, and that team: all their activities are its own."""
    teams: dict[str, list[str | None]] = {}
    for reach in reaches:
        teams.setdefault(reach.goal, []).append(reach.team)
    return tuple((goal, on[0]) for goal, on in teams.items() if len(on) == 1 and on[0] is not None)
