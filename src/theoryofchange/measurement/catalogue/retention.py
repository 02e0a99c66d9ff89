"""What stays of revenue and of cohorts.

Shares of customers that stay or leave are in
:mod:`theoryofchange.measurement.catalogue.proportion`, and how long they stay, with those who have
not left yet, in :mod:`theoryofchange.measurement.catalogue.survival`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from theoryofchange.measurement.catalogue.moments import Moments, column
from theoryofchange.measurement.catalogue.proportion import METHOD, share
from theoryofchange.measurement.catalogue.ratios import part_of, ratio_of
from theoryofchange.measurement.catalogue.statistic import (
    LEVEL,
    Statistic,
    absent,
    checked_level,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

_SHAPE = ["cohort", "age", "customers", "active", "share", "low", "high"]
_FORMULA = "active / customers of the cohort"


def gross_revenue_retention(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return the share of the revenue at the start that is still there, growth not counted.

    Parameters
    ----------
    moments
        y: a customer's revenue at the start, above 0; x: what it brings at the end, at most y.
    level
        As in :func:`~theoryofchange.measurement.catalogue.ratios.ratio`, as is what is returned and
        raised; the interval stays within 0 and 1.

    Examples
    --------
    >>> gross_revenue_retention(Moments.of([100, 0, 60], [100, 50, 90])).formula
    '160 / 240 = 0.666666666667'
    """
    return part_of("kept_revenue", "revenue_at_start", moments, level)


