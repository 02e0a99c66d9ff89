"""Objectives and key results as repositories keep them: YAML or JSON.

=====================  ============================================================================
there                  here
=====================  ============================================================================
objective              a goal; its id is the id, ``owner_id`` the ``owner``
parent objective       that goal ``needs`` this one, where it is in these files
key result             a KPI that ``measures`` the goal; its description is the ``title``
``baseline``           ``baseline``, without a date unless it has one
``target``             ``target``; ``direction`` and ``unit`` from its own words
first word of it       ``direction`` too: *increase*, *raise*, *grow*; *reduce*, *decrease*,
                       *lower*, *cut*; unless the figures go the other way
``metric_key``         ``source.extra.metric``, by which its values can be asked
``current``            an observation where it has a date, else ``extra``
``status``             ``reported.status`` where it is one of ours, as *on_track*
``due``                ``target.date``, of an objective ``due``
``confidence``, the    ``extra``, as written
evidence, the rest
=====================  ============================================================================

Nothing tells the direction of a key result but its words; figures that rise may be a cost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from theoryofchange.goal import Goal
from theoryofchange.interop.okr.document import OkrDocument, Part, documents_of
from theoryofchange.interop.okr.fields import Fields, day_of, quantity_of
from theoryofchange.interop.seam import Draft, Imported, Links
from theoryofchange.interop.seam.prose import words
from theoryofchange.interop.seam.sources import Paths, source_files
from theoryofchange.interop.seam.targets import unit_of
from theoryofchange.interop.seam.tree import flaw
from theoryofchange.kpi import (
    DataSource,
    Direction,
    Kpi,
    Measured,
    Observation,
    Reported,
    Status,
    Target,
)
from theoryofchange.link import Link
from theoryofchange.quantity import Quantity, comparable

FORMAT = "okr"

_VERBS: Mapping[str, Direction] = {
    **dict.fromkeys(("increase", "raise", "grow"), "increase"),
    **dict.fromkeys(("reduce", "decrease", "lower", "cut"), "decrease"),
}


def read(paths: Paths, as_of: dt.date | None = None) -> Imported:
    """Read objectives and key results as a theory.

    Parameters
    ----------
    paths
        The file or files, or directories of them.
    as_of
        The day the theory is looked at. The files name none, and none is made up.

    Returns
    -------
    Imported
        The theory, and an account of every objective and key result.

    Raises
    ------
    InputError
        Where a file cannot be read or holds no objectives.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "ferries.yaml")
    ...     _ = file.write_text('''
    ... objectives:
    ...   - objective_id: CALM
    ...     objective: Crossings are calm
    ...     key_results:
    ...       - {kr_id: WAIT, description: Reduce waiting to 5 minutes, baseline: 12, target: 5}
    ... ''')
    ...     imported = read([file])
    >>> (kpi,) = imported.kpis
    >>> kpi.id, kpi.measures, kpi.direction, str(kpi.target.value)
    ('wait', 'calm', 'decrease', '5')
    """
    draft = Draft(FORMAT, otherwise="objectives")
    documents: list[OkrDocument] = []
    for path in source_files(paths, ".yaml", ".yml", ".json"):
        found, faults = documents_of(path)
        draft.fault(*faults)
        draft.take(path.as_posix(), (record for each in found for record in each.records))
        documents += found
    _Import(draft, documents).make()
    return draft.imported("Objectives and key results", as_of)


class _Import:
    """Objectives on their way: every id first, then the links between them."""

    def __init__(self, draft: Draft, documents: list[OkrDocument]) -> None:
        self.draft, self.documents = draft, documents
        self.ids = {
            each: draft.ids.of(each.own_id or each.record.name, "objective")
            for document in documents
            for each in document.objectives
            if each.reason is None
        }
        self.named: dict[str, list[str]] = {}
        for each, id in self.ids.items():
            self.named.setdefault(each.own_id, []).append(id)
        self.links = Links()
        self.joined = {each for each in self.ids if self._joins(each)}

    def make(self) -> None:
        """State the fate of every objective and key result."""
        for document in self.documents:
            beside = self._beside(document)
            for objective in document.objectives:
                if self._usable(objective):
                    self.draft.make(objective.record, self._goal(objective, beside))
                for result in filter(self._usable, objective.results):
                    self.draft.make(result.record, self._kpi(result, self.ids.get(objective)))

    def _usable(self, part: Part) -> bool:
        """Tell whether a part can be used; one that cannot is refused."""
        if part.reason is not None:
            self.draft.refuse(part.record, part.reason)
        return part.reason is None

    def _beside(self, document: OkrDocument) -> Mapping[str, Any]:
        """Return what the goals of a document keep of what stands beside its objectives."""
        beside = document.beside
        if beside is None:
            return {}
        ids = [self.ids[each] for each in document.objectives if each in self.ids]
        if reason := flaw(beside.data):
            self.draft.refuse(beside.record, reason)
            return {}
        if not ids:
            self.draft.keep(beside.record, told="No objective here could be used.")
            return {}
        self.draft.attach(beside.record, *ids, told="said of all objectives of the file")
        return dict(beside.data)

    def _joins(self, objective: Part) -> bool:
        """Let the goal of a parent need that of an objective; tell whether it does."""
        parent = objective.fields.text("parent")
        found = self.named.get(parent, []) if parent else []
        id = self.ids[objective]
        if len(found) != 1 or self.links.closes_circle(found[0], id):
            return False
        self.links.add(found[0], id, Link())
        return True

    def _goal(self, objective: Part, beside: Mapping[str, Any]) -> Goal:
        fields, id = objective.fields, self.ids[objective]
        own_id = fields.text("id")
        if objective in self.joined:
            fields.text("parent")
        return Goal(
            id=id,
            title=fields.text("title") or own_id,
            description=fields.text("description"),
            owner=fields.text("owner"),
            due=fields.day("due"),
            needs=self.links.of(id),
            extra={**beside, **fields.left, **_again(own_id, id)},
        )

    def _kpi(self, result: Part, goal: str | None) -> Kpi:
        fields = result.fields
        own_id, title = fields.text("id"), fields.text("title")
        id = self.draft.ids.of(own_id or title or "", "key_result", goal or "")
        self.draft.add(*_observations(fields, id), file=result.record.file)
        return _kpi(fields, id, title or own_id, goal, _again(own_id, id))


def _again(own_id: str | None, id: str) -> Mapping[str, str]:
    """Return what to keep of an id that is written otherwise here."""
    return {} if own_id in (None, id) else {"id": str(own_id)}


def _kpi(
    fields: Fields, id: str, title: str | None, goal: str | None, again: Mapping[str, Any]
) -> Kpi:
    baseline, since = fields.figure("baseline")
    target, until = fields.figure("target")
    metric, due, status = fields.text("metric"), fields.day("due"), _status(fields)
    return Kpi(
        id=id,
        title=title,
        measures=goal,
        owner=fields.text("owner"),
        unit=fields.text("unit") or (unit_of(target) if target else None),
        direction=_direction(title or "", baseline, target),
        baseline=Measured(value=baseline, date=since) if baseline else None,
        target=Target(value=target, date=until or due) if target or due else None,
        source=DataSource(extra={"metric": metric}) if metric else None,
        reported=Reported(status=status) if status else None,
        extra={**fields.left, **again},
    )


def _observations(fields: Fields, id: str) -> Iterator[Observation]:
    """Yield the current value, where it can be read and has a day."""
    held = fields.peek("current")
    told = held if isinstance(held, dict) else {}
    value, day = quantity_of(told.get("value")), day_of(told.get("date"))
    if value is not None and value.readable and day is not None:
        fields.figure("current")
        yield Observation(kpi=id, date=day, value=value)


def _status(fields: Fields) -> Status | None:
    """Return the status where it is one of ours; a state of work is none, and is kept."""
    raw = fields.peek("status")
    said = raw.strip().lower().replace("_", " ").replace("-", " ") if isinstance(raw, str) else ""
    status: Status | None = next((each for each in get_args(Status) if each == said), None)
    if status is not None:
        fields.text("status")
    return status


def _direction(title: str, baseline: Quantity | None, target: Quantity | None) -> Direction | None:
    """Return the direction that the target's words ask for, else the first word of the title."""
    if target is not None and target.direction is not None:
        return target.direction
    asked = _VERBS.get(next(iter(words(title)), ""))
    if asked is None or target is None or baseline is None or not comparable(baseline, target):
        return asked
    change = (target.value or 0) - (baseline.value or 0)
    against = change < 0 if asked == "increase" else change > 0
    return None if against else asked
