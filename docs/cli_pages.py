"""Write the options of every command from the parser that reads them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from api_pages import replace_pages
from sphinx.application import Sphinx

from theoryofchange.cli.parser import parser

_TERMINAL = {"COLUMNS": "80", "NO_COLOR": "1"}


@contextmanager
def _terminal() -> Iterator[None]:
    """Let the help be set as for a plain terminal, whatever the one of the build is."""
    before = {name: os.environ.get(name) for name in _TERMINAL}
    os.environ |= _TERMINAL
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def commands() -> Mapping[str, argparse.ArgumentParser]:
    """Return the parser of each command by its name."""
    return {
        name: command
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, command in action.choices.items()
    }


def options() -> str:
    """Return the help of every command as a page's text."""
    with _terminal():
        return "\n".join(
            f"### toc {name}\n\n```text\n{command.format_help()}```\n"
            for name, command in commands().items()
        )


def write_pages(app: Sphinx) -> None:
    """Write the help of every command below ``command-line/generated``."""
    folder = Path(app.srcdir) / "command-line" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    replace_pages(folder, {"options.txt": options()})


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the pages with Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
