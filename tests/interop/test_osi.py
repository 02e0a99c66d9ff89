"""Semantic models of Open Semantic Interchange: expressions by dialect, and metrics of datasets."""

from __future__ import annotations

from pathlib import Path

import pytest

import theoryofchange as toc
from theoryofchange.errors import InputError
from theoryofchange.formula import Formula
from theoryofchange.interop.osi import read
from theoryofchange.interop.seam import Imported

HERE = Path(__file__).parent / "osi"


@pytest.fixture(scope="module")
def imported() -> Imported:
    return read([HERE])


def import_text(tmp_path: Path, text: str, name: str = "m.yaml") -> Imported:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read([tmp_path / name])


def test_texts_and_source_of_a_metric(imported: Imported) -> None:
    fares = imported.theory.kpis["fares"]
    assert (fares.title, fares.definition) == ("fares", "<i>All</i> fares")
    assert fares.source.system == "ferries" and fares.source.extra == {"metric": "fares"}
    assert fares.extra["ai_context"] == {"synonyms": ["sales"]}
    assert [each["dialect"] for each in fares.extra["expression"]["dialects"]] == [
        "SNOWFLAKE",
        "ANSI_SQL",
    ]
    assert imported.theory.kpis["满意度"].extra["description"] == {"en": "satisfaction"}
    assert imported.theory.kpis["count"].source.extra == {"metric": "count", "dataset": "trips"}


def test_expressions_are_read_in_every_form(imported: Imported) -> None:
    formulas = {id: kpi.formula for id, kpi in imported.theory.kpis.items()}
    assert formulas["fares"] == "SUM(trips.fare)"  # ANSI SQL, though it stands second
    assert formulas["满意度"] == "[Measures].[Mood]"
    assert formulas["hours"] == "SUM(crew.hours)"
    assert formulas["fares_2"] == "SUM(berths.fee)"
    assert formulas["silent"] is None


def test_expressions_over_metrics_are_formulas(imported: Imported) -> None:
    found = imported.theory.formulas
    told = {id: each.operands for id, each in found.items() if isinstance(each, Formula)}
    assert told == {
        "fare_per_trip": ("fares", "count"),
        "fares_per_hour": ("fares", "hours"),
        "share": ("count", "hours"),
        "columns": ("fares",),
        "1_1": ("fares_2",),
    }
    assert imported.theory.kpis["mixed"].formula == "NULLIF(fares, 0) / hours"
    assert imported.theory.kpis["unknown"].formula == "fares / berths"


def test_a_name_without_a_dataset_is_the_models_metric_first(tmp_path: Path) -> None:
    made = import_text(
        tmp_path,
        "semantic_model:\n- name: m\n  datasets:\n  - name: d\n    metrics:\n"
        "    - {name: x, expression: SUM(a)}\n    - {name: y, expression: x / d.x}\n"
        "  metrics:\n  - {name: x, expression: SUM(b)}\n  - {name: z, expression: z}\n",
    )
    assert [(kpi.id, kpi.formula) for kpi in made.kpis] == [
        ("x", "SUM(a)"),
        ("y", "x_2 / x"),
        ("x_2", "SUM(b)"),
        ("z", None),  # a column that is called as the metric
    ]


def test_what_is_no_metric_is_kept(imported: Imported, tmp_path: Path) -> None:
    imported.save(tmp_path)
    kept = toc.load(tmp_path).header.extra["kept"]
    by_kind = {(each["kind"], each["entry"].get("name")) for each in kept if
               isinstance(each["entry"], dict)}  # fmt: skip
    assert ("dataset", "trips") in by_kind and ("relationship", "trips_to_ports") in by_kind
    model = next(each["entry"] for each in kept if each["kind"] == "semantic model")
    assert set(model) == {"name", "description", "custom_extensions"}
    assert [each.told for each in imported.refused] == [
        "It has no name.",
        "It is no mapping of fields.",
    ]
    codes = {finding.code for finding in toc.check(tmp_path)}
    assert not codes & {"TOC001", "TOC002", "TOC003", "TOC004", "TOC006", "TOC010", "KPI032"}
    toc.run(tmp_path)


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("ontology: {name: a}\n", "m.yaml", "there is no key semantic_model"),
        ("- a\n", "m.yaml", "there is no key semantic_model"),
        ("", "m.yaml", "no metric is in there"),
        ("semantic_model: [{name: a, datasets: []}]\n", "m.yaml", "no metric is in there"),
        ("[]", "m.json", "there is no key semantic_model"),
        ("{", "m.json", "This is not JSON"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_error(
    tmp_path: Path, text: str, name: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        import_text(tmp_path, text, name)
