"""What stands in the files of a dbt project: metrics, measures and all that lies around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.interop.dbt.template import unescaped
from theoryofchange.interop.seam import Record
from theoryofchange.interop.seam.sources import Paths, source_files
from theoryofchange.interop.seam.tree import Tree, flaw, items, trees
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route

KINDS: Mapping[str, str] = {
    "metrics": "metric",
    "measures": "measure",
    "semantic_models": "semantic model",
    "saved_queries": "saved query",
    "exposures": "exposure",
    "groups": "group",
    "models": "model",
    "sources": "source",
    "seeds": "seed",
    "snapshots": "snapshot",
    "macros": "macro",
}
"""The sections of a properties file, and what each of their items is called."""

_INSIDE = ("measures", "metrics")
"""What is a record of its own inside a model."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An item of a section.

    Parameters
    ----------
    record
        The item.
    data
        What it holds; nothing but its ``reason`` counts where it could not be read.
    model
        The name of the model that it stands in.
    reason
        Why it cannot be used.
    """

    record: Record
    data: Any
    model: str | None
    reason: str | None

    @property
    def name(self) -> str:
        """What it calls itself; of one that can be used never empty."""
        return self.record.name.strip()


@dataclass(slots=True)
class Project:
    """Every entry, by its kind and by its file.

    Parameters
    ----------
    files
        The records of each file, in order.
    entries
        The entries of each kind, in order.
    faults
        What is wrong with how the files are written.
    """

    files: dict[str, list[Record]] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def of(self, kind: str) -> Iterator[Entry]:
        """Yield the entries of a kind that can be used."""
        return (each for each in self.entries.get(kind, ()) if each.reason is None)

    def only(self, kind: str) -> Mapping[str, Entry]:
        """Return the entries of a kind by their names, without those that share one."""
        found: dict[str, list[Entry]] = {}
        for each in self.of(kind):
            found.setdefault(each.name, []).append(each)
        return {name: held[0] for name, held in found.items() if len(held) == 1}


def read_project(paths: Paths) -> Project:
    """Read properties files, or a semantic manifest.

    Parameters
    ----------
    paths
        The file or files, or directories of them, of which the YAML files are read.

    Raises
    ------
    InputError
        Where a file cannot be read or is no properties file, or where no metric is in any.
    """
    project = Project()
    files = source_files(paths, ".yml", ".yaml")
    for path in files:
        found, faults = trees(path)
        project.faults += faults
        project.files[path.as_posix()] = []
        for tree in found:
            for entry in _entries(tree):
                project.files[tree.file].append(entry.record)
                project.entries.setdefault(entry.record.kind, []).append(entry)
    if not any(next(project.of(kind), None) for kind in ("metric", "measure", "exposure")):
        shown = ", ".join(path.as_posix() for path in files)
        raise InputError(f"{shown}: no metric of a dbt Semantic Layer is in there")
    return project


def _entries(tree: Tree) -> Iterator[Entry]:
    if not isinstance(tree.data, dict):
        place = f"{tree.file}:{tree.at(())}" if tree.at(()) != "$" else tree.file
        raise InputError(f"{place}: this is no properties file of dbt: no mapping of sections")
    for section, held in tree.data.items():
        if section == "metrics" and isinstance(held, dict):
            raise InputError(
                f"{tree.file}: its metrics are no list; of a compiled project, name its "
                "semantic_manifest.json"
            )
        if isinstance(held, list):
            for index, item in items(held):
                yield from _item(tree, section, (section, index), item)
        elif section != "version" and held is not None:
            kind = section.replace("_", " ")
            yield Entry(tree.record(kind, (section,), held, section), held, None, None)


def _item(tree: Tree, section: str, route: Route, item: Any) -> Iterator[Entry]:
    """Yield an item, and what is a record of its own inside it."""
    inside: list[Entry] = []
    if section in ("semantic_models", "models") and isinstance(item, dict):
        name = item.get("name")
        for part in _INSIDE:
            for index, held in items(item.get(part)):
                inside.append(_entry(tree, part, (*route, part, index), held, name))
        item = {key: held for key, held in item.items() if not _apart(key, held)}
    yield _entry(tree, section, route, item, None)
    yield from inside


def _apart(key: str, held: Any) -> bool:
    return key in _INSIDE and isinstance(held, list)


def _entry(tree: Tree, section: str, route: Route, item: Any, model: Any) -> Entry:
    name = item.get("name") if isinstance(item, dict) else None
    record = tree.record(KINDS.get(section, section), route, item, name)
    if section == "exposures":
        item = unescaped(item)
    reason = flaw(item) or (None if record.name.strip() else "It has no name.")
    return Entry(record, item, model if isinstance(model, str) else None, reason)
