"""The customer journey: what must be true and what is measured at each of its stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.graph.journey import stages_in, stages_of, touchpoints_of

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "stage": "The stage, in the order of the journey",
        "order": "Its place in the journey, from 1",
        "declared": "Whether the theory's journey names it",
        "kpi": "Id of a KPI that measures it; empty where none does",
        "title": "What people call the KPI",
        "measures": "Id of the goal or outcome that the KPI measures",
        "touchpoints": "Where the KPI meets customers, separated by '; '",
    }
)
"""The columns of :meth:`Journey.to_frame` and what each holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyStage:
    """What stands at one stage of the journey.

    Parameters
    ----------
    stage
        Its name.
    declared
        Whether the theory's journey names it.
    outcomes
        The outcomes that must be true at it.
    goals
        The goals that a KPI measures at it.
    kpis
        The KPIs that measure it, with where each of them meets customers.
    """

    stage: str
    declared: bool
    outcomes: tuple[str, ...]
    goals: tuple[str, ...]
    kpis: Mapping[str, tuple[str, ...]]

    def kpis_at(self, touchpoint: str | None) -> tuple[str, ...]:
        """Return the KPIs of one touchpoint; of ``None`` those that name none."""
        return tuple(
            kpi for kpi, met in self.kpis.items() if touchpoint in met or not (touchpoint or met)
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "stage": self.stage,
            "declared": self.declared,
            "outcomes": list(self.outcomes),
            "goals": list(self.goals),
            "kpis": [{"kpi": kpi, "touchpoints": list(met)} for kpi, met in self.kpis.items()],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Stages × KPIs of a theory, and the cells of it that are empty.

    Parameters
    ----------
    stages
        Every stage in its order; empty where the theory speaks of no journey.
    touchpoints
        Where KPIs meet customers, in the order of first appearance, then where only outcomes do.
    unplaced
        The KPIs that are at no stage.
    titles, measures
        Of each KPI what people call it, and the goal or outcome that it measures.
    met
        Of each outcome at a stage where it meets customers.

    Examples
    --------
    >>> from theoryofchange.goal import Outcome
    >>> from theoryofchange.graph import Header
    >>> from theoryofchange.kpi import Kpi
    >>> theory = TheoryOfChange(
    ...     Header(journey=["before", "at", "after"]),
    ...     outcomes=[Outcome(id="known", stage="before", touchpoint="web")],
    ...     kpis=[Kpi(id="reach", measures="known"), Kpi(id="sales", stage="at")],
    ... )
    >>> journey = journey_of(theory)
    >>> journey.without_kpi, journey.without_outcome
    (('after',), ('at', 'after'))
    >>> journey.empty_cells
    (('at', 'web'), ('after', 'web'))
    >>> journey.unmeasured
    ()
    """

    stages: tuple[JourneyStage, ...]
    touchpoints: tuple[str, ...]
    unplaced: tuple[str, ...]
    titles: Mapping[str, str]
    measures: Mapping[str, str | None]
    met: Mapping[str, tuple[str, ...]]

    @property
    def without_kpi(self) -> tuple[str, ...]:
        """The stages that no KPI measures."""
        return tuple(each.stage for each in self.stages if not each.kpis)

    @property
    def without_outcome(self) -> tuple[str, ...]:
        """The stages at which no outcome is named, and no KPI measures a goal."""
        return tuple(each.stage for each in self.stages if not (each.outcomes or each.goals))

    @property
    def empty_cells(self) -> tuple[tuple[str, str], ...]:
        """Each stage and touchpoint where nothing is measured."""
        return tuple(
            (each.stage, touchpoint)
            for each in self.stages
            for touchpoint in self.touchpoints
            if not each.kpis_at(touchpoint)
        )

    @property
    def unmeasured(self) -> tuple[tuple[str, str], ...]:
        """Each outcome and stage where it must be true and no KPI of it is measured."""
        found: list[tuple[str, str]] = []
        for each in self.stages:
            told = {self.measures[kpi] for kpi in each.kpis}
            found += [(outcome, each.stage) for outcome in each.outcomes if outcome not in told]
        return tuple(found)

    def is_missing(self, at: JourneyStage, touchpoint: str) -> bool:
        """Tell whether an outcome meets customers where nothing is measured."""
        touched = any(touchpoint in self.met[outcome] for outcome in at.outcomes)
        return touched and not at.kpis_at(touchpoint)

    @property
    def kpis(self) -> tuple[str, ...]:
        """The KPIs that are at a stage, those of the first stage first."""
        return tuple(dict.fromkeys(kpi for each in self.stages for kpi in each.kpis))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a stage and KPI, and one for each stage that no KPI measures.

        Returns
        -------
        pandas.DataFrame
            With the columns of :data:`~theoryofchange.stages.alignment.journey.COLUMNS`.
        """
        import pandas as pd

        rows = [
            {
                "stage": each.stage,
                "order": order,
                "declared": each.declared,
                "kpi": kpi,
                "title": self.titles[kpi] if kpi else None,
                "measures": self.measures[kpi] if kpi else None,
                "touchpoints": "; ".join(each.kpis[kpi]) if kpi else None,
            }
            for order, each in enumerate(self.stages, start=1)
            for kpi in each.kpis or (None,)
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"order": "int64"})

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "stages": [each.to_dict() for each in self.stages],
            "touchpoints": list(self.touchpoints),
            "without_kpi": list(self.without_kpi),
            "without_outcome": list(self.without_outcome),
            "empty_cells": [
                {"stage": stage, "touchpoint": touchpoint} for stage, touchpoint in self.empty_cells
            ],
            "unmeasured": [
                {"outcome": outcome, "stage": stage} for outcome, stage in self.unmeasured
            ],
            "unplaced": list(self.unplaced),
        }


