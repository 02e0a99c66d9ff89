"""A document: data, and a span for every node of it."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from theoryofchange.source.span import Route, Source, Span

Marks = dict[int, "array[int]"]
"""For the ``id()`` of each container its entries' offsets: of a mapping key start, key end, value
start, value end; of a sequence start and end. A block container's value ends where it starts."""


class Unreadable:
    """Stands in the data where the reader refused a value and has said so."""

    def __repr__(self) -> str:
        return "UNREADABLE"


UNREADABLE = Unreadable()


class Document(Protocol):
    """What the rest of the library needs of a document, whatever its format."""

    @property
    def data(self) -> Any:
        """The root: mappings, lists, texts, booleans and ``None``."""

    @property
    def source(self) -> Source:
        """The text it was read from."""

    def span(self, route: Route) -> Span:
        """Return the place of a node, or of the nearest ancestor's key where there is no node."""

    def key_span(self, route: Route) -> Span:
        """Return the place of the key that a route ends in."""


@dataclass(frozen=True)
class YamlDocument:
    """One YAML document of a file: its data, and the offsets of every key and value."""

    source: Source
    data: Any
    start: int
    marks: Marks = field(repr=False)

    def span(self, route: Route) -> Span:
        """Return the span of the node at a route.

        A scalar or a flow collection is its own place; a block collection is shown by its key,
        since its end is only known by the token after it. Where the route leads to nothing, the
        place is the key of the deepest ancestor that exists.
        """
        container, place = self.data, (self.start, self.source.line_end(self.start))
        for step in route:
            entry = self._entry(container, step)
            if entry is None:
                break
            container, place = entry
        return self.source.span(*place)

    def key_span(self, route: Route) -> Span:
        """Return the span of the key that a route ends in."""
        container = self.data
        for step in route[:-1]:
            entry = self._entry(container, step)
            if entry is None:
                return self.span(route)
            container = entry[0]
        if isinstance(container, Mapping) and route[-1] in container:
            at = 4 * list(container).index(route[-1])
            marks = self.marks[id(container)]
            return self.source.span(marks[at], marks[at + 1])
        return self.span(route)

    def _entry(self, container: Any, step: str | int) -> tuple[Any, tuple[int, int]] | None:
        if isinstance(container, dict) and step in container:
            value = container[step]
            key_start, key_end, start, end = self._marks(container, list(container).index(step), 4)
            own_place = end > start or not isinstance(value, dict | list)
            place = (start, end) if own_place and end > start else (key_start, key_end)
            return value, place
        if isinstance(container, list):
            index = _index(container, step)
            if index is not None:
                start, end = self._marks(container, index, 2)
                return container[index], (
                    start,
                    end if end > start else self.source.line_end(start),
                )
        return None

    def _marks(self, container: Any, index: int, width: int) -> array[int]:
        return self.marks[id(container)][width * index : width * index + width]


def _index(items: list[Any], step: str | int) -> int | None:
    """Return where a step leads in a list: an index, or the place of a text among the items."""
    if isinstance(step, int):
        return step if step < len(items) else None
    return items.index(step) if step in items else None
