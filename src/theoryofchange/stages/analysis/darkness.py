"""What keeps KPIs and goals in the dark, and what removing it would light.

A KPI is *dark* where a limit is named for it or its source says that the data cannot be had. The
named limits are taken as the reasons why; only where none is named is the unavailable source itself
the obstacle. Limits of the same words, letter case, spacing and closing marks aside, are one.

The *light* of a goal is the share of the KPIs on its way, its own included, that are not dark; a
KPI of which nothing is said counts as not dark. A goal without KPIs has no light to tell.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi, Limit, LimitKind
from theoryofchange.stages.analysis.lighting import (
    CommonLighting,
    GoalLighting,
    common_lighting,
    goal_lighting,
    options_of,
)
from theoryofchange.stages.analysis.position import Position

_LONGEST_ID = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One limit, or one unavailable source, and what it keeps dark.

    Parameters
    ----------
    id
        Made from its words.
    what
        What it is, as first written.
    kinds
        People, process, technology, data: as declared, several where the KPIs disagree; empty for
        an unavailable source and where no kind is declared.
    limit
        Whether it is a declared limit rather than an unavailable source.
    kpis
        The ids of the KPIs it keeps dark, alone or with others.
    alone
        The ids of those that it alone keeps dark.
    goals
        The ids of the goals on whose way these KPIs are.
    darkens
        Goal weight kept dark, from 0 to 1: for each goal its share of weight times the share of its
        KPIs that are among ``kpis``, summed.
    lights
        Goal weight lit when this obstacle alone is removed: the same sum over ``alone``.
    """

    id: str
    what: str
    kinds: tuple[LimitKind, ...]
    limit: bool
    kpis: tuple[str, ...]
    alone: tuple[str, ...]
    goals: tuple[str, ...]
    darkens: float
    lights: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfLimit:
    """What the limits of one kind keep dark together.

    Parameters
    ----------
    kind
        People, process, technology or data; ``None`` for unavailable sources and undeclared kinds.
    obstacles
        The ids of the obstacles of this kind, those of several kinds among them.
    kpis, goals
        The ids of the KPIs and goals in whose way they are.
    darkens
        Goal weight kept dark, as for one obstacle.
    lights
        Goal weight lit when all of this kind, and nothing else, is removed.
    """

    kind: LimitKind | None
    obstacles: tuple[str, ...]
    kpis: tuple[str, ...]
    goals: tuple[str, ...]
    darkens: float
    lights: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLight:
    """How much of the way to a goal can be seen.

    Parameters
    ----------
    goal
        The goal's id.
    share
        Its share of goal weight, from 0 to 1.
    kpis
        How many KPIs measure it or something on the way to it.
    dark
        The ids of those that are dark.
    light
        The share that is not dark, from 0 to 1; ``None`` where there are no KPIs.
    """

    goal: str
    share: float
    kpis: int
    dark: tuple[str, ...]
    light: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Darkness:
    """What keeps a theory in the dark.

    Parameters
    ----------
    goals
        The light of each goal, in the order of the theory.
    obstacles
        What removing would light most first; equal ones by what they darken, then by id.
    kinds
        People, process, technology, data and the rest, those that there are.
    of_kpi
        The ids of the obstacles of each dark KPI.
    lightings
        What lights each goal that has a dark KPI, in the order of the theory.
    common
        The fewest obstacles whose removal lights all dark goals; ``None`` where none is dark.
    """

    goals: tuple[GoalLight, ...]
    obstacles: tuple[Obstacle, ...]
    kinds: tuple[KindOfLimit, ...]
    of_kpi: Mapping[str, tuple[str, ...]]
    lightings: tuple[GoalLighting, ...]
    common: CommonLighting | None

    @property
    def brightest(self) -> Obstacle | None:
        """The obstacle whose removal alone lights most; ``None`` where none lights anything."""
        first = next(iter(self.obstacles), None)
        return first if first is not None and first.lights > 0 else None


@dataclass(frozen=True, slots=True)
class Named:
    """An obstacle as one KPI names it."""

    id: str
    what: str
    kind: LimitKind | None
    limit: bool


def darkness_of(theory: TheoryOfChange, positions: Mapping[str, Position]) -> Darkness:
    """Find what keeps a theory's KPIs dark.

    Parameters
    ----------
    theory
        The theory.
    positions
        The position of each KPI, by id.

    Returns
    -------
    Darkness
        The light of each goal and the obstacles, by the rules at the top of this module.
    """
    named = {id: found for id, kpi in theory.kpis.items() if (found := named_by(kpi))}
    of_kpi = {id: tuple(dict.fromkeys(n.id for n in found)) for id, found in named.items()}
    counts = Counter(goal for position in positions.values() for goal in position.goals)
    order = {goal: at for at, goal in enumerate(theory.goals)}
    ways = _Ways(theory.goal_shares, positions, counts, order)
    goals = tuple(_goal_lights(theory, positions, counts, of_kpi))
    dark = {goal.goal: options_of(goal.dark, of_kpi) for goal in goals if goal.light == 0}
    return Darkness(
        goals=goals,
        lightings=tuple(
            goal_lighting(goal.goal, goal.kpis, goal.dark, of_kpi) for goal in goals if goal.dark
        ),
        common=common_lighting(dark),
        obstacles=_obstacles(named, of_kpi, ways),
        kinds=_kinds(named, of_kpi, ways),
        of_kpi=of_kpi,
    )


