"""Where measured values come from is kept beside them, and shown with what is made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

import pandas as pd

import theoryofchange as toc
from theoryofchange.reporting.measured import measure_into

THEORY = """\
theory: {id: shop, title: Shop, as_of: 2026-03-31}
goals: {base: {title: Keep customers, due: 2027-12-31}}
kpis:
  kept:
    measures: base
    title: Kept
    unit: percent
    cadence: monthly
    baseline: {value: 50, date: 2025-12-31}
    target: {value: 8 to 60 %, date: 2027-12-31}
    direction: range
    measure: {table: orders, time: at, aggregation: retention, entity: who}
"""


@pytest.fixture
def theory(tmp_path: Path) -> Path:
    orders = pd.DataFrame(
        {
            "at": pd.to_datetime(["2026-01-05", "2026-01-06", "2026-02-03", "2026-03-03"]),
            "who": ["a", "b", "a", "c"],
        }
    )
    orders.to_parquet(tmp_path / "orders.parquet")
    (tmp_path / "data.yaml").write_text("tables: {orders: orders.parquet}\n", encoding="utf-8")
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "theory.yaml").write_text(THEORY, encoding="utf-8")
    return folder


def _measured(theory: Path) -> Path:
    out = theory / "measured" / "observations.csv"
    out.parent.mkdir(exist_ok=True)
    measure_into(out, theory, theory.parent / "data.yaml")
    return out


def _beside(out: Path) -> Path:
    return out.with_name("observations.csv.origin.json")


def test_a_run_says_where_values_were_measured(theory: Path) -> None:
    out = _measured(theory)
    run = toc.run(theory)
    (origin,) = run.origins
    assert (origin.kpi, origin.table, origin.rows) == ("kept", "orders", 4)
    assert run.to_dict()["measured"] == json.loads(_beside(out).read_text())["kpis"]
    for file in ("report.html", "report.md"):
        assert origin.query[:8] in run.files[file]
    page = run.files["report.md"]
    assert f"| Kept | 0 % | 0 to 79.35 | retention | orders | {origin.query[:8]} |" in page
    assert "| orders | 4 | 2026-01-05 to 2026-03-03 | duckdb " in page
    assert run.assumed == ()


def test_a_run_without_measured_values_says_nothing_of_them(theory: Path) -> None:
    run = toc.run(theory)
    assert run.origins == ()
    assert "measured from data" not in run.files["report.md"]


def test_a_file_that_was_changed_since_has_no_origins(theory: Path) -> None:
    out = _measured(theory)
    out.write_text(out.read_text() + "kept,2026-04-30,99,5,,,\n")
    run = toc.run(theory)
    assert run.origins == ()
    (said,) = run.assumed
    assert said.startswith(f"{out.as_posix()} is not what was measured: it was changed since")


@pytest.mark.parametrize(
    "held", ["", "no JSON", "[]", '{"format": 2}', '{"format": 1, "kpis": [{"kpi": 3}, 7]}']
)
def test_what_is_no_origin_is_none(theory: Path, held: str) -> None:
    out = _measured(theory)
    said: Any = held
    if held.startswith('{"format": 1'):
        whole = json.loads(_beside(out).read_text())
        said = json.dumps({**whole, **json.loads(held)})
    _beside(out).write_text(said)
    assert toc.run(theory).origins == ()


def test_the_same_values_keep_what_first_gave_them(theory: Path) -> None:
    out = _measured(theory)
    beside = _beside(out)
    older = beside.read_text().replace('"engine": "duckdb ', '"engine": "duckdb 0.')
    beside.write_text(older)
    assert beside.read_text() == older
    _measured(theory)
    assert beside.read_text() == older
    orders = pd.read_parquet(theory.parent / "orders.parquet")
    pd.concat([orders, orders.tail(1)]).to_parquet(theory.parent / "orders.parquet")
    _measured(theory)
    assert beside.read_text() != older


def test_a_frame_carries_its_origins_into_a_run(theory: Path) -> None:
    values = toc.measure(theory, theory.parent / "data.yaml")
    frame = values.to_frame()
    assert toc.run(theory, observations=frame).origins == values.origins
    assert toc.run(theory, observations=pd.DataFrame(frame.to_dict())).origins == ()


def test_a_share_in_percent_by_a_range_is_told_in_percent(theory: Path) -> None:
    figures = toc.measure(theory, theory.parent / "data.yaml").observations
    assert [each.value for each in figures] == [50.0, 0.0]
