"""A KPI and its attributes, and the rows of values that stand beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Literal

from theoryofchange.kpi.parts import (
    NOT_AVAILABLE,
    Attestation,
    Benchmark,
    BenchmarkKind,
    DataSource,
    Limit,
    LimitKind,
    Measured,
    Observation,
    Reported,
    Status,
    Target,
)
from theoryofchange.measuring import Measure
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.cadence import CADENCE_DAYS, cadence_days, rhythm_of
from theoryofchange.record import field, replace
from theoryofchange.shape import shape

__all__ = [
    "CALENDAR_SLACK",
    "MOST_BESIDE",
    "NOT_AVAILABLE",
    "Attestation",
    "Benchmark",
    "BenchmarkKind",
    "DataSource",
    "Direction",
    "Kpi",
    "Limit",
    "LimitKind",
    "Measured",
    "Observation",
    "Reported",
    "Status",
    "Target",
    "Timing",
]

Direction = Literal["increase", "decrease", "maintain", "range"]
Timing = Literal["leading", "lagging"]

MOST_BESIDE = 5
"""How many KPIs at most measure the same goal or outcome for each to count as one of few."""

CALENDAR_SLACK = 0.9
"""How much shorter than a cadence the time between two dates may be.

Calendar months, quarters and half-years are up to 8 % shorter than their mean: February has 28
days, the mean month 30.4.
"""


@shape
class Kpi:
    """A quantity that measures a goal or an outcome.

    A metric is qualified as a KPI by criteria (:data:`~theoryofchange.kpi.criteria.CRITERIA`),
    never by being listed.

    Parameters
    ----------
    id
        Its name in every reference.
    title
        What people call it.
    measures
        The goal or outcome it measures.
    stage
        The stages of the customer journey in which it is measured, one or several; where none is
        named, those of the outcome it measures.
    touchpoint
        Where customers are met there: web, shop, phone; where none is named, that of the outcome.
    definition
        What is counted, over whom, over what time.
    formula
        How it is computed; ids of other KPIs in it are identity edges.
    unit
        ``percent``, ``days``, ``EUR``, ``rank`` or any other.
    direction
        Which way is good.
    timing
        Whether it moves before the goal or after.
    owner
        The role that answers for it.
    audience
        Who reads it.
    cadence
        How often it is measured.
    decision
        What is decided by it.
    baseline
        Where it was at the start.
    target
        Where it is to be.
    milestones
        Where it is to be on the way, in order of time.
    tolerance
        How far from the path still counts as on it, in the KPI's unit.
    source
        Where the data comes from.
    measure
        How it is measured from a table of data.
    limits
        What keeps it from being measured.
    guardrail
        The KPI that would show that this one was gamed.
    confidential
        Whether its figures are withheld, which is not the same as unknown.
    reported
        A status somebody reported.
    version
        The version of its definition.
    review_by
        The day by which its definition and target are looked at again.
    attested
        Criteria somebody vouches for: criterion → who, when, until when.
    extra
        What has no field of its own, kept as it stands.
    """

    id: str = ""
    title: str | None = None
    measures: str | None = None
    stage: tuple[str, ...] = ()
    touchpoint: tuple[str, ...] = ()
    definition: str | None = None
    formula: str | None = None
    unit: str | None = None
    direction: Direction | None = None
    timing: Timing | None = None
    owner: str | None = None
    audience: tuple[str, ...] = ()
    cadence: str | None = None
    decision: str | None = None
    baseline: Measured | None = None
    target: Target | None = None
    milestones: tuple[Measured, ...] = ()
    tolerance: Quantity | None = None
    source: DataSource | None = None
    measure: Measure | None = None
    limits: tuple[Limit, ...] = ()
    guardrail: str | None = None
    confidential: bool | None = None
    reported: Reported | None = None
    version: str | None = None
    review_by: dt.date | None = None
    attested: Mapping[str, Attestation] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read ``8:13`` as a time where the unit says that it is one."""
        if self.unit is not None:
            for held in (self.baseline, self.target, *self.milestones):
                if held is not None and held.value is not None and ":" in held.value.text:
                    _read_times(self, self.unit)
                    break

    @property
    def name(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id

    @property
    def needed_within(self) -> tuple[float, str] | None:
        """The shortest time within which a new value must be there, in days, and what asks for it.

        The time between two dates of its baseline, milestones and target, or the rhythm in which
        its decision is taken; ``None`` where neither is told.
        """
        gap, rhythm = self._shortest_gap, self._rhythm
        if gap is not None and (rhythm is None or gap[0] <= rhythm[0]):
            days, first, last = gap
            return float(days), f"{days} days lie between {first} and {last}"
        return None if rhythm is None else (rhythm[0], f"the decision is taken {rhythm[1]}")

    @property
    def measured_in_time(self) -> bool | None:
        """Whether a new value is there whenever one is needed; ``None`` where it cannot be told."""
        days = cadence_days(self.cadence) if self.cadence else None
        needs = [need[0] for need in (self._shortest_gap, self._rhythm) if need is not None]
        return None if days is None or not needs else days * CALENDAR_SLACK <= min(needs)

    @property
    def _shortest_gap(self) -> tuple[int, dt.date, dt.date] | None:
        """The days between two of its dates, and these."""
        dated = (self.baseline, *self.milestones, self.target)
        days = sorted({each.date for each in dated if each is not None and each.date is not None})
        gaps = (((later - day).days, day, later) for day, later in pairwise(days))
        return min(gaps, default=None)

    @property
    def _rhythm(self) -> tuple[float, str] | None:
        """The days between two of its decisions, and the word for that."""
        word = rhythm_of(self.decision) if self.decision else None
        return (CADENCE_DAYS[word.casefold()], word) if word else None


def _read_times(kpi: Kpi, unit: str) -> None:
    from theoryofchange.quantity.clock import clock_of  # most KPIs hold no time

    clock = clock_of(unit)
    if clock is None:
        return

    def read(held: Any) -> Any:
        figure = None if held is None else held.value
        return held if figure is None else replace(held, value=clock.read(figure))

    times = {
        "baseline": read(kpi.baseline),
        "target": read(kpi.target),
        "milestones": tuple(map(read, kpi.milestones)),
        "tolerance": kpi.tolerance and clock.read(kpi.tolerance),
    }
    for name, value in times.items():
        object.__setattr__(kpi, name, value)
