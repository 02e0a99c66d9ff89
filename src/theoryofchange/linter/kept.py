"""What is kept of a theory: all that was found in it, and what was read of each file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from theoryofchange.declare import Declaration
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.contents import Contents
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.remembering import as_json, from_json
from theoryofchange.linter.run import checked
from theoryofchange.linter.shelf import Shelf
from theoryofchange.record import record
from theoryofchange.source.files import YAML_ENDINGS, read_content
from theoryofchange.source.finding import Fault
from theoryofchange.source.keeping import as_bytes, from_bytes
from theoryofchange.source.reading import Reading, decode
from theoryofchange.source.span import Source
from theoryofchange.templates import template_names

_CRASH = "TOC999"
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
class Kept:
    """A theory as it is now, and what is kept of it.

    Parameters
    ----------
    contents
        The bytes of its files.
    shelf
        Where things are kept.
    environment
        The state of the code.
    """

    contents: Contents
    shelf: Shelf
    environment: tuple[str, ...]

    def check(self, configuration: Configuration) -> Findings:
        """Return what a check finds."""
        name = self._name_of_findings(configuration)
        found = self._found(name)
        if found is None:
            declaration = self.declared()
            found = checked(declaration, configuration)
            if self._is_all(declaration) and not found.count(_CRASH):
                with suppress(TypeError):  # a plug-in's own kind of fix has no JSON
                    self.shelf.keep(name, as_json(found).encode())
        return found

    def declared(self) -> Declaration:
        """Return the declaration of the theory."""
        readings = _Readings(self.shelf, f"{self._name()}.readings")
        declaration = self.contents.declared(readings.read)
        readings.keep()
        return declaration

    def _found(self, name: str) -> Findings | None:
        held = self.shelf.read(name)
        try:
            return None if held is None else from_json(held, self._sources())
        except _UNUSABLE:
            return None

    def _sources(self) -> dict[str, Source]:
        decoded = (decode(held, path.as_posix()) for path, held in self.contents.read.items())
        return {each.file: each for each in decoded if isinstance(each, Source)}

    def _is_all(self, declaration: Declaration) -> bool:
        """Tell whether findings follow from these texts, and from no file beside them."""
        settings = declaration.theory.maturity
        if settings is not None and settings.model not in template_names("maturity"):
            return False
        read = self.contents.read
        is_text = all(path.suffix.lower() != ".parquet" for path in read)
        return is_text and len(read) == len(self.contents.held)

    def _name_of_findings(self, configuration: Configuration) -> str:
        read = [(path.as_posix(), _digest(held)) for path, held in self.contents.read.items()]
        told = self._name(repr(configuration), repr(self.contents.refused), read)
        return f"{told}.findings"

    def _name(self, *parts: object) -> str:
        given = [_here(), *map(str, self.contents.paths)]
        return _digest(json.dumps([self.environment, given, parts]).encode())


class _Readings:
    """What was read of each file, by the digest of its content."""

    def __init__(self, shelf: Shelf, name: str) -> None:
        self._shelf, self._name = shelf, name
        self._kept = _parted(shelf.read(name) or b"{}\n")
        self._now: dict[str, bytes] = {}

    def read(self, content: bytes, file: str) -> Reading:
        """Read one file, from what is kept of it where that can be done."""
        if not file.lower().endswith(YAML_ENDINGS):
            return read_content(content, file)
        digest = _digest(content)
        reading = self._again(content, file, digest)
        if reading is None:
            reading = read_content(content, file)
            told = as_bytes(reading)
            if told is not None:
                self._now[digest] = told
        return reading

    def _again(self, content: bytes, file: str, digest: str) -> Reading | None:
        source = decode(content, file)
        if digest not in self._kept or isinstance(source, Fault):
            return None
        try:
            reading = from_bytes(self._kept[digest], source)
        except _UNUSABLE:
            return None
        self._now[digest] = self._kept[digest]
        return reading

    def keep(self) -> None:
        """Keep what was read, and no longer what is not there any more."""
        if self._now.keys() != self._kept.keys():
            self._shelf.keep(self._name, b"".join(_joined(self._now)))


def _joined(held: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the digest and length of each on one line, and then what is held."""
    yield json.dumps({digest: len(told) for digest, told in held.items()}).encode() + b"\n"
    yield from held.values()


def _parted(joined: bytes) -> dict[str, bytes]:
    line, _, rest = joined.partition(b"\n")
    held: dict[str, bytes] = {}
    start = 0
    with suppress(*_UNUSABLE):
        for digest, length in json.loads(line).items():
            held[digest] = rest[start : start + length]
            start += length
    return held


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # the directory was deleted meanwhile
        return ""


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=20).hexdigest()
