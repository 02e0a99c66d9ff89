"""A theory as GraphML, for network analysis: nodes with their fields, links with theirs.

Nodes are goals, outcomes, activities and KPIs by their ids, with ``kind``. Edges have a ``kind``
too: *cause* (with ``sign``, ``likely``, ``low``, ``high`` and ``lag_days``), *measures* from a KPI
to what it measures, and *formula* from a KPI to one that it is computed from. What is no text or
number is written as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from theoryofchange.graph import Edge, TheoryOfChange
from theoryofchange.interop.writing import Omissions, Written
from theoryofchange.interop.writing._parts import published, unsaid_parts
from theoryofchange.shape import plain

FORMAT = "graphml"

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_LINKED = ("id", "needs", "advances")
_NUMBERS = frozenset({"weight", "likely", "low", "high", "lag_days"})
_RANGES = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
_LONE = "\ufffd"
"""What stands for a character that XML cannot hold."""


def write(theory: TheoryOfChange) -> Written:
    """Write a theory as GraphML.

    Parameters
    ----------
    theory
        The theory.

    Returns
    -------
    Written
        The file, and what of the theory it does not say.

    Examples
    --------
    >>> import io
    >>> import networkx
    >>> from theoryofchange.goal import Goal, Outcome
    >>> theory = TheoryOfChange(goals=[Goal(id="g", needs=["o"])], outcomes=[Outcome(id="o")])
    >>> graph = networkx.read_graphml(io.BytesIO(write(theory).content))
    >>> graph.nodes["g"]["kind"], graph.edges["o", "g"]["sign"]
    ('goal', '+')
    """
    omissions = Omissions()
    theory = published(theory, omissions)
    nodes = {id: dict(held) for id, held in _nodes(theory)}
    edges = [*_edges(theory)]
    root = ET.Element("graphml", xmlns=_NAMESPACE)
    keys = _keys(root, "node", nodes.values()) | _keys(root, "edge", (held for *_, held in edges))
    graph = ET.SubElement(root, "graph", id="theory", edgedefault="directed")
    for id, fields in nodes.items():
        element = ET.SubElement(graph, "node", id=_text(id))
        _data(element, "node", fields, keys)
    for cause, effect, held in edges:
        element = ET.SubElement(graph, "edge", source=_text(cause), target=_text(effect))
        _data(element, "edge", held, keys)
    drawn = ("goals", "outcomes", "activities")
    unsaid_parts(omissions, theory, "A graph has no place for them.", drawn)
    changed = [id for id, held in nodes.items() if any(_is_lossy(v) for v in held.values())]
    if changed:
        omissions.add("characters", f"XML cannot hold them; {_LONE} stands for each.", *changed)
    ET.indent(root)
    return Written(ET.tostring(root, "utf-8", xml_declaration=True) + b"\n", omissions.listed())


def _nodes(theory: TheoryOfChange) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for id, node in theory.nodes.items():
        yield id, {"kind": theory.kind(id), "title": node.name} | _fields(node)
    for id, kpi in theory.kpis.items():
        yield id, {"kind": "kpi", "title": kpi.name} | _fields(kpi)


def _fields(node: Any) -> dict[str, Any]:
    return {key: value for key, value in plain(node).items() if key not in _LINKED}


def _edges(theory: TheoryOfChange) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for edge in theory.edges:
        yield edge.cause, edge.effect, _link(edge)
    for id, kpi in theory.kpis.items():
        if kpi.measures in theory.nodes:
            yield id, str(kpi.measures), {"kind": "measures"}
        for other in theory.identities[id]:
            yield id, other, {"kind": "formula"}


def _link(edge: Edge) -> dict[str, Any]:
    held = plain(edge.link)
    effect = held.pop("effect", {})
    lag = {"lag_days": edge.link.lag_days} if "lag" in held else {}
    return {"kind": "cause", **held, "sign": edge.link.direction, **effect, **lag}


def _keys(root: ET.Element, of: str, held: Any) -> dict[tuple[str, str], str]:
    """Declare the fields of all nodes, or of all edges, and return the id of each."""
    names = dict.fromkeys(name for fields in held for name in fields)
    keys = {}
    for name in names:
        keys[of, name] = f"{of}_{name}"
        kind = "double" if name in _NUMBERS else "string"
        attributes = {"id": keys[of, name], "for": of, "attr.name": name, "attr.type": kind}
        ET.SubElement(root, "key", attributes)
    return keys


def _data(
    element: ET.Element, of: str, held: Mapping[str, Any], keys: Mapping[tuple[str, str], str]
) -> None:
    for name, value in held.items():
        ET.SubElement(element, "data", key=keys[of, name]).text = _text(value)


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "".join(c if _is_xml(c) else _LONE for c in text)


def _is_lossy(value: Any) -> bool:
    return isinstance(value, str) and not all(map(_is_xml, value))


def _is_xml(character: str) -> bool:
    """Tell whether XML 1.0 can hold a character (its production 2, Char)."""
    code = ord(character)
    return character in "\t\n\r" or any(first <= code <= last for first, last in _RANGES)
