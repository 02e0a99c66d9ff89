"""References from one part of a theory to another, and those that name nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from theoryofchange.declare.messages import shown
from theoryofchange.declare.rows import Rows
from theoryofchange.declare.sections import SINGULAR
from theoryofchange.named_tuple import NamedTuple
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
