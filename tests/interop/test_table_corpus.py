"""Published tables import whole, check without a fault of ours, and run."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
import yaml

import theoryofchange as toc
from theoryofchange.interop.seam import Imported
from theoryofchange.interop.table import read
from theoryofchange.linter import check

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)
OURS = {"TOC001", "TOC002", "TOC003", "TOC004", "TOC006", "TOC007", "TOC009", "TOC010", "TOC999"}
"""Findings that would be faults of the import and not of the table."""

FILES = {
    "kpi_inventories/cyberODM_kpis.csv": "utf-8",
    "kpi_inventories/tra_kpis_kpa1-2.csv": "utf-8",
    "mcc_compacts/indicators.csv": "cp1252",
    "unhcr_results/iati_result_2022.csv": "utf-8",
}


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows that somebody else reads: Python's own reader."""
    text = (CORPUS / name).read_bytes().decode(FILES[name])
    return list(csv.DictReader(io.StringIO(text, newline="")))


def bare(text: object) -> str:
    return "".join(str(text).split()).casefold()


def scalars(data: object) -> Counter[str]:
    if isinstance(data, dict | list):
        values = data.values() if isinstance(data, dict) else data
        return sum((scalars(value) for value in values), Counter())
    return Counter([bare(data)])


def saved(imported: Imported, out: Path) -> None:
    imported.save(out)
    findings = check(out)
    assert not {finding.code for finding in findings} & OURS
    assert imported.records == sum(imported.fates.values())


@pytest.mark.parametrize("name", FILES)
def test_every_published_row_is_accounted_for_and_no_cell_is_lost(
    name: str, tmp_path: Path
) -> None:
    rows = rows_of(name)
    imported = read([CORPUS / name])
    assert imported.records == len(rows) and imported.refused == ()
    saved(imported, tmp_path)
    held: Counter[str] = Counter()
    for path in tmp_path.glob("*.yaml"):
        held += scalars(yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader))
    with (
        (tmp_path / "observations.csv").open(encoding="utf-8")
        if (tmp_path / "observations.csv").exists()
        else io.StringIO() as table
    ):
        held += Counter(bare(cell) for row in csv.reader(table) for cell in row)
    report = bare((tmp_path / "import-report.md").read_text(encoding="utf-8").replace("\\", ""))
    lost = {
        cell for row in rows for cell in row.values()
        if cell.strip() and not held[bare(cell)] and bare(cell) not in report
    }  # fmt: skip
    assert lost == set()


@pytest.mark.parametrize(
    "name", ["kpi_inventories/cyberODM_kpis.csv", "kpi_inventories/tra_kpis_kpa1-2.csv",
             "kpi_inventories/heer_metrics.yaml", "kpi_inventories/kpi-lens_kpis.yaml",
             "mcc_compacts/indicators.csv"]
)  # fmt: skip
def test_every_published_inventory_runs(name: str, tmp_path: Path) -> None:
    imported = read([CORPUS / name])
    saved(imported, tmp_path / "in")
    run = toc.run(tmp_path / "in")
    assert run.view() if hasattr(run, "view") else run


def test_the_plan_of_the_tax_authority() -> None:
    rows = rows_of("kpi_inventories/tra_kpis_kpa1-2.csv")
    kpis = read([CORPUS / "kpi_inventories/tra_kpis_kpa1-2.csv"]).kpis
    words = {"grow": "increase", "reduce": "decrease", "maintain": "maintain", "": None}
    assert [kpi.direction for kpi in kpis] == [words[row["direction"]] for row in rows]
    assert [kpi.baseline.value.text for kpi in kpis] == [row["baseline"] for row in rows]
    years = [key for key in rows[0] if key[0] == "y" and key[1].isdigit()]
    for row, kpi in zip(rows, kpis, strict=True):
        given = [*kpi.milestones, kpi.target]
        assert [each.value.text for each in given] == [row[year] for year in years if row[year]]
        assert all(each.date is None for each in given)  # nobody says when a fiscal year ends
    assert all(kpi.target.value.readable for kpi in kpis)
    assert {kpi.measures for kpi in kpis} == {"so1", "so2_0"}


def test_the_values_of_a_table_by_quarter() -> None:
    rows = rows_of("kpi_inventories/cyberODM_kpis.csv")
    imported = read([CORPUS / "kpi_inventories/cyberODM_kpis.csv"])
    ends = {"2025-Q1": "2025-03-31", "2025-Q2": "2025-06-30"}
    assert [(o.kpi, str(o.date), o.value.text) for o in imported.theory.observations] == [
        (row["kpi_id"].lower(), ends[row["period"]], row["value"])
        for row in sorted(rows, key=lambda row: [r["kpi_id"] for r in rows].index(row["kpi_id"]))
    ]
    words = {"up_is_good": "increase", "down_is_good": "decrease"}
    for kpi in imported.kpis:
        (row, *_) = (row for row in rows if row["kpi_id"].lower() == kpi.id)
        assert (kpi.title, kpi.direction, kpi.timing, kpi.target.value.text) == (
            row["kpi_name"], words[row["direction"]], row["kind"], row["target"],
        )  # fmt: skip


def test_the_figures_of_the_compacts_are_those_of_the_file() -> None:
    rows = rows_of("mcc_compacts/indicators.csv")
    imported = read([CORPUS / "mcc_compacts/indicators.csv"])
    counts = {reading: len(ids) for reading, ids in imported.targets.items()}
    assert counts == {"parsed": 353, "placeholder": 2, "unreadable": 1, "absent": 28}
    observed = {each.kpi: each.value.value for each in imported.theory.observations}
    figures = 0
    for row, kpi in zip(rows, imported.kpis, strict=True):
        for column, value in (("baseline", kpi.baseline and kpi.baseline.value.value),
                              ("end_of_compact_target", kpi.target and kpi.target.value.value),
                              ("actual_to_date", observed.get(kpi.id))):  # fmt: skip
            written = row[column].replace(",", "").replace("$", "").strip()
            if written.replace(".", "").removeprefix("-").isdigit():
                assert value == float(written), (kpi.id, column)
                figures += 1
    assert figures > 900  # most of 3 × 384 are plain figures
    assert all(kpi.direction is None for kpi in imported.kpis)  # none is given, and none made up


def test_a_workbook_and_its_csv_are_one_theory() -> None:
    pytest.importorskip("openpyxl")
    folder = CORPUS / "unhcr_results"
    book, text = (read([folder / f"iati_result_2022.{ending}"]) for ending in ("xlsx", "csv"))
    assert book.theory.kpis == text.theory.kpis
    assert book.theory.observations == text.theory.observations
    ascending = Counter(kpi.direction for kpi in text.kpis)
    assert ascending == {"increase": 1902, "decrease": 134}
