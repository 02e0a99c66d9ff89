"""Where the ids of a theory are declared and named, in every document it is read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from theoryofchange.declare.sections import BY_ID
from theoryofchange.graph.identity import names_in_formula
from theoryofchange.language_server.fields import sections_named
from theoryofchange.source.document import Document
from theoryofchange.source.span import Route, Source, Span

_LINE_END = re.compile(r"\r\n|\r|\n")
_APART = r"\s()\[\]{}+*/^%=<>!&|,;:×÷−·\"'-"
"""What stands between two ids of a formula."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place at which an id is declared or named.

    Parameters
    ----------
    id
        The id.
    document, route
        Where it stands.
    sections
        Where what it names is to be found; of a declaration, the section it is in.
    is_key
        Whether it is the key that the route ends in.
    is_declaration
        Whether the item is declared here.
    is_part
        Whether it is one word of a formula.
    """

    id: str
    document: Document
    route: Route
    sections: tuple[str, ...]
    is_key: bool = False
    is_declaration: bool = False
    is_part: bool = False

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.document.source.file


@dataclass(frozen=True)
class Index:
    """Every mention of every id of a theory.

    Parameters
    ----------
    documents
        The documents of the theory.
    formulas
        Every formula of a KPI, its text in the place of the id.
    """

    documents: tuple[Document, ...]
    _mentions: dict[str, list[Mention]] = field(default_factory=dict, init=False, repr=False)
    formulas: list[Mention] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        for document in self.documents:
            for mention in _mentions_in(document):
                if mention.is_part:
                    self.formulas.append(mention)
                else:
                    self._mentions.setdefault(mention.id, []).append(mention)

    def of(self, id: str, sections: Iterable[str]) -> tuple[Mention, ...]:
        """Return the mentions of what an id names in one of some sections, declarations first."""
        wanted = frozenset(sections)
        found = [
            mention
            for mention in self._mentions.get(id, ())
            if not wanted.isdisjoint(mention.sections)
        ]
        if "kpis" in wanted:
            found += self._in_formulas(id)
        return tuple(sorted(found, key=lambda mention: not mention.is_declaration))

    def declarations(self, id: str, sections: Iterable[str]) -> tuple[Mention, ...]:
        """Return where an id is declared in one of some sections; more than once is a fault."""
        return tuple(each for each in self.of(id, sections) if each.is_declaration)

    def sections_of(self, id: str) -> tuple[str, ...]:
        """Return the sections that declare an id."""
        mentions = self._mentions.get(id, ())
        return tuple(each.sections[0] for each in mentions if each.is_declaration)

    def _in_formulas(self, id: str) -> Iterator[Mention]:
        for formula in self.formulas:
            if id in formula.id and id in names_in_formula(formula.id, self.kpis):
                yield Mention(id, formula.document, formula.route, ("kpis",), is_part=True)

    @cached_property
    def kpis(self) -> frozenset[str]:
        """The ids of the KPIs there are."""
        return frozenset(id for id, found in self._mentions.items() if _declares_kpi(found))


def _declares_kpi(mentions: Iterable[Mention]) -> bool:
    return any(each.is_declaration and each.sections == ("kpis",) for each in mentions)


def spans_of(mention: Mention) -> tuple[Span, ...] | None:
    """Return where exactly an id is written: itself without its quotes, in a formula each time.

    Returns
    -------
    tuple of Span or None
        Empty where the document repeats what stands elsewhere, by an alias. ``None`` where the id
        is there but not as it reads: in a file that is no text, or written with escapes.
    """
    source = mention.document.source
    if source.file.endswith(".parquet"):
        return None
    document = mention.document
    span = document.key_span(mention.route) if mention.is_key else document.span(mention.route)
    start, end = _offsets(source, span)
    if mention.is_part:
        return _words(source, mention, start, _end_of_text(source, mention, start, end))
    written = source.text[start:end]
    if re.match(r"(?:[&!]\S*\s+)*\*", written):
        return ()
    at = written.rfind(mention.id)
    if at < 0 or _bare(written[:at] + written[at + len(mention.id) :]):
        return None
    return (source.span(start + at, start + at + len(mention.id)),)


def _bare(around: str) -> bool:
    """Tell whether more than quotes, an anchor or a tag stands around an id."""
    return re.fullmatch(r"(?:[&!]\S*\s+)*(?:\"\s*\"|'\s*'|\s*)", around) is None


def _offsets(source: Source, span: Span) -> tuple[int, int]:
    start = source.line_start(span.line) + span.column - 1
    return start, source.line_start(span.end_line) + span.end_column - 1


def _end_of_text(source: Source, mention: Mention, start: int, end: int) -> int:
    """Return where a formula ends; one of a block of lines is shown by its key."""
    key = _offsets(source, mention.document.key_span(mention.route))
    if (start, end) != key:
        return end
    depth = start - source.line_start(source.position(start)[0])
    for found in _LINE_END.finditer(source.text, end):
        line = source.text[found.end() : found.end() + depth + 1]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= depth:
            return found.start()
    return len(source.text)


def word_in_formula(id: str) -> re.Pattern[str]:
    """Return what an id is in a formula: itself between blanks, quotes and signs."""
    return re.compile(rf"(?<![^{_APART}]){re.escape(id)}(?![^{_APART}])")


def _words(source: Source, mention: Mention, start: int, end: int) -> tuple[Span, ...] | None:
    words = word_in_formula(mention.id).finditer(source.text, start, end)
    found = [match.span() for match in words]
    return tuple(source.span(*place) for place in found) or None


def _mentions_in(document: Document) -> Iterator[Mention]:
    if not isinstance(document.data, dict):
        return
    for section, held in document.data.items():
        if section in BY_ID and isinstance(held, dict):
            for id, item in held.items():
                route = (section, id)
                yield Mention(id, document, route, (section,), is_key=True, is_declaration=True)
                yield from _named(document, item, route)
        elif isinstance(held, list | dict):
            yield from _named(document, held, (section,))


def _named(document: Document, value: Any, route: Route) -> Iterator[Mention]:
    """Yield the ids named in a value, all the way down."""
    sections = sections_named(route)
    if isinstance(value, str):
        if sections:
            yield Mention(value, document, route, sections)
        elif len(route) == 3 and route[0] == "kpis" and route[2] == "formula":
            yield Mention(value, document, route, ("kpis",), is_part=True)
    elif isinstance(value, dict):
        for key, held in value.items():
            below = (*route, key)
            if sections and sections_named(below):
                yield Mention(key, document, below, sections, is_key=True)
            if not (sections and isinstance(held, str)):
                yield from _named(document, held, below)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _named(document, item, (*route, index))
