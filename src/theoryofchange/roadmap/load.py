"""What teams spend in each month, beside what they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from theoryofchange.roadmap.calendar import Calendar

Work = tuple[str | None, int, int, float, float]
"""Team, first day, first day after, person-days a day, person-days in all."""

_NOISE = 9  # decimals kept of person-days


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The work of one team in one month.

    Parameters
    ----------
    team
        None for the tasks without a team.
    month
        As ``2026-01``.
    used_days
        Person-days spent on scheduled tasks.
    capacity_days
        Person-days the team has on the working days of this month from the start of the schedule
        on; None where its capacity is unknown. Months differ by their working days, the average
        is the capacity the team stated.
    """

    team: str | None
    month: str
    used_days: float
    capacity_days: float | None


def monthly_load(
    work: Iterable[Work], people: Mapping[str, float], calendar: Calendar
) -> tuple[Load, ...]:
    """Sum work by team and month.

    Parameters
    ----------
    work
        A task each. A person spends their pace every day, and on the last day what is left.
    people
        Person-days a day of each team whose capacity is known.
    calendar
        Numbers the working days.

    Returns
    -------
    tuple of Load
        By team and month; those without a team last; months in which a team does nothing absent.
    """
    used: dict[tuple[bool, str, int], float] = defaultdict(float)
    for team, start, end, pace, effort in work:
        for month, first, after in _months(calendar, start, end):
            spent = min(effort, pace * (after - start)) - min(effort, pace * (first - start))
            used[team is None, team or "", month] += spent
    return tuple(
        Load(
            team=None if homeless else team,
            month=f"{month // 12:04}-{month % 12 + 1:02}",
            used_days=round(days, _NOISE),
            capacity_days=None
            if homeless or team not in people
            else round(people[team] * _working_days(calendar, month), _NOISE),
        )
        for (homeless, team, month), days in sorted(used.items())
    )


def _months(calendar: Calendar, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Cut a run of working days at the ends of months, counted as year * 12 + month - 1."""
    while start < end:
        day = calendar.day(start)
        month = day.year * 12 + day.month - 1
        after = min(end, calendar.days_through(_last_day(month)))
        yield month, start, after
        start = after


def _working_days(calendar: Calendar, month: int) -> int:
    first = date(month // 12, month % 12 + 1, 1)
    return calendar.days_through(_last_day(month)) - max(0, calendar.index(first))


def _last_day(month: int) -> date:
    following = month + 1
    if following // 12 > date.max.year:
        return date.max
    return date.fromordinal(date(following // 12, following % 12 + 1, 1).toordinal() - 1)
