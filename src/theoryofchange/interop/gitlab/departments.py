"""The departments that indicators belong to, as goals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from theoryofchange.goal import Goal
from theoryofchange.interop.seam import Links, Record
from theoryofchange.interop.seam.names import Names
from theoryofchange.interop.seam.prose import readable
from theoryofchange.link import Link


class Departments:
    """The departments as goals, and which goal needs which."""

    def __init__(self, records: Iterable[Record]) -> None:
        names = Names()
        self.titles: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._links = Links()
        for org in (_org(record.data) for record in records):
            if org and org.casefold() not in self._ids:
                id = names.of(org, "department")
                self.titles[id] = org
                self._ids[org.casefold()] = id

    def of(self, entry: Mapping[str, Any]) -> str | None:
        """Return the id of the goal of an entry's department."""
        org = _org(entry)
        return self._ids[org.casefold()] if org else None

    def link(self, parent: str, child: str, stated_by: str) -> bool:
        """Let a goal need another, unless that would close a circle."""
        if self._links.closes_circle(parent, child):
            return False
        known = self._links.of(parent).get(child)
        stated = known.extra["stated_by"] if known else []
        self._links.add(parent, child, Link(extra={"stated_by": [*stated, stated_by]}))
        return True

    def shapes(self) -> tuple[Goal, ...]:
        """Return the goals."""
        return tuple(
            Goal(id=id, title=title, needs=self._links.of(id)) for id, title in self.titles.items()
        )


def _org(entry: Mapping[str, Any]) -> str | None:
    org = entry.get("org")
    return " ".join(readable(org).text.split()) or None if isinstance(org, str) else None
