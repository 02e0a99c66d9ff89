"""What could be written at a place: keys, ids, words of a field, units, codes of rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from theoryofchange.estimate import EffortEstimate
from theoryofchange.kpi.criteria import CRITERIA
from theoryofchange.language_server.cursor import Word, blank_at, cell_at
from theoryofchange.language_server.fields import (
    FREE_TEXTS,
    declares,
    keys_at,
    meaning,
    nests,
    sections_named,
    sections_of_key,
    shape_at,
    type_at,
    words_of,
)
from theoryofchange.language_server.theories import State
from theoryofchange.linter.registry import all_rules
from theoryofchange.linter.rule import ALWAYS
from theoryofchange.quantity import Duration, Rate
from theoryofchange.quantity.cadence import CADENCE_DAYS
from theoryofchange.quantity.duration import DurationUnit
from theoryofchange.record import record
from theoryofchange.source.span import Route, Source, Span
from theoryofchange.templates import template_names

Sort = Literal["key", "id", "word", "unit", "code"]

MOST = 200
"""How many are offered at most; typing on narrows them down."""

_IGNORE = re.compile(r"#\s*toc:\s*ignore\s*\[(?:[^\]]*[,\s])?([\w-]*)$")
_NUMBER = re.compile(r"\s*[\d.,]+\s*")
_PLAIN = re.compile(r"(?!(?i:null|true|false|~)$)\w(?:[\w .%€/()-]*[\w.%€/()-])?")
"""What needs no quotes wherever a value stands."""
_RATES = ("hours/month", "days/month", "weeks/quarter")
_UNITS = ("percent", "days", "hours", "points", "rank", "ratio", "EUR", "USD")
_AVAILABILITY = ("live", "manual", "partial", "planned", "none")
_SAID: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("kpis", "unit"): _UNITS,
    ("kpis", "cadence"): tuple(CADENCE_DAYS),
    ("kpis", "availability"): _AVAILABILITY,
    ("theory", "language"): ("en", "zh"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that could be written.

    Parameters
    ----------
    label
        What it is called.
    text
        What is written.
    sort
        What sort of thing it is.
    detail
        What people call it, or what it means.
    """

    label: str
    text: str
    sort: Sort
    detail: str = ""


@record
class Choices:
    """What could be written at a place.

    Parameters
    ----------
    choices
        In the order they are offered.
    span
        What is written there so far, and goes.
    complete
        Whether these are all.
    """

    choices: tuple[Choice, ...]
    span: Span
    complete: bool = True


def completion(source: Source, offset: int, state: State) -> Choices | None:
    """Return what could be written at a place.

    Parameters
    ----------
    source
        A text of the theory; it may be broken.
    offset
        How many characters stand before the place.
    state
        What is known of the theory.

    Returns
    -------
    Choices or None
        Those that hold what is typed so far, whatever the case. ``None`` where nothing is known.
    """
    line = source.position(offset)[0]
    before = source.text[source.line_start(line) : offset]
    ignored = _IGNORE.search(before)
    if ignored:
        span = source.span(offset - len(ignored[1]), offset)
        return _narrowed(_codes(), ignored[1], span)
    word = _word(source, offset)
    if word is None:
        return None
    if word.role == "key":
        return _narrowed(_keys(word, source, state), word.text, source.span(word.start, word.end))
    number = _NUMBER.match(word.text)
    units = _units(word.route) if number else ()
    if number and units:
        span = source.span(word.start + number.end(), word.end)
        return _narrowed(units, word.text[number.end() :], span)
    span = source.span(word.start, word.end)
    return _narrowed(_values(word, source, state), word.text, span)


def _word(source: Source, offset: int) -> Word | None:
    stem, _, ending = source.file.rpartition("/")[2].lower().rpartition(".")
    return cell_at(source, stem, offset) if ending == "csv" else blank_at(source, offset)


def _narrowed(choices: Iterable[Choice], typed: str, span: Span) -> Choices:
    wanted = typed.strip().casefold()
    known = {each.label: each for each in choices}
    found = [
        each
        for each in known.values()
        if wanted in each.label.casefold() or wanted in each.detail.casefold()
    ]
    found.sort(key=lambda each: not each.label.casefold().startswith(wanted))
    return Choices(tuple(found[:MOST]), span, complete=len(found[:MOST]) == len(known))


