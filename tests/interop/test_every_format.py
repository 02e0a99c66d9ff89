"""What holds of every format: no record is lost, what is written is a theory, twice the same.

A format is tried on files of ours that lie in a folder of its name; ``accounts/<format>.yaml`` says
what stands in them, counted by hand.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

import theoryofchange as toc
from theoryofchange.cli.main import main
from theoryofchange.declare import declare, declare_text
from theoryofchange.interop import formats, reader_of
from theoryofchange.interop.seam import Imported
from theoryofchange.interop.seam.imported import NODES, ROWS
from theoryofchange.interop.seam.record import FATES
from theoryofchange.view.html import as_html
from theoryofchange.view.text import as_text

HERE = Path(__file__).parent
FORMATS = formats()
OPEN = {"TOC005", "TOC007", "TOC008", "TOC009"}
"""What the source itself may lack; everything else would be a fault of the import."""


def counted(name: str) -> dict[str, Any]:
    return yaml.safe_load((HERE / "accounts" / f"{name}.yaml").read_text(encoding="utf-8"))


def sources(name: str) -> list[Path]:
    return [HERE / source for source in counted(name)["sources"]]


def options(name: str) -> list[str]:
    return counted(name).get("options", [])


@pytest.fixture(params=FORMATS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def imported(name: str) -> Imported:
    return reader_of(name).read(sources(name))


def test_a_format_is_found_by_its_module(name: str) -> None:
    reader = reader_of(name)
    assert name == reader.FORMAT
    assert getattr(toc.interop, name.replace("-", "_")) is reader
    assert reader.__doc__ and reader.read.__doc__


def test_every_record_has_one_fate(name: str, imported: Imported) -> None:
    told = counted(name)
    assert Counter(each.record.kind for each in imported.account) == told["records"]
    assert imported.records == sum(told["records"].values()) == sum(imported.fates.values())
    assert imported.fates == told["fates"] and set(imported.fates) == set(FATES)
    for part in (*NODES, *ROWS):
        assert len(getattr(imported.theory, part)) == told["nodes"].get(part, 0), part


def test_the_account_names_nodes_there_are_and_every_reason(imported: Imported) -> None:
    nodes = {id for part in NODES for id in getattr(imported.theory, part)}
    for each in imported.account:
        assert set(each.ids) <= nodes
        assert each.told or each.fate == "made"
        assert each.record.file in {source.file for source in imported.inputs}


def test_what_is_written_is_the_theory_and_holds_all_that_could_not_be_used(
    imported: Imported, tmp_path: Path
) -> None:
    imported.save(tmp_path)
    declaration = declare(tmp_path)
    assert {fault.code for fault in declaration.faults} <= OPEN
    theory = declaration.theory
    whole = declare_text(toc.dump(imported.theory)).theory  # numbers under extra are texts then
    for part in NODES:
        assert dict(getattr(theory, part)) == dict(getattr(whole, part)), part
    for part in ROWS:
        written, held = getattr(theory, part), getattr(whole, part)
        assert Counter(map(repr, written)) == Counter(map(repr, held)), part
    extra = theory.header.extra
    assert extra["imported"]["format"] == imported.format
    for fate in ("refused", "kept"):
        entries = [each for each in imported.became(fate) if not each.ids]
        assert len(extra.get(fate, [])) == len(entries)
        assert all("entry" in each or "written" in each for each in extra.get(fate, []) if
                   each["reason"] != "It is empty.")  # fmt: skip


def test_the_same_source_gives_the_same_bytes(name: str, imported: Imported) -> None:
    assert reader_of(name).read(sources(name)).files == imported.files


def test_one_path_is_as_good_as_a_list_of_one(name: str) -> None:
    first = sources(name)[0]
    read = reader_of(name).read
    assert read(first).files == read(str(first)).files == read([first]).files


def test_the_account_is_data_and_a_page(imported: Imported) -> None:
    told = json.loads(json.dumps(imported.to_dict()))
    assert len(told["account"]) == told["records"]
    assert as_html(imported.view()) and as_text(imported.summary(), width=80)
    report = imported.files["import-report.md"]
    short = imported.short_names
    for each in imported.account:
        assert f"{short[each.record.file]}:{each.record.at}".replace("_", "") in report.replace(
            "\\", ""
        ).replace("_", "")


def test_the_command_line_writes_it(name: str, tmp_path: Path, capsys: Any) -> None:
    given = [*map(str, sources(name)), *options(name), "--out", str(tmp_path / "out")]
    refused = counted(name)["fates"]["refused"]
    assert main(["import", name, *given, "--as-of", "2026-11-22"]) == (1 if refused else 0)
    assert "import-report.md" in capsys.readouterr().out
    assert toc.load(tmp_path / "out").as_of.isoformat() == "2026-11-22"
