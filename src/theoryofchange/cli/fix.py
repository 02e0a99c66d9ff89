"""``toc check --fix`` and ``--diff``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from theoryofchange.cli.terminal import has_colour
from theoryofchange.declare import Declaration
from theoryofchange.linter.fixing import Fixed, Skipped, as_in_files, fixed, write
from theoryofchange.linter.run import declared
from theoryofchange.linter.settings import Settings
from theoryofchange.linter.translation import in_language, messages_in
from theoryofchange.reporting.diff import fixes_as_diff
from theoryofchange.reporting.findings import COLOURED, PLAIN
from theoryofchange.view.measure import clean, counted
from theoryofchange.view.translation import said_in

Asked = tuple[Sequence[str], Settings]
"""The paths of a theory, and how it is checked."""


def fix(asked: Sequence[Asked], given: argparse.Namespace) -> bool:
    """Mend the files of theories, or print what would change; tell whether anything does.

    All theories are read, and what the check afterwards needs is looked for, before the first file
    is written.

    Raises
    ------
    InputError
        Where that check could not be made, or a file is no longer as it was read.
    """
    declarations = [declared(*paths) for paths, _ in asked]
    _expect_commits(asked, given)
    _expect_baselines(asked, declarations, given)
    made = [
        fixed(
            declaration,
            configuration=settings.configuration,
            applicability="unsafe" if given.unsafe_fixes else "safe",
        )
        for declaration, (_, settings) in zip(declarations, asked, strict=True)
    ]
    if given.diff:
        palette = COLOURED if has_colour() else PLAIN
        sys.stdout.write("".join(fixes_as_diff(as_in_files(each), palette) for each in made))
        sys.stdout.flush()
    else:
        write(*made)
    done = "would be mended" if given.diff else "mended"
    languages = {each.theory.header.language for each in declarations}
    for line in _told(made, done, languages.pop() if len(languages) == 1 else "en"):
        print(line, file=sys.stderr)
    return any(each.after for each in made)


def _expect_commits(asked: Sequence[Asked], given: argparse.Namespace) -> None:
    if given.changed_since is None:
        return
    from theoryofchange.linter.changes import expect_commit

    for paths, _ in asked:
        expect_commit(given.changed_since, paths)


def _expect_baselines(
    asked: Sequence[Asked], declarations: Sequence[Declaration], given: argparse.Namespace
) -> None:
    unread: dict[str, list[str]] = {}
    for (_, settings), declaration in zip(asked, declarations, strict=True):
        if settings.baseline is not None:
            unread.setdefault(settings.baseline, []).extend(declaration.unread)
    for file, of_theories in unread.items():
        from theoryofchange.linter.baseline import expect_to_compare, expect_to_update

        if given.update_baseline:
            expect_to_update(file, of_theories)
        else:
            expect_to_compare(file)


def _told(made: Sequence[Fixed], done: str, language: str) -> Iterator[str]:
    applied = sum(len(each.applied) for each in made)
    if applied:
        files = counted(sum(len(each.after) for each in made), "file")
        yield said_in(f"{counted(applied, 'finding')} {done} in {files}.", language)
    for each in made:
        for skipped in each.skipped:
            yield clean(_why(skipped, language))


def _why(skipped: Skipped, language: str) -> str:
    """Return which finding was not mended, and why."""
    finding = str(in_language(skipped.finding, language)).removesuffix("。")
    finding, reason = (said.removesuffix(".") for said in (finding, skipped.reason))
    text = f"Not mended: {finding}: {reason}."
    messages = messages_in(language)
    return messages.said("fixes", text) if messages else text
