"""Which element of the new theory is which of the old one: by its id, or probably by likeness.

What has lost its id and what is new are compared only where they share a key: the stems of a name,
or of all but one of its words; how a definition begins or ends; a formula. Of a block
that shares one, each is compared with the first few of the other theory alone, so that the time
grows with the number of elements and not with its square; where many share all words but one, that
word tells them apart. Of names the worst word decides, as among near-duplicates
(``docs/decisions/0008-fuzzy-matching-and-plug-ins.md``). No two proposals share an element: the
most alike first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

from theoryofchange.difference.fields import even
from theoryofchange.difference.meaning import written
from theoryofchange.kpi import Kpi
from theoryofchange.linter.wording import KINDS, Stems, likeness, wording

ALIKE = 0.88
"""How alike the least alike words of two names must be."""

ALIKE_TEXTS = 0.9
"""How alike two definitions must be."""

_MOST_COMPARED = 4
_ALL_BUT_ONE = "all but one word"
_SHORTEST = 12
"""Characters from which a definition says enough to be compared."""
_END = 24
"""Characters at the beginning or end of a definition that two must share to be compared."""
_LONG_STEM = 4
_OPERAND = re.compile(r"[^\W\d]\w*")


class Element(Protocol):
    """What has an id and a name."""

    @property
    def id(self) -> str:
        """Its name in every reference."""

    @property
    def name(self) -> str:
        """What people call it."""


T = TypeVar("T", bound=Element)
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """Two elements that are probably one.

    Parameters
    ----------
    before, after
        Its ids in the old and in the new theory.
    similarity
        How alike they are, from 0 to 1.
    because
        What speaks for it.
    """

    before: str
    after: str
    similarity: float
    because: str


@dataclass(frozen=True, slots=True)
class _Told:
    """An element by what it can be known again by."""

    at: int
    id: str
    name: str
    stems: tuple[str, ...]
    numbers: frozenset[str]
    text: str
    formula: str
    unit: str | None
    measures: str | None


def likely_renames(gone: Iterable[T], come: Iterable[T]) -> tuple[Rename, ...]:
    """Return which elements that are gone are probably among those that came.

    Parameters
    ----------
    gone, come
        Elements of the old and of the new theory whose ids the other does not have.

    Examples
    --------
    >>> old = [Kpi(id="csat", title="Customer satisfaction")]
    >>> new = [Kpi(id="satisfied", title="Satisfaction of customers")]
    >>> for rename in likely_renames(old, new):
    ...     print(rename.before, rename.after, rename.similarity, rename.because)
    csat satisfied 1.0 their names hold the same words
    """
    stems = Stems()
    old, new = ([_told(at, each, stems) for at, each in enumerate(held)] for held in (gone, come))
    renames = [_rename(one, other) for one, other in _word_for_word(old, new)]
    known = {each for rename in renames for each in (("old", rename.before), ("new", rename.after))}
    found = [
        (_rank(one, other, grounds), one, other)
        for one, other in _candidates(
            [each for each in old if ("old", each.id) not in known],
            [each for each in new if ("new", each.id) not in known],
        )
        if (grounds := tuple(_grounds(one, other)))
    ]
    for _, one, other in sorted(found, key=lambda each: each[0]):
        if known.isdisjoint((("old", one.id), ("new", other.id))):
            known |= {("old", one.id), ("new", other.id)}
            renames.append(_rename(one, other))
    return tuple(sorted(renames, key=lambda each: (each.before, each.after)))


def _word_for_word(old: Sequence[_Told], new: Sequence[_Told]) -> Iterator[tuple[_Told, _Told]]:
    """Yield each two that alone have the same name, definition, formula, unit and place."""
    same: dict[Key, tuple[list[_Told], list[_Told]]] = {}
    for side, held in enumerate((old, new)):
        for each in held:
            key = (each.name, each.text, each.formula, each.unit, each.measures)
            same.setdefault(key, ([], []))[side].append(each)
    for mine, others in same.values():
        if len(mine) == len(others) == 1 and any(_grounds(mine[0], others[0])):
            yield mine[0], others[0]


def _rename(one: _Told, other: _Told) -> Rename:
    grounds = tuple(_grounds(one, other))
    because = " and ".join(why for _, why in grounds)
    return Rename(one.id, other.id, max(grounds)[0], because)


def _told(at: int, element: Element, stems: Stems) -> _Told:
    kpi = element if isinstance(element, Kpi) else Kpi()
    text = kpi.definition or getattr(element, "description", None) or ""
    return _Told(
        at=at,
        id=element.id,
        name=element.name,
        stems=stems.of_name(element.name, kpi.unit),
        numbers=_numbers(element.name),
        text=even(text),
        formula=written(kpi.formula or "").casefold(),
        unit=kpi.unit,
        measures=kpi.measures,
    )


def _rank(one: _Told, other: _Told, grounds: Sequence[tuple[float, str]]) -> tuple[float, ...]:
    """Return how far behind a proposal stands; the same whichever theory is the old one."""
    same = one.measures == other.measures
    return -max(grounds)[0], -len(grounds), -float(same), one.at + other.at, abs(one.at - other.at)


def _candidates(old: Sequence[_Told], new: Sequence[_Told]) -> Iterator[tuple[_Told, _Told]]:
    """Yield each two that share a key, once."""
    blocks: dict[Key, tuple[list[_Told], list[_Told]]] = {}
    for side, held in enumerate((old, new)):
        for each in held:
            for key in _keys(each):
                blocks.setdefault(key, ([], []))[side].append(each)
    seen: set[tuple[int, int]] = set()
    for key, (mine, others) in blocks.items():
        if key[0] == _ALL_BUT_ONE and max(len(mine), len(others)) > _MOST_COMPARED:
            continue
        pairs = chain(
            ((one, other) for one in mine for other in islice(others, _MOST_COMPARED)),
            ((one, other) for other in others for one in islice(mine, _MOST_COMPARED)),
        )
        for one, other in pairs:
            if (one.at, other.at) not in seen:
                seen.add((one.at, other.at))
                yield one, other


def _keys(each: _Told) -> Iterator[Key]:
    if each.stems:
        yield "name", each.stems
    if len(each.stems) > 1:
        for at, stem in enumerate(each.stems):
            if len(stem) >= _LONG_STEM and stem.isalpha():
                yield _ALL_BUT_ONE, len(each.stems), each.stems[:at] + each.stems[at + 1 :]
    if len(each.text) >= _SHORTEST:
        yield "start", each.text[:_END]
        yield "end", each.text[-_END:]
    yield from _formula(each)


def _formula(each: _Told) -> Iterator[Key]:
    """Yield the formula of at least two operands, and what it measures."""
    if len(set(_OPERAND.findall(each.formula))) > 1:
        yield "formula", each.measures, each.formula


def _grounds(one: _Told, other: _Told) -> Iterator[tuple[float, str]]:
    """Yield what speaks for two elements being one, and how much."""
    names = _names_alike(one, other)
    if names >= ALIKE:
        amount = "the same" if names == 1 else "almost the same"
        yield names, f"their names hold {amount} words"
    if one.numbers != other.numbers:
        return
    if min(len(one.text), len(other.text)) >= _SHORTEST:
        from rapidfuzz.distance import Indel

        texts = round(Indel.normalized_similarity(one.text, other.text), 4)
        if texts >= ALIKE_TEXTS:
            yield texts, "they have one definition" if texts == 1 else "their definitions are alike"
    formula = list(_formula(one))
    if formula and formula == list(_formula(other)):
        yield 1.0, "they have one formula"


def _names_alike(one: _Told, other: _Told) -> float:
    if one.numbers != other.numbers or len({*one.stems} ^ {*other.stems}) > 2:
        return 0.0
    kinds = KINDS if one.unit and other.unit else frozenset[str]()
    return round(likeness(one.name, other.name, without=kinds), 4)


def _numbers(name: str) -> frozenset[str]:
    return frozenset(word for word in wording(name).words if not word.lstrip("/").isalpha())


def split(
    before: Mapping[str, T], after: Mapping[str, T]
) -> tuple[dict[str, T], dict[str, T], tuple[Rename, ...]]:
    """Return what is gone, what has come, and which of them are probably one.

    Parameters
    ----------
    before, after
        The elements of one kind by their ids.
    """
    gone = {id: each for id, each in before.items() if id not in after}
    come = {id: each for id, each in after.items() if id not in before}
    renames = likely_renames(gone.values(), come.values()) if gone and come else ()
    for rename in renames:
        del gone[rename.before], come[rename.after]
    return gone, come, renames
