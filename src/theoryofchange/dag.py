"""Walks over a directed graph given as successors: order, cycles, reach, signs, lags.

Plain dictionaries and integers as bit sets, so that checking a theory imports no graph library;
no function enumerates paths (there can be more than can ever be listed) but ``walks``, which
yields them one by one.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

_State = TypeVar("_State", bound=Hashable)

Graph = Mapping[str, Iterable[str]]
"""For each node the nodes its edges lead to."""


def components(graph: Graph) -> list[list[str]]:
    """Return the strongly connected components, each after all it leads to.

    Tarjan's algorithm (1972) with its recursion written out.

    Examples
    --------
    >>> components({"a": ["b"], "b": ["a", "c"], "c": []})
    [['c'], ['b', 'a']]
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, following = work[-1]
            step = next(following, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_pop_component(stack, on_stack, node))
            elif step not in index:
                index[step] = low[step] = len(index)
                stack.append(step)
                on_stack.add(step)
                work.append((step, iter(graph[step])))
            elif step in on_stack:
                low[node] = min(low[node], index[step])
    return found


def _pop_component(stack: list[str], on_stack: set[str], root: str) -> list[str]:
    component = []
    while True:
        node = stack.pop()
        on_stack.discard(node)
        component.append(node)
        if node == root:
            return component


def cycles(graph: Graph) -> list[tuple[str, ...]]:
    """Return one shortest cycle of each component that has one, in the order of the graph.

    Examples
    --------
    >>> cycles({"a": ["b"], "b": ["c"], "c": ["b"]})
    [('b', 'c')]
    """
    position = {node: at for at, node in enumerate(graph)}
    found = []
    for component in components(graph):
        inside = set(component)
        start = min(component, key=position.__getitem__)
        if len(component) > 1 or start in graph[start]:
            found.append(_cycle_from(graph, start, inside))
    return sorted(found, key=lambda cycle: position[cycle[0]])


def _cycle_from(graph: Graph, start: str, inside: set[str]) -> tuple[str, ...]:
    came_from = breadth_first([start], lambda node: filter(inside.__contains__, graph[node]))
    last = next(node for node in came_from if start in graph[node])
    return tuple(reversed(traced(came_from, last)))


def breadth_first(
    starts: Iterable[_State],
    following: Callable[[_State], Iterable[_State]],
    until: _State | None = None,
) -> dict[_State, _State | None]:
    """Return for each state that is reached the one before it, by the fewest steps from a start.

    Parameters
    ----------
    starts
        Where the search begins; before these there is none.
    following
        Returns the states that one leads to.
    until
        The state at which the search ends; ``None`` where it goes on to the last.

    Returns
    -------
    dict
        In the order of reaching, so that each stands behind the one before it.

    Examples
    --------
    >>> breadth_first(["a"], {"a": ["b", "c"], "b": ["c"], "c": []}.__getitem__)
    {'a': None, 'b': 'a', 'c': 'a'}
    """
    before: dict[_State, _State | None] = dict.fromkeys(starts)
    waiting = deque(before)
    while waiting:
        state = waiting.popleft()
        for step in following(state):
            if step not in before:
                before[step] = state
                if step == until:
                    return before
                waiting.append(step)
    return before


def traced(before: Mapping[_State, _State | None], state: _State) -> tuple[_State, ...]:
    """Return a state, the one before it, and so on to the first.

    Examples
    --------
    >>> traced({"a": None, "b": "a", "c": "b"}, "c")
    ('c', 'b', 'a')
    """
    steps, at = [], before[state]
    while at is not None:
        steps.append(at)
        at = before[at]
    return (state, *steps)


def pieces(graph: Graph) -> dict[str, str]:
    """Return for each node the first node of those it hangs together with, whatever way edges lead.

    Examples
    --------
    >>> pieces({"a": ["c"], "b": [], "c": []})
    {'a': 'a', 'c': 'a', 'b': 'b'}
    """
    around = {node: list(steps) for node, steps in graph.items()}
    for node, steps in graph.items():
        for step in steps:
            around[step].append(node)
    first: dict[str, str] = {}
    for node in graph:
        if node not in first:
            first |= dict.fromkeys(breadth_first([node], around.__getitem__), node)
    return first


class Reach:
    """Which of some targets each node of a graph leads to.

    Targets are bits of a number, counted anew in each piece of the graph: thousands of targets that
    have nothing to do with each other take no room.

    Parameters
    ----------
    graph
        The successors of each node.
    targets
        The nodes that are asked after, in the order in which they are told.

    Examples
    --------
    >>> reach = Reach({"a": ["b", "c"], "b": [], "c": ["d"], "d": []}, "bd")
    >>> reach.of("a"), reach.of("c"), reach.of("d")
    (('b', 'd'), ('d',), ())
    """

    def __init__(self, graph: Graph, targets: Iterable[str]) -> None:
        self._piece = pieces(graph)
        self._targets: dict[str, list[str]] = {}
        bit: dict[str, int] = {}
        for target in targets:
            together = self._targets.setdefault(self._piece[target], [])
            bit[target] = len(together)
            together.append(target)
        self._reached: dict[str, int] = {}
        self._told: dict[tuple[str, int], tuple[str, ...]] = {}
        for component in components(graph):
            inside, whole = set(component), 0
            for node in component:
                for step in graph[node]:
                    whole |= 1 << bit[step] if step in bit else 0
                    whole |= 0 if step in inside else self._reached[step]
            self._reached |= dict.fromkeys(component, whole)

    def of(self, node: str) -> tuple[str, ...]:
        """Return the targets that a node leads to; itself only where it lies on a cycle."""
        piece, left = self._piece[node], self._reached[node]
        told = self._told.get((piece, left))
        if told is None:
            told = self._told[piece, left] = tuple(self._targets[piece][at] for at in _places(left))
        return told


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def sources_first(graph: Graph) -> list[str]:
    """Return the nodes so that, cycles apart, each comes before those it leads to."""
    return [node for component in reversed(components(graph)) for node in component]


