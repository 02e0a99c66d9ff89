"""A YAML text as a tree of its nodes, with the place of each, its anchors and its aliases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, Literal

import yaml

from theoryofchange.linter.fixing.edit import CannotPlaceError, Token
from theoryofchange.source.span import Route, Source

_BREAKS = "\r\n\x85\u2028\u2029"
_COMMENT = re.compile(rf"(?<!\S)#[^{_BREAKS}]*")
_HEADER = re.compile(rf"[^{_BREAKS}]*")
_BLOCK_STYLES = ("|", ">")
_MERGE = "<<"
_MOST_USES = 200

Kind = Literal["scalar", "mapping", "sequence", "alias"]


@dataclass(eq=False, slots=True)
class Node:
    """A node of a YAML text.

    Parameters
    ----------
    kind
        What it is.
    start, inside, end
        The offsets at which it starts, at which its content starts past an anchor or a tag, and at
        which its content ends.
    first, last
        Its tokens, as a slice of those of the whole text.
    value
        The text of a scalar, the anchor's name of an alias.
    style
        The mark of a scalar that is not plain: a quote, ``|`` or ``>``.
    flow
        Whether it is a collection in brackets.
    holder, at
        The collection that it is in, and its position there: in a mapping keys have even ones.
    nodes
        What it holds, keys and values by turns.
    """

    kind: Kind
    start: int
    inside: int
    end: int
    first: int
    last: int
    value: str = ""
    style: str = ""
    flow: bool = False
    holder: Node | None = field(default=None, repr=False)
    at: int = 0
    nodes: list[Node] = field(default_factory=list, repr=False)

    @property
    def is_key(self) -> bool:
        """Whether it is a key of a mapping."""
        return self.holder is not None and self.holder.kind == "mapping" and self.at % 2 == 0

    @property
    def key(self) -> Node | None:
        """The key that it stands under or that it is; ``None`` in a list."""
        if self.holder is None or self.holder.kind != "mapping":
            return None
        return self.holder.nodes[self.at - self.at % 2]

    @property
    def entry(self) -> list[Node]:
        """The key and the value that it is one of, or the item that it is."""
        if self.holder is None:
            return [self]
        width = 2 if self.holder.kind == "mapping" else 1
        start = self.at - self.at % width
        return self.holder.nodes[start : start + width]


class Tree:
    """A YAML text as a tree.

    Parameters
    ----------
    source
        The text.

    Raises
    ------
    CannotPlaceError
        Where it cannot be read to its end.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tokens: list[Token] = []
        self.nodes: list[Node] = []
        self.roots: dict[int, Node] = {}
        self._anchors: dict[str, Node] = {}
        self._targets: dict[Node, Node] = {}
        self._keys: dict[Node, dict[str, Node]] = {}
        parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            self._next: Callable[[], Any] = parser(source.text).get_event
            self._read()
        except yaml.YAMLError:
            raise CannotPlaceError("the file cannot be read to its end") from None

    def target(self, node: Node) -> Node:
        """Return what an alias stands for, and any other node itself."""
        while node.kind == "alias":
            if node not in self._targets:
                raise CannotPlaceError(f"*{node.value} names no anchor above it")
            node = self._targets[node]
        return node

    def at(self, start: int) -> Node:
        """Return the scalar or alias that starts at an offset."""
        if start not in self._by_start:
            raise CannotPlaceError("it is not written in so many words")
        return self._by_start[start]

    def find(self, start: int, route: Route) -> Node:
        """Return the node that a route leads to in the document whose root starts at an offset.

        Where the route ends in a key, it is the key; in a list, the item.
        """
        if start not in self.roots:
            raise CannotPlaceError("it stands in no document of this file")
        found = self._follow(self.roots[start], route)
        if found is None:
            raise CannotPlaceError("it is not written in so many words")
        return found

    def routes(self, node: Node) -> tuple[Route, ...]:
        """Return the routes from the root of its document that lead to an entry, by aliases too."""
        found = tuple(islice(self._routes(node), _MOST_USES + 1))
        if len(found) > _MOST_USES:
            raise CannotPlaceError("aliases repeat it in too many places")
        root = node
        while root.holder is not None:
            root = root.holder
        return tuple(route for route in found if self._leads_to(node, root, route))

    def repeated_outside(self, first: int, last: int) -> str | None:
        """Return the name of an alias that repeats from elsewhere what is among some tokens."""
        for alias, target in self._targets.items():
            if first <= target.first < last and not first <= alias.first < last:
                return alias.value
        return None

    def comments(self, start: int, end: int) -> list[str]:
        """Return the comments between two offsets."""
        texts = iter(self._texts_in(start, end))
        text_start, text_end = next(texts, (end, end))
        found = []
        for match in _COMMENT.finditer(self.source.text, start, end):
            while text_end <= match.start():
                text_start, text_end = next(texts, (end + 1, end + 1))
            if match.start() < text_start:
                found.append(match[0].rstrip())
        return found

    @cached_property
    def _by_start(self) -> dict[int, Node]:
        return {
            node.start: node
            for node in self.nodes
            if node.kind in ("scalar", "alias") and node.end > node.start
        }

    @cached_property
    def _aliases(self) -> dict[Node, list[Node]]:
        found: dict[Node, list[Node]] = {}
        for alias, target in self._targets.items():
            found.setdefault(target, []).append(alias)
        return found

    @cached_property
    def _texts(self) -> list[tuple[int, int]]:
        """Where a comment's sign would be text: scalars, past the header of a block of text."""
        return [
            (self._below_header(node), node.end) for node in self.nodes if node.kind == "scalar"
        ]

    def _texts_in(self, start: int, end: int) -> list[tuple[int, int]]:
        from bisect import bisect_left

        first = bisect_left(self._texts, (start, start))
        last = bisect_left(self._texts, (end, end))
        return self._texts[first:last]

    def _below_header(self, node: Node) -> int:
        if node.style not in _BLOCK_STYLES:
            return node.inside
        header = _HEADER.match(self.source.text, node.inside, node.end)
        return header.end() if header else node.inside

    def _routes(self, node: Node) -> Iterator[Route]:
        """Yield the routes to a node: to its holder's, its own step added, and to its aliases'."""
        if node.holder is None:
            yield ()
        else:
            step = _step(node)
            for route in self._routes(node.holder):
                yield route if step == _MERGE else (*route, step)
        for alias in self._aliases.get(node, ()):
            yield from self._routes_of_alias(alias)

    def _routes_of_alias(self, alias: Node) -> Iterator[Route]:
        key = alias.key or (alias.holder.key if alias.holder else None)
        if key is not None and key.value == _MERGE and key.holder is not None:
            yield from self._routes(key.holder)
        else:
            yield from self._routes(alias)

    def _leads_to(self, node: Node, root: Node, route: Route) -> bool:
        try:
            found = self._follow(root, route)
        except CannotPlaceError:
            return False
        return found is not None and found.entry[0] is node.entry[0]

    def _follow(self, root: Node, route: Route) -> Node | None:
        """Return the key or the item that a route ends in."""
        found: Node | None = root
        value = root
        for step in route:
            found = self._child(self.target(value), step)
            if found is None:
                return None
            value = found.entry[-1]
        return found

    def _child(self, node: Node, step: str | int) -> Node | None:
        """Return the key of a mapping or the item of a list; one text may be either."""
        if node.kind == "mapping":
            return self._entry_of(node, str(step))
        if node.kind == "sequence":
            if isinstance(step, int):
                return node.nodes[step] if step < len(node.nodes) else None
            named = (self._named(item, step) for item in node.nodes)
            return next((item for item in named if item is not None), None)
        return node if step in (0, "value", node.value) else None

    def _entry_of(self, mapping: Node, name: str) -> Node | None:
        if mapping not in self._keys:
            keys = reversed(mapping.nodes[::2])
            self._keys[mapping] = {key.value: key for key in keys if key.kind == "scalar"}
        own = self._keys[mapping].get(name)
        if own is not None:
            return own
        merges = (key.entry[1] for key in mapping.nodes[::2] if key.value == _MERGE)
        inherited = (self._entry_of(each, name) for value in merges for each in self._merged(value))
        return next((key for key in inherited if key is not None), None)

    def _merged(self, value: Node) -> list[Node]:
        target = self.target(value)
        held = [self.target(item) for item in target.nodes] if target.kind == "sequence" else []
        return [each for each in (target, *held) if each.kind == "mapping"]

    def _named(self, item: Node, name: str) -> Node | None:
        if item.kind == "mapping":
            return self._entry_of(item, name)
        return item if item.kind == "scalar" and item.value == name else None

    def _read(self) -> None:
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors.clear()
                self.tokens.append(("---",))
                root = self._node(self._next(), None, 0)
                self.roots[root.start] = root

    def _node(self, event: Any, holder: Node | None, at: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            node = self._new("alias", event, holder, at)
            node.value = str(event.anchor)
            if node.value in self._anchors:
                self._targets[node] = self._anchors[node.value]
            self.tokens.append(("*", node.value))
        elif isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, holder, at)
        else:
            node = self._collection(event, holder, at)
        node.last = len(self.tokens)
        return node

    def _new(self, kind: Kind, event: Any, holder: Node | None, at: int) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        first = len(self.tokens)
        node = Node(kind, start, start, end, first, first, holder=holder, at=at)
        self.nodes.append(node)
        if kind != "alias" and event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _scalar(self, event: Any, holder: Node | None, at: int) -> Node:
        node = self._new("scalar", event, holder, at)
        node.value, node.style = event.value, event.style or ""
        if event.anchor is not None or event.tag is not None:
            node.inside = self._past_properties(node)
        if node.style in _BLOCK_STYLES:
            node.end = node.start + len(self.source.text[node.start : node.end].rstrip())
        self.tokens.append(
            scalar_token(node.value, plain=not node.style, anchor=event.anchor, tag=event.tag)
        )
        return node

    def _collection(self, event: Any, holder: Node | None, at: int) -> Node:
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        node = self._new("mapping" if is_mapping else "sequence", event, holder, at)
        node.flow = bool(event.flow_style)
        if event.anchor is not None or event.tag is not None:
            node.inside = self._past_properties(node)
        opening, closing = "{}" if is_mapping else "[]"
        self.tokens.append((opening, event.anchor, event.tag))
        ends: Any = yaml.MappingEndEvent if is_mapping else yaml.SequenceEndEvent
        inner = self._next()
        while not isinstance(inner, ends):
            node.nodes.append(self._node(inner, node, len(node.nodes)))
            inner = self._next()
        self.tokens.append((closing,))
        if node.flow:
            node.end = inner.end_mark.index
        else:
            node.end = node.nodes[-1].end if node.nodes else node.inside
        return node

    def _past_properties(self, node: Node) -> int:
        """Return where the content of a node starts, past its anchor and its tag."""
        found = _PROPERTIES.match(self.source.text, node.start, max(node.end, node.start))
        return found.end() if found else node.start


_PROPERTIES = re.compile(r"(?:[&!]\S*[ \t]*(?:[\r\n]\s*)?)*")


def scalar_token(
    value: str, *, plain: bool, anchor: str | None = None, tag: str | None = None
) -> Token:
    """Return the token of a scalar."""
    return ("text", value, plain, anchor, tag)


def _step(node: Node) -> str | int:
    key = node.key
    return node.at if key is None else key.value


@lru_cache(maxsize=4)
def tree_of(source: Source) -> Tree:
    """Return the tree of a text; the last few are kept."""
    return Tree(source)
