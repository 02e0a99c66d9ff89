"""Every aggregation gives what going through the rows one by one gives."""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

import pandas as pd

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.engine import Calendar, data_of, measured
from theoryofchange.measurement.engine.figures import label_of
from theoryofchange.measuring import Measure


def _neighbour(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


Oracle = _neighbour("oracle").Oracle

RHYTHMS = ("daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly")
LENGTHS = {"weekly": "weeks", "monthly": "months", "quarterly": "quarters", "daily": "days"}
FILTERS: tuple[dict[str, dict[str, Any]], ...] = (
    {},
    {"v": {"above": 2}},
    {"v": {"at_least": -1, "at_most": 5}},
    {"v": {"below": 3.5}},
    {"g": {"one_of": ["a", '"; drop table e; --']}},
    {"g": {"other_than": ["a"]}},
    {"g": {"missing": True}},
    {"g": {"missing": False}, "k": {"one_of": [1, 2]}},
    {"ok": {"one_of": [True]}},
)
GROUPS = ("a", "北", '"; drop table e; --', "=1+1", "", None)

moments = st.datetimes(dt.datetime(2025, 8, 25), dt.datetime(2026, 4, 5)).map(
    lambda each: each.replace(microsecond=each.microsecond // 250_000 * 250_000)
)
rows = st.fixed_dictionaries(
    {
        "t": st.none() | moments | moments | moments | moments,
        "who": st.sampled_from(["x", "y", "z", None]),
        "v": st.sampled_from([None, float("nan"), float("inf"), 0.0, -1.0, 2.5, 3.5, 7.25, 0.1]),
        "k": st.sampled_from([1, 2, 3]),
        "g": st.sampled_from(GROUPS),
        "ok": st.booleans(),
    }
)


@st.composite
def measures(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(_OWN)))
    own = dict(_OWN[kind])
    if "entity" in own and own["entity"] is None:
        own["entity"] = draw(st.sampled_from(["who", None]))
    if kind in ("count", "cumulative"):
        own["value"] = draw(st.sampled_from(["v", None]))
    if kind in ("first", "last"):
        own["combine"] = draw(st.sampled_from(["sum", "mean", None]))
    filters = draw(st.sampled_from(FILTERS))
    return {"aggregation": kind, "filter": filters, **own}


_OWN: dict[str, dict[str, Any]] = {
    "count": {},
    "distinct_count": {"entity": "who"},
    "sum": {"value": "v"},
    "mean": {"value": "v"},
    "ratio": {"numerator": "v", "denominator": {"aggregation": "count", "filter": FILTERS[8]}},
    "share": {"fulfils": {"ok": {"one_of": [True]}}, "entity": None},
    "quantile": {"value": "v", "quantile": 0.3},
    "retention": {"entity": "who"},
    "cumulative": {},
    "conversion": {
        "entity": "who",
        "begins": {"k": {"one_of": [1]}},
        "ends": {"k": {"one_of": [2]}},
        "within": "20 days",
    },
    "first": {"value": "v", "entity": None},
    "last": {"value": "v", "entity": None},
}
WINDOWED = set(_OWN) - {"cumulative", "conversion"}


def _stored(table: list[dict[str, Any]], stored: str) -> list[dict[str, Any]]:
    def moment(each: Any) -> Any:
        if each is None or stored == "naive":
            return each
        return each.date() if stored == "day" else each.replace(tzinfo=dt.UTC)

    return [{**row, "t": moment(row["t"])} for row in table]


def _frame(table: list[dict[str, Any]], stored: str) -> Any:
    import pyarrow as pa

    kind = {"naive": pa.timestamp("us"), "day": pa.date32(), "utc": pa.timestamp("us", "UTC")}
    fields = {"who": pa.string(), "v": pa.float64(), "k": pa.int64(), "g": pa.string()}
    schema = pa.schema([("t", kind[stored]), *fields.items(), ("ok", pa.bool_())])
    return pa.Table.from_pylist(table, schema=schema)


def _measure(asked: dict[str, Any]) -> Measure:
    return Measure(**{key: held for key, held in asked.items() if held is not None})


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink would take minutes
)
@given(
    table=st.lists(rows, min_size=1, max_size=24),
    asked=st.lists(measures(), min_size=1, max_size=6),
    stored=st.sampled_from(["naive", "day", "utc"]),
    rhythm=st.sampled_from(RHYTHMS),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
    week_start=st.integers(0, 6),
    fiscal=st.integers(1, 12),
    window=st.sampled_from([1, 1, 2, 3]),
    segment=st.sampled_from([None, "g", "k"]),
)
def test_every_figure_is_that_of_the_rows_one_by_one(
    table: list[dict[str, Any]],
    asked: list[dict[str, Any]],
    stored: str,
    rhythm: str,
    zone: str,
    week_start: int,
    fiscal: int,
    window: int,
    segment: str | None,
) -> None:
    table = _stored(table, stored)
    wide = window if rhythm in LENGTHS else 1
    length = {"window": f"{wide} {LENGTHS[rhythm]}"} if wide > 1 else {}
    kpis, oracles = [], {}
    for at, each in enumerate(asked):
        own = {**each, "table": "e", "time": "t", **({"segment": segment} if segment else {})}
        windowed = each["aggregation"] in WINDOWED
        kpis.append(
            Kpi(id=f"k{at}", cadence=rhythm, measure=_measure(own | (length if windowed else {})))
        )
        cut = {"rhythm": rhythm, "zone": zone, "week_start": week_start, "fiscal": fiscal}
        told = {**each, "seconds": 20 * 86400}
        oracles[f"k{at}"] = Oracle(table, told, {**cut, "window": wide if windowed else 1})
    calendar = Calendar(zone, week_start, fiscal)
    computed = measured(
        kpis, data_of({"e": _frame(table, stored)}, calendar), dt.date(2027, 12, 31)
    )
    refused = {each.id for each in computed.faults if each.code in ("DAT104", "DAT106")}
    grave = {"DAT101", "DAT102", "DAT103", "DAT107", "DAT117", "DAT118"}
    assert [each.message for each in computed.faults if each.code in grave] == []
    for id, oracle in oracles.items():
        if id in refused:
            continue
        expected = {(day, None): told for (day, _), told in oracle.figures().items()}
        if segment:
            wholes = {day for day, _ in expected}
            for (day, name), told in oracle.figures(segment).items():
                text = None if name[1] is None else str(name[1])
                if day in wholes:
                    expected[day, label_of((text,))] = told
        _expect_same(computed.figures, id, expected)


