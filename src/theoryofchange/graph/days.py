"""The days that the facts of a theory carry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph.parts import Parts
from theoryofchange.kpi import Attestation, Benchmark, Measured, Observation, Reported
from theoryofchange.link import Evidence, Link
from theoryofchange.maturity.rating import Rating
from theoryofchange.record import record

_Fact = Attestation | Benchmark | Evidence | Measured | Observation | Rating | Reported


@record
class DatedFact:
    """A day on which something was the case, and what sort of fact says so.

    Parameters
    ----------
    day
        The day.
    sort
        ``observation``, ``baseline``, ``rating``, ``benchmark``, ``evidence``,
        ``reported status`` or ``attestation``.
    """

    day: dt.date
    sort: str


def dated_facts(theory: Parts) -> Iterator[DatedFact]:
    """Yield every dated fact of a theory; what is only planned, as a target, is none."""
    for sort, held in _facts(theory):
        if held and held.date:
            yield DatedFact(held.date, sort)


def latest_fact(theory: Parts) -> DatedFact | None:
    """Return the fact with the latest day, the first of equal ones; ``None`` where none is dated.

    Examples
    --------
    >>> from theoryofchange.kpi import Kpi
    >>> kpi = Kpi(id="k", baseline={"value": 61, "date": "2025-12-31"}, target="80 %")
    >>> latest_fact(Parts(kpis=[kpi])).day.isoformat()
    '2025-12-31'
    """
    return max(dated_facts(theory), key=lambda fact: fact.day, default=None)


def _facts(theory: Parts) -> Iterator[tuple[str, _Fact | None]]:
    yield from (("observation", row) for row in theory.observations)
    yield from (("rating", row) for row in theory.ratings)
    yield from (("benchmark", row) for row in theory.benchmarks)
    for kpi in theory.kpis.values():
        yield "baseline", kpi.baseline
        yield "reported status", kpi.reported
        yield from (("attestation", each) for each in kpi.attested.values())
    yield from (("evidence", link.evidence) for link in _links(theory))


def _links(theory: Parts) -> Iterator[Link]:
    owners: tuple[Goal | Outcome, ...] = (*theory.goals.values(), *theory.outcomes.values())
    for owner in owners:
        yield from owner.needs.values()
    for activity in theory.activities.values():
        yield from activity.advances.values()
