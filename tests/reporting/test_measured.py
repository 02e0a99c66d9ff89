"""What is measured becomes observations, in a frame and in a file that is never half."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

import pandas as pd

import theoryofchange as toc
from theoryofchange.measurement.engine import computing, running
from theoryofchange.reporting import measured as module
from theoryofchange.reporting.measured import measure_into
from theoryofchange.reporting.measurements import COLUMNS

THEORY: dict[str, Any] = {
    "theory": {"id": "shop", "title": "Shop", "as_of": "2026-04-15"},
    "goals": {"base": {"title": "Keep customers", "due": "2027-12-31"}},
    "kpis": {
        "orders": {
            "measures": "base",
            "cadence": "monthly",
            "measure": {"table": "orders", "time": "at", "aggregation": "count", "segment": "s"},
        },
        "active": {
            "measures": "base",
            "cadence": "quarterly",
            "measure": {
                "table": "orders", "time": "at", "aggregation": "distinct_count", "entity": "who",
            },
        },
        "kept": {
            "measures": "base",
            "unit": "percent",
            "cadence": "monthly",
            "baseline": {"value": 50, "date": "2025-12-31"},
            "target": {"value": 80, "date": "2027-12-31"},
            "measure": {
                "table": "orders", "time": "at", "aggregation": "retention", "entity": "who",
            },
        },
        "sales": {
            "measures": "base",
            "cadence": "monthly",
            "measure": {
                "table": "orders", "time": "at", "aggregation": "cumulative", "value": "v",
                "segment": "s",
            },
        },
    },
}  # fmt: skip
ROWS = [
    {"at": "2026-01-05", "who": "x", "v": 1.5, "s": "north"},
    {"at": "2026-01-09", "who": "y", "v": 2.25, "s": "=1+1"},
    {"at": "2026-02-07", "who": "x", "v": 3.0, "s": "north"},
    {"at": "2026-03-05", "who": "y", "v": None, "s": None},
    {"at": "2026-03-06", "who": "x", "v": 0.1, "s": "north"},
    {"at": "2026-04-03", "who": "z", "v": 7.0, "s": "south"},
]


def orders(rows: list[dict[str, Any]] = ROWS) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.assign(at=pd.to_datetime(frame["at"]))


def spec(folder: Path, rows: list[dict[str, Any]] = ROWS) -> Path:
    orders(rows).to_csv(folder / "orders.csv", index=False)
    path = folder / "data.yaml"
    path.write_text("tables: {orders: orders.csv}\n", encoding="utf-8")
    return path


def test_a_measurement_is_a_frame_of_observations_that_is_analysed() -> None:
    found = toc.measure(THEORY, {"orders": orders()})
    frame = found.to_frame()
    assert list(frame) == list(COLUMNS)
    kept = frame[frame.kpi == "kept"]
    assert kept["value"].tolist() == [50.0, 100.0]
    assert kept["date"].tolist() == [pd.Timestamp("2026-02-28"), pd.Timestamp("2026-03-31")]
    assert kept["low"].notna().all()
    analysis = toc.analyze(toc.load(THEORY), frame)
    assert analysis.figures.set_index("id").loc["kept", "actual"] == 100
    assert (
        toc.status(THEORY, frame).statuses["on track"]
        + toc.status(THEORY, frame).statuses["achieved"]
        == 1
    )


def test_a_period_that_is_not_over_is_an_observation_only_when_asked_for() -> None:
    found = toc.measure(THEORY, {"orders": orders()})
    april = dt.date(2026, 4, 30)
    assert april not in {each.date for each in found.observations}
    assert april in {each.date for each in found.with_incomplete().observations}
    assert found.findings.count("incomplete-period") == 4


def test_the_origin_of_a_figure_is_told_and_is_the_same_each_time() -> None:
    one, two = (toc.measure(THEORY, {"orders": orders()}) for _ in range(2))
    assert one.to_dict() == two.to_dict()
    json.dumps(one.to_dict())
    (origin, *_) = one.origins
    assert origin.engine.startswith("duckdb ")
    assert (origin.rows, origin.first, origin.last) == (
        6, dt.date(2026, 1, 5), dt.date(2026, 4, 3),
    )  # fmt: skip
    digests = {each.query for each in one.origins} | {each.definition for each in one.origins}
    assert {len(each) for each in digests} == {64}
    assert len({each.definition for each in one.origins}) == 4


def test_a_finding_stands_at_the_key_of_the_kpi() -> None:
    theory = json.loads(json.dumps(THEORY))
    theory["kpis"]["orders"]["measure"]["segment"] = "region"
    found = toc.measure(theory, {"orders": orders()})
    (finding,) = [each for each in found.findings if each.severity == "error"]
    assert (finding.code, finding.id, finding.name) == ("DAT102", "orders", "missing-column")
    line = found.findings.sources[finding.file].line_text(finding.line)
    assert line.strip() == "segment: region"


def test_no_query_is_asked_twice_and_simple_kpis_share_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []
    answer = running._answer
    monkeypatch.setattr(running, "_answer", lambda e: asked.append(e) or answer(e))
    simple = {"table": "orders", "time": "at"}
    kinds: list[dict[str, Any]] = [
        {"aggregation": "count"},
        {"aggregation": "distinct_count", "entity": "who"},
        {"aggregation": "sum", "value": "v"},
        {"aggregation": "mean", "value": "v", "filter": {"s": "north"}},
        {"aggregation": "quantile", "value": "v", "quantile": 0.5},
        {"aggregation": "share", "fulfils": {"s": "north"}},
        {"aggregation": "ratio", "numerator": "v", "denominator": {"aggregation": "count"}},
        {"aggregation": "cumulative", "value": "v"},
    ]
    kpis = {
        f"k{at}": {"measures": "base", "cadence": "monthly", "measure": {**simple, **kind}}
        for at, kind in enumerate(kinds * 3)
    }
    toc.measure({**THEORY, "kpis": kpis}, {"orders": orders()})
    # from when to when, what there is in each period, what adds up, distinct values, quantiles
    assert len(asked) == 5
    additive = [kind for kind in kinds if not {"entity", "quantile"} & kind.keys()]
    kpis = {
        f"k{at}": {"measures": "base", "cadence": "monthly", "measure": {**simple, **kind, **by}}
        for at, (kind, by) in enumerate(zip(additive * 2, [{"segment": "s"}, {}] * 6, strict=True))
    }
    asked.clear()
    toc.measure({**THEORY, "kpis": kpis}, {"orders": orders()})
    # the first two again, how many segments, what adds up: the whole is the sum of its segments
    assert len(asked) == 4


def test_data_are_named_in_several_ways(tmp_path: Path) -> None:
    import ibis
    import pyarrow as pa

    orders().to_parquet(tmp_path / "orders.parquet")
    connection = ibis.duckdb.connect()
    connection.con.register("held", pa.Table.from_pandas(orders()))
    connection.con.execute("CREATE TABLE orders AS FROM held").fetchall()
    connection.con.unregister("held")
    given: list[Any] = [
        {"orders": orders()},
        {"orders": tmp_path / "orders.parquet"},
        {"orders": str(tmp_path / "*.parquet")},
        {"orders": connection.table("orders")},
        connection,
        spec(tmp_path),
    ]
    told = [toc.measure(THEORY, each).observations for each in given]
    assert all(each == told[0] for each in told)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_written_file_is_read_back_as_observations(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"values.{ending}"
    found = measure_into(out, THEORY, spec(tmp_path))
    read = module_observations(out)
    assert len(read) == len(found.observations)
    assert '"=1+1"' in set(read["segment"].dropna())
    board = toc.status(THEORY, read)
    told = {line.id: line.actual for line in board.lines}
    assert (told["kept"], told["orders"], told["sales"]) == ("100 %", "2", "6.85")


def module_observations(path: Path) -> pd.DataFrame:
    from theoryofchange.reporting.observed import observations_in

    return observations_in(path)


def test_a_spreadsheet_finds_no_formula(tmp_path: Path) -> None:
    out = tmp_path / "values.csv"
    measure_into(out, THEORY, spec(tmp_path))
    import csv

    with out.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    theory = {**THEORY, "kpis": {"=cmd": THEORY["kpis"]["orders"]}}
    with pytest.raises(toc.InputError, match="would take the id =cmd for a formula"):
        measure_into(tmp_path / "new.csv", theory, spec(tmp_path))
    assert not (tmp_path / "new.csv").exists()


class Counted:
    """Counts the runs of periods that are computed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs: list[tuple[int, int]] = []
        self._compute = computing.compute
        monkeypatch.setattr(running, "compute", self._counted)

    def _counted(self, *given: Any) -> None:
        self.runs.append(given[2])
        self._compute(*given)


