"""``toc diff``."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Mapping

from theoryofchange.cli.codes import CLEAN, FINDINGS
from theoryofchange.cli.given import refused
from theoryofchange.difference import Change, Diff, diff
from theoryofchange.difference.places import theory_at, theory_of_revision
from theoryofchange.errors import DeclarationError
from theoryofchange.graph import TheoryOfChange

_MOST_IN_A_COMMENT = 20
"""Rows of a table in Markdown: a comment on a pull request is short."""

_FAILS: Mapping[str, Callable[[Change], bool]] = {
    "breaks-comparability": lambda change: change.breaks,
    "unversioned": lambda change: change.breaks and change.version_raised is not True,
    "relaxed": lambda change: change.kind == "relaxed",
    "restated": lambda change: change.kind == "restated",
    "any": lambda change: True,
}


def main(given: argparse.Namespace) -> int:
    """Print what changed between two theories."""
    found = diff(_theory(given.old, given.paths), _theory(given.new, given.paths))
    sys.stdout.write(_written(found, given.format))
    fails = [_FAILS[name] for name in given.fail_on or ()]
    failed = any(fail(change) for change in found.changes for fail in fails)
    return FINDINGS if failed else CLEAN


def _theory(place: str, paths: list[str]) -> TheoryOfChange:
    try:
        return theory_of_revision(place, paths) if paths else theory_at(place)
    except DeclarationError as error:
        raise refused(place, "compared", error) from None


def _written(found: Diff, form: str) -> str:
    if form == "json":
        from theoryofchange.reporting.data import as_json

        return as_json(found.to_dict())
    if form == "markdown":
        from theoryofchange.view.markdown import as_markdown

        return as_markdown(found.view(_MOST_IN_A_COMMENT), level=3)
    from theoryofchange.view.text import as_text

    return as_text(found.view(), width=shutil.get_terminal_size((100, 24)).columns)
