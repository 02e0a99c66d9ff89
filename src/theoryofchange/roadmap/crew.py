"""A team as people: how many work full time, and what part of one is left over."""

from __future__ import annotations

import math
from dataclasses import dataclass

from theoryofchange.roadmap.calendar import WORKING_DAYS_A_MONTH

LONGEST_TASK_DAYS = 100 * 261
"""A hundred years: a task that would take longer at a team's pace is not scheduled."""

_NOISE = 9  # decimals kept of a number of people or days: below is the rounding of floats


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of one team.

    A capacity of C person-days a month is C / 21.75 people: as many full time as that has wholes,
    and one part time for the rest, who gives the same share of every working day.

    Parameters
    ----------
    team
        The team's id.
    days_per_month
        Its capacity; None where nobody said, which counts as one person full time.

    Examples
    --------
    >>> crew = Crew("data", 40)
    >>> crew.full_time, round(crew.part_time, 2)
    (1, 0.84)
    >>> crew.days_for(10, crew.part_time)
    12
    """

    team: str
    days_per_month: float | None

    @property
    def people(self) -> float:
        """Person-days the team gives in one working day."""
        if self.days_per_month is None:
            return 1.0
        return round(self.days_per_month / WORKING_DAYS_A_MONTH, _NOISE)

    @property
    def full_time(self) -> int:
        """How many give a whole day every working day."""
        return math.floor(self.people)

    @property
    def part_time(self) -> float:
        """The share of a working day the one who is left over gives; 0 where there is none."""
        return round(self.people - self.full_time, _NOISE)

    @property
    def fastest(self) -> float:
        """Person-days a day of the person who gives most; 0 where the team has nobody."""
        return 1.0 if self.full_time else self.part_time

    def days_for(self, effort_days: float, pace: float) -> int | None:
        """Return the whole working days an effort above 0 takes one person of a pace.

        None where it would be more than ``LONGEST_TASK_DAYS``.
        """
        days = effort_days / pace
        return None if days > LONGEST_TASK_DAYS else max(1, math.ceil(round(days, _NOISE)))

    def obstacle(self) -> str | None:
        """Tell why this team can do no work at all, or None."""
        capacity = self.days_per_month
        if capacity is not None and not 0 <= capacity < math.inf:
            return f"team {self.team} has a capacity that cannot be, {capacity:g} days a month"
        return None if self.people else f"team {self.team} has no capacity"

    def assumption(self) -> str:
        """Say in words how the capacity was turned into people."""
        if self.days_per_month is None:
            return f"Team {self.team}: capacity unknown, taken as one person, one task at a time."
        full = f"{self.full_time} full time" if self.full_time else ""
        part = f"one at {100 * self.part_time:.3g} % of each day" if self.part_time else ""
        people = " and ".join(filter(None, [full, part]))
        return f"Team {self.team}: {self.days_per_month:g} days a month are {people}."