def test_only_what_changed_is_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, data = tmp_path / "values.csv", spec(tmp_path)
    counted = Counted(monkeypatch)
    measure_into(out, THEORY, data)
    first, counted.runs = counted.runs, []
    assert len(first) == 2  # monthly and quarterly
    measure_into(out, THEORY, data)
    assert counted.runs == []

    late = {"at": "2026-02-20", "who": "q", "v": 5.0, "s": "north"}
    spec(tmp_path, [*ROWS, late])
    found = measure_into(out, THEORY, data)
    february = 2026 * 12 + 1
    assert counted.runs == [(february, february + 1), (2026 * 4, 2026 * 4)]
    assert found.findings.count("late-data") == 4
    assert out.read_bytes() == fresh(tmp_path, THEORY, data)


def test_a_value_that_is_corrected_opens_its_period_again(tmp_path: Path) -> None:
    out, data = tmp_path / "values.csv", spec(tmp_path)
    measure_into(out, THEORY, data)
    spec(tmp_path, [{**row, "v": 9.0} if row["v"] == 3.0 else row for row in ROWS])
    found = measure_into(out, THEORY, data)
    assert [each.id for each in found.findings if each.name == "late-data"] == ["sales"]
    assert out.read_bytes() == fresh(tmp_path, THEORY, data)


