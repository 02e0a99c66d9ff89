"""Objectives and key results as they stand in their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.interop.okr.fields import OBJECTIVE, RESULT, Fields
from theoryofchange.interop.seam import Record
from theoryofchange.interop.seam.tree import Tree, flaw, items, trees
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route

_LISTS = ("objectives", "okrs")
_RESULTS = ("key_results", "keyResults", "krs")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """An objective without its key results, or a key result.

    Parameters
    ----------
    record
        The part.
    data
        What it holds.
    results
        The key results of an objective.
    """

    record: Record
    data: Any
    results: tuple[Part, ...] = ()

    @property
    def fields(self) -> Fields:
        """The fields of one that can be used, none of them taken yet."""
        return Fields(self.data, OBJECTIVE if self.record.kind == "objective" else RESULT)

    @property
    def own_id(self) -> str:
        """The id by which others name it, or an empty text."""
        return self.fields.text("id") or ""

    @property
    def reason(self) -> str | None:
        """Why it cannot be used."""
        reason = flaw(self.data)
        if reason is None and not self.record.name and not self.own_id:
            return "It has neither a name nor an id."
        return reason


@dataclass(frozen=True, slots=True)
class OkrDocument:
    """A document: its objectives, and what is said of all of them.

    Parameters
    ----------
    beside
        What stands beside the objectives, such as ``scope``; ``None`` where nothing does.
    objectives
        The objectives, in order.
    """

    beside: Part | None
    objectives: tuple[Part, ...]

    @property
    def records(self) -> Iterator[Record]:
        """Every record of the document, in order."""
        if self.beside:
            yield self.beside.record
        for objective in self.objectives:
            yield objective.record
            yield from (result.record for result in objective.results)


def documents_of(path: Path) -> tuple[tuple[OkrDocument, ...], tuple[Fault, ...]]:
    """Read the documents of a file, and what is wrong with how it is written.

    Raises
    ------
    InputError
        Where it cannot be read, or holds no objective.
    """
    found, faults = trees(path)
    documents = tuple(_document(tree) for tree in found)
    if not any(document.objectives for document in documents):
        raise InputError(f"{path.as_posix()}: no objective is in there")
    return documents, tuple(faults)


def _document(tree: Tree) -> OkrDocument:
    root = tree.data
    if isinstance(root, list):
        return OkrDocument(None, tuple(_objective(tree, (at,), held) for at, held in items(root)))
    key = next((key for key in _LISTS if isinstance(root, dict) and key in root), None)
    if key is None or not isinstance(root[key], list):
        raise InputError(f"{tree.file}: this holds no objectives: no list of {' or '.join(_LISTS)}")
    beside = {name: held for name, held in root.items() if name != key and held is not None}
    said = tree.record("setting", (), beside, ", ".join(beside))
    return OkrDocument(
        Part(said, beside) if beside else None,
        tuple(_objective(tree, (key, at), held) for at, held in items(root[key])),
    )


def _objective(tree: Tree, route: Route, data: Any) -> Part:
    results: list[Part] = []
    if isinstance(data, dict):
        for key in _RESULTS:
            for at, held in items(data.get(key)):
                name = _name(held, RESULT)
                record = tree.record("key result", (*route, key, at), held, name)
                results.append(Part(record, held))
        data = {k: v for k, v in data.items() if not (k in _RESULTS and isinstance(v, list))}
    return Part(tree.record("objective", route, data, _name(data, OBJECTIVE)), data, tuple(results))


def _name(data: Any, names: Mapping[str, tuple[str, ...]]) -> str:
    return Fields(data, names).text("title") or "" if isinstance(data, dict) else ""
