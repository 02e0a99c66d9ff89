"""What was read of a YAML file as bytes, to be read again without YAML.

The data as JSON and the offsets as numbers: nothing in them can be run, whoever wrote them.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
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
        ``None`` where the file has faults, anchors that are used, or is no YAML: it is read anew.

    Examples
    --------
    >>> from theoryofchange.source.reader import read_yaml
    >>> reading = read_yaml(Source("a.yaml", "goals: {growth: {due: 2027-12-31}}"))
    >>> again = from_bytes(as_bytes(reading), reading.source)
    >>> again.documents[0].span(("goals", "growth", "due"))
    Span(file='a.yaml', line=1, column=23, end_line=1, end_column=33)
    """
    if reading.faults or not reading.complete:
        return None
    offsets: array[int] = array("I")
    held: list[tuple[int, Any]] = []
    seen: set[int] = set()
    for document in reading.documents:
        if not isinstance(document, YamlDocument):
            return None
        for container in _containers(document.data):
            if id(container) in seen:
                return None
            seen.add(id(container))
            offsets += document.marks[id(container)]
        held.append((document.start, document.data))
    try:
        data = json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return None
    return b"".join((len(data).to_bytes(_TOLD, "little"), data, offsets.tobytes()))


def from_bytes(content: bytes, source: Source) -> Reading:
    """Return what :func:`as_bytes` was given, for the same text.

    Raises
    ------
    ValueError, TypeError, KeyError or IndexError
        Where the bytes are not what ``as_bytes`` returned.
    """
    end = _TOLD + int.from_bytes(content[:_TOLD], "little")
    held = json.loads(content[_TOLD:end])
    offsets: array[int] = array("I")
    offsets.frombytes(content[end:])
    documents: list[Document] = []
    at = 0
    for start, data in held:
        marks = _Marks(data, offsets, at)
        documents.append(YamlDocument(source, data, start, marks))
        at += sum(map(_width, _containers(data))) if len(held) > 1 else 0
    return Reading(documents, [], complete=True, source=source)


class _Marks(dict[int, "array[int]"]):
    """The offsets of each container, told apart when the first is asked for."""

    def __init__(self, data: Any, offsets: array[int], at: int) -> None:
        self._data, self._offsets, self._at = data, offsets, at

    def __missing__(self, key: int) -> array[int]:
        end = self._at
        for container in _containers(self._data):
            start, end = end, end + _width(container)
            self[id(container)] = self._offsets[start:end]
        return dict(self)[key]


def _containers(data: Any) -> Iterator[dict[str, Any] | list[Any]]:
    """Yield the mappings and lists of a document in one order."""
    waiting = [iter((data,))]
    while waiting:
        for value in waiting.pop():
            if isinstance(value, dict):
                yield value
                waiting.append(iter(value.values()))
            elif isinstance(value, list):
                yield value
                waiting.append(iter(value))


def _width(container: dict[str, Any] | list[Any]) -> int:
    return (4 if isinstance(container, dict) else 2) * len(container)
