"""Every code of data has a page; its example is measured and told of, its remedy is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from theoryofchange.linter.registry import packaged_rules
from theoryofchange.measurement import contracts
from theoryofchange.measurement.contracts import CONTRACTS, Contract, contract_of
from theoryofchange.source.finding import SEVERITIES

FOLDER = Path(contracts.__file__).parent
HEADINGS = ["What it does", "Why it matters", "Example", "Use instead", "References"]
BLOCK = re.compile(r"(?:`([\w.]+)`:\n\n)?```\w+\n(.*?)```", re.DOTALL)
"""A file: its name, or none for that of the theory, and its text."""
DATA = "tables: {orders: orders.csv}\n"
each_contract = pytest.mark.parametrize("each", CONTRACTS.values(), ids=lambda each: each.code)


@each_contract
def test_a_page_is_whole(each: Contract) -> None:
    head, *sections = each.page.split("\n## ")
    parts = [section.partition("\n") for section in sections]
    assert [heading for heading, _, _ in parts] == HEADINGS
    assert all(text.strip() for _, _, text in parts)
    assert head.strip() == each.summary
    assert each.summary.endswith(".")


@each_contract
def test_a_code_and_a_name_are_of_one_defect(each: Contract) -> None:
    assert each.severity in SEVERITIES
    assert (each.severity == "error") == (each.then == "not measured")
    assert contract_of(each.code.lower()) is each is contract_of(each.name)


def test_there_is_a_page_for_each_code_and_no_code_is_one_of_a_rule() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(CONTRACTS)
    words = [word for each in CONTRACTS.values() for word in (each.code, each.name)]
    words += [word for each in packaged_rules() for word in (each.code, each.name)]
    assert len(set(words)) == len(words)


def steps(each: Contract, heading: str) -> list[dict[str, str]]:
    """Return the files of a section; those of a name that came before make another step."""
    section = each.page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found: list[dict[str, str]] = [{}]
    for name, text in BLOCK.findall(section):
        if (name or "theory.yaml") in found[-1]:
            found.append({})
        found[-1][name or "theory.yaml"] = text
    return found


def told(folder: Path, given: list[dict[str, str]]) -> set[str]:
    """Measure after each step into the same file, and return the codes that are told at last."""
    from theoryofchange.reporting.measured import measure_into

    folder.mkdir()
    codes: set[str] = set()
    for files in given:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        found = measure_into(folder / "values.csv", folder / "theory.yaml", folder / "data.yaml")
        codes = {finding.code for finding in found.findings}
    return codes


@each_contract
def test_the_example_is_told_of_and_the_remedy_is_not(each: Contract, tmp_path: Path) -> None:
    pytest.importorskip("ibis")
    pytest.importorskip("duckdb")
    shown, (first, *others) = steps(each, "Example"), steps(each, "Use instead")
    shown[0] = {"data.yaml": DATA} | shown[0]
    everything = {name: text for files in shown for name, text in files.items()}
    assert told(tmp_path / "example", shown) == {each.code}
    assert told(tmp_path / "remedy", [everything | first, *others]) == set()
