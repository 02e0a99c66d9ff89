"""What the stage *analyze* returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from theoryofchange.kpi import Status
from theoryofchange.measurement import Problem
from theoryofchange.stages.analysis.darkness import Darkness
from theoryofchange.stages.analysis.page import display
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.analysis.scoring import GoalState
from theoryofchange.stages.analysis.study import Study
from theoryofchange.stages.analysis.table import COLUMNS, NUMBERS, dated_as_text, flat, record
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import Gap, Part, Result, Stage
from theoryofchange.view.blocks import View

if TYPE_CHECKING:
    import pandas as pd

DayFrom = Literal["theory", "last observation"]


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
    study
        What makes the parts below, each when it is first asked for.
    stamp
        The provenance that a run gives it in place of its own.
    """

    stage: ClassVar[Stage] = "analyze"

    as_of: dt.date | None
    as_of_from: str | None
    study: Study = field(repr=False)
    stamp: Provenance | None = field(default=None, repr=False)

    @property
    def kpis(self) -> Sequence[KpiAnalysis]:
        """What is said of each declared quantity, in the order of the theory."""
        return self.study.rows

    @property
    def goals(self) -> tuple[GoalState, ...]:
        """What the KPIs on the way to each goal say together, in the order of the theory."""
        return self.study.goals

    @property
    def darkness(self) -> Darkness:
        """What keeps KPIs and goals dark, and what removing it lights."""
        return self.study.darkness

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The observations and attestations that could not be used, and why."""
        return self.study.problems

    @property
    def derivation(self) -> tuple[Part, ...]:  # type: ignore[override]
        """The rows that make the score."""
        return self.study.derivation

    @property
    def gaps(self) -> tuple[Gap, ...]:  # type: ignore[override]
        """The gaps found, the largest first."""
        return self.study.gaps

    @property
    def provenance(self) -> Provenance:  # type: ignore[override]
        """The theory, the data and the version it was made from."""
        return self.stamp or self.study.provenance

    @property
    def figures(self) -> pd.DataFrame:
        """The figures of each KPI in columns, without the words.

        For many KPIs the quick way to progress and status: nothing else is made for it. Columns
        are those of :data:`~theoryofchange.stages.analysis.figures.FIGURES`.
        """
        return self.study.figures.copy()

    def kpi(self, id: str) -> KpiAnalysis:
        """Return what is said of one KPI.

        Raises
        ------
        KeyError
            Where there is none of this id.
        """
        return self.study.rows.of(id)

    @property
    def statuses(self) -> Mapping[Status, int]:
        """How many KPIs have each of the eight statuses; those that none has are there with 0."""
        counts = self.study.statuses
        return {status: counts.get(status, 0) for status in get_args(Status)}

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
