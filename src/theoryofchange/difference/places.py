"""Where a theory to be compared is: in memory, in files, or at a git revision."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.loading import load
from theoryofchange.linter.repository import Asker, commit_of, extract, repository_of
from theoryofchange.linter.run import Given

Place = Given
"""A theory, the path of one, a mapping in the form of a theory file, or ``REV:path``."""

_ASKER = Asker("toc diff", "compare files or directories")
_HERE = ("./", "../")


def theory_at(place: Place) -> TheoryOfChange:
    """Return the theory of a place.

    Parameters
    ----------
    place
        A theory, the path of one, a mapping in the form of a theory file, or ``REV:path``: the
        path at a git revision, from the top of the repository, or with ``./`` from here.

    Raises
    ------
    DeclarationError
        Where the theory has faults that keep it from being used.
    InputError
        Where there is nothing to read, or no such revision.
    """
    if isinstance(place, TheoryOfChange):
        return place
    if not isinstance(place, str) or os.path.lexists(place):
        return load(place)
    revision, colon, path = place.partition(":")
    if not colon:
        raise InputError(
            f"{place}: there is no such file or directory; of a git revision name the path too: "
            f"{place}:PATH"
        )
    if path.startswith(_HERE):
        return theory_of_revision(revision, [path])
    root = repository_of(Path.cwd(), _ASKER)
    return theory_of_revision(revision, [root / path])


def theory_of_revision(revision: str, paths: Sequence[str | Path]) -> TheoryOfChange:
    """Return the theory that files had at a git revision.

    Parameters
    ----------
    revision
        A branch, a tag or a commit, as git takes it.
    paths
        One directory, or files, from here; they need not exist any more.

    Raises
    ------
    DeclarationError
        Where the theory has faults that keep it from being used; each names its file as the
        repository does.
    InputError
        Where git is not installed, the paths are in no repository, or the revision has none of
        them.
    """
    here = [Path(os.path.normpath(Path.cwd() / path)) for path in paths]
    root = repository_of(_directory(here[0]), _ASKER)
    commit = commit_of(root, revision, _ASKER)
    places = [_below(root, path) for path in here]
    with TemporaryDirectory(prefix="toc-") as directory:
        then = Path(os.path.realpath(directory))
        extract(root, commit, places, then)
        for place in places:
            if not os.path.lexists(then / place):
                raise InputError(f"{revision}:{place}: the commit holds no theory there")
        with _named_from(then):
            return load(*(then / place for place in places)).replace(root=None)


def _directory(path: Path) -> Path:
    """Return the nearest directory that exists now."""
    return next(each for each in (path, *path.parents) if each.is_dir())


def _below(root: Path, path: Path) -> str:
    """Return the name of a path in a repository."""
    parent = Path(os.path.realpath(path.parent))
    place = Path(os.path.relpath(parent / path.name, root))
    if path == root or Path(os.path.realpath(path)) == root:
        return "."
    if ".." in place.parts:
        raise InputError(f"{path}: this lies outside of the repository {root}")
    return place.as_posix()


@contextmanager
def _named_from(directory: Path) -> Iterator[None]:
    """Let faults name files as the repository has them."""
    try:
        yield
    except DeclarationError as error:
        found = cast("Findings", error.findings).below(directory)
        raise DeclarationError(found) from None
    except InputError as error:
        raise InputError(str(error).replace(f"{directory}{os.sep}", "")) from None
