"""Theories of change as ToC Maker draws them: JSON of sections, columns, nodes and connections.

===================  ==============================================================================
there                here
===================  ==============================================================================
node                 a goal, an outcome or an activity, by the title of its section (*End Goal*,
                     *Outputs*, *Inputs*); where that says nothing, by what leads to it and from it
``id``               the id, and ``extra.id`` where it is written otherwise
``title``, ``text``  ``title``, ``description``
connection           a link of what it leads to: ``needs``, or ``advances`` of an activity
``assumptions``      ``assumes``
``evidence``         ``evidence.source``; it names no design, and none is made up
``confidence``       ``extra.confidence`` of the link, from 0 to 100: it is no effect
section, column      ``extra.section``, ``extra.column``, from 1
looks                ``extra`` of the node; those of the drawing beside the theory's title
===================  ==============================================================================

A connection that would close a circle is kept under ``extra.kept_connections`` of the node that it
starts from. Those that lead forward count first, so that it is one that leads back. One that leads
to no node, or to an id that two nodes share, is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from theoryofchange.activity import Activity
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.interop.seam import Draft, Imported, Links, Listing
from theoryofchange.interop.seam.prose import readable
from theoryofchange.interop.seam.sources import Paths, source_files
from theoryofchange.interop.toc_maker.drawing import Connection, Drawing, Node, named, read_drawing
from theoryofchange.interop.toc_maker.kinds import kinds_of, told
from theoryofchange.link import Evidence, Link

FORMAT = "toc-maker"

_READ = ("targetId", "assumptions", "evidence")


def read(paths: Paths, as_of: dt.date | None = None) -> Imported:
    """Read drawings of theories of change.

    Parameters
    ----------
    paths
        The file or files, or directories of them.
    as_of
        The day the theory is looked at. A drawing names none, and none is made up.

    Returns
    -------
    Imported
        The theory, and an account of every node and connection.

    Raises
    ------
    InputError
        Where a file is no JSON or no such drawing, or where no node is in any of them.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "ferries.json")
    ...     _ = file.write_text('''{"sections": [
    ...       {"title": "Inputs", "columns": [{"nodes": [{"id": "crew", "title": "Train the crew",
    ...         "connections": [{"targetId": "calm", "confidence": 60, "assumptions": "It stays"}]
    ...       }]}]},
    ...       {"title": "Goal", "columns": [{"nodes": [{"id": "calm", "title": "Calm crossings"}]}]}
    ...     ]}''')
    ...     imported = read([file])
    >>> (activity,) = imported.theory.activities.values()
    >>> activity.advances["calm"].assumes, activity.advances["calm"].extra
    ('It stays', {'confidence': 60})
    """
    draft = Draft(FORMAT, otherwise="drawing")
    files = source_files(paths, ".json")
    drawings = [read_drawing(path) for path in files]
    if not any(node.reason is None for drawing in drawings for node in drawing.nodes):
        shown = ", ".join(path.as_posix() for path in files)
        raise InputError(f"{shown}: no node is in there")
    rows = []
    for drawing in drawings:
        draft.take(drawing.file, drawing.records)
        rows += [(Path(drawing.file).name, *row) for row in _Import(draft, drawing).make()]
    columns = ("File", "Section", "Became", "Because", "Nodes")
    draft.remark(Listing(key="sections", caption="Sections", columns=columns, rows=tuple(rows)))
    names = list(dict.fromkeys(path.stem for path in files))
    title = f"Theory of change of {', '.join(names) if len(names) <= 3 else f'{len(names)} files'}"
    return draft.imported(title, as_of)


class _Import:
    """A drawing on its way: ids and links first, then the nodes that hold them."""

    def __init__(self, draft: Draft, drawing: Drawing) -> None:
        self.draft, self.drawing = draft, drawing
        self.nodes = [node for node in drawing.nodes if node.reason is None]
        self.ids = {
            node: draft.ids.of(node.own_id or node.record.name or _text(node.data, "text"), "node")
            for node in self.nodes
        }
        self.named: dict[str, list[Node]] = {}
        for node in self.nodes:
            self.named.setdefault(node.own_id, []).append(node)
        self.targets = {each: self._target(each) for each in drawing.connections}
        joined = {each: to for each, to in self.targets.items() if to not in (None, each.cause)}
        causing = {each.cause for each in joined}
        self.kinds = kinds_of(drawing, {to for to in joined.values() if to}, causing)
        self.links = Links()
        self.advances: dict[Node, dict[str, Link]] = {}
        self.kept: dict[Node, list[Any]] = {}

    def make(self) -> list[tuple[str, str, str, int]]:
        """State the fate of every record; return what the sections became."""
        for connection in sorted(self.targets, key=self._leads_back):
            self._connect(connection)
        for node in self.drawing.nodes:
            if node.reason is None:
                self.draft.make(node.record, self._shape(node))
            else:
                self.draft.refuse(node.record, node.reason)
        for record, why in self.drawing.around:
            self.draft.keep(record, told=why)
        return list(told(self.drawing, self.kinds))

    def _target(self, connection: Connection) -> Node | None:
        """Return the one node that a connection leads to."""
        found = self.named.get(connection.target, [])
        usable = connection.reason is None and connection.target and len(found) == 1
        return found[0] if usable else None

    def _leads_back(self, connection: Connection) -> int:
        """Return 0 of a connection that leads on to a later column, else 1."""
        to, cause = self.targets[connection], connection.cause
        return int(to is not None and (to.section, to.column) <= (cause.section, cause.column))

    def _connect(self, connection: Connection) -> None:
        target = self.targets[connection]
        if target is None:
            self.draft.refuse(connection.record, self._why_refused(connection))
            return
        cause, effect = self.ids[connection.cause], self.ids[target]
        advances = self.advances.setdefault(connection.cause, {})
        if effect in advances or self.links.has(effect, cause):
            self._keep(connection, f"{effect} has {cause} as a cause already.")
        elif self.links.closes_circle(effect, cause):
            self._keep(connection, f"It would close a circle: {effect} leads to {cause}.")
        elif self.kinds[connection.cause] == "activity":
            advances[effect] = _link(connection.record.data)
            self.draft.attach(connection.record, cause, told=f"{cause} advances {effect}")
        else:
            self.links.add(effect, cause, _link(connection.record.data))
            self.draft.attach(connection.record, effect, told=f"{effect} needs {cause}")

    def _why_refused(self, connection: Connection) -> str:
        if connection.reason is not None:
            return connection.reason
        found = len(self.named.get(connection.target, []))
        if found:
            return f"{found} nodes are called {connection.target}."
        return f"It leads to {connection.target}, and no node is called that."

    def _keep(self, connection: Connection, why: str) -> None:
        self.kept.setdefault(connection.cause, []).append(connection.record.data)
        self.draft.keep(connection.record, self.ids[connection.cause], told=why)

    def _shape(self, node: Node) -> Goal | Outcome | Activity:
        id, kind = self.ids[node], self.kinds[node]
        fields: dict[str, Any] = {
            "id": id,
            "title": _text(node.data, "title") or node.own_id or id,
            "description": _text(node.data, "text") or None,
            "extra": self._extra(node),
        }
        if kind == "activity":
            return Activity(**fields, advances=self.advances.get(node, {}))
        return (Goal if kind == "goal" else Outcome)(**fields, needs=self.links.of(id))

    def _extra(self, node: Node) -> dict[str, Any]:
        data = node.data
        extra: dict[str, Any] = {
            "section": self.drawing.titles[node.section] or node.section + 1,
            "column": node.column + 1,
        }
        kept = {
            key: held
            for key, held in data.items()
            if held is not None and not (key in ("id", "title", "text") and _as_read(data, key))
        }
        if data.get("id") != self.ids[node] and data.get("id") is not None:
            kept["id"] = data["id"]
        if node in self.kept:
            kept["kept_connections"] = self.kept[node]
        return extra | kept


def _link(data: Any) -> Link:
    """Return a connection as a link; one told by its target alone says no more."""
    if not isinstance(data, dict):
        return Link()
    evidence = _text(data, "evidence")
    return Link(
        assumes=_text(data, "assumptions") or None,
        evidence=Evidence(source=evidence) if evidence else None,
        extra={
            key: held
            for key, held in data.items()
            if held is not None and not (key in _READ and _as_read(data, key))
        },
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return readable(value).text if isinstance(value, str) else ""


def _as_read(data: Mapping[str, Any], key: str) -> bool:
    """Tell whether a text says the same here as it is written there."""
    value = data[key]
    if key in ("id", "targetId"):
        return bool(named(value))
    return isinstance(value, str) and _text(data, key) == value.strip()
