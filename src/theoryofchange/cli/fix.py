"""``toc check --fix`` and ``--diff``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from theoryofchange.cli.output import has_colour
from theoryofchange.declare import Declaration
from theoryofchange.linter.fixing import Fixed, fixed, write
from theoryofchange.linter.settings import Settings
from theoryofchange.reporting.diff import fixes_as_diff
from theoryofchange.reporting.findings import COLOURED, PLAIN
from theoryofchange.view.measure import clean, counted


def fix(declaration: Declaration, settings: Settings, given: argparse.Namespace) -> bool:
    """Mend the files of a theory, or print what would change; tell whether anything does."""
    made = fixed(
        declaration,
        configuration=settings.configuration,
        applicability="unsafe" if given.unsafe_fixes else "safe",
    )
    if given.diff:
        sys.stdout.write(fixes_as_diff(made, COLOURED if has_colour() else PLAIN))
    else:
        write(made)
    for line in _told(made):
        print(line, file=sys.stderr)
    return bool(made.after)


def _told(made: Fixed) -> Iterator[str]:
    if made.applied:
        files = counted(len(made.after), "file")
        yield f"{counted(len(made.applied), 'finding')} mended in {files}."
    for each in made.skipped:
        yield clean(f"Not mended: {each.finding}: {each.reason}.")
