"""Text → declaration: a theory, what is wrong with how it is written, and its places."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theoryofchange.declare.absent import absent_fields
from theoryofchange.declare.lost import Lost, lost_references
from theoryofchange.declare.model import OwnModel, own_model, packaged_model
from theoryofchange.declare.references import (
    dangling_faults,
    journey_references,
    maturity_references,
    references,
)
from theoryofchange.declare.rows import Fragment, shape_rows
from theoryofchange.declare.sections import BY_ID, LISTS, SINGLE, Home, Merged, merge
from theoryofchange.declare.shaping import Shaped, shape_items, shape_single
from theoryofchange.errors import InputError
from theoryofchange.graph import PARTS, TheoryOfChange
from theoryofchange.record import field, record, replace
from theoryofchange.shape import plain
from theoryofchange.source.document import Document
from theoryofchange.source.files import BESIDE, Files, find_files, read_file, read_source
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import LIMITS, Limits, Reading
from theoryofchange.source.span import Route, Source, Span
from theoryofchange.source.writer import to_yaml

if TYPE_CHECKING:
    from theoryofchange.maturity.model import MaturityModel

__all__ = ["Declaration", "declare", "declare_readings", "declare_text", "dump", "files_of"]


@record
class Declaration:
    """A theory as it is written.

    Parameters
    ----------
    theory
        What could be built of it.
    faults
        What is wrong with how it is written; each has a code, most keep the theory from being used.
    faulted
        Routes at which a value was refused or put right.
    unread
        The files that could not be read to their end.
    fragments
        What can be read of the rows that could not be used, each with its route.
    documents
        The documents it was read from.
    """

    theory: TheoryOfChange
    faults: tuple[Fault, ...]
    faulted: frozenset[Route]
    unread: tuple[str, ...]
    fragments: tuple[tuple[Route, Fragment], ...]
    documents: tuple[Document, ...]
    sources: Mapping[str, Source] = field(repr=False)
    _own_model: OwnModel = field(repr=False)
    _merged: Merged = field(repr=False)
    _shaped: Shaped = field(repr=False)
    _readings: tuple[Reading, ...] = field(repr=False)
    _refused: tuple[Fault, ...] = field(repr=False)

    @property
    def complete(self) -> bool:
        """Whether every file could be read to its end."""
        return not self.unread

    @property
    def model(self) -> MaturityModel | None:
        """The maturity model the theory is assessed by; ``None`` where it cannot be had."""
        return packaged_model(self.theory.maturity) or self._own_model.model

    def faults_of(self, code: str) -> Iterator[Fault]:
        """Yield the faults of one code."""
        return (fault for fault in self.faults if fault.code == code)

    def lost(self, field: str) -> Lost:
        """Return the references of ``needs``, ``advances`` or ``measures`` that were refused."""
        return lost_references(field, self.theory, self._merged, self.faulted)

    def span(self, place: Route | Span) -> Span:
        """Return where a route of the theory stands in its files."""
        if isinstance(place, Span):
            return place
        home = self.home(place)
        if home:
            return home.document.span(home.route)
        section_span = self._section_span(place)
        if section_span:
            return section_span
        first = next(iter(self.sources), "<nothing>")
        return Span(first, 1, 1, 1, 1)

    def home(self, place: Route) -> Home | None:
        """Return the document that a route of the theory is written in, and the route in there."""
        place = self._shaped.written(place)
        for length in (2, 1):
            home = self._merged.homes.get(place[:length])
            if home:
                return Home(home.document, (*home.route, *place[length:]))
        return None

    def with_texts(self, texts: Mapping[str, str]) -> Declaration:
        """Return the same theory with other texts in some of its files, and read only those.

        Parameters
        ----------
        texts
            The text of each file that changes, by the name it is reported with.

        Raises
        ------
        KeyError
            Where a file is none that the theory was read from as text.

        Examples
        --------
        >>> declaration = declare_text("goals: {growth: {weight: 1}}", "theory.yaml")
        >>> changed = declaration.with_texts({"theory.yaml": "goals: {growth: {weight: 2}}"})
        >>> changed.theory.goals["growth"].weight
        2.0
        """
        known = {each.source.file: at for at, each in enumerate(self._readings) if each.source}
        readings = list(self._readings)
        for file, text in texts.items():
            readings[known[file]] = read_source(Source(file, text))
        return declare_readings(readings, self._refused, self.theory.root)

    def taken_as_sound(self) -> Declaration:
        """Return the same theory as if nothing were wrong with how it is written.

        A rule that looks at it finds what else a fault holds back, since one mistake is one
        finding.
        """
        merged = replace(self._merged, dropped=[], refused=set())
        return replace(self, faults=(), faulted=frozenset(), _merged=merged)

    def _section_span(self, place: Route) -> Span | None:
        for document in self.documents:
            if place and isinstance(document.data, dict) and place[0] in document.data:
                return document.key_span(place[:1])
        return None


def declare(*paths: str | Path, limits: Limits = LIMITS) -> Declaration:
    """Read the files of one theory.

    Parameters
    ----------
    paths
        One directory, or files.
    limits
        What is refused as unsafe.

    Returns
    -------
    Declaration
        The theory, and every fault in how it is written.

    Raises
    ------
    InputError
        Where a path does not exist, cannot be read, or holds no file of a theory.
    """
    with collector_paused():
        files = files_of(*paths)
        readings = [read_file(path, limits) for path in files.readable]
        return _declare(readings, files.refused, root_of(paths))


def files_of(*paths: str | Path) -> Files:
    """Return the files of one theory.

    Parameters
    ----------
    paths
        One directory, or files.

    Raises
    ------
    InputError
        Where a path does not exist or holds no file of a theory.
    """
    if "" in paths:
        raise InputError("an empty path names nothing; write . for this directory")
    return find_files(tuple(Path(path) for path in paths))


def declare_text(text: str, file: str = "<text>", limits: Limits = LIMITS) -> Declaration:
    """Read a theory from one YAML text.

    Examples
    --------
    >>> declaration = declare_text("goals: {growth: {nedes: [trust]}}")
    >>> [fault.tip for fault in declaration.faults_of("TOC003")]
    ['Did you mean needs?']
    """
    from theoryofchange.source.reader import read_yaml

    with collector_paused():
        return _declare([read_yaml(Source(file, text), limits)], ())


def declare_readings(
    readings: Sequence[Reading], refused: Sequence[Fault] = (), root: Path | None = None
) -> Declaration:
    """Put together what was read of the files of one theory.

    Parameters
    ----------
    readings
        What was read, in the order of the files; none of it is changed, and it may be used again.
    refused
        Why other files were not read.
    root
        The theory's directory; ``None`` where it has none.

    Examples
    --------
    >>> from theoryofchange.source.reader import read_yaml
    >>> texts = [Source("a.yaml", "goals: {growth: {}}"), Source("b.yaml", "kpis: {reach: {}}")]
    >>> theory = declare_readings([read_yaml(text) for text in texts]).theory
    >>> list(theory.goals), list(theory.kpis)
    (['growth'], ['reach'])
    """
    with collector_paused():
        return _declare(readings, refused, root)


def dump(theory: TheoryOfChange) -> str:
    """Write a theory as one YAML text, from which the same theory is read.

    Examples
    --------
    >>> from theoryofchange.goal import Goal
    >>> print(dump(TheoryOfChange(goals=[Goal(id="growth", weight=3)])), end="")
    goals:
      growth:
        weight: 3
    """
    data = to_data(theory)
    return to_yaml(data) if data else ""


def to_data(theory: TheoryOfChange) -> dict[str, Any]:
    """Return a theory as plain data in the form of its files."""
    data: dict[str, Any] = {}
    for part in PARTS:
        held = plain(getattr(theory, part))
        if part in BY_ID:
            held = {id: {k: v for k, v in item.items() if k != "id"} for id, item in held.items()}
        if held:
            data["theory" if part == "header" else part] = held
    return data


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the cyclic garbage collector from walking data that is all in use."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def root_of(paths: Sequence[str | Path]) -> Path:
    """Return the directory of a theory that is read from a directory or from files."""
    first = Path(paths[0])
    return first if first.is_dir() else first.parent


def _declare(
    readings: Sequence[Reading], refused: Sequence[Fault], root: Path | None = None
) -> Declaration:
    documents = [document for reading in readings for document in reading.documents]
    merged = merge(documents)
    shaped = Shaped()
    items = {name: shape_items(name, kind, merged, shaped) for name, kind in BY_ID.items()}
    rows = {name: shape_rows(name, kind, merged, shaped) for name, kind in LISTS.items()}
    single: dict[str, Any] = {
        name: shape_single(name, kind, merged, shaped) for name, kind in SINGLE.items()
    }
    merged.dropped.extend(shaped.dropped)
    unread = _unread(readings, refused)
    faults = [*refused, *(fault for reading in readings for fault in reading.faults)]
    faults += merged.faults + shaped.faults
    meant: dict[str, str] = {}
    if not unread:
        journey = single["theory"].journey if single["theory"] else ()
        settled = (
            *references(items),
            *journey_references(items, journey),
            *maturity_references(single["maturity"]),
        )
        named = {**items, "journey": dict.fromkeys(journey)}
        faults += dangling_faults(settled, named, rows, merged, shaped, meant)
    own = own_model(single["maturity"], root, readings)
    faults += own.faults
    faults += absent_fields(items, rows, shaped.faulted)
    parts: dict[str, Any] = {**items, **{name: held.kept for name, held in rows.items()}}
    theory = TheoryOfChange(
        single["theory"], maturity=single["maturity"], meant=meant, root=root, **parts
    )
    return Declaration(
        theory=theory,
        faults=tuple(faults),
        faulted=frozenset(shaped.faulted),
        unread=unread,
        fragments=tuple(
            ((name, index), row)
            for name, held in rows.items()
            for index, row in enumerate(held.fragments, len(held.kept))
        ),
        documents=tuple(documents),
        sources=_sources([*readings, *own.readings], faults),
        _own_model=own,
        _merged=merged,
        _shaped=shaped,
        _readings=tuple(readings),
        _refused=tuple(refused),
    )


def _unread(readings: Sequence[Reading], refused: Sequence[Fault]) -> tuple[str, ...]:
    """Return the names of files that were not read to their end, by their last fault."""
    cut = [reading.faults[-1] for reading in readings if not reading.complete]
    lost = [fault for fault in refused if fault.code not in BESIDE]
    places = [fault.where for fault in (*lost, *cut)]
    return tuple(place.file for place in places if isinstance(place, Span))


def _sources(readings: Sequence[Reading], faults: Sequence[Fault]) -> dict[str, Source]:
    found = {reading.source.file: reading.source for reading in readings if reading.source}
    for fault in faults:
        if isinstance(fault.where, Span):
            found.setdefault(fault.where.file, Source(fault.where.file, ""))
    return found
