"""Which id stands at one place of a text, and where it is declared."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from theoryofchange.graph.identity import names_in_formula
from theoryofchange.language_server.cursor import Word, cell_at, word_at
from theoryofchange.language_server.fields import declares, sections_named, sections_of_key
from theoryofchange.record import record
from theoryofchange.source.span import Source, Span

_ID_BEFORE = re.compile(r"[\w-]")


@record
class Named:
    """An id in a text.

    Parameters
    ----------
    id
        The id.
    sections
        Where what it names is to be found; where it is declared, the section it stands in.
    span
        Where it stands, without its quotes.
    """

    id: str
    sections: tuple[str, ...]
    span: Span


def text_at(source: Source, offset: int) -> Word | None:
    """Return the key, value or item at an offset of a YAML text, or the cell of a CSV text."""
    path = PurePosixPath(source.file)
    if path.suffix.lower() == ".csv":
        return cell_at(source, path.stem.lower(), offset)
    return word_at(source, offset)


def id_at(source: Source, offset: int, kpis: Collection[str]) -> Named | None:
    """Return the id that an offset lies in.

    Parameters
    ----------
    source
        A text of the theory; it may be broken.
    offset
        How many characters stand before the place.
    kpis
        The ids of the KPIs there are, which a formula may name.

    Examples
    --------
    >>> source = Source("a.yaml", "kpis: {churn: {measures: 'trust', formula: gone / all}}")
    >>> id_at(source, source.text.index("rust"), ()).sections
    ('outcomes', 'goals')
    >>> id_at(source, source.text.index("gone"), {"gone"}).span.column
    44
    """
    word = text_at(source, offset)
    if word is None:
        return None
    if word.role == "value" and word.route[2:] == ("formula",) and word.route[0] == "kpis":
        return _in_formula(source, word, offset, kpis)
    sections = _sections(word)
    at = source.text.find(word.text, word.start, word.end) if sections and word.text else -1
    if at < 0:
        return None
    return Named(word.text, sections, source.span(at, at + len(word.text)))


def _sections(word: Word) -> tuple[str, ...]:
    if word.role == "value":
        return sections_named(word.route)
    return (str(word.route[0]),) if declares(word.route) else sections_of_key(word.route)


def _in_formula(source: Source, word: Word, offset: int, kpis: Collection[str]) -> Named | None:
    for id in sorted(set(names_in_formula(word.text, kpis)), key=len, reverse=True):
        for found in re.compile(re.escape(id)).finditer(source.text, word.start, word.end):
            if found.start() <= offset <= found.end():
                return Named(id, ("kpis",), source.span(*found.span()))
    return None


def declarations_of(named: Named, sources: Iterable[Source]) -> tuple[Span, ...]:
    r"""Return where an id is declared, in texts of which some may be broken.

    Parameters
    ----------
    named
        The id, and the sections it may be declared in.
    sources
        The texts of the theory.

    Examples
    --------
    >>> source = Source("a.yaml", "outcomes: {trust: {}}\ngoals: {growth: {needs: {trust: ]")
    >>> named = id_at(source, len(source.text) - 4, ())
    >>> [span.column for span in declarations_of(named, [source])]
    [12]
    """
    key = re.compile(rf"{re.escape(named.id)}['\"]?\s*:")
    found = []
    for source in sources:
        for match in key.finditer(source.text):
            start = match.start()
            if _ID_BEFORE.fullmatch(source.text[start - 1 : start] if start else ""):
                continue
            word = word_at(source, start)
            if word and word.role == "key" and _is_of(word, named):
                found.append(source.span(start, start + len(named.id)))
    return tuple(found)


def _is_of(word: Word, named: Named) -> bool:
    is_declared = declares(word.route) and word.route[0] in named.sections
    return is_declared and word.text == named.id
