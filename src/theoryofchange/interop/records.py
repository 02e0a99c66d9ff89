"""What becomes of the records of files in another format: each is a KPI, or refused."""

from __future__ import annotations

import os.path
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.possible import impossible
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Span

Outcome = Literal["parsed", "placeholder", "unreadable", "absent"]
OUTCOMES: Mapping[Outcome, str] = {
    "parsed": "a value could be told",
    "placeholder": "a value is promised, as in TBD",
    "unreadable": "something is written, and no value could be told",
    "absent": "no target is given",
}
"""What may become of a target, and what each word means."""


@dataclass(frozen=True, slots=True, kw_only=True)
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
        The record as it was read; nothing where it could not be read or written again.
    written
        Then the lines it stands on, as they are written.
    """

    file: str
    line: int
    name: str
    reason: str
    entry: Any = field(default=None, compare=False, repr=False)
    written: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulted:
    """A record that became a KPI although the reader found a fault in how it is written.

    Parameters
    ----------
    kpi
        The id of the KPI.
    file
        The file it stands in.
    line
        The line it starts on, from 1.
    written
        The lines it stands on, as they are written: what the reader left out is among them.
    """

    kpi: str
    file: str
    line: int
    written: str = field(repr=False)


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


@dataclass(frozen=True, slots=True, kw_only=True)
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
    lines
        The line that each of these starts on, from 1.
    """

    file: str
    written: str
    records: int
    kpis: tuple[Kpi, ...]
    lines: tuple[int, ...]


def target_finding(kpi: Kpi) -> str | None:
    """Return the code of the rule that will find the value of a KPI's target wanting, or ``None``.

    Of a confidential KPI no target is asked, so that fewer are found than are absent.

    Examples
    --------
    >>> target_finding(Kpi(id="k", target="TBD")), target_finding(Kpi(id="k", confidential=True))
    ('KPI021', None)
    """
    value = kpi.target.value if kpi.target else None
    if value is not None and impossible(value, kpi):
        return "KPI024"
    if kpi.confidential or (value is not None and value.readable):
        return None
    if value is None:
        return "KPI001"
    return "KPI021" if value.placeholder else "TOC008"


def place_of(fault: Fault) -> str:
    """Return where a fault of a file stands, as ``file:line:column``."""
    where = fault.where
    return f"{where.file}:{where.line}:{where.column}" if isinstance(where, Span) else ""


def some(ids: Sequence[str]) -> str:
    """Return the first three ids, and how many more there are."""
    shown = ", ".join(ids[:3])
    return f"{shown} and {len(ids) - 3} more" if len(ids) > 3 else shown


def short_names(files: Sequence[str]) -> Mapping[str, str]:
    """Return the name of each file below the directory that holds all of them.

    What is written then says the same wherever the files lie.

    Examples
    --------
    >>> short_names(["/kept/2025/ferry.yml", "/kept/2026/ferry.yml"])["/kept/2026/ferry.yml"]
    '2026/ferry.yml'
    """
    whole = {file: Path(file).absolute() for file in files}
    parents = [path.parent for path in whole.values()]
    try:
        root = os.path.commonpath(parents)
    except ValueError:  # none, or on several drives
        return {file: Path(file).as_posix() for file in files}
    return {file: path.relative_to(root).as_posix() for file, path in whole.items()}
