"""Write a page for every rule and every code of data, and a table of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from api_pages import replace_pages
from sphinx.application import Sphinx

if TYPE_CHECKING:
    from theoryofchange.linter import Rule
    from theoryofchange.linter.standards import Standard, StandardField
    from theoryofchange.measurement.contracts import Contract


def _rules() -> tuple[Rule, ...]:
    from theoryofchange.linter.registry import packaged_rules

    return packaged_rules()


def _page(rule: Rule) -> str:
    facts = f"Severity: {rule.severity} · Confidence: {rule.confidence} · Profile: {rule.profile}"
    return f"# {rule.code} {rule.name}\n\n*{facts}*\n\n{rule.page}\n{_options(rule)}"


def _contract_page(contract: Contract) -> str:
    told = "Told by {doc}`toc measure </measure>`"
    facts = f"Severity: {contract.severity} · {told}: {contract.then}"
    return f"# {contract.code} {contract.name}\n\n*{facts}*\n\n{contract.page}\n"


def _contract_row(contract: Contract) -> str:
    link = f"{{doc}}`{contract.code} </rules/generated/{contract.code}>`"
    cells = (link, contract.name, contract.severity, contract.summary, contract.then)
    return f"| {' | '.join(cells)} |"


def _contracts() -> dict[str, str]:
    """Return the page of each code that ``toc measure`` tells, and the table of them."""
    from theoryofchange.measurement.contracts import CONTRACTS

    pages = {f"{code}.md": _contract_page(each) for code, each in CONTRACTS.items()}
    head = ["| code | defect | severity | says | then |", "|---|---|---|---|---|"]
    return pages | {
        "contracts.txt": "\n".join([*head, *map(_contract_row, CONTRACTS.values()), ""])
    }


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


def _standards() -> str:
    from theoryofchange.linter.standards import standard, standard_names

    return "\n".join(_standard(standard(name), name) for name in standard_names())


def _standard(asked: Standard, name: str) -> str:
    head = ["| asked for | need | answered by | note |", "|---|---|---|---|"]
    rows = [f"| {' | '.join(_answer(each))} |" for each in asked.fields]
    title = f"## {asked.title}\n\n`toc check --profile {name}`. {asked.source}.\n"
    return "\n".join([title, *head, *rows, ""])


def _answer(asked: StandardField) -> tuple[str, ...]:
    stated = ", ".join(f"`{key}`" for key in asked.keys)
    ours = stated or (f"derived: {asked.mend}" if asked.fact else "not expressible")
    return asked.asks, asked.need, ours, asked.beyond or asked.note or ""


def write_pages(app: Sphinx) -> None:
    """Write ``rules/generated/CODE.md`` for each rule and code of data, and their tables."""
    folder = Path(app.srcdir) / "rules" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    rules = _rules()
    pages = {f"{rule.code}.md": _page(rule) for rule in rules}
    head = [
        "| code | defect | severity | confidence | profile | says |",
        "|---|---|---|---|---|---|",
    ]
    pages["table.txt"] = "\n".join([*head, *map(_row, rules), ""])
    pages["standards.txt"] = _standards()
    pages |= _contracts()
    replace_pages(folder, pages)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the pages with Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
