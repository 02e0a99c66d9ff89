"""All that the analysis says of one KPI."""

from __future__ import annotations

from dataclasses import dataclass

from theoryofchange.kpi import Kpi, Status
from theoryofchange.measurement.plan import aim_of
from theoryofchange.measurement.scale import figure_of
from theoryofchange.stages.analysis.position import Position
from theoryofchange.stages.analysis.qualification import Qualification
from theoryofchange.stages.analysis.standing import Standing
from theoryofchange.stages.figure import stated
from theoryofchange.view.measure import number


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
    parts
        The ids of the KPIs that its formula is made of, where that can be computed.
    """

    kpi: Kpi
    qualification: Qualification
    position: Position
    standing: Standing
    obstacles: tuple[str, ...]
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
    def dark(self) -> bool:
        """Whether something keeps it from being measured."""
        return bool(self.obstacles)

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