PLUS, MINUS = 1, 2


def signs_to(goal: str, causes: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Return for each node upstream of a goal the signs of the walks that lead to it.

    Parameters
    ----------
    goal
        Where the walks end.
    causes
        For each node its causes and the sign of each edge, ``PLUS`` or ``MINUS``.

    Returns
    -------
    dict
        ``PLUS``, ``MINUS`` or both together, for every node with a walk to the goal.
    """
    signs = {goal: PLUS}
    waiting = deque([goal])
    while waiting:
        node = waiting.popleft()
        for cause, sign in causes.get(node, {}).items():
            through = signs[node] if sign == PLUS else flipped(signs[node])
            known = signs.get(cause, 0)
            if through | known != known:
                signs[cause] = through | known
                waiting.append(cause)
    return signs


def flipped(signs: int) -> int:
    """Return the signs after one more edge that hurts."""
    return (signs & PLUS) << 1 | (signs & MINUS) >> 1


def shortest_walk(
    start: str, goal: str, effects: Mapping[str, Mapping[str, int]], sign: int
) -> tuple[str, ...] | None:
    """Return a shortest walk whose signs multiply to the one wanted, or ``None``."""

    def following(state: tuple[str, int]) -> Iterator[tuple[str, int]]:
        node, so_far = state
        for step, edge in effects.get(node, {}).items():
            yield step, so_far if edge == PLUS else flipped(so_far)

    came_from = breadth_first([(start, PLUS)], following, (goal, sign))
    if (goal, sign) not in came_from:
        return None
    return tuple(node for node, _ in reversed(traced(came_from, (goal, sign))))


def walks(
    start: str, goal: str, graph: Graph, steps_left: Mapping[str, float]
) -> Iterator[tuple[str, ...]]:
    """Yield the walks without repeated nodes from a start to a goal, shortest first.

    The A* search (Hart, Nilsson and Raphael 1968) with the exact number of steps left: in a graph
    without cycles nothing is followed that is not part of a walk as short as the next one.

    Parameters
    ----------
    start, goal
        Where the walks begin and end.
    graph
        The successors of each node; walks of one length come in their order.
    steps_left
        For each node that leads to the goal the least number of steps to it.
    """
    if start not in steps_left:
        return
    waiting: list[tuple[float, tuple[int, ...], tuple[str, ...]]] = [(0.0, (), (start,))]
    while waiting:
        _, turns, walk = heapq.heappop(waiting)
        if walk[-1] == goal:
            yield walk
            continue
        for turn, step in enumerate(graph[walk[-1]]):
            if step in steps_left and step not in walk:
                length = len(walk) + steps_left[step]
                heapq.heappush(waiting, (length, (*turns, turn), (*walk, step)))


def least_sum(goal: str, causes: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return for each node upstream of a goal the least sum of weights on a walk to it.

    Dijkstra's algorithm (1959); weights are not negative.
    """
    return lightest_walks(goal, causes)[0]


def lightest_walks(
    goal: str, causes: Mapping[str, Mapping[str, float]]
) -> tuple[dict[str, float], dict[str, str | None]]:
    """Return :func:`least_sum`, and for each node the next on a walk that has it.

    Of equal sums the walk with fewer steps.
    """
    best = {goal: (0.0, 0)}
    following: dict[str, str | None] = {goal: None}
    waiting = [(0.0, 0, goal)]
    while waiting:
        total, steps, node = heapq.heappop(waiting)
        if (total, steps) > best[node]:
            continue
        for cause, weight in causes.get(node, {}).items():
            through = (total + weight, steps + 1)
            if cause not in best or through < best[cause]:
                best[cause], following[cause] = through, node
                heapq.heappush(waiting, (*through, cause))
    return {node: total for node, (total, _) in best.items()}, following


def greatest_sum(goal: str, causes: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the greatest sum of weights on a walk to a goal, in a graph without cycles."""
    return {node: total for node, (total, *_) in _heaviest(goal, causes).items()}


def heaviest_walk(
    goal: str, causes: Mapping[str, Mapping[str, float]]
) -> tuple[tuple[str, ...], float]:
    """Return the walk to a goal with the greatest sum of weights, in a graph without cycles.

    Of equal sums the one with more steps, so that a chain is followed to its start.
    """
    best = _heaviest(goal, causes)
    start = max(best, key=lambda node: best[node][:2])
    following = {node: step for node, (*_, step) in best.items()}
    return traced(following, start), best[start][0]


def _heaviest(
    goal: str, causes: Mapping[str, Mapping[str, float]]
) -> dict[str, tuple[float, int, str | None]]:
    """Return for each node the greatest sum to a goal, its steps, and the next of them."""
    upstream = {node: list(causes.get(node, {})) for node in least_sum(goal, causes)}
    best: dict[str, tuple[float, int, str | None]] = {goal: (0.0, 0, None)}
    for node in sources_first(upstream):
        total, steps, _ = best[node]
        for cause, weight in causes.get(node, {}).items():
            through = (total + weight, steps + 1, node)
            if cause not in best or through[:2] > best[cause][:2]:
                best[cause] = through
    return best
