"""Working days, Monday to Friday, numbered from the day a schedule starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

WORKING_DAYS_A_MONTH = 261 / 12
"""21.75: a year of 365 or 366 days has 260 to 262 weekdays, 260.9 on average, rounded to 261.

Public holidays and leave are not taken out: a team's capacity is stated without them.
"""


def weekdays_before(ordinal: int) -> int:
    """Count the weekdays before a day, from 0001-01-01, which was a Monday.

    Parameters
    ----------
    ordinal
        The day as ``date.toordinal()`` gives it, 1 or more.

    Returns
    -------
    int
        Monday to Friday only, the day itself not counted.

    Examples
    --------
    >>> weekdays_before(8), weekdays_before(7), weekdays_before(6)
    (5, 5, 5)
    >>> weekdays_before(9)
    6
    """
    weeks, days = divmod(ordinal - 1, 7)
    return weeks * 5 + min(days, 5)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Numbers working days from a start: 0 is the first working day on or after it.

    Parameters
    ----------
    start
        The day a schedule may start.

    Examples
    --------
    >>> calendar = Calendar(date(2026, 1, 3))  # a Saturday
    >>> calendar.day(0).isoformat(), calendar.day(5).isoformat()
    ('2026-01-05', '2026-01-12')
    >>> calendar.index(date(2026, 1, 10)), calendar.days_through(date(2026, 1, 10))
    (5, 5)
    """

    start: date

    @property
    def last(self) -> int:
        """The number of working days until the last day a date can say, 9999-12-31."""
        return self.days_through(date.max)

    def index(self, day: date) -> int:
        """Return the number of the first working day on or after a day; below 0 before start."""
        return weekdays_before(day.toordinal()) - weekdays_before(self.start.toordinal())

    def days_through(self, day: date) -> int:
        """Count the working days from the start to the end of a day; below 0 before start."""
        return weekdays_before(day.toordinal() + 1) - weekdays_before(self.start.toordinal())

    def day(self, index: int) -> date:
        """Return the date of a working day by its number.

        Raises
        ------
        OverflowError
            Where no date can say it: the number is not below ``last``.
        """
        weeks, days = divmod(weekdays_before(self.start.toordinal()) + index, 5)
        return date.fromordinal(weeks * 7 + days + 1)
