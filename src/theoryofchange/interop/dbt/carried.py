"""The goals and outcomes that KPIs of a dbt project measure, as its ``meta`` carries them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from theoryofchange.errors import ShapeError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.interop.dbt.metric import CARRIED, metas
from theoryofchange.interop.dbt.project import Entry
from theoryofchange.interop.seam import Draft
from theoryofchange.kpi import Kpi
from theoryofchange.shape import plain
from theoryofchange.view.blocks import Note

_KINDS: Mapping[str, type[Goal] | type[Outcome]] = {"goals": Goal, "outcomes": Outcome}


class Carried:
    """The goals and outcomes of a project, each made once.

    Parameters
    ----------
    draft
        The import; their ids are taken in it, and they are added to it.
    entries
        What may carry them in its ``meta``.
    """

    def __init__(self, draft: Draft, entries: Iterable[Entry]) -> None:
        self._draft = draft
        self._files: dict[str, str] = {}
        self._nodes: dict[str, Goal | Outcome] = {}
        self._dangling: list[str] = []
        for entry in entries:
            for kind, id, held in _stated(entry):
                self._take(entry.record.file, kind, id, held)
        for id in self._nodes:
            draft.ids.claim(id)

    def add(self) -> None:
        """Add them to the import, and tell what KPIs measure that none of them is."""
        for id, node in self._nodes.items():
            lost = {cause: link for cause, link in node.needs.items() if cause not in self._nodes}
            if lost:
                needs = {cause: link for cause, link in node.needs.items() if cause not in lost}
                extra = {**node.extra, "needs": plain(lost)}
                node = dataclasses.replace(node, needs=needs, extra=extra)
                self._warn(f"{id} needs {', '.join(lost)}, which no file states: kept in extra.")
            self._draft.add(node, file=self._files[id])
        if self._dangling:
            some = ", ".join(self._dangling)
            self._warn(f"What they measure stands in no file, and is kept in extra: {some}.")

    def measured(self, kpi: Kpi) -> Kpi:
        """Return a KPI that measures one of them; another that it names is kept in its extra."""
        if kpi.measures is None or kpi.measures in self._nodes:
            return kpi
        self._dangling.append(kpi.id)
        extra = {**kpi.extra, "measures": kpi.measures}
        return dataclasses.replace(kpi, measures=None, extra=extra)

    def _take(self, file: str, kind: type[Goal] | type[Outcome], id: str, held: Any) -> None:
        try:
            node = kind(**{**held, "id": id})
        except (ShapeError, TypeError):
            self._warn(f"What is carried as {id} does not read as a goal or an outcome.")
            return
        if self._nodes.setdefault(id, node) != node:
            self._warn(f"{id} is carried twice, and differently: the first counts.")
        self._files.setdefault(id, file)

    def _warn(self, text: str) -> None:
        self._draft.remark(Note(text, "warn"))


def _stated(entry: Entry) -> Iterator[tuple[type[Goal] | type[Outcome], str, Any]]:
    for meta in metas(entry.data):
        held = meta.get(CARRIED)
        sections = held if isinstance(held, dict) else {}
        for section, kind in _KINDS.items():
            nodes = sections.get(section)
            for id, fields in nodes.items() if isinstance(nodes, dict) else ():
                yield kind, str(id), fields
