"""The rows of one KPI: one, or a line for each day or part of the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from theoryofchange.interop.seam import CHANGED, NO_FIELD, Draft
from theoryofchange.interop.seam.prose import slug
from theoryofchange.interop.table.draft import Line
from theoryofchange.interop.table.mapping import ColumnMapping
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.quantity import Quantity

OTHERWISE = "rows"
"""The key of ``extra`` under which a KPI keeps what its further rows say otherwise."""

_OF_A_ROW = frozenset({"actual", "date", "n", "segment", "status", "because"})
"""The roles whose cells are a row's own, and not its KPI's."""

_OF_A_VALUE = frozenset({"actual", "date", "n", "segment"})
"""The roles whose cells a measured value says."""


def key_of(cells: Mapping[str, str], mapping: ColumnMapping) -> tuple[str, ...] | None:
    """Return what the rows of one KPI share; ``None`` where a row stands for itself.

    Rows belong together where the table has a column of days and one of measured values and they
    agree in their id and name; without an id, in every cell that is not a row's own.

    Examples
    --------
    >>> from theoryofchange.interop.table.mapping import mapping_of
    >>> columns = {"Id": "id", "KPI": "title", "Day": "date", "Value": "actual"}
    >>> mapping = mapping_of({"columns": columns}, "m.yaml")
    >>> key_of({"Id": "7", "KPI": "Speed", "Day": "2026-01-31", "Value": "3"}, mapping)
    ('7', 'speed')
    """
    if not (mapping.headers("date") and mapping.headers("actual")):
        return None
    id, title = (cells.get(mapping.header(role) or "", "") for role in ("id", "title"))
    if id:
        return id.casefold(), title.casefold()
    return tuple(
        f"{header}\0{cell}"
        for header, cell in cells.items()
        if mapping.columns[header].role not in _OF_A_ROW
    )


class Series:
    """A KPI on its way, with all of its rows.

    Parameters
    ----------
    lines
        Its rows, the first of which says what it is.
    measures
        The goal or outcome that it measures.

    Attributes
    ----------
    id
        Its id, once it has one.
    """

    def __init__(self, lines: Sequence[Line], measures: str | None) -> None:
        self.id = ""
        self._first, *self._further = lines
        self._measures = measures
        segments = {line.draft.segment for line in lines}
        self._by_segment = len(segments) > 1
        self._values = {(line.day, line.draft.segment) for line in lines}

    @property
    def name(self) -> tuple[str, str, str]:
        """What its id is made of: its own id or title, another word, and what tells it apart."""
        draft = self._first.draft
        own = draft.cell("id") or draft.fields.get("title", "")
        return own, "kpi", slug(draft.segment, "part") if draft.segment else ""

    @property
    def words(self) -> tuple[str, ...]:
        """What other rows may call it."""
        draft = self._first.draft
        return tuple(cell.casefold() for cell in (draft.cell("id"), draft.cell("title")) if cell)

    def name_apart(self) -> None:
        """Put the part of the whole behind a title that it shares with others."""
        draft = self._first.draft
        if draft.segment and not self._by_segment and "title" in draft.fields:
            draft.fields["title"] = f"{draft.fields['title']} ({draft.segment})"
            draft.keep(draft.mapping.headers("title")[0])

    def settle(self, draft: Draft, known: Mapping[str, str]) -> None:
        """Make the KPI and its measured values, and state what became of its rows.

        Parameters
        ----------
        draft
            The import.
        known
            The ids of the KPIs of the table by what rows may call them.
        """
        own = self._first.draft
        self._place_id(own)
        self._place_guardrail(known)
        if not self._by_segment:
            for header in own.mapping.headers("segment"):
                own.keep(header, NO_FIELD)
        placed = self._milestones()
        seen: dict[tuple[Any, ...], int | str] = {}
        told = [(line, self._told(line, seen, draft)) for line in (self._first, *self._further)]
        otherwise = [
            {"at": str(line.record.at), **kept}
            for line in self._further
            if (kept := self._otherwise(line, placed))
        ]
        if otherwise:
            own.extra[OTHERWISE] = otherwise
            own.why[OTHERWISE] = CHANGED
        kpi = Kpi(id=self.id, measures=self._measures, extra=own.extra, **own.fields)
        if own.benchmark is not None:
            row = Benchmark(kpi=self.id, value=Quantity.read(own.benchmark), date=None, source=None)
            draft.add(row, file=self._first.record.file)
        for header, why in own.why.items():
            draft.kept_field(header, self.id, why)
        draft.make(self._first.record, kpi, told=told[0][1])
        for line, what in told[1:]:
            draft.attach(line.record, self.id, told=what or f"kept under extra.{OTHERWISE}")

    def _place_id(self, own: Any) -> None:
        if own.cell("id") and own.cell("id") != self.id:
            own.keep(own.mapping.headers("id")[0])

    def _place_guardrail(self, known: Mapping[str, str]) -> None:
        """Name the guardrail by its id; one that is no KPI of the table is kept as written."""
        own = self._first.draft
        cell = own.cell("guardrail")
        if not cell:
            return
        guard = known.get(cell.casefold())
        if guard is not None:
            own.fields["guardrail"] = guard
        if guard != cell:
            own.keep(own.mapping.headers("guardrail")[0])

    def _milestones(self) -> frozenset[str]:
        """Make milestones of targets that differ by day; return the roles that this placed."""
        own = self._first.draft
        dated = [
            (line.day, line.draft.fields["target"]["value"])
            for line in (self._first, *self._further)
            if "target" in line.draft.fields
        ]
        if (
            len({value for _, value in dated}) < 2
            or self._by_segment
            or own.fields.get("milestones")
        ):
            return frozenset()
        by_day: dict[dt.date, str] = {}
        for day, value in dated:
            if day is None or by_day.setdefault(day, value) != value:
                return frozenset()
        found = [{"value": by_day[day], "date": day} for day in sorted(by_day)]
        *own.fields["milestones"], own.fields["target"] = found
        return frozenset({"target"})

    def _told(self, line: Line, seen: dict[tuple[Any, ...], int | str], draft: Draft) -> str:
        """Add the measured values of a row, and return what it says."""
        said = []
        for row in self._observations(line):
            key = (row.date, row.segment, row.value.text)
            if key in seen:
                said.append(f"the same value as at {seen[key]}")
                continue
            seen[key] = line.record.at
            draft.add(row, file=line.record.file)
            said.append(_said(row, line))
        if len(said) > 3:
            said = [f"its values of {len(said)} days"]
        return ", ".join(said)

    def _observations(self, line: Line) -> Iterator[Observation]:
        segment = line.draft.segment if self._by_segment else None
        for value in line.draft.values:
            yield Observation(
                kpi=self.id,
                date=value.date,
                value=Quantity.read(value.text),
                n=line.draft.n,
                segment=segment or None,
            )

    def _otherwise(self, line: Line, placed: frozenset[str]) -> dict[str, str]:
        """Return what a further row says that stands nowhere else; ``placed`` roles do."""
        first, draft = self._first.draft, line.draft
        if draft.values:
            placed |= _OF_A_VALUE
        return {
            header: cell
            for header, cell in draft.cells.items()
            if (draft.mapping.columns[header].role not in placed or header in draft.unread)
            and first.cells.get(header) != cell
        }


def _said(row: Observation, line: Line) -> str:
    """Return what a row says: of which day, as it is written there, and of which segment."""
    written = line.draft.cell("date")
    day = str(row.date) if written in ("", str(row.date)) else f"{row.date} ({written})"
    return f"its value of {day}{f', {row.segment}' if row.segment else ''}"
