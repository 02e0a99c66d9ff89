"""Walks over a directed graph, beside networkx and brute force."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange import dag

NODES = "abcdefgh"
PLUS, MINUS, BOTH = dag.PLUS, dag.MINUS, dag.PLUS | dag.MINUS

Graph = dict[str, list[str]]
Weighted = dict[str, dict[str, float]]


@st.composite
def graphs(draw: st.DrawFn, acyclic: bool = False) -> Graph:
    nodes = draw(st.permutations(NODES[: draw(st.integers(1, len(NODES)))]))
    pairs = [(a, b) for a in nodes for b in nodes if not acyclic or nodes.index(a) < nodes.index(b)]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return {node: [b for a, b in edges if a == node] for node in draw(st.permutations(nodes))}


@st.composite
def weighted(draw: st.DrawFn, values: st.SearchStrategy[float], acyclic: bool = False) -> Weighted:
    graph = draw(graphs(acyclic))
    return {node: {step: draw(values) for step in steps} for node, steps in graph.items()}


def drawn(graph: Graph | Weighted) -> nx.DiGraph[str]:
    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_nodes_from(graph)
    made.add_edges_from((a, b) for a, steps in graph.items() for b in steps)
    return made


def turned(graph: Weighted) -> Weighted:
    """Return the causes of each node for the effects of each, or the other way round."""
    return {node: {a: steps[node] for a, steps in graph.items() if node in steps} for node in graph}


@given(graphs())
def test_components_are_those_of_networkx_each_after_all_it_leads_to(graph):
    found = dag.components(graph)
    known = {frozenset(each) for each in nx.strongly_connected_components(drawn(graph))}
    assert {frozenset(each) for each in found} == known
    assert sorted(node for each in found for node in each) == sorted(graph)
    place = {node: at for at, each in enumerate(found) for node in each}
    assert all(place[a] >= place[b] for a, steps in graph.items() for b in steps)


def test_a_long_chain_needs_no_recursion():
    length = 50_000
    chain = {str(at): [str(at + 1)] for at in range(length)} | {str(length): []}
    assert len(dag.components(chain)) == length + 1
    assert dag.cycles(chain) == []
    assert dag.sources_first(chain)[0] == "0"


@given(graphs())
def test_there_is_a_cycle_where_networkx_says_so_and_it_is_one_of_the_shortest(graph):
    found = dag.cycles(graph)
    whole = drawn(graph)
    assert bool(found) == (not nx.is_directed_acyclic_graph(whole))
    for cycle in found:
        assert len(set(cycle)) == len(cycle)
        assert all(b in graph[a] for a, b in pairwise((*cycle, cycle[0])))
        through = [c for c in nx.simple_cycles(whole) if cycle[0] in c]
        assert len(cycle) == min(map(len, through))
    starts = [list(graph).index(cycle[0]) for cycle in found]
    assert starts == sorted(starts)


@given(graphs())
def test_each_knot_has_one_cycle(graph):
    knots = [
        each
        for each in nx.strongly_connected_components(drawn(graph))
        if len(each) > 1 or each & set(graph[next(iter(each))])
    ]
    assert len(dag.cycles(graph)) == len(knots)


@given(graphs())
def test_pieces_are_what_hangs_together(graph):
    piece = dag.pieces(graph)
    whole = drawn(graph)
    for nodes in nx.weakly_connected_components(whole):
        assert {piece[node] for node in nodes} == {next(each for each in graph if each in nodes)}


@given(graphs(), st.data())
def test_reach_is_the_targets_among_the_descendants(graph, data):
    targets = data.draw(
        st.lists(st.sampled_from(list(graph)), unique=True) if graph else st.just([])
    )
    reach = dag.Reach(graph, targets)
    whole = drawn(graph)
    for node in graph:
        known = set(nx.descendants(whole, node))
        if any(node == other or node in nx.descendants(whole, other) for other in graph[node]):
            known.add(node)
        assert reach.of(node) == tuple(target for target in targets if target in known)


def test_targets_that_have_nothing_to_do_with_each_other_take_no_room():
    graph = {f"a{at}": [f"b{at}"] for at in range(30_000)} | {f"b{at}": [] for at in range(30_000)}
    reach = dag.Reach(graph, [f"b{at}" for at in range(30_000)])
    assert reach.of("a29999") == ("b29999",)
    assert max(reach._reached.values()) == 1


@given(graphs(acyclic=True))
def test_sources_come_first(graph):
    order = dag.sources_first(graph)
    place = {node: at for at, node in enumerate(order)}
    assert all(place[a] < place[b] for a, steps in graph.items() for b in steps)


@given(weighted(st.integers(0, 9).map(float)), st.data())
def test_least_sum_is_dijkstra(causes, data):
    goal = data.draw(st.sampled_from(sorted(causes)))
    whole: nx.DiGraph[str] = nx.DiGraph()
    whole.add_nodes_from(causes)
    whole.add_weighted_edges_from(
        (b, a, w) for b, steps in causes.items() for a, w in steps.items()
    )
    assert dag.least_sum(goal, causes) == nx.single_source_dijkstra_path_length(whole, goal)
    sums, following = dag.lightest_walks(goal, causes)
    for node, total in sums.items():
        walk = dag.traced(following, node)
        assert walk[-1] == goal
        assert total == sum(causes[after][before] for before, after in pairwise(walk))


def all_walks(start: str, causes: Weighted) -> Iterator[tuple[str, ...]]:
    """Yield every walk of an acyclic graph that ends in a node, from its start."""
    yield (start,)
    for cause in causes[start]:
        yield from ((*walk, start) for walk in all_walks(cause, causes))


@given(weighted(st.integers(0, 5).map(float), acyclic=True), st.data())
def test_the_heaviest_walk_is_found_by_brute_force(causes, data):
    goal = data.draw(st.sampled_from(sorted(causes)))
    walk, total = dag.heaviest_walk(goal, causes)

    def weigh(walk: tuple[str, ...]) -> tuple[float, int]:
        return sum(causes[b][a] for a, b in pairwise(walk)), len(walk)

    assert walk[-1] == goal
    assert weigh(walk) == (total, len(walk))
    assert weigh(walk) == max(map(weigh, all_walks(goal, causes)))


SIGNS = st.sampled_from([PLUS, MINUS])


@given(weighted(SIGNS, acyclic=True), st.data())
def test_signs_are_those_of_all_walks(causes, data):
    goal = data.draw(st.sampled_from(sorted(causes)))
    known: dict[str, int] = {}
    for walk in all_walks(goal, causes):
        hurts = sum(causes[b][a] == MINUS for a, b in pairwise(walk)) % 2
        known[walk[0]] = known.get(walk[0], 0) | (MINUS if hurts else PLUS)
    assert dag.signs_to(goal, causes) == known


def test_a_loop_that_hurts_gives_both_signs():
    causes = {"goal": {"a": PLUS}, "a": {"b": MINUS}, "b": {"a": PLUS}}
    assert dag.signs_to("goal", causes) == {"goal": PLUS, "a": BOTH, "b": BOTH}


@given(st.sampled_from([0, PLUS, MINUS, BOTH]))
def test_flipping_twice_changes_nothing(signs):
    assert dag.flipped(dag.flipped(signs)) == signs
    assert dag.flipped(PLUS) == MINUS


@given(weighted(SIGNS, acyclic=True), st.data())
def test_the_shortest_walk_of_a_sign_has_it_and_is_shortest(effects, data):
    start, goal = (data.draw(st.sampled_from(sorted(effects))) for _ in range(2))
    causes = turned(effects)

    def sign(walk: tuple[str, ...]) -> int:
        return MINUS if sum(effects[a][b] == MINUS for a, b in pairwise(walk)) % 2 else PLUS

    walks = [walk for walk in all_walks(goal, causes) if walk[0] == start]
    for wanted in (PLUS, MINUS):
        lengths = [len(walk) for walk in walks if sign(walk) == wanted]
        found = dag.shortest_walk(start, goal, effects, wanted)
        if not lengths:
            assert found is None
            continue
        assert found is not None
        assert (found[0], found[-1], sign(found)) == (start, goal, wanted)
        assert len(found) == min(lengths)


def steps_left(goal: str, graph: Graph) -> dict[str, float]:
    return dag.least_sum(goal, turned({a: dict.fromkeys(steps, 1.0) for a, steps in graph.items()}))


@given(graphs(), st.data())
def test_walks_are_the_simple_paths_the_shortest_first(graph, data):
    start, goal = (data.draw(st.sampled_from(sorted(graph))) for _ in range(2))
    found = list(dag.walks(start, goal, graph, steps_left(goal, graph)))
    known = [(start,)]
    if start != goal:
        known = [tuple(path) for path in nx.all_simple_paths(drawn(graph), start, goal)]
    assert sorted(found) == sorted(known)
    assert list(map(len, found)) == sorted(map(len, found))


def test_walks_of_one_length_come_in_the_order_of_the_graph():
    graph = {"a": ["z", "b"], "z": ["goal"], "b": ["goal"], "goal": []}
    found = list(dag.walks("a", "goal", graph, steps_left("goal", graph)))
    assert found == [("a", "z", "goal"), ("a", "b", "goal")]


def test_the_first_walks_come_without_following_all_of_them():
    layers = [[f"{level}.{at}" for at in range(12)] for level in range(12)]
    graph = {"start": layers[0], "goal": []}
    for these, those in pairwise([*layers, ["goal"]]):
        graph |= dict.fromkeys(these, those)
    found = list(islice(dag.walks("start", "goal", graph, steps_left("goal", graph)), 20))
    assert len(set(found)) == 20
    assert {len(walk) for walk in found} == {14}


@given(graphs(), st.data())
def test_breadth_first_is_as_near_as_networkx(graph, data):
    starts = data.draw(st.lists(st.sampled_from(list(graph)), min_size=1, unique=True))
    before = dag.breadth_first(starts, graph.__getitem__)
    nearest = nx.multi_source_dijkstra_path_length(drawn(graph), set(starts))
    assert {node: len(dag.traced(before, node)) - 1 for node in before} == nearest
    assert list(before)[: len(starts)] == starts


@given(weighted(st.integers(0, 20).map(float), acyclic=True), st.data())
def test_the_greatest_sum_is_that_of_the_heaviest_walk(causes, data):
    goal = data.draw(st.sampled_from(list(causes)))
    greatest = dag.greatest_sum(goal, causes)
    assert greatest.keys() == dag.least_sum(goal, causes).keys()
    assert max(greatest.values()) == dag.heaviest_walk(goal, causes)[1]
    whole = drawn(turned(causes))
    for node, total in greatest.items():
        walks = [[goal]] if node == goal else list(nx.all_simple_paths(whole, node, goal))
        assert total == max(sum(causes[b][a] for a, b in pairwise(walk)) for walk in walks)
