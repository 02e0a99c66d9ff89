"""A roadmap's parts, before they are written in any form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from theoryofchange.graph import TheoryOfChange
from theoryofchange.roadmap import Horizons, Schedule
from theoryofchange.stages.evolution.milestones import Milestone
from theoryofchange.stages.evolution.planning import Row
from theoryofchange.stages.evolution.portfolio import Quadrant, quadrants
from theoryofchange.stages.evolution.projection import Projection
from theoryofchange.stages.evolution.recommendation import Recommendation
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import Gap, Part, Result, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Result):
    """The fields of a :class:`~theoryofchange.stages.evolution.Roadmap`."""

    stage: ClassVar[Stage] = "evolve"
    theory: TheoryOfChange = field(repr=False, hash=False)
    start: dt.date
    horizons: Horizons
    recommendations: tuple[Recommendation, ...] = field(repr=False)
    rows: tuple[Row, ...] = field(repr=False)
    schedule: Schedule = field(repr=False)
    milestones: tuple[Milestone, ...] = field(repr=False)
    projections: tuple[Projection, ...] = field(hash=False)
    deadline: dt.date | None
    assumptions: tuple[str, ...] = field(repr=False)
    derivation: tuple[Part, ...]
    gaps: tuple[Gap, ...] = field(repr=False)
    provenance: Provenance

    @property
    def finish(self) -> dt.date | None:
        """The last day of the last scheduled work; ``None`` where nothing is scheduled."""
        return self.schedule.finish

    @property
    def critical_path(self) -> tuple[str, ...]:
        """The ids of the work that led to the last finish, each held up by the one before it."""
        return self.schedule.critical_path

    @property
    def unscheduled(self) -> tuple[Row, ...]:
        """The work that has no dates, each with the reason."""
        return tuple(row for row in self.rows if row.not_scheduled is not None)

    @property
    def quadrants(self) -> Mapping[str, Quadrant | None]:
        """For each recommendation its place by effort and impact."""
        return quadrants(self.recommendations)

    def recommendation(self, id: str) -> Recommendation:
        """Return one recommendation.

        Raises
        ------
        KeyError
            Where there is none of this id.
        """
        for each in self.recommendations:
            if each.id == id:
                return each
        raise KeyError(f"there is no recommendation {id!r}")
