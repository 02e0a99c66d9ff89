"""What was refused on reading, so that nobody is told of a gap which a mended fault would close."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from theoryofchange.declare.sections import BY_ID, Merged
from theoryofchange.graph import TheoryOfChange
from theoryofchange.record import record
from theoryofchange.source.span import Route

_OWNERS: Mapping[str, tuple[str, ...]] = {
    "needs": ("goals", "outcomes"),
    "advances": ("activities",),
    "measures": ("kpis",),
}
_DEPTH = 4


@record
class Lost:
    """The references of one field that a theory was built without.

    Parameters
    ----------
    ids
        What those of them name that are known.
    number
        How many there are of which it is not known what they mean; infinite where an item or a
        section could not be read at all.
    owners
        The items that are left without any reference in this field.
    """

    ids: frozenset[str]
    number: float
    owners: tuple[str, ...]


def lost_references(
    field: str, theory: TheoryOfChange, merged: Merged, faulted: frozenset[Route]
) -> Lost:
    """Return the references of one field that were refused, are absent, or came a second time."""
    ids = frozenset(id for dropped in merged.dropped for id in _named(dropped, field, _DEPTH))
    number = 0.0
    owners = []
    for section in _OWNERS[field]:
        for id, item in getattr(theory, section).items():
            named = list(_ids(getattr(item, field)))
            dangling = sum(theory.resolve(other) not in theory.nodes for other in named)
            if dangling == len(named):
                owners.append(id)
            if (section, id, field) in faulted and not named:
                number += max(1, sum(1 for _ in _ids(_raw(merged, section, id, field))))
            number += dangling if (section, id) not in faulted else math.inf
        if section in merged.refused:
            number = math.inf
    return Lost(ids, number, tuple(owners))


def declared_ids(data: Any) -> Iterator[str]:
    """Yield the ids that data declares which has no place in the theory."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in BY_ID and isinstance(value, Mapping):
                yield from value


def _raw(merged: Merged, section: str, id: str, field: str) -> Any:
    raw = merged.items[section].get(id)
    return raw.get(field) if isinstance(raw, Mapping) else None


def _named(data: Any, field: str, depth: int) -> Iterator[str]:
    if depth and isinstance(data, Mapping):
        for key, value in data.items():
            if key == field:
                yield from _ids(value)
            yield from _named(value, field, depth - 1)


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        yield from (item for item in value if isinstance(item, str))
