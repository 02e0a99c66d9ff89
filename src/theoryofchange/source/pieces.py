"""A large YAML text in pieces, each read on its own, and put together as if read whole.

A piece ends before an entry of a section, as the KPIs are. There the parser knows no more than that
it stands in the block mapping of that section, so a piece that begins with the section's name again
is read as it would have been, if the piece before it shows that the section is still open. Where it
does not, or a text has what reaches over entries (anchors, merge keys, several documents, a key
that stands twice), nothing is put together and the text is read whole.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from theoryofchange.named_tuple import NamedTuple
from theoryofchange.source.document import YamlDocument
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import Reading
from theoryofchange.source.span import Source

_REACHING = {
    "&": re.compile(r"&(?<![^\s,\[{]&)[^\s,\[\]{}]"),
    "<": re.compile("<<"),
    "?": re.compile(r"\n[ -]*\?\s"),
    "\r": re.compile(r"\r(?!\n)"),
}
"""What may reach over entries, by a sign of it: anchors, merge keys, explicit keys (without a value
it is said to stand where the next entry does) and carriage returns that end a line alone."""

_NEVER_CUT = ("\n---", "\n...", "\x85", "\u2028", "\u2029")
"""Another document, and what else ends a line."""

_OUTERMOST = re.compile(r"\n(?=[^\s#])")
_SECTION = re.compile(r"([A-Za-z_]\w*):[ \t]*(?:#[^\n]*)?\r?(?=\n)")
_FIRST = re.compile(r"\n( +)\w")


class Section(NamedTuple):
    """A section written over several lines: its key, where that and the first entry stand."""

    name: str
    start: int
    first: int
    column: int


class Piece(NamedTuple):
    """A part of a text: its offsets, and the section that is open where it begins and ends."""

    start: int
    end: int
    within: Section | None
    into: Section | None


def pieces_of(text: str, cuts: Sequence[int]) -> list[Piece]:
    r"""Return a text in pieces that begin at, or soon after, some offsets.

    Parameters
    ----------
    text
        A YAML text.
    cuts
        Offsets of the text, in order.

    Examples
    --------
    >>> text = "kpis:\n  reach: {}\n  churn: {}\n"
    >>> [text[piece.start : piece.end] for piece in pieces_of(text, [9])]
    ['kpis:\n  reach: {}\n', '  churn: {}\n']
    """
    found = _entries(text, cuts) if cuts and not _reaches(text) else []
    starts = [(0, None), *found]
    ends = [*found, (len(text), None)]
    return [
        Piece(start, end, within, into)
        for (start, within), (end, into) in zip(starts, ends, strict=True)
    ]


def _reaches(text: str) -> bool:
    return any(each in text for each in _NEVER_CUT) or any(
        sign in text and pattern.search(text) for sign, pattern in _REACHING.items()
    )


def _entries(text: str, cuts: Sequence[int]) -> list[tuple[int, Section]]:
    """Return where the entries after some offsets begin, and in which section."""
    outermost = [0, *(match.end() for match in _OUTERMOST.finditer(text))]
    found: list[tuple[int, Section]] = []
    for cut in cuts:
        after = bisect_right(outermost, cut)
        section = _section_at(text, outermost[after - 1])
        entry = section and _entry(text, cut, section)
        end = outermost[after] if after < len(outermost) else len(text)
        if section and entry and entry < end and (not found or entry > found[-1][0]):
            found.append((entry, section))
    return found


def _section_at(text: str, start: int) -> Section | None:
    """Return the section whose key stands at an offset."""
    key = _SECTION.match(text, start)
    first = key and _FIRST.search(text, key.end())
    return Section(key[1], start, first.end(1), len(first[1])) if key and first else None


def _entry(text: str, cut: int, section: Section) -> int | None:
    """Return where the next line after an offset begins that begins as an entry does."""
    found = re.compile(rf"\n(?= {{{section.column}}}\w)").search(text, max(cut, section.first))
    return found.end() if found else None


def read_piece(source: Source, piece: Piece) -> Reading | None:
    """Read a piece of a text.

    Returns
    -------
    Reading or None
        What was read, with the offsets of the whole text less ``shift_of`` the piece; ``None``
        where it cannot be told from the piece alone.
    """
    begin = _heading(piece)
    reading = read_yaml(Source(source.file, begin + source.text[piece.start : piece.end]))
    is_whole = piece.within is None and piece.into is None
    return reading if is_whole or _stands(reading, piece) else None


def shift_of(piece: Piece) -> int:
    """Return by how much the offsets of a piece that was read are less than those of its text."""
    return piece.start - len(_heading(piece))


def _heading(piece: Piece) -> str:
    return f"{piece.within.name}:\n" if piece.within else ""


def _stands(reading: Reading, piece: Piece) -> bool:
    """Tell whether a piece was read without fault, from and to a section as it should."""
    if reading.faults or not reading.complete or len(reading.documents) != 1:
        return False
    (document,) = reading.documents
    if not isinstance(document, YamlDocument):
        return False
    data = document.data
    if piece.within and not (isinstance(data, dict) and isinstance(data[piece.within.name], dict)):
        return False
    if piece.into is None:
        return True
    is_open = isinstance(data, dict) and [*data][-1:] == [piece.into.name]
    if not is_open or piece.within == piece.into:
        return is_open and len(data) == 1
    return _is_open(document, piece, piece.into)


def _is_open(document: YamlDocument, piece: Piece, section: Section) -> bool:
    """Tell whether the last section of a piece is the one written where it is looked for."""
    entries = document.data[section.name]
    if not (isinstance(entries, dict) and entries):
        return False
    key = document.marks[id(document.data)][-4] + shift_of(piece)
    first = document.marks[id(entries)][0]
    line = document.source.text.rfind("\n", 0, first) + 1
    return (key, first - line) == (section.start, section.column)


def joined(source: Source, read: Sequence[Reading]) -> Reading | None:
    """Put the pieces of a text together.

    Parameters
    ----------
    source
        The whole text.
    read
        What was read of each, with the offsets of the whole text.

    Returns
    -------
    Reading or None
        What would have been read of the text; ``None`` where a key stands in two pieces.
    """
    documents = [each for one in read for each in one.documents if isinstance(each, YamlDocument)]
    first, *others = documents
    whole: dict[str, Any] = dict(first.data)
    opened: list[str] = []
    for document in others:
        (name, section), *rest = document.data.items()
        if not (whole[name].keys().isdisjoint(section) and whole.keys().isdisjoint(dict(rest))):
            return None
        whole[name] = {**whole[name], **section}
        whole.update(rest)
        opened.append(name)
    marks = _Marks(documents, whole, frozenset(opened))
    return Reading(
        [YamlDocument(source, whole, first.start, marks)], [], complete=True, source=source
    )


class _Marks(dict[int, "array[int]"]):
    """The offsets of all pieces, put together when the first is asked for."""

    def __init__(
        self, read: Sequence[YamlDocument], whole: dict[str, Any], opened: frozenset[str]
    ) -> None:
        self._read, self._whole, self._opened = read, whole, opened

    def __missing__(self, key: int) -> array[int]:
        root: array[int] = array("I")
        sections = {name: array("I") for name in self._opened}
        for at, document in enumerate(self._read):
            root += document.marks[id(document.data)][4 if at else 0 :]
            self.update(document.marks)
            for name in self._opened & document.data.keys():
                sections[name] += document.marks[id(document.data[name])]
        self[id(self._whole)] = root
        self.update((id(self._whole[name]), held) for name, held in sections.items())
        return dict(self)[key]
