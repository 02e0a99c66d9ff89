"""The theory of change: one orientation, cause → effect, in the words of the field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Literal

from theoryofchange import dag
from theoryofchange.graph.parts import Parts
from theoryofchange.graph.signs import SIGNS, SignedReach, SignOfPaths
from theoryofchange.kpi import Kpi
from theoryofchange.link import Link
from theoryofchange.record import record

if TYPE_CHECKING:
    import networkx


@record
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


class TheoryOfChange(Parts):
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
    root
        The directory it was read from, from which it may name a maturity model of its own.

    Raises
    ------
    ValueError
        Where an item has no id or two of a kind have the same.

    Examples
    --------
    >>> from theoryofchange.activity import Activity
    >>> from theoryofchange.goal import Goal, Outcome
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

    @cached_property
    def _position(self) -> dict[str, int]:
        return {id: at for at, id in enumerate(self.nodes)}

    @cached_property
    def _reach(self) -> dag.Reach:
        return dag.Reach(self._effects, self.goals)

    def reaches(self, cause: str, effect: str) -> bool:
        """Tell whether any path leads from one node to another."""
        self.node(effect)
        return effect in dag.breadth_first(self.effects(cause), self._effects.__getitem__)

    def descendants(self, id: str) -> tuple[str, ...]:
        """Return all that a node leads to, in the order of the theory."""
        found = dag.breadth_first(self.effects(id), self._effects.__getitem__)
        return tuple(sorted(found, key=self._position.__getitem__))

    def ancestors(self, id: str) -> tuple[str, ...]:
        """Return all that leads to a node, in the order of the theory."""
        found = dag.breadth_first(self.causes(id), self._causes.__getitem__)
        return tuple(sorted(found, key=self._position.__getitem__))

    def goals_of(self, id: str) -> tuple[str, ...]:
        """Return the goals that a node leads to, with itself where it is one."""
        goals = self._reach.of(id)
        if id not in self.goals or id in goals:
            return goals
        return tuple(sorted((*goals, id), key=self._position.__getitem__))

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
        return {id: SIGNS[signs] for id, signs in found.items() if id != goal}

    @cached_property
    def _signed_reach(self) -> SignedReach:
        return SignedReach(self._signed_effects, self.goals)

    def signs_of(self, id: str) -> Mapping[str, SignOfPaths]:
        """Return for each goal that a node leads to the sign of its paths, ``±`` for both."""
        self.node(id)
        return self._signed_reach.of(id)

    def sign(self, cause: str, goal: str) -> SignOfPaths | None:
        """Return whether a cause helps a goal, hurts it or both (``±``); ``None``: no path."""
        self.node(cause), self.node(goal)
        return self.signs(goal).get(cause)

    def path_of_sign(
        self, cause: str, goal: str, sign: Literal["+", "-"]
    ) -> tuple[str, ...] | None:
        """Return a shortest path on which a cause helps or hurts a goal, or ``None``."""
        wanted = dag.PLUS if sign == "+" else dag.MINUS
        return dag.shortest_walk(cause, goal, self._signed_effects, wanted)

    @cached_property
    def _lags(self) -> dict[str, dict[str, float]]:
        return {id: {c: k.lag_days for c, k in links.items()} for id, links in self._causes.items()}

    def shortest_lags(self, goal: str) -> Mapping[str, float]:
        """Return for each node upstream of a goal the shortest sum of lags to it, in days."""
        return {id: days for id, days in dag.least_sum(goal, self._lags).items() if id != goal}

    def critical_chain(self, goal: str) -> Chain:
        """Return the chain of causes whose lags take longest to reach a goal.

        Raises
        ------
        ValueError
            Where causes form a cycle, since then no chain is longest.
        """
        if self.cycles():
            raise ValueError("causes form a cycle: no chain is the longest")
        return Chain(*dag.heaviest_walk(goal, self._lags))

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


def _signs(links: Mapping[str, Link]) -> dict[str, int]:
    return {id: dag.PLUS if link.direction == "+" else dag.MINUS for id, link in links.items()}
