"""Where the nodes of a layered drawing lie: effects above their causes, few crossings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SWEEPS = 24


@dataclass(frozen=True, slots=True)
class Route:
    """An edge through the layers: the index of each vertex from the effect down to the cause."""

    edge: int
    vertices: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Vertices in layers. The first ones are the nodes; the rest are bends of long edges.

    ``layer`` and ``x`` have an entry per vertex, ``x`` its centre; ``routes`` one per edge that is
    not a loop.
    """

    layer: tuple[int, ...]
    x: tuple[float, ...]
    routes: tuple[Route, ...]


def assign_layers(floors: Sequence[int], edges: Sequence[tuple[int, int]]) -> list[int]:
    """Put every cause below its effects, save where a cycle forbids it.

    Parameters
    ----------
    floors
        The highest layer each node may have, 0 on top.
    edges
        Pairs (effect, cause) of node indices.

    Returns
    -------
    list of int
        A layer per node, without empty layers. In a cycle few edges are turned round, after Eades,
        Lin and Smyth (1993), *A fast and effective heuristic for the feedback arc set problem*.
    """
    import igraph

    graph = igraph.Graph(
        len(floors), [pair for pair in edges if len(set(pair)) == 2], directed=True
    )
    backward = graph.feedback_arc_set(None, "eades")
    turned = [(graph.es[arc].target, graph.es[arc].source) for arc in backward]
    graph.delete_edges(backward)
    graph.add_edges(turned)
    layer = list(floors)
    for effect in graph.topological_sorting():
        for cause in graph.successors(effect):
            layer[cause] = max(layer[cause], layer[effect] + 1)
    used = {old: new for new, old in enumerate(sorted(set(layer)))}
    return [used[value] for value in layer]


def place(
    layers: Sequence[int], edges: Sequence[tuple[int, int]], *, node: float, bend: float
) -> Layout:
    """Order each layer for few crossings and set each vertex near what it is linked to.

    Parameters
    ----------
    layers
        The layer of each node.
    edges
        Pairs (effect, cause) of node indices; a loop is left to the caller.
    node, bend
        The room, gap included, that a node and a bend take on their layer.

    Returns
    -------
    Layout
        The order is that of ``igraph``'s layout after Sugiyama, Tagawa and Toda (1981); the
        positions are least squares under the order (pooling adjacent violators).
    """
    layer = list(layers)
    routes = []
    for index, (effect, cause) in enumerate(edges):
        if effect != cause:
            top, low = sorted((effect, cause), key=lambda vertex: layers[vertex])
            bends = range(len(layer), len(layer) + layer[low] - layer[top] - 1)
            layer += [layer[top] + 1 + step for step in range(len(bends))]
            chain = (top, *bends, low)
            routes.append(Route(index, chain if top == effect else chain[::-1]))
    orders = _orders(layer, routes)
    room = [node if vertex < len(layers) else bend for vertex in range(len(layer))]
    return Layout(layer=tuple(layer), x=_positions(orders, routes, room), routes=tuple(routes))


def _segments(routes: Sequence[Route]) -> list[tuple[int, int]]:
    return [pair for route in routes for pair in pairwise(route.vertices)]


def _orders(layer: Sequence[int], routes: Sequence[Route]) -> list[list[int]]:
    """Return the vertices of each layer from left to right."""
    if not layer:
        return []
    import igraph

    downward = [
        (a, b) if layer[a] < layer[b] else (b, a) for a, b in dict.fromkeys(_segments(routes))
    ]
    graph = igraph.Graph(len(layer), downward, directed=True)
    xs = [x for x, _ in graph.layout_sugiyama(layers=list(layer), maxiter=200).coords]
    orders: list[list[int]] = [[] for _ in range(max(layer) + 1)]
    for vertex in sorted(range(len(layer)), key=lambda vertex: (xs[vertex], vertex)):
        orders[layer[vertex]].append(vertex)
    return orders


def _positions(
    orders: Sequence[Sequence[int]], routes: Sequence[Route], room: Sequence[float]
) -> tuple[float, ...]:
    near: dict[int, list[int]] = {vertex: [] for vertex in range(len(room))}
    for a, b in _segments(routes):
        near[a].append(b)
        near[b].append(a)
    x = [0.0] * len(room)
    for order in orders:
        _settle(order, x, room, dict.fromkeys(order, 0.0))
    for sweep in range(_SWEEPS):
        for order in orders if sweep % 2 else reversed(orders):
            wishes = {
                vertex: sum(x[other] for other in near[vertex]) / len(near[vertex])
                if near[vertex]
                else x[vertex]
                for vertex in order
            }
            _settle(order, x, room, wishes)
    left = min((x[vertex] - room[vertex] / 2 for vertex in range(len(x))), default=0.0)
    return tuple(value - left for value in x)


def _settle(
    order: Sequence[int], x: list[float], room: Sequence[float], wishes: Mapping[int, float]
) -> None:
    """Move a layer's vertices to their wishes as nearly as their order and room allow."""
    offsets, offset = [], 0.0
    for index, vertex in enumerate(order):
        if index:
            offset += (room[order[index - 1]] + room[vertex]) / 2
        offsets.append(offset)
    pools: list[tuple[float, int]] = []
    for vertex, shift in zip(order, offsets, strict=True):
        mean, count = wishes[vertex] - shift, 1
        while pools and pools[-1][0] >= mean:
            other, size = pools.pop()
            mean, count = (mean * count + other * size) / (count + size), count + size
        pools.append((mean, count))
    means = [mean for mean, count in pools for _ in range(count)]
    for vertex, shift, mean in zip(order, offsets, means, strict=True):
        x[vertex] = mean + shift
