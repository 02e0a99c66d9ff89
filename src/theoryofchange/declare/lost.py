"""What was refused on reading, so that nobody is told of a gap which a mended fault would close."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from theoryofchange.declare.sections import BY_ID, Merged
from theoryofchange.graph import TheoryOfChange
from theoryofchange.source.span import Route

_OWNERS: Mapping[str, tuple[str, ...]] = {
    "needs": ("goals", "outcomes"),
    "advances": ("activities",),
    "measures": ("kpis",),
}
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Lost:
    """The references of one field that a theory was built without.

    Parameters
    ----------
    ids
        What those of them name that are known.
    number
        How many there are of which it is not known what they mean; infinite where an item or a
        section could not be read at all.
    """

    ids: frozenset[str]
    number: float


def lost_references(
    field: str, theory: TheoryOfChange, merged: Merged, faulted: frozenset[Route]
) -> Lost:
    """Return the references of one field that were refused, or stand in what came twice."""
    ids = frozenset(id for dropped in merged.dropped for id in _named(dropped, field, _DEPTH))
    number = 0.0
    for section in _OWNERS[field]:
        if section in merged.refused:
            return Lost(ids, float("inf"))
        for id, item in getattr(theory, section).items():
            if (section, id) in faulted:
                return Lost(ids, float("inf"))
            if (section, id, field) in faulted and not getattr(item, field):
                number += max(1, sum(1 for _ in _ids(_raw(merged, section, id, field))))
            else:
                meant = map(theory.resolve, _ids(getattr(item, field)))
                number += sum(id not in theory.nodes for id in meant)
    return Lost(ids, number)


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