def test_a_changed_definition_alone_is_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, data = tmp_path / "values.csv", spec(tmp_path)
    measure_into(out, THEORY, data)
    theory = json.loads(json.dumps(THEORY))
    theory["kpis"]["active"]["measure"]["filter"] = {"s": "north"}
    counted = Counted(monkeypatch)
    found = measure_into(out, theory, data)
    assert len(counted.runs) == 1
    assert found.findings.count("late-data") == 0
    assert out.read_bytes() == fresh(tmp_path, theory, data)


def test_a_kpi_that_is_gone_leaves_nothing_behind(tmp_path: Path) -> None:
    out, data = tmp_path / "values.csv", spec(tmp_path)
    measure_into(out, THEORY, data)
    less = {**THEORY, "kpis": {"kept": THEORY["kpis"]["kept"]}}
    measure_into(out, less, data)
    assert set(json.loads((tmp_path / "values.csv.state.json").read_text())["kpis"]) == {"kept"}
    assert out.read_bytes() == fresh(tmp_path, less, data)


def fresh(folder: Path, theory: Any, data: Path) -> bytes:
    path = folder / "fresh.csv"
    for each in folder.glob("fresh.csv*"):
        each.unlink()
    measure_into(path, theory, data)
    return path.read_bytes()


class Stopped(BaseException):
    pass


@pytest.mark.parametrize("steps", range(1, 6))
def test_a_measurement_that_is_stopped_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    out, data = tmp_path / "values.csv", spec(tmp_path)
    wanted = fresh(tmp_path, THEORY, data)
    out.write_bytes(b"old\n")
    monkeypatch.setattr(module, "Course", lambda **given: running.Course(rows_at_once=2, **given))
    write, left = module.replace_file, [steps]

    def stop(path: Path, *given: Any) -> None:
        left[0] -= 1
        if not left[0]:
            raise Stopped
        write(path, *given)

    monkeypatch.setattr(module, "replace_file", stop)
    with pytest.raises(Stopped):
        measure_into(out, THEORY, data)
    assert out.read_bytes() == b"old\n"
    monkeypatch.setattr(module, "replace_file", write)
    counted = Counted(monkeypatch)
    measure_into(out, THEORY, data)
    assert out.read_bytes() == wanted
    assert len(counted.runs) == 6 - (steps - 1)


