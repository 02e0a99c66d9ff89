"""Where the figures of a KPI come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from theoryofchange.kpi import Kpi

_TEXTS = ("kpi", "table", "engine", "ibis", "definition", "query", "metric", "sample")
GROUND = ("purpose", "basis", "personal_data")
"""What a KPI's source says of why, and on what ground, its data may be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the figures of a KPI come from.

    Parameters
    ----------
    kpi
        The KPI.
    purpose
        What its data are collected for, as its ``source`` says.
    basis
        The legal basis on which personal data are used.
    personal_data
        Whether they are about persons.
    table
        The table.
    engine
        The engine that computed them, with its version.
    ibis
        The version of Ibis.
    definition
        SHA-256 of how it is measured: the block, the periods, the calendar.
    query
        SHA-256 of the definition and of its queries as the engine was asked them.
    rows
        How many rows up to the day its table has.
    first, last
        The days of the first and the last of them.
    metric
        The metric of the catalogue with its version, as ``nps 1``; empty where it is none.
    sample
        On what the engine did not compute itself: ``every customer``, or how many of them.
    """

    kpi: str
    purpose: str | None = None
    basis: str | None = None
    personal_data: bool | None = None
    table: str
    engine: str
    ibis: str
    definition: str
    query: str
    rows: int
    first: dt.date | None
    last: dt.date | None
    metric: str = ""
    sample: str = ""

    def of(self, kpi: Kpi) -> Origin:
        """Return the same with why, and on what ground, the data of a KPI may be used."""
        ground: dict[str, Any] = {name: getattr(kpi.source, name, None) for name in GROUND}
        return replace(self, **ground)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        window = [day.isoformat() if day else None for day in (self.first, self.last)]
        names = (*_TEXTS, "rows")
        ground = {name: getattr(self, name) for name in GROUND}
        return {**{name: getattr(self, name) for name in names}, "data_window": window, **ground}

    @classmethod
    def from_dict(cls, held: Mapping[str, Any]) -> Origin:
        """Return what :meth:`to_dict` gave.

        Raises
        ------
        KeyError, TypeError, ValueError
            Where it is nothing of the kind.
        """
        first, last = (day and dt.date.fromisoformat(day) for day in held["data_window"])
        told: dict[str, Any] = {name: str(held[name]) for name in _TEXTS}
        ground: dict[str, Any] = {name: held.get(name) for name in GROUND}
        return cls(**told, rows=int(held["rows"]), first=first, last=last, **ground)
