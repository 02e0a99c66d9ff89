"""What a mapping says of the columns, where no header could."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.errors import InputError
from theoryofchange.interop.table import guess, read, read_mapping
from theoryofchange.interop.table.periods import Convention
from theoryofchange.interop.table.roles import ROLES


def table(folder: Path, text: str, name: str = "kpis.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_guess_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    text = "KPI,Baseline,FY2026,Ziel 2027,Due date\nSpeed,1,2,3,13/04/2027\n"
    mapping = guess([table(tmp_path, text)])
    path = tmp_path / "m.yaml"
    path.write_text(mapping.text(), encoding="utf-8")
    again = read_mapping(path)
    uses = [{h: use.role for h, use in each.columns.items()} for each in (mapping, again)]
    periods = [[use.period for use in each.columns.values()] for each in (mapping, again)]
    assert uses[0] == uses[1] and periods[0] == periods[1]
    assert again.convention == mapping.convention == Convention(day_first=True)
    assert all(f"#   {role}:" in mapping.text() for role in ROLES)


def test_a_mapping_says_what_no_header_could(tmp_path: Path) -> None:
    path = table(tmp_path, "a,b,c,d\nSpeed,3,4,x\n")
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "columns: {a: title, b: {role: actual, date: 2025-12-31},"
        " c: {role: target, period: Q1 2026}, gone: owner}\n",
        encoding="utf-8",
    )
    imported = read([path], mapping=mapping)
    (kpi,) = imported.kpis
    assert (kpi.title, str(kpi.target.date), kpi.extra) == ("Speed", "2026-03-31", {"d": "x"})
    assert [str(o.date) for o in imported.theory.observations] == ["2025-12-31"]
    assert "no table has gone" in imported.files["import-report.md"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("columns: {a: titel}", "there is no role titel; did you mean title"),
        (
            "columns: {a: {role: title, date: 2026-01-01}}",
            "only actual, baseline, target have a date",
        ),
        ("columns: {a: {role: target, date: soon}}", "soon is no day"),
        ("columns: {a: {role: target, when: 2026}}", "there is no key when"),
        ("columns: {a: [title]}", "write a role"),
        ("columns: [a]", "a mapping file is a mapping with columns"),
        ("colums: {a: title}", "a mapping file is a mapping with columns"),
        ("columns: {a: title}\nyear_end: 13-01", "write the last day of a year as 06-30"),
        ("columns: {a: title}\nday_first: 3", "write true or false"),
        ("columns: {a: title}\nother: 3", "there is no key other"),
        ("columns: {a: title, a: id}", "m.yaml:1"),
        ("columns: {a: title", "m.yaml:1"),
        ("", "a mapping file is a mapping with columns"),
    ],
)
def test_a_mapping_that_says_what_none_can_is_one_error(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as raised:
        read_mapping(path)
    assert "\n" not in str(raised.value)


def test_a_table_whose_names_nobody_knows_is_not_imported(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no column could be told .* the columns are x, y\."):
        read([table(tmp_path, "x,y\n1,2\n")])
    mapping = tmp_path / "m.yaml"
    mapping.write_text("columns: {z: title}", encoding="utf-8")
    with pytest.raises(InputError, match="no column is said to hold"):
        read([table(tmp_path, "x,y\n1,2\n")], mapping=mapping)
