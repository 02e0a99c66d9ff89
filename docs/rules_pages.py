"""Write a page for every rule from its docstring, and the table of all rules."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from api_pages import replace_pages
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError


def _rules() -> list[Any]:
    from theoryofchange import linter

    rules = getattr(linter, "rules", None)
    if not callable(rules):
        raise ExtensionError("the rule pages need the function theoryofchange.linter.rules")
    return sorted(rules(), key=lambda rule: str(rule.code))


def _text(rule: Any) -> str:
    return inspect.cleandoc(rule.doc)


def _page(rule: Any) -> str:
    return f"# {rule.code} {rule.name}\n\n*Severity: {rule.severity}*\n\n{_text(rule)}\n"


def _row(rule: Any) -> str:
    link = f"[{rule.code}](generated/{rule.code}.md)"
    return f"| {link} | {rule.name} | {rule.severity} | {_summary(rule)} |"


def _summary(rule: Any) -> str:
    return " ".join(_text(rule).split("\n\n")[0].split()).replace("|", r"\|")


def write_pages(app: Sphinx) -> None:
    """Write ``rules/generated/CODE.md`` for each rule, and the table of rules."""
    folder = Path(app.srcdir) / "rules" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    rules = _rules()
    pages = {f"{rule.code}.md": _page(rule) for rule in rules}
    head = ["| code | defect | severity | says |", "|---|---|---|---|"]
    pages["table.txt"] = "\n".join([*head, *map(_row, rules), ""])
    replace_pages(folder, pages)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the pages with Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
