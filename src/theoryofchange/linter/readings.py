"""What was read of each file of a theory, kept for the next time and taken up again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress

from theoryofchange.shelf import Shelf, digest
from theoryofchange.source.files import is_yaml
from theoryofchange.source.finding import Fault
from theoryofchange.source.keeping import as_bytes, from_bytes
from theoryofchange.source.reading import Read, decode
from theoryofchange.source.several import read_all

_UNUSABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What is raised where something kept is not what was to be kept."""


class Readings:
    """What was read of each file, by the digest of its content.

    Parameters
    ----------
    shelf
        Where it is kept.
    name
        Under which name.
    """

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
