"""A source file that was read, and what came of it."""

from __future__ import annotations

import os.path
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from theoryofchange.activity import Activity, Team
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.seam.record import Became, Node, Row
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.maturity.rating import Rating

_SECTIONS: Mapping[type, str] = {
    Team: "teams",
    Goal: "goals",
    Outcome: "outcomes",
    Kpi: "kpis",
    Activity: "activities",
    Observation: "observations",
    Benchmark: "benchmarks",
    Rating: "ratings",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A source file that was read, and what came of it.

    Parameters
    ----------
    file
        Its name as given.
    written
        The name of the file its nodes are written to; it is not written where there are none.
    account
        What became of each of its records, in their order.
    parts
        The nodes and rows that were read from it, in order.
    """

    file: str
    written: str
    account: tuple[Became, ...]
    parts: tuple[Node | Row, ...]

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """The KPIs that were read from it."""
        return tuple(part for part in self.parts if isinstance(part, Kpi))


def theory_of(parts: Sequence[Node | Row]) -> TheoryOfChange:
    """Return nodes and rows as a theory.

    Examples
    --------
    >>> theory_of([Goal(id="growth"), Kpi(id="sales")])
    <TheoryOfChange theory: 1 goals, 0 outcomes, 1 kpis, 0 activities>
    """
    sections: dict[str, list[Node | Row]] = {name: [] for name in _SECTIONS.values()}
    for part in parts:
        sections[_SECTIONS[type(part)]].append(part)
    return TheoryOfChange(**sections)  # type: ignore[arg-type]


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
