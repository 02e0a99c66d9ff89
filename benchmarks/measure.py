"""Times ``toc measure`` beside DuckDB queries written by hand, and pandas, on generated events.

    python benchmarks/measure.py [--events 10000000] [--runs 3] [--kpis simple mixed]
                                 [--peers one-by-one fused pandas] [--memory 3.5GB]

``benchmarks/README.md`` says what is measured and how.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

sys.path.insert(0, str(Path(__file__).parent))
from events import KPIS, Kpi, write_events
from timing import Timed, least, timed

_PANDAS_HOLDS = 20_000_000
"""pandas is not asked for more events: it holds every column of them at once."""

Rows = dict[tuple[str, str, str], float]
"""The values by KPI, month and region; no region is the whole."""


def write_theory(folder: Path, kpis: list[Kpi]) -> None:
    """Write the KPIs as a theory, and where the events are as a data spec."""
    common = {"table": "events", "time": "moment", "segment": ["region"]}
    measures = {
        kpi.id: {"cadence": "monthly", "measures": "base", "measure": {**common, **kpi.measure}}
        for kpi in kpis
    }
    theory = {"theory": {"title": "Benchmark"}, "goals": {"base": {}}, "kpis": measures}
    (folder / "theory.yaml").write_text(yaml.safe_dump(theory, sort_keys=False))
    (folder / "data.yaml").write_text("tables: {events: events.parquet}\n")


def one_by_one(events: str, kpis: list[Kpi], connection: Any) -> Any:
    """Return the values of a query for each KPI."""
    return pa.concat_tables(
        connection.sql(_alone(kpi, events)).to_arrow_table().cast(_SCHEMA) for kpi in kpis
    )


_SCHEMA = pa.schema(
    [("kpi", pa.string()), ("date", pa.date32()), ("segment", pa.string()), ("value", pa.float64())]
)
_SETS = "GROUP BY GROUPING SETS ((month), (month, region))"


def _alone(kpi: Kpi, events: str) -> str:
    day = "last_day(month)"
    if kpi.retained is None:
        inner = f"SELECT date_trunc('month', moment) AS month, * FROM '{events}'"
        return (
            f"SELECT '{kpi.id}' AS kpi, {day} AS date, region AS segment, {kpi.sql} AS value "
            f"FROM ({inner}) {_SETS}"
        )
    return f"""
        WITH active AS (
            SELECT DISTINCT date_trunc('month', moment) AS month, region, customer FROM '{events}'
            WHERE {kpi.retained}
        )
        SELECT '{kpi.id}' AS kpi, {day} AS date, region AS segment, avg(again) AS value
        FROM (
            SELECT early.month + INTERVAL 1 MONTH AS month, early.region,
                   (late.customer IS NOT NULL)::INT AS again
            FROM active early LEFT JOIN active late
              ON late.month = early.month + INTERVAL 1 MONTH
             AND late.region = early.region AND late.customer = early.customer
        )
        {_SETS}"""


def fused(events: str, kpis: list[Kpi], connection: Any) -> Any:
    """Return the values of one query for all: one pass for what adds up, one over customers."""
    simple = [kpi for kpi in kpis if kpi.active is None and kpi.retained is None]
    active = [kpi for kpi in kpis if kpi.active is not None]
    retained = [kpi for kpi in kpis if kpi.retained is not None]
    conditions = [*dict.fromkeys(kpi.active or kpi.retained for kpi in (*active, *retained))]
    named = {condition: f"c{at}" for at, condition in enumerate(conditions)}
    values = ", ".join(f"{kpi.sql} AS {kpi.id}" for kpi in simple)
    inner = f"SELECT date_trunc('month', moment) AS month, * FROM '{events}'"
    if not conditions:
        return _unpivoted(
            connection, f"SELECT last_day(month) AS date, region, {values} FROM ({inner}) {_SETS}"
        )
    marks = ", ".join(f"bool_or({condition}) AS {name}" for condition, name in named.items())
    counts = [f"count(*) FILTER (WHERE early.{named[k.active]}) AS {k.id}" for k in active]
    lasting = [
        f"count(*) FILTER (WHERE early.{named[k.retained]} AND late.{named[k.retained]})"
        f" / count(*) FILTER (WHERE early.{named[k.retained]}) AS {k.id}"
        for k in retained
    ]
    return _unpivoted(
        connection,
        f"""
        WITH customers AS MATERIALIZED (
            SELECT month, region, customer, {marks} FROM ({inner}) GROUP BY ALL
        ),
        totals AS (SELECT month, region, {values} FROM ({inner}) {_SETS}),
        counted AS (SELECT month, region, {", ".join(counts)} FROM customers early {_SETS}),
        lasting AS (
            SELECT month + INTERVAL 1 MONTH AS month, region, * EXCLUDE (month, region) FROM (
                SELECT early.month, early.region, {", ".join(lasting)}
                FROM customers early LEFT JOIN customers late
                  ON late.month = early.month + INTERVAL 1 MONTH
                 AND late.region = early.region AND late.customer = early.customer
                GROUP BY GROUPING SETS ((early.month), (early.month, early.region)))
        )
        SELECT last_day(totals.month) AS date, totals.* EXCLUDE (month),
               counted.* EXCLUDE (month, region), lasting.* EXCLUDE (month, region)
        FROM totals JOIN counted USING (month)
        LEFT JOIN lasting ON lasting.month = totals.month
             AND lasting.region IS NOT DISTINCT FROM totals.region
        WHERE counted.region IS NOT DISTINCT FROM totals.region""",
    )


def _unpivoted(connection: Any, query: str) -> Any:
    wide = connection.sql(query)
    rows = [
        {"kpi": kpi, "date": row["date"], "segment": row["region"], "value": float(value)}
        for row in wide.to_arrow_table().to_pylist()
        for kpi, value in row.items()
        if kpi not in ("date", "region") and value is not None
    ]
    return pa.Table.from_pylist(rows, _SCHEMA)


def with_pandas(events: str, kpis: list[Kpi]) -> Any:
    """Return the values by pandas: the columns at once, then each KPI."""
    import pandas as pd

    frame = pd.read_parquet(events)
    frame["date"] = frame["moment"].dt.to_period("M").dt.end_time.dt.date.astype("category")
    found = []
    for kpi in kpis:
        for keys in (["date"], ["date", "region"]):
            values = kpi.pandas(frame, keys).rename("value").reset_index()
            values["segment"] = values["region"].astype(str) if "region" in values else None
            values["kpi"] = kpi.id
            found.append(values[["kpi", "date", "segment", "value"]])
    return pa.Table.from_pandas(pd.concat(found), _SCHEMA, preserve_index=False)


def run_peer(name: str, folder: Path, kpis: list[Kpi], memory: str) -> None:
    """Compute the KPIs with a peer and write their values: this runs in a process of its own."""
    events = str(folder / "events.parquet")
    if name == "pandas":
        found = with_pandas(events, kpis)
    else:
        import duckdb

        connection = duckdb.connect(config={"temp_directory": str(folder / "spill")})
        if memory:
            connection.execute(f"SET memory_limit = '{memory}'")
        found = {"one-by-one": one_by_one, "fused": fused}[name](events, kpis, connection)
    pq.write_table(found, folder / f"{name}.parquet")


def rows_of(path: Path) -> Rows:
    table = pq.read_table(path).to_pydict()
    return {
        (kpi, str(date), segment or ""): float(value)
        for kpi, date, segment, value in zip(
            *(table[name] for name in ("kpi", "date", "segment", "value")), strict=True
        )
        if value is not None and not math.isnan(value)
    }


def expect_same(ours: Rows, theirs: Rows, name: str) -> None:
    """Stop where two tools do not tell the same; the last months have no retention to come."""
    lacking = ours.keys() - theirs.keys()
    differing = [
        key for key in ours.keys() & theirs.keys() if not math.isclose(ours[key], theirs[key])
    ]
    months = {date for _, date, _ in ours}
    more = [key for key in theirs.keys() - ours.keys() if key[1] in months]
    wrong = [*sorted(lacking)[:2], *sorted(differing)[:2], *sorted(more)[:2]]
    if wrong:
        told = ", ".join(f"{key}: {ours.get(key)} and {theirs.get(key)}" for key in wrong)
        sys.exit(f"{name} tells other values: {told}")


def commands(folder: Path, given: argparse.Namespace, kind: str) -> dict[str, list[str]]:
    own = [sys.executable, __file__, "--folder", str(folder), "--kpis", kind]
    peers = {
        name: [*own, "--peer", name, "--memory", given.memory]
        for name in given.peers
        if name != "pandas" or given.events <= _PANDAS_HOLDS
    }
    toc = [sys.executable, "-m", "theoryofchange", "measure", str(folder / "theory.yaml")]
    return {"toc": [*toc, "--data", str(folder / "data.yaml"), "--out"], **peers}


def compare(folder: Path, given: argparse.Namespace, kind: str) -> None:
    """Time all tools in turn, see that they tell the same, and print a table."""
    kpis = KPIS[kind]
    write_theory(folder, kpis)
    asked = commands(folder, given, kind)
    found: dict[str, list[Timed]] = {name: [] for name in (*asked, "toc, unchanged")}
    for at in range(given.runs):
        out = folder / f"toc-{kind}-{at}.parquet"
        for name, command in asked.items():
            found[name].append(timed([*command, str(out)] if name == "toc" else command))
        found["toc, unchanged"].append(timed([*asked["toc"], str(out)]))
        ours = rows_of(out)
        for name in asked.keys() - {"toc"}:
            expect_same(ours, rows_of(folder / f"{name}.parquet"), name)
    figures = {name: least(runs) for name, runs in found.items()}
    print(f"\n{len(kpis)} KPIs ({kind}) of {given.events:,} events: {len(ours):,} equal values")
    print(
        f"{'':16}{'cpu s':>8}{'clock s':>9}{'peak MB':>9}{'cpu ×':>8}{'clock ×':>9}{'memory ×':>10}"
    )
    for name, took in figures.items():
        ratios = [theirs / own for theirs, own in zip(took, figures["toc"], strict=True)]
        print(
            f"{name:16}{took.cpu:8.2f}{took.clock:9.2f}{took.megabytes:9,.0f}"
            f"{ratios[0]:8.2f}{ratios[1]:9.2f}{ratios[2]:10.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--kpis", nargs="+", default=list(KPIS), choices=KPIS)
    peers = ["one-by-one", "fused", "pandas"]
    parser.add_argument("--peers", nargs="*", default=peers, choices=peers)
    parser.add_argument("--memory", default="", help="what the peers' DuckDB may hold")
    parser.add_argument("--keep", type=Path, help="generate the events here, and use them again")
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.peer:
        run_peer(given.peer, given.folder, KPIS[given.kpis[0]], given.memory)
        return
    with tempfile.TemporaryDirectory(prefix="toc-bench-measure-") as held:
        folder = given.keep or Path(held)
        folder.mkdir(exist_ok=True)
        write_events(folder / "events.parquet", given.events)
        size = (folder / "events.parquet").stat().st_size
        print(f"{given.events:,} events: {size / 2**20:,.0f} MB of Parquet")
        for kind in given.kpis:
            compare(folder, given, kind)


if __name__ == "__main__":
    main()
