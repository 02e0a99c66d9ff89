"""A KPI, its attributes, and the criteria that qualify a metric as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Literal

from theoryofchange.metric import Measure
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.cadence import CADENCE_DAYS, cadence_days, rhythm_of
from theoryofchange.record import field, record, replace
from theoryofchange.shape import expected, shape

Direction = Literal["increase", "decrease", "maintain", "range"]
Timing = Literal["leading", "lagging"]
LimitKind = Literal["people", "process", "technology", "data"]
Status = Literal[
    "achieved",
    "on track",
    "at risk",
    "off track",
    "deteriorating",
    "no data",
    "no target",
    "confidential",
]
BenchmarkKind = Literal["competitor", "share_of_spend", "neighbouring_industry"]

MOST_BESIDE = 5
"""How many KPIs at most measure the same goal or outcome for each to count as one of few."""

CALENDAR_SLACK = 0.9
"""How much shorter than a cadence the time between two dates may be.

Calendar months, quarters and half-years are up to 8 % shorter than their mean: February has 28
days, the mean month 30.4.
"""

NOT_AVAILABLE = frozenset({"none", "planned", "missing", "unavailable", "not available", "no"})
"""The words by which a source says that its data cannot be had today."""


def _underscored(value: Any) -> Any:
    return value.strip().replace(" ", "_") if isinstance(value, str) else value


@shape
class Measured:
    """A value at a date: a baseline or a milestone.

    Parameters
    ----------
    value
        The figure, in the KPI's unit.
    date
        The day it holds for.
    n
        How many cases it rests on.
    """

    value: Quantity | None = expected()
    date: dt.date | None = expected()
    n: int | None = None

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read one figure as a value without a date."""
        return {"value": value} if isinstance(value, str | int | float) else value


@shape
class Target:
    """The value a KPI is to have, by when, and who says so.

    Parameters
    ----------
    value
        The figure, in the KPI's unit.
    date
        The day by which.
    set_by
        Who set it.
    because
        Why this figure and no other.
    """

    value: Quantity | None = expected()
    date: dt.date | None = expected()
    set_by: str | None = None
    because: str | None = None

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read one figure as a target without a date."""
        return {"value": value} if isinstance(value, str | int | float) else value


@shape
class DataSource:
    """Where a KPI's data comes from, and on what ground it may be used.

    Parameters
    ----------
    system
        The system that holds it.
    availability
        Whether it can be had: ``live``, ``manual``, ``partial``, ``planned``, ``none``.
    purpose
        What it is collected for.
    personal_data
        Whether it is about persons.
    basis
        The legal basis on which personal data is used.
    links
        Where it can be looked at.
    extra
        What has no field of its own, kept as it stands.
    """

    system: str | None = None
    availability: str | None = None
    purpose: str | None = None
    personal_data: bool | None = None
    basis: str | None = None
    links: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read one text as the system."""
        return {"system": value} if isinstance(value, str) else value

    @property
    def available(self) -> bool | None:
        """Whether the data can be had today; ``None`` where the source does not say."""
        if self.availability is None:
            return None
        return self.availability.strip().lower() not in NOT_AVAILABLE


@shape
class Limit:
    """What keeps a KPI from being measured.

    Parameters
    ----------
    kind
        People, process, technology or data: nobody to do it, no way of doing it, nothing to do it
        with, or figures that are missing, late or wrong.
    what
        What it is.
    """

    kind: LimitKind | None = expected()
    what: str | None = expected()


@shape
class Reported:
    """A status that somebody reported, beside the one the figures give.

    Parameters
    ----------
    status
        The word.
    date
        When.
    by
        Who.
    because
        Why, as they wrote it.
    """

    status: Status | None = expected()
    date: dt.date | None = None
    by: str | None = None
    because: tuple[str, ...] = ()


@shape
class Attestation:
    """That somebody vouches for a criterion which the file cannot prove.

    Parameters
    ----------
    by
        Who says so.
    date
        When.
    until
        The last day it holds.
    note
        On what ground.
    """

    by: str | None = expected()
    date: dt.date | None = expected()
    until: dt.date | None = None
    note: str | None = None


@shape
class Kpi:
    """A quantity that measures a goal or an outcome.

    A metric is qualified as a KPI by criteria (:data:`CRITERIA`), never by being listed.

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


@shape
class Observation:
    """A value that was measured.

    Parameters
    ----------
    kpi
        The KPI.
    date
        The day it holds for.
    value
        The figure, in the KPI's unit.
    n
        How many cases it rests on.
    segment
        The part of the whole it is about; nothing for the whole.
    low, high
        The ends of its 95 % interval, in the KPI's unit.
    """

    kpi: str
    date: dt.date
    value: Quantity
    n: int | None = None
    segment: str | None = None
    low: Quantity | None = None
    high: Quantity | None = None


@shape
class Benchmark:
    """A dated outside figure to compare a KPI with.

    Parameters
    ----------
    kpi
        The KPI it compares with.
    value
        The figure, in the KPI's unit.
    name
        Whose figure it is.
    date
        The day it holds for.
    source
        Where it is published.
    n
        How many cases it rests on.
    kind
        A competitor's, a share of spend, or a neighbouring industry's.
    """

    kpi: str
    value: Quantity
    name: str | None = None
    date: dt.date | None = expected()
    source: str | None = expected()
    n: int | None = None
    kind: BenchmarkKind | None = field(default=None, metadata={"convert": _underscored})


@record
class Criterion:
    """One condition that a metric must meet to be a KPI.

    Parameters
    ----------
    key
        Its name in ``attested`` and in results.
    question
        What is asked.
    """

    key: str
    question: str


CRITERIA: tuple[Criterion, ...] = (
    Criterion("on_path", "Does it lie on a path to a goal?"),
    Criterion("owned", "Does somebody answer for it?"),
    Criterion("defined", "Is it defined unambiguously, with formula and unit?"),
    Criterion("directed", "Is it known which way is good?"),
    Criterion("baselined", "Does it have a baseline with a date?"),
    Criterion("targeted", "Does it have a target with a date and an origin?"),
    Criterion("timely", "Is it measured often enough for the decision it informs?"),
    Criterion("actionable", "Does it trigger a decision?"),
    Criterion("movable", "Does an activity reach what it measures?"),
    Criterion("sourced", "Does its data exist, and can it be had?"),
    Criterion("understood", "Does its audience understand it?"),
    Criterion("comparable", "Is it comparable over time, by a version of its definition?"),
    Criterion("guarded", "Is it paired with a guardrail?"),
    Criterion("reviewed", "Is it looked at again before it expires?"),
    Criterion("few", "Is it one of few for its goal?"),
)
"""The criteria that qualify a metric as a KPI: the common core of ISO 22400, PIRS/DQA and SMART."""

Ground = Literal["derived", "attested", "failed", "unknown"]
"""How a criterion was judged: the file proves it, somebody vouches for it, it is not met, or the
file cannot tell."""
