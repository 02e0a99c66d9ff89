"""What the stage *analyze* returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from theoryofchange.kpi import Status
from theoryofchange.measurement import Problem
from theoryofchange.stages.analysis.darkness import Darkness
from theoryofchange.stages.analysis.lighting import CommonLighting
from theoryofchange.stages.analysis.page import display
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.analysis.scoring import GoalState
from theoryofchange.stages.analysis.study import Study
from theoryofchange.stages.analysis.table import COLUMNS, NUMBERS, flat, record
from theoryofchange.stages.analysis.tables import (
    MISSING,
    SEGMENTS,
    TARGETS,
    framed,
    segment_rows,
    target_rows,
)
from theoryofchange.stages.analysis.use import IdleData
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import Gap, Part, Result, Stage, dated_as_text
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
    def idle_data(self) -> tuple[IdleData, ...]:
        """Data without a use, and personal data without a purpose or a basis."""
        return self.study.idle_data

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

    @property
    def missing(self) -> pd.DataFrame:
        """What keeps metrics from being KPIs, by goal weight times shortfall, the most first.

        Columns are those of :data:`~theoryofchange.stages.analysis.tables.MISSING`.
        """
        return framed(self.study.missing, MISSING, ("weight", "shortfall", "priority"))

    @property
    def segments(self) -> pd.DataFrame:
        """Where each KPI stands in each segment that it is measured in.

        Columns are those of :data:`~theoryofchange.stages.analysis.tables.SEGMENTS`.
        """
        rows = (part for row in self.kpis for part in segment_rows(row))
        return framed(rows, SEGMENTS, ("actual", "baseline", "target", "progress"))

    @property
    def targets(self) -> pd.DataFrame:
        """Which of several targets by date were met, of each KPI that has several.

        Columns are those of :data:`~theoryofchange.stages.analysis.tables.TARGETS`.
        """
        rows = (each for row in self.kpis for each in target_rows(row))
        return framed(rows, TARGETS, ("actual", "target", "progress"))

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
            "profile": self.study.profile.title,
            "statuses": dict(self.statuses),
            "kpis": [_kpi_details(row) for row in self.kpis],
            "missing": list(self.study.missing),
            "goals": [_plain(goal) for goal in self.goals],
            "limits": [_plain(obstacle) for obstacle in self.darkness.obstacles],
            "limit_kinds": [_plain(kind) for kind in self.darkness.kinds],
            "lights_most": most.id if most else None,
            "lightings": [_plain(each) for each in self.darkness.lightings],
            "common_lighting": _common(self.darkness.common),
            "idle_data": [_plain(each) for each in self.idle_data],
            "problems": [_plain(problem) for problem in self.problems],
        }

    def view(self) -> View:
        """Return the verdict, the KPIs, their criteria, what keeps them dark, and the gaps."""
        return display(self.study)


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
        "lag_days": row.position.lead.days if row.position.lead else None,
        "segments": [_told(part) for part in segment_rows(row)],
        "targets": [_told(each) for each in target_rows(row)],
        "reported_because": list(reported.because) if reported else [],
    }


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: dated_as_text(held) for name, held in row.items()}


def _common(found: CommonLighting | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {**_plain(found), "proven": found.proven, "because": found.because}


def _plain(held: Any) -> dict[str, Any]:
    return {
        name: _listed(value) if isinstance(value, tuple) else dated_as_text(value)
        for name, value in asdict(held).items()
    }


def _listed(held: tuple[Any, ...]) -> list[Any]:
    return [_listed(each) if isinstance(each, tuple) else each for each in held]
