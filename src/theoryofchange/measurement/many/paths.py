"""What the paths of many KPIs expect on a day of each."""

from __future__ import annotations

import numpy as np

from theoryofchange.measurement.many.plans import NO_DAY, Days, Floats, Plans, Truths

_DAYS = 4_000_000
"""More than there are days in the calendar: a place and a day make one number."""

_START, _BETWEEN, _FINISH = range(3)


def expected_on(plans: Plans, end: Floats, day: Days) -> Floats:
    """Tell what many paths expect, as :func:`~theoryofchange.measurement.progress.expected_at`.

    Parameters
    ----------
    plans
        The plans: baseline, milestones and target.
    end
        Where each path leads.
    day
        The day of each.

    Returns
    -------
    array
        The values; ``nan`` where a path does not say.
    """
    place, at, value = _points(plans, end)
    count = np.bincount(place, minlength=len(plans))
    whole = (count >= 2) & _in_order(place, at, len(plans)) & (day != NO_DAY)
    kept = whole[place]
    place, at, value = place[kept], at[kept], value[kept]
    expected = np.full(len(plans), np.nan)
    asked = np.flatnonzero(whole)
    if not len(asked):
        return expected
    key = place * _DAYS + at
    before = np.searchsorted(key, asked * _DAYS + day[asked], side="right") - 1
    begun = (before >= 0) & (place[before] == asked)
    asked, before = asked[begun], before[begun]
    after = np.minimum(before + 1, len(place) - 1)
    ends = place[after] != asked
    after = np.where(ends, before, after)
    span = at[after] - at[before]
    gone = day[asked] - at[before]
    share = np.divide(gone, span, out=np.zeros(len(asked)), where=span > 0)
    between = value[before] * (1 - share) + value[after] * share
    expected[asked] = np.where(gone * span > 0, between, value[before])
    return expected


def _points(plans: Plans, end: Floats) -> tuple[Days, Days, Floats]:
    """Return the points of all paths, by place and time: baseline, milestones, end."""
    started = np.flatnonzero((plans.start != NO_DAY) & ~np.isnan(plans.baseline))
    finished = np.flatnonzero((plans.due != NO_DAY) & ~np.isnan(end))
    own = plans.milestones
    new = ~(_same(own.place, own.day, own.value, plans.start, plans.baseline))
    new &= ~(_same(own.place, own.day, own.value, plans.due, end))
    place = np.concatenate([started, own.place[new], finished])
    at = np.concatenate([plans.start[started], own.day[new], plans.due[finished]])
    value = np.concatenate([plans.baseline[started], own.value[new], end[finished]])
    kinds = (len(started), int(new.sum()), len(finished))
    kind = np.repeat((_START, _BETWEEN, _FINISH), kinds)
    order = np.lexsort((value, at, kind, place))
    place, at, value, kind = place[order], at[order], value[order], kind[order]
    twice = np.zeros(len(place), np.bool_)
    twice[1:] = (kind[1:] == _BETWEEN) & (kind[:-1] == _BETWEEN) & (place[1:] == place[:-1])
    twice[1:] &= (at[1:] == at[:-1]) & (value[1:] == value[:-1])
    return place[~twice], at[~twice], value[~twice]


def _same(place: Days, at: Days, value: Floats, day: Days, figure: Floats) -> Truths:
    same: Truths = (day[place] == at) & (figure[place] == value)
    return same


def _in_order(place: Days, at: Days, count: int) -> Truths:
    """Tell which paths have their points in time order, one a day."""
    ordered = np.ones(count, np.bool_)
    back = (place[1:] == place[:-1]) & (at[1:] <= at[:-1])
    ordered[place[1:][back]] = False
    return ordered
