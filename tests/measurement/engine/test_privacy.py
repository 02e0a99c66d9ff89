"""No raw personal data is written into any output; why data may be used goes with the figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

import ibis

import theoryofchange as toc
from theoryofchange.cli.main import main
from theoryofchange.measurement.engine.opening import first_line
from theoryofchange.view.html import as_html

PERSON = "Ann O'Secret"
MAIL = "ann.secret@example.org"
ROWS = [f"2026-0{1 + at % 3}-1{at},{at},{MAIL},{'nord' if at % 2 else 'süd'}" for at in range(9)]
MEASURE = {"table": "orders", "time": "at", "value": "v", "aggregation": "sum"}


def theory_of(**changed: Any) -> dict[str, Any]:
    return {
        "theory": {"as_of": "2026-03-31"},
        "goals": {"g": {}},
        "kpis": {
            "k": {
                "measures": "g",
                "cadence": "monthly",
                "source": {
                    "system": "crm",
                    "purpose": "retention reporting",
                    "personal_data": True,
                    "basis": "contract",
                },
                "measure": {**MEASURE, **changed},
            }
        },
    }


AGGREGATIONS: tuple[dict[str, Any], ...] = (
    {},
    {"aggregation": "count", "entity": "who", "segment": "region"},
    {"aggregation": "distinct_count", "value": "who"},
    {"aggregation": "distinct_count", "value": None, "entity": "who", "min_n": 2},
    {"aggregation": "first", "entity": "who"},
    {"aggregation": "last", "entity": "who", "combine": "sum"},
    {"aggregation": "retention", "value": None, "entity": "who"},
    {"aggregation": "share", "value": None, "entity": "who", "fulfils": {"who": MAIL}},
    {"aggregation": "count", "value": None, "unique": "who"},
    # what is wrong is told without what stands there
    {"value": "who"},
    {"time": "who"},
    {"value": "v", "filter": {"v": "much"}},
    {"entity": "who", "segment": "who"},
    {"value": "vv"},
    {"time": "when", "value": "vv"},
)
LINES = (
    ROWS,
    [*ROWS, f"2026-03-01,3,{MAIL},nord,{MAIL},more"],
    [*ROWS, f'2026-03-01,3,"{MAIL}'],
    [*ROWS, f"{MAIL},3,4,nord"],
    [*ROWS, f"2026-03-01,{MAIL},4,nord"],
)


def outputs(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """Yield all that ``toc measure`` and what follows it tell and write of a theory."""
    given = {folder / "theory.json", folder / "data.yaml", *folder.glob("orders.*")}
    arguments = [str(folder / "theory"), "--data", str(folder / "data.yaml")]
    main(["measure", *arguments, "--out", str(folder / "values.csv")])
    yield from capsys.readouterr()
    with suppress(toc.InputError):
        found = toc.measure(folder / "theory", folder / "data.yaml")
        yield json.dumps(found.to_dict()) + as_html(found.view())
    if (folder / "values.csv").exists():
        main(["run", arguments[0], "--out", str(folder / "out")])
        yield from capsys.readouterr()
    for path in folder.rglob("*"):
        if path.is_file() and path not in given and folder / "theory" not in path.parents:
            yield path.read_text(encoding="utf-8")


def written(folder: Path, lines: list[str], theory: dict[str, Any], types: str = "") -> None:
    (folder / "theory").mkdir()
    text = json.dumps(theory, ensure_ascii=False)
    (folder / "theory" / "theory.yaml").write_text(text, encoding="utf-8")
    text = "\n".join(["at,v,who,region", *lines, ""])
    (folder / "orders.csv").write_text(text, encoding="utf-8")
    spec = f"tables: {{orders: {{path: orders.csv{types}}}}}\n"
    (folder / "data.yaml").write_text(spec, encoding="utf-8")


@pytest.mark.parametrize("changed", AGGREGATIONS)
def test_no_value_of_a_person_is_in_any_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, Any]
) -> None:
    filters = {**changed, "fulfils": {"region": "nord"}} if "fulfils" in changed else changed
    written(tmp_path, ROWS, theory_of(**filters))
    told = [*outputs(tmp_path, capsys)]
    assert told and any("measure" in each or "figure" in each for each in told)
    assert not any("secret" in each for each in told)


@pytest.mark.parametrize("lines", LINES[1:])
@pytest.mark.parametrize("types", ["", ", types: {v: number}", ", types: {who: integer, at: date}"])
def test_a_broken_file_is_told_without_what_stands_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: list[str], types: str
) -> None:
    written(tmp_path, lines, theory_of(), types)
    assert not any("secret" in each for each in outputs(tmp_path, capsys))


def test_a_file_without_a_header_is_told_without_its_first_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, ROWS, theory_of())
    text = (tmp_path / "orders.csv").read_text(encoding="utf-8").partition("\n")[2]
    (tmp_path / "orders.csv").write_text(text, encoding="utf-8")
    told = "".join(outputs(tmp_path, capsys))
    assert "look whether its first line names them" in told
    assert "secret" not in told


def test_what_an_engine_quotes_when_it_fails_is_not_repeated() -> None:
    connection = ibis.duckdb.connect()
    connection.raw_sql('create table raw ("at" date, v varchar)')
    connection.con.execute("insert into raw values ('2026-01-05', ?)", [PERSON])
    connection.raw_sql('create view orders as select "at", cast(v as double) as v from raw')
    found = toc.measure(theory_of(), connection)
    (finding,) = [each for each in found.findings if each.code == "DAT118"]
    assert "Could not convert string" in finding.message
    assert "Secret" not in json.dumps(found.to_dict()) and "Ann" not in finding.message


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Could not convert string 'Ann O'Secret' to INT32", "Could not convert string …"),
        (
            'invalid input syntax for type integer: "Ann"',
            "invalid input syntax for type integer: …",
        ),
        ("Type INT64 with value 4915112345 can't be cast", "Type INT64 with value …"),
        ("[CAST] The value `Ann` of a string", "[CAST] The value …"),
        ("Could not convert string 'Ann\nSecret'", "Could not convert string …"),
        ("Out of memory: can't allocate", "Out of memory: can't allocate"),
        ("CSV Error on Line: 7\nAnn", "CSV Error on Line: 7"),
        ("", "ValueError"),
    ],
)
def test_an_engine_is_cited_up_to_what_it_cites(said: str, told: str) -> None:
    assert first_line(ValueError(said)) == told


def test_why_data_may_be_used_goes_with_the_kpi(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, ROWS, theory_of())
    (origin,) = toc.measure(tmp_path / "theory", tmp_path / "data.yaml").origins
    ground = {"purpose": "retention reporting", "basis": "contract", "personal_data": True}
    assert ground.items() <= origin.to_dict().items()
    result = toc.run(tmp_path / "theory")
    (row,) = result.to_dict()["analyze"]["kpis"]
    assert {**ground, "system": "crm"}.items() <= row.items()
    (line,) = result.analysis.to_frame().to_dict("records")
    assert {**ground, "system": "crm"}.items() <= line.items()
    page = result.files["report.html"]
    assert "retention reporting" in page and "For what data is used, and on what ground" in page
    main(["export", "table", str(tmp_path / "theory")])
    table, omissions = capsys.readouterr()
    assert "retention reporting,yes,contract" in table
    assert "of the source" not in omissions


def test_personal_data_of_which_it_is_not_said_why_is_marked_in_the_report() -> None:
    theory = theory_of()
    theory["kpis"]["k"]["source"] = {"system": "crm", "personal_data": True}
    page = toc.run(theory).files["report.html"]
    rows = page.partition("on what ground</p>")[2].partition("</table>")[0]
    assert rows.count("</span>not told") == 2
    theory["kpis"]["k"]["source"] = {"system": "crm"}
    assert "on what ground" not in toc.run(theory).files["report.html"]


def test_a_small_cell_is_in_no_output_and_cannot_be_told_from_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = {"nord": 7919, "süd": 104729, "west": 1299709}
    counts = {"nord": 2, "süd": 6, "west": 9}
    lines = [
        f"2026-01-05,{cells[region] if not at else 0},p{at},{region}"
        for region, count in counts.items()
        for at in range(count)
    ]
    written(tmp_path, lines, theory_of(segment="region", min_n=5))
    found = toc.measure(tmp_path / "theory", tmp_path / "data.yaml")
    january = {f.segment: (f.value, f.n) for f in found.figures if f.date.month == 1}
    assert january == {
        None: (sum(cells.values()), 17),
        "nord": (None, None),
        "süd": (None, None),
        "west": (cells["west"], 9),
    }
    public = "".join(each for each in outputs(tmp_path, capsys) if not each.startswith('{"format"'))
    assert str(cells["west"]) in public
    assert str(cells["nord"]) not in public and str(cells["süd"]) not in public
