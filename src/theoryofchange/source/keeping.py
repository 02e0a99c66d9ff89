"""What was read of a YAML file as bytes, to be read again without YAML.

The data as JSON and the offsets as numbers: nothing in them can be run, whoever wrote them.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from typing import Any

from theoryofchange.source.document import Document, YamlDocument
from theoryofchange.source.reading import Reading
from theoryofchange.source.span import Source

_TOLD = 8
"""Bytes that tell how long the data are."""


def as_bytes(reading: Reading) -> bytes | None:
    """Return what was read of a file, without its text.

    Returns
    -------
    bytes or None
        ``None`` where the file has faults, anchors that are used, merge keys, or is no YAML: it is
        read anew.

    Examples
    --------
    >>> from theoryofchange.source.reader import read_yaml
    >>> reading = read_yaml(Source("a.yaml", "goals: {growth: {due: 2027-12-31}}"))
    >>> again = from_bytes(as_bytes(reading), reading.source)
    >>> again.documents[0].span(("goals", "growth", "due"))
    Span(file='a.yaml', line=1, column=23, end_line=1, end_column=33)
    """
    if reading.faults or not reading.complete or reading.source is None:
        return None
    text = reading.source.text
    held: list[tuple[int, Any]] = []
    offsets: list[array[int]] = []
    for document in reading.documents:
        if not isinstance(document, YamlDocument) or "<<" in text:
            return None
        if "&" in text and _has_shared(document):
            return None
        held.append((document.start, document.data))
        offsets += _offsets(document)
    try:
        data = json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return None
    return b"".join((len(data).to_bytes(_TOLD, "little"), data, *offsets))


def _offsets(document: YamlDocument) -> Iterable[array[int]]:
    """Return the offsets of each collection, in the order in which they end."""
    if type(document.marks) is dict:  # as the reader made it, which is in that order
        return document.marks.values()
    return [document.marks[id(each)] for each in _containers(document.data)]


def _has_shared(document: YamlDocument) -> bool:
    """Tell whether a collection stands in several places."""
    containers = _containers(document.data)
    return len({*map(id, containers)}) < len(containers)


def from_bytes(content: bytes | memoryview, source: Source, shift: int = 0) -> Reading:
    """Return what :func:`as_bytes` was given.

    Parameters
    ----------
    content
        The bytes.
    source
        The same text, or one that it is a part of.
    shift
        Where the part begins.

    Raises
    ------
    ValueError, TypeError, KeyError or IndexError
        Where the bytes are not what ``as_bytes`` returned.
    """
    end = _TOLD + int.from_bytes(content[:_TOLD], "little")
    held = json.loads(str(content[_TOLD:end], "utf-8"))
    offsets: array[int] = array("I")
    offsets.frombytes(content[end:])
    documents: list[Document] = []
    at = 0
    for start, data in held:
        marks = _Marks(data, offsets, at, shift)
        documents.append(YamlDocument(source, data, start, marks))
        at += sum(map(_width, _containers(data))) if len(held) > 1 else 0
    return Reading(documents, [], complete=True, source=source)


class _Marks(dict[int, "array[int]"]):
    """The offsets of each container, told apart when the first is asked for."""

    def __init__(self, data: Any, offsets: array[int], at: int, shift: int) -> None:
        self._data, self._offsets, self._at, self._shift = data, offsets, at, shift

    def __missing__(self, key: int) -> array[int]:
        offsets, end = self._offsets, self._at
        if self._shift:
            offsets = array("I", map(self._shift.__add__, offsets))
        for container in _containers(self._data):
            start, end = end, end + _width(container)
            self[id(container)] = offsets[start:end]
        return dict(self)[key]


def _containers(data: Any) -> list[dict[str, Any] | list[Any]]:
    """Return the mappings and lists of a document in the order in which they end."""
    found: list[dict[str, Any] | list[Any]] = []

    def walk(container: dict[str, Any] | list[Any]) -> None:
        for value in container.values() if isinstance(container, dict) else container:
            if isinstance(value, dict | list):
                walk(value)
        found.append(container)

    if isinstance(data, dict | list):
        walk(data)
    return found


def _width(container: dict[str, Any] | list[Any]) -> int:
    return (4 if isinstance(container, dict) else 2) * len(container)
