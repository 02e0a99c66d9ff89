"""For each gap the piece of work that closes it: about what, how much, for whom."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from theoryofchange.activity import Workstream
from theoryofchange.estimate import Estimate
from theoryofchange.maturity import LEVELS
from theoryofchange.stages.analysis import Obstacle
from theoryofchange.stages.evolution.background import Background
from theoryofchange.stages.evolution.catalogue import Work, catalogue, days_of, work_on
from theoryofchange.stages.evolution.teams import Choice
from theoryofchange.stages.result import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The work that closes one gap.

    Parameters
    ----------
    gap
        The gap.
    work_id, work
        What is to be done, from the catalogue.
    subject, name
        What it is about, and what people call that.
    what
        What stands in the way, in words; the gap's title where nothing else is known.
    touches
        The ids the work is about or makes possible, by which works are put in order.
    goal
        The heaviest goal that the gap touches; ``None`` where it touches none.
    choice
        The team it falls to.
    workstream
        What kind of work it is.
    effort
        Person-days for this subject alone; ``None`` where nobody can say.
    steps
        How many times the effort was taken, where more than once, and of what.
    do
        What to do.
    """

    gap: Gap
    work_id: str
    work: Work
    subject: str
    name: str
    what: str
    touches: tuple[str, ...]
    goal: str | None
    choice: Choice
    workstream: Workstream | None
    effort: Estimate | None
    steps: str = ""
    do: str


def pieces_of(known: Background, gaps: Iterable[Gap]) -> Iterator[Piece]:
    """Yield the piece of work for each gap, in their order; none is left out."""
    for gap in gaps:
        yield _about(known, _plain(known, gap))


def _plain(known: Background, gap: Gap) -> Piece:
    """Return the piece as the catalogue has it."""
    id, work = _work(known, gap)
    return Piece(
        gap=gap,
        work_id=id,
        work=work,
        subject=gap.subject,
        name=known.theory.name(gap.subject),
        what=gap.title,
        touches=(gap.subject,),
        goal=known.heaviest(gap.goals),
        choice=known.teams.choose(gap.subject, work.workstream),
        workstream=work.workstream,
        effort=days_of(id),
        do=work.do,
    )


def _work(known: Background, gap: Gap) -> tuple[str, Work]:
    id, work = work_on(gap.kind)
    instead = work.without_activity
    if instead and not known.activities_behind(gap.subject):
        return instead, catalogue().works[instead]
    return id, work


def _about(known: Background, piece: Piece) -> Piece:
    """Return the piece with what is known of its subject."""
    if piece.work.about == "measured":
        piece = _about_measured(known, piece)
    elif piece.work.about == "capability" and piece.subject in known.capabilities:
        piece = _about_capability(known, piece)
    elif piece.work.about == "stage":
        piece = replace(piece, name=piece.subject, touches=())
    elif piece.work.about == "obstacle" and piece.subject in known.obstacles:
        piece = _about_obstacle(known, known.obstacles[piece.subject], piece)
    if piece.work.without_activity:
        behind = known.activities_behind(piece.subject)
        piece = replace(piece, do=f"{piece.do} Behind “{piece.name}”: {behind}.")
    return piece


def _about_measured(known: Background, piece: Piece) -> Piece:
    kpi = known.theory.kpis.get(piece.subject)
    node = known.theory.resolve(kpi.measures or "") if kpi else ""
    if node not in known.theory.nodes:
        return piece
    return replace(
        piece,
        subject=node,
        name=known.theory.name(node),
        touches=(node, piece.subject),
        choice=known.teams.choose(node, piece.workstream),
    )


def _about_capability(known: Background, piece: Piece) -> Piece:
    capability = known.capabilities[piece.subject]
    piece = replace(piece, name=capability.title)
    if piece.gap.score is None:
        return piece
    levels = max(1, math.ceil(round(piece.gap.score * (len(LEVELS) - 1), 9)))
    return replace(
        piece,
        workstream=capability.workstream,
        effort=capability.effort.days.scaled(levels),
        steps=f"{levels} level{'' if levels == 1 else 's'} of the maturity model",
        choice=known.teams.choose(piece.subject, capability.workstream),
        do=known.next_steps.get(piece.subject, piece.do),
    )


def _about_obstacle(known: Background, obstacle: Obstacle, piece: Piece) -> Piece:
    kind = obstacle.kinds[0] if len(obstacle.kinds) == 1 else piece.workstream
    choices = [known.teams.choose(kpi, kind) for kpi in obstacle.kpis]
    one = len({choice.team for choice in choices}) == 1
    return replace(
        piece,
        name=obstacle.what,
        what=obstacle.what,
        touches=(piece.subject, *obstacle.kpis),
        workstream=kind,
        choice=choices[0] if one else Choice(None, "the KPIs it keeps dark name no one team"),
    )