def _codes() -> Iterator[Choice]:
    for rule in all_rules():
        if rule.code not in ALWAYS:
            yield Choice(rule.code, rule.code, "code", rule.name)


def _keys(word: Word, source: Source, state: State) -> Iterator[Choice]:
    """Yield the keys of a record, or the ids that a mapping may have."""
    ending = "" if source.text[word.end : word.end + 1] in (":", '"', "'") else ":"
    holder = word.route[:-1]
    ids = _ids(word.route, sections_of_key(word.route), state)
    for each in (*ids, *_keys_by_id(holder, state)):
        yield replace(each, text=f"{each.text}{ending}")
    present = _present(holder, state)
    for key in keys_at(holder):
        route = (*holder, key)
        if key not in present or key == word.text:
            space = "" if not ending or nests(route) else " "
            yield Choice(key, f"{key}{ending}{space}", "key", meaning(route))


def _keys_by_id(holder: Route, state: State) -> Iterator[Choice]:
    if holder in (("maturity", "targets"), ("maturity", "exclude")):
        yield from _capabilities(state)
    elif len(holder) == 3 and (holder[0], holder[2]) == ("kpis", "attested"):
        yield from (Choice(each.key, each.key, "word", each.question) for each in CRITERIA)


def _present(route: Route, state: State) -> frozenset[str]:
    """Return the keys that a record had when it was last read; sections may come again."""
    if not declares(route[:2]):
        return frozenset()
    for document in state.readable.documents:
        held: Any = document.data
        for step in route:
            held = held.get(step) if isinstance(held, dict) else None
        if isinstance(held, dict):
            return frozenset(map(str, held))
    return frozenset()


def _values(word: Word, source: Source, state: State) -> Iterator[Choice]:
    """Yield what a value may be, in quotes where it needs them and has none yet."""
    named = sections_named(word.route)
    is_item = bool(word.route) and isinstance(word.route[-1], int)
    if is_item and not named and shape_at(word.route):
        for key in keys_at(word.route):
            yield Choice(key, f"{key}: ", "key", meaning((*word.route, key)))
        return
    is_quoted = source.text[max(word.start - 1, 0) : word.start] in ("'", '"')
    for each in _ids(word.route, named, state) if named else _words(word, state):
        yield each if is_quoted or _PLAIN.fullmatch(each.text) else _quoted(each)


def _quoted(choice: Choice) -> Choice:
    import json

    return replace(choice, text=json.dumps(choice.text, ensure_ascii=False))


def _words(word: Word, state: State) -> Iterator[Choice]:
    """Yield the words that a field takes; where it takes any, those it knows or already holds."""
    names = [step for step in word.route if isinstance(step, str)]
    if not names:
        return
    section, field, kind = names[0], names[-1], type_at(word.route)
    if field == "capability":
        yield from _capabilities(state)
    known = [*words_of(kind), *_SAID.get((section, field), ())]
    if field == "stage":
        known += state.theory.header.journey
    if names == ["maturity", "model"]:
        known += template_names("maturity")
    if kind is str and field not in FREE_TEXTS:
        known += state.texts.get(field, ())
    yield from (Choice(text, text, "unit" if field == "unit" else "word") for text in known)


def _units(route: Route) -> tuple[Choice, ...]:
    """Return the units of time, where a field is a length of time or a rate of work."""
    kind = type_at(route)
    if kind not in (Duration, EffortEstimate, Rate):
        return ()
    names = _RATES if kind is Rate else [f"{unit}s" for unit in get_args(DurationUnit)]
    return tuple(Choice(name, name, "unit") for name in names)


def _ids(route: Route, sections: Iterable[str], state: State) -> Iterator[Choice]:
    for section in sections:
        for id, item in getattr(state.theory, section).items():
            if id == route[1]:
                continue
            yield Choice(id, id, "id", item.name if item.name != id else "")


def _capabilities(state: State) -> Iterator[Choice]:
    model = state.readable.model
    for id, capability in model.capabilities.items() if model else ():
        yield Choice(id, id, "id", capability.title)
