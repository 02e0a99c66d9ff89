"""What to do first, and how near it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from theoryofchange.stages.evolution.recommendation import Recommendation
from theoryofchange.stages.evolution.rows import Row
from theoryofchange.view.blocks import NextStep, Note
from theoryofchange.view.measure import counted

if TYPE_CHECKING:
    from theoryofchange.stages.evolution.result import Roadmap

_STEPS = 3
_UNASSIGNED = "unassigned"


def next_steps(made: Roadmap) -> tuple[NextStep, ...]:
    """Return what to do first: near-term wins, then what is done in the near horizon.

    Of equals those with a team come first, and among them what closes most.
    """
    rows = {row.id: row for row in made.rows}
    places = made.quadrants
    order = sorted(
        (each for each in made.recommendations if rows[each.id].start),
        key=lambda each: (
            places[each.id] != "near-term win",
            rows[each.id].horizon != "near",
            each.team is None,
            -each.impact_closed,
            each.id,
        ),
    )
    return tuple(_step(made, each, rows) for each in order[:_STEPS])


def near_term(made: Roadmap) -> tuple[Note, ...]:
    """Say which quick wins are near, or that none is and how far off the first of them is."""
    places = made.quadrants
    if not made.recommendations:
        return ()
    window = f"{counted(made.near_term_days, 'day')} after {made.seen}"
    if "near-term win" in places.values():
        return (Note(f"A near-term win is a quick win finished by {made.near_term}, {window}."),)
    off = [(row.finish, row.title) for row in made.rows if places.get(row.id) == "quick win"]
    dated = sorted((finish, title) for finish, title in off if finish)
    none = f"No win is near-term, finished by {made.near_term}, {window}"
    if not dated:
        return (Note(f"{none}: {'no quick win has dates' if off else 'there is no quick win'}."),)
    finish, title = dated[0]
    return (Note(f"{none}: the first quick win, “{title}”, is finished on {finish}."),)


def _step(made: Roadmap, each: Recommendation, rows: Mapping[str, Row]) -> NextStep:
    row, place = rows[each.id], made.quadrants[each.id]
    why = (
        f"{f'{place}: ' if place else ''}for {counted(len(each.gaps), 'gap')}, "
        f"impact {each.impact:.2f}, {effort_text(each)}; {team_name(made, each.team)}, "
        f"{row.start} to {row.finish}{_held_up(made, row, rows)}"
    )
    return NextStep(each.title, f"{why[:1].upper()}{why[1:]}.", each.do)


def _held_up(made: Roadmap, row: Row, rows: Mapping[str, Row]) -> str:
    """Say what comes first, where work does not begin at once."""
    holder = next((each.held_by for each in made.schedule.rows if each.id == row.id), None)
    if holder is None or row.waits_for is None:
        return ""
    title = f"“{rows[holder].title}”"
    if row.waits_for.startswith("team:"):
        return f", for until then the team is busy, last with {title}"
    return f", after {title}"


def team_name(made: Roadmap, team: str | None) -> str:
    """Return what people call a team."""
    if team is None:
        return _UNASSIGNED
    held = made.theory.teams.get(team)
    return held.name if held else team


def effort_text(each: Recommendation) -> str:
    """Return the effort of a recommendation in words."""
    effort = each.effort
    if effort is None:
        return "effort unknown"
    return f"{effort.mean:.1f} days ({effort.low:g} to {effort.high:g})"