def net_revenue_retention(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return the revenue of the customers at the start, at the end, as a share of what it was.

    Parameters
    ----------
    moments
        y: a customer's revenue at the start, above 0; x: what it brings at the end, be it more.
    level
        As in :func:`~theoryofchange.measurement.catalogue.ratios.ratio`, as is what is returned and
        raised.

    Examples
    --------
    >>> net_revenue_retention(Moments.of([180, 0, 60], [100, 50, 90])).value
    1.0
    """
    return ratio_of("revenue_at_end", "revenue_at_start", moments, level, least=0.0)


def revenue_churn(moments: Moments, *, level: float = LEVEL) -> Statistic:
    """Return the share of the revenue at the start that was lost, growth not counted.

    Parameters
    ----------
    moments
        y: a customer's revenue at the start, above 0; x: how much less it brings at the end, 0
        where it brings as much or more.
    level
        As in :func:`gross_revenue_retention`, of which this is what is missing to 1.

    Examples
    --------
    >>> revenue_churn(Moments.of([0, 50, 30], [100, 50, 90])).formula
    '80 / 240 = 0.333333333333'
    """
    return part_of("lost_revenue", "revenue_at_start", moments, level)


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortShare:
    """The share of a cohort that is active at an age.

    Parameters
    ----------
    cohort
        The period in which its customers were first active.
    age
        Periods since.
    customers
        How many the cohort holds.
    active
        How many of them are active at that age.
    retained
        The share, with Wilson's interval.
    """

    cohort: int
    age: int
    customers: int
    active: int
    retained: Statistic


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohorts:
    """The shares of cohorts that are active at each age.

    Parameters
    ----------
    rows
        By cohort, then by age, from age 0 to the last period of the data; what lies beyond it has
        no row.
    n
        How many customers in all.
    reason
        Why there is no row; ``None`` where there are.
    """

    rows: tuple[CohortShare, ...]
    n: int
    reason: str | None = None

    def at_age(self, age: int, *, level: float = LEVEL) -> Statistic:
        """Return the share that is active at an age, over all cohorts old enough to have it.

        Parameters
        ----------
        age
            Periods since the first activity, from 0 on.
        level
            Level of the interval, between 0 and 1.

        Returns
        -------
        Statistic
            None where no cohort is that old.
        """
        level = checked_level(level)
        if self.reason is not None:
            return absent(_FORMULA, self.reason, method=METHOD, level=level)
        rows = [row for row in self.rows if row.age == age]
        if not rows:
            told = f"no cohort is {age} periods old"
            return absent(_FORMULA, told, method=METHOD, level=level)
        active, customers = sum(row.active for row in rows), sum(row.customers for row in rows)
        return share(active, customers, level=level)

    def to_frame(self) -> pd.DataFrame:
        """Return a row each: cohort, age, customers, active, share, low, high."""
        import pandas as pd

        rows = [
            (r.cohort, r.age, r.customers, r.active, r.retained.value, told.low, told.high)
            for r in self.rows
            for told in (r.retained.interval,)
        ]
        return pd.DataFrame(rows, columns=_SHAPE)


def cohort_retention(
    customers: Sequence[Any], periods: Sequence[int], *, level: float = LEVEL
) -> Cohorts:
    """Return what share of each cohort is active at each age.

    Parameters
    ----------
    customers
        The customer of each activity.
    periods
        Its period, as a whole number that counts on by one: months since year 0, say. A period
        without any activity is one in which nobody was active, not one that is skipped.
    level
        Level of the intervals, between 0 and 1.

    Returns
    -------
    Cohorts
        Without a row where there is no activity. The last period counts as over.

    Raises
    ------
    TypeError
        If periods are not whole numbers, or a customer is absent.
    ValueError
        If the two differ in length.

    Examples
    --------
    >>> told = cohort_retention(["ann", "bo", "ann", "cy", "bo"], [1, 1, 2, 2, 3])
    >>> told.to_frame()[["cohort", "age", "customers", "active"]].values.tolist()
    [[1, 0, 2, 2], [1, 1, 2, 1], [1, 2, 2, 1], [2, 0, 1, 1], [2, 1, 1, 0]]
    >>> told.at_age(1).formula
    '1 / 3 = 0.333333333333'
    """
    import pandas as pd

    who, when = _activity(customers, periods)
    frame = pd.DataFrame({"customer": who, "period": when}).drop_duplicates()
    first = frame.groupby("customer")["period"].transform("min")
    active = frame.groupby([first.rename("cohort"), frame["period"] - first]).size()
    cohorts, ages = (active.index.get_level_values(place).to_numpy() for place in (0, 1))
    last = int(when.max()) if len(when) else 0
    return cohort_retention_of_counts(cohorts, ages, active.to_numpy(), last=last, level=level)


def cohort_retention_of_counts(
    cohorts: ArrayLike, ages: ArrayLike, active: ArrayLike, *, last: int, level: float = LEVEL
) -> Cohorts:
    """Return the same from counts by cohort and age, as an engine groups them.

    Parameters
    ----------
    cohorts, ages
        The period of the first activity, and periods since, as whole numbers; each pair once. A
        pair without an active customer may be left out.
    active
        How many customers of the cohort are active at that age.
    last
        The last period of the data.
    level
        As in :func:`cohort_retention`, as is what is returned and raised. That a pair comes twice,
        a cohort has nobody at age 0, or more later, or an age is beyond the last period, is a
        ``ValueError`` too.

    Examples
    --------
    >>> told = cohort_retention_of_counts([1, 1], [0, 2], [8, 2], last=3)
    >>> [row.active for row in told.rows]
    [8, 0, 2]
    """
    level = checked_level(level)
    counts = _counted(cohorts, ages, active)
    if not counts:
        return Cohorts(rows=(), n=0, reason="there is no activity")
    born = sorted({cohort for cohort, _ in counts})
    for (cohort, age), number in counts.items():
        if not 0 <= age <= last - cohort or not 0 < counts.get((cohort, 0), 0) >= number:
            raise ValueError(
                f"cohort {cohort} has {number} at age {age}, {counts.get((cohort, 0), 0)} at age 0,"
                f" and the last period is {last}: ages count from the first activity"
            )
    rows = tuple(
        CohortShare(
            cohort=cohort,
            age=age,
            customers=counts[cohort, 0],
            active=counts.get((cohort, age), 0),
            retained=share(counts.get((cohort, age), 0), counts[cohort, 0], level=level),
        )
        for cohort in born
        for age in range(last - cohort + 1)
    )
    return Cohorts(rows=rows, n=sum(counts[cohort, 0] for cohort in born))


def _counted(cohorts: Any, ages: Any, active: Any) -> dict[tuple[int, int], int]:
    names = ("cohorts", "ages", "active")
    held = [
        [_whole(name, value) for value in column(name, values).tolist()]
        for name, values in zip(names, (cohorts, ages, active), strict=True)
    ]
    if len({len(each) for each in held}) > 1:
        raise ValueError("cohorts, ages and active go together: one of each for every row")
    counts = {(cohort, age): number for cohort, age, number in zip(*held, strict=True)}
    if len(counts) < len(held[0]):
        raise ValueError("a cohort has an age twice: give the count of each pair once")
    return counts


def _whole(name: str, value: float) -> int:
    if not value.is_integer():
        raise ValueError(f"{name} holds whole numbers, not {value}")
    return int(value)


def _activity(customers: Any, periods: Any) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return customers as codes, and periods."""
    import numpy as np
    import pandas as pd

    who = pd.Series(list(customers), dtype=object)
    when = np.asarray(list(periods))
    if len(who) != len(when):
        raise ValueError(f"customers and periods go together: there are {len(who)} and {len(when)}")
    if len(when) and when.dtype.kind not in "iu":
        raise TypeError("periods holds whole numbers that count on by one, such as months")
    if who.isna().any():
        raise TypeError(f"customers: {int(who.isna().sum())} activities are of nobody")
    return pd.factorize(who)[0], when.astype(np.int64)
