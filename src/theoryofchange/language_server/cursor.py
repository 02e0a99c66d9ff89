"""What stands at one place of a text that is still being written.

Only the entry around the place is read, by the same YAML library as the whole file, up to where it
breaks: what is wrong elsewhere, or after the place, does not matter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import yaml

from theoryofchange.record import record
from theoryofchange.source.span import Route, Source
from theoryofchange.source.table import cells

Role = Literal["key", "value"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARK = "\ue000"
"""Stands where the cursor is, so that the reader says what it would be there."""

_BLOCK_STYLES = ("|", ">")
_AT_MARGIN = re.compile(r"\n(?=[^\s#-]|---)")
_COMMENT_OR_NOTHING = re.compile(r"\s*(#|$)")
_ALONE = re.compile(r"\s*[^\s:,\[\]{}\"'#|>&*!%@`-][^:,\[\]{}\"'#]*|\s*")
_SECTION = re.compile(r"[^\s:#][^:]*:\s*(#.*)?")


@record
class Word:
    """A text of a YAML file: a key, a value or an item of a list.

    Parameters
    ----------
    route
        Where it stands; of a key, the route to what it is the key of.
    role
        Whether it is a key.
    text
        What it says.
    start, end
        Its offsets in the file, with its quotes.
    """

    route: Route
    role: Role
    text: str
    start: int
    end: int


@dataclass
class _Frame:
    """A collection that is open: where it stands, and the step to what comes next in it."""

    is_mapping: bool
    start: int
    step: str | int = 0
    key_is_next: bool = True


@dataclass
class _Walk:
    """The words of one text, in order, up to where it breaks."""

    text: str
    frames: list[_Frame] = field(default_factory=list)

    def words(self) -> Iterator[tuple[Word, Any]]:
        try:
            for event in yaml.parse(self.text, Loader=_LOADER):
                if isinstance(event, yaml.CollectionEndEvent):
                    self.frames.pop()
                    self._advance("")
                elif isinstance(event, yaml.NodeEvent):
                    yield from self._node(event)
        except yaml.YAMLError:
            return

    def _node(self, event: Any) -> Iterator[tuple[Word, Any]]:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.CollectionStartEvent):
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            self.frames.append(_Frame(is_mapping, start))
        elif isinstance(event, yaml.ScalarEvent):
            top = self.frames[-1] if self.frames else None
            is_key = top is not None and top.is_mapping and top.key_is_next
            if top is not None and is_key:
                top.step = event.value
            route = tuple(frame.step for frame in self.frames)
            yield Word(route, "key" if is_key else "value", event.value, start, end), event
            self._advance(event.value)
        else:
            self._advance("")

    def _advance(self, key: str) -> None:
        """Go on to the next place of the collection that is open."""
        if not self.frames:
            return
        top = self.frames[-1]
        if not top.is_mapping:
            top.step = int(top.step) + 1
        else:
            top.step = key if top.key_is_next else top.step
            top.key_is_next = not top.key_is_next


def word_at(source: Source, offset: int) -> Word | None:
    r"""Return the key, value or item that an offset of a YAML text lies in or just behind.

    Parameters
    ----------
    source
        The text; it may be broken.
    offset
        How many characters stand before the place.

    Returns
    -------
    Word or None
        ``None`` on a comment, a mark or a blank.

    Examples
    --------
    >>> source = Source("a.yaml", "goals: {growth: {needs: [trust]}}\noutcomes: [")
    >>> word = word_at(source, source.text.index("trust") + 2)
    >>> word.route, word.role, word.text
    (('goals', 'growth', 'needs', 0), 'value', 'trust')
    """
    head, start, end = _entry(source, offset)
    shift = start - len(head)
    for word, event in _Walk(head + source.text[start:end]).words():
        if word.start + shift > offset:
            return None
        if word.end + shift >= offset and word.start >= len(head):
            if event.style in _BLOCK_STYLES or word.start == word.end:
                return None
            first = word.start + _properties(source.text[word.start + shift : word.end + shift])
            return Word(word.route, word.role, word.text, first + shift, word.end + shift)
    return None


def blank_at(source: Source, offset: int) -> Word | None:
    r"""Return what is being written at an offset of a YAML text, or could be.

    Parameters
    ----------
    source
        The text; it may be broken.
    offset
        How many characters stand before the place.

    Returns
    -------
    Word or None
        With what stands before the place as its text, from ``start`` to ``end``, the end of the
        word there. ``None`` in a comment and in a text of several lines.

    Examples
    --------
    >>> source = Source("a.yaml", "goals:\n  growth:\n    own")
    >>> word = blank_at(source, len(source.text))
    >>> word.route, word.role, word.text
    (('goals', 'growth', 'own'), 'key', 'own')
    """
    line_start = source.line_start(source.position(offset)[0])
    head, start, _ = _entry(source, offset)
    before = head + source.text[start:offset]
    is_alone = _ALONE.fullmatch(source.text[line_start:offset]) is not None
    for ending in (":", "") if is_alone else ("", ":", '"', "'"):
        found = _marked(before, ending)
        if found is None:
            continue
        word, typed_from = found
        typed = before[typed_from:]
        if "\n" in typed or "\r" in typed:
            return None
        return Word(word.route, word.role, typed, offset - len(typed), _end_of_word(source, offset))
    return None


def _marked(before: str, ending: str) -> tuple[Word, int] | None:
    """Return the word that the mark would be part of, and where what is typed of it begins."""
    walk = _Walk(f"{before}{_MARK}{ending}")
    for word, event in walk.words():
        if _MARK not in word.text:
            continue
        if event.style in _BLOCK_STYLES:
            return None
        quoted = event.style in ('"', "'")
        start = word.start + _properties(before[word.start :]) + quoted
        holder = walk.frames[-1] if walk.frames else None
        is_pair = ending == ":" and holder is not None and holder.start == word.start
        if is_pair and len(walk.frames) > 1 and not walk.frames[-2].is_mapping:
            return Word(word.route[:-1], "value", word.text, word.start, word.end), start
        route = word.route
        if word.role == "key":
            route = (*route[:-1], word.text.replace(_MARK, ""))
        return Word(route, word.role, word.text, word.start, word.end), start
    return None


def _properties(text: str) -> int:
    """Return the length of the anchor and the tag before a value."""
    found = re.match(r"(?:[&!]\S*\s+)*", text)
    return found.end() if found else 0


def _end_of_word(source: Source, offset: int) -> int:
    found = re.compile(r"[\w-]*").match(source.text, offset)
    return found.end() if found else offset


def cell_at(source: Source, section: str, offset: int) -> Word | None:
    r"""Return the cell that an offset of a CSV text lies in or just behind.

    Parameters
    ----------
    source
        The text, with a header on its first line.
    section
        The section that its rows belong to.
    offset
        How many characters stand before the place.

    Examples
    --------
    >>> source = Source("observations.csv", "kpi,date,value\nchurn,2026-01-31,7 %")
    >>> cell_at(source, "observations", 17)
    Word(route=('observations', 0, 'kpi'), role='value', text='churn', start=15, end=20)
    """
    line = source.position(offset)[0]
    columns = [source.text[start:end].strip().strip('"') for start, end in cells(source, 1)]
    for column, (start, end) in zip(columns, cells(source, line), strict=False):
        if line > 1 and start <= offset <= end:
            text = source.text[start:end].strip().strip('"')
            return Word((section, line - 2, column), "value", text, start, end)
    return None


def _entry(source: Source, offset: int) -> tuple[str, int, int]:
    """Return what an entry is to be read below, and the offsets it begins and ends at.

    An entry is an item of a section, or a whole section that is written in a line.
    """
    starts = _section_starts(source)
    at = bisect_right(starts, offset) - 1
    if at < 0:
        return "", 0, len(source.text)
    start, end = starts[at], [*starts[at + 1 : at + 2], len(source.text)][0]
    section, here = source.position(start)[0], source.position(offset)[0]
    header = source.line_text(section)
    if not _SECTION.fullmatch(header):
        return "", start, end
    if here == section:
        return "", start, source.line_end(start)
    depth = _depth_of_items(source, section)
    first = _item_line(source, section, offset, depth)
    return f"{header}\n", source.line_start(first), min(end, _item_end(source, here, depth))


@lru_cache(maxsize=8)
def _section_starts(source: Source) -> tuple[int, ...]:
    """Return the offsets of the lines that begin a section or a document."""
    starts = [found.end() for found in _AT_MARGIN.finditer(source.text)]
    return (0, *starts) if _AT_MARGIN.match(f"\n{source.text[:3]}") else tuple(starts)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _content(source: Source, lines: range) -> Iterator[tuple[int, str]]:
    """Yield the lines of some that are neither blank nor a comment."""
    for line in lines:
        text = source.line_text(line)
        if not _COMMENT_OR_NOTHING.match(text):
            yield line, text


def _after(source: Source, line: int) -> range:
    return range(line + 1, source.position(len(source.text))[0] + 1)


def _depth_of_items(source: Source, section: int) -> int:
    """Return how deep the first item of a section is indented, by which all of them are."""
    return next((_indent(text) for _, text in _content(source, _after(source, section))), 0)


def _item_line(source: Source, section: int, offset: int, depth: int) -> int:
    """Return the line on which the item around an offset begins."""
    here, column = source.position(offset)
    if not source.line_text(here)[: column - 1].strip() and column - 1 <= depth:
        return here
    above = _content(source, range(here, section, -1))
    return next((line for line, text in above if _indent(text) <= depth), section + 1)


def _item_end(source: Source, here: int, depth: int) -> int:
    """Return the offset at which the item around a line ends."""
    below = _content(source, _after(source, here))
    line = next((line for line, text in below if _indent(text) <= depth), None)
    return len(source.text) if line is None else source.line_start(line)
