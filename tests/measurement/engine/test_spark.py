"""Spark gives the same figures as DuckDB, from the same definitions."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")
pytest.importorskip("pyspark", reason="the extra spark is not installed")

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.engine import Calendar, data_of, measured

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("default"),
]

KINDS: tuple[dict[str, Any], ...] = (
    {"aggregation": "count", "segment": "g"},
    {"aggregation": "distinct_count", "entity": "who", "window": "2 months"},
    {"aggregation": "sum", "value": "v", "filter": {"g": "n", "v": {"above": 10}}},
    {"aggregation": "mean", "value": "v", "segment": "g"},
    {"aggregation": "quantile", "value": "v", "quantile": 0.5},
    {"aggregation": "share", "fulfils": {"ok": True}, "entity": "who"},
    {"aggregation": "ratio", "numerator": "v", "denominator": {"aggregation": "count"}},
    {"aggregation": "retention", "entity": "who", "segment": "g"},
    {"aggregation": "cumulative", "value": "v"},
    {
        "aggregation": "conversion",
        "entity": "who",
        "begins": {"g": "n"},
        "ends": {"g": "s"},
        "within": "5 days",
    },
    {"aggregation": "first", "value": "v", "entity": "who"},
    {"aggregation": "last", "value": "v", "entity": "who", "combine": "sum"},
)
UNTIL = dt.date(2025, 7, 10)


def events() -> list[tuple[Any, ...]]:
    draw = random.Random(3)
    begin = dt.datetime(2025, 1, 1)
    return [
        (
            begin + dt.timedelta(seconds=draw.randrange(200 * 86400)),
            draw.choice("abcdefghijkl"),
            draw.random() * 100 if draw.random() < 0.9 else None,
            draw.choice(["n", "s", None]),
            draw.random() < 0.5,
        )
        for _ in range(300)
    ]


@pytest.fixture
def connection() -> Iterator[Any]:
    import ibis
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1"}
    builder = SparkSession.builder.master("local[1]")
    for name, value in {**settings, "spark.driver.host": "127.0.0.1"}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    schema = "t timestamp_ntz, who string, v double, g string, ok boolean"
    session.createDataFrame(events(), schema=schema).createOrReplaceTempView("e")
    yield ibis.pyspark.connect(session)
    session.stop()


def test_every_aggregation_is_the_same_on_spark(connection: Any) -> None:
    import pyarrow as pa

    kpis = [
        Kpi(id=f"k{at}", cadence="monthly", measure={"table": "e", "time": "t", **kind})
        for at, kind in enumerate(KINDS)
    ]
    calendar = Calendar("Europe/Berlin", fiscal_year_start=4)
    columns = dict(zip(("t", "who", "v", "g", "ok"), zip(*events(), strict=True), strict=True))
    here = measured(kpis, data_of({"e": pa.table(columns)}, calendar), UNTIL)
    there = measured(kpis, data_of(connection, calendar), UNTIL)
    assert there.origins[0].engine.startswith("pyspark")
    assert [each.code for each in there.faults] == [each.code for each in here.faults]
    assert len(there.figures) == len(here.figures)
    for one, two in zip(here.figures, there.figures, strict=True):
        assert (one.kpi, one.date, one.segment, one.n) == (two.kpi, two.date, two.segment, two.n)
        assert two.value == pytest.approx(one.value, rel=1e-9)
