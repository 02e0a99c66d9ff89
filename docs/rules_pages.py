"""Write a page for every rule from its docstring, and the table of all rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from api_pages import replace_pages
from sphinx.application import Sphinx

if TYPE_CHECKING:
    from theoryofchange.linter import Rule


def _rules() -> tuple[Rule, ...]:
    from theoryofchange.linter.registry import packaged_rules

    return packaged_rules()


def _page(rule: Rule) -> str:
    facts = f"Severity: {rule.severity} · Confidence: {rule.confidence} · Profile: {rule.profile}"
    return f"# {rule.code} {rule.name}\n\n*{facts}*\n\n{rule.page}\n{_options(rule)}"


def _options(rule: Rule) -> str:
    if not rule.options:
        return ""
    told = "\n".join(
        f"- `{name}`, {default!r} by default" for name, default in rule.options.items()
    )
    return f"\n## Options\n\n{told}\n"


def _row(rule: Rule) -> str:
    link = f"[{rule.code}](generated/{rule.code}.md)"
    cells = (link, rule.name, rule.severity, rule.confidence, rule.profile, _summary(rule))
    return f"| {' | '.join(cells)} |"


def _summary(rule: Rule) -> str:
    return " ".join(rule.page.split("\n\n")[0].split()).replace("|", r"\|")


def write_pages(app: Sphinx) -> None:
    """Write ``rules/generated/CODE.md`` for each rule, and the table of rules."""
    folder = Path(app.srcdir) / "rules" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    rules = _rules()
    pages = {f"{rule.code}.md": _page(rule) for rule in rules}
    head = [
        "| code | defect | severity | confidence | profile | says |",
        "|---|---|---|---|---|---|",
    ]
    pages["table.txt"] = "\n".join([*head, *map(_row, rules), ""])
    replace_pages(folder, pages)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the pages with Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