def test_what_is_withheld_is_in_no_file_but_the_state_of_its_owner(tmp_path: Path) -> None:
    theory = json.loads(json.dumps(THEORY))
    for kpi in theory["kpis"].values():
        kpi["measure"]["min_n"] = 100
    out = tmp_path / "values.csv"
    found = measure_into(out, theory, spec(tmp_path))
    assert out.read_text() == "kpi,date,value,n,segment,low,high\n"
    told = json.dumps(found.to_dict()["figures"])
    assert "null" in told and '"n": 1' not in told
    state = tmp_path / "values.csv.state.json"
    assert state.stat().st_mode & 0o077 == 0
    assert '"x"' not in state.read_text()


def test_a_state_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "values.csv.state.json").write_text("{", encoding="utf-8")
    with pytest.raises(toc.InputError, match="remove it to measure everything anew"):
        measure_into(tmp_path / "values.csv", THEORY, spec(tmp_path))


REFUSED = (
    ("tables: {orders: nothing.csv}", "there is no file nothing.csv"),
    ("tables: {orders: ../outside.csv}", "lies outside"),
    ("tables: {orders: link.csv}", "lies outside"),
    ("tables: {orders: data.yaml}", "is none of .parquet, .csv"),
    ("tabels: {orders: orders.csv}", "data.yaml:1:1: There is no field tabels here"),
    ("tables: {orders: orders.csv}\nweek_start: mondy", "data.yaml:2:13: week_start takes"),
    ("tables: {orders: orders.csv}\ntime_zone: Mars", "there is no such zone"),
    ("tables: {orders: {path: orders.csv, time_zone: Mars}}", "there is no such zone"),
    ("- orders", "a data spec is a mapping"),
    ("tables: {orders: {}}", "it has no path"),
    ("tables: {orders: [", "data.yaml:1:"),
)


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_a_data_spec_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, text: str, told: str
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    orders().to_csv(tmp_path / "outside.csv", index=False)
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    path = spec(folder)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(toc.InputError) as raised:
        toc.measure(THEORY, path)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_type_may_be_said_of_a_column_of_csv(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("at,zip\n2026-01-05,01067\n2026-01-06,01069\n")
    (tmp_path / "data.yaml").write_text("tables: {orders: {path: orders.csv, types: {zip: text}}}")
    measure = {"table": "orders", "time": "at", "aggregation": "count", "segment": "zip"}
    theory = {"goals": {"base": {}}, "kpis": {"k": {"measures": "base", "cadence": "monthly",
                                                    "measure": measure}}}  # fmt: skip
    found = toc.measure(theory, tmp_path / "data.yaml", as_of="2026-01-31")
    assert [each.segment for each in found.observations] == [None, "01067", "01069"]


def test_without_a_measure_there_is_nothing_to_do() -> None:
    with pytest.raises(toc.InputError, match="no KPI says how it is measured"):
        toc.measure({"goals": {"base": {}}}, {})


@pytest.mark.parametrize(
    ("given", "told"),
    [({"as_of": "soon"}, "as_of is a day"), ({"period": "often"}, "period is a length of time")],
)
def test_what_a_caller_gets_wrong_is_said(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        toc.measure(THEORY, {"orders": orders()}, **given)
    with pytest.raises(TypeError, match="data takes"):
        toc.measure(THEORY, 3)


def test_the_view_names_each_kpi_and_what_is_wrong() -> None:
    from theoryofchange.view.text import as_text

    found = toc.measure(THEORY, {"orders": orders()})
    text = as_text(found.view())
    assert "orders" in text and "2026-03-31" in text
    assert "<script" not in found._repr_html_()
