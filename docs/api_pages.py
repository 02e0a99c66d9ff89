"""Write a page for every room of the package, from the modules that stand in it.

A module appears in the API reference by existing. Left out are private modules, the parts that a
package inside a room is made of (but for those of the stages and the catalogue, which callers use),
the command line, the language server and the single rules (each has its own pages), and templates
(YAML).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import GenericAlias
from typing import Any

from sphinx.application import Sphinx

_PACKAGE = "theoryofchange"
_USED = ("stages.", "measurement.catalogue.")
_ELSEWHERE = ("cli", "language_server", "templates", "linter.rules")


def modules(source: Path) -> Iterator[tuple[str, Path]]:
    """Yield each documented module's dotted name below the package, and its file, in order."""
    found = {}
    for file in source.rglob("*.py"):
        parts = file.relative_to(source).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        private = any(part.startswith("_") for part in name.split("."))
        elsewhere = any(name == word or name.startswith(f"{word}.") for word in _ELSEWHERE)
        used = name.startswith(_USED)
        part = name.count(".") > 1 and file.name != "__init__.py" and not used
        if name and not private and not elsewhere and not part:
            found[name] = file
    yield from sorted(found.items())


def summary(file: Path) -> str:
    """Return the first paragraph of a module's docstring on one line."""
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


def _section(name: str, level: str) -> str:
    dotted = f"{_PACKAGE}.{name}"
    return f"{level} {dotted}\n\n```{{eval-rst}}\n.. automodule:: {dotted}\n```\n"


def _page(room: str, names: list[str]) -> str:
    below = [name for name in names if name != room]
    first = [_section(room, "#")] if room in names else [f"# {_PACKAGE}.{room}\n"]
    return "\n".join([*first, *(_section(name, "##") for name in below)])


def write_pages(app: Sphinx) -> None:
    """Write ``api/generated/<room>.md`` and the table of rooms."""
    docs = Path(app.srcdir)
    folder = docs / "api" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    rooms: dict[str, list[str]] = {}
    summaries: dict[str, str] = {}
    for name, file in modules(docs.parent / "src" / _PACKAGE):
        room = name.partition(".")[0]
        rooms.setdefault(room, []).append(name)
        summaries.setdefault(room, summary(file))
    pages = {f"{room}.md": _page(room, names) for room, names in rooms.items()}
    rows = [f"| [{_PACKAGE}.{room}](generated/{room}.md) | {summaries[room]} |" for room in rooms]
    pages["table.txt"] = "\n".join(["| module | is |", "|---|---|", *rows, ""])
    replace_pages(folder, pages)


def replace_pages(folder: Path, pages: dict[str, str]) -> None:
    """Make a folder hold exactly these pages, leaving the unchanged ones untouched."""
    for stale in folder.iterdir():
        if stale.name not in pages:
            stale.unlink()
    for name, text in pages.items():
        page = folder / name
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


def no_signature_for_aliases(
    _app: Sphinx, _what: str, _name: str, documented: object, *_: Any
) -> tuple[None, None] | None:
    """Keep numpydoc from giving a type alias the signature of ``tuple`` or ``dict``."""
    return (None, None) if isinstance(documented, GenericAlias) else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the pages with Sphinx, ahead of numpydoc (500)."""
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-signature", no_signature_for_aliases, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
