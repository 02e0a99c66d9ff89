"""How much of what leads to a goal is measured, owned, used, worked on, evidenced and agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.alignment.agreement import LinkAgreement
from theoryofchange.stages.result import Part

COVERAGE: Mapping[str, str] = MappingProxyType(
    {
        "kpi": "goals and outcomes have a KPI",
        "owner": "have one with an owner",
        "decision": "have one that informs a decision",
        "activity": "have an activity behind them",
        "team": "activities have a team",
        "evidence": "links have evidence",
        "agreed": "links are agreed",
    }
)
"""What is counted for a goal: over the goal, all outcomes and goals that lead to it, the activities
and links among them.

Owners and decisions are counted by goals and outcomes, not by KPIs, so that one more KPI never
lowers the share of what is covered.
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many.

    Parameters
    ----------
    met
        How many have it.
    of
        How many there are.

    Examples
    --------
    >>> Count(6, 8).share, str(Count(6, 8)), Count(0, 0).share
    (0.75, '6 of 8', None)
    """

    met: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; ``None`` where there is nothing to count."""
        return self.met / self.of if self.of else None

    def __str__(self) -> str:
        return f"{self.met} of {self.of}"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"met": self.met, "of": self.of, "share": self.share}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalCoverage:
    """The coverage of one goal.

    Parameters
    ----------
    goal
        The goal.
    weight
        Its share of all goal weight, from 0 to 1.
    counts
        By the keys of :data:`COVERAGE`.
    supported
        Whether anything at all leads to the goal.
    """

    goal: str
    weight: float
    counts: Mapping[str, Count]
    supported: bool

    @property
    def value(self) -> float:
        """The mean of the shares that can be told; zero where nothing leads to the goal."""
        known = [count.share for count in self.counts.values() if count.share is not None]
        return sum(known) / len(known) if known and self.supported else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "goal": self.goal,
            "weight": self.weight,
            "value": self.value,
            "counts": {key: count.to_dict() for key, count in self.counts.items()},
        }


def coverage_of(
    theory: TheoryOfChange,
    goal: str,
    moved: frozenset[str],
    agreements: Mapping[tuple[str, str], LinkAgreement],
) -> GoalCoverage:
    """Return the coverage of a goal.

    Parameters
    ----------
    theory
        The theory.
    goal
        The goal's id.
    moved
        The goals and outcomes that some activity reaches.
    agreements
        Who is on which link, by cause and effect.
    """
    upstream = dict.fromkeys((goal, *theory.ancestors(goal)))
    activities = [theory.activities[id] for id in upstream if id in theory.activities]
    places = [id for id in upstream if id not in theory.activities]
    kpis = [theory.kpis_of(id) for id in places]
    links = {(cause, id): link for id in places for cause, link in theory.causes(id).items()}
    shared = [agreements[ends] for ends in links if agreements[ends].known]
    counts = {
        "kpi": _count(bool(measures) for measures in kpis),
        "owner": _count(any(kpi.owner for kpi in measures) for measures in kpis),
        "decision": _count(any(kpi.decision for kpi in measures) for measures in kpis),
        "activity": _count(id in moved for id in places),
        "team": _count(bool(activity.team) for activity in activities),
        "evidence": _count(link.tested for link in links.values()),
        "agreed": _count(not each.open for each in shared),
    }
    return GoalCoverage(
        goal=goal,
        weight=theory.goal_shares[goal],
        counts=counts,
        supported=bool(theory.causes(goal)),
    )


def _count(given: Iterable[bool]) -> Count:
    answers = list(given)
    return Count(sum(answers), len(answers))


def derivation_of(theory: TheoryOfChange, coverage: Iterable[GoalCoverage]) -> tuple[Part, ...]:
    """Return the rows that make the score: one a goal, by the goal's weight.

    Parameters
    ----------
    theory
        The theory.
    coverage
        The coverage of each goal.
    """
    if not theory.goals:
        because = "the theory names no goal, so nothing can be aligned to one"
        return (Part(name="Goals", value=None, because=because),)
    if not any(theory.goal_shares.values()):
        because = "every goal has the weight 0, so none counts"
        return (Part(name="Goals", value=None, because=because),)
    return tuple(
        Part(
            name=theory.name(each.goal),
            value=each.value,
            weight=theory.goals[each.goal].weight,
            because=_because(each),
        )
        for each in coverage
    )


def _because(coverage: GoalCoverage) -> str:
    if not coverage.supported:
        return "nothing is named that leads to it"
    told = [f"{count} {COVERAGE[key]}" for key, count in coverage.counts.items() if count.of]
    return ", ".join(told)
