"""What became of an import: the theory in files, and an account of every record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theoryofchange.declare import dump
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.interop import page, saving
from theoryofchange.interop.records import (
    OUTCOMES,
    Faulted,
    Imports,
    Outcome,
    Parent,
    Refused,
    place_of,
    short_names,
    target_finding,
)
from theoryofchange.interop.saving import REPORT_FILE, THEORY_FILE
from theoryofchange.kpi import Kpi
from theoryofchange.source.finding import Fault
from theoryofchange.view.blocks import View
from theoryofchange.view.markdown import as_markdown

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A theory made of files in another format, and an account of every record.

    ``records`` is always the number of KPIs and of what was refused together.

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
    goals
        The goals.
    refused
        The records that could not be used.
    faulted
        The records that became KPIs although there is a fault in how they are written.
    kept
        What has no home in a theory or was cleaned for reading: its key → the ids of the KPIs that
        keep it under ``extra`` as it was written.
    targets
        What became of the targets (:data:`~theoryofchange.interop.records.OUTCOMES`) → the ids of
        the KPIs.
    parents
        What became of each parent that was named.
    faults
        What is wrong with how the files are written although they could be read.
    """

    format: str
    title: str
    as_of: dt.date | None
    inputs: tuple[Imports, ...]
    goals: tuple[Goal, ...]
    refused: tuple[Refused, ...]
    faulted: tuple[Faulted, ...]
    kept: Mapping[str, tuple[str, ...]]
    targets: Mapping[Outcome, tuple[str, ...]]
    parents: tuple[Parent, ...]
    faults: tuple[Fault, ...]

    @property
    def records(self) -> int:
        """How many records the files hold."""
        return sum(each.records for each in self.inputs)

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """Every KPI, in the order of the files."""
        return tuple(kpi for each in self.inputs for kpi in each.kpis)

    @property
    def short_names(self) -> Mapping[str, str]:
        """The name of each file below the directory that holds all of them."""
        return short_names([each.file for each in self.inputs])

    @property
    def files(self) -> Mapping[str, str]:
        """The text of each file that is written, ``theory.yaml`` first and the report last."""
        texts = {THEORY_FILE: dump(TheoryOfChange(self._header(), goals=self.goals))}
        for each in self.inputs:
            if each.kpis:
                texts[each.written] = dump(TheoryOfChange(kpis=each.kpis))
        return texts | {REPORT_FILE: as_markdown(self.view(), level=1)}

    def _header(self) -> Header:
        short = self.short_names
        origin = {each.written: short[each.file] for each in self.inputs if each.kpis}
        extra: dict[str, Any] = {"imported": {"format": self.format, "files": origin}}
        if self.refused:
            extra["refused"] = [_told(each, short[each.file]) for each in self.refused]
        if self.faulted:
            extra["faulted"] = [
                {
                    "kpi": each.kpi,
                    "file": short[each.file],
                    "line": each.line,
                    "written": each.written,
                }
                for each in self.faulted
            ]
        return Header(id=f"{self.format}_import", title=self.title, as_of=self.as_of, extra=extra)

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
        out, files = _directory(out_dir), self.files
        saving.save(out, files)
        return tuple(out / name for name in files)

    def overwrite(self, out_dir: str | Path) -> tuple[Path, ...]:
        """Write as :meth:`save` does, also over files of an earlier import that were edited."""
        out, files = _directory(out_dir), self.files
        saving.overwrite(out, files)
        return tuple(out / name for name in files)

    def to_dict(self) -> dict[str, Any]:
        """Return the account as plain data; KPIs and goals by their ids."""
        return {
            "schema_version": SCHEMA_VERSION,
            "format": self.format,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "records": self.records,
            "kpis": [kpi.id for kpi in self.kpis],
            "goals": [goal.id for goal in self.goals],
            "files": [
                {
                    "file": each.file,
                    "written": each.written if each.kpis else None,
                    "records": each.records,
                    "kpis": len(each.kpis),
                }
                for each in self.inputs
            ],
            "refused": [
                {"file": each.file, "line": each.line, "name": each.name, "reason": each.reason}
                for each in self.refused
            ],
            "targets": {outcome: list(self.targets[outcome]) for outcome in OUTCOMES},
            "target_findings": {kpi.id: target_finding(kpi) for kpi in self.kpis},
            "confidential": [kpi.id for kpi in self.kpis if kpi.confidential],
            "kept": {key: list(ids) for key, ids in self.kept.items()},
            "parents": [
                {
                    "kpi": each.kpi,
                    "parent": each.parent,
                    "found": each.found,
                    "became": each.became,
                }
                for each in self.parents
            ],
            "faults": [
                {"place": place_of(fault), "code": fault.code, "message": fault.message}
                for fault in self.faults
            ],
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


def _told(refused: Refused, file: str) -> dict[str, Any]:
    """Return what is kept of a refused record in the theory it could not become part of."""
    told = {"file": file, "line": refused.line, "reason": refused.reason}
    if refused.entry is not None:
        told["entry"] = refused.entry
    if refused.written is not None:
        told["written"] = refused.written
    return told
