"""A record of a source, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from theoryofchange.activity import Activity, Team
from theoryofchange.goal import Goal, Outcome
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.maturity.rating import Rating

Node = Goal | Outcome | Activity | Kpi | Team
"""What has an id of its own in a theory."""

Row = Observation | Benchmark | Rating
"""What is listed beside the nodes."""

Fate = Literal["made", "attached", "kept", "refused"]
FATES: Mapping[Fate, str] = {
    "made": "became a node of the theory",
    "attached": "is said by nodes made of other records",
    "kept": "has no place in a theory, and is kept as it was written",
    "refused": "could not be used, and is kept as it was written",
}
"""What may become of a record. Every record has exactly one of these fates."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """A record of a source: what its format counts, such as an indicator, a link or a period.

    Two records are never equal, however alike: each has a fate of its own.

    Parameters
    ----------
    kind
        What its format calls it, in the singular: ``indicator``, ``result``, ``connection``.
    name
        What it calls itself, or an empty text.
    file
        The file it stands in, as it was given.
    at
        Where it starts: a line from 1; otherwise a cell (``Sheet1!7``) or a path (``$.nodes[3]``).
    data
        What it holds, as plain data; ``None`` where it could not be read.
    written
        The text as it stands in the source, where reading it lost something; it is kept then.
    """

    kind: str
    name: str
    file: str
    at: int | str
    data: Any = field(default=None, repr=False)
    written: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Became:
    """What became of a record.

    Parameters
    ----------
    record
        The record.
    fate
        One of :data:`FATES`.
    ids
        The nodes that were made of it, that say what it said, or that keep it under ``extra``.
    told
        Why it was refused or kept, or what was made of it, in words; may be empty where it became
        a node.
    """

    record: Record
    fate: Fate
    ids: tuple[str, ...] = ()
    told: str = ""
