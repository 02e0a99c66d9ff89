"""What is wrong with a table as a file: its form, its name, its rows and its marks in numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.cli.main import main
from theoryofchange.declare import declare
from theoryofchange.errors import InputError
from theoryofchange.linter.run import findings_of
from theoryofchange.source.finding import Finding

pytestmark = pytest.mark.usefixtures("said_in_chinese")

THEORY = """\
theory: {as_of: 2026-06-30}
goals: {g: {}}
kpis: {k: {measures: g}, l: {measures: g}}
"""
OF_TABLES = ("TOC001", "TOC017", "TOC018", "TOC019", "TOC020")


def found(folder: Path, name: str, content: str | bytes) -> list[Finding]:
    (folder / "theory.yaml").write_text(THEORY, encoding="utf-8")
    content = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(content)
    return [each for each in findings_of(declare(folder)) if each.code in OF_TABLES]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('kpi,date,value\n"k,2026-01-01,1\n', 2),
        ("kpi,date,value\nk,2026-01-01,1,250\n", 2),
        ("kpi;date;value\nk;2026-01-01;1\n", 1),
        (b"kpi,date,value\nk,2026-01-01,\xe9\n", 2),
    ],
)
def test_a_fault_of_a_table_is_none_of_yaml(tmp_path: Path, content: str, line: int) -> None:
    (finding,) = found(tmp_path, "observations.csv", content)
    assert (finding.code, finding.name, finding.line) == ("TOC017", "table-syntax", line)
    assert "YAML" not in finding.message + finding.tip


@pytest.mark.parametrize(
    "content", ["", "\n\n", "\ufeff", "kpi,date,value\n", "kpi,date,value\n,,\n"]
)
@pytest.mark.parametrize("name", ["observations.csv", "ratings.csv", "benchmarks.csv"])
def test_a_table_without_rows_is_said(tmp_path: Path, name: str, content: str) -> None:
    (finding,) = found(tmp_path, name, content)
    assert (finding.code, finding.severity, Path(finding.file).name) == ("TOC018", "warning", name)


NEAR = {
    "observation.csv": "observations.csv",
    "Observatons.CSV": "observations.csv",
    "observations-2025.csv": "observations.csv",
    "2026_01 benchmarks (1).csv": "benchmarks.csv",
    "Benchmark.parquet": "benchmarks.parquet",
    "rating.csv": "ratings.csv",
}


@pytest.mark.parametrize("name", NEAR)
def test_a_table_of_nearly_the_name_is_said(tmp_path: Path, name: str) -> None:
    (finding,) = found(tmp_path, name, "kpi,date,value\nk,2026-01-01,1\n")
    assert (finding.code, Path(finding.file).name) == ("TOC019", name)
    assert f"Did you mean {NEAR[name]}?" in finding.tip
    assert declare(tmp_path).complete


@pytest.mark.parametrize(
    "name", ["ratios.csv", "customers.csv", "customer_ratings.csv", "observation.txt", "2025.csv"]
)
def test_another_table_is_left_alone(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, name, "a,b\n1,2\n") == []


def test_settings_further_down_make_no_theory(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "toc.toml").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"no \.yaml or \.yml file here"):
        declare(tmp_path)


def test_a_table_that_is_not_read_makes_no_theory(tmp_path: Path) -> None:
    (tmp_path / "observation.csv").write_text("kpi,date,value\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"no \.yaml or \.yml file here"):
        declare(tmp_path)


def test_it_is_named_like_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found(tmp_path, "observation.csv", "kpi,date,value\n")
    monkeypatch.chdir(tmp_path.parent)
    main(["check", tmp_path.name])
    assert f"{tmp_path.name}/observation.csv:1:1 warning TOC019" in capsys.readouterr().out


def table(*values: str) -> str:
    rows = [f'k,2026-01-{day:02},"{value}"\n' for day, value in enumerate(values, 1)]
    return "".join(("kpi,date,value\n", *rows))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["1,234"], "“1,234” may mean 1234 or 1.234; it is read as 1234."),
        (["1.234"], "“1.234” may mean 1.234 or 1234; it is read as 1.234."),
        (["-1.234 %"], "“1.234” may mean 1.234 or 1234; it is read as 1.234."),
        (["€12,500", "3", "450,000"], "“12,500” may mean 12500 or 12.500, and 1 more in this"),
        (["7,5", "1.234"], "“1.234” may mean 1.234 or 1234;"),
        (["1.234.567", "1,234"], "“1,234” may mean 1234 or 1.234;"),
        (["0.5", "1,5", "1,234"], "“1,234” may mean 1234 or 1.234;"),
    ],
)
def test_a_number_of_two_meanings_is_said_once(
    tmp_path: Path, values: list[str], message: str
) -> None:
    (finding,) = found(tmp_path, "observations.csv", table(*values))
    assert (finding.code, finding.id) == ("TOC020", "k")
    assert finding.message.startswith(message)


@pytest.mark.parametrize(
    "values",
    [
        ["0.5", "1,234"],
        ["1,234.5", "1.234"],
        ["0.123"],
        ["1234", "7.25", "12,345"],
        ["1,234,567", "1.234"],
        ["1234.567"],
        ["1.2345"],
        ["1.234e5"],
        ["7,5", "8,25"],
        ["1 234"],
        ["14 of 16", "<.58"],
    ],
)
def test_a_number_whose_meaning_the_table_shows_is_not(tmp_path: Path, values: list[str]) -> None:
    assert found(tmp_path, "observations.csv", table(*values)) == []


def test_a_comma_before_decimals_is_shown_beside_it(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "observations.csv", table("1.234", "7,5"))
    (related,) = finding.related
    assert (finding.line, related.span.line) == (2, 3)


def test_what_stands_in_other_columns_or_in_yaml_is_no_table_of_numbers(tmp_path: Path) -> None:
    text = 'kpi,date,value,segment\nk,2026-01-01,7,"1,234"\n'
    assert found(tmp_path, "observations.csv", text) == []
    (tmp_path / "more.yaml").write_text(
        "observations: [{kpi: l, date: 2026-01-01, value: '1,234'}]\n", encoding="utf-8"
    )
    assert found(tmp_path, "observations.csv", table("3")) == []


def test_a_value_of_parquet_has_a_type(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = pa.table({"kpi": ["k"], "date": ["2026-01-01"], "value": [1.234]})
    parquet.write_table(rows, tmp_path / "observations.parquet")
    (tmp_path / "theory.yaml").write_text(THEORY, encoding="utf-8")
    assert "TOC020" not in {each.code for each in findings_of(declare(tmp_path))}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("goals:\n\tg: {}\n", 2, 1),
        ("goals:\n  g:\n    owner: me\n\ttitle: x\n", 4, 1),
        ("goals:\n  g:\n    owner: me\n    \ttitle: x\n", 4, 5),
        ("goals:\n  g:\n    definition: |\n\t\ttext\n", 4, 1),
        ("goals:\n  g:\n    needs:\n    -\ta: b\n", 4, 6),
        ("goals:\r\n  g: {}\r\n\t# x\r\n", 3, 1),
    ],
)
def test_a_tab_that_indents_yaml_is_said_in_words(
    tmp_path: Path, text: str, line: int, column: int
) -> None:
    (tmp_path / "theory.yaml").write_bytes(text.encode())
    (finding,) = findings_of(declare(tmp_path))
    assert (finding.code, finding.line, finding.column) == ("TOC001", line, column)
    assert "a tab stands here, where only spaces indent" in finding.message
    assert "spaces" in finding.tip
