"""Spark gives the same frame as DuckDB, from the same definitions and the same file."""

from __future__ import annotations

import datetime as dt
import random
import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")
pytest.importorskip("pyspark", reason="the extra spark is not installed")

import pandas as pd

import theoryofchange as toc
from theoryofchange.measurement.engine import Calendar, Data
from theoryofchange.measuring import Aggregation
from theoryofchange.reporting.measured import measure_into

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),  # one Java for all of them
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore"),  # it leaves sockets open
]

AS_OF = "2025-05-10"
HOSTILE = ("north", "o'neil", "back\\slash", "\\' OR true --", "", "北", "=1+1", "a\nb", None)
OK, NOT_OK = {"ok": True}, {"ok": False}
CONVERSION = {
    "aggregation": "conversion",
    "entity": "who",
    "begins": OK,
    "ends": NOT_OK,
    "within": "5 days",
}
EVERY: tuple[dict[str, Any], ...] = (
    {"aggregation": "count", "segment": "g", "min_n": 3},
    {"aggregation": "count", "value": "v", "segment": ["tier", "ok"]},
    {"aggregation": "count", "segment": "f", "filter": {"period": "x"}},
    {"aggregation": "count", "segment": "period"},
    {"aggregation": "count", "segment": "big"},
    {"aggregation": "distinct_count", "entity": "who", "window": "2 months", "segment": "g"},
    {"aggregation": "distinct_count", "value": "f"},
    {"aggregation": "distinct_count", "value": 'a`b"c d'},
    {"aggregation": "sum", "value": "v", "filter": {"g": ["north", "o'neil"], "v": {"above": 10}}},
    {"aggregation": "sum", "value": "price", "segment": "tier"},
    {"aggregation": "sum", "value": "ok"},
    {"aggregation": "mean", "value": "v", "segment": "g"},
    {"aggregation": "mean", "value": "few", "filter": {"few": {"at_least": 0.1}}},
    {"aggregation": "quantile", "value": "v", "quantile": 0.5, "segment": "tier"},
    {"aggregation": "quantile", "value": "price", "quantile": 0.3},
    {"aggregation": "quantile", "value": "few", "quantile": 0.75},
    {"aggregation": "share", "fulfils": OK},
    {"aggregation": "share", "fulfils": OK, "entity": "who", "segment": "g"},
    {"aggregation": "ratio", "numerator": "v", "denominator": {"aggregation": "count"}},
    {
        "aggregation": "ratio",
        "numerator": "price",
        "denominator": {"aggregation": "distinct_count", "value": "who", "filter": OK},
        "segment": "tier",
    },
    {"aggregation": "retention", "entity": "who", "segment": "ok"},
    {"aggregation": "retention", "entity": "tier", "window": "2 months"},
    {"aggregation": "cumulative", "value": "v", "segment": "tier"},
    {"aggregation": "cumulative"},
    {**CONVERSION, "segment": "ok"},
    {"aggregation": "first", "value": "v", "entity": "who"},
    {"aggregation": "last", "value": "price", "entity": "tier", "combine": "sum"},
    {"aggregation": "last", "value": "v"},
    {"aggregation": "sum", "value": "nothing"},
    *({"aggregation": "count", "filter": {"g": text}} for text in HOSTILE if text is not None),
    {"aggregation": "count", "filter": {"g": {"missing": True}}},
    {"aggregation": "count", "filter": {"g": {"other_than": ["\\' OR true --", ""]}}},
    {"aggregation": "count", "filter": {"v": {"missing": True}}},
    {"aggregation": "count", "filter": {"price": {"at_least": "1.01", "below": 2.5}}},
    {"aggregation": "count", "filter": {"tier": {"one_of": [1, 2]}, "big": 2**60 + 1}},
    {"aggregation": "count", "filter": {"few": 0.1}},
    {"aggregation": "count", "filter": {"t": {"above": "2025-02-10", "at_most": "2025-03-10"}}},
)


def kpi(measure: dict[str, Any], cadence: str = "monthly") -> dict[str, Any]:
    return {"measures": "g", "cadence": cadence, "measure": {"table": "e", "time": "t", **measure}}


def theory(kpis: list[dict[str, Any]]) -> dict[str, Any]:
    named = {f"k{at}": each for at, each in enumerate(kpis)}
    return {"theory": {"as_of": AS_OF}, "goals": {"g": {}}, "kpis": named}


def _row(draw: random.Random) -> dict[str, Any]:
    seconds = draw.randrange(140 * 86400)
    moment = dt.datetime(2025, 1, 1) + dt.timedelta(
        seconds=seconds, microseconds=250_000 * (seconds % 2)
    )
    at = moment if draw.random() < 0.97 else None
    price = Decimal(draw.randrange(300)) / 100
    return {
        "t": at,
        "instant": at and at.replace(tzinfo=dt.UTC),
        "day": at and at.date(),
        "who": draw.choice([*"abcdefghijkl", None]),
        "tier": draw.choice([1, 2, 3, None]),
        "big": draw.choice([2**60 + 1, 2**60 + 3, None]),
        "v": draw.choice([draw.random() * 100, 7.5, None, float("nan"), float("inf")]),
        "f": draw.choice([1.0, -0.0, float("nan"), None]),
        "few": draw.choice([0.1, 0.2, 0.4]),
        "price": draw.choice([price, price, None]),
        "ok": draw.choice([True, False, None]),
        "g": draw.choice(HOSTILE),
        "period": draw.choice("xy"),
        'a`b"c d': draw.choice("uv"),
        "nothing": None,
    }


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "t": pa.timestamp("us"), "instant": pa.timestamp("us", "UTC"), "day": pa.date32(),
        "who": pa.string(), "tier": pa.int64(), "big": pa.int64(), "v": pa.float64(),
        "f": pa.float64(), "few": pa.float32(), "price": pa.decimal128(9, 2), "ok": pa.bool_(),
        "g": pa.string(), "period": pa.string(), 'a`b"c d': pa.string(), "nothing": pa.float64(),
    }  # fmt: skip
    draw = random.Random(3)
    path = tmp_path_factory.mktemp("spark") / "events.parquet"
    table = pa.Table.from_pylist([_row(draw) for _ in range(400)], schema=pa.schema(kinds))
    pq.write_table(table, path)
    return path


