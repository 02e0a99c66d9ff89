"""A theory that is open in an editor: what is read of it, and what is known of it by now."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from theoryofchange.declare import Declaration, declare_readings
from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.language_server.fields import FREE_TEXTS
from theoryofchange.language_server.folders import Texts, is_part
from theoryofchange.language_server.mentions import Index
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.loading import theory_of
from theoryofchange.linter.run import checked
from theoryofchange.linter.settings import settings_for
from theoryofchange.source.document import Document
from theoryofchange.source.files import Files, find_files, read_file, read_source
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import LIMITS, Reading
from theoryofchange.source.span import Source, Span

_Stamp = Source | tuple[int, int]
"""What tells one version of a file from another: the text in the editor, or time and size."""


@dataclass(frozen=True)
class State:
    """What is known of a theory at one moment.

    Parameters
    ----------
    declaration
        It as it is written now.
    readable
        It as it was when all of its files could last be read to their end; as it is now, where
        they never could.
    configuration
        By which settings it is checked.
    """

    declaration: Declaration
    readable: Declaration
    configuration: Configuration = field(default_factory=Configuration)

    @property
    def theory(self) -> TheoryOfChange:
        """The theory that was last read as a whole."""
        return self.readable.theory

    @cached_property
    def index(self) -> Index:
        """Where the ids are declared and named, as it is written now."""
        return Index(self.declaration.documents)

    def prepare(self) -> None:
        """Work out what the next answers are made from, so that nobody waits for it then."""
        _ = self.texts, self.unusable

    def documents(self, source: Source) -> tuple[Document, ...]:
        """Return what was read of one file, before it broke where it is broken now."""
        broken = source.file in self.declaration.unread
        documents = (self.readable if broken else self.declaration).documents
        return tuple(each for each in documents if each.source.file == source.file)

    @cached_property
    def texts(self) -> Mapping[str, tuple[str, ...]]:
        """The texts that each field holds, but for free ones; the most frequent first."""
        counts: dict[str, Counter[str]] = {}
        for document in self.readable.documents:
            for key, text in _texts_in(document.data):
                counts.setdefault(key, Counter())[text] += 1
        return {
            key: tuple(sorted(counted, key=lambda text: (-counted[text], text)))
            for key, counted in counts.items()
        }

    @property
    def cut(self) -> Span | None:
        """Where a file cannot be read on, so that what is known is of an earlier text."""
        if self.declaration.complete:
            return None
        places = (fault.where for fault in self.declaration.faults)
        spans = [place for place in places if isinstance(place, Span)]
        unread = [span for span in spans if span.file in self.declaration.unread]
        return unread[-1] if unread else None

    @cached_property
    def unusable(self) -> str:
        """Why no status can be told: what keeps the theory from being used, or nothing."""
        try:
            theory_of(self.readable, self.configuration)
        except DeclarationError as error:
            first, *more = error.findings
            others = f" and {len(more)} more" if more else ""
            return f"{first.code} on line {first.line} of {Path(first.file).name}{others}"
        return ""


@dataclass(frozen=True)
class Checked:
    """What was found in a theory.

    Parameters
    ----------
    state
        What was checked.
    configuration
        How.
    findings
        The findings.
    problem
        Why the settings could not be read, and the recommended rules were taken instead; else
        empty.
    """

    state: State
    configuration: Configuration
    findings: Findings
    problem: str = ""


@dataclass
class OpenTheory:
    """A theory of which a file is open.

    Parameters
    ----------
    root
        Its directory.
    """

    root: Path
    _read: dict[str, tuple[_Stamp, Reading]] = field(default_factory=dict, repr=False)
    _refused: tuple[Fault, ...] = field(default=(), repr=False)
    _state: State | None = field(default=None, repr=False)
    _checked: Checked | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def state(self, texts: Texts) -> State:
        """Return what is known of it now; only files that changed are read again.

        Parameters
        ----------
        texts
            The texts of the files that are open.

        Raises
        ------
        InputError
            Where a file cannot be read at all.
        """
        with self._lock:
            files = self._files(texts)
            before = self._readings
            self._read = {
                path.as_posix(): self._reading(path, texts.get(path.as_posix()))
                for path in files.readable
            }
            readings = self._readings
            if self._state is None or not _same(readings, before) or files.refused != self._refused:
                self._refused = files.refused
                declaration = declare_readings(readings, files.refused, self.root)
                last = self._state.readable if self._state else declaration
                readable = declaration if declaration.complete else last
                last_by = self._state.configuration if self._state else self._configuration()[0]
                self._state = State(declaration, readable, last_by)
            return self._state

    def _state_by(self, configuration: Configuration, texts: Texts) -> State:
        """Return what is known of it now, looked at by some settings."""
        state = self.state(texts)
        if state.configuration == configuration:
            return state
        with self._lock:
            self._state = replace(state, configuration=configuration)
            return self._state

    def sources(self, texts: Texts) -> Iterator[Source]:
        """Yield the text of each of its files, as it is now where the file is open."""
        for file, (_, reading) in [*self._read.items()]:
            source = texts.get(file, reading.source)
            if source:
                yield source
        yield from (texts[file] for file in texts.keys() - self._read.keys())

    @property
    def _readings(self) -> list[Reading]:
        return [reading for _, reading in self._read.values()]

    @property
    def known(self) -> State | None:
        """What was known of it when it was last asked, whatever changed since."""
        return self._state

    def check(self, texts: Texts, today: dt.date | None = None) -> Checked:
        """Return its findings now, by the settings that hold for its directory.

        Parameters
        ----------
        texts
            The texts of the files that are open.
        today
            The day by which suppressions expire.

        Raises
        ------
        InputError
            Where a file cannot be read at all.
        """
        configuration, problem = self._configuration()
        configuration = replace(configuration, today=today)
        state = self._state_by(configuration, texts)
        last = self._checked
        if last and last.state is state and last.configuration == configuration:
            return last
        language = state.declaration.theory.header.language
        findings = checked(state.declaration, configuration).in_language(language)
        self._checked = Checked(state, configuration, findings, problem)
        state.prepare()
        return self._checked

    def _configuration(self) -> tuple[Configuration, str]:
        try:
            return settings_for(self.root).configuration, ""
        except InputError as error:
            return Configuration(), str(error)

    def _files(self, texts: Texts) -> Files:
        """Return the files on disk, and behind them those that are not saved yet."""
        new = sorted(Path(name) for name in texts if self._is_unsaved(Path(name)))
        try:
            found = find_files((self.root,))
        except InputError:
            if not new:
                raise
            found = Files((), ())
        return Files((*found.readable, *new), found.refused)

    def _is_unsaved(self, path: Path) -> bool:
        is_inside = path.is_relative_to(self.root) and is_part(path, self.root)
        return is_inside and not path.exists()

    def _reading(self, path: Path, source: Source | None) -> tuple[_Stamp, Reading]:
        stamp = source or _stamp(path)
        known = self._read.get(path.as_posix())
        if known and known[0] == stamp:
            return known
        return stamp, read_source(source) if source else read_file(path, LIMITS)


def _texts_in(data: Any) -> Iterator[tuple[str, str]]:
    """Yield each text that stands alone or in a list, with the key it stands under."""
    for held in data if isinstance(data, list) else ():
        yield from _texts_in(held)
    for key, held in data.items() if isinstance(data, dict) else ():
        if key in FREE_TEXTS:
            continue
        for text in held if isinstance(held, list) else (held,):
            if isinstance(text, str):
                yield key, text
        yield from _texts_in(held)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def _same(readings: list[Reading], before: list[Reading]) -> bool:
    return len(readings) == len(before) and all(map(_is, readings, before))


def _is(one: Reading, other: Reading) -> bool:
    return one is other
