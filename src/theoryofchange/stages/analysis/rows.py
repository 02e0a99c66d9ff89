"""All that the analysis says of one KPI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from theoryofchange.kpi import Kpi, Status
from theoryofchange.measurement.plan import aim_of
from theoryofchange.measurement.scale import figure_of
from theoryofchange.stages.analysis.kinds import TypeReading, read_type
from theoryofchange.stages.analysis.position import Position
from theoryofchange.stages.analysis.qualification import Qualification
from theoryofchange.stages.analysis.standing import Standing
from theoryofchange.stages.figure import figure, stated
from theoryofchange.view.measure import number


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentStanding:
    """Where a KPI stands in a segment.

    Parameters
    ----------
    segment
        The segment.
    standing
        Its figures, progress and status, by the target of the whole: no other is declared.
    baseline_from
        Whose baseline it is judged from: that of the ``segment``, where it was measured on the
        baseline's day, else that of the ``whole``.
    """

    segment: str
    standing: Standing
    baseline_from: Literal["segment", "whole"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiAnalysis:
    """All that the analysis says of one declared quantity.

    Parameters
    ----------
    kpi
        The quantity as it is declared.
    qualification
        Whether it is a KPI or a metric, with a verdict for each criterion.
    position
        Its level, goals and weight, leading or lagging.
    standing
        Its figures, progress and status.
    obstacles
        The ids of what keeps it from being measured.
    segments
        Where it stands in each segment that it is measured in. Never averaged to the whole.
    parts
        The ids of the KPIs that its formula is made of, where that can be computed.
    """

    kpi: Kpi
    qualification: Qualification
    position: Position
    standing: Standing
    obstacles: tuple[str, ...]
    segments: tuple[SegmentStanding, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the KPI."""
        return self.kpi.id

    @property
    def name(self) -> str:
        """What people call the KPI."""
        return self.kpi.name

    @property
    def reading(self) -> TypeReading:
        """As which of Parmenter's types it can be read, beside its qualification."""
        return read_type(self.kpi, self.position)

    @property
    def dark(self) -> bool:
        """Whether something keeps it from being measured."""
        return bool(self.obstacles)

    def baseline_in(self, unit: str | None) -> str | None:
        """Return the baseline with its unit; a day where its figures are days."""
        deadline = self.standing.deadline
        if deadline is not None:
            return str(deadline.baseline) if deadline.baseline else None
        return figure(self.standing.plan.baseline, unit)

    def actual_in(self, unit: str | None) -> str | None:
        """Return the latest value with its unit; a day where its figures are days."""
        if self.standing.deadline is not None:
            return str(self.standing.given) if self.standing.given else None
        return figure(self.standing.actual, unit)

    def target_in(self, unit: str | None) -> str | None:
        """Return the target with its unit, and with the tolerance where that is a part of it.

        The tolerance of a level to keep decides whether it is achieved; that of a figure to move
        only whether it is on its way. ``None`` where there is no target, or it is withheld.
        """
        target, aim = figure_of(self.kpi.target), aim_of(self.standing.plan)
        if target is None or self.kpi.confidential:
            return None
        text = stated(target, unit)
        if isinstance(aim, str) or aim.way not in ("maintain", "range") or not aim.tolerance:
            return text
        one = target.kind != "range" and target.bound == "="
        return f"{text} ± {number(aim.tolerance)}" if one else text

    @property
    def status(self) -> Status:
        """The status that the figures give."""
        return self.standing.status

    @property
    def reported(self) -> Status | None:
        """The status that somebody reported, which plays no part in ``status``."""
        return self.kpi.reported.status if self.kpi.reported else None
