"""Whether what is done can reach a goal before it is due."""

from __future__ import annotations

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from theoryofchange import dag
from theoryofchange.graph import TheoryOfChange

Verdict = Literal["in time", "too late", "cannot tell"]
_WORDS: Mapping[Verdict, str] = {
    "in time": "in time",
    "too late": "too late",
    "cannot tell": "cannot be told",
}
Lags = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
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
        roadmap's matter and not counted.
    """

    activity: str
    days_left: int | None
    shortest: float
    longest: float | None
    chain: tuple[str, ...]
    verdict: Verdict

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
    arrivals: tuple[Arrival, ...]
    verdict: Verdict
    because: str
    missing: str

    def count(self, verdict: Verdict) -> int:
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


@dataclass(frozen=True, slots=True)
class _Quickest:
    """The quickest walks to a goal: days, and the next step."""

    days: Mapping[str, float]
    following: Mapping[str, str]

    def chain(self, id: str) -> tuple[str, ...]:
        ids = [id]
        while ids[-1] in self.following:
            ids.append(self.following[ids[-1]])
        return tuple(ids)


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


def _arrivals(theory: TheoryOfChange, goal: str) -> tuple[Arrival, ...]:
    upstream = (goal, *theory.ancestors(goal))
    every = {id: {c: k.lag_days for c, k in theory.causes(id).items()} for id in upstream}
    stated = {
        id: {c: k.lag_days for c, k in theory.causes(id).items() if k.lag is not None}
        for id in upstream
    }
    at_least, surely = _quickest(goal, every), _quickest(goal, stated)
    longest = _longest(goal, every)
    found = []
    for id in upstream:
        if id in theory.activities:
            left = _days_left(theory, goal, id)
            found.append(
                Arrival(
                    activity=id,
                    days_left=left,
                    shortest=at_least.days[id],
                    longest=longest.get(id),
                    chain=(surely if id in surely.days else at_least).chain(id),
                    verdict=_verdict(left, at_least.days[id], surely.days.get(id)),
                )
            )
    return tuple(found)


def _days_left(theory: TheoryOfChange, goal: str, activity: str) -> int | None:
    due, as_of = theory.goals[goal].due, theory.as_of
    if due is None or as_of is None:
        return None
    return (due - max(as_of, theory.activities[activity].start or as_of)).days


def _verdict(left: int | None, at_least: float, surely: float | None) -> Verdict:
    if left is None:
        return "cannot tell"
    if at_least > left:
        return "too late"
    return "in time" if surely is not None and surely <= left else "cannot tell"


def _common(verdicts: set[Verdict]) -> Verdict:
    return verdicts.pop() if len(verdicts) == 1 else "cannot tell"


def _missing(due: dt.date | None, as_of: dt.date | None) -> str:
    if due is None:
        return "the goal has no date"
    return "the theory has no date" if as_of is None else "lags on the way are not stated"


def _because(arrivals: tuple[Arrival, ...], missing: str) -> str:
    if not arrivals:
        return "no activity leads to it"
    counts = Counter(arrival.verdict for arrival in arrivals)
    told = [f"{counts[verdict]} {word}" for verdict, word in _WORDS.items() if counts[verdict]]
    why = f", since {missing}" if counts["cannot tell"] else ""
    return f"activities: {', '.join(told)}{why}"


def _quickest(goal: str, lags: Lags) -> _Quickest:
    """Return the quickest walks to a goal, of equal ones the one with fewer steps (Dijkstra)."""
    best: dict[str, tuple[float, int]] = {goal: (0.0, 0)}
    following: dict[str, str] = {}
    waiting = [(0.0, 0, goal)]
    while waiting:
        days, steps, id = heapq.heappop(waiting)
        if (days, steps) > best[id]:
            continue
        for cause, lag in lags.get(id, {}).items():
            through = (days + lag, steps + 1)
            if cause not in best or through < best[cause]:
                best[cause] = through
                following[cause] = id
                heapq.heappush(waiting, (*through, cause))
    return _Quickest({id: days for id, (days, _) in best.items()}, following)


def _longest(goal: str, lags: Lags) -> dict[str, float]:
    """Return the greatest sum of lags from each node; nothing where causes form a cycle."""
    longest = {goal: 0.0}
    if any(len(knot) > 1 or knot[0] in lags[knot[0]] for knot in dag.components(lags)):
        return {}
    for id in dag.sources_first(lags):
        for cause, lag in lags[id].items():
            longest[cause] = max(longest.get(cause, 0.0), longest[id] + lag)
    return longest
