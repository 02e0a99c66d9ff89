"""The theory of change: immutable, one orientation, cause → effect, in the words of the field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from theoryofchange import dag
from theoryofchange.activity import Activity, Team
from theoryofchange.goal import Goal, Outcome
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.link import Link
from theoryofchange.maturity.rating import MaturitySettings, Rating
from theoryofchange.shape import shape

if TYPE_CHECKING:
    import networkx

Node = Goal | Outcome | Activity
Kind = Literal["goal", "outcome", "activity"]
SignOfPaths = Literal["+", "-", "±"]
_SIGNS: Mapping[int, SignOfPaths] = {
    dag.PLUS: "+",
    dag.MINUS: "-",
    dag.PLUS | dag.MINUS: "±",
}
_WORD_IN_FORMULA = re.compile(r"[^\s()\[\]{}+*/^%=<>!&|,;:×÷−·]+")
_Item = TypeVar("_Item", Goal, Outcome, Activity, Team, Kpi)


@shape
class Header:
    """What a theory says of itself.

    Parameters
    ----------
    id, title, description
        Its name, and what it is for.
    as_of
        The day the theory is looked at; nothing here reads the clock.
    language
        The language of reports, ``en`` or ``zh``.
    """

    id: str = ""
    title: str | None = None
    description: str | None = None
    as_of: dt.date | None = None
    language: str = "en"
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two nodes that both exist.

    Parameters
    ----------
    cause, effect
        Their ids.
    link
        What is said of it.
    """

    cause: str
    effect: str
    link: Link


@dataclass(frozen=True, slots=True)
class Chain:
    """A walk from a cause to a goal and the time its lags take.

    Parameters
    ----------
    ids
        From the first cause to the goal.
    lag_days
        The sum of the lags, in days.
    """

    ids: tuple[str, ...]
    lag_days: float


