"""Activities and the teams that do them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from theoryofchange.estimate import EffortEstimate
from theoryofchange.link import Link, links_by_id
from theoryofchange.quantity import Quantity, Rate
from theoryofchange.record import field
from theoryofchange.shape import shape

Workstream = Literal["people", "process", "technology", "data", "reporting"]


@shape
class Team:
    """Those who do the work.

    Parameters
    ----------
    id
        Its name in every reference.
    title
        What people call it.
    capacity
        How much work it can do in a time, as ``40 days/month``, in person-days.
    extra
        What has no field of its own, kept as it stands.
    """

    id: str = ""
    title: str | None = None
    capacity: Rate | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id


@shape
class Activity:
    """Work that advances an outcome.

    Parameters
    ----------
    id
        Its name in every reference.
    title
        What people call it.
    description
        What it is, at more length.
    advances
        The outcomes it advances: id → link.
    team
        The team that does it.
    owner
        The role that answers for it.
    workstream
        What kind of work it is.
    effort
        How much work it is, in person-days, with a range.
    cost
        What it costs beside the work.
    output
        What is there when it is done.
    after
        The activities that must be done first.
    start
        The first day it may start.
    due
        The day it should be done.
    extra
        What has no field of its own, kept as it stands.
    """

    id: str = ""
    title: str | None = None
    description: str | None = None
    advances: Mapping[str, Link] = field(default_factory=dict, metadata={"convert": links_by_id})
    team: str | None = None
    owner: str | None = None
    workstream: Workstream | None = None
    effort: EffortEstimate | None = None
    cost: Quantity | None = None
    output: str | None = None
    after: tuple[str, ...] = ()
    start: dt.date | None = None
    due: dt.date | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id

    def begins(self, as_of: dt.date) -> dt.date:
        """Return the first day on which it may begin: its start, or ``as_of`` where that is later.

        From this day lags are counted, as if the work itself took no time: how long it takes
        depends on the team and on what comes first, which only a schedule knows.

        Examples
        --------
        >>> Activity(id="survey", start="2026-03-01").begins(dt.date(2026, 1, 1)).isoformat()
        '2026-03-01'
        """
        return max(as_of, self.start or as_of)
