"""What became of an import: the theory in files, and an account of every record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from theoryofchange.declare import dump
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.source.files import read_file
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import Limits
from theoryofchange.source.span import Span
from theoryofchange.source.writer import write_aside
from theoryofchange.view.blocks import Block, Column, Headline, NextStep, Note, Table, View

SCHEMA_VERSION = 1
THEORY_FILE = "theory.yaml"

Outcome = Literal["parsed", "placeholder", "unreadable", "absent"]
OUTCOMES: Mapping[Outcome, str] = {
    "parsed": "a value could be told",
    "placeholder": "a value is promised, as in TBD",
    "unreadable": "there is a text, and no value could be told",
    "absent": "no target is given",
}
"""What may become of a target, and what each word means."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that could not be used.

    Parameters
    ----------
    file
        The file it stands in.
    line
        The line it starts on, from 1.
    name
        What it calls itself, or an empty text.
    reason
        Why it was refused, in one sentence.
    entry
        The record as it was written; nothing where it could not be read or written again.
    """

    file: str
    line: int
    name: str
    reason: str
    entry: Any = field(default=None, compare=False, repr=False)


def _told(refused: Refused) -> dict[str, Any]:
    """Return what is kept of a refused record in the theory it could not become part of."""
    told = {"file": Path(refused.file).name, "line": refused.line, "reason": refused.reason}
    return told if refused.entry is None else {**told, "entry": refused.entry}


@dataclass(frozen=True, slots=True)
class Parent:
    """What became of the parent that a record names.

    Parameters
    ----------
    kpi
        The id of the KPI that names it.
    parent
        The parent as written.
    found
        The id of the KPI it means; ``None`` where that could not be told.
    became
        What was made of it, in words.
    """

    kpi: str
    parent: str
    found: str | None
    became: str


@dataclass(frozen=True, slots=True)
class Imports:
    """One file that was read.

    Parameters
    ----------
    file
        Its name as given.
    written
        The name of the file its KPIs are written to; it is not written where there are none.
    records
        How many records stand in it.
    kpis
        What became of them, in their order.
    """

    file: str
    written: str
    records: int
    kpis: tuple[Kpi, ...]


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
    inputs
        The files, in the order they were given.
    goals
        The goals.
    refused
        The records that could not be used.
    kept
        What has no home in a theory or was cleaned for reading: its key → the ids of the KPIs that
        keep it under ``extra`` as it was written.
    targets
        What became of the targets (:data:`OUTCOMES`) → the ids of the KPIs.
    parents
        What became of each parent that was named.
    faults
        What is wrong with how the files are written although they could be read.
    """

    format: str
    title: str
    inputs: tuple[Imports, ...]
    goals: tuple[Goal, ...]
    refused: tuple[Refused, ...]
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
    def files(self) -> Mapping[str, str]:
        """The text of each file of the theory by its name, ``theory.yaml`` first."""
        written = [each for each in self.inputs if each.kpis]
        origin = {each.written: Path(each.file).name for each in written}
        extra: dict[str, Any] = {"imported": {"format": self.format, "files": origin}}
        if self.refused:
            extra["refused"] = [_told(each) for each in self.refused]
        header = Header(id=f"{self.format}_import", title=self.title, extra=extra)
        texts = {THEORY_FILE: dump(TheoryOfChange(header, goals=self.goals))}
        return texts | {each.written: dump(TheoryOfChange(kpis=each.kpis)) for each in written}

    def save(self, out_dir: str | Path) -> tuple[Path, ...]:
        """Write the theory into a directory; each file is written whole or not at all.

        Only files that an earlier import wrote are overwritten, and none is deleted.

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
            Where the directory holds something else, and nothing is written, or cannot be written.
        """
        out, files = Path(out_dir), self.files
        try:
            out.mkdir(parents=True, exist_ok=True)
            _refuse_to_spoil(out, frozenset(files))
            for name, text in files.items():
                write_aside(out / name, text)
        except OSError as error:
            raise InputError(f"{out.as_posix()}: {error.strerror or error}") from error
        return tuple(out / name for name in files)

    def to_dict(self) -> dict[str, Any]:
        """Return the account as plain data; KPIs and goals by their ids."""
        return {
            "schema_version": SCHEMA_VERSION,
            "format": self.format,
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

    def view(self) -> View:
        """Return the account as blocks."""
        blocks: list[Block] = [
            Headline(
                f"{len(self.kpis)} of {self.records} records became KPIs",
                value=f"{len(self.kpis)}",
                note=f"{len(self.goals)} goals, {len(self.refused)} refused",
                tone="warn" if self.refused or self.faults else "good",
            ),
            self._targets_table(),
            self._files_table(),
        ]
        if self.refused:
            blocks.append(self._refused_table())
        blocks += [
            Note(f"{place_of(fault)}: {fault.message} {fault.tip}".rstrip(), "warn")
            for fault in self.faults
        ]
        if self.parents:
            blocks.append(self._parents_table())
        if self.kept:
            blocks.append(self._kept_table())
        blocks.append(
            NextStep(
                "Check what was written with toc check.",
                "The import reads what is there; it does not judge it.",
            )
        )
        return View("Import", tuple(blocks), "import")

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())

    def _targets_table(self) -> Table:
        rows = tuple(
            (outcome, len(self.targets[outcome]), meaning, some(self.targets[outcome]))
            for outcome, meaning in OUTCOMES.items()
        )
        columns = (Column("Target"), Column("KPIs", "right"), Column("Means"), Column("Ids"))
        return Table(columns, rows, caption="What became of the targets")

    def _files_table(self) -> Table:
        rows = tuple(
            (each.file, each.records, len(each.kpis), each.written if each.kpis else None)
            for each in self.inputs
        )
        columns = (
            Column("File"),
            Column("Records", "right"),
            Column("KPIs", "right"),
            Column("Written to"),
        )
        return Table(columns, rows, caption="Files")

    def _refused_table(self) -> Table:
        rows = tuple((f"{r.file}:{r.line}", r.name or None, r.reason) for r in self.refused)
        return Table((Column("Place"), Column("Name"), Column("Reason")), rows, caption="Refused")

    def _parents_table(self) -> Table:
        rows = tuple((each.kpi, each.parent, each.found, each.became) for each in self.parents)
        columns = (Column("KPI"), Column("Parent as written"), Column("Means"), Column("Became"))
        return Table(columns, rows, caption="Parents")

    def _kept_table(self) -> Table:
        rows = tuple((key, len(ids), some(ids)) for key, ids in self.kept.items())
        columns = (Column("Key"), Column("KPIs", "right"), Column("Ids"))
        return Table(columns, rows, caption="Kept under extra as written")


