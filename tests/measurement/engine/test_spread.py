"""Intervals of means and ratios: published figures, figures by hand, and when there is none."""

from __future__ import annotations

import datetime as dt
from math import sqrt
from typing import Any

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.catalogue.special import student_quantile
from theoryofchange.measurement.engine import Calendar, Figure, data_of, measured
from theoryofchange.measurement.engine.spread import ratio_interval

SLEEP = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
"""Hours that ten patients slept longer with one drug than with another (Student 1908)."""
DAY = dt.datetime(2026, 1, 5)


def figure(columns: dict[str, list[Any]], **measure: Any) -> Figure:
    import pyarrow as pa

    count = len(next(iter(columns.values())))
    table = pa.table({"t": [DAY] * count, **columns})
    kpi = Kpi(id="k", cadence="monthly", measure={"table": "e", "time": "t", **measure})
    computed = measured([kpi], data_of({"e": table}, Calendar()), dt.date(2026, 1, 31))
    return next(each for each in computed.figures if each.segment is None)


def test_the_interval_of_a_mean_is_students() -> None:
    told = figure({"v": SLEEP}, aggregation="mean", value="v")
    assert (told.value, told.n) == (1.58, 10)
    assert told.low == pytest.approx(0.7001142, abs=1e-7)
    assert told.high == pytest.approx(2.4598858, abs=1e-7)


def test_the_whole_of_segments_has_the_same_interval() -> None:
    parted = {"v": SLEEP, "g": ["a", "b"] * 5}
    told = figure(parted, aggregation="mean", value="v", segment="g")
    assert told.low == pytest.approx(0.7001142, abs=1e-7)


def test_values_that_are_missing_are_no_cases() -> None:
    told = figure({"v": [*SLEEP, None, float("nan")]}, aggregation="mean", value="v")
    assert told.low == pytest.approx(0.7001142, abs=1e-7)


def test_the_interval_of_a_ratio_is_that_of_what_is_left_over() -> None:
    """2.4 = 12 ÷ 5 leaves −0.4, −0.8 and 1.2: 2.24 squared; ÷ 2 · 3 ÷ 5² is 0.1344."""
    columns = {"y": [2.0, 4.0, 6.0], "x": [1, 2, 2]}
    told = figure(columns, aggregation="ratio", numerator="y", denominator="x")
    reach = 4.302652729911275 * sqrt(0.1344)
    assert told.value == 2.4
    assert (told.low, told.high) == pytest.approx((2.4 - reach, 2.4 + reach), rel=1e-9)


def test_the_sides_of_a_ratio_count_the_rows_that_they_ask_for() -> None:
    """y is 3 0 5 0, x is 1 1 0 1: 8 ÷ 3 leaves 1/3, −8/3, 5 and −8/3."""
    columns = {"v": [3.0, 4.0, 5.0, None], "a": ["n", "s", "n", "n"], "b": [1, 1, 0, 1]}
    top = {"value": "v", "filter": {"a": "n"}}
    bottom = {"aggregation": "count", "filter": {"b": 1}}
    told = figure(columns, aggregation="ratio", numerator=top, denominator=bottom)
    left = (1 / 3) ** 2 + (8 / 3) ** 2 + 25 + (8 / 3) ** 2
    reach = 3.182446305284263 * sqrt(left * 4 / 3) / 3
    assert told.value == pytest.approx(8 / 3)
    assert (told.low, told.high) == pytest.approx((8 / 3 - reach, 8 / 3 + reach), rel=1e-9)


@pytest.mark.parametrize(
    "measure",
    [
        {"aggregation": "mean", "value": "same"},
        {"aggregation": "mean", "value": "far"},
        {"aggregation": "ratio", "numerator": "v", "denominator": "v"},
        {
            "aggregation": "ratio",
            "numerator": "v",
            "denominator": {"aggregation": "distinct_count", "value": "who"},
        },
    ],
)
def test_where_no_spread_can_be_told_there_is_no_interval(measure: dict[str, Any]) -> None:
    columns = {
        "v": [1.0, 2.0, 4.0],
        "same": [0.1, 0.1, 0.1],
        "far": [1e12, 1e12 + 1, 1e12 + 2],
        "who": ["a", "a", "b"],
    }
    told = figure(columns, **measure)
    assert told.value is not None
    assert (told.low, told.high) == (None, None)


def test_one_case_has_none() -> None:
    assert ratio_interval(1, 3.0, 1.0, (9.0, 1.0, 3.0)) is None


def test_a_ratio_in_percent_has_its_interval_in_percent() -> None:
    import pyarrow as pa

    measure = {"table": "e", "time": "t", "aggregation": "ratio"}
    measure |= {"numerator": "y", "denominator": "x"}
    table = pa.table({"t": [DAY] * 3, "y": [2.0, 4.0, 6.0], "x": [1, 2, 2]})
    kpi = Kpi(id="k", cadence="monthly", unit="percent", measure=measure)
    computed = measured([kpi], data_of({"e": table}, Calendar()), dt.date(2026, 1, 31))
    told = computed.figures[0]
    assert told.value == 240
    assert told.low == pytest.approx(240 - 100 * 4.302652729911275 * sqrt(0.1344))


@pytest.mark.parametrize("degrees", [201, 500, 10_000])
def test_many_degrees_of_freedom_are_expanded(degrees: int) -> None:
    low, high = ratio_interval(degrees + 1, 0.0, 1.0, (1.0, 0.0, 0.0)) or (0, 0)
    reach = student_quantile(0.95, degrees) * sqrt((degrees + 1) / degrees)
    assert (low, high) == pytest.approx((-reach, reach), rel=1e-9)
