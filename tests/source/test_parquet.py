from __future__ import annotations

import datetime as dt

import pytest

from theoryofchange.declare import declare
from theoryofchange.linter import check

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

THEORY = "goals: {growth: {}}\nkpis: {churn: {measures: growth}}\n"


def write(directory, columns):
    (directory / "theory.yaml").write_text(THEORY, encoding="utf-8")
    parquet.write_table(pa.table(columns), directory / "observations.parquet")
    return directory


def test_rows_are_read_as_those_of_a_csv_file_are(tmp_path):
    days = [dt.date(2025, 1, 31), dt.date(2025, 2, 28)]
    columns = {"kpi": ["churn", "churn"], "date": days, "value": [7.5, 7.0], "n": [None, 120]}
    observations = declare(write(tmp_path, columns)).theory.observations
    assert [(each.date, each.value.value, each.n) for each in observations] == [
        (days[0], 7.5, None),
        (days[1], 7.0, 120),
    ]


def test_a_time_stamp_at_midnight_is_its_day(tmp_path):
    columns = {"kpi": ["churn"], "date": [dt.datetime(2025, 1, 31)], "value": ["7 %"]}
    (observation,) = declare(write(tmp_path, columns)).theory.observations
    assert observation.date == dt.date(2025, 1, 31)
    assert observation.value.text == "7 %"


def test_a_fault_names_the_row(tmp_path):
    columns = {"kpi": ["churn", "chrun"], "date": ["2025-01-31"] * 2, "value": [1, 2]}
    (finding,) = [f for f in check(write(tmp_path, columns)) if f.code == "TOC007"]
    assert finding.file.endswith("observations.parquet")
    assert finding.line == 3
    assert finding.message == "No KPI is called “chrun”. In row 2, column kpi."


def test_a_fault_of_a_column_and_of_a_row_name_them(tmp_path):
    columns = {"kpi": [None], "date": ["2025-01-31"], "vlaue": ["rather few"], "cou,nt": ["1"]}
    said = [f.message for f in check(write(tmp_path, columns)) if f.file.endswith(".parquet")]
    assert "observations have no column vlaue. In column vlaue." in said
    assert "observations have no column cou,nt. In column cou,nt." in said
    assert "The field kpi is missing. In row 1, column kpi." in said
    assert (
        "This observation cannot be read as a figure: “rather few”. In row 1, column vlaue." in said
    )


def test_what_is_no_parquet_is_a_finding_beside_those_of_the_other_files(tmp_path):
    (tmp_path / "observations.parquet").write_bytes(b"kpi,date,value")
    (tmp_path / "goals.yaml").write_text("goals: {g: {ownr: me}}")
    assert [finding.code for finding in check(tmp_path).at_least("error")] == ["TOC003", "TOC017"]
