"""Walks over a directed graph given as successors: order, cycles, reach, signs, lags.

Plain dictionaries and integers as bit sets, so that checking a theory imports no graph library;
no function enumerates paths (there can be more than can ever be listed) but ``walks``, which
yields them one by one.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

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
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while True:
        node = waiting.popleft()
        for step in graph[node]:
            if step == start:
                walk = [node]
                while walk[-1] != start:
                    walk.append(came_from[walk[-1]])
                return tuple(reversed(walk))
            if step in inside and step not in came_from:
                came_from[step] = node
                waiting.append(step)


def reach(graph: Graph) -> tuple[dict[str, int], dict[str, int]]:
    """Return for each node the set of nodes it leads to, as bits.

    Returns
    -------
    bit : dict
        The bit of each node.
    reached : dict
        For each node the bits of all it leads to; its own only where it lies on a cycle.

    Examples
    --------
    >>> bit, reached = reach({"a": ["b"], "b": []})
    >>> reached["a"] == bit["b"]
    True
    """
    bit = {node: 1 << at for at, node in enumerate(graph)}
    reached: dict[str, int] = {}
    for component in components(graph):
        members = 0
        for node in component:
            members |= bit[node]
        whole = 0
        for node in component:
            for step in graph[node]:
                whole |= bit[step] | (0 if bit[step] & members else reached[step])
        for node in component:
            reached[node] = whole
    return bit, reached


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
    first = (start, PLUS)
    came_from: dict[tuple[str, int], tuple[str, int] | None] = {first: None}
    waiting = deque([first])
    while waiting:
        state = waiting.popleft()
        if state == (goal, sign):
            walk = []
            at: tuple[str, int] | None = state
            while at is not None:
                walk.append(at[0])
                at = came_from[at]
            return tuple(reversed(walk))
        node, so_far = state
        for step, edge in effects.get(node, {}).items():
            following = (step, so_far if edge == PLUS else flipped(so_far))
            if following not in came_from:
                came_from[following] = state
                waiting.append(following)
    return None


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
    best = {goal: 0.0}
    waiting = [(0.0, goal)]
    while waiting:
        total, node = heapq.heappop(waiting)
        if total > best[node]:
            continue
        for cause, weight in causes.get(node, {}).items():
            through = total + weight
            if through < best.get(cause, float("inf")):
                best[cause] = through
                heapq.heappush(waiting, (through, cause))
    return best


def heaviest_walk(
    goal: str, causes: Mapping[str, Mapping[str, float]]
) -> tuple[tuple[str, ...], float]:
    """Return the walk to a goal with the greatest sum of weights, in a graph without cycles.

    Of equal sums the one with more steps, so that a chain is followed to its start.
    """
    upstream = {node: list(causes.get(node, {})) for node in least_sum(goal, causes)}
    best: dict[str, tuple[float, int, str | None]] = {goal: (0.0, 0, None)}
    for node in sources_first(upstream):
        total, steps, _ = best[node]
        for cause, weight in causes.get(node, {}).items():
            through = (total + weight, steps + 1, node)
            if cause not in best or through[:2] > best[cause][:2]:
                best[cause] = through
    start = max(best, key=lambda node: best[node][:2])
    walk = [start]
    while (following := best[walk[-1]][2]) is not None:
        walk.append(following)
    return tuple(walk), best[start][0]
