"""How a KPI is measured from data: what its ``measure`` block says.

It is data and no code: columns by their names, conditions as values. Nothing in it is evaluated;
:mod:`theoryofchange.measurement.engine` builds typed expressions from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from theoryofchange.quantity import Duration
from theoryofchange.record import field
from theoryofchange.shape import expected, shape

Aggregation = Literal[
    "count",
    "distinct_count",
    "sum",
    "mean",
    "ratio",
    "share",
    "quantile",
    "retention",
    "cumulative",
    "conversion",
    "first",
    "last",
]
MetricName = Literal[
    "acquisition_cost",
    "average_order_value",
    "ces",
    "concentration",
    "connection_strength",
    "conversion",
    "csat",
    "customer_churn",
    "customer_retention",
    "expectation_gap",
    "first_contact_resolution",
    "gross_revenue_retention",
    "net_revenue_retention",
    "nps",
    "purchase_frequency",
    "purchase_interval",
    "referrals",
    "repeat_rate",
    "revenue_churn",
    "share_of_wallet",
    "word_of_mouth",
]
"""The metrics of the catalogue that have one figure a period."""

Tallied = Literal["sum", "count", "distinct_count"]
Combination = Literal["mean", "sum"]

NEEDS: Mapping[str, tuple[str, ...]] = {
    "count": (),
    "distinct_count": (),
    "sum": ("value",),
    "mean": ("value",),
    "ratio": ("numerator", "denominator"),
    "share": ("fulfils",),
    "quantile": ("value", "quantile"),
    "retention": ("entity",),
    "cumulative": (),
    "conversion": ("entity", "begins", "ends", "within"),
    "first": ("value",),
    "last": ("value",),
    "acquisition_cost": ("entity", "numerator", "denominator"),
    "average_order_value": ("entity", "value"),
    "ces": ("entity", "value"),
    "concentration": ("entity", "value"),
    "connection_strength": ("entity", "fulfils"),
    "csat": ("value",),
    "customer_churn": ("entity",),
    "customer_retention": ("entity",),
    "expectation_gap": ("entity", "promised", "value"),
    "first_contact_resolution": ("entity", "fulfils"),
    "gross_revenue_retention": ("entity", "value"),
    "net_revenue_retention": ("entity", "value"),
    "nps": ("value",),
    "purchase_frequency": ("entity",),
    "purchase_interval": ("entity",),
    "referrals": ("entity", "value"),
    "repeat_rate": ("entity",),
    "revenue_churn": ("entity", "value"),
    "share_of_wallet": ("entity", "numerator", "denominator"),
    "word_of_mouth": ("entity", "fulfils"),
}
"""The fields without which an aggregation or a metric cannot be computed, beside table and time."""

MAY_HAVE: Mapping[str, tuple[str, ...]] = {
    "count": ("value", "entity", "window"),
    "distinct_count": ("value", "entity", "window"),
    "sum": ("entity", "window"),
    "mean": ("entity", "window"),
    "ratio": ("entity", "window"),
    "share": ("entity", "window"),
    "quantile": ("entity", "window"),
    "retention": ("window",),
    "cumulative": ("value",),
    "conversion": (),
    "first": ("entity", "combine", "window"),
    "last": ("entity", "combine", "window"),
    "csat": ("fulfils", "entity", "window"),
    "nps": ("entity", "window"),
}
"""What else is used; any other field of these would do nothing. Of a metric it is the window."""


def _text(value: Any) -> Any:
    """Read a scalar as the text that a file would hold: its column decides what it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float | dt.date) else value


def _texts(value: Any) -> Any:
    return [_text(each) for each in value] if isinstance(value, list | tuple) else _text(value)


def _bound() -> Any:
    return field(default=None, metadata={"convert": _text, "truths": True})


def _values() -> Any:
    return field(default=(), metadata={"convert": _texts, "truths": True})


@shape
class Condition:
    """What the value of a column must be; all that is said must hold.

    A missing value fulfils none but ``missing: true``. Figures and days are compared as such where
    the column holds them; on a column of moments a day is the whole day.

    Parameters
    ----------
    one_of
        It is one of these.
    other_than
        It is there, and none of these.
    at_least
        It is this or more.
    at_most
        It is this or less.
    above
        It is more than this.
    below
        It is less than this.
    missing
        Whether there is none.
    """

    one_of: tuple[str, ...] = _values()
    other_than: tuple[str, ...] = _values()
    at_least: str | None = _bound()
    at_most: str | None = _bound()
    above: str | None = _bound()
    below: str | None = _bound()
    missing: bool | None = None

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read one value, or a list of them, as those it is one of."""
        if isinstance(value, str | int | float | dt.date | list | tuple):
            return {"one_of": value}
        return value


Filter = Mapping[str, Condition]


@shape
class Tally:
    """One side of a ratio.

    Parameters
    ----------
    aggregation
        The sum of the values, the number of rows, or of distinct values.
    value
        The column of the values.
    filter
        Which rows count, beside the filter of the measure: column → condition.
    """

    aggregation: Tallied = "sum"
    value: str | None = None
    filter: Filter = field(default_factory=dict)

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read one text as the column that is summed."""
        return {"value": value} if isinstance(value, str) else value

    @property
    def sound(self) -> bool:
        """Whether it can be computed: all but a number of rows takes a column."""
        return self.aggregation == "count" or self.value is not None


