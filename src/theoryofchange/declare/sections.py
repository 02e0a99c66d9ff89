"""The sections of a theory file, and the documents they were written in, merged by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from theoryofchange.activity import Activity, Team
from theoryofchange.declare.fixes import key_fix, second_fix
from theoryofchange.declare.messages import shown
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.maturity.rating import MaturitySettings, Rating
from theoryofchange.named_tuple import NamedTuple
from theoryofchange.record import field, record, replace
from theoryofchange.source.document import UNREADABLE, Document
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route
from theoryofchange.source.suggest import closest

BY_ID: Mapping[str, Any] = {
    "teams": Team,
    "goals": Goal,
    "outcomes": Outcome,
    "kpis": Kpi,
    "activities": Activity,
}
"""Sections that hold items by id, and their shape."""

LISTS: Mapping[str, Any] = {
    "observations": Observation,
    "benchmarks": Benchmark,
    "ratings": Rating,
}
"""Sections that hold rows, and their shape."""

SINGLE: Mapping[str, Any] = {"theory": Header, "maturity": MaturitySettings}
"""Sections that hold one record, and its shape."""

SECTIONS = (*SINGLE, *BY_ID, *LISTS)
SINGULAR: Mapping[str, str] = {
    "teams": "team",
    "goals": "goal",
    "outcomes": "outcome",
    "kpis": "KPI",
    "activities": "activity",
}
_ARTICLED: Mapping[str, str] = {
    section: f"{'an' if name[0] in 'ao' else 'a'} {name}" for section, name in SINGULAR.items()
}


class Home(NamedTuple):
    """Where an item or a row is written: the document, and the route to it in there."""

    document: Document
    route: Route


@record
class Merged:
    """The sections of all documents of a theory, put together.

    Parameters
    ----------
    items
        For each section by id, the raw value of each id.
    rows
        For each section of rows, the raw rows.
    single
        The raw value of each section that is one record.
    homes
        Where each item, row and record is written, by its route in the merged theory.
    faults
        What was wrong on the way.
    refused
        Sections that were not of the right kind.
    dropped
        What came a second time, or stands in a section that there is not.
    """

    items: dict[str, dict[str, Any]] = field(default_factory=lambda: {name: {} for name in BY_ID})
    rows: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in LISTS})
    single: dict[str, Any] = field(default_factory=dict)
    homes: dict[Route, Home] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    dropped: list[Any] = field(default_factory=list)


def merge(documents: Iterable[Document]) -> Merged:
    """Put the sections of all documents together, each id where it is first written."""
    merged = Merged()
    for document in documents:
        if is_maturity_model(document.data):
            continue
        merged.dropped.extend(getattr(document, "dropped", ()))
        if isinstance(document.data, dict):
            for name in document.data:
                _merge_section(merged, document, name)
        elif document.data not in (None, UNREADABLE):
            merged.faults.append(_not_sections(document))
            merged.refused.update(BY_ID)
    _shared_ids(merged)
    return merged


def is_maturity_model(data: Any) -> bool:
    """Tell whether a document beside the theory is a maturity model, and no part of it."""
    if not isinstance(data, dict) or not data.keys().isdisjoint(SECTIONS):
        return False
    return not data.keys().isdisjoint(("levels", "dimensions"))


def _not_sections(document: Document) -> Fault:
    return Fault(
        document.span(()),
        f"A theory file is a mapping of sections, not {shown(document.data)}.",
        f"Begin with one of {', '.join(SECTIONS)}.",
        code="TOC004",
    )


def _merge_section(merged: Merged, document: Document, name: str) -> None:
    value, route = document.data[name], (name,)
    section = name
    if name not in SECTIONS:
        near = closest(name, SECTIONS)
        tip = f"Did you mean {near}?" if near else f"The sections are {', '.join(SECTIONS)}."
        message = f"There is no section {shown(name)}."
        place = document.key_span(route)
        absent = [each for each in SECTIONS if each not in document.data]
        fix = key_fix(name, absent, place) if near in absent else None
        merged.faults.append(Fault(place, message, tip, code="TOC003", fix=fix))
        if near is None or near in document.data:
            merged.dropped.append(dict.fromkeys(BY_ID, value))
            return
        section = near
    if value is None or value is UNREADABLE:
        if value is UNREADABLE:
            merged.refused.add(section)
        return
    if section in SINGLE:
        _merge_single(merged, document, section, route)
    elif section in BY_ID:
        _merge_items(merged, document, section, route)
    else:
        _merge_rows(merged, document, section, route)


def _merge_single(merged: Merged, document: Document, section: str, route: Route) -> None:
    home = Home(document, route)
    first = merged.homes.setdefault((section,), home)
    if first is home:
        merged.single[section] = document.data[route[0]]
        return
    place = document.key_span(route)
    merged.faults.append(
        Fault(
            place,
            f"The section {section} is written a second time; the first one counts.",
            "Keep one of the two.",
            code="TOC006",
            fix=second_fix(section, merged.single[section], document.data[route[0]], place),
            related=((first.document.key_span(first.route), "first written here"),),
        )
    )


def _merge_items(merged: Merged, document: Document, section: str, route: Route) -> None:
    held = document.data[route[0]]
    if not isinstance(held, dict):
        merged.faults.append(
            Fault(
                document.key_span(route),
                f"{section} takes a mapping of ids, not {shown(held)}.",
                "Write each id indented below it, followed by a colon and its fields.",
                code="TOC004",
            )
        )
        merged.refused.add(section)
        return
    items, homes = merged.items[section], merged.homes
    for id, value in held.items():
        home = Home(document, (route[0], id))
        if not id.strip():
            merged.faults.append(_without_a_name(home, section))
            merged.dropped.append({id: value})
            continue
        first = homes.setdefault((section, id), home)
        if first is home:
            items[id] = value
        else:
            fault = _same_id(id, home, section, first, section)
            place = home.document.key_span(home.route)
            fix = second_fix(id, items[id], value, place)
            merged.faults.append(replace(fault, fix=fix))
            merged.dropped.append({id: value})


def _without_a_name(home: Home, section: str) -> Fault:
    return Fault(
        home.document.key_span(home.route),
        f"The id of {_ARTICLED[section]} is empty.",
        "Give it an id by which others can name it.",
        code="TOC004",
    )


def _same_id(id: str, home: Home, section: str, first: Home, first_section: str) -> Fault:
    kind, first_kind = SINGULAR[section], SINGULAR[first_section]
    message = f"The {kind} {shown(id)} is written a second time; the first one counts."
    if kind != first_kind:
        message = f"The id {shown(id)} names one {kind} here and one {first_kind} before."
    return Fault(
        home.document.key_span(home.route),
        message,
        "Give one of the two another id.",
        code="TOC006",
        id=id,
        related=((first.document.key_span(first.route), "first written here"),),
    )


def _shared_ids(merged: Merged) -> None:
    """State each id that two kinds of item share."""
    seen: dict[str, str] = {}
    for section, id in [route for route in merged.homes if route[0] in BY_ID]:
        first = seen.setdefault(str(id), str(section))
        if first != section:
            home, before = merged.homes[section, id], merged.homes[first, id]
            merged.faults.append(_same_id(str(id), home, str(section), before, first))


def _merge_rows(merged: Merged, document: Document, section: str, route: Route) -> None:
    held = document.data[route[0]]
    if not isinstance(held, list):
        merged.faults.append(
            Fault(
                document.key_span(route),
                f"{section} takes a list of rows, not {shown(held)}.",
                "Begin each row with a dash.",
                code="TOC004",
            )
        )
        return
    rows = merged.rows[section]
    for index, row in enumerate(held):
        merged.homes[section, len(rows)] = Home(document, (route[0], index))
        rows.append(row)
