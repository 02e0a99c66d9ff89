"""The bytes of the files that make one theory, as they are now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from theoryofchange.declare import (
    Declaration,
    collector_paused,
    declare_readings,
    files_of,
    root_of,
)
from theoryofchange.record import record
from theoryofchange.source.files import content_of
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import LIMITS, Read, Reading
from theoryofchange.source.several import read_all


@record
class Contents:
    """The bytes of the files that make one theory.

    Parameters
    ----------
    paths
        What was given: one directory, or files.
    refused
        Why other files are not read.
    held
        The bytes of each file, or why they are not read.
    """

    paths: tuple[str | Path, ...]
    refused: tuple[Fault, ...]
    held: Mapping[Path, bytes | Fault]

    @classmethod
    def of(cls, paths: tuple[str | Path, ...]) -> Contents:
        """Read the bytes of the files of a theory.

        Raises
        ------
        InputError
            Where a path does not exist, cannot be read, or holds no file of a theory.
        """
        files = files_of(*paths)
        held = {path: content_of(path, LIMITS) for path in files.readable}
        return cls(paths, files.refused, held)

    @property
    def read(self) -> dict[Path, bytes]:
        """The bytes of each file that is read."""
        return {path: held for path, held in self.held.items() if isinstance(held, bytes)}

    @property
    def size(self) -> int:
        """How many bytes there are in all."""
        return sum(map(len, self.read.values()))

    def declared(self, read: Callable[[Mapping[str, bytes]], Mapping[str, Read]]) -> Declaration:
        """Return the declaration of the theory.

        Parameters
        ----------
        read
            What reads files, given the bytes of each by its name.
        """
        found = read({path.as_posix(): held for path, held in self.read.items()})
        readings = [
            Reading([], [held], complete=False)
            if isinstance(held, Fault)
            else found[path.as_posix()].reading
            for path, held in self.held.items()
        ]
        return declare_readings(readings, self.refused, root_of(self.paths))


def declare_together(*paths: str | Path) -> Declaration:
    """Return the declaration of a theory whose files are read by several processes if that pays.

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
        return Contents.of(paths).declared(read_all)
