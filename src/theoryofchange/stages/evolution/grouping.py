"""Gaps grouped into recommendations: one work, one natural unit of it, one team."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import get_args

from theoryofchange.estimate import Estimate
from theoryofchange.stages.evolution.background import Background
from theoryofchange.stages.evolution.catalogue import Unit, catalogue
from theoryofchange.stages.evolution.pieces import Piece, pieces_of
from theoryofchange.stages.evolution.recommendation import Recommendation, Share
from theoryofchange.stages.result import Gap

MOST: Mapping[Unit, float] = {"subject": 40, "goal": 12, "team": 12, "theory": math.inf}
"""How many recommendations one work may make of a unit before a coarser one is taken."""

_PLACE = re.compile(r"\{(subject|what|count|kind)\}")


@dataclass(frozen=True)
class _Group:
    unit: Unit
    pieces: tuple[Piece, ...]

    @property
    def first(self) -> Piece:
        return self.pieces[0]

    @cached_property
    def teams(self) -> set[str | None]:
        return {piece.choice.team for piece in self.pieces}

    @property
    def team(self) -> str | None:
        return next(iter(self.teams)) if len(self.teams) == 1 else None

    @cached_property
    def by_subject(self) -> Mapping[str, Piece]:
        """For each subject its piece with the largest gap."""
        largest: dict[str, Piece] = {}
        for piece in self.pieces:
            held = largest.get(piece.subject)
            if held is None or piece.gap.size > held.gap.size:
                largest[piece.subject] = piece
        return largest

    @cached_property
    def closed(self) -> Mapping[str, float]:
        """For each subject the size of its largest gap that the work closes by itself."""
        sizes = dict.fromkeys(self.by_subject, 0.0)
        for piece in self.pieces:
            if catalogue().closes(piece.gap.kind):
                sizes[piece.subject] = max(sizes[piece.subject], piece.gap.size)
        return sizes


def recommend(known: Background, gaps: Iterable[Gap], taken: Iterable[str] = ()) -> Recommended:
    """Group gaps into recommendations.

    Parameters
    ----------
    known
        What is known of their subjects.
    gaps
        Those to be closed, the largest first.
    taken
        Ids that no recommendation may have, such as those of activities.

    Returns
    -------
    Recommended
        Of the highest impact first, equal ones by less effort, then by id.
    """
    by_work: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces_of(known, gaps):
        by_work[piece.work_id].append(piece)
    used = set(taken)
    made: list[tuple[Recommendation, _Group]] = []
    notes: list[str] = []
    for work in sorted(by_work):
        groups = _grouped(by_work[work])
        notes += _coarser(groups)
        titles = _titles(known, groups)
        made += [
            (_recommendation(known, group, title, used), group)
            for group, title in zip(groups, titles, strict=True)
        ]
    ordered = _in_order(made)
    return Recommended(tuple(sorted(ordered, key=_best_first)), tuple(notes))


@dataclass(frozen=True, slots=True)
class Recommended:
    """Recommendations, and where a work made so many that it was grouped more coarsely."""

    recommendations: tuple[Recommendation, ...]
    notes: tuple[str, ...]


def _best_first(each: Recommendation) -> tuple[float, float, str]:
    return -each.impact, each.effort.mean if each.effort else math.inf, each.id


def _grouped(pieces: Sequence[Piece], unit: Unit | None = None) -> list[_Group]:
    """Group the pieces of one work by its unit, or by coarser ones where that makes too many.

    Of more subjects than may stand alone the largest still do, and the rest is grouped; of other
    units all are grouped by the next coarser one.
    """
    unit = unit or pieces[0].work.unit
    groups: dict[tuple[str | None, ...], list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[_key(piece, unit)].append(piece)
    made = [_Group(unit, tuple(group)) for group in groups.values()]
    if len(made) <= MOST[unit]:
        return made
    units: Sequence[Unit] = get_args(Unit)
    coarser = units[units.index(unit) + 1]
    if unit != "subject":
        return _grouped(pieces, coarser)
    alone, rest = made[: int(MOST[unit])], made[int(MOST[unit]) :]
    return alone + _grouped([piece for group in rest for piece in group.pieces], coarser)


def _key(piece: Piece, unit: Unit) -> tuple[str | None, ...]:
    if unit == "subject":
        return (piece.subject,)
    team = piece.choice.team
    return {"goal": (piece.goal, team), "team": (team,), "theory": ()}[unit]


def _coarser(groups: Sequence[_Group]) -> Iterator[str]:
    """Say of what there was too much to be taken by its own unit."""
    work = groups[0].first.work
    pooled = [group for group in groups if group.unit != work.unit]
    if pooled:
        unit = pooled[0].unit
        subjects = {subject for group in pooled for subject in group.by_subject}
        by = "one piece of work" if unit == "theory" else f"grouped by {unit}"
        title = _filled(work.many, groups[0].first, len(subjects))
        yield f"{title}: more than {MOST[work.unit]:g} by {work.unit}, so these are {by}."


def _titles(known: Background, groups: Sequence[_Group]) -> list[str]:
    """Return titles that tell the recommendations of one work from each other."""
    goals = {group.first.goal for group in groups if group.unit == "goal"}
    plain = [_title(group) for group in groups]
    by_goal = [
        f"{title} {_under(known, group)}" if group.unit == "goal" else title
        for title, group in zip(plain, groups, strict=True)
    ]
    by_team = [
        f"{title} ({known.theory.name(group.team) if group.team else 'no team named'})"
        for title, group in zip(by_goal, groups, strict=True)
    ]
    first = [
        short if len(goals) < 2 or len(group.by_subject) == 1 else long
        for short, long, group in zip(plain, by_goal, groups, strict=True)
    ]
    ways = (first, by_goal, by_team)
    counts = [Counter(titles) for titles in ways]
    return [
        next((way[i] for way, count in zip(ways, counts, strict=True) if count[way[i]] == 1), full)
        for i, full in enumerate(by_team)
    ]


def _under(known: Background, group: _Group) -> str:
    goal = group.first.goal
    return "under no goal" if goal is None else f"under “{known.theory.name(goal)}”"


def _title(group: _Group) -> str:
    count = len(group.by_subject)
    work = group.first.work
    return _filled(work.one if count == 1 else work.many, group.first, count)


def _filled(template: str, piece: Piece, count: int) -> str:
    words = {
        "subject": piece.name,
        "what": piece.what,
        "count": str(count),
        "kind": piece.gap.kind,
    }
    return _PLACE.sub(lambda place: words[place[1]], template)


def _recommendation(known: Background, group: _Group, title: str, used: set[str]) -> Recommendation:
    subjects = group.by_subject.values()
    streams = {piece.workstream for piece in subjects}
    effort, because = _effort(group)
    touched = set[str]().union(*{piece.gap.goals for piece in group.pieces})
    order, closed = known.goal_order, group.closed
    return Recommendation(
        id=_free(_id(group), used),
        work=group.first.work_id,
        title=title,
        do=group.first.do if len(group.by_subject) == 1 else group.first.work.do,
        workstream=streams.pop() if len(streams) == 1 else group.first.work.workstream,
        effort=effort,
        effort_because=because,
        team=group.team,
        team_because=_why_team(group),
        shares=tuple(_share(piece, closed[piece.subject]) for piece in subjects),
        gaps=tuple(piece.gap.id for piece in group.pieces),
        prepares=tuple(
            piece.gap.id for piece in group.pieces if not catalogue().closes(piece.gap.kind)
        ),
        goals=tuple(sorted(touched, key=lambda goal: (order.get(goal, (0.0, len(order))), goal))),
    )


def _id(group: _Group) -> str:
    first = group.first
    if group.unit == "subject":
        return f"{first.work_id}:{first.subject}"
    goal = [first.goal or "no-goal"] if group.unit == "goal" else []
    return ":".join([first.work_id, *goal, *([group.team] if group.team else [])])


def _free(id: str, used: set[str]) -> str:
    """Return the id, or the first with a number behind it that nobody has."""
    free, number = id, 1
    while free in used:
        number += 1
        free = f"{id}-{number}"
    used.add(free)
    return free


def _share(piece: Piece, closed: float) -> Share:
    gap = piece.gap
    return Share(piece.subject, gap.id, gap.score, gap.weight, gap.size, closed)


def _why_team(group: _Group) -> str:
    if group.team is None and len(group.teams) > 1:
        return "its subjects fall to different teams"
    return "; ".join(sorted({piece.choice.because for piece in group.pieces}))


def _effort(group: _Group) -> tuple[Estimate | None, str]:
    work, pieces = group.first.work, tuple(group.by_subject.values())
    if work.effort is None:
        return None, "nobody has said how much work it is"
    fixed = total = work.effort.fixed_days
    for piece in pieces:
        total += piece.effort or Estimate.exactly(0.0)
    once = f"{fixed.likely:g} once + " if fixed.likely else ""
    return total, f"{once}{_each(pieces)} person-days, most likely; {_source(pieces)}"


def _each(pieces: Sequence[Piece]) -> str:
    likely = [piece.effort.likely if piece.effort else 0.0 for piece in pieces]
    if len(set(likely)) == 1:
        return f"{len(pieces)} × {likely[0]:g}"
    return f"{math.fsum(likely):g} for {len(pieces)} subjects"


def _source(pieces: Sequence[Piece]) -> str:
    if len(pieces) == 1 and pieces[0].steps:
        return f"{pieces[0].steps}, by the planning assumption it comes with"
    return catalogue().source


def _in_order(made: Sequence[tuple[Recommendation, _Group]]) -> list[Recommendation]:
    """Let recommendations wait for those that come before them about the same subject."""
    touched = {each.id: _touched(group) for each, group in made}
    of_work: dict[str, list[str]] = defaultdict(list)
    for each, _ in made:
        of_work[each.work].append(each.id)
    befores = {
        each.id: frozenset(
            id
            for work in catalogue().before(each.work)
            for id in of_work.get(work, ())
            if not touched[each.id].isdisjoint(touched[id])
        )
        for each, _ in made
    }
    return [replace(each, after=_direct(befores[each.id], befores)) for each, _ in made]


def _touched(group: _Group) -> frozenset[str]:
    return frozenset(id for piece in group.pieces for id in piece.touches)


def _direct(before: frozenset[str], befores: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return those of the befores that no other of them waits for anyway."""
    implied = {id for other in before for id in befores[other]}
    return tuple(sorted(before - implied))
