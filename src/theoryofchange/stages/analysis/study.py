"""The parts of an analysis, each made when it is first asked for.

What most readers want of a hundred thousand KPIs is a column of figures, not as many reasons. So
figures are computed in columns, and what is said of a KPI in words when somebody looks at it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi, Status
from theoryofchange.measurement import Problem
from theoryofchange.stages.analysis.darkness import Darkness, darkness_of
from theoryofchange.stages.analysis.gaps import gaps_of
from theoryofchange.stages.analysis.observing import Series, ValuesByKpi
from theoryofchange.stages.analysis.position import Position, positions_of
from theoryofchange.stages.analysis.profiles import DEFAULT, Profile
from theoryofchange.stages.analysis.qualification import Qualifier, unknown_attestations
from theoryofchange.stages.analysis.rows import KpiAnalysis, SegmentStanding
from theoryofchange.stages.analysis.scoring import (
    Counted,
    GoalState,
    derivation_of,
    goal_states,
)
from theoryofchange.stages.analysis.standing import Standing, standing_of
from theoryofchange.stages.analysis.tables import missing_rows
from theoryofchange.stages.analysis.use import IdleData, idle_data
from theoryofchange.stages.provenance import Provenance, provenance_of
from theoryofchange.stages.result import Gap, Part

if TYPE_CHECKING:
    import pandas as pd


class Study:
    """What is said of the KPIs of a theory.

    Parameters
    ----------
    theory
        The theory.
    measured
        What was measured.
    as_of
        The day by which it is judged.
    profile
        Which criteria a metric must meet to be a KPI.
    """

    def __init__(
        self,
        theory: TheoryOfChange,
        measured: ValuesByKpi,
        as_of: dt.date | None,
        profile: Profile = DEFAULT,
    ) -> None:
        self.theory, self.measured, self.as_of = theory, measured, as_of
        self.profile = profile

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Study):
            return NotImplemented
        asked = (self.theory, self.as_of, self.profile) == (
            other.theory,
            other.as_of,
            other.profile,
        )
        return asked and self.rows == other.rows and self.problems == other.problems

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def rows(self) -> Rows:
        """What is said of each KPI."""
        return Rows(self)

    @cached_property
    def positions(self) -> Mapping[str, Position]:
        """Where each KPI stands in the theory."""
        return positions_of(self.theory)

    @cached_property
    def darkness(self) -> Darkness:
        """What keeps KPIs and goals dark."""
        return darkness_of(self.theory, self.positions)

    @cached_property
    def goals(self) -> tuple[GoalState, ...]:
        """What the KPIs on the way to each goal say together."""
        return goal_states(self._counted(), self.darkness.goals, self.theory.name)

    def _counted(self) -> Iterator[Counted]:
        if not self.measured.in_columns:
            for row in self.rows:
                yield Counted(row.position.goals, row.status, row.qualification.share)
            return
        for id, status in zip(self.theory.kpis, self.figures["status"], strict=True):
            yield Counted(self.positions[id].goals, status, self._qualifier.of(id).share)

    @cached_property
    def derivation(self) -> tuple[Part, ...]:
        """The rows of the score."""
        return derivation_of(self.goals)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps, the largest first."""
        return gaps_of(self.rows, self.darkness, self.profile)

    @cached_property
    def missing(self) -> Sequence[Mapping[str, Any]]:
        """What keeps metrics from being KPIs, what matters most first."""
        return missing_rows(self.rows, self.profile)

    @cached_property
    def idle_data(self) -> tuple[IdleData, ...]:
        """Data without a use, and personal data without a purpose or a basis."""
        return idle_data(self.theory, self.positions, self.measured.counts)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What was measured or attested and could not be used."""
        unmeasured = map(self.rows.of, self._unmeasured())
        return (
            *self.measured.problems,
            *(_all_discarded(row) for row in unmeasured if row.standing.discarded),
            *unknown_attestations(self.theory),
        )

    def _unmeasured(self) -> Sequence[str]:
        """Return the ids of the KPIs of which no value counts."""
        if self.measured.in_columns:
            undated = self.figures["actual_date"].isna()
            return self.figures["id"][undated].tolist()
        return [row.id for row in self.rows if row.standing.actual_date is None]

    @cached_property
    def provenance(self) -> Provenance:
        """What it was made from."""
        return provenance_of(self.theory, self.measured.window)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures of each KPI in columns."""
        from theoryofchange.stages.analysis.figures import figures_of

        return figures_of(self)

    @cached_property
    def statuses(self) -> Mapping[Status, int]:
        """How many KPIs have each status."""
        if self.measured.in_columns:
            return Counter(self.figures["status"].astype(object))
        return Counter(row.status for row in self.rows)

    @cached_property
    def _qualifier(self) -> Qualifier:
        return Qualifier(self.theory, self.positions, self.as_of, self.profile)

    def standing(self, id: str) -> Standing:
        """Judge where a KPI stands."""
        return self._standing(self.theory.kpis[id], self.measured.series(id))

    def _standing(self, kpi: Kpi, series: Series) -> Standing:
        return standing_of(kpi, series.scale, series.points, self.as_of, series.discarded)

    def _segments(self, kpi: Kpi, series: Series) -> Iterator[SegmentStanding]:
        start = kpi.baseline.date if kpi.baseline else None
        for segment, points in series.segments.items():
            own = None if series.scale.of_dates else dict(points).get(start or dt.date.min)
            yield SegmentStanding(
                segment=segment,
                standing=standing_of(kpi, series.scale, points, self.as_of, baseline=own),
                baseline_from="whole" if own is None else "segment",
            )

    def row(self, id: str) -> KpiAnalysis:
        """Say all there is to say of a KPI."""
        kpi, series = self.theory.kpis[id], self.measured.series(id)
        return KpiAnalysis(
            kpi=kpi,
            qualification=self._qualifier.of(id),
            position=self.positions[id],
            standing=self._standing(kpi, series),
            obstacles=self.darkness.of_kpi.get(id, ()),
            segments=tuple(self._segments(kpi, series)),
            parts=self.theory.computed_from(id),
        )


class Rows(Sequence[KpiAnalysis]):
    """What is said of each KPI, in the order of the theory; each made when it is looked at.

    Parameters
    ----------
    study
        What makes them.
    """

    def __init__(self, study: Study) -> None:
        self._study, self._made = study, dict[str, KpiAnalysis]()
        self._ids = tuple(study.theory.kpis)

    def of(self, id: str) -> KpiAnalysis:
        """Return what is said of a KPI.

        Raises
        ------
        KeyError
            Where there is none of this id.
        """
        if id not in self._made:
            if id not in self._study.theory.kpis:
                raise KeyError(f"there is no KPI {id!r}")
            self._made[id] = self._study.row(id)
        return self._made[id]

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[KpiAnalysis]:
        return map(self.of, self._ids)

    @overload
    def __getitem__(self, at: int) -> KpiAnalysis: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[KpiAnalysis, ...]: ...
    def __getitem__(self, at: int | slice) -> KpiAnalysis | tuple[KpiAnalysis, ...]:
        if isinstance(at, slice):
            return tuple(map(self.of, self._ids[at]))
        return self.of(self._ids[at])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} KPIs: {', '.join(self._ids[:3])}{', …' if len(self) > 3 else ''}>"


def _all_discarded(row: KpiAnalysis) -> Problem:
    return Problem(kpi=row.id, message=f"{row.id}: {row.standing.verdict.because}")
