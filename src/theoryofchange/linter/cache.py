"""What was read of the files of earlier checks, by the content of the files.

Of a theory that was read before, only changed files are read again. What is kept counts only for
the same contents, version, Python and installed packages. It may be deleted at any time, and where
it cannot be read, was cut short or cannot be written, everything is read as if there were none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from theoryofchange.declare import Declaration, collector_paused
from theoryofchange.environment import code, environment
from theoryofchange.linter.contents import Contents
from theoryofchange.record import record
from theoryofchange.shelf import Shelf, digest, named
from theoryofchange.source.files import is_yaml
from theoryofchange.source.finding import Fault
from theoryofchange.source.keeping import as_bytes, from_bytes
from theoryofchange.source.reading import Read, decode
from theoryofchange.source.several import read_all

__all__ = ["Cache"]

WORTH = 256 * 1024
"""Bytes of a theory's files below which reading takes no longer than keeping what was read."""

_SEVERAL = 2
"""Files below which nothing is kept: where the one file has changed, it is read in any case."""

_UNUSABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What is raised where something kept is not what was to be kept."""


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
            readings = _Readings(self.shelf, _name(paths))
            declaration = contents.declared(readings.read_all)
            readings.keep()
            return declaration


class _Readings:
    """What was read of each file, by the digest of its content."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._shelf, self._name = shelf, name
        self._kept = _parted(shelf.read(name) or b"{}\n")
        self._now: dict[str, bytes] = {}

    def read_all(self, contents: Mapping[str, bytes]) -> dict[str, Read]:
        """Read files, of which those are read anew of which nothing is kept."""
        told = {file: digest(content).hex() for file, content in contents.items()}
        again = {file: self._again(contents[file], file, told[file]) for file in contents}
        fresh = read_all({file: contents[file] for file, held in again.items() if held is None})
        for file, (reading, kept) in fresh.items():
            held = kept or as_bytes(reading)
            if held and is_yaml(file):
                self._now[told[file]] = held
        return {file: held or fresh[file] for file, held in again.items()}

    def _again(self, content: bytes, file: str, told: str) -> Read | None:
        if told not in self._kept or not is_yaml(file):
            return None
        source = decode(content, file)
        if isinstance(source, Fault):
            return None
        try:
            reading = from_bytes(self._kept[told], source)
        except _UNUSABLE:
            return None
        self._now[told] = self._kept[told]
        return Read(reading)

    def keep(self) -> None:
        """Keep what was read, and no longer what is not there any more."""
        if self._now.keys() != self._kept.keys():
            self._shelf.keep(self._name, b"".join(_joined(self._now)))


def _joined(held: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the digest and length of each on one line, and then what is held."""
    yield json.dumps({told: len(kept) for told, kept in held.items()}).encode() + b"\n"
    yield from held.values()


def _parted(joined: bytes) -> dict[str, bytes]:
    line, _, rest = joined.partition(b"\n")
    held: dict[str, bytes] = {}
    start = 0
    with suppress(*_UNUSABLE):
        for told, length in json.loads(line).items():
            held[told] = rest[start : start + length]
            start += length
    return held


def _name(paths: tuple[str | Path, ...]) -> str:
    given = "\0".join((_here(), *map(str, paths))).encode("utf-8", "surrogatepass")
    return named(environment() + code() + given, ".readings")


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # the directory was deleted meanwhile
        return ""