def place_of(fault: Fault) -> str:
    """Return where a fault of a file stands, as ``file:line:column``."""
    where = fault.where
    return f"{where.file}:{where.line}:{where.column}" if isinstance(where, Span) else ""


def some(ids: Sequence[str]) -> str:
    """Return the first three ids, and how many more there are."""
    shown = ", ".join(ids[:3])
    return f"{shown} and {len(ids) - 3} more" if len(ids) > 3 else shown


def _refuse_to_spoil(out: Path, names: frozenset[str]) -> None:
    """Raise where writing the files would spoil somebody's, or leave an earlier import's behind."""
    held = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    earlier = _earlier_import(out / THEORY_FILE) if THEORY_FILE in held else frozenset()
    foreign = sorted(held & names - earlier) if earlier else sorted(held)
    if foreign:
        raise InputError(
            f"{(out / foreign[0]).as_posix()}: no import wrote this file; name an empty directory"
        )
    stale = sorted(held & earlier - names)
    if stale:
        raise InputError(
            f"{(out / stale[0]).as_posix()}: an earlier import wrote this file and this one does "
            "not; remove it, or name an empty directory"
        )


def _earlier_import(theory: Path) -> frozenset[str]:
    """Return the names of the files that an earlier import wrote beside its theory file."""
    for document in read_file(theory, Limits()).documents:
        held = document.data
        for key in ("theory", "extra", "imported", "files"):
            held = held.get(key) if isinstance(held, dict) else None
        if isinstance(held, dict):
            return frozenset({THEORY_FILE, *held})
    return frozenset()
