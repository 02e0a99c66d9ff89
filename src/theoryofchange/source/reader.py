"""YAML as data plus places, read once, safely.

Built on libyaml's events rather than on composed nodes: every event carries its marks, and no
tag is ever resolved to an object. A plain scalar stays the text it is, but for null, true and
false: the field it is read into decides what it means.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

import yaml
from yaml import events as ev

from theoryofchange.source.document import UNREADABLE, Marks, YamlDocument
from theoryofchange.source.finding import Fault, Fix, Remove
from theoryofchange.source.reading import LIMITS, Limits, Reading
from theoryofchange.source.span import Source, Span

try:
    from yaml._yaml import CParser as _Parser
except ImportError:  # PyYAML built without libyaml: the same events, slower
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_REUSE = 25
"""How many times the nodes written in a document its aliases may stand for, if they are many."""

_BLOCK_STYLES = ("|", ">")
_LATE = {
    "could not find expected ':'": (
        "no colon follows this key",
        "Write a colon and a space after it, or indent it as a part of the text above.",
    ),
    "found unexpected end of stream": ("the quote that opens here is never closed", "Close it."),
}
"""What the parser only notices further down: what to say where the key, or the quote, begins."""

_STANDARD_TAG = "tag:yaml.org,2002:"
_SAFE_TAGS = frozenset(
    _STANDARD_TAG + name for name in ("str", "int", "float", "bool", "null", "map", "seq")
) | {"!"}


class _RefusedError(Exception):
    """The text goes past a limit: nothing after it is read."""


def read_yaml(source: Source, limits: Limits = LIMITS) -> Reading:
    """Read every document of a YAML text.

    Parameters
    ----------
    source
        The text and its file name.
    limits
        What is refused as unsafe.

    Returns
    -------
    Reading
        Its documents and faults.

    Examples
    --------
    >>> reading = read_yaml(Source("a.yaml", "goals: {growth: {due: 2027-12-31}}"))
    >>> reading.documents[0].data
    {'goals': {'growth': {'due': '2027-12-31'}}}
    >>> reading.documents[0].span(("goals", "growth", "due")).column
    23
    """
    builder = _Builder(source, limits)
    try:
        builder.read_stream()
    except _RefusedError:
        return Reading(builder.documents, builder.faults, complete=False, source=source)
    except yaml.MarkedYAMLError as error:
        fault = _syntax_fault(source, error)
    except yaml.reader.ReaderError:
        fault = _character_fault(source)
    else:
        return Reading(builder.documents, builder.faults, complete=True, source=source)
    return Reading(builder.documents, [*builder.faults, fault], complete=False, source=source)


def _syntax_fault(source: Source, error: yaml.MarkedYAMLError) -> Fault:
    if error.problem in _LATE and error.context_mark:
        problem, tip = _LATE[error.problem]
        at = error.context_mark.index
        return Fault(source.span(at, at), f"This is not YAML: {problem}.", tip, code="TOC001")
    mark: Any = error.problem_mark or error.context_mark
    index = mark.index if mark else 0
    related: tuple[tuple[Span, str], ...] = ()
    context: Any = error.context_mark
    if error.context and context and context.index != index:
        at = context.index
        related = ((source.span(at, source.line_end(at)), str(error.context)),)
    if source.text[index : index + 1] == "\t":
        return Fault(
            source.span(index, index + 1),
            "This is not YAML: a tab stands here, where only spaces indent.",
            "Put spaces in its place, two for each level.",
            code="TOC001",
        )
    problem = error.problem or "it cannot be read"
    return Fault(
        source.span(index, index),
        f"This is not YAML: {problem}.",
        "Check the indentation, the colons and the quotes just before this place.",
        code="TOC001",
        related=related,
    )


def _character_fault(source: Source) -> Fault:
    index = next((i for i, character in enumerate(source.text) if not _printable(character)), 0)
    return Fault(
        source.span(index, index + 1),
        f"The character U+{ord(source.text[index]):04X} is not allowed in YAML.",
        "Remove it, or write it as an escape in double quotes.",
        code="TOC001",
    )


def _printable(character: str) -> bool:
    return character in "\t\n\r\x85" or (
        character >= " " and not "\x7f" <= character <= "\x9f" and character not in "\ufffe\uffff"
    )


class _Builder:
    """Builds data and marks from the event stream of one text."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self.documents: list[YamlDocument] = []
        self.faults: list[Fault] = []
        self.marks: Marks = {}
        self.anchors: dict[str, tuple[Any, int] | None] = {}
        self.dropped: list[dict[str, Any]] = []
        self.nodes = 0
        self.expanded = 0
        self.depth = 0
        self.closed = 0
        self.places: dict[int, dict[str, int]] = {}
        """The offset just past the collection closed last."""
        self.next: Callable[[], Any] = _Parser(source.text).get_event

    def read_stream(self) -> None:
        while not isinstance(event := self.next(), ev.StreamEndEvent):
            if isinstance(event, ev.DocumentStartEvent):
                self._read_document()
        if not self.documents:
            self.documents.append(YamlDocument(self.source, None, 0, {}))

    def _read_document(self) -> None:
        self.marks, self.anchors, self.dropped = {}, {}, []
        self.nodes = self.expanded = self.depth = 0
        root = self.next()
        data = self._build(root)
        start = root.start_mark.index
        dropped = tuple(self.dropped)
        self.documents.append(YamlDocument(self.source, data, start, self.marks, dropped))

    def _build(self, event: Any) -> Any:
        kind = event.__class__
        if kind is ev.ScalarEvent and event.tag is None and event.anchor is None:
            value = event.value
            self.nodes += 1
            return _CONSTANTS[value] if value in _CONSTANTS and event.implicit[0] else value
        if kind is ev.AliasEvent:
            return self._alias(event)
        if event.tag is None and event.anchor is None:
            return self._collection(event, kind)
        return self._marked_up(event, kind)

    def _marked_up(self, event: Any, kind: type) -> Any:
        """Build a node that carries a tag or an anchor."""
        before = self.nodes
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if kind is ev.ScalarEvent:
            self.nodes += 1
            plain = event.implicit[0] and event.value in _CONSTANTS
            value = _CONSTANTS[event.value] if plain else event.value
        else:
            value = self._collection(event, kind)
        if event.tag is not None and event.tag not in _SAFE_TAGS:
            value = self._refuse(
                event,
                f"The tag {_shown(event.tag)} is refused.",
                "Remove the tag: a theory is plain data.",
            )
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, self.nodes - before)
        return value

    def _collection(self, event: Any, kind: type) -> Any:
        self.nodes += 1
        self.depth += 1
        if self.depth > self.limits.depth:
            self._refuse(
                event,
                f"This is nested more than {self.limits.depth} levels deep.",
                "Flatten it: no part of a theory is nested this deep.",
            )
            raise _RefusedError
        value = self._mapping() if kind is ev.MappingStartEvent else self._sequence()
        self.depth -= 1
        return value

    def _mapping(self) -> dict[str, Any]:
        """Build a mapping; texts are read in place, since most of a file is texts."""
        data: dict[str, Any] = {}
        marks: list[int] = []
        merges: list[tuple[Any, Any]] = []
        following: Callable[[], Any] = self.next
        scalar: Any = ev.ScalarEvent
        end: Any = ev.MappingEndEvent
        while (key_event := following()).__class__ is not end:
            plain_key = key_event.__class__ is scalar and key_event.anchor is None
            key = key_event.value if plain_key else self._key(key_event)
            event = following()
            start = event.start_mark.index
            if event.__class__ is scalar and event.tag is None and event.anchor is None:
                value = event.value
                if value in _CONSTANTS and event.implicit[0]:
                    value = _CONSTANTS[value]
                close = start if event.style in _BLOCK_STYLES else event.end_mark.index
            else:
                value = self._build(event)
                close = self._end(event, start)
            if key == "<<" and plain_key and key_event.implicit[0]:
                merges.append((value, event))
            elif key is None:
                continue
            elif key in data:
                self._duplicate(key, key_event, data, marks, same=value == data[key])
                self.dropped.append({key: value})
            else:
                data[key] = value
                marks += (key_event.start_mark.index, key_event.end_mark.index, start, close)
        self.nodes += 2 * len(data)
        self.closed = key_event.end_mark.index
        for value, value_event in merges:
            self._merge(data, marks, value, value_event)
        self.marks[id(data)] = array("I", marks)
        return data

    def _sequence(self) -> list[Any]:
        items: list[Any] = []
        marks: list[int] = []
        end: Any = ev.SequenceEndEvent
        while (event := self.next()).__class__ is not end:
            items.append(self._build(event))
            start = event.start_mark.index
            marks += (start, self._end(event, start))
        self.closed = event.end_mark.index
        self.marks[id(items)] = array("I", marks)
        return items

    def _end(self, event: Any, start: int) -> int:
        """Return where a node ends; a block collection or text is said to end at its start."""
        kind = event.__class__
        if kind is ev.ScalarEvent:
            return start if event.style in _BLOCK_STYLES else int(event.end_mark.index)
        if kind is ev.AliasEvent:
            return int(event.end_mark.index)
        return self.closed if event.flow_style else start

    def _key(self, event: Any) -> str | None:
        value = self._build(event)
        if isinstance(value, str):
            return value
        self.faults.append(
            Fault(
                self._event_span(event),
                "A key must be a text.",
                "Write the id or the field's name before the colon.",
                code="TOC004",
            )
        )
        return None

    def _duplicate(
        self, key: str, event: Any, data: dict[str, Any], marks: list[int], *, same: bool
    ) -> None:
        place = self._event_span(event)
        title = f"Remove the second {_shown(key)}, which says the same"
        at = 4 * self._place_of(key, data)
        first = self.source.span(marks[at], marks[at + 1])
        self.faults.append(
            Fault(
                place,
                f"The key {_shown(key)} stands here a second time; the first one counts.",
                "Remove or rename one of the two.",
                code="TOC002",
                fix=Fix(title, (Remove(place),)) if same else None,
                related=((first, "first written here"),),
            )
        )

    def _place_of(self, key: str, data: dict[str, Any]) -> int:
        """Return the how-manieth key of a mapping this is, counting its keys once."""
        known = self.places.get(id(data))
        if known is None or key not in known:
            known = self.places[id(data)] = {other: at for at, other in enumerate(data)}
        return known[key]

    def _merge(self, data: dict[str, Any], marks: list[int], value: Any, event: Any) -> None:
        """Take over the keys of a merge key's mappings that are not written here."""
        for merged in value if isinstance(value, list) else [value]:
            if merged is UNREADABLE:
                continue
            if not isinstance(merged, dict):
                self.faults.append(
                    Fault(
                        self._event_span(event),
                        "A merge key takes a mapping or a list of mappings.",
                        "Give it an alias of a mapping, as in <<: *defaults.",
                        code="TOC004",
                    )
                )
                continue
            entries = self.marks[id(merged)]
            for index, (key, inherited) in enumerate(merged.items()):
                if key not in data:
                    data[key] = inherited
                    marks += entries[4 * index : 4 * index + 4]

    def _alias(self, event: Any) -> Any:
        name = event.anchor
        if name not in self.anchors:
            self.faults.append(
                Fault(
                    self._event_span(event),
                    f"The alias *{_shown(name)} names no anchor above it.",
                    f"Put &{_shown(name)} on the value it should repeat.",
                    code="TOC001",
                )
            )
            return UNREADABLE
        anchored = self.anchors[name]
        if anchored is None:
            return self._refuse(
                event,
                f"The alias *{_shown(name)} stands inside its own anchor.",
                "Write the value out: a theory holds no endless data.",
            )
        value, size = anchored
        self.nodes += size
        self.expanded += size
        written = self.nodes - self.expanded
        if self.expanded > max(self.limits.expansion, _REUSE * written):
            self._refuse(
                event,
                f"Aliases stand for {self.expanded:,} nodes here, {written:,} are written.",
                "Write the values out: this is how an alias bomb looks.",
            )
            raise _RefusedError
        return value

    def _refuse(self, event: Any, message: str, tip: str) -> Any:
        self.faults.append(Fault(self._event_span(event), message, tip, code="TOC010"))
        return UNREADABLE

    def _event_span(self, event: Any) -> Span:
        return self.source.span(event.start_mark.index, event.end_mark.index)


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
