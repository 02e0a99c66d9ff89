"""The words by which columns and cells are told, in several languages, from a packaged file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from theoryofchange.interop.seam.prose import words
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source
from theoryofchange.templates import template_text

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def spelled(text: str) -> str:
    """Return a text as its words, in lower case with blanks between them.

    Examples
    --------
    >>> spelled("kpiName"), spelled("Unit_of-Measure:"), spelled("目标值"), spelled("↑")
    ('kpi name', 'unit of measure', '目标值', '')
    """
    return " ".join(words(_CAMEL.sub(" ", text)))


@cache
def _file() -> Mapping[str, Any]:
    (document,) = read_yaml(Source("words.yaml", template_text("tables", "words"))).documents
    held: Mapping[str, Any] = document.data
    return held


@cache
def role_words() -> Mapping[str, tuple[str, ...]]:
    """Return the words of each role, whatever their language, in the order of the roles."""
    return {
        role: tuple(dict.fromkeys(word for words in languages.values() for word in words))
        for role, languages in _file()["roles"].items()
    }


def meaning(kind: str, cell: str) -> str | None:
    """Return what a cell says by the words of one kind, or ``None``.

    Parameters
    ----------
    kind
        ``directions``, ``timings``, ``statuses``, ``cadences``, ``units``, ``truths``, ``months``.
    cell
        What is written.

    Examples
    --------
    >>> meaning("directions", "Higher_is_better"), meaning("directions", "↓")
    ('increase', 'decrease')
    >>> meaning("directions", "neutral") is meaning("cadences", "After every two years") is None
    True
    """
    known = _meanings(kind)
    return known.get(cell.strip().casefold()) or known.get(spelled(cell))


def with_sign(cell: str) -> str | None:
    """Return a figure with the sign of the words that bound it, or ``None`` where none do.

    Examples
    --------
    >>> with_sign("mindestens 95 %"), with_sign("не более 3 дней"), with_sign("95 %")
    ('>= 95 %', '<= 3 дней', None)
    """
    small = cell.strip().casefold()
    for word, sign in _bounds():
        if small.startswith(word):
            rest = cell.strip()[len(word) :].strip()
            if rest[:1].isdigit() or rest[:1] in tuple("-−€$£¥"):
                return f"{sign} {rest}"
    return None


@cache
def _bounds() -> tuple[tuple[str, str], ...]:
    """Return the words of each bound, longer ones first."""
    entries = (
        (str(word).casefold(), sign) for sign, told in _file()["bounds"].items() for word in told
    )
    return tuple(sorted(entries, key=lambda each: -len(each[0])))


@cache
def _meanings(kind: str) -> Mapping[str, str]:
    entries: Iterable[tuple[str, list[str]]] = _file()[kind].items()
    return {
        form: meant
        for meant, told in entries
        for word in (meant, *told)
        for form in (word.casefold(), spelled(word))
        if form
    }