@pytest.fixture
def spark(session: Any, events: Path) -> Any:
    import ibis

    session.read.parquet(str(events)).createOrReplaceTempView("e")
    return ibis.pyspark.connect(session)


def expect_same(
    kpis: list[dict[str, Any]], spark: Any, events: Path, zone: str, calendar: Calendar
) -> None:
    import ibis

    asked, zones = theory(kpis), {"e": zone}
    here = toc.measure(
        asked, Data({"e": ibis.duckdb.connect().read_parquet(events)}, zones, calendar)
    )
    there = toc.measure(asked, Data({"e": spark.table("e")}, zones, calendar))
    assert {each.engine.split()[0] for each in there.origins} == {"pyspark"}
    assert {each.engine.split()[0] for each in here.origins} == {"duckdb"}
    for name in ("kpi", "first", "date", "segment", "n", "complete", "because"):
        told = [getattr(each, name) for each in here.figures]
        assert [getattr(each, name) for each in there.figures] == told
    for name in ("value", "low", "high"):
        one, two = ([getattr(each, name) for each in found.figures] for found in (here, there))
        assert [each is None for each in two] == [each is None for each in one]
        told = [each for each in one if each is not None]
        assert [each for each in two if each is not None] == pytest.approx(told, rel=1e-9, abs=0)
    pd.testing.assert_frame_equal(there.to_frame(), here.to_frame(), rtol=1e-9, atol=0)
    found = [[(f.id, f.code, f.message) for f in each.findings] for each in (here, there)]
    assert found[0] == found[1]


def test_every_aggregation_is_the_same(spark: Any, events: Path) -> None:
    assert {each["aggregation"] for each in EVERY} == set(get_args(Aggregation))
    calendar = Calendar("Europe/Berlin")
    expect_same([kpi(each) for each in EVERY], spark, events, "Europe/Berlin", calendar)


@pytest.mark.parametrize("time", ["t", "instant", "day"])
def test_every_calendar_is_the_same(spark: Any, events: Path, time: str) -> None:
    rhythms = ("daily", "weekly", "monthly", "quarterly", "yearly", "every 10 days")
    kpis = [kpi({"aggregation": "count", "time": time}, rhythm) for rhythm in rhythms]
    kpis.append(kpi({**CONVERSION, "within": "12 hours", "time": time}, "weekly"))
    kpis.append(kpi({"aggregation": "first", "value": "few", "time": time}, "half-yearly"))
    calendar = Calendar("America/New_York", week_start=6, fiscal_year_start=2)
    expect_same(kpis, spark, events, "Europe/Berlin", calendar)


def test_what_is_known_is_not_computed_again_and_late_rows_are_seen(
    session: Any, spark: Any, tmp_path: Path
) -> None:
    asked = theory([kpi({"aggregation": "count", "segment": "g"})])
    out = tmp_path / "values.csv"
    first = measure_into(out, asked, spark)
    assert first.observations
    written, state = out.read_bytes(), (tmp_path / "values.csv.state.json").read_bytes()
    steps: list[int] = []
    measure_into(out, asked, spark, progress=lambda _, of: steps.append(of))
    assert (out.read_bytes(), (tmp_path / "values.csv.state.json").read_bytes()) == (written, state)
    assert max(steps) == 0
    rows = session.table("e")
    late = rows.filter("t < '2025-02-01'").limit(1).unionAll(rows)
    late.createOrReplaceTempView("e")
    again = measure_into(out, asked, spark)
    assert [each.code for each in again.findings].count("DAT116") == 1
    assert out.read_bytes() != written


def test_files_of_a_data_spec_are_measured_on_spark(
    session: Any, events: Path, tmp_path: Path
) -> None:
    shutil.copy(events, tmp_path / "events.parquet")
    columns = ["t", "who", "price"]
    pd.read_parquet(events)[columns].to_csv(tmp_path / "events.csv", index=False)
    asked = theory([kpi({"aggregation": "sum", "value": "price", "segment": "who"})])
    told = {}
    for file in ("events.parquet", "{path: events.csv, types: {t: timestamp, price: number}}"):
        for engine in ("duckdb", "spark"):
            spec = tmp_path / "data.yaml"
            spec.write_text(f"tables: {{e: {file}}}\nengine: {engine}\n", "utf-8")
            found = toc.measure(asked, spec)
            assert found.origins[0].engine.startswith(engine if engine == "duckdb" else "pyspark")
            told[engine] = found.to_frame()
        pd.testing.assert_frame_equal(told["spark"], told["duckdb"], rtol=1e-9, atol=0)
    assert session.range(3).count() == 3  # it was not begun by the measurement, nor ended


def test_spark_that_is_not_installed_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    (tmp_path / "e.csv").write_text("t\n2025-01-01\n", "utf-8")
    (tmp_path / "data.yaml").write_text("tables: {e: e.csv}\nengine: spark\n", "utf-8")
    with pytest.raises(toc.InputError, match=r"pip install 'theoryofchange\[spark\]'"):
        toc.measure(theory([kpi({"aggregation": "count"})]), tmp_path / "data.yaml")
