"""What a change touches or causes: findings on its lines, and findings that were not there before.

All is checked, for a change causes findings in files that it does not touch. An earlier commit is
checked too, by the same rules; what it had already, word for word, the change has not caused.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import compress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from theoryofchange.errors import InputError
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.identity import identities, names_below
from theoryofchange.linter.repository import (
    Changed,
    changed_since,
    commit_of,
    extract,
    repository_of,
)
from theoryofchange.linter.rule import ALWAYS
from theoryofchange.linter.run import check
from theoryofchange.record import record
from theoryofchange.source.finding import Finding
from theoryofchange.view.measure import counted


@record
class Since:
    """What a check found that a change touches or causes.

    Parameters
    ----------
    findings
        The findings on lines that are new or other, those that were not there at the commit, and
        those for which a file was not read to its end.
    left
        The findings that were there before, on lines that the change does not touch.
    notes
        What to say of all this, a sentence each.
    """

    findings: Findings
    left: tuple[Finding, ...]
    notes: tuple[str, ...]


def since(
    findings: Findings,
    revision: str,
    paths: Sequence[str | Path],
    configuration: Configuration | None = None,
) -> Since:
    """Return what of the findings a change touches or causes.

    Parameters
    ----------
    findings
        All findings of one theory as its files stand, committed or not.
    revision
        The commit that the change begins at: a branch, a tag or a commit, as git takes it.
    paths
        What was checked: a directory, which is one theory, or files, which together are one.
    configuration
        What it was checked by; the commit is checked by the same.

    Raises
    ------
    InputError
        Where git is not installed, the paths are in no repository, or there is no such commit.
    """
    root, commit = expect_commit(revision, paths)
    files = names_below(root, {*findings.sources, *(each.file for each in findings)})
    changed = changed_since(root, commit, files.values())
    places = [_place(Path(path), root) for path in paths]
    beside = () if all(Path(path).is_dir() for path in paths) else files.values()
    with TemporaryDirectory(prefix="toc-") as directory:
        then = Path(os.path.realpath(directory))
        extract(root, commit, _inside((*places, *beside, *changed.renamed)), then)
        before = _checked(_there(then, places, changed), _moved(configuration, root, then))
        known = _known(before, changed, then)
        unread = names_below(then, before.unread).values()
    texts = identities(findings, files)
    counts = [
        text not in known or each.code in ALWAYS or _is_touched(each, files[each.file], changed)
        for each, text in zip(findings, texts, strict=True)
    ]
    left = tuple(each for each, is_shown in zip(findings, counts, strict=True) if not is_shown)
    return Since(
        findings=findings.only(compress(findings, counts)),
        left=left,
        notes=tuple(_told(revision, len(left), sorted(unread))),
    )


def expect_commit(revision: str, paths: Sequence[str | Path]) -> tuple[Path, str]:
    """Return the top directory of the repository that paths are in, and the name of a commit there.

    Parameters
    ----------
    revision, paths
        As for :func:`since`.

    Raises
    ------
    InputError
        Where git is not installed, the paths are in no repository, or there is no such commit.
    """
    first = Path(paths[0])
    root = repository_of(first if first.is_dir() else first.parent)
    return root, commit_of(root, revision)


def _there(then: Path, places: Iterable[str], changed: Changed) -> list[Path]:
    """Return what to check of a commit: the same places, or where their files were before."""
    there: list[Path] = []
    for place in places:
        if os.path.lexists(then / place):
            there.append(then / place)
        else:
            there += (
                then / before
                for before, now in changed.renamed.items()
                if PurePosixPath(now).is_relative_to(place)
            )
    return there


def _checked(paths: Sequence[Path], configuration: Configuration | None) -> Findings:
    """Check what was there of a commit; nothing was found where there was no theory yet."""
    if not paths:
        return Findings(())
    try:
        return check(*paths, configuration=configuration)
    except InputError:
        return Findings(())


def _place(path: Path, root: Path) -> str:
    """Return the name of what was checked as the repository has it."""
    if path.is_dir():
        return Path(os.path.relpath(os.path.realpath(path), root)).as_posix()
    return names_below(root, [str(path)])[str(path)]


def _inside(places: Iterable[str]) -> list[str]:
    return [place for place in places if place != ".." and not place.startswith("../")]


def _moved(configuration: Configuration | None, root: Path, then: Path) -> Configuration | None:
    """Return a configuration whose globs start from the same directory in another tree."""
    if configuration is None or not configuration.per_path:
        return configuration
    start = os.path.relpath(os.path.realpath(configuration.root or "."), root)
    return replace(configuration, root=os.path.normpath(then / start))


def _known(before: Findings, changed: Changed, then: Path) -> frozenset[str]:
    """Return the identities that there were at the commit, by the names that files have now."""
    names = names_below(then, {each.file for each in before})
    now = {file: changed.renamed.get(name, name) for file, name in names.items()}
    return frozenset(identities(before, now))


def _is_touched(finding: Finding, file: str, changed: Changed) -> bool:
    span = finding.span
    last = span.end_line if span.end_column > 1 else span.end_line - 1
    return changed.touches(file, span.line, max(span.line, last))


def _told(revision: str, left: int, unread: Sequence[str]) -> Iterator[str]:
    if left:
        yield f"Not shown: {counted(left, 'finding')} that were there at {revision} already."
    if unread:
        names = ", ".join(unread)
        yield (
            f"At {revision}, {names} could not be read to the end: what was there already is not "
            "known, and is shown."
        )
