"""A document: data, and a span for every node of it."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import Any, Protocol

from theoryofchange.record import field, record
from theoryofchange.source.span import Route, Source, Span

Marks = dict[int, "array[int]"]
"""For the ``id()`` of each container its entries' offsets: of a mapping key start, key end, value
start, value end; of a sequence start and end. A block container's value ends where it starts."""


_Place = tuple[int, int]
_Entry = tuple[Any, _Place, _Place]
"""A node, its own place, and its key's."""

_ABOVE = 3
"""How many steps of a route are walked once for all routes that share them: to a node's field."""


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


@record
class YamlDocument:
    """One YAML document of a file: its data, and the offsets of every key and value.

    What stood under a key that came a second time is not in the data but in ``dropped``.
    """

    source: Source
    data: Any
    start: int
    marks: Marks = field(repr=False)
    dropped: tuple[dict[str, Any], ...] = ()

    @cached_property
    def _walks(self) -> dict[Route, tuple[_Entry, bool]]:
        return {}

    @cached_property
    def _orders(self) -> dict[int, dict[str, int]]:
        return {}

    def span(self, route: Route) -> Span:
        """Return the span of the node at a route.

        A scalar is its own place; a collection or nothing is shown by its key, in block and in
        flow style, since what is said of it is said of all of it. Where the route leads to
        nothing, the place is the key of the deepest ancestor that exists.
        """
        above = route[:_ABOVE]
        walk = self._walks.get(above)
        if walk is None:
            whole = self.start, self.source.line_end(self.start)
            walk = self._walks[above] = self._walk((self.data, whole, whole), above)
        if len(route) > _ABOVE and walk[1]:
            walk = self._walk(walk[0], route[_ABOVE:])
        (container, place, key_place), arrived = walk
        inside = not arrived and isinstance(container, dict | list)
        return self.source.span(*(key_place if inside else place))

    def _walk(self, begin: _Entry, route: Route) -> tuple[_Entry, bool]:
        """Return the deepest node on a route, and whether it is where the route ends."""
        reached = begin
        for step in route:
            entry = self._entry(reached[0], step)
            if entry is None:
                return reached, False
            reached = entry
        return reached, True

    def key_span(self, route: Route) -> Span:
        """Return the span of the key that a route ends in."""
        container = self.data
        for step in route[:-1]:
            entry = self._entry(container, step)
            if entry is None:
                return self.span(route)
            container = entry[0]
        if isinstance(container, dict) and route[-1] in container:
            marks = self._marks(container, self._order(container)[str(route[-1])], 4)
            return self.source.span(marks[0], marks[1])
        return self.span(route)

    def _entry(self, container: Any, step: str | int) -> _Entry | None:
        """Return a child, its own place, and its key's; an item of a list has no key."""
        if isinstance(container, dict) and step in container:
            value = container[step]
            at = self._order(container)[str(step)]
            key_start, key_end, start, end = self._marks(container, at, 4)
            key_place = (key_start, key_end)
            is_own = end > start and not (value is None or isinstance(value, dict | list))
            return value, (start, end) if is_own else key_place, key_place
        if isinstance(container, list):
            index = step if isinstance(step, int) else self._order(container).get(step)
            if index is not None and index < len(container):
                start, end = self._marks(container, index, 2)
                place = (start, end if end > start else self.source.line_end(start))
                return container[index], place, place
        return None

    def _marks(self, container: Any, index: int, width: int) -> array[int]:
        return self.marks[id(container)][width * index : width * index + width]

    def _order(self, container: dict[str, Any] | list[Any]) -> dict[str, int]:
        """Return where each key, or each text or mapping's key of a list, first stands."""
        order = self._orders.get(id(container))
        if order is None:
            order = {}
            for at, item in enumerate(container):
                for key in item if isinstance(item, dict) else (item,):
                    if isinstance(key, str):
                        order.setdefault(key, at)
            self._orders[id(container)] = order
        return order
