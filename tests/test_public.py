"""What ``import theoryofchange`` offers: every name is there, documented, and frozen."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest

import theoryofchange as toc

ROOT = Path(__file__).parents[1]
API = (ROOT / "docs/api/index.md").read_text(encoding="utf-8")
SOURCE = Path(toc.__file__).read_text(encoding="utf-8")
NAMES = [name for name in toc.__all__ if name != "__version__"]
RECORDS = [name for name in NAMES if dataclasses.is_dataclass(getattr(toc, name))]


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_says_what_it_is(name: str) -> None:
    held = getattr(toc, name)
    assert held.__name__ == name
    assert held.__module__.startswith("theoryofchange.")
    assert held.__doc__ and not held.__doc__.startswith(f"{name}(")


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_stands_on_the_page_of_the_api(name: str) -> None:
    assert re.search(rf"`(toc\.)?{name}[`(]", API)


def test_the_page_of_the_api_names_nothing_that_is_not_there() -> None:
    said = re.findall(r"`toc\.(\w+)\(", API)
    table = API.partition("| what you meet | names |")[2].partition("\n\n")[0]
    assert {*said, *re.findall(r"`(\w+)`", table)} == set(NAMES)


def test_a_type_checker_sees_the_same_names() -> None:
    imports = [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.ImportFrom)]
    seen = {
        alias.name
        for node in imports
        if (node.module or "").startswith("theoryofchange.")
        for alias in node.names
    }
    assert seen - {"__version__"} == set(NAMES)


@pytest.mark.parametrize("name", RECORDS)
def test_a_public_record_refuses_what_it_does_not_hold(name: str) -> None:
    kind = getattr(toc, name)
    properties = [key for key, held in vars(kind).items() if isinstance(held, property)]
    for attribute in ("no_such_field", *properties):
        with pytest.raises(AttributeError):
            setattr(object.__new__(kind), attribute, 1)
