"""The records of files that are lists of performance indicators, and those that are none."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.interop.gitlab.indicator import is_field
from theoryofchange.interop.seam.record import Record
from theoryofchange.interop.seam.sources import Paths, each_path
from theoryofchange.interop.seam.trees import DEEPEST, depth, unreadable, yaml_of
from theoryofchange.source.document import UNREADABLE, Document
from theoryofchange.source.files import find_files
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import Reading
from theoryofchange.source.span import Source, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of a file.

    Parameters
    ----------
    record
        The record.
    reason
        Why it cannot become a KPI; ``None`` where it can: its name is a text then.
    """

    record: Record
    reason: str | None


@dataclass(frozen=True, slots=True)
class IndicatorFile:
    """A file, and each of its records.

    Parameters
    ----------
    name
        Its name as given.
    entries
        Its records, in order.
    """

    name: str
    entries: tuple[Entry, ...]

    @property
    def usable(self) -> tuple[Record, ...]:
        """The records that can become KPIs."""
        return tuple(entry.record for entry in self.entries if entry.reason is None)


def indicator_files(
    paths: Paths,
) -> tuple[tuple[IndicatorFile, ...], tuple[Fault, ...]]:
    """Read files of performance indicators.

    Parameters
    ----------
    paths
        The file or files, or directories of them; one given twice is read once.

    Returns
    -------
    tuple of IndicatorFile, tuple of Fault
        The files, and what is wrong with how they are written.

    Raises
    ------
    InputError
        Where a file cannot be read to its end or is none of performance indicators, or where all
        are empty.
    """
    given = each_path(paths)
    found = find_files(tuple(Path(path) for path in given))
    faults = list(found.refused)
    files = []
    for path in dict.fromkeys(found.readable):
        reading = yaml_of(path)
        faults += reading.faults
        files.append(_file(path.as_posix(), reading))
    if not any(file.entries for file in files):
        raise InputError(f"{', '.join(given)}: no performance indicator is in there")
    return tuple(files), tuple(faults)


def _file(name: str, reading: Reading) -> IndicatorFile:
    entries = tuple(_entry(name, found) for found in _found(name, reading))
    file = IndicatorFile(name, entries)
    _expect_indicators(file)
    return file


def _entry(name: str, found: _Found) -> Entry:
    reason = _unusable(found.data)
    unkept = reason is not None and (unreadable(found.data) or depth(found.data) > DEEPEST)
    lossy = unkept or (reason is None and found.faulted)
    record = Record(
        kind="indicator",
        name=_name_of(found.data),
        file=name,
        at=found.line,
        data=None if unkept else found.data,
        written=found.written if lossy else None,
    )
    return Entry(record, reason)


def _expect_indicators(file: IndicatorFile) -> None:
    """Raise where a file holds records and none of them is a performance indicator."""
    if not file.entries:
        return
    first = file.entries[0]
    place = f"{file.name}:{first.record.at}"
    if not file.usable:
        raise InputError(
            f"{place}: this is no list of performance indicators; "
            f"the first record cannot be used: {first.reason}"
        )
    if not any(is_field(key) for record in file.usable for key in record.data):
        raise InputError(
            f"{file.name}:{file.usable[0].at}: this is no list of performance indicators; "
            "no record has a definition, a target, an org or any other field of one beside its name"
        )


@dataclass(frozen=True, slots=True)
class _Found:
    data: Any
    span: Span
    last_line: int
    faulted: bool
    source: Source | None

    @property
    def line(self) -> int:
        return self.span.line

    @property
    def written(self) -> str | None:
        """The lines of the record; of a line that others stand on too, its own part."""
        if self.source is None:
            return None
        line, column = self.span.line, self.span.column
        if line == self.last_line:
            return self.source.line_window(line, column - 1, self.span.end_column - column)
        lines = range(line, self.last_line + 1)
        return "\n".join(self.source.line_text(each) for each in lines).rstrip()


def _found(name: str, reading: Reading) -> Iterator[_Found]:
    """Yield the items of every document, each with the lines from it to the next."""
    documents = [document for document in reading.documents if document.data is not None]
    for document in documents:
        if not isinstance(document.data, list):
            line = document.span(()).line
            raise InputError(f"{name}:{line}: this is no list of performance indicators")
    places = [fault.where for fault in reading.faults]
    faults = sorted(place.line for place in places if isinstance(place, Span))
    for document, end in zip(documents, _ends(documents), strict=True):
        spans = [document.span((index,)) for index in range(len(document.data))]
        lines = [span.line for span in spans]
        for data, span, following in zip(document.data, spans, [*lines, end][1:], strict=True):
            last = max(span.end_line, following - 1)
            faulted = bisect_left(faults, span.line) < bisect_right(faults, last)
            yield _Found(data, span, last, faulted, reading.source)


def _ends(documents: Sequence[Document]) -> Iterator[int]:
    """Yield the line after each document; behind the last there may be blank ones."""
    for document in documents[1:]:
        yield document.span(()).line
    for document in documents[-1:]:
        yield document.source.position(len(document.source.text.rstrip()))[0] + 1


def _unusable(entry: Any) -> str | None:
    """Return why an entry cannot be a KPI, or ``None``."""
    if entry is None:
        return "It is empty."
    if entry is UNREADABLE:
        return "It could not be read safely."
    if not isinstance(entry, dict):
        return "It is no mapping of fields."
    if unreadable(entry):
        return "A part of it could not be read safely."
    if depth(entry) > DEEPEST:
        return f"It is nested more than {DEEPEST} levels deep."
    name = entry.get("name")
    if name is None or (isinstance(name, str) and not name.strip()):
        return "It has no name."
    return None if isinstance(name, str) else "Its name is not a text."


def _name_of(entry: Any) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return name if isinstance(name, str) else ""
