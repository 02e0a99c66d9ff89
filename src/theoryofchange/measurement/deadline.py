"""KPIs whose figure is itself a day: what is to be done by when.

A value of such a KPI is the day on which the thing is expected to be done, or was done; the target
is the day by which it is to be. So progress is counted in days, and no path leads from one to the
other: whoever expects on any day to be done by the target is on track.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from theoryofchange.kpi import Status
from theoryofchange.measurement.derivation import plain
from theoryofchange.measurement.progress import Progress
from theoryofchange.measurement.status import AT_RISK_SHARE, StatusVerdict

_DAYS = "(actual − baseline) / (target − baseline), in days"

Sighting = tuple[dt.date, dt.date]
"""When it was looked at, and the day that was then given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """By when something is to be done.

    Parameters
    ----------
    target
        The last day on which it counts as done in time; ``None`` where none is set.
    baseline
        The day that was expected at first; ``None`` where none is stated.
    since
        When it was; values of an earlier day do not count. ``None`` where that is not stated.
    tolerance
        How many days off make no difference, at least 0.
    """

    target: dt.date | None
    baseline: dt.date | None = None
    since: dt.date | None = None
    tolerance: float = 0.0


def date_progress(
    baseline: dt.date | None, actual: dt.date | None, target: dt.date | None
) -> Progress:
    """Measure in days the share of the way from the day first expected to the day wanted.

    Parameters
    ----------
    baseline
        The day that was expected at first; ``None`` where unknown.
    actual
        The day on which it is expected now, or was done; ``None`` where unknown.
    target
        The day by which it is to be done; ``None`` where unknown.

    Returns
    -------
    Progress
        ``(actual − baseline) / (target − baseline)`` in days: signed and never clamped. Undefined
        where a day is absent, and where the target is the baseline.

    Examples
    --------
    >>> first, now, wanted = dt.date(2027, 12, 31), dt.date(2027, 9, 30), dt.date(2027, 6, 30)
    >>> date_progress(first, now, wanted).formula
    '(2027-09-30 − 2027-12-31) / (2027-06-30 − 2027-12-31) = -92 / -184 days = 0.5'
    >>> date_progress(None, now, wanted).reason
    'there is no baseline'
    """
    absent = [
        name
        for name, day in (("baseline", baseline), ("actual day", actual), ("target", target))
        if day is None
    ]
    if baseline is None or actual is None or target is None:
        return _untold(f"there is no {' and no '.join(absent)}")
    whole, made = (target - baseline).days, (actual - baseline).days
    if not whole:
        return _untold(f"the target is the baseline ({baseline}): that day is to be kept")
    share = made / whole
    formula = (
        f"({actual} − {baseline}) / ({target} − {baseline}) = {made} / {whole} days = {share:.6g}"
    )
    return Progress(value=share, method="date", formula=formula)


def judge_deadline(
    deadline: Deadline, sightings: Sequence[Sighting], as_of: dt.date
) -> StatusVerdict:
    """Judge where something stands that is to be done by a day.

    Parameters
    ----------
    deadline
        By when.
    sightings
        When it was looked at and the day that was given, in time order, one a day. A day that is
        not after the look is one on which it was done, a later one is expected.
    as_of
        The day of the judgement; later looks do not count.

    Returns
    -------
    StatusVerdict
        By the first of these that holds: *no data*: nobody has looked since the baseline. *No
        target*. *Achieved*: it is done in time. *Off track*: it is done too late, or the target is
        past. *On track*: it is expected in time, or later by no more than the tolerance.
        *Deteriorating*: it is expected later than at first. *At risk*: at least
        :data:`~theoryofchange.measurement.status.AT_RISK_SHARE` of the days between baseline and
        target are made up, or there is no baseline to say. *Off track*: fewer are.

    Examples
    --------
    >>> deadline = Deadline(target=dt.date(2027, 6, 30), baseline=dt.date(2027, 12, 31))
    >>> looks = [(dt.date(2026, 6, 30), dt.date(2027, 8, 1))]
    >>> judge_deadline(deadline, looks, as_of=dt.date(2026, 9, 1)).because
    'expected on 2027-08-01 (as of 2026-06-30), 32 days after 2027-06-30; 82.61 % made up'
    """
    since = deadline.since or dt.date.min
    known = [sighting for sighting in sightings if since <= sighting[0] <= as_of]
    if not known:
        return StatusVerdict(status="no data", because=f"nobody has looked up to {as_of}")
    seen, day = known[-1]
    target = deadline.target
    if target is None:
        return StatusVerdict(status="no target", because="there is no day by which to be done")
    done, late = day <= seen, (day - target).days
    told = f"done on {day}" if done else f"expected on {day} (as of {seen})"
    if late <= 0 and (done or target >= as_of):
        status: Status = "achieved" if done else "on track"
        return StatusVerdict(status=status, because=f"{told}, in time for {target}")
    if not done and target < as_of:
        return StatusVerdict(status="off track", because=f"{told}, while {target} is past")
    if done:
        return StatusVerdict(status="off track", because=f"{told}, {_after(late, target)}")
    return _expected_late(deadline, day, late, f"{told}, {_after(late, target)}")


def _expected_late(deadline: Deadline, day: dt.date, late: int, told: str) -> StatusVerdict:
    if late <= deadline.tolerance:
        within = f"{told}, within the tolerance of {plain(deadline.tolerance)} days"
        return StatusVerdict(status="on track", because=within)
    share = date_progress(deadline.baseline, day, deadline.target)
    if share.value is None:
        return StatusVerdict(status="at risk", because=f"{told}; {share.reason}")
    baseline = deadline.baseline or day
    if (day - baseline).days > deadline.tolerance:
        worse = f"{told}, and farther off than {baseline}, the day first expected"
        return StatusVerdict(status="deteriorating", because=worse)
    made_up = f"{told}; {plain(round(100 * share.value, 2))} % made up"
    enough = share.value >= AT_RISK_SHARE
    return StatusVerdict(status="at risk" if enough else "off track", because=made_up)


def _after(late: int, target: dt.date) -> str:
    return f"{'1 day' if late == 1 else f'{late} days'} after {target}"


def _untold(reason: str) -> Progress:
    return Progress(value=None, method="date", formula=_DAYS, reason=reason)
