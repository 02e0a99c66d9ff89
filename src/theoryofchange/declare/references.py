"""References from one part of a theory to another, and those that name nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from theoryofchange.declare.fixes import reference_fix
from theoryofchange.declare.lost import declared_ids
from theoryofchange.declare.messages import also_named, shown
from theoryofchange.declare.rows import Rows
from theoryofchange.declare.sections import SINGULAR, Merged
from theoryofchange.declare.shaping import Shaped
from theoryofchange.named_tuple import NamedTuple
from theoryofchange.record import replace
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route
from theoryofchange.source.suggest import Words

Items = Mapping[str, Mapping[str, Any]]


class Reference(NamedTuple):
    """One id where another part is meant.

    Parameters
    ----------
    route
        Where it stands.
    id
        What it names.
    sections
        Where that may be found.
    """

    route: Route
    id: str
    sections: tuple[str, ...]


Named = tuple[str, tuple[str, ...]]
"""An id, and the sections that it is looked for in."""

_NODES = ("outcomes", "goals")
_MOST_GUESSED = 200
"""Dangling ids for which the nearest id is looked for: more of them are no slips of the pen."""
_OF_ROWS = (("kpi", "kpis"), ("team", "teams"))


def references(items: Items) -> Iterator[Reference]:
    """Yield every reference of the items of a theory."""
    for section, field in (("goals", "needs"), ("outcomes", "needs"), ("activities", "advances")):
        for id, owner in items[section].items():
            for other, link in getattr(owner, field).items():
                route = (section, id, field, other)
                yield Reference(route, other, _NODES)
                yield from _agreements(route, link)
    for id, kpi in items["kpis"].items():
        if kpi.measures is not None:
            yield Reference(("kpis", id, "measures"), kpi.measures, _NODES)
        if kpi.guardrail is not None:
            yield Reference(("kpis", id, "guardrail"), kpi.guardrail, ("kpis",))
    for id, activity in items["activities"].items():
        if activity.team is not None:
            yield Reference(("activities", id, "team"), activity.team, ("teams",))
        for index, before in enumerate(activity.after):
            yield Reference(("activities", id, "after", index), before, ("activities",))


def _agreements(route: Route, link: Any) -> Iterator[Reference]:
    for index, team in enumerate(link.agreed_by):
        yield Reference((*route, "agreed_by", index), team, ("teams",))


def journey_references(items: Items, journey: Collection[str]) -> Iterator[Reference]:
    """Yield the stages that outcomes and KPIs name, where the theory says which there are."""
    for section in ("outcomes", "kpis") if journey else ():
        for id, owner in items[section].items():
            for index, stage in enumerate(owner.stage):
                yield Reference((section, id, "stage", index), stage, ("journey",))


def maturity_references(maturity: Any) -> Iterator[Reference]:
    """Yield the teams that are left out of the assessment; ``None`` settles nothing."""
    for capability, left_out in maturity.exclude.items() if maturity else ():
        for index, team in enumerate(left_out.teams):
            route = ("maturity", "exclude", capability, "teams", index)
            yield Reference(route, team, ("teams",))


def row_references(section: str, rows: Rows) -> Iterator[Reference]:
    """Yield the references of rows, the first row's for each id."""
    seen: set[tuple[str, str]] = set()
    for index, row in rows.written():
        for field, target in _OF_ROWS:
            id = getattr(row, field, None)
            if id is not None and (target, id) not in seen:
                seen.add((target, id))
                yield Reference((section, index, field), id, (target,))


def rows_naming(ids: Collection[str], rows: Mapping[str, Rows]) -> dict[Named, list[Route]]:
    """Return where rows name some ids, every row of them."""
    found: dict[Named, list[Route]] = {}
    for section, held in rows.items() if ids else ():
        for index, row in held.written():
            for field, target in _OF_ROWS:
                id = getattr(row, field, None)
                if id is not None and id in ids:
                    found.setdefault((id, (target,)), []).append((section, index, field))
    return found


def dangles(reference: Reference, items: Items) -> bool:
    """Tell whether a reference names nothing, or something of the wrong kind."""
    return all(reference.id not in items[section] for section in reference.sections)


def dangling(reference: Reference, items: Items, meant: str | None) -> Fault:
    """Return the fault of a reference that dangles, and what it probably means."""
    wanted = " or ".join(_singular(section) for section in reference.sections)
    found = next((section for section in items if reference.id in items[section]), None)
    message = f"No {wanted} is called {shown(reference.id)}."
    if found:
        message = (
            f"{shown(reference.id)} is not {_article(wanted)} but {_article(_singular(found))}."
        )
    tip = f"Did you mean {meant}?" if meant else f"Declare it, or name {_article(wanted)} there is."
    return Fault(reference.route, message, tip, code="TOC007")


def dangling_faults(
    settled: Iterable[Reference],
    items: dict[str, dict[str, Any]],
    rows: dict[str, Rows],
    merged: Merged,
    shaped: Shaped,
    meant: dict[str, str],
) -> list[Fault]:
    """State once each id that dangles, but for that of an item whose refusal is stated.

    Parameters
    ----------
    settled
        The references but for those of rows.
    items
        What may be named, by section and id.
    rows
        The rows, which name items as well.
    merged, shaped
        What was refused on the way; the routes of what dangles are added to its faulted ones.
    meant
        For an id that dangles the one that it was probably meant to be; what is found is added.
    """
    stated: dict[Named, Fault] = {}
    again: dict[Named, list[Route]] = {}
    near: dict[Named, str] = {}
    refused = {id for dropped in merged.dropped for id in declared_ids(dropped)}
    known = cache(partial(known_ids, items=items))
    of_rows = (each for name, held in rows.items() for each in row_references(name, held))
    dangling_ones = [each for each in (*settled, *of_rows) if dangles(each, items)]
    owners = owners_of(dangling_ones)
    for reference in dangling_ones:
        shaped.faulted.add(reference.route)
        same = (reference.id, reference.sections)
        if same in stated:
            again.setdefault(same, []).append(reference.route)
        elif reference.id not in refused and merged.refused.isdisjoint(reference.sections):
            nearest = None
            if len(stated) < _MOST_GUESSED:
                words = known(reference.sections)
                nearest = words.closest(reference.id, without=owners.get(same, ()))
            stated[same] = dangling(reference, items, nearest)
            if nearest:
                near[same] = nearest
            if nearest and not any(reference.id in held for held in items.values()):
                meant[reference.id] = nearest
    in_rows = rows_naming({id for id, _ in near}, rows)
    return [
        replace(
            fault,
            related=_also(again.get(same, [])),
            fix=reference_fix(
                same[0],
                near.get(same),
                (fault.where, *again.get(same, ())),
                in_rows.get(same, ()),
            ),
        )
        for same, fault in stated.items()
    ]


def _also(routes: list[Route]) -> tuple[tuple[Route, str], ...]:
    """Return the first few of the other places that name the same."""
    return tuple((route, also_named(len(routes))) for route in routes[:8])


def owners_of(references: Iterable[Reference]) -> dict[Named, set[str]]:
    """Return for each id who names it that could be called so: none of them means itself."""
    owners: dict[Named, set[str]] = {}
    for reference in references:
        section, owner = reference.route[:2]
        if section in reference.sections:
            owners.setdefault((reference.id, reference.sections), set()).add(str(owner))
    return owners


def known_ids(sections: tuple[str, ...], items: Items) -> Words:
    """Return the ids of some sections, among which the nearest to one that dangles is found."""
    return Words(id for section in sections for id in items[section])


def _singular(section: str) -> str:
    return "stage of the journey" if section == "journey" else SINGULAR[section]


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
