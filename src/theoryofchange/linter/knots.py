"""The edges that close a cycle, found in one walk over a graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from theoryofchange.dag import Graph, components


def closed_walks(graph: Graph, starts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield one cycle for each edge that leads back to where a walk has come from.

    Parameters
    ----------
    graph
        For each node the nodes its edges lead to; without these edges it has no cycle left.
    starts
        All nodes, in the order in which they are walked from. A cycle is closed by the edge that
        leads back to the first of its nodes.

    Yields
    ------
    tuple of str
        The nodes of a cycle; the edge from its last to its first node closes it.

    Notes
    -----
    Depth-first search; the edges found are its back edges, one for each of which a cycle exists
    (Tarjan 1972).

    Examples
    --------
    >>> list(closed_walks({"a": ["b"], "b": ["c"], "c": ["b"]}, "abc"))
    [('b', 'c')]
    """
    knots = (
        members
        for members in components(graph)
        if len(members) > 1 or members[0] in graph[members[0]]
    )
    knot = {node: at for at, members in enumerate(knots) for node in members}
    left: set[str] = set()
    for start in starts:
        if start in left or start not in knot:
            continue
        walk, depth = [start], {start: 0}
        ahead = [iter(graph[start])]
        while walk:
            step = next(ahead[-1], None)
            if step is None:
                ahead.pop()
                del depth[walk[-1]]
                left.add(walk.pop())
            elif step in depth:
                yield tuple(walk[depth[step] :])
            elif step not in left and knot.get(step) == knot[start]:
                depth[step] = len(walk)
                walk.append(step)
                ahead.append(iter(graph[step]))
