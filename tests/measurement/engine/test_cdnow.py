"""The published orders of a shop, measured as its users would, beside sets counted by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import theoryofchange as toc

pytest.importorskip("duckdb")

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "cdnow" / "CDNOW_sample.txt"
pytestmark = pytest.mark.skipif(
    not CORPUS.is_file(), reason="the corpus of published files (../shared/corpus) is not here"
)
THEORY = """
theory: {id: cdnow, as_of: 1998-06-30}
goals: {loyal: {title: Customers come back}}
kpis:
  buyers:
    measures: loyal
    cadence: monthly
    measure: {table: orders, entity: customer, time: day, aggregation: distinct_count}
  spent:
    measures: loyal
    cadence: monthly
    measure: {table: orders, time: day, value: amount, aggregation: sum}
  back:
    measures: loyal
    cadence: monthly
    unit: percent
    measure:
      {table: orders, entity: customer, time: day, aggregation: retention, window: 3 months}
"""


def orders():
    rows = [line.split() for line in CORPUS.read_text("utf-8").splitlines() if line.strip()]
    return pd.DataFrame(
        {
            "customer": [row[1] for row in rows],
            "day": pd.to_datetime([row[2] for row in rows]),
            "amount": [float(row[4]) for row in rows],
        }
    )


def measured(tmp_path):
    orders().to_csv(tmp_path / "orders.csv", index=False)
    (tmp_path / "data.yaml").write_text("tables: {orders: orders.csv}\n", "utf-8")
    (tmp_path / "theory.yaml").write_text(THEORY, "utf-8")
    frame = toc.measure(tmp_path / "theory.yaml", data=tmp_path / "data.yaml").to_frame()
    return {id: of_kpi["value"].tolist() for id, of_kpi in frame.groupby("kpi")}


def test_buyers_turnover_and_retention_are_as_counted_by_hand(tmp_path):
    held = orders()
    months = held["day"].dt.to_period("M")
    of_month = [set(rows) for _, rows in held["customer"].groupby(months)]
    found = measured(tmp_path)

    assert found["buyers"] == [len(buyers) for buyers in of_month]
    assert found["spent"] == pytest.approx(held["amount"].groupby(months).sum().tolist())
    expected = []
    for end in range(6, len(of_month) + 1):
        before, now = (set().union(*of_month[at - 3 : at]) for at in (end - 3, end))
        expected.append(100 * len(before & now) / len(before))
    assert found["back"] == pytest.approx(expected)
    assert len(expected) == 13
    assert expected[0] == pytest.approx(100 * 524 / 2357)
