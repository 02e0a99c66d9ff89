"""Events as a shop has them, and KPIs of them: as a ``measure`` block, in SQL and in pandas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

REGIONS = ("north", "east", "south", "west", "abroad")
STATES = ("completed", "cancelled", "refunded", "open")
CHANNELS = ("app", "web", "phone")
_CHUNK = 1_000_000
_BEGIN = np.datetime64("2024-01-01T00:00:00", "us")
_DAYS = 731
_EVENTS_A_CUSTOMER = 50


def write_events(path: Path, count: int) -> None:
    """Write events of two years in the order of time, a million at once; if not there yet."""
    if path.exists() and pq.ParquetFile(path).metadata.num_rows == count:
        return
    draw = np.random.default_rng(7)
    customers = max(count // _EVENTS_A_CUSTOMER, 1)
    step = _DAYS * 86_400_000_000 / count
    writer = None
    for begin in range(0, count, _CHUNK):
        table = _events(draw, begin, min(_CHUNK, count - begin), customers, step)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


def _events(
    draw: np.random.Generator, begin: int, count: int, customers: int, step: float
) -> pa.Table:
    at = (np.arange(begin, begin + count) * step).astype("int64")
    customer = (customers * draw.random(count) ** 2).astype("int32")
    amount = np.round(draw.lognormal(4, 0.8, count), 2)
    seconds = draw.gamma(2, 150, count).astype("int32")
    columns = {
        "moment": pa.array(_BEGIN + at.astype("timedelta64[us]")),
        "customer": pa.array(customer),
        "region": _words(REGIONS, customer * 2_654_435 % 5),
        "status": _words(STATES, draw.choice(4, count, p=[0.8, 0.1, 0.04, 0.06])),
        "channel": _words(CHANNELS, draw.choice(3, count, p=[0.5, 0.35, 0.15])),
        "amount": pa.array(amount),
        "seconds": pa.array(seconds),
    }
    return pa.table(columns)


def _words(words: tuple[str, ...], places: Any) -> Any:
    held = pa.DictionaryArray.from_arrays(pa.array(places.astype("int8")), pa.array(words))
    return held.cast(pa.string())


class Kpi(NamedTuple):
    """A KPI three times.

    ``measure`` is its block without table, time and segment; ``sql`` its aggregate; ``pandas`` its
    series of a frame by some keys. ``active`` is the condition of counted customers, ``retained``
    of customers who come again.
    """

    id: str
    measure: Mapping[str, Any]
    sql: str
    pandas: Callable[[Any, list[str]], Any]
    active: str | None = None
    retained: str | None = None


Test = tuple[dict[str, Any], str, Callable[[Any], Any]]
"""A condition as a filter, in SQL and in pandas."""

ALL: Test = ({}, "true", lambda f: f["moment"].notna())
DONE: Test = ({"status": "completed"}, "status = 'completed'", lambda f: f.status == "completed")
GONE: Test = ({"status": "cancelled"}, "status = 'cancelled'", lambda f: f.status == "cancelled")
BACK: Test = ({"status": "refunded"}, "status = 'refunded'", lambda f: f.status == "refunded")
APP: Test = ({"channel": "app"}, "channel = 'app'", lambda f: f.channel == "app")
WEB: Test = ({"channel": "web"}, "channel = 'web'", lambda f: f.channel == "web")
PHONE: Test = ({"channel": "phone"}, "channel = 'phone'", lambda f: f.channel == "phone")
LARGE: Test = ({"amount": {"above": 100}}, "amount > 100", lambda f: f.amount > 100)
LONG: Test = ({"seconds": {"at_least": 600}}, "seconds >= 600", lambda f: f.seconds >= 600)


def _and(one: Test, two: Test) -> Test:
    return {**one[0], **two[0]}, f"{one[1]} AND {two[1]}", lambda f: one[2](f) & two[2](f)


def _count(id: str, test: Test) -> Kpi:
    return Kpi(
        id,
        {"aggregation": "count", "filter": test[0]},
        f"count(*) FILTER (WHERE {test[1]})",
        lambda f, keys: _grouped(f, test, keys).size(),
    )


def _value(id: str, kind: str, column: str, test: Test) -> Kpi:
    own = {"sum": "sum", "mean": "avg"}[kind]
    return Kpi(
        id,
        {"aggregation": kind, "value": column, "filter": test[0]},
        f"{own}({column}) FILTER (WHERE {test[1]})",
        lambda f, keys: _grouped(f, test, keys)[column].agg(kind),
    )


def _share(id: str, inside: Test, test: Test) -> Kpi:
    return Kpi(
        id,
        {"aggregation": "share", "fulfils": inside[0], "filter": test[0]},
        f"count(*) FILTER (WHERE {inside[1]} AND {test[1]}) / count(*) FILTER (WHERE {test[1]})",
        lambda f, keys: _grouped(f.assign(inside=inside[2](f)), test, keys)["inside"].mean(),
    )


def _ratio(id: str, column: str, top: Test, bottom: Test) -> Kpi:
    sides = [{"value": column, "filter": each[0]} for each in (top, bottom)]
    first, second = (f"sum({column}) FILTER (WHERE {each[1]})" for each in (top, bottom))
    return Kpi(
        id,
        {"aggregation": "ratio", "numerator": sides[0], "denominator": sides[1]},
        f"{first} / {second}",
        lambda f, keys: (
            _grouped(f, top, keys)[column].sum() / _grouped(f, bottom, keys)[column].sum()
        ),
    )


def _active(id: str, test: Test) -> Kpi:
    return Kpi(
        id,
        {"aggregation": "distinct_count", "entity": "customer", "filter": test[0]},
        f"count(DISTINCT customer) FILTER (WHERE {test[1]})",
        lambda f, keys: _grouped(f, test, keys)["customer"].nunique(),
        active=test[1],
    )


def _retained(id: str, test: Test) -> Kpi:
    measure = {"aggregation": "retention", "entity": "customer", "filter": test[0]}
    return Kpi(id, measure, "", lambda f, keys: _coming(f[test[2](f)], keys), retained=test[1])


def _grouped(frame: Any, test: Test, keys: list[str]) -> Any:
    return frame[test[2](frame)].groupby(keys, observed=True)


def _coming(frame: Any, keys: list[str]) -> Any:
    """Return what share of the customers of a month came in the next one too."""
    days = frame["date"].cat.categories
    active = frame[[*keys, "customer"]].drop_duplicates()
    active = active.assign(month=active["date"].cat.codes)
    later = active.assign(month=active["month"] - 1)
    merged = active.merge(
        later, on=[*keys[1:], "month", "customer"], how="left", indicator=True, suffixes=("", "_")
    )
    merged = merged[merged["month"] + 1 < len(days)]
    merged["date"] = days[merged["month"] + 1]
    merged["again"] = merged["_merge"] == "both"
    return merged.groupby(keys, observed=True)["again"].mean()


SIMPLE = [
    _count("events", ALL),
    _count("completed", DONE),
    _count("cancelled", GONE),
    _count("completed_by_app", _and(DONE, APP)),
    _count("large", LARGE),
    _value("revenue", "sum", "amount", DONE),
    _value("revenue_by_app", "sum", "amount", _and(DONE, APP)),
    _value("revenue_by_web", "sum", "amount", _and(DONE, WEB)),
    _value("revenue_by_phone", "sum", "amount", _and(DONE, PHONE)),
    _value("refunds", "sum", "amount", BACK),
    _share("cancelled_share", GONE, ALL),
    _share("app_share", APP, DONE),
    _share("large_share", LARGE, DONE),
    _share("long_share", LONG, PHONE),
    _value("order_value", "mean", "amount", DONE),
    _value("order_value_by_app", "mean", "amount", _and(DONE, APP)),
    _value("duration", "mean", "seconds", ALL),
    _value("duration_by_phone", "mean", "seconds", PHONE),
    _ratio("refund_rate", "amount", BACK, DONE),
    _ratio("time_by_app", "seconds", APP, ALL),
]

MIXED = [
    *SIMPLE[:14],
    _active("active", ALL),
    _active("buying", DONE),
    _active("active_by_app", APP),
    _active("large_buyers", LARGE),
    _retained("retention", ALL),
    _retained("buyers_retained", DONE),
]

KPIS: dict[str, list[Kpi]] = {"simple": SIMPLE, "mixed": MIXED}
