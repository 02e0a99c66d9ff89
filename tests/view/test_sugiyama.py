from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.view.sugiyama import assign_layers, place

GRAPHS = st.integers(1, 12).flatmap(
    lambda count: st.tuples(
        st.lists(st.integers(0, 2), min_size=count, max_size=count),
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)),
            max_size=20,
            unique=True,
        ),
    )
)


def test_causes_lie_below_their_effects() -> None:
    assert assign_layers([0, 1, 1, 2], [(0, 1), (1, 2), (2, 3), (0, 3)]) == [0, 1, 2, 3]


def test_a_cycle_is_cut_and_no_layer_is_empty() -> None:
    layers = assign_layers([0, 1, 1], [(0, 1), (1, 2), (2, 1), (2, 2)])
    assert layers[0] == 0
    assert sorted(layers) == [0, 1, 2]
    assert assign_layers([2, 2], []) == [0, 0]
    assert assign_layers([], []) == []


def test_a_long_edge_bends_once_a_layer() -> None:
    placed = place([0, 1, 2, 3], [(0, 1), (1, 2), (2, 3), (0, 3)], node=100, bend=10)
    (route,) = (route for route in placed.routes if route.edge == 3)
    assert [placed.layer[vertex] for vertex in route.vertices] == [0, 1, 2, 3]
    assert len(placed.layer) == 6


@settings(deadline=None)
@given(GRAPHS)
def test_nothing_overlaps_and_every_edge_has_a_route(
    graph: tuple[list[int], list[tuple[int, int]]],
) -> None:
    floors, edges = graph
    layers = assign_layers(floors, edges)
    placed = place(layers, edges, node=100, bend=10)
    assert [route.edge for route in placed.routes] == [
        i for i, (a, b) in enumerate(edges) if a != b
    ]
    for route in placed.routes:
        assert (route.vertices[0], route.vertices[-1]) == edges[route.edge]
        assert {abs(placed.layer[a] - placed.layer[b]) for a, b in pairwise(route.vertices)} == {1}
    for layer in set(placed.layer):
        order = sorted(v for v, value in enumerate(placed.layer) if value == layer)
        order.sort(key=lambda vertex: placed.x[vertex])
        room = [100 if vertex < len(layers) else 10 for vertex in order]
        for (a, b), (left, right) in zip(pairwise(order), pairwise(room), strict=True):
            assert placed.x[b] - placed.x[a] >= (left + right) / 2 - 1e-6
    assert placed == place(layers, edges, node=100, bend=10)
