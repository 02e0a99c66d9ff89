"""Draw a theory layer by layer as SVG: goals on top, their causes below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from theoryofchange.view.blocks import LayerEdge, LayerNode, Layers
from theoryofchange.view.measure import clean, shorten, wrap
from theoryofchange.view.plain import SIGN_WORDS, TONE_MARKS
from theoryofchange.view.render import render
from theoryofchange.view.sugiyama import Layout, Route, assign_layers, place
from theoryofchange.view.words import words

MOST_DRAWN = 300
"""More nodes than this are not drawn; the list beside the drawing goes further."""

_FLOORS = {"goal": 0, "outcome": 1, "activity": 2}
_HEADS = {"-": "−", "?": "?", "+": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """Lengths in pixels: of boxes, of their text, and between layers."""

    width: float
    gap: float
    font: float
    rise: float
    lines: int

    @property
    def cells(self) -> int:
        return int((self.width - 16) / (self.font * 0.54))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    node: LayerNode
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    mark: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    edge: LayerEdge
    path: str
    arrow: str
    head: str
    x: float
    y: float
    label: str


def layers_svg(layers: Layers, *, language: str = "en") -> str:
    """Draw a theory as SVG.

    Parameters
    ----------
    layers
        Nodes and links. Cycles, loops and unlinked nodes are drawn as well. Of more than
        :data:`MOST_DRAWN` nodes only the highest layers are drawn, and the drawing says how many
        are left out.
    language
        The language of the few words added here.

    Returns
    -------
    str
        One ``svg`` element with its own size, the same bytes for the same input. It takes the
        colour of the text around it; a style sheet may set the ``toc-`` classes.

    Examples
    --------
    >>> from theoryofchange.view.blocks import LayerEdge, LayerNode, Layers
    >>> nodes = (LayerNode("a", "Keep customers", "goal"), LayerNode("b", "Answer fast", "outcome"))
    >>> layers_svg(Layers(nodes, (LayerEdge("b", "a"),))).count("data-source")
    1
    """
    said = words(language)
    nodes, edges, depths = _drawn(layers)
    left_out = len(layers.nodes) - len(nodes)
    style = _style(depths)
    index = {node.id: position for position, node in enumerate(nodes)}
    pairs = [(index[edge.target], index[edge.source]) for edge in edges]
    placed = place(depths, pairs, node=style.width + style.gap, bend=style.gap)
    boxes, bands = _boxes(nodes, depths, placed, style, said)
    lines = _lines(edges, placed, boxes, bands, said)
    lines += [_loop(edge, boxes[index[edge.source]], said) for edge in edges if _is_loop(edge)]
    left = min([0.0, *(value - 4 for value in placed.x[len(nodes) :])])
    right = max([240.0, *(box.x + box.width for box in boxes), *placed.x]) + 16
    return render(
        "layers.svg.jinja",
        boxes=boxes,
        lines=lines,
        left=left - 2,
        width=right - left + 2,
        height=(bands[-1][1] if bands else 0.0) + 52,
        style=style,
        legend=_legend(nodes, edges, said),
        title=layers.caption or said["drawing"],
        description=said["drawing"],
        left_out=said["not drawn"].format(count=left_out, total=len(layers.nodes))
        if left_out
        else "",
    )


def _is_loop(edge: LayerEdge) -> bool:
    return edge.source == edge.target


def _drawn(layers: Layers) -> tuple[list[LayerNode], list[LayerEdge], list[int]]:
    """Return the nodes of the highest layers, the links among them, and their depths."""
    index = {node.id: position for position, node in enumerate(layers.nodes)}
    pairs = [(index[edge.target], index[edge.source]) for edge in layers.edges]
    depths = assign_layers([_FLOORS[node.kind] for node in layers.nodes], pairs)
    order = sorted(range(len(depths)), key=lambda position: depths[position])
    kept = set(order[:MOST_DRAWN])
    nodes = [node for position, node in enumerate(layers.nodes) if position in kept]
    ids = {node.id for node in nodes}
    edges = [edge for edge in layers.edges if {edge.source, edge.target} <= ids]
    return nodes, edges, [depths[position] for position in sorted(kept)]


def _style(depths: Sequence[int]) -> _Style:
    """Choose boxes that fit a page where they can, and smaller ones for many nodes."""
    if len(depths) > 60:
        return _Style(width=112, gap=14, font=11, rise=64, lines=3)
    widest = max((depths.count(depth) for depth in set(depths)), default=1)
    if widest > 7:
        return _Style(width=max(104.0, 980 / widest - 14), gap=14, font=12, rise=58, lines=6)
    return _Style(width=min(184.0, 980 / widest - 22), gap=22, font=12.5, rise=58, lines=5)


def _boxes(
    nodes: Sequence[LayerNode],
    depths: Sequence[int],
    placed: Layout,
    style: _Style,
    said: Mapping[str, str],
) -> tuple[list[_Box], list[tuple[float, float]]]:
    """Return a box per node, and the top and bottom of each layer."""
    titles = [_fitted(node.title, style.cells, style.lines) for node in nodes]
    small = int(style.cells * 1.12)
    notes = [_fitted(node.note, small, 2) if node.note else () for node in nodes]
    bands, top = [], 9.0
    for depth in range(max(depths, default=-1) + 1):
        here = [position for position, value in enumerate(depths) if value == depth]
        height = 18 + max(_text_height(titles[at], notes[at], style) for at in here)
        bands.append((top, top + height))
        top += height + style.rise
    boxes = [
        _Box(
            node=node,
            x=placed.x[position] - style.width / 2,
            y=bands[depths[position]][0],
            width=style.width,
            height=bands[depths[position]][1] - bands[depths[position]][0],
            lines=titles[position],
            notes=notes[position],
            mark=TONE_MARKS[node.tone],
            label=". ".join(filter(None, (f"{said[node.kind]}: {node.title}", node.note))),
        )
        for position, node in enumerate(nodes)
    ]
    return boxes, bands


def _fitted(text: str, width: int, most: int) -> tuple[str, ...]:
    """Wrap a text to a few lines; where it is longer, the last ends in an ellipsis."""
    lines = wrap(clean(text), width)
    if len(lines) > most:
        lines = [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), width)]
    return tuple(lines)


def _text_height(lines: Sequence[str], notes: Sequence[str], style: _Style) -> float:
    return len(lines) * style.font * 1.3 + len(notes) * style.font * 1.2 + (3 if notes else 0)


def _lines(
    edges: Sequence[LayerEdge],
    placed: Layout,
    boxes: Sequence[_Box],
    bands: Sequence[tuple[float, float]],
    said: Mapping[str, str],
) -> list[_Line]:
    ports = _ports(placed, boxes)
    drawn = []
    for route in placed.routes:
        points = _points(route, placed, ports, bands)
        (x, y), before = points[-1], points[-2]
        tip = -1 if y < before[1] else 1
        arrow = [(x, y), (x - 3.5, y - 7 * tip), (x + 3.5, y - 7 * tip)]
        edge = edges[route.edge]
        (x1, y1), (x2, y2) = points[-2:]
        drawn.append(
            _Line(
                edge=edge,
                path=_curve([*points[:-1], (x, y - 5 * tip)]),
                arrow=" ".join(f"{px:.1f},{py:.1f}" for px, py in arrow),
                head=_HEADS[edge.sign],
                x=(x1 + x2) / 2,
                y=(y1 + y2) / 2,
                label=_edge_label(edge, boxes, said),
            )
        )
    return drawn


def _edge_label(edge: LayerEdge, boxes: Sequence[_Box], said: Mapping[str, str]) -> str:
    titles = {box.node.id: box.node.title for box in boxes}
    verb = said[SIGN_WORDS[edge.sign]]
    sentence = f"{titles[edge.source]} → {titles[edge.target]}: {verb}"
    return f"{sentence}. {edge.note}" if edge.note else sentence


def _ports(placed: Layout, boxes: Sequence[_Box]) -> dict[tuple[int, int], float]:
    """Return where along its box each edge begins or ends, so that edges do not share a point.

    Keys are the edge and the vertex; edges are spread in the order of where they go.
    """
    sides: dict[tuple[int, bool], list[tuple[float, int]]] = defaultdict(list)
    for route in placed.routes:
        for vertex, other in (route.vertices[:2], route.vertices[:-3:-1]):
            below = placed.layer[other] > placed.layer[vertex]
            sides[vertex, below].append((placed.x[other], route.edge))
    ports = {}
    for (vertex, _), ends in sides.items():
        step = min(16.0, boxes[vertex].width * 0.7 / len(ends))
        for position, (_, edge) in enumerate(sorted(ends)):
            ports[edge, vertex] = placed.x[vertex] + step * (position - (len(ends) - 1) / 2)
    return ports


def _points(
    route: Route,
    placed: Layout,
    ports: Mapping[tuple[int, int], float],
    bands: Sequence[tuple[float, float]],
) -> list[tuple[float, float]]:
    """Return the points of an edge from the cause to the effect, two at each layer it passes."""
    chain = route.vertices[::-1]
    upward = placed.layer[chain[0]] > placed.layer[chain[-1]]
    out, into = (0, 1) if upward else (1, 0)
    points = []
    for position, vertex in enumerate(chain):
        x = ports.get((route.edge, vertex), placed.x[vertex])
        band = bands[placed.layer[vertex]]
        if position:
            points.append((x, band[into]))
        if position < len(chain) - 1:
            points.append((x, band[out]))
    return points


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """Write a smooth path: a curve between layers, a straight line through one."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for position, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        if position % 2:
            path += f"L{x2:.1f} {y2:.1f}"
        else:
            middle = (y1 + y2) / 2
            path += f"C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2:.1f}"
    return path


