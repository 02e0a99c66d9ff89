"""What a customer will still bring: BG/NBD orders times Gamma-Gamma values, discounted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from theoryofchange.measurement.catalogue.likelihood import Fit, around
from theoryofchange.measurement.catalogue.moments import column
from theoryofchange.measurement.catalogue.purchases import PurchaseModel, fit_purchases
from theoryofchange.measurement.catalogue.spending import SpendModel, fit_spending
from theoryofchange.measurement.catalogue.statistic import (
    LEVEL,
    Interval,
    NoFigure,
    Statistic,
    absent,
    checked_level,
    figure,
    no_interval,
    whole_number,
)
from theoryofchange.measurement.derivation import plain
from theoryofchange.shape import read_date

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

METHOD = "delta method on the logarithms of the fitted parameters"
_APART = 1e-4
_SUMMARY = ["customer", "repeats", "recency", "age", "spend"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How far ahead is looked, and what a later order is worth today.

    Parameters
    ----------
    periods
        How many periods ahead, from 1 on.
    length
        How long one is, in the unit of recency and age, above 0.
    discount
        What is taken off for each period: 0.01 is 1 %. An order counts as made at the end of its
        period, and is divided by (1 + discount) to the power of that period. At least 0.
    margin
        The share of an order's worth that counts, from 0 to 1: 1 is revenue.

    Raises
    ------
    TypeError, ValueError
        If one is not as said.
    """

    periods: int
    length: float
    discount: float
    margin: float = 1.0

    def __post_init__(self) -> None:
        try:
            periods, length, discount, margin = (
                whole_number("periods", self.periods),
                figure("length", self.length),
                figure("discount", self.discount),
                figure("margin", self.margin),
            )
        except NoFigure as none:
            raise ValueError(f"the terms need every figure: {none}") from None
        if periods < 1 or length <= 0 or discount < 0 or not 0 <= margin <= 1:
            raise ValueError(
                "terms are at least one period, of a length above 0, a discount of at least 0, and"
                f" a margin from 0 to 1, not {self}"
            )

    @property
    def formula(self) -> str:
        """How the value is computed."""
        return (
            f"{plain(self.margin)} × order value × Σ over {self.periods} periods of"
            f" {plain(self.length)} of expected orders / (1 + {plain(self.discount)})^period"
        )


def purchase_summary(
    orders: pd.DataFrame, *, until: dt.date | str, unit_days: float = 7
) -> pd.DataFrame:
    """Return the figures of each customer that the models need, from its orders.

    Parameters
    ----------
    orders
        One row an order: ``customer``, ``day`` and ``amount``. Orders of a customer on one day
        count as one.
    until
        The last day of the data: orders after it are not looked at.
    unit_days
        Days of the unit of time: 7 are weeks.

    Returns
    -------
    pandas.DataFrame
        By customer: ``customer``, ``repeats`` (after the first order), ``recency`` and ``age`` (of
        the last order, and of the end, since the first), ``spend`` (mean of the repeat orders;
        absent where there are none).

    Raises
    ------
    TypeError
        If a column is missing.
    ValueError
        If one holds absent values.

    Examples
    --------
    >>> import pandas as pd
    >>> days = ["2026-01-01", "2026-01-15", "2026-01-08", "2026-02-01"]
    >>> orders = pd.DataFrame({"customer": ["ann", "ann", "bo", "bo"], "day": days, "amount": 10.0})
    >>> purchase_summary(orders, until="2026-01-29").drop(columns="spend").values.tolist()
    [['ann', 1, 2.0, 4.0], ['bo', 0, 0.0, 3.0]]
    """
    import pandas as pd

    missing = [name for name in ("customer", "day", "amount") if name not in orders]
    if missing:
        raise TypeError(f"orders needs the columns customer, day, amount: {missing} is missing")
    held = orders[["customer", "day", "amount"]].assign(day=pd.to_datetime(orders["day"]))
    if held.isna().any(axis=None):
        raise ValueError("orders holds absent values: leave those rows out, and say how many")
    if unit_days <= 0:
        raise ValueError(f"unit_days is above 0, not {unit_days}")
    end = pd.Timestamp(read_date(until))
    held = held.assign(day=held["day"].dt.normalize())
    daily = held[held["day"] <= end].groupby(["customer", "day"], as_index=False)["amount"].sum()
    by = daily.groupby("customer")["day"]
    again = daily[daily["day"] > by.transform("min")].groupby("customer")["amount"].mean()
    first, last = by.min(), by.max()
    summary = pd.DataFrame(
        {
            "repeats": by.size() - 1,
            "recency": (last - first).dt.days / unit_days,
            "age": (end - first).dt.days / unit_days,
            "spend": again.reindex(first.index),
        }
    )
    return summary.reset_index()[_SUMMARY]


