"""Whether what is done can reach a goal before it is due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from theoryofchange import dag
from theoryofchange.graph import TheoryOfChange

Timeliness = Literal["in time", "too late", "cannot tell"]
_WORDS: Mapping[Timeliness, str] = {
    "in time": "in time",
    "too late": "too late",
    "cannot tell": "cannot be told",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityArrival:
    """When the effect of an activity reaches a goal, by the lags on the way.

    Parameters
    ----------
    activity
        The activity.
    days_left
        From the theory's date, or the activity's start where that is later, to the goal's date;
        negative where it has passed, ``None`` where a date is missing.
    shortest
        The least sum of lags on any path, in days; a link without a lag adds nothing, so it takes
        at least as long.
    longest
        The greatest, counted alike; ``None`` where causes form a cycle.
    chain
        The path the verdict rests on: the quickest of those whose lags are all stated, else the
        quickest.
    verdict
        ``too late`` where even ``shortest`` exceeds the days left; ``in time`` where a path whose
        lags are all stated does not; else ``cannot tell``. The time the work itself takes is the
        roadmap's matter and not counted. Where all activities of a goal are too late, ``toc check``
        says so by the same sum: ``LNK002``, or ``GRF009`` where the date has passed.
    """

    activity: str
    days_left: int | None
    shortest: float
    longest: float | None
    chain: tuple[str, ...]
    verdict: Timeliness

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "activity": self.activity,
            "days_left": self.days_left,
            "shortest": self.shortest,
            "longest": self.longest,
            "chain": list(self.chain),
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalTiming:
    """Whether the activities behind a goal can reach it in time.

    Parameters
    ----------
    goal
        The goal.
    due
        Its date, or ``None``.
    days_left
        From the theory's date to it; ``None`` where either is missing.
    arrivals
        One an activity that leads to it.
    verdict
        What all arrivals have in common, else ``cannot tell``.
    because
        How many arrive how.
    missing
        What keeps the rest from being told, where there is a rest.
    """

    goal: str
    due: dt.date | None
    days_left: int | None
    arrivals: tuple[ActivityArrival, ...]
    verdict: Timeliness
    because: str
    missing: str

    def count(self, verdict: Timeliness) -> int:
        """Return how many activities arrive so."""
        return sum(arrival.verdict == verdict for arrival in self.arrivals)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "goal": self.goal,
            "due": self.due.isoformat() if self.due else None,
            "days_left": self.days_left,
            "verdict": self.verdict,
            "because": self.because,
            "arrivals": [arrival.to_dict() for arrival in self.arrivals],
        }


def timing_of(theory: TheoryOfChange, goal: str) -> GoalTiming:
    """Return whether the activities behind a goal can reach it in time.

    Parameters
    ----------
    theory
        The theory.
    goal
        The goal's id.
    """
    due, as_of = theory.goals[goal].due, theory.as_of
    arrivals, missing = _arrivals(theory, goal), _missing(due, as_of)
    return GoalTiming(
        goal=goal,
        due=due,
        days_left=(due - as_of).days if due and as_of else None,
        arrivals=arrivals,
        verdict=_common({arrival.verdict for arrival in arrivals}),
        because=_because(arrivals, missing),
        missing=missing,
    )


def _arrivals(theory: TheoryOfChange, goal: str) -> tuple[ActivityArrival, ...]:
    upstream = (goal, *theory.ancestors(goal))
    every = {id: {c: k.lag_days for c, k in theory.causes(id).items()} for id in upstream}
    stated = {
        id: {c: k.lag_days for c, k in theory.causes(id).items() if k.lag is not None}
        for id in upstream
    }
    (at_least, quickest), (surely, told) = (
        dag.lightest_walks(goal, lags) for lags in (every, stated)
    )
    longest = {} if dag.cycles(every) else dag.greatest_sum(goal, every)
    found = []
    for id in upstream:
        if id in theory.activities:
            left = _days_left(theory, goal, id)
            found.append(
                ActivityArrival(
                    activity=id,
                    days_left=left,
                    shortest=at_least[id],
                    longest=longest.get(id),
                    chain=dag.traced(told if id in told else quickest, id),
                    verdict=_verdict(left, at_least[id], surely.get(id)),
                )
            )
    return tuple(found)


def _days_left(theory: TheoryOfChange, goal: str, activity: str) -> int | None:
    due, as_of = theory.goals[goal].due, theory.as_of
    if due is None or as_of is None:
        return None
    return (due - theory.activities[activity].begins(as_of)).days


def _verdict(left: int | None, at_least: float, surely: float | None) -> Timeliness:
    if left is None:
        return "cannot tell"
    if at_least > left:
        return "too late"
    return "in time" if surely is not None and surely <= left else "cannot tell"


def _common(verdicts: set[Timeliness]) -> Timeliness:
    return verdicts.pop() if len(verdicts) == 1 else "cannot tell"


def _missing(due: dt.date | None, as_of: dt.date | None) -> str:
    if due is None:
        return "the goal has no date"
    return "the theory has no date" if as_of is None else "lags on the way are not stated"


def _because(arrivals: tuple[ActivityArrival, ...], missing: str) -> str:
    if not arrivals:
        return "no activity leads to it"
    counts = Counter(arrival.verdict for arrival in arrivals)
    told = [f"{counts[verdict]} {word}" for verdict, word in _WORDS.items() if counts[verdict]]
    why = f", since {missing}" if counts["cannot tell"] else ""
    return f"activities: {', '.join(told)}{why}"
