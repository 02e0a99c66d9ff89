"""An import on its way: what a format's reader writes into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from theoryofchange.interop.seam.imported import Imported
from theoryofchange.interop.seam.input import Input
from theoryofchange.interop.seam.names import Names
from theoryofchange.interop.seam.prose import slug
from theoryofchange.interop.seam.record import Became, Fate, Node, Record, Row
from theoryofchange.interop.seam.remark import NO_FIELD, Kept, Remark
from theoryofchange.interop.seam.saving import THEORY_FILE
from theoryofchange.source.finding import Fault


class Draft:
    """An import on its way.

    A reader takes in each file with all of its records, states the fate of every record once, and
    asks for the import. A record that was forgotten is an error.

    Parameters
    ----------
    name
        The name of the format.
    otherwise
        What a file is called here whose own name has no words.

    Attributes
    ----------
    ids
        The ids that are taken: ``draft.ids.of(title)`` makes one that is free.

    Examples
    --------
    >>> from theoryofchange.kpi import Kpi
    >>> draft = Draft("notes")
    >>> first = Record(kind="note", name="Speed", file="notes.txt", at=1, data="Speed: 95%")
    >>> second = Record(kind="note", name="", file="notes.txt", at=2, data="?")
    >>> draft.take("notes.txt", [first, second])
    >>> draft.make(first, Kpi(id=draft.ids.of("Speed"), title="Speed", target="95%"))
    >>> draft.refuse(second, "It says nothing.")
    >>> imported = draft.imported("Notes")
    >>> imported.records, [kpi.id for kpi in imported.kpis], len(imported.refused)
    (2, ['speed'], 1)
    """

    def __init__(self, name: str, otherwise: str = "records") -> None:
        self.ids = Names()
        self._format = name
        self._otherwise = otherwise
        self._files = Names([THEORY_FILE])
        self._written: dict[str, str] = {}
        self._records: dict[str, list[Record]] = {}
        self._parts: dict[str | None, list[Node | Row]] = {None: []}
        self._fates: dict[int, Became] = {}
        self._kept: dict[tuple[str, str], list[str]] = {}
        self._remarks: list[Remark] = []
        self._faults: list[Fault] = []

    def take(self, file: str, records: Iterable[Record]) -> None:
        """Take in a file, with every record that stands in it, in order.

        Parameters
        ----------
        file
            Its name, as it was given and as its records name it.
        records
            All of its records; it may have none.
        """
        if file not in self._written:
            base = slug(Path(file).stem, self._otherwise)
            self._written[file] = self._files.claim(base, ending=".yaml")
            self._parts[file] = []
        self._records.setdefault(file, []).extend(records)

    def add(self, *parts: Node | Row, file: str | None = None) -> None:
        """Add nodes and rows without a record of their own.

        Parameters
        ----------
        *parts
            Goals, outcomes, activities, KPIs, teams, observations, benchmarks and ratings.
        file
            The file they were read from; ``None`` for what several of them share, which is written
            beside the theory's title.
        """
        self._parts[file] += parts

    def make(self, record: Record, *nodes: Node, told: str = "") -> None:
        """State that a record became nodes, and add these."""
        self.add(*nodes, file=record.file)
        self._settle(record, "made", tuple(node.id for node in nodes), told)

    def attach(self, record: Record, *ids: str, told: str) -> None:
        """State that nodes made of other records say what this one said: a target, a link.

        Parameters
        ----------
        record
            The record.
        *ids
            The nodes, at least one.
        told
            What it is there, as ``its baseline`` or ``growth needs trust``.
        """
        self._settle(record, "attached", ids, told)

    def keep(self, record: Record, *ids: str, told: str) -> None:
        """State that a record has no place in a theory.

        Parameters
        ----------
        record
            The record.
        *ids
            The nodes whose ``extra`` holds it; without any it is kept beside the theory's title.
        told
            Why it has no place.
        """
        self._settle(record, "kept", ids, told)

    def refuse(self, record: Record, reason: str) -> None:
        """State that a record could not be used, and why, in one sentence."""
        self._settle(record, "refused", (), reason)

    def kept_field(self, field: str, id: str, why: str = NO_FIELD) -> None:
        """State that a node keeps a field of its record under ``extra``.

        Where no field is stated, the keys of every ``extra`` are.
        """
        self._kept.setdefault((field, why), []).append(id)

    def remark(self, *remarks: Remark) -> None:
        """Say more of the import than every import says of itself."""
        self._remarks += remarks

    def fault(self, *faults: Fault) -> None:
        """State what is wrong with how a file is written although it could be read."""
        self._faults += faults

    def imported(self, title: str, as_of: dt.date | None = None) -> Imported:
        """Return what came of it.

        Parameters
        ----------
        title
            The title of the theory.
        as_of
            The day it is looked at; ``None`` where neither the source nor the caller names one.

        Raises
        ------
        ValueError
            Where the fate of a record was not stated, or names a node that there is not: a fault of
            the reader, never of its input.
        """
        inputs = tuple(
            Input(
                file=file,
                written=written,
                account=tuple(self._fate(record) for record in self._records[file]),
                parts=tuple(self._parts[file]),
            )
            for file, written in self._written.items()
        )
        imported = Imported(
            format=self._format,
            title=title,
            as_of=as_of,
            inputs=inputs,
            shared=tuple(self._parts[None]),
            kept=tuple(Kept(key, why, tuple(ids)) for (key, why), ids in self._kept.items()),
            remarks=tuple(self._remarks),
            faults=tuple(self._faults),
        )
        self._expect_nodes(imported)
        return imported

    def _settle(self, record: Record, fate: Fate, ids: tuple[str, ...], told: str) -> None:
        before = self._fates.get(id(record))
        if before is not None:
            raise ValueError(f"{record!r} was {before.fate} before it was {fate}")
        if fate in ("made", "attached") and not ids:
            raise ValueError(f"{record!r} was {fate}, and no node is named")
        self._fates[id(record)] = Became(record=record, fate=fate, ids=ids, told=told)

    def _fate(self, record: Record) -> Became:
        if id(record) not in self._fates:
            raise ValueError(f"nothing became of {record!r}")
        return self._fates[id(record)]

    def _expect_nodes(self, imported: Imported) -> None:
        taken = {id(each.record) for each in imported.account}
        stray = [each.record for key, each in self._fates.items() if key not in taken]
        if stray:
            raise ValueError(f"{stray[0]!r} was never taken in")
        nodes = {*imported.theory.nodes, *imported.theory.kpis, *imported.theory.teams}
        for each in imported.account:
            absent = [id for id in each.ids if id not in nodes]
            if absent:
                raise ValueError(f"{each.record!r} names {absent[0]!r}, which is no node")
