"""What a check looks at, so that its answer can be said again until something of it changes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from theoryofchange import templates
from theoryofchange.cli.answers import CODE, FILE, TREE, Pending, place
from theoryofchange.declare import Declaration, files_of
from theoryofchange.environment import paths_below
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.plugins import brought_by
from theoryofchange.linter.registry import all_rules
from theoryofchange.linter.settings import Settings, files_for
from theoryofchange.shelf import Shelf

if TYPE_CHECKING:
    from theoryofchange.cli.answers import Answer

_CRASH = "TOC999"
_OWN = __package__.partition(".")[0]

Asked = Sequence[tuple[Sequence[str], Settings]]
"""The paths of each theory, and how it is checked."""


def pending_answer(shelf: Shelf, asked: Asked, given: argparse.Namespace) -> Pending | None:
    """Return the answer to be, of what is there before anything of it is read.

    Returns
    -------
    Pending or None
        ``None`` where the answer depends on more than files, as a git history, or changes some.
    """
    if given.changed_since or given.update_baseline or given.fix:
        return None
    places = dict.fromkeys(found for each in asked for found in _places(*each, given))
    return Pending(shelf, given.arguments, tuple(places))


def keep(pending: Pending, answer: Answer) -> None:
    """Keep an answer, unless a rule of somebody else had a say, which may have looked anywhere."""
    if not any(map(brought_by, all_rules())):
        pending.keep(answer, [place(CODE, path) for path in _own_code()])


def _own_code() -> list[str]:
    """Return where this package's code stands: modules, their directories, templates."""
    found = {
        file
        for name, module in sys.modules.items()
        if name.partition(".")[0] == _OWN and (file := getattr(module, "__file__", None))
    }
    found |= {os.path.dirname(file) for file in found}  # noqa: PTH120 - hundreds of paths
    return sorted(found.union(paths_below(templates.__file__), _messages()))


def _messages() -> Iterator[str]:
    """Yield where the messages of other languages stand, if anything was said in one."""
    for room in ("linter", "view"):
        speaking = sys.modules.get(f"{_OWN}.{room}.translation")
        if speaking is not None and speaking.__file__:
            yield from map(str, Path(speaking.__file__).parent.glob("messages/*.json"))


def _places(paths: Sequence[str], settings: Settings, given: argparse.Namespace) -> Iterator[str]:
    if given.config:
        yield place(FILE, given.config)
    elif not given.isolated:
        yield from (place(FILE, file) for file in files_for(*paths))
    if settings.baseline is not None:
        yield place(FILE, settings.baseline)
    yield from (place(TREE, path) for path in paths if Path(path).is_dir())
    yield from (place(FILE, path) for path in files_of(*paths).readable)


def follows(declaration: Declaration, findings: Findings, paths: Sequence[str]) -> bool:
    """Tell whether findings follow from the files of a theory, and from nothing beside them."""
    settings = declaration.theory.maturity
    is_ours = settings is None or settings.model in templates.template_names("maturity")
    is_whole = is_ours or all(Path(path).is_dir() for path in paths)
    too_large = any(each.code == "TOC010" for each in findings)
    return is_whole and not too_large and not findings.count(_CRASH)