def _loop(edge: LayerEdge, box: _Box, said: Mapping[str, str]) -> _Line:
    """Draw a link from a node to itself at the right of its box."""
    x, y = box.x + box.width, box.y + box.height / 2
    return _Line(
        edge=edge,
        path=f"M{x:.1f} {y + 8:.1f}C{x + 18:.1f} {y + 14:.1f} {x + 18:.1f} {y - 14:.1f} "
        f"{x + 5:.1f} {y - 8:.1f}",
        arrow=f"{x:.1f},{y - 8:.1f} {x + 7:.1f},{y - 11.5:.1f} {x + 7:.1f},{y - 4.5:.1f}",
        head=_HEADS[edge.sign],
        x=x + 13,
        y=y,
        label=_edge_label(edge, [box], said),
    )


def _legend(
    nodes: Sequence[LayerNode], edges: Sequence[LayerEdge], said: Mapping[str, str]
) -> list[tuple[str, str, float]]:
    """Return what the drawing uses: its kind, its word and where it lies."""
    kinds = [kind for kind in _FLOORS if any(node.kind == kind for node in nodes)]
    kinds += [verb for sign, verb in SIGN_WORDS.items() if any(edge.sign == sign for edge in edges)]
    legend, x = [], 4.0
    for kind in kinds:
        legend.append((kind, said[kind], x))
        x += 60 + 7 * len(said[kind])
    return legend