class TheoryOfChange:
    """A theory of change.

    Parameters
    ----------
    header
        Its id, title and date.
    goals, outcomes, kpis, activities, teams
        Its parts: iterables of them, or mappings by id.
    observations, benchmarks, ratings
        Measured values, outside figures, and maturity ratings.
    maturity
        Which maturity model it is assessed by.
    meant
        For a reference that names nothing, the id it was probably meant to be. Edges follow it, so
        that one misspelt id is one finding and not ten.

    Raises
    ------
    ValueError
        Where an item has no id or two of a kind have the same.

    Examples
    --------
    >>> theory = TheoryOfChange(
    ...     goals=[Goal(id="growth", needs=["trust"])],
    ...     outcomes=[Outcome(id="trust")],
    ...     activities=[Activity(id="answer_faster", advances=["trust"])],
    ... )
    >>> theory.sign("answer_faster", "growth")
    '+'
    >>> [path for path in theory.paths("answer_faster", "growth")]
    [('answer_faster', 'trust', 'growth')]
    """

    def __init__(
        self,
        header: Header | None = None,
        *,
        goals: Iterable[Goal] | Mapping[str, Goal] = (),
        outcomes: Iterable[Outcome] | Mapping[str, Outcome] = (),
        kpis: Iterable[Kpi] | Mapping[str, Kpi] = (),
        activities: Iterable[Activity] | Mapping[str, Activity] = (),
        teams: Iterable[Team] | Mapping[str, Team] = (),
        observations: Iterable[Observation] = (),
        benchmarks: Iterable[Benchmark] = (),
        ratings: Iterable[Rating] = (),
        maturity: MaturitySettings | None = None,
        meant: Mapping[str, str] | None = None,
    ) -> None:
        own = self.__dict__
        own["header"] = header or Header()
        own["goals"] = _by_id(goals)
        own["outcomes"] = _by_id(outcomes)
        own["kpis"] = _by_id(kpis)
        own["activities"] = _by_id(activities)
        own["teams"] = _by_id(teams)
        own["observations"] = tuple(observations)
        own["benchmarks"] = tuple(benchmarks)
        own["ratings"] = tuple(ratings)
        own["maturity"] = maturity
        own["meant"] = dict(meant or {})

    header: Header
    goals: Mapping[str, Goal]
    outcomes: Mapping[str, Outcome]
    kpis: Mapping[str, Kpi]
    activities: Mapping[str, Activity]
    teams: Mapping[str, Team]
    observations: tuple[Observation, ...]
    benchmarks: tuple[Benchmark, ...]
    ratings: tuple[Rating, ...]
    maturity: MaturitySettings | None
    meant: Mapping[str, str]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a theory of change is immutable; {name} cannot be set")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TheoryOfChange):
            return NotImplemented
        return all(getattr(self, part) == getattr(other, part) for part in PARTS)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{len(getattr(self, part))} {part}"
            for part in ("goals", "outcomes", "kpis", "activities")
        )
        return f"<TheoryOfChange {self.title}: {counts}>"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(repr(self).strip('<>'))}</p>"

    def replace(self, **parts: Any) -> TheoryOfChange:
        """Return a new theory with some of its parts replaced.

        Parameters
        ----------
        **parts
            Any of the parameters a theory is built from.

        Examples
        --------
        >>> theory = TheoryOfChange(Header(id="growth")).replace(goals=[Goal(id="reach")])
        >>> theory.title, list(theory.goals)
        ('growth', ['reach'])
        """
        kept = {part: getattr(self, part) for part in (*PARTS, "meant")}
        return TheoryOfChange(**{**kept, **parts})

    @property
    def title(self) -> str:
        """The title, or the id, or a plain word where it has neither."""
        return self.header.title or self.header.id or "theory"

    @property
    def as_of(self) -> dt.date | None:
        """The day the theory is looked at."""
        return self.header.as_of

    # nodes

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Goals, outcomes and activities by id, in this order."""
        return {**self.goals, **self.outcomes, **self.activities}

    def node(self, id: str) -> Node:
        """Return a goal, outcome or activity.

        Raises
        ------
        KeyError
            Where there is none of this id.
        """
        try:
            return self.nodes[id]
        except KeyError:
            raise KeyError(f"no goal, outcome or activity is called {id!r}") from None

    def kind(self, id: str) -> Kind:
        """Tell whether an id is a goal's, an outcome's or an activity's."""
        node = self.node(id)
        if isinstance(node, Goal):
            return "goal"
        return "outcome" if isinstance(node, Outcome) else "activity"

    def resolve(self, id: str) -> str:
        """Return the id a reference stands for: itself, or what it was probably meant to be."""
        return self.meant.get(id, id)

    def name(self, id: str) -> str:
        """Return what people call a node, KPI or team; the id where nothing has it."""
        named = self.nodes.get(id) or self.kpis.get(id) or self.teams.get(id)
        return named.name if named else id

    # edges

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every link whose two ends exist, in the order of the file."""
        return tuple(self._edges())

    def _edges(self) -> Iterator[Edge]:
        owners: tuple[Goal | Outcome, ...] = (*self.goals.values(), *self.outcomes.values())
        for owner in owners:
            for id, link in owner.needs.items():
                cause = self.resolve(id)
                if cause in self.outcomes or cause in self.goals:
                    yield Edge(cause, owner.id, link)
        for activity in self.activities.values():
            for id, link in activity.advances.items():
                effect = self.resolve(id)
                if effect in self.outcomes or effect in self.goals:
                    yield Edge(activity.id, effect, link)

    @cached_property
    def _causes(self) -> dict[str, dict[str, Link]]:
        causes: dict[str, dict[str, Link]] = {node: {} for node in self.nodes}
        for edge in self.edges:
            causes[edge.effect].setdefault(edge.cause, edge.link)
        return causes

    @cached_property
    def _effects(self) -> dict[str, dict[str, Link]]:
        effects: dict[str, dict[str, Link]] = {node: {} for node in self.nodes}
        for edge in self.edges:
            effects[edge.cause].setdefault(edge.effect, edge.link)
        return effects

    def causes(self, id: str) -> Mapping[str, Link]:
        """Return what leads straight to a node: id → link."""
        self.node(id)
        return self._causes[id]

    def effects(self, id: str) -> Mapping[str, Link]:
        """Return what a node leads straight to: id → link."""
        self.node(id)
        return self._effects[id]

    def needs(self, id: str) -> Mapping[str, Link]:
        """Return the outcomes (or goals) that a goal or outcome needs straight: id → link."""
        return {c: link for c, link in self.causes(id).items() if c not in self.activities}

    def activities_of(self, id: str) -> tuple[Activity, ...]:
        """Return the activities that advance a goal or outcome straight."""
        return tuple(self.activities[c] for c in self.causes(id) if c in self.activities)

    def kpis_of(self, id: str) -> tuple[Kpi, ...]:
        """Return the KPIs that measure a goal or outcome."""
        return self._kpis_of.get(id, ())

    @cached_property
    def _kpis_of(self) -> dict[str, tuple[Kpi, ...]]:
        measured: dict[str, list[Kpi]] = {}
        for kpi in self.kpis.values():
            if kpi.measures:
                measured.setdefault(self.resolve(kpi.measures), []).append(kpi)
        return {id: tuple(kpis) for id, kpis in measured.items()}

    @cached_property
    def identities(self) -> Mapping[str, tuple[str, ...]]:
        """Identity edges: for each KPI the other KPIs its formula names. Never causal."""
        return {
            kpi.id: tuple(
                dict.fromkeys(
                    name for name in _names_in(kpi.formula or "", self.kpis) if name != kpi.id
                )
            )
            for kpi in self.kpis.values()
        }

    # reach

    @cached_property
    def _reach(self) -> tuple[dict[str, int], dict[str, int], list[str]]:
        bit, reached = dag.reach(self._effects)
        return bit, reached, list(bit)

    def reaches(self, cause: str, effect: str) -> bool:
        """Tell whether any path leads from one node to another."""
        bit, reached, _ = self._reach
        return bool(reached[cause] & bit[effect])

    def descendants(self, id: str) -> tuple[str, ...]:
        """Return all that a node leads to, in the order of the theory."""
        self.node(id)
        bit, reached, order = self._reach
        return tuple(other for other in order if reached[id] & bit[other])

    def ancestors(self, id: str) -> tuple[str, ...]:
        """Return all that leads to a node, in the order of the theory."""
        self.node(id)
        bit, reached, order = self._reach
        return tuple(other for other in order if reached[other] & bit[id])

    @cached_property
    def _goal_bits(self) -> int:
        bit = self._reach[0]
        return sum(bit[goal] for goal in self.goals)

    def goals_of(self, id: str) -> tuple[str, ...]:
        """Return the goals that a node leads to, with itself where it is one."""
        bit, reached, _ = self._reach
        hit = (reached[id] | bit[id]) & self._goal_bits
        return tuple(goal for goal in self.goals if hit & bit[goal]) if hit else ()

    def goals_of_kpi(self, id: str) -> tuple[str, ...]:
        """Return the goals on whose way a KPI measures something."""
        measures = self.resolve(self.kpis[id].measures or "")
        return self.goals_of(measures) if measures in self.nodes else ()

    def kpis_toward(self, goal: str) -> tuple[Kpi, ...]:
        """Return the KPIs of a goal and of all that leads to it."""
        return tuple(kpi for id in (goal, *self.ancestors(goal)) for kpi in self.kpis_of(id))

    def backward(self, goal: str) -> tuple[tuple[str, ...], ...]:
        """Return the backward map of a goal in layers: the goal, what it needs, what that needs …

        A node stands in the layer of its longest way to the goal, so that every cause lies behind
        its effects. Where causes form a cycle, its members share a layer's order.
        """
        upstream = {id: list(self._causes[id]) for id in (goal, *self.ancestors(goal))}
        layer = {goal: 0}
        for id in dag.sources_first(upstream):
            for cause in upstream[id]:
                if cause != goal and layer.get(id, 0) + 1 > layer.get(cause, 0):
                    layer[cause] = layer.get(id, 0) + 1
        rows: dict[int, list[str]] = {}
        for id, level in layer.items():
            rows.setdefault(level, []).append(id)
        return tuple(tuple(rows[level]) for level in sorted(rows))

    # paths, signs, lags

    def cycles(self) -> list[tuple[str, ...]]:
        """Return one cycle of each knot of causes; empty in a theory that is in order."""
        return dag.cycles(self._effects)

    def paths(self, cause: str, goal: str, most: int = 20) -> tuple[tuple[str, ...], ...]:
        """Return up to ``most`` paths from a cause to a goal, the shortest first."""
        self.node(cause), self.node(goal)
        causes = {id: dict.fromkeys(links, 1.0) for id, links in self._causes.items()}
        found = dag.walks(cause, goal, self._effects, dag.least_sum(goal, causes))
        return tuple(islice(found, most))

    @cached_property
    def _signed_causes(self) -> dict[str, dict[str, int]]:
        return {id: _signs(links) for id, links in self._causes.items()}

    @cached_property
    def _signed_effects(self) -> dict[str, dict[str, int]]:
        return {id: _signs(links) for id, links in self._effects.items()}

    def signs(self, goal: str) -> Mapping[str, SignOfPaths]:
        """Return for each node upstream of a goal the sign of its paths, ``±`` for both."""
        found = dag.signs_to(goal, self._signed_causes)
        return {id: _SIGNS[signs] for id, signs in found.items() if id != goal}

    def sign(self, cause: str, goal: str) -> SignOfPaths | None:
        """Return whether a cause helps a goal, hurts it or both (``±``); ``None``: no path."""
        self.node(cause)
        return self.signs(goal).get(cause)

    def path_of_sign(
        self, cause: str, goal: str, sign: Literal["+", "-"]
    ) -> tuple[str, ...] | None:
        """Return a shortest path on which a cause helps or hurts a goal, or ``None``."""
        wanted = dag.PLUS if sign == "+" else dag.MINUS
        return dag.shortest_walk(cause, goal, self._signed_effects, wanted)

    def shortest_lags(self, goal: str) -> Mapping[str, float]:
        """Return for each node upstream of a goal the shortest sum of lags to it, in days."""
        lags = {id: {c: k.lag_days for c, k in links.items()} for id, links in self._causes.items()}
        return {id: days for id, days in dag.least_sum(goal, lags).items() if id != goal}

    def critical_chain(self, goal: str) -> Chain:
        """Return the chain of causes whose lags take longest to reach a goal.

        Raises
        ------
        ValueError
            Where causes form a cycle, since then no chain is longest.
        """
        if self.cycles():
            raise ValueError("causes form a cycle: no chain is the longest")
        lags = {id: {c: k.lag_days for c, k in links.items()} for id, links in self._causes.items()}
        return Chain(*dag.heaviest_walk(goal, lags))

    # weights

    @cached_property
    def goal_shares(self) -> Mapping[str, float]:
        """The weight of each goal as a share of all; zero where all weights are zero."""
        total = sum(goal.weight for goal in self.goals.values())
        return {id: goal.weight / total if total else 0.0 for id, goal in self.goals.items()}

    def weight(self, id: str) -> float:
        """Return the share of goal weight that hangs on a node, from 0 to 1."""
        return sum(self.goal_shares[goal] for goal in self.goals_of(id))

    def to_networkx(self) -> networkx.DiGraph[str]:
        """Return the causal edges as a ``networkx.DiGraph``.

        Returns
        -------
        networkx.DiGraph
            Nodes carry ``kind``, ``title`` and ``kpis`` (ids), edges the ``link`` and its ``sign``.
        """
        import networkx

        drawn: networkx.DiGraph[str] = networkx.DiGraph(title=self.title)
        for id, node in self.nodes.items():
            kpis = tuple(kpi.id for kpi in self.kpis_of(id))
            drawn.add_node(id, kind=self.kind(id), title=node.name, kpis=kpis)
        for edge in self.edges:
            drawn.add_edge(edge.cause, edge.effect, link=edge.link, sign=edge.link.direction)
        return drawn


PARTS = (
    "header",
    "teams",
    "goals",
    "outcomes",
    "kpis",
    "activities",
    "observations",
    "benchmarks",
    "ratings",
    "maturity",
)
"""The parts of a theory, in the order they are written."""


def _names_in(formula: str, known: Collection[str]) -> Iterator[str]:
    """Yield the known ids in a formula; a hyphen may be part of an id, else it is a minus."""
    for word in _WORD_IN_FORMULA.findall(formula):
        if word in known:
            yield word
        elif "-" in word:
            yield from (part for part in word.split("-") if part in known)


def _signs(links: Mapping[str, Link]) -> dict[str, int]:
    return {id: dag.PLUS if link.direction == "+" else dag.MINUS for id, link in links.items()}


def _by_id(items: Iterable[_Item] | Mapping[str, _Item]) -> dict[str, _Item]:
    if isinstance(items, Mapping):
        items = items.values()
    found: dict[str, _Item] = {}
    for item in items:
        if not item.id:
            raise ValueError(f"{type(item).__name__} without an id")
        if item.id in found:
            raise ValueError(f"two {type(item).__name__}s are called {item.id!r}")
        found[item.id] = item
    return found
