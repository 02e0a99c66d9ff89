"""Metrics of the catalogue, as the engine computes them: what is asked, and what is made of it.

Shares are the engine's own (:func:`lowered`), so they come from the same scans. A score is made of
counts of rows, a ratio over customers of the sums of two figures of each: both are small, and are
made wherever the data are. What needs each customer's figure is computed on this machine, of a
sample where there are too many. The figure and its interval are always those of
:mod:`theoryofchange.measurement.catalogue`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from theoryofchange.measurement import catalogue
from theoryofchange.measurement.catalogue import Statistic
from theoryofchange.measurement.engine.parts import Cell, Number, Part, rounded
from theoryofchange.measuring import Condition, Filter, Measure
from theoryofchange.record import replace

LOCAL_ROWS = 5_000_000
"""Of about how many rows single customers are fetched; of more, those of a sample of them."""

COUNTED: Mapping[str, str] = {
    "connection_strength": "share",
    "conversion": "conversion",
    "customer_churn": "retention",
    "customer_retention": "retention",
    "word_of_mouth": "share",
}
"""The metrics that an aggregation counts, and which."""

LOCAL = ("concentration",)
"""The metrics that are computed on this machine."""

REVENUE = ("gross_revenue_retention", "net_revenue_retention", "revenue_churn")
"""The metrics that compare a window with the one before it."""

MOMENTS = ("a0", "a1", "a2", "a3", "a4", "a5")
"""Of a ratio over customers: how many, the sums of x and y, of their squares and products."""

LOCAL_COLUMNS = ("a0", "a1", "a2", "a3")
"""Of what is computed here: the figure, the ends of its interval, how many customers."""

SHARES = (
    "csat",
    *COUNTED,
    *LOCAL,
    *REVENUE,
    "first_contact_resolution",
    "repeat_rate",
    "share_of_wallet",
)
"""The metrics that are shares of a whole."""

_SCORES = (
    Condition(at_least="9", at_most="10"),
    Condition(at_least="7", below="9"),
    Condition(at_least="0", below="7"),
)
"""Promoters, passives and detractors."""

_TOP_BOX = Condition(at_least="4")


def lowered(measure: Measure) -> Measure:
    """Return what the engine computes of a measure: of a metric that is a share, that share."""
    if measure.metric is None:
        return measure
    return replace(measure, metric=None, aggregation=COUNTED.get(measure.metric))


def named(metric: str) -> str:
    """Return a metric of the catalogue with the version of its definition, as ``nps 1``."""
    return f"{metric} {catalogue.catalogue()[metric].version}"


def answer_parts(metric: str | None, measure: Measure) -> tuple[Part, ...]:
    """Return the counts of answers that a metric is made of: its groups, all of them, and cases.

    It is nothing of a metric that is made of something else.
    """
    value = measure.value or ""
    groups: tuple[Filter, ...] = ()
    if metric == "nps":
        groups = tuple({value: each} for each in _SCORES)
    elif metric == "csat":
        groups = (measure.fulfils or {value: _TOP_BOX},)
    if not groups:
        return ()
    there: Filter = {value: Condition(missing=False)}
    held = [Part("rows", None, (measure.filter, there, each)) for each in groups]
    answers = Part("values", value, (measure.filter,))
    counted = Part("distinct", measure.entity, (measure.filter, there))
    return *held, answers, counted if measure.entity and measure.min_n else answers


def sampled(metric: str | None, rows: int) -> int:
    """Return of how many customers one is looked at: of 1, every one.

    Examples
    --------
    >>> sampled("concentration", 12_000_000), sampled("nps", 12_000_000)
    (3, 1)
    """
    return max(1, ceil(rows / LOCAL_ROWS)) if metric in LOCAL else 1


def sample_of(metric: str | None, rows: int) -> str:
    """Return in words of which customers a metric is computed on this machine."""
    if metric not in LOCAL:
        return ""
    one_of = sampled(metric, rows)
    return "every customer" if one_of == 1 else f"one of {one_of} customers"


def metric_cell(metric: str, parts: Sequence[Number | None], factor: int) -> Cell:
    """Return the figure of a metric.

    Parameters
    ----------
    metric
        Its name.
    parts
        What was computed for it.
    factor
        What its figure is multiplied by.

    Returns
    -------
    Cell
        The catalogue's figure with its 95 % interval, or why there is none.
    """
    if metric == "csat":
        satisfied, answers, counted = (int(part or 0) for part in parts)
        told, cases = _function(metric)(satisfied, answers), counted
    elif metric in COUNTED:
        told, cases = _share(metric, parts), int(parts[-1] or 0)
    elif metric == "nps":
        return _score(parts, factor)
    elif metric in LOCAL:
        return _local(parts, factor)
    else:
        told, cases = _ratio(metric, parts), int(parts[0] or 0)
    return _cell(told, cases, factor)


def _share(metric: str, parts: Sequence[Number | None]) -> Statistic:
    inside, whole = (int(part or 0) for part in parts[:2])
    part = whole - inside if metric == "customer_churn" else inside
    told: Statistic = _function(metric)(part, whole)
    return told


def _score(parts: Sequence[Number | None], factor: int) -> Cell:
    *groups, answers, cases = (int(part or 0) for part in parts)
    beyond = answers - sum(groups)
    if beyond:
        are = "answer is" if beyond == 1 else "answers are"
        because = f"{beyond:,} {are} no score from 0 to 10"
        return Cell(None, answers, cases=cases, because=because)
    return _cell(_function("nps")(*groups), cases, factor)


def _ratio(metric: str, parts: Sequence[Number | None]) -> Statistic:
    names = ("n", "x", "y", "xx", "yy", "xy")
    held: dict[str, Any] = {name: part or 0 for name, part in zip(names, parts, strict=True)}
    told: Statistic = _function(metric)(catalogue.Moments(**held))
    return told


def _local(parts: Sequence[Number | None], factor: int) -> Cell:
    value, low, high, n = parts
    cases = int(n or 0)
    if value is None:
        because = "a customer's value is below zero, or all are zero"
        return Cell(None, cases, cases=cases, because=because)
    low, high = (None if end is None else float(rounded(end * factor)) for end in (low, high))
    return Cell(rounded(value * factor), cases, low, high, cases=cases)


def _cell(told: Statistic, cases: int, factor: int) -> Cell:
    if told.value is None:
        return Cell(None, told.n, cases=cases, because=told.reason or "")
    ends = (told.interval.low, told.interval.high)
    low, high = (None if end is None else float(rounded(end * factor)) for end in ends)
    return Cell(rounded(float(told.value * factor)), told.n, low, high, cases=cases)


def _function(metric: str) -> Any:
    return getattr(catalogue, catalogue.catalogue()[metric].function)
