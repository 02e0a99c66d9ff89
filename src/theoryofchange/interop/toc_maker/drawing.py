"""A drawing of ToC Maker: its sections, nodes and connections as they stand in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.interop.seam import Record
from theoryofchange.interop.seam.tree import Tree, flaw, items, json_tree
from theoryofchange.source.span import Route


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A node of a drawing.

    Parameters
    ----------
    record
        The node, without its connections.
    section, column
        The number of its section, and of its column in that, from 0.
    reason
        Why it cannot be used.
    """

    record: Record
    section: int
    column: int
    reason: str | None

    @property
    def data(self) -> Mapping[str, Any]:
        """What it holds, where it can be used."""
        return dict(self.record.data)

    @property
    def own_id(self) -> str:
        """The id by which connections name it, or an empty text."""
        return named(self.record.data.get("id")) if isinstance(self.record.data, dict) else ""


@dataclass(frozen=True, slots=True, eq=False)
class Connection:
    """A connection from a node to the one of an id.

    Parameters
    ----------
    record
        The connection.
    cause
        The node that it stands in.
    target
        The id of the node that it leads to; empty where it names none.
    reason
        Why it cannot be used.
    """

    record: Record
    cause: Node
    target: str
    reason: str | None


@dataclass(slots=True)
class Drawing:
    """The parts of a file.

    Parameters
    ----------
    file
        Its name.
    records
        All of its records, in order.
    titles
        The title of each section.
    nodes, connections
        What stands in the sections, in order.
    around
        What else stands in the file, and why it has no place.
    """

    file: str
    records: list[Record] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    around: list[tuple[Record, str]] = field(default_factory=list)

    def keep(self, record: Record, why: str) -> None:
        """Take in a record that is neither a node nor a connection."""
        self.records.append(record)
        self.around.append((record, why))


def read_drawing(path: Path) -> Drawing:
    """Read a drawing.

    Raises
    ------
    InputError
        Where it is no JSON, or no drawing of sections.
    """
    tree = json_tree(path)
    sections = tree.data.get("sections") if isinstance(tree.data, dict) else None
    if not isinstance(sections, list):
        raise InputError(f"{tree.file}: this is no drawing of ToC Maker: no list of sections")
    drawing = Drawing(tree.file)
    settings = {key: held for key, held in tree.data.items() if key != "sections"}
    if settings:
        drawing.keep(tree.record("setting", (), settings), "It says how the drawing looks.")
    for index, section in enumerate(sections):
        _section(drawing, tree, index, section)
    return drawing


def _section(drawing: Drawing, tree: Tree, index: int, section: Any) -> None:
    """Take in a section; it is a record of its own where more stands in it than nodes, or none."""
    held = section if isinstance(section, dict) else {}
    drawing.titles.append(named(held.get("title")))
    above: Route = ("sections", index)
    before = len(drawing.records)
    for number, column in items(held.get("columns")):
        inside = column if isinstance(column, dict) else {}
        nodes = inside.get("nodes")
        for at, node in items(nodes):
            _node(drawing, tree, (*above, "columns", number, "nodes", at), node)
        if {*inside} != {"nodes"} or not isinstance(nodes, list):
            rest = _without(inside, "nodes") or column
            record = tree.record("column", (*above, "columns", number), rest)
            drawing.keep(record, flaw(column) or "It says how the drawing looks.")
    rest = _without(held, "columns")
    if {*held} - {"title", "columns"} or len(drawing.records) == before:
        record = tree.record("section", above, rest or section, held.get("title"))
        drawing.keep(record, flaw(section) or "It says how the drawing looks, or holds no node.")


def _without(held: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the fields of a part without a list that is told apart."""
    return {
        name: value for name, value in held.items() if name != key or not isinstance(value, list)
    }


def _node(drawing: Drawing, tree: Tree, route: Route, data: Any) -> None:
    """Take in a node, and its connections: those told in full, then those told by id alone."""
    whole = data if isinstance(data, dict) else {}
    connections = whole.get("connections")
    apart = {"connections", "connectionIds"} if isinstance(connections, list) else {"connectionIds"}
    ids = whole.get("connectionIds")
    if not isinstance(ids, list):
        apart -= {"connectionIds"}
    own = {key: held for key, held in data.items() if key not in apart} if whole else data
    reason = flaw(own)
    says = whole and any(named(whole.get(key)) for key in ("id", "title", "text"))
    record = tree.record("node", route, own, whole.get("title") or whole.get("id"))
    section, column = int(route[1]), int(route[3])
    node = Node(record, section, column, reason or (None if says else "It says nothing."))
    drawing.records.append(record)
    drawing.nodes.append(node)
    told: set[str] = set()
    for place, held in _links(whole):
        target = _target(held)
        if place[0] == "connectionIds" and target in told:
            continue
        told.add(target)
        record = tree.record("connection", (*route, *place), held, target)
        drawing.records.append(record)
        drawing.connections.append(Connection(record, node, target, _wrong(node, held, target)))


def _links(node: Mapping[str, Any]) -> Iterator[tuple[Route, Any]]:
    for key in ("connections", "connectionIds"):
        for at, held in items(node.get(key)):
            yield (key, at), held


def _target(held: Any) -> str:
    return named(held.get("targetId") if isinstance(held, dict) else held)


def _wrong(node: Node, held: Any, target: str) -> str | None:
    if node.reason is not None:
        return "The node that it starts from could not be used."
    if (held is None or isinstance(held, dict)) and (reason := flaw(held)):
        return reason
    return None if target else "It names no node that it leads to."


def named(value: Any) -> str:
    """Return an id or a title as a text; a number is one, anything else is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""