def lifetime_values(
    purchases: PurchaseModel, spending: SpendModel, summary: pd.DataFrame, terms: Terms
) -> Vector:
    """Return what each customer is expected to still bring.

    Parameters
    ----------
    purchases, spending
        The models, in the unit of the summary.
    summary
        ``repeats``, ``recency``, ``age`` and ``spend`` of each customer, as
        :func:`purchase_summary` makes it.
    terms
        How far ahead, and at what discount.

    Returns
    -------
    numpy.ndarray
        One a customer, in the unit of ``spend``.

    Raises
    ------
    NoFigure
        Where orders have no mean value (q is at most 1).
    TypeError, ValueError
        As :func:`~theoryofchange.measurement.catalogue.purchases.summary_columns`.
    """
    values: Vector = _orders(purchases, summary, terms) * _worth(spending, summary)
    return terms.margin * values


def _orders(purchases: PurchaseModel, summary: pd.DataFrame, terms: Terms) -> Vector:
    """Return the orders that each customer is expected to make, later ones counting less."""
    import numpy as np

    columns = [column(name, summary[name]) for name in ("repeats", "recency", "age")]
    before = np.zeros(len(summary))
    orders = np.zeros(len(summary))
    for period in range(1, terms.periods + 1):
        until = purchases.expected(period * terms.length, *columns)
        orders += (until - before) / (1 + terms.discount) ** period
        before = until
    return orders


def _worth(spending: SpendModel, summary: pd.DataFrame) -> Vector:
    return spending.expected(
        column("repeats", summary["repeats"]), column("spend", summary["spend"])
    )


def customer_lifetime_value(
    summary: pd.DataFrame, terms: Terms, *, level: float = LEVEL
) -> Statistic:
    """Return what a customer is expected to still bring, on average, by BG/NBD and Gamma-Gamma.

    Parameters
    ----------
    summary
        As :func:`purchase_summary` makes it; both models are fitted to it.
    terms
        How far ahead, and at what discount.
    level
        Level of the interval, between 0 and 1.

    Returns
    -------
    Statistic
        The mean over the customers, in the unit of ``spend``. Its interval is what the certainty of
        the fitted parameters makes of it; what chance will do to these customers is not in it. None
        where one of the models cannot be fitted.

    Raises
    ------
    TypeError
        If a column is missing.
    ValueError
        As :func:`~theoryofchange.measurement.catalogue.purchases.summary_columns`.
    """
    import numpy as np

    level = checked_level(level)
    missing = [name for name in _SUMMARY[1:] if name not in summary]
    if missing:
        raise TypeError(f"the summary needs repeats, recency, age, spend: {missing} is missing")
    fits = (
        fit_purchases(summary["repeats"], summary["recency"], summary["age"]),
        fit_spending(summary["repeats"], summary["spend"]),
    )

    def orders(parameters: Sequence[float]) -> Vector:
        return _orders(PurchaseModel(*parameters), summary, terms)

    def worth(parameters: Sequence[float]) -> Vector:
        return _worth(SpendModel(*parameters), summary)

    try:
        bought, spent = orders(_values(fits[0])), worth(_values(fits[1]))
    except NoFigure as none:
        n = len(summary)
        return absent(terms.formula, str(none), method=METHOD, level=level, n=n)
    value = terms.margin * float(np.mean(bought * spent))
    parts = ((fits[0], orders, spent), (fits[1], worth, bought))
    return Statistic(
        value=value,
        interval=_interval(parts, value, level),
        n=len(summary),
        formula=f"mean of {terms.formula} = {plain(value)}",
    )


def _values(fitted: Fit) -> tuple[float, ...]:
    if fitted.values is None:
        raise NoFigure(fitted.reason or "")
    return fitted.values


_Part = tuple[Fit, "Callable[[Sequence[float]], Vector]", "Vector"]


def _interval(parts: Sequence[_Part], value: float, level: float) -> Interval:
    """Carry the certainty of the parameters over to the logarithm of the mean."""
    if value <= 0 or any(fitted.covariance is None for fitted, _, _ in parts):
        return no_interval("the data do not bound the parameters", method=METHOD, level=level)
    try:
        variance = sum(_variance(*part) for part in parts)
    except NoFigure as none:
        return no_interval(str(none), method=METHOD, level=level)
    return around(value, variance, level=level, method=METHOD)


def _variance(fitted: Fit, factor: Callable[[Sequence[float]], Vector], other: Vector) -> float:
    """Return what one model adds to the variance of the logarithm of the mean product."""
    import numpy as np

    place = np.log(_values(fitted))

    def height(moved: Vector) -> float:
        return float(np.log(np.mean(factor(np.exp(moved).tolist()) * other)))

    axes = np.eye(len(place)) * _APART
    slopes = np.array([height(place + axis) - height(place - axis) for axis in axes]) / (2 * _APART)
    return float(slopes @ np.array(fitted.covariance) @ slopes)
