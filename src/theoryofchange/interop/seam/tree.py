"""A file of plain data as records: what stands where, and what can be used of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.interop.seam.record import Record
from theoryofchange.interop.seam.trees import DEEPEST, depth, json_of, toml_of, unreadable, yaml_of
from theoryofchange.source.document import UNREADABLE, Document
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route, Span


@dataclass(frozen=True)
class Tree:
    """A JSON or TOML file: its data, of which a part is named by its path.

    Parameters
    ----------
    file
        The name of the file, as it was given.
    data
        Its root: mappings, lists, texts, numbers, booleans and ``None``.
    """

    file: str
    data: Any

    def record(self, kind: str, route: Route, data: Any, name: Any = None) -> Record:
        """Return what stands at a route as a record, as it is written where reading lost something.

        Parameters
        ----------
        kind
            What its format calls it.
        route
            The keys and indices that lead to it.
        data
            What it holds: the whole of it, or what is no record of its own inside it.
        name
            What it calls itself; anything but a text is no name.
        """
        kept = not unreadable(data) and depth(data) <= DEEPEST
        return Record(
            kind=kind,
            name=name if isinstance(name, str) else "",
            file=self.file,
            at=self.at(route),
            data=data if kept else None,
            written=self._lost(route) if kept else self._written(route),
        )

    def at(self, route: Route) -> int | str:
        """Return the place of a part: its path, or its line where lines are known."""
        return path_of(route)

    def _lost(self, route: Route) -> str | None:
        """Return a part as it is written where reading it lost something."""
        return None

    def _written(self, route: Route) -> str:
        return json.dumps(_at(self.data, route), ensure_ascii=False)


@dataclass(frozen=True)
class YamlTree(Tree):
    """A YAML document, of which the line of every part is known.

    Parameters
    ----------
    file, data
        As of :class:`Tree`.
    document
        The document.
    faults
        The lines at which reading lost something.
    last_line
        Its last line.
    """

    document: Document
    faults: tuple[int, ...]
    last_line: int

    def at(self, route: Route) -> int:
        """Return the line of a part, or of its key."""
        named = bool(route) and isinstance(route[-1], str)
        return (self.document.key_span if named else self.document.span)(route).line

    def _lost(self, route: Route) -> str | None:
        if not self.faults:
            return None
        lines = self._lines(route)
        return self._written(route) if any(line in lines for line in self.faults) else None

    def _written(self, route: Route) -> str:
        source = self.document.source
        text = "\n".join(source.line_text(line) for line in self._lines(route)).rstrip()
        return text.removesuffix("\n---")  # of the next document

    def _lines(self, route: Route) -> range:
        """Return the lines from that of a part to the one before what follows it."""
        first, last = self.at(route), self.last_line
        for length in range(len(route), 0, -1):
            following = self._following(route[: length - 1], route[length - 1])
            if following is not None:
                last = self.at(following) - 1
                break
        return range(first, max(first, last) + 1)

    def _following(self, above: Route, step: str | int) -> Route | None:
        holder = _at(self.data, above)
        if isinstance(step, int):
            return (*above, step + 1) if step + 1 < len(holder) else None
        keys = list(holder)
        after = keys[keys.index(step) + 1 :]
        return (*above, after[0]) if after else None


def yaml_trees(path: Path) -> tuple[tuple[Tree, ...], Sequence[Fault]]:
    """Read the documents of a YAML file that are not empty, and the faults of how it is written.

    Raises
    ------
    InputError
        Where it cannot be read to its end.
    """
    reading = yaml_of(path)
    faults = tuple(each.where.line for each in reading.faults if isinstance(each.where, Span))
    documents = [each for each in reading.documents if each.data is not None]
    starts = [each.span(()).line for each in documents]
    text = documents[-1].source.text.rstrip() if documents else ""
    last = [documents[-1].source.position(len(text))[0]] if documents else []
    ends = [*(start - 1 for start in starts[1:]), *last]
    trees = (
        YamlTree(path.as_posix(), each.data, each, faults, end)
        for each, end in zip(documents, ends, strict=True)
    )
    return tuple(trees), reading.faults


def json_tree(path: Path) -> Tree:
    """Read a JSON file.

    Raises
    ------
    InputError
        Where it is none, or holds half of a character that takes two.
    """
    data = json_of(path)
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InputError(
            f"{path.as_posix()}: a text holds half of a surrogate pair, which is no character"
        ) from None
    return Tree(path.as_posix(), data)


def toml_tree(path: Path) -> Tree:
    """Read a TOML file; a day or time in it becomes its text.

    Raises
    ------
    InputError
        Where it is none.
    """
    return Tree(path.as_posix(), _without_days(toml_of(path)))


def trees(path: Path) -> tuple[tuple[Tree, ...], Sequence[Fault]]:
    """Read a file as JSON where its name ends so, else as YAML."""
    return ((json_tree(path),), ()) if path.suffix.lower() == ".json" else yaml_trees(path)


def flaw(data: Any) -> str | None:
    """Return why a part is no mapping of fields that can be kept, in a sentence, or ``None``.

    Examples
    --------
    >>> flaw({"name": "speed"}), flaw(["speed"])
    (None, 'It is no mapping of fields.')
    """
    if data is None:
        return "It is empty."
    if data is UNREADABLE:
        return "It could not be read safely."
    if not isinstance(data, dict):
        return "It is no mapping of fields."
    if unreadable(data):
        return "A part of it could not be read safely."
    if depth(data) > DEEPEST:
        return f"It is nested more than {DEEPEST} levels deep."
    return None


def items(value: Any) -> Iterator[tuple[int, Any]]:
    """Yield what a list holds, each with its index; what is no list holds nothing."""
    return iter(enumerate(value) if isinstance(value, list) else ())


def path_of(route: Route) -> str:
    """Return a route as it is written for JSON.

    Examples
    --------
    >>> path_of(("sections", 0, "first title"))
    '$.sections[0]["first title"]'
    """
    return "$" + "".join(map(_step, route))


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isidentifier() else f"[{json.dumps(step, ensure_ascii=False)}]"


def _at(data: Any, route: Route) -> Any:
    for step in route:
        data = data[step]
    return data


def _without_days(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_days(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_without_days(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value