def journey_of(theory: TheoryOfChange) -> Journey:
    """Return what stands at each stage of a theory's journey.

    Parameters
    ----------
    theory
        The theory. A KPI that names no stage or touchpoint is where its outcome is.
    """
    at = {id: stages_of(theory, kpi) for id, kpi in theory.kpis.items()}
    placed = [id for id, own in at.items() if own]
    met = {id: touchpoints_of(theory, theory.kpis[id]) for id in placed}
    measures = {id: _measured(theory, id) for id in placed}
    kpis: dict[str, dict[str, tuple[str, ...]]] = {stage: {} for stage in stages_in(theory)}
    declared = frozenset(theory.header.journey)
    outcomes: dict[str, dict[str, None]] = {stage: {} for stage in kpis}
    for id in placed:
        for stage in at[id]:
            kpis[stage][id] = met[id]
    for id, outcome in theory.outcomes.items():
        for stage in outcome.stage:
            outcomes.get(theory.resolve(stage), {})[id] = None
    outcomes_met = {
        id: tuple(dict.fromkeys(each for each in theory.outcomes[id].touchpoint if each.strip()))
        for held in outcomes.values()
        for id in held
    }
    return Journey(
        stages=tuple(
            JourneyStage(
                stage=stage,
                declared=stage in declared,
                outcomes=tuple(outcomes[stage]),
                goals=_goals(theory, (measures[id] for id in kpis[stage])),
                kpis=kpis[stage],
            )
            for stage in kpis
        ),
        touchpoints=tuple(dict.fromkeys(chain(*met.values(), *outcomes_met.values()))),
        unplaced=tuple(id for id, own in at.items() if not own) if kpis else (),
        titles={id: theory.kpis[id].name for id in placed},
        measures=measures,
        met=outcomes_met,
    )


def _goals(theory: TheoryOfChange, measured: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(id for id in dict.fromkeys(measured) if id is not None and id in theory.goals)


def _measured(theory: TheoryOfChange, kpi: str) -> str | None:
    id = theory.resolve(theory.kpis[kpi].measures or "")
    return id if id in theory.nodes else None