def _expect_same(figures: Any, id: str, expected: dict[Any, Any]) -> None:
    there = {(each.date, each.segment): each for each in figures if each.kpi == id}
    assert there.keys() == expected.keys()
    for key, (value, n) in expected.items():
        figure = there[key]
        assert figure.complete
        assert (figure.value is None) == (value is None)
        if value is not None:
            assert figure.value == pytest.approx(value, rel=1e-9, abs=1e-9)
        assert figure.n == n
        assert figure.value is not None or figure.because


def test_a_frame_of_pandas_and_of_polars_is_read_as_arrow_is() -> None:
    pl = pytest.importorskip("polars")
    held = {"t": [dt.datetime(2026, 1, 5), dt.datetime(2026, 2, 7)], "v": [1.5, 4.0]}
    measure = {"table": "e", "time": "t", "aggregation": "sum", "value": "v"}
    kpi = Kpi(id="k", cadence="monthly", measure=measure)
    told = []
    for frame in (pd.DataFrame(held), pl.DataFrame(held)):
        computed = measured([kpi], data_of({"e": frame}, Calendar()), dt.date(2026, 2, 28))
        told.append([(each.date, each.value) for each in computed.figures])
    assert told[0] == told[1] == [(dt.date(2026, 1, 31), 1.5), (dt.date(2026, 2, 28), 4.0)]
