"""What was read of the files of earlier checks, by the content of the files.

Of a theory that was read before, only changed files are read again. What is kept counts only for
the same contents, version, Python and installed packages. It may be deleted at any time, and where
it cannot be read, was cut short or cannot be written, everything is read as if there were none.
"""

from __future__ import annotations

from pathlib import Path

from theoryofchange.declare import Declaration, collector_paused
from theoryofchange.environment import code, environment
from theoryofchange.linter.contents import Contents
from theoryofchange.record import record
from theoryofchange.shelf import Shelf, named
from theoryofchange.source.several import read_all

__all__ = ["Cache"]

WORTH = 256 * 1024
"""Bytes of a theory's files below which reading takes no longer than keeping what was read."""

_SEVERAL = 2
"""Files below which nothing is kept: where the one file has changed, it is read in any case."""


@record
class Cache:
    """What was read of the files of earlier checks.

    Parameters
    ----------
    shelf
        Where it is kept.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     theory = Path(place, "theory.yaml")
    ...     _ = theory.write_text("goals: {growth: {}}")
    ...     declaration = Cache(Shelf(f"{place}/kept")).declare(theory)
    >>> list(declaration.theory.goals)
    ['growth']
    """

    shelf: Shelf

    def declare(self, *paths: str | Path) -> Declaration:
        """Return the declaration of a theory, of which only changed files are read again.

        Parameters
        ----------
        paths
            A directory, which is one theory, or files, which together are one.

        Raises
        ------
        InputError
            Where a path does not exist or holds no file of a theory.
        """
        with collector_paused():
            contents = Contents.of(paths)
            if contents.size < WORTH or len(contents.read) < _SEVERAL:
                return contents.declared(read_all)
            from theoryofchange.linter.readings import Readings  # most theories are small

            readings = Readings(self.shelf, _name(paths))
            declaration = contents.declared(readings.read_all)
            readings.keep()
            return declaration


def _name(paths: tuple[str | Path, ...]) -> str:
    given = "\0".join((_here(), *map(str, paths))).encode("utf-8", "surrogatepass")
    return named(environment() + code() + given, ".readings")


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # the directory was deleted meanwhile
        return ""
