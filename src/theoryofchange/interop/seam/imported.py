"""What became of an import: a theory in files, and an account of every record."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from theoryofchange.declare import collector_paused
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal
from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.seam import files, page, saving
from theoryofchange.interop.seam.input import Input, short_names, theory_of
from theoryofchange.interop.seam.record import FATES, Became, Fate, Node, Row
from theoryofchange.interop.seam.remark import NO_FIELD, Kept, Listing, Remark
from theoryofchange.interop.seam.targets import READINGS, TargetReading, reading_of, target_finding
from theoryofchange.kpi import Kpi
from theoryofchange.source.finding import Fault
from theoryofchange.view.blocks import View

SCHEMA_VERSION = 2
NODES = ("goals", "outcomes", "kpis", "activities", "teams")
ROWS = ("observations", "benchmarks", "ratings")


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A theory made of files in another format, and an account of every record.

    Every record has one fate: it became nodes, is attached to some, is kept as written, or was
    refused.

    Parameters
    ----------
    format
        The name of the format, such as ``gitlab``.
    title
        The title of the theory.
    as_of
        The day the theory is looked at; ``None`` where nobody named one.
    inputs
        The files, in the order they were given.
    shared
        Nodes and rows that stand in no single file.
    kept
        The fields that nodes keep under ``extra`` as they were written, where the reader told.
    remarks
        What the format says beside.
    faults
        What is wrong with how the files are written although they could be read.
    """

    format: str
    title: str
    as_of: dt.date | None
    inputs: tuple[Input, ...]
    shared: tuple[Node | Row, ...]
    kept: tuple[Kept, ...]
    remarks: tuple[Remark, ...]
    faults: tuple[Fault, ...]

    @cached_property
    def account(self) -> tuple[Became, ...]:
        """What became of each record, in the order of the files."""
        return tuple(became for each in self.inputs for became in each.account)

    @property
    def records(self) -> int:
        """How many records the files hold."""
        return len(self.account)

    @property
    def fates(self) -> Mapping[Fate, int]:
        """How many records have each fate; together as many as there are records."""
        counts = Counter(each.fate for each in self.account)
        return {fate: counts[fate] for fate in FATES}

    def became(self, fate: Fate) -> tuple[Became, ...]:
        """Return the records of one fate."""
        return tuple(each for each in self.account if each.fate == fate)

    @property
    def refused(self) -> tuple[Became, ...]:
        """The records that could not be used."""
        return self.became("refused")

    @property
    def faulted(self) -> tuple[Became, ...]:
        """The records that were used although there is a fault in how they are written."""
        return tuple(
            each
            for each in self.account
            if each.record.written is not None and each.fate in ("made", "attached")
        )

    @cached_property
    def theory(self) -> TheoryOfChange:
        """The theory, whole."""
        parts = (*self.shared, *(part for each in self.inputs for part in each.parts))
        return theory_of(parts).replace(header=files.header(self))

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """Every goal."""
        return tuple(self.theory.goals.values())

    @cached_property
    def kpis(self) -> tuple[Kpi, ...]:
        """Every KPI, in the order of the files."""
        return tuple(self.theory.kpis.values())

    @cached_property
    def targets(self) -> Mapping[TargetReading, tuple[str, ...]]:
        """How the targets were read → the ids of the KPIs."""
        found: dict[TargetReading, list[str]] = {reading: [] for reading in READINGS}
        for kpi in self.kpis:
            found[reading_of(kpi)].append(kpi.id)
        return {reading: tuple(ids) for reading, ids in found.items()}

    @cached_property
    def kept_fields(self) -> tuple[Kept, ...]:
        """The fields that nodes keep under ``extra``: as the reader told, else by their keys."""
        if self.kept:
            return self.kept
        found: dict[str, list[str]] = {}
        theory = self.theory
        for node in (*theory.nodes.values(), *theory.kpis.values(), *theory.teams.values()):
            for key in node.extra:
                found.setdefault(key, []).append(node.id)
        return tuple(Kept(key, NO_FIELD, tuple(ids)) for key, ids in found.items())

    @cached_property
    def short_names(self) -> Mapping[str, str]:
        """The name of each file below the directory that holds all of them."""
        return short_names([each.file for each in self.inputs])

    @cached_property
    def files(self) -> Mapping[str, str]:
        """The text of each file that is written, ``theory.yaml`` first and the report last."""
        with collector_paused():
            return files.texts(self)

    def save(self, out_dir: str | Path) -> tuple[Path, ...]:
        """Write the theory and its report into a directory, all of it or nothing.

        Files of an earlier import are left alone unless they stay as they are, and none is deleted.

        Parameters
        ----------
        out_dir
            A directory that does not exist yet, is empty, or holds an earlier import.

        Returns
        -------
        tuple of Path
            What was written.

        Raises
        ------
        InputError
            Where a file that is there would change, or the directory cannot be written; nothing is
            written then.
        """
        out = _directory(out_dir)
        saving.save(out, self.files)
        return tuple(out / name for name in self.files)

    def overwrite(self, out_dir: str | Path) -> tuple[Path, ...]:
        """Write as :meth:`save` does, also over files of an earlier import that were edited."""
        out = _directory(out_dir)
        saving.overwrite(out, self.files)
        return tuple(out / name for name in self.files)

    def to_dict(self) -> dict[str, Any]:
        """Return the account as plain data; nodes by their ids."""
        theory, written = self.theory, files.origin(self)
        return {
            "schema_version": SCHEMA_VERSION,
            "format": self.format,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "records": self.records,
            "fates": dict(self.fates),
            **{part: list(getattr(theory, part)) for part in NODES},
            **{part: len(getattr(theory, part)) for part in ROWS},
            "files": [
                {
                    "file": each.file,
                    "written": each.written if each.written in written else None,
                    "records": len(each.account),
                    **page.counts(each.account),
                }
                for each in self.inputs
            ],
            "account": [_plain(each) for each in self.account],
            "refused": [_plain(each) for each in self.refused],
            "targets": {reading: list(ids) for reading, ids in self.targets.items()},
            "target_findings": {kpi.id: target_finding(kpi) for kpi in self.kpis},
            "confidential": [kpi.id for kpi in self.kpis if kpi.confidential],
            "kept": {each.field: list(each.ids) for each in self.kept_fields},
            "faults": [
                {"place": page.place_of(fault), "code": fault.code, "message": fault.message}
                for fault in self.faults
            ],
            **{each.key: each.plain() for each in self.remarks if isinstance(each, Listing)},
        }

    def summary(self) -> View:
        """Return the account in a few lines."""
        return page.summary(self)

    def view(self) -> View:
        """Return the account of every record as blocks."""
        return page.account(self)

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())


def _directory(out_dir: str | Path) -> Path:
    if not str(out_dir):
        raise InputError("an empty path names nothing; write . for this directory")
    return Path(out_dir)


def _plain(each: Became) -> dict[str, Any]:
    record = each.record
    return {
        "kind": record.kind,
        "file": record.file,
        "at": record.at,
        "name": record.name,
        "fate": each.fate,
        "ids": list(each.ids),
        "told": each.told,
    }
