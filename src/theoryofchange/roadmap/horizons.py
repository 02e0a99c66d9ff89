"""Near, mid or long: how far off a day is."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from theoryofchange.errors import InputError

HorizonName = Literal["near", "mid", "long"]


@dataclass(frozen=True)
class Horizons:
    """Where the horizons end, in whole months after the start; what is beyond is long.

    Three and twelve months are the quarter and the year in which most organisations review and
    budget; set your own.

    Parameters
    ----------
    near_months
        The near horizon ends this many months after the start, 0 or more.
    mid_months
        The mid horizon ends this many months after the start, not before the near one.

    Raises
    ------
    InputError
        Where they are out of order or below 0.

    Examples
    --------
    >>> Horizons(near_months=6, mid_months=18).ends(date(2026, 8, 31))[0].isoformat()
    '2027-02-28'
    """

    near_months: int = 3
    mid_months: int = 12

    def __post_init__(self) -> None:
        if not 0 <= self.near_months <= self.mid_months:
            raise InputError(
                f"horizons of {self.near_months} and {self.mid_months} months are out of order"
            )

    def ends(self, start: date) -> tuple[date, date]:
        """Return the last day of the near and of the mid horizon."""
        return _months_after(start, self.near_months), _months_after(start, self.mid_months)


def horizon(day: date, start: date, horizons: Horizons | None = None) -> HorizonName:
    """Tell in which horizon a day lies.

    Parameters
    ----------
    day
        Usually the finish of a task. A day before the start is near.
    start
        The day the horizons count from.
    horizons
        Where they end; 3 and 12 months by default.

    Returns
    -------
    str
        ``near``, ``mid`` or ``long``. The last day of a horizon belongs to it: the same day of the
        month, or the month's last day where it is shorter.

    Examples
    --------
    >>> start = date(2026, 1, 1)
    >>> [horizon(day, start) for day in (date(2026, 4, 1), date(2026, 4, 2), date(2027, 1, 2))]
    ['near', 'mid', 'long']
    """
    near, mid = (horizons or Horizons()).ends(start)
    if day <= near:
        return "near"
    return "mid" if day <= mid else "long"


def _months_after(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