@dataclass(frozen=True, slots=True)
class _Ways:
    """The goals that KPIs lead to, and the weight that KPIs carry for them."""

    shares: Mapping[str, float]
    positions: Mapping[str, Position]
    counts: Mapping[str, int]
    order: Mapping[str, int]

    def goals(self, kpis: Iterable[str]) -> tuple[str, ...]:
        found = {goal for kpi in kpis for goal in self.positions[kpi].goals}
        return tuple(sorted(found, key=self.order.__getitem__))

    def weight(self, kpis: Iterable[str]) -> float:
        """Sum, over goals, their share of weight times the share of their KPIs among these."""
        hit = Counter(goal for kpi in kpis for goal in self.positions[kpi].goals)
        return sum(self.shares[goal] * n / self.counts[goal] for goal, n in hit.items())


def named_by(kpi: Kpi) -> tuple[Named, ...]:
    """Return what keeps a KPI dark, as it names it: one for each limit, else for its source."""
    if kpi.limits:
        return tuple(_named(kpi, limit) for limit in kpi.limits)
    if kpi.source is None or kpi.source.available is not False:
        return ()
    system = kpi.source.system
    if not system:
        what = f"the data of {kpi.name} is {kpi.source.availability}"
        return (Named(f"source-of-{kpi.id}", what, None, limit=False),)
    what = f"the data of {system} is {kpi.source.availability}"
    return (Named(f"source-{words_id(system)}", what, None, limit=False),)


def _named(kpi: Kpi, limit: Limit) -> Named:
    if limit.what and normalised(limit.what):
        return Named(words_id(limit.what), limit.what.strip(), limit.kind, limit=True)
    what = f"a {limit.kind} limit of {kpi.name}" if limit.kind else f"a limit of {kpi.name}"
    return Named(f"undescribed-{limit.kind or 'limit'}-of-{kpi.id}", what, limit.kind, limit=True)


def normalised(text: str) -> str:
    """Return the words of a limit by which it is known again.

    Examples
    --------
    >>> normalised(" No  CRM access. ") == normalised("no CRM access")
    True
    """
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return words.rstrip(" .!;:,。！；，")


def words_id(text: str) -> str:
    """Return an id made from words: the same for the same words, another for others.

    Examples
    --------
    >>> words_id("Returns are booked late.")
    'returns-are-booked-late'
    """
    words = normalised(text)
    slug = re.sub(r"\W+", "-", words).strip("-")
    if slug.replace("-", " ") == words and len(slug) <= _LONGEST_ID:
        return slug
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug[: _LONGEST_ID - 9]}-{digest}".lstrip("-")


def _goal_lights(
    theory: TheoryOfChange,
    positions: Mapping[str, Position],
    counts: Mapping[str, int],
    of_kpi: Mapping[str, tuple[str, ...]],
) -> Iterable[GoalLight]:
    dark: dict[str, list[str]] = defaultdict(list)
    for kpi in of_kpi:
        for goal in positions[kpi].goals:
            dark[goal].append(kpi)
    for goal, share in theory.goal_shares.items():
        kpis, hidden = counts.get(goal, 0), tuple(dark.get(goal, ()))
        light = 1 - len(hidden) / kpis if kpis else None
        yield GoalLight(goal=goal, share=share, kpis=kpis, dark=hidden, light=light)


def _obstacles(
    named: Mapping[str, Sequence[Named]], of_kpi: Mapping[str, tuple[str, ...]], ways: _Ways
) -> tuple[Obstacle, ...]:
    first: dict[str, Named] = {}
    kinds: dict[str, dict[LimitKind, None]] = defaultdict(dict)
    kpis: dict[str, dict[str, None]] = defaultdict(dict)
    for kpi, found in named.items():
        for each in found:
            first.setdefault(each.id, each)
            kpis[each.id][kpi] = None
            if each.kind is not None:
                kinds[each.id][each.kind] = None
    obstacles = []
    for id, held in kpis.items():
        alone = tuple(kpi for kpi in held if len(of_kpi[kpi]) == 1)
        obstacles.append(
            Obstacle(
                id=id,
                what=first[id].what,
                kinds=tuple(kind for kind in get_args(LimitKind) if kind in kinds[id]),
                limit=first[id].limit,
                kpis=tuple(held),
                alone=alone,
                goals=ways.goals(held),
                darkens=ways.weight(held),
                lights=ways.weight(alone),
            )
        )
    return tuple(sorted(obstacles, key=lambda each: (-each.lights, -each.darkens, each.id)))


def _kinds(
    named: Mapping[str, Sequence[Named]], of_kpi: Mapping[str, tuple[str, ...]], ways: _Ways
) -> tuple[KindOfLimit, ...]:
    obstacles: dict[LimitKind | None, dict[str, None]] = defaultdict(dict)
    for found in named.values():
        for each in found:
            obstacles[each.kind][each.id] = None
    summed = []
    for kind in (*get_args(LimitKind), None):
        if kind not in obstacles:
            continue
        ids = obstacles[kind]
        kpis = tuple(kpi for kpi, held in of_kpi.items() if any(id in ids for id in held))
        lit = [kpi for kpi in kpis if all(id in ids for id in of_kpi[kpi])]
        summed.append(
            KindOfLimit(
                kind=kind,
                obstacles=tuple(ids),
                kpis=kpis,
                goals=ways.goals(kpis),
                darkens=ways.weight(kpis),
                lights=ways.weight(lit),
            )
        )
    return tuple(summed)
