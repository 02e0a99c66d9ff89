"""What a KPI is described by: values at dates, the source, limits, what somebody says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from theoryofchange.quantity import Quantity
from theoryofchange.record import field
from theoryofchange.shape import expected, shape

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

NOT_AVAILABLE = frozenset({"none", "planned", "missing", "unavailable", "not available", "no"})
"""The words by which a source says that its data cannot be had today."""


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


def _underscored(value: Any) -> Any:
    return value.strip().replace(" ", "_") if isinstance(value, str) else value


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
