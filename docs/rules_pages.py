"""Write a page for every rule from its docstring, and the table of all rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from api_pages import replace_pages
from sphinx.application import Sphinx

if TYPE_CHECKING:
    from theoryofchange.linter import Rule


def _rules() -> tuple[Rule, ...]:
    from theoryofchange.linter import all_rules

    return all_rules()


def _page(rule: Rule) -> str:
    return f"# {rule.code} {rule.name}\n\n*Severity: {rule.severity}*\n\n{rule.page}\n"


def _row(rule: Rule) -> str:
    link = f"[{rule.code}](generated/{rule.code}.md)"
    return f"| {link} | {rule.name} | {rule.severity} | {_summary(rule)} |"


def _summary(rule: Rule) -> str:
    return " ".join(rule.page.split("\n\n")[0].split()).replace("|", r"\|")


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