@shape
class Measure:
    """How a KPI is measured from data, period by period of its cadence.

    Parameters
    ----------
    table
        The table, by its name in the data.
    time
        The column that says when: a day or a moment.
    aggregation
        What is made of the rows of a period.
    metric
        In place of an aggregation: a metric of the catalogue, as ``nps``.
    entity
        The column that says who: a customer, a case.
    value
        The column of the figure.
    filter
        Which rows count: column → condition.
    fulfils
        Of a share: what the counted part fulfils, beside the filter. With an entity, entities are
        counted, else rows. Of a metric: what makes an answer satisfied (4 and more if not said), a
        connection strong, a contact settled, a customer one who recommends.
    numerator, denominator
        Of a ratio, an acquisition cost and a share of wallet: its two sides.
    promised
        Of an expectation gap: the column of what was promised; ``value`` is what was lived.
    quantile
        Of a quantile: which, from 0 to 1; 0.5 is the median.
    begins, ends
        Of a conversion: what the first event fulfils, and the one that should follow it.
    within
        Of a conversion: in what time.
    combine
        Of first and last per entity: whether their mean is taken, or their sum.
    window
        Up to the end of a period, how far back its rows reach: a whole number of periods. By
        default the period alone. Retention compares the window with the one before it.
    segment
        The columns by whose values it is measured as well.
    unique
        The columns that together name one row: a second row of the same is a fault of the data.
    min_n
        Figures of fewer cases are withheld; cases are entities where there is one, else rows.
    """

    table: str | None = expected()
    time: str | None = expected()
    aggregation: Aggregation | None = expected()
    metric: MetricName | None = None
    entity: str | None = None
    value: str | None = None
    filter: Filter = field(default_factory=dict)
    fulfils: Filter = field(default_factory=dict)
    numerator: Tally | None = None
    denominator: Tally | None = None
    promised: str | None = None
    quantile: float | None = None
    begins: Filter = field(default_factory=dict)
    ends: Filter = field(default_factory=dict)
    within: Duration | None = None
    combine: Combination | None = None
    window: Duration | None = None
    segment: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    min_n: int | None = None

    @property
    def made(self) -> str | None:
        """What is made of the rows: the metric, or the aggregation."""
        return self.metric or self.aggregation

    @property
    def sides(self) -> Mapping[str, Tally]:
        """The sides of a ratio that are there, by name, the numerator first."""
        both = (("numerator", self.numerator), ("denominator", self.denominator))
        return {name: side for name, side in both if side is not None}

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields that it cannot be computed without, and that are not there."""
        always = tuple(n for n in ("table", "time") if not getattr(self, n))
        if self.made is None:
            return (*always, "aggregation")
        lacking = [n for n in NEEDS[self.made] if _absent(getattr(self, n))]
        if self.aggregation == "distinct_count" and not (self.value or self.entity):
            lacking.append("entity")
        lacking += [f"{name}.value" for name, side in self.sides.items() if not side.sound]
        return (*always, *lacking)

    @property
    def unused(self) -> tuple[str, ...]:
        """The fields that its aggregation or metric does nothing with."""
        if self.made is None:
            return ()
        used = {*NEEDS[self.made], *MAY_HAVE.get(self.made, ("window",))}
        special = dict.fromkeys(n for each in (NEEDS, MAY_HAVE) for ns in each.values() for n in ns)
        idle = tuple(n for n in special if n not in used and not _absent(getattr(self, n)))
        return ("aggregation", *idle) if self.metric and self.aggregation else idle

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The columns that it reads, each with the steps to the field that first names it."""
        found: dict[str, tuple[str, ...]] = {}
        for column, steps in self._named():
            found.setdefault(column, steps)
        return found

    def _named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name in ("time", "entity", "value", "promised"):
            if getattr(self, name) and name not in self.unused:
                yield getattr(self, name), (name,)
        for name in ("filter", "fulfils", "begins", "ends"):
            if name not in self.unused:
                yield from ((column, (name, column)) for column in getattr(self, name))
        for name, side in self.sides.items():
            if name not in self.unused:
                if side.value:
                    yield side.value, (name, "value")
                yield from ((column, (name, "filter", column)) for column in side.filter)
        yield from ((column, ("segment",)) for column in self.segment)
        yield from ((column, ("unique",)) for column in self.unique)


def _absent(value: Any) -> bool:
    return value is None or value == {} or value == ()
