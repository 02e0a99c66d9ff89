"""The parts of a theory: what it holds, its nodes and its edges; immutable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self, TypeVar

from theoryofchange.activity import Activity, Team
from theoryofchange.errors import kind_of
from theoryofchange.formula import Formula, ReadFormula
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph.identity import formulas_of, identities_of
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.link import Link
from theoryofchange.maturity.rating import MaturitySettings, Rating
from theoryofchange.record import field, record
from theoryofchange.shape import plain, shape

Node = Goal | Outcome | Activity
Kind = Literal["goal", "outcome", "activity"]
_Item = TypeVar("_Item", Goal, Outcome, Activity, Team, Kpi)

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


@shape
class Header:
    """What a theory says of itself.

    Parameters
    ----------
    id
        Its short name.
    title
        What people call it.
    description
        What it is for.
    as_of
        The day the theory is looked at; nothing here reads the clock.
    language
        The language of reports, ``en`` or ``zh``.
    journey
        The stages of the customer journey, in their order; outcomes and KPIs name them in
        ``stage``.
    extra
        What has no field of its own, kept as it stands.
    """

    id: str = ""
    title: str | None = None
    description: str | None = None
    as_of: dt.date | None = None
    language: str = "en"
    journey: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@record
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


class Parts:
    """What a theory holds, as :class:`~theoryofchange.TheoryOfChange` describes it."""

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
        root: Path | None = None,
    ) -> None:
        own = self.__dict__
        own["header"] = header or Header()
        own["goals"] = MappingProxyType(_by_id(goals, Goal, "goals"))
        own["outcomes"] = MappingProxyType(_by_id(outcomes, Outcome, "outcomes"))
        own["kpis"] = MappingProxyType(_by_id(kpis, Kpi, "kpis"))
        own["activities"] = MappingProxyType(_by_id(activities, Activity, "activities"))
        own["teams"] = MappingProxyType(_by_id(teams, Team, "teams"))
        own["observations"] = tuple(observations)
        own["benchmarks"] = tuple(benchmarks)
        own["ratings"] = tuple(ratings)
        own["maturity"] = maturity
        own["meant"] = MappingProxyType(dict(meant or {}))
        own["root"] = root

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
    root: Path | None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a theory of change is immutable; {name} cannot be set")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Parts):
            return NotImplemented
        return all(getattr(self, part) == getattr(other, part) for part in PARTS)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        kept = {part: getattr(self, part) for part in (*PARTS, "meant", "root")}
        held = {k: dict(v) if isinstance(v, MappingProxyType) else v for k, v in kept.items()}
        return _rebuilt, (type(self), held)

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{len(getattr(self, part))} {part}"
            for part in ("goals", "outcomes", "kpis", "activities")
        )
        return f"<TheoryOfChange {self.title}: {counts}>"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(repr(self).strip('<>'))}</p>"

    def replace(self, **parts: Any) -> Self:
        """Return a new theory with some of its parts replaced.

        Parameters
        ----------
        **parts
            Any of the parameters a theory is built from.

        Examples
        --------
        >>> theory = Parts(Header(id="growth")).replace(goals=[Goal(id="reach")])
        >>> theory.title, list(theory.goals)
        ('growth', ['reach'])
        """
        kept = {part: getattr(self, part) for part in (*PARTS, "meant", "root")}
        return type(self)(**{**kept, **parts})

    @property
    def title(self) -> str:
        """The title, or the id, or a plain word where it has neither."""
        return self.header.title or self.header.id or "theory"

    @property
    def as_of(self) -> dt.date | None:
        """The day the theory is looked at."""
        return self.header.as_of

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that it holds as plain data: of the same parts in one order the same."""
        import hashlib
        import json

        held = {part: plain(getattr(self, part)) for part in PARTS}
        return hashlib.sha256(json.dumps(held, default=str).encode()).hexdigest()

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

    @cached_property
    def loose_outcomes(self) -> tuple[str, ...]:
        """The ids of the outcomes that have causes and lead nowhere."""
        causes, effects = self._causes, self._effects
        return tuple(id for id in self.outcomes if causes[id] and not effects[id])

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
    def formulas(self) -> Mapping[str, ReadFormula]:
        """The formula of each KPI that states one: over other KPIs, as prose, or faulty."""
        return formulas_of(self.kpis)

    def computed_from(self, id: str) -> tuple[str, ...]:
        """Return the ids of the KPIs that a KPI is computed from, where that can be computed."""
        formula = self.formulas.get(id)
        return formula.operands if isinstance(formula, Formula) else ()

    @cached_property
    def identities(self) -> Mapping[str, tuple[str, ...]]:
        """Identity edges: for each KPI the other KPIs its formula names. Never causal."""
        return identities_of(self.kpis, self.formulas)


def _rebuilt(kind: type[Parts], parts: Mapping[str, Any]) -> Parts:
    return kind(**parts)


def _by_id(
    items: Iterable[_Item] | Mapping[str, _Item], kind: type[_Item], name: str
) -> dict[str, _Item]:
    if isinstance(items, Mapping):
        items = items.values()
    if isinstance(items, str) or not isinstance(items, Iterable):
        message = f"{name} takes a list of {kind.__name__} or a mapping by id"
        raise TypeError(f"{message}, not {kind_of(items)}")
    found: dict[str, _Item] = {}
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"{name} takes {kind.__name__}, not {kind_of(item)}")
        if not item.id:
            raise ValueError(f"{type(item).__name__} without an id")
        if item.id in found:
            raise ValueError(f"two {type(item).__name__}s are called {item.id!r}")
        found[item.id] = item
    return found
