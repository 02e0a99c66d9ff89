"""The reference of the file format says what every key means, and shows nothing that is not so."""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from pathlib import Path

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.maturity.model import MaturityModel

pytest.importorskip("sphinx", reason="the documentation is built with sphinx")
pytest.importorskip("numpydoc", reason="the documentation is built with numpydoc")

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))
format_pages = importlib.import_module("format_pages")
cli_pages = importlib.import_module("cli_pages")
sys.path.remove(str(DOCS))

ROOTS = (*format_pages.SECTIONS.values(), MaturityModel)
SHAPES = tuple(dict.fromkeys((*ROOTS, *format_pages.nested(ROOTS))))
REFERENCE = "\n".join(format_pages.pages().values())
WRITTEN = [
    (page.relative_to(DOCS).as_posix(), block)
    for page in (DOCS / "format" / "index.md", DOCS / "getting-started.md")
    for block in re.findall(r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
]

each_shape = pytest.mark.parametrize("kind", SHAPES, ids=lambda kind: kind.__name__)


@each_shape
def test_every_field_of_a_shape_has_a_meaning_and_nothing_else_has(kind: type) -> None:
    said = format_pages.meanings(kind)
    assert [name for name in kind.__dataclass_fields__ if not said.get(name)] == []
    assert [name for name in said if name not in kind.__dataclass_fields__] == []


@each_shape
def test_every_key_stands_in_the_table_of_its_record(kind: type) -> None:
    sections = {shape: name for name, shape in format_pages.SECTIONS.items()}
    heading = f"### {sections.get(kind) or format_pages.title(kind)}\n"
    _, _, after = REFERENCE.partition(heading)
    table = after.partition("\n### ")[0]
    assert [key for key in format_pages.keys(kind) if f"| `{key}` | " not in table] == []


def test_the_id_of_an_item_is_no_key_of_it_but_that_of_a_theory_is_one() -> None:
    by_name = format_pages.SECTIONS
    assert "id" not in format_pages.keys(by_name["goals"])
    assert "id" in format_pages.keys(by_name["theory"])


def test_no_two_records_share_a_heading() -> None:
    headings = [line for line in REFERENCE.splitlines() if line.startswith("### ")]
    assert len({heading.lower() for heading in headings}) == len(headings)


def test_every_link_leads_to_a_record() -> None:
    anchors = {
        line[4:].lower().replace(" ", "-")
        for line in REFERENCE.splitlines()
        if line.startswith("### ")
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", REFERENCE)) <= anchors | {"figures"}


def test_a_type_is_told_in_words() -> None:
    kpi = format_pages.field_types(format_pages.SECTIONS["kpis"])
    assert format_pages.words(kpi["direction"]) == (
        "one of `increase`, `decrease`, `maintain`, `range`"
    )
    assert format_pages.words(kpi["audience"]) == "list of texts, or one"
    assert format_pages.words(kpi["milestones"]) == "list: [Measured](#measured)"


@pytest.mark.parametrize(("page", "block"), WRITTEN)
def test_yaml_on_a_page_is_a_theory_without_a_fault_in_how_it_is_written(
    page: str, block: str
) -> None:
    codes = {fault.code for fault in declare_text(block).faults}
    assert codes <= {"TOC005", "TOC007"}, page  # one block may lean on another


def test_every_command_and_option_is_on_the_page_of_the_command_line() -> None:
    shown = cli_pages.options()
    assert {"check", "run", "init", "rule", "import"} <= set(cli_pages.commands())
    assert all(f"### toc {name}\n" in shown for name in cli_pages.commands())
    for option in ("--fail-on", "--format", "--start", "--as-of", "--template", "--out"):
        assert option in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_the_table_of_floors_is_the_contract() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    page = (DOCS / "decisions" / "0001-the-house.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", page, re.M)
    assert [re.findall(r"\w+", rooms) for _, rooms in rows] == [
        re.findall(r"\w+", layer) for layer in layers
    ]
    assert [int(floor) for floor, _ in rows] == list(range(len(layers)))[::-1]
