"""Entities are counted the same, whatever form they are kept in."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.engine import Calendar, Figure, data_of, measured
from theoryofchange.measurement.engine.bits import Bits

MEASURES: tuple[dict[str, Any], ...] = (
    {"aggregation": "distinct_count"},
    {"aggregation": "distinct_count", "filter": {"v": {"above": 5}}, "window": "3 months"},
    {"aggregation": "distinct_count", "filter": {"v": {"above": 99}}},
    {"aggregation": "share", "fulfils": {"v": {"below": 2}}},
    {"aggregation": "retention"},
    {"aggregation": "retention", "filter": {"v": {"above": 5}}, "window": "2 months"},
    {"aggregation": "sum", "value": "v", "min_n": 3},
)


def figures(who: list[int | str | None], segment: dict[str, Any]) -> tuple[Figure, ...]:
    import pyarrow as pa

    draw = random.Random(5)
    begin = dt.datetime(2025, 1, 1)
    count = len(who)
    table = pa.table(
        {
            "t": [begin + dt.timedelta(days=draw.randrange(300)) for _ in who],
            "who": who,
            "v": [draw.randrange(10) for _ in range(count)],
            "g": [draw.choice(["n", "s", None]) for _ in range(count)],
        }
    )
    kpis = [
        Kpi(
            id=f"k{at}",
            cadence="monthly",
            measure={"table": "e", "time": "t", "entity": "who", **own, **segment},
        )
        for at, own in enumerate(MEASURES)
    ]
    computed = measured(kpis, data_of({"e": table}, Calendar()), dt.date(2025, 12, 31))
    assert [each for each in computed.faults if each.code == "DAT118"] == []
    return computed.figures


@pytest.mark.parametrize("segment", [{}, {"segment": "g"}])
def test_bits_and_rows_tell_the_same(
    segment: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    marked: list[int] = []
    of = Bits.of
    monkeypatch.setattr(
        Bits, "of", lambda bits, *given: marked.append(bits.low) or of(bits, *given)
    )
    draw = random.Random(3)
    who = [None if draw.random() < 0.1 else draw.randrange(-20, 20) for _ in range(150)]
    as_bits = figures([*who], segment)
    assert set(marked) == {-20}
    marked.clear()
    as_texts = figures([None if each is None else f"c{each}" for each in who], segment)
    far_apart = figures([None if each is None else each * 10**15 for each in who], segment)
    assert marked == []
    assert len(as_bits) > 50
    assert as_bits == as_texts == far_apart


def test_one_scan_counts_who_was_there_and_who_came_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from theoryofchange.measurement.engine import running

    asked: list[Any] = []
    answer = running._answer
    monkeypatch.setattr(running, "_answer", lambda e: asked.append(e) or answer(e))
    figures([1, 2, 3, 4, 5] * 30, {"segment": "g"})
    # from when to when, what there is in each period, how many segments, what adds up, entities
    assert len(asked) == 5
