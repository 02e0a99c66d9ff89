"""When the first effect can reach a goal: the wait until work may begin, and the lags from it."""

from __future__ import annotations

from theoryofchange.goal import Goal
from theoryofchange.graph import TheoryOfChange
from theoryofchange.record import record


@record
class Arrival:
    """The first effect that can reach a goal.

    Parameters
    ----------
    start
        The activity, or the first cause, that its way begins at.
    wait
        Days from the day the theory is looked at until that may begin.
    lag
        The shortest sum of lags from there to the goal, in days.
    days_left
        Days from the day the theory is looked at until the goal is due.
    """

    start: str
    wait: int
    lag: float
    days_left: int

    @property
    def days(self) -> float:
        """Days from the day the theory is looked at until the effect is there."""
        return self.wait + self.lag


def past_due(goal: Goal, theory: TheoryOfChange) -> bool:
    """Tell whether the day a goal was to be reached has passed."""
    return bool(goal.due and theory.as_of and goal.due < theory.as_of)


def late_arrival(goal: Goal, theory: TheoryOfChange) -> Arrival | None:
    """Return the first effect that can reach a goal, where even that comes after its due date.

    Parameters
    ----------
    goal
        A goal of the theory.
    theory
        The theory.

    Returns
    -------
    Arrival or None
        ``None`` where it comes in time, the date has passed, a date is missing, or nothing leads
        to the goal.
    """
    as_of = theory.as_of
    if as_of is None or goal.due is None or goal.due < as_of:
        return None
    lags = theory.shortest_lags(goal.id)
    starts = [id for id in lags if id in theory.activities]
    waits = {id: (theory.activities[id].begins(as_of) - as_of).days for id in starts}
    starts = starts or [id for id in lags if not theory.causes(id)]
    left = (goal.due - as_of).days
    arrivals = (Arrival(id, waits.get(id, 0), lags[id], left) for id in starts)
    first = min(arrivals, key=lambda arrival: arrival.days, default=None)
    return first if first and first.days > left else None
