"""The cycles of a graph as findings tell them: each where a knot has few, one where it has many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from theoryofchange.dag import Graph, components, cycles
from theoryofchange.record import record

_MOST = 8
"""Edges that close a cycle, above which a knot is told as one."""


@record
class Circle:
    """A cycle, and the knot it is told for where that knot has more than can be told.

    Parameters
    ----------
    walk
        The nodes of the cycle; the edge from its last to its first node closes it.
    nodes, edges
        How many the knot has, all of which hang together; 0 where each of its cycles is told.
    """

    walk: tuple[str, ...]
    nodes: int = 0
    edges: int = 0

    def rest(self, nodes: str, edges: str) -> str:
        """Return the sentence that counts what is not listed, empty where all is.

        Parameters
        ----------
        nodes, edges
            What they are called, in the plural.

        Examples
        --------
        >>> Circle(("a", "b"), 40, 1560).rest("outcomes", "needs")
        ' It is one circle of many in a knot of 40 outcomes and 1,560 needs among them.'
        """
        if not self.nodes:
            return ""
        counted = f"{self.nodes:,} {nodes} and {self.edges:,} {edges}"
        return f" It is one circle of many in a knot of {counted} among them."


def circles(graph: Graph, starts: Iterable[str]) -> Iterator[Circle]:
    """Yield a cycle for each edge that leads back to where a walk has come from.

    Where more than eight such edges are in one knot (a strongly connected component), there are
    too many to mend one by one: a shortest cycle of its first node stands for the whole knot.

    Parameters
    ----------
    graph
        For each node the nodes its edges lead to; without the edges that close the cycles of a
        knot with few, that knot has no cycle left.
    starts
        All nodes, in the order in which they are walked from. A cycle is closed by the edge that
        leads back to the first of its nodes.

    Yields
    ------
    Circle
        A cycle, with the size of its knot where it stands for others.

    Notes
    -----
    Depth-first search; the edges found are its back edges, one for each of which a cycle exists
    (Tarjan 1972).

    Examples
    --------
    >>> list(circles({"a": ["b"], "b": ["c"], "c": ["b"]}, "abc"))
    [Circle(walk=('b', 'c'))]
    """
    knot = {
        node: members
        for members in components(graph)
        if len(members) > 1 or members[0] in graph[members[0]]
        for node in members
    }
    told: set[str] = set()
    for start in starts:
        if start in knot and start not in told:
            told.update(knot[start])
            yield from _of_knot(graph, start, knot[start])


def _of_knot(graph: Graph, start: str, members: Collection[str]) -> Iterator[Circle]:
    among = set(members)
    inside = {node: [step for step in graph[node] if step in among] for node in (start, *members)}
    walks = list(islice(_closed_walks(inside, start), _MOST + 1))
    if len(walks) > _MOST:
        yield Circle(cycles(inside)[0], len(inside), sum(map(len, inside.values())))
    else:
        yield from map(Circle, walks)


def _closed_walks(graph: Graph, start: str) -> Iterator[tuple[str, ...]]:
    left: set[str] = set()
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
        elif step not in left:
            depth[step] = len(walk)
            walk.append(step)
            ahead.append(iter(graph[step]))
