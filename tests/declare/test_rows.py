"""Rows in YAML and in tables beside it."""

from __future__ import annotations

from pathlib import Path

from theoryofchange.declare import Declaration, declare, declare_text
from theoryofchange.linter.run import findings_of


def put(root: Path, **files: str) -> Path:
    """Write files, named with an underscore for the dot of their ending."""
    for name, text in files.items():
        stem, _, ending = name.rpartition("_")
        (root / f"{stem}.{ending}").write_text(text, encoding="utf-8")
    return root


def faults(declaration: Declaration) -> list[tuple[str, str, int, int]]:
    spans = [(fault.code, declaration.span(fault.where)) for fault in declaration.faults]
    return [(code, Path(span.file).name, span.line, span.column) for code, span in spans]


def test_a_row_without_what_it_needs_is_left_out_and_the_others_keep_their_places():
    text = """\
kpis: {k: {}}
benchmarks:
- {value: 1, date: 2025-01-01, source: s}
- {kpi: k, value: 2, date: 2025-02-30, source: s}
- {kpi: k, value: 3, source: s}
"""
    declaration = declare_text(text)
    assert faults(declaration) == [
        ("TOC005", "<text>", 3, 3),
        ("TOC009", "<text>", 4, 28),
        ("TOC005", "<text>", 5, 3),
    ]
    assert [each.value.value for each in declaration.theory.benchmarks] == [2, 3]


def test_a_table_beside_yaml_with_an_unknown_column(tmp_path):
    put(
        tmp_path,
        a_yaml="kpis: {k: {}}\nobservations:\n- {kpi: k, date: 2025-01-01, value: 1, weather: x}\n",
        observations_csv="kpi,date,weather,value\n" + "k,2025-02-01,sunny,2\n" * 5,
    )
    declaration = declare(tmp_path)
    assert sorted(faults(declaration)) == [
        ("TOC003", "a.yaml", 3, 40),
        ("TOC003", "observations.csv", 1, 10),
    ]
    assert [each.value.value for each in declaration.theory.observations] == [1, 2, 2, 2, 2, 2]


def test_a_misspelt_column_is_one_fault_and_used_as_meant(tmp_path):
    put(
        tmp_path,
        a_yaml="kpis: {k: {}}",
        observations_csv="kpi,dat,vlaue\nk,2025-01-01,1\nk,2025-02-01,2\n",
    )
    declaration = declare(tmp_path)
    assert [(fault.code, fault.tip) for fault in declaration.faults] == [
        ("TOC003", "Did you mean date?"),
        ("TOC003", "Did you mean value?"),
    ]
    assert [each.value.value for each in declaration.theory.observations] == [1, 2]


def test_a_misspelt_column_does_not_replace_the_right_one(tmp_path):
    put(
        tmp_path,
        a_yaml="kpis: {k: {}}",
        observations_csv="kpi,date,valeu,value\nk,2025-01-01,9,1\n",
    )
    declaration = declare(tmp_path)
    assert [fault.code for fault in declaration.faults] == ["TOC003"]
    assert [each.value.value for each in declaration.theory.observations] == [1]


def test_wrong_cells_and_rows_of_a_table(tmp_path):
    put(
        tmp_path,
        a_yaml="kpis: {k: {}}",
        observations_csv="kpi,date,value,n\n"
        "k,2025-02-30,1,\n"
        "k,2025-01-01,,\n"
        "k,2025-01-02,3,many\n"
        "k,2025-01-03,4,4,5\n"
        'k,2025-01-04,"≥ 5",5\n',
    )
    declaration = declare(tmp_path)
    assert sorted(faults(declaration)) == [
        ("TOC004", "observations.csv", 4, 16),
        ("TOC005", "observations.csv", 3, 14),
        ("TOC009", "observations.csv", 2, 3),
        ("TOC017", "observations.csv", 5, 1),
    ]
    assert [(each.value.value, each.n) for each in declaration.theory.observations] == [
        (3, None),
        (4, 4),
        (5, 5),
    ]


def test_every_fault_of_a_row_is_stated_at_its_cell(tmp_path):
    put(
        tmp_path,
        a_yaml="goals: {g: {}}\nkpis: {churn: {measures: g}}",
        observations_csv="kpi,date,value,n\n"
        "chrun,2025-02-30,rather few,-3\n"
        '"churn",2025-13-01,"a\n lot",many\n'
        "zzz,2025-01-01,much,1\n",
        benchmarks_csv="kpi,vlaue,date\nyyy,soon,2025-13-01\n,few,2025-01-01\n",
    )
    findings = findings_of(declare(tmp_path))
    of_rows = [f for f in findings if f.file.endswith(".csv") and f.code != "TOC005"]
    assert [(Path(f.file).name, f.code, f.line, f.column) for f in of_rows] == [
        ("benchmarks.csv", "TOC003", 1, 5),
        ("benchmarks.csv", "TOC007", 2, 1),
        ("benchmarks.csv", "TOC008", 2, 5),
        ("benchmarks.csv", "TOC009", 2, 10),
        ("benchmarks.csv", "TOC008", 3, 2),
        ("observations.csv", "TOC007", 2, 1),
        ("observations.csv", "TOC009", 2, 7),
        ("observations.csv", "TOC008", 2, 18),
        ("observations.csv", "KPI024", 2, 29),
        ("observations.csv", "TOC009", 3, 9),
        ("observations.csv", "TOC008", 3, 20),
        ("observations.csv", "TOC004", 4, 7),
        ("observations.csv", "TOC007", 5, 1),
        ("observations.csv", "TOC008", 5, 16),
    ]
