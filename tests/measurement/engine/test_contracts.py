"""What is wrong with data is a finding at the KPI that needs it, and never a silent figure."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.contracts import CONTRACTS
from theoryofchange.measurement.engine import Calendar, Computed, data_of, measured
from theoryofchange.measurement.engine.contracts import MOST_SEGMENTS
from theoryofchange.source.finding import Fault

UNTIL = dt.date(2026, 3, 31)
GOOD = {
    "at": pd.to_datetime(["2026-01-05", "2026-01-09", "2026-02-07", "2026-03-05"]),
    "who": ["x", "y", "x", "y"],
    "v": [1.0, 2.0, 3.0, 4.0],
    "s": ["n", "s", "n", "n"],
}


def compute(rows: dict[str, Any] | None, until: dt.date | None = UNTIL, **fields: Any) -> Computed:
    own = {"table": "orders", "time": "at", "aggregation": "sum", "value": "v", **fields}
    kept = {name: held for name, held in own.items() if held is not None}
    cadence = kept.pop("cadence", "monthly")
    kpi = Kpi(id="sales", cadence=cadence or None, measure=kept)
    tables = {} if rows is None else {"orders": pd.DataFrame(rows)}
    return measured([kpi], data_of(tables, Calendar()), until)


def found(computed: Computed) -> dict[str, Fault]:
    assert all(each.id == "sales" and each.where[:3] == ("kpis", "sales", "measure")
               for each in computed.faults)  # fmt: skip
    assert all(each.message and each.tip for each in computed.faults)
    return {each.code: each for each in computed.faults}


def changed(**columns: Any) -> dict[str, Any]:
    return {**GOOD, **columns}


REFUSED: tuple[tuple[str, Any, dict[str, Any], tuple[str, ...], str], ...] = (
    ("DAT101", GOOD, {"table": "order"}, ("table",), "no table order"),
    ("DAT101", None, {}, ("table",), "no table orders"),
    ("DAT102", GOOD, {"value": "vv"}, ("value",), "no column vv"),
    ("DAT102", GOOD, {"filter": {"whoo": "x"}}, ("filter", "whoo"), "no column whoo"),
    ("DAT102", GOOD, {"time": "when"}, ("time",), "no column when"),
    ("DAT102", GOOD, {"segment": "sgmt"}, ("segment",), "no column sgmt"),
    ("DAT103", GOOD, {"value": "who"}, ("value",), "holds texts, where figures are needed"),
    ("DAT103", GOOD, {"time": "who"}, ("time",), "days or moments are needed"),
    ("DAT103", GOOD, {"filter": {"v": "much"}}, ("filter", "v"), "compared with “much”"),
    ("DAT103", GOOD, {"filter": {"at": {"above": "soon"}}}, ("filter", "at"), "with “soon”"),
    ("DAT103", changed(v=[[1], [2], [3], [4]]), {}, ("value",), "single values are needed"),
    ("DAT104", {name: held[:0] for name, held in GOOD.items()}, {}, ("table",), "is empty"),
    ("DAT106", changed(v=[None] * 4) | {"v": pd.array([None] * 4, "Float64")}, {}, ("value",),
     "no value at all"),
    ("DAT106", changed(v=[float("nan"), float("inf"), -float("inf"), float("nan")]), {},
     ("value",), "no value at all"),
    ("DAT106", changed(at=pd.to_datetime([None] * 4)), {}, ("time",), "no row of orders says"),
    ("DAT107", changed(who=["x", "x", "y", "z"]), {"unique": "who"}, ("unique",), "1 value of who"),
    ("DAT114", GOOD, {"cadence": "hourly"}, (), "the cadence “hourly”"),
    ("DAT114", GOOD, {"cadence": ""}, (), "no cadence"),
    ("DAT117", GOOD, {"value": None}, (), "has no value"),
    ("DAT117", GOOD, {"window": "30 days"}, ("window",), "no whole number"),
    ("DAT117", GOOD, {"aggregation": "quantile", "quantile": 1.5}, ("quantile",), "not at 1.5"),
    ("DAT117", GOOD, {"entity": "who", "segment": "who"}, ("segment",), "every one of them"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "table", "fields", "steps", "told"), REFUSED)
def test_a_broken_contract_is_told_and_nothing_is_measured(
    code: str, table: Any, fields: dict[str, Any], steps: tuple[str, ...], told: str
) -> None:
    computed = compute(table, **fields)
    faults = found(computed)
    assert CONTRACTS[code].severity == "error"
    assert told in faults[code].message
    assert faults[code].where[3:] == steps
    assert computed.figures == ()


def test_data_without_fault_have_none() -> None:
    computed = compute(GOOD, entity="who", segment="s", unique=["who", "at"])
    assert found(computed) == {}
    assert [each.value for each in computed.figures if each.segment is None] == [3, 3, 4]


DOUBTFUL: tuple[tuple[str, Any, dict[str, Any], str], ...] = (
    ("DAT105", {name: list(held[:1]) for name, held in GOOD.items()}, {}, "a single row"),
    ("DAT108", changed(at=pd.to_datetime(["2026-01-05", "2026-02-09", "2026-03-07", "2026-04-01"])),
     {}, "Not used: 1 row of orders after 2026-03-31"),
    ("DAT110", changed(at=pd.to_datetime(["2026-01-05"] * 4)), {}, "newest row of orders"),
    ("DAT111", changed(at=pd.to_datetime(["2026-01-05"] * 3 + ["2026-03-05"])), {}, "2026-02-01"),
    ("DAT112", changed(at=pd.to_datetime(["2026-01-05", None, "2026-02-07", "2026-03-05"])), {},
     "Not used: 1 row of orders without a time (at)"),
    ("DAT112", changed(who=["x", None, "x", "y"]), {"entity": "who"}, "1 row of orders without an"),
    ("DAT113", changed(v=[1.0, float("nan"), 3.0, 4.0]), {}, "1 row of orders without a value"),
    ("DAT115", GOOD, {"min_n": 2}, "2 figures are withheld"),
    ("DAT120", GOOD, {"filter": {"s": "west"}}, "No row of orders fulfils"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "table", "fields", "told"), DOUBTFUL)
def test_doubtful_data_are_measured_and_told(
    code: str, table: Any, fields: dict[str, Any], told: str
) -> None:
    computed = compute(table, **fields)
    assert told in found(computed)[code].message
    assert CONTRACTS[code].severity != "error"
    assert computed.figures


def test_a_zero_denominator_is_told_and_gives_no_figure() -> None:
    ratio = {
        "aggregation": "ratio",
        "numerator": "v",
        "denominator": {"aggregation": "count", "filter": {"s": "s"}},
        "value": None,
    }
    computed = compute(GOOD, **ratio)
    assert [each.value for each in computed.figures] == [3, None, None]
    assert "2026-02-01, 2026-03-01" in found(computed)["DAT109"].message


def test_values_that_are_all_missing_in_a_period_are_no_sum_of_zero() -> None:
    computed = compute(changed(v=[1.0, 2.0, float("nan"), 4.0]))
    assert [each.value for each in computed.figures] == [3, None, 4]
    nothing = compute(GOOD, filter={"s": "s"})
    assert [each.value for each in nothing.figures] == [2, 0, 0]


def test_a_period_that_is_not_over_is_flagged() -> None:
    computed = compute(GOOD, until=dt.date(2026, 3, 30))
    assert [each.complete for each in computed.figures] == [True, True, False]
    assert "2026-03-01" in found(computed)["DAT119"].message


def test_a_conversion_is_known_when_its_time_has_passed() -> None:
    conversion = {
        "aggregation": "conversion",
        "entity": "who",
        "begins": {"s": "n"},
        "ends": {"s": "s"},
        "within": "10 days",
        "value": None,
    }
    computed = compute(GOOD, **conversion)
    assert [each.complete for each in computed.figures] == [True, True, False]


def test_a_window_that_reaches_before_the_data_gives_no_figure() -> None:
    computed = compute(GOOD, window="2 months")
    assert [(each.date, each.value) for each in computed.figures] == [
        (dt.date(2026, 2, 28), 6), (dt.date(2026, 3, 31), 7),
    ]  # fmt: skip


def test_a_segment_of_very_many_values_is_none() -> None:
    count = 2 * MOST_SEGMENTS
    table = {"at": pd.to_datetime(["2026-01-05"] * count), "v": 1.0, "s": range(count)}
    computed = compute(table, segment="s")
    assert "no groups" in found(computed)["DAT117"].message
    assert computed.figures == ()


def test_what_cannot_be_told_from_the_others_is_withrowswith_the_reason() -> None:
    table = changed(at=pd.to_datetime(["2026-01-05"] * 4), s=["n", "n", "n", "s"])
    computed = compute(table, segment="s", min_n=2, until=dt.date(2026, 1, 31))
    whole, n, s = computed.figures
    assert (whole.value, n.value, s.value) == (10, None, None)
    assert (n.n, s.n) == (None, None)
    assert "would tell another" in n.because
    assert "fewer cases" in s.because


def test_cases_are_persons_where_they_are_known() -> None:
    table = changed(at=pd.to_datetime(["2026-01-05"] * 4), who=["x"] * 4)
    held = {"min_n": 2, "until": dt.date(2026, 1, 31)}
    (rows,), (persons,) = (compute(table, **held).figures,
                           compute(table, entity="who", **held).figures)  # fmt: skip
    assert (rows.value, persons.value) == (10, None)


def test_the_day_is_the_last_of_the_data_where_none_is_given() -> None:
    computed = compute(GOOD, until=None)
    assert computed.until == dt.date(2026, 3, 5)
    assert computed.origins[0].last == dt.date(2026, 3, 5)


def test_shares_are_in_the_unit_of_their_kpi() -> None:
    share = {"table": "orders", "time": "at", "aggregation": "share", "fulfils": {"s": "n"}}
    kpis = [
        Kpi(id="a", cadence="quarterly", measure=share),
        Kpi(id="b", cadence="quarterly", unit="percent", measure=share),
        Kpi(id="c", cadence="quarterly", target="80 %", measure=share),
    ]
    computed = measured(kpis, data_of({"orders": pd.DataFrame(GOOD)}, Calendar()), UNTIL)
    assert [each.value for each in computed.figures] == [0.75, 75, 75]
    assert [round(each.low or 0, 4) for each in computed.figures] == [0.3006, 30.0642, 30.0642]


HOSTILE = ('"; drop table orders; --', "客户😀", "a'b`c\\", "select", "s0", "period", "offset",
           "a0", "entity", " ", "x\ny", "{0}", "%s")  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_column_may_have_any_name(name: str) -> None:
    table = {name: [1.0, 5.0], "at": pd.to_datetime(["2026-01-05", "2026-01-06"])}
    fields = {"value": name, "segment": name, "filter": {name: {"at_least": 1}}, "entity": name}
    computed = compute(table, until=dt.date(2026, 1, 31), **{**fields, "segment": None})
    assert [each.value for each in computed.figures] == [6]
    last = {"aggregation": "retention", "entity": name, "value": None, "segment": None}
    assert "DAT118" not in found(compute(table, **last))
    parted = compute(table, until=dt.date(2026, 1, 31), value=name, segment=name)
    assert sorted(each.segment or "" for each in parted.figures) == ["", "1.0", "5.0"]


def test_a_value_is_no_code() -> None:
    table = changed(s=["n", "' OR 1=1 --", "n", "n"])
    computed = compute(table, filter={"s": "' OR 1=1 --"})
    assert [each.value for each in computed.figures] == [2, 0, 0]


def test_a_kpi_that_cannot_be_computed_leaves_the_others_of_its_table() -> None:
    at = [dt.datetime(2026, 1, 5), dt.datetime(2026, 1, 9)]
    most = pa.array([Decimal(10**38 - 1)] * 2, pa.decimal128(38, 0))
    table = pa.table({"at": at, "much": most, "few": [1, 2]})
    kpis = [
        Kpi(id=id, cadence="monthly", measure={"table": "orders", "time": "at", **measure})
        for id, measure in (
            ("rows", {"aggregation": "count"}),
            ("overflow", {"aggregation": "sum", "value": "much"}),
            ("mean", {"aggregation": "mean", "value": "few"}),
        )
    ]
    computed = measured(kpis, data_of({"orders": table}, Calendar()), dt.date(2026, 1, 31))
    assert [(each.id, each.code) for each in computed.faults if each.code == "DAT118"] == [
        ("overflow", "DAT118")
    ]
    assert {each.kpi for each in computed.figures} == {"rows", "mean"}
    assert {each.kpi for each in computed.origins} == {"rows", "mean"}


def test_a_sum_past_64_bits_is_exact() -> None:
    rows = {**GOOD, "v": [2**62] * 4, "at": [GOOD["at"][0]] * 4}
    (figure, *_) = compute(rows).figures
    assert figure.value == 2**64


def test_what_is_no_number_is_missing_in_a_file_whose_bounds_do_not_count_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / "orders.parquet"
    pq.write_table(pa.table({**GOOD, "v": [1.0, math.nan, math.inf, 4.0]}), file)
    own = {"table": "orders", "time": "at", "aggregation": "sum", "value": "v"}
    kpi = Kpi(id="sales", cadence="monthly", measure=own)
    computed = measured([kpi], data_of({"orders": file}, Calendar()), UNTIL)
    told = [(each.date.month, each.value, each.n) for each in computed.figures]
    assert told == [(1, 1.0, 1), (2, None, 0), (3, 4.0, 1)]


def test_a_window_longer_than_a_hundred_years_is_told() -> None:
    computed = compute(GOOD, window="9999999 months")
    assert "longer than a hundred years" in found(computed)["DAT117"].message
    assert not found(compute(GOOD, window="1200 months")).get("DAT117")
