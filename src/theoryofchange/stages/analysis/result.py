"""What the stage *analyze* returns."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, get_args

from theoryofchange.kpi import Status
from theoryofchange.measurement import Problem
from theoryofchange.stages.analysis.darkness import Darkness
from theoryofchange.stages.analysis.page import display
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.analysis.scoring import GoalState
from theoryofchange.stages.analysis.table import COLUMNS, NUMBERS, dated_as_text, flat, record
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import Gap, Part, Result, Stage
from theoryofchange.view.blocks import View

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Analysis(Result):
    """Which quantities are KPIs, where each stands, and what keeps them dark.

    Parameters
    ----------
    as_of
        The day of the analysis: the theory's ``as_of``, else the day of the last observation;
        ``None`` where there is neither.
    as_of_from
        What names it: ``theory`` or ``last observation``; in a run whatever named its day.
    kpis
        What is said of each declared quantity, in the order of the theory.
    goals
        What the KPIs on the way to each goal say together, in the order of the theory.
    darkness
        What keeps KPIs and goals dark, and what removing it lights.
    problems
        The observations and attestations that could not be used, and why.
    derivation, gaps, provenance
        As every result has them (:class:`~theoryofchange.stages.result.Result`).
    """

    stage: ClassVar[Stage] = "analyze"

    as_of: dt.date | None
    as_of_from: str | None
    kpis: tuple[KpiAnalysis, ...] = field(repr=False)
    goals: tuple[GoalState, ...] = field(repr=False)
    darkness: Darkness = field(repr=False)
    problems: tuple[Problem, ...] = field(repr=False)
    derivation: tuple[Part, ...]
    gaps: tuple[Gap, ...] = field(repr=False)
    provenance: Provenance

    def kpi(self, id: str) -> KpiAnalysis:
        """Return what is said of one KPI.

        Raises
        ------
        KeyError
            Where there is none of this id.
        """
        for row in self.kpis:
            if row.id == id:
                return row
        raise KeyError(f"there is no KPI {id!r}")

    @property
    def statuses(self) -> Mapping[Status, int]:
        """How many KPIs have each of the eight statuses; those that none has are there with 0."""
        counts = Counter(row.status for row in self.kpis)
        return {status: counts[status] for status in get_args(Status)}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a KPI.

        Returns
        -------
        pandas.DataFrame
            The columns of :data:`~theoryofchange.stages.analysis.table.COLUMNS`, which says what
            each holds.
        """
        import pandas as pd

        rows = [[flat(held) for held in record(row).values()] for row in self.kpis]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        return frame.astype(dict.fromkeys(NUMBERS, float))

    def details(self) -> Mapping[str, Any]:
        """Return KPIs with their verdicts, goals, limits and problems as plain data."""
        most = self.darkness.brightest
        return {
            "as_of": dated_as_text(self.as_of),
            "as_of_from": self.as_of_from,
            "statuses": dict(self.statuses),
            "kpis": [_kpi_details(row) for row in self.kpis],
            "goals": [_plain(goal) for goal in self.goals],
            "limits": [_plain(obstacle) for obstacle in self.darkness.obstacles],
            "limit_kinds": [_plain(kind) for kind in self.darkness.kinds],
            "lights_most": most.id if most else None,
            "problems": [_plain(problem) for problem in self.problems],
        }

    def view(self) -> View:
        """Return the verdict, the KPIs, their criteria, what keeps them dark, and the gaps."""
        return display(
            self.kpis, self.goals, self.darkness, self.problems, self.derivation, self.gaps
        )


def _kpi_details(row: KpiAnalysis) -> dict[str, Any]:
    reported = row.kpi.reported
    told = {name: dated_as_text(held) for name, held in record(row).items()}
    return {
        **told,
        "is_kpi": row.qualification.is_kpi,
        "verdicts": [
            {"criterion": v.criterion, "ground": v.ground, "because": v.because}
            for v in row.qualification.verdicts
        ],
        "reported_because": list(reported.because) if reported else [],
    }


def _plain(held: Any) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else dated_as_text(value)
        for name, value in asdict(held).items()
    }
