"""What tests of rules share: whatever a rule says there, it says in Chinese as well."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import NoReturn

import pytest

from theoryofchange.linter import run
from theoryofchange.linter.translation import Messages

TABLES = json.loads(
    (files("theoryofchange.linter") / "messages" / "zh.json").read_text(encoding="utf-8")
)
CHINESE = re.compile("[\u4e00-\u9fff]")


class Strict(Messages):
    """The messages in Chinese, of which none may be missing."""

    def unknown(self, phrase: str) -> NoReturn:
        raise AssertionError(f"no Chinese for the phrase {phrase!r}")


STRICT = Strict(TABLES)


@pytest.fixture
def said_in_chinese(monkeypatch):
    """Hold that all that rules say while a test runs has a form in Chinese, figures and all."""
    made = []
    placed = run._placed

    def placed_and_kept(*given):
        made.append(placed(*given))
        return made[-1]

    monkeypatch.setattr(run, "_placed", placed_and_kept)
    yield
    for finding in (each for each in made if each.code in TABLES):
        said = [finding.message, finding.tip, *(each.message for each in finding.related)]
        said += [finding.fix.title] if finding.fix else []
        for text in filter(None, said):
            meant = STRICT.meant(finding.code, text)
            assert meant is not None, f"{finding.code} has no Chinese for {text!r}"
            assert CHINESE.search(meant), meant
            assert figures(text) <= figures(meant), (text, meant)
            assert quoted(text) <= quoted(meant), (text, meant)


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def quoted(text: str) -> set[str]:
    return set(re.findall("“[^”]*”", text))
