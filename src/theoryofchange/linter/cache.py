"""What earlier checks read and found, kept by the content of the files.

A check of unchanged files is not made again, and of changed files only those are read again. What
is kept counts only for the same contents under the same names, the same configuration, version,
Python and installed packages. It may be deleted at any time, and where it cannot be read, was cut
short or cannot be written, the check is made as if there were none.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from theoryofchange.declare import Declaration, collector_paused
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.contents import Contents
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.run import checked
from theoryofchange.record import record

if TYPE_CHECKING:
    from theoryofchange.linter.kept import Kept

__all__ = ["Cache", "cache_at"]

WORTH = 256 * 1024
"""Bytes of a theory's files below which a check takes no longer than keeping what it found."""

DIRECTORY = "TOC_CACHE_DIR"
"""The variable of the environment that names another directory than the user's own."""


def cache_at(directory: str | None = None) -> Cache | None:
    """Return the cache in a directory, or in the user's own for such things.

    The user's own is ``theoryofchange`` below ``XDG_CACHE_HOME`` or ``~/.cache``, on macOS below
    ``~/Library/Caches``, on Windows below ``LOCALAPPDATA``. It is not beside the theory: what a
    pull request brings along could else say of itself that nothing is wrong.

    Parameters
    ----------
    directory
        The directory; where none is named, that of the variable ``TOC_CACHE_DIR``.

    Returns
    -------
    Cache or None
        ``None`` where the user has no such directory, or it could be written by others.
    """
    named = directory or os.environ.get(DIRECTORY)
    if named:
        return Cache(Path(named))
    place = _own_place()
    return Cache(place) if place is not None and _is_ours(place) else None


def _own_place() -> Path | None:
    variable, below = {
        "win32": ("LOCALAPPDATA", "AppData/Local"),
        "darwin": ("", "Library/Caches"),
    }.get(sys.platform, ("XDG_CACHE_HOME", ".cache"))
    named = Path(os.environ.get(variable, "")) if variable else Path()
    if named.is_absolute():
        return named / "theoryofchange"
    try:
        return Path.home() / below / "theoryofchange"
    except RuntimeError:
        return None


def _is_ours(place: Path) -> bool:
    """Tell whether a directory is not there yet, or only this user writes to it."""
    try:
        state = place.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return sys.platform == "win32" or (state.st_uid == os.getuid() and not state.st_mode & 0o022)


@record
class Cache:
    """What earlier checks read and found.

    Parameters
    ----------
    directory
        Where it is kept.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     theory = Path(place, "theory.yaml")
    ...     _ = theory.write_text("goals: {growth: {}}")
    ...     findings = Cache(Path(place, "kept")).check(theory)
    >>> findings.count("GRF002")
    1
    """

    directory: Path

    def check(self, *paths: str | Path, configuration: Configuration | None = None) -> Findings:
        """Return what a check finds.

        Parameters
        ----------
        paths
            A directory, which is one theory, or files, which together are one.
        configuration
            As for :func:`~theoryofchange.check`.

        Raises
        ------
        InputError
            Where a path does not exist or holds no file of a theory.
        """
        configuration = configuration or Configuration()
        with collector_paused():
            contents = Contents.of(paths)
            kept = self._kept(contents)
            if kept is None:
                return checked(contents.declared(), configuration)
            return kept.check(configuration)

    def declare(self, *paths: str | Path) -> Declaration:
        """Return the declaration of a theory, of which only changed files are read again.

        Raises
        ------
        InputError
            Where a path does not exist or holds no file of a theory.
        """
        with collector_paused():
            contents = Contents.of(paths)
            return (self._kept(contents) or contents).declared()

    def _kept(self, contents: Contents) -> Kept | None:
        """Return what is kept of a theory, ``None`` where that is not worth it or not safe."""
        if contents.size < WORTH:
            return None
        from theoryofchange.linter.environment import environment
        from theoryofchange.linter.kept import Kept
        from theoryofchange.linter.shelf import Shelf

        state = environment()
        return None if state is None else Kept(contents, Shelf(self.directory), state)
