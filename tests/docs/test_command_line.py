"""The page on the command line says which errors keep a theory from being used."""

from __future__ import annotations

import re
from pathlib import Path

from theoryofchange.linter import all_rules, load
from theoryofchange.linter.loading import BEARABLE, BLOCKING

PAGE = Path(__file__).parents[2] / "docs/command-line/index.md"
CRASH = "TOC999"
_ROW = re.compile(r"^\|(.*)\| 1 \| ([01])\b", re.MULTILINE)
_CODE = re.compile(r"[A-Z]{3}\d{3}")


def told(outcome: str) -> set[str]:
    rows = _ROW.findall(PAGE.read_text(encoding="utf-8"))
    return {
        code for text, ends_with in rows if ends_with == outcome for code in _CODE.findall(text)
    }


def test_the_page_names_what_keeps_a_theory_from_being_used() -> None:
    written = {each.code for each in all_rules() if each.visits == "Declaration"} - {CRASH}
    assert told("1") == (written - BEARABLE) | BLOCKING
    errors = {each.code for each in all_rules() if each.severity == "error"}
    assert told("0") == BEARABLE & errors


def test_the_docstring_of_load_names_them_too() -> None:
    said = load.__doc__ or ""
    first, last = re.findall(r"(TOC\d{3}) to (TOC\d{3})", said)[0]
    span = {f"TOC{number:03}" for number in range(int(first[3:]), int(last[3:]) + 1)}
    assert set(_CODE.findall(said)) | span == told("1") | told("0")
