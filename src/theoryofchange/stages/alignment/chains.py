"""The backward chain of a goal: what it needs, what measures that, what is done, by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from theoryofchange import dag
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Kind, SignOfPaths, TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.alignment.signs import Signs


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain is broken, or where something lies outside every chain.

    Parameters
    ----------
    kind
        One of :data:`~theoryofchange.stages.alignment.GAP_KINDS`.
    subject
        The id of the goal, outcome, KPI or activity.
    """

    kind: str
    subject: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"kind": self.kind, "subject": self.subject}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainKpi:
    """A KPI in a chain, with the owner and the decision at its end.

    Parameters
    ----------
    id
        The KPI.
    owner
        The role that answers for it, or ``None``.
    decision
        What is decided by it, or ``None``.
    """

    id: str
    owner: str | None
    decision: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"id": self.id, "owner": self.owner, "decision": self.decision}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainNode:
    """A goal, outcome or activity in a chain.

    Parameters
    ----------
    id
        Its id.
    kind
        What it is.
    depth
        How many links lie between it and the goal here: 0 for the goal itself.
    effect
        What it leads to here; ``None`` for the goal itself.
    again
        Whether this only refers to the place where it stands in full.
    sign
        Whether it helps the goal, hurts it, or both; ``None`` for the goal itself.
    owner
        The role that answers for it, or ``None``.
    team
        The team of an activity, or ``None``.
    kpis
        The KPIs that measure it; empty where it stands ``again``.
    """

    id: str
    kind: Kind
    depth: int
    effect: str | None
    again: bool
    sign: SignOfPaths | None
    owner: str | None = None
    team: str | None = None
    kpis: tuple[ChainKpi, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data; where it stands ``again``, only where that is."""
        place = {"id": self.id, "depth": self.depth, "effect": self.effect, "again": self.again}
        if self.again:
            return place
        return {
            **place,
            "kind": self.kind,
            "sign": self.sign,
            "owner": self.owner,
            "team": self.team,
            "kpis": [kpi.to_dict() for kpi in self.kpis],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalChain:
    """The backward chain of a goal.

    Parameters
    ----------
    goal
        The goal.
    nodes
        The chain as an outline: each node is followed by its causes, one ``depth`` further in. A
        node that several others need stands in full where it is nearest to the goal, and
        ``again`` elsewhere. A list with depths, since a chain may be longer than nesting can hold.
    breaks
        Every break in it.
    """

    goal: str
    nodes: tuple[ChainNode, ...]
    breaks: tuple[Break, ...]

    @property
    def unbroken(self) -> bool:
        """Whether it leads from the goal to KPIs, activities, owners and decisions throughout."""
        return not self.breaks

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "goal": self.goal,
            "unbroken": self.unbroken,
            "breaks": [each.to_dict() for each in self.breaks],
            "nodes": [node.to_dict() for node in self.nodes],
        }


def moved_by_activities(theory: TheoryOfChange) -> frozenset[str]:
    """Return the goals and outcomes that some activity reaches."""
    reached = dag.breadth_first(theory.activities, theory.effects)
    return frozenset(reached.keys() - theory.activities.keys())


def chain_of(theory: TheoryOfChange, goal: str, moved: frozenset[str], signs: Signs) -> GoalChain:
    """Return the backward chain of a goal.

    Parameters
    ----------
    theory
        The theory.
    goal
        The goal's id.
    moved
        What :func:`moved_by_activities` returns.
    signs
        The sign of all that leads to it.
    """
    nodes = tuple(_outline(theory, goal, signs))
    own = [_only_lagging(theory, goal)]
    own += [each for node in nodes if not node.again for each in _breaks(theory, node.id, moved)]
    return GoalChain(goal=goal, nodes=nodes, breaks=tuple(each for each in own if each))


def _outline(theory: TheoryOfChange, goal: str, signs: Signs) -> Iterator[ChainNode]:
    nearest = dag.breadth_first([goal], theory.causes)
    waiting: list[tuple[str, str | None, int]] = [(goal, None, 0)]
    while waiting:
        id, effect, depth = waiting.pop()
        again = nearest[id] != effect
        yield _node(theory, id, effect, depth, None if id == goal else signs[id], again=again)
        if not again:
            waiting += [(cause, id, depth + 1) for cause in reversed(tuple(theory.causes(id)))]


def _node(
    theory: TheoryOfChange,
    id: str,
    effect: str | None,
    depth: int,
    sign: SignOfPaths | None,
    *,
    again: bool,
) -> ChainNode:
    node, activity = theory.node(id), theory.activities.get(id)
    return ChainNode(
        id=id,
        kind=theory.kind(id),
        depth=depth,
        effect=effect,
        again=again,
        sign=sign,
        owner=node.owner,
        team=theory.resolve(activity.team) if activity and activity.team else None,
        kpis=() if again else tuple(_kpi(kpi) for kpi in theory.kpis_of(id)),
    )


def _kpi(kpi: Kpi) -> ChainKpi:
    return ChainKpi(id=kpi.id, owner=kpi.owner, decision=kpi.decision)


def _only_lagging(theory: TheoryOfChange, goal: str) -> Break | None:
    timings = [kpi.timing for kpi in theory.kpis_toward(goal)]
    only = bool(timings) and all(timing == "lagging" for timing in timings)
    return Break("only-lagging-kpis", goal) if only else None


def _breaks(theory: TheoryOfChange, id: str, moved: frozenset[str]) -> Iterator[Break]:
    node = theory.node(id)
    if isinstance(node, Goal):
        kinds = _goal_breaks(theory, node, moved)
    elif isinstance(node, Outcome):
        kinds = {
            "outcome-without-cause": not theory.causes(id),
            "outcome-without-kpi": not theory.kpis_of(id),
        }
    else:
        kinds = {"activity-without-team": not node.team}
    yield from (Break(kind, id) for kind, broken in kinds.items() if broken)
    for kpi in theory.kpis_of(id):
        if not kpi.owner:
            yield Break("kpi-without-owner", kpi.id)
        if not kpi.decision:
            yield Break("kpi-without-decision", kpi.id)


def _goal_breaks(theory: TheoryOfChange, goal: Goal, moved: frozenset[str]) -> Mapping[str, bool]:
    needy = not theory.needs(goal.id)
    return {
        "goal-without-needs": needy,
        "goal-without-owner": not goal.owner,
        "goal-without-kpi": not theory.kpis_of(goal.id),
        "goal-without-activity": goal.id not in moved and not needy,
    }


def orphans_of(theory: TheoryOfChange) -> tuple[Break, ...]:
    """Return the outcomes, activities and KPIs that reach no goal."""
    lost = [
        Break("outcome-reaches-no-goal", id) for id in theory.outcomes if not theory.goals_of(id)
    ]
    lost += [
        Break("activity-reaches-no-goal", id) for id in theory.activities if not theory.goals_of(id)
    ]
    lost += [Break("kpi-measures-nothing", id) for id in theory.kpis if not theory.goals_of_kpi(id)]
    return tuple(lost)
