"""Whatever somebody exports: no row and no cell is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.errors import InputError
from theoryofchange.interop.seam import Imported
from theoryofchange.interop.table import open_tables, read


def table(folder: Path, text: str, name: str = "kpis.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


_cells = st.sampled_from(
    ["", "7", "95 %", "TBD", "=1+1", "-3", "+4", "@x", "n/a", "grow", "2026", "on track", "a,b",
     'say "so"', "x;y", "两", "<b>x</b>", "\tx", "a\nb", "1.200", "12,5", "'q", "é", "true"]
) | st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)  # fmt: skip
_headers = st.lists(
    st.sampled_from(["KPI", "Id", "Goal", "Outcome", "Target 2026", "Target 2027", "Target",
    "Baseline",
                     "Actual", "2025", "Date", "Unit", "Direction", "Owner", "Note", "Cadence",
                     "Status",
                     "n", "Region", "Guardrail", "名称", "column 3", "rows", ""]),
    min_size=1, max_size=8,
)  # fmt: skip


def exported(headers: list[str], rows: list[list[str]], mark: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark)
    writer.writerows([headers, *rows])
    return text.getvalue()


def bare(text: object) -> str:
    return "".join(str(text).split()).casefold()


def texts(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, held in data.items():
            yield bare(key)
            yield from texts(held)
    elif isinstance(data, list):
        for held in data:
            yield from texts(held)
    else:
        yield bare(data)


def said(imported: Imported) -> set[str]:
    """Return all texts that an import writes."""
    files = dict(imported.files)
    found = {bare(files.pop("import-report.md").replace("\\", ""))}
    rows = csv.reader(io.StringIO(files.pop("observations.csv", "")))
    found |= {bare(cell) for row in rows for cell in row}
    for text in files.values():
        found |= set(texts(yaml.load(text, yaml.BaseLoader)))
    return found


@given(st.data(), _headers, st.sampled_from(",;\t|"))
def test_no_row_and_no_cell_of_any_table_is_lost(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, headers: list[str], mark: str
) -> None:
    headers = ["KPI name", *headers]
    rows = data.draw(
        st.lists(st.lists(_cells, min_size=len(headers), max_size=len(headers)), max_size=6)
    )
    folder = tmp_path_factory.mktemp("exported")
    path = table(folder, exported(headers, rows, mark))
    held = [row for row in rows if any(cell.strip() for cell in row)]
    try:
        imported = read([path])
    except InputError as error:
        assert not held or "no column could" in str(error) or "names a KPI" in str(error)
        return
    imported.save(folder / "out")
    theory = toc.load(folder / "out")
    assert dict(theory.kpis).keys() == dict(imported.theory.kpis).keys()
    lines = {each.record.at for each in imported.account}
    assert len(lines) == imported.records >= len(held) - 1  # a row may go on with the header
    assert read([path]).files == imported.files
    written = said(imported)
    for row in held:
        for cell in row:
            assert any(bare(cell) in text for text in written), cell
    table_text = imported.files.get("observations.csv", "")
    for row in csv.reader(io.StringIO(table_text)):
        assert not any(cell.startswith(("=", "@", "\t")) for cell in row)
        assert not any(cell.startswith(("+", "-")) for cell in (row[0], *row[3:]))


_words = st.text(st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=10)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "KPI": _words,
                "Definition": _words | st.just(""),
                "Unit": st.sampled_from(["", "percent", "days", "EUR"]),
                "Direction": st.sampled_from(["", "increase", "decrease", "maintain"]),
                "Baseline": st.integers(-999, 999).map(str) | st.just(""),
                "Target 2026": st.integers(-999, 999).map(str) | st.just(""),
                "Target 2027": st.integers(-999, 999).map(str) | st.just(""),
                "Owner": _words | st.just(""),
            }
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_a_table_says_the_theory_says(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    headers = list(rows[0])
    text = exported(headers, [[row[header] for header in headers] for row in rows])
    imported = read([table(tmp_path_factory.mktemp("said"), text)])
    assert len(imported.kpis) == len(rows) == imported.fates["made"]
    for row, kpi in zip(rows, imported.kpis, strict=True):
        figures = [each.value.text for each in (*kpi.milestones, kpi.target) if each]
        assert figures == [row[h] for h in ("Target 2026", "Target 2027") if row[h]]
        assert (kpi.baseline.value.text if kpi.baseline else "") == row["Baseline"]
        assert (kpi.title, kpi.direction or "", kpi.unit or "") == (
            row["KPI"], row["Direction"], row["Unit"],
        )  # fmt: skip


def test_tables_that_are_open_are_read_without_their_file(tmp_path: Path) -> None:
    path = table(tmp_path, "KPI,Target\nSpeed,3\n")
    tables = open_tables([path])
    path.unlink()
    assert [kpi.id for kpi in read(tables, mapping=tables.guess).kpis] == ["speed"]
