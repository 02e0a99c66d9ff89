"""Bytes as a YAML file, and as a table: read, every place inside the file, never an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from places import expect_inside

from theoryofchange.source.files import read_content
from theoryofchange.source.keeping import as_bytes, from_bytes
from theoryofchange.source.reading import Reading
from theoryofchange.source.span import Route, Source, Span

EXAMPLES = Path(__file__).parents[1] / "examples"
WORDS = (
    *("---\n", "...\n", "%YAML 1.1\n", "&a ", "*a", "<<: *a\n", "!!str ", "!x ", "? ", "- ", ": "),
    *("|\n", ">-\n", "{", "}", "[", "]", "'", '"', "#", "\t", "\r\n", "\r", "\u2028", "\x85"),
    *("\ufeff", "~", "null", "true", ",", ";", '""', '"a\nb"', "kpi,date,value\n", "\x00", "😀"),
)


def seeds() -> Iterator[bytes]:
    """Yield the files of the examples, whole and in pieces of a few lines."""
    for file in sorted(EXAMPLES.rglob("*")):
        if file.suffix in (".yaml", ".csv"):
            content = file.read_bytes()
            lines = content.splitlines(keepends=True)
            yield content
            yield from (b"".join(lines[at : at + 12]) for at in range(0, len(lines), 40))


def one_input(data: bytes) -> None:
    """Read bytes as either kind of file."""
    for file in ("theory.yaml", "observations.csv"):
        _expect_sound(read_content(data, file))


def _expect_sound(reading: Reading) -> None:
    for fault in reading.faults:
        assert isinstance(fault.where, Span)
        if reading.source:
            expect_inside(fault.where, reading.source)
            for place, _ in fault.related:
                assert isinstance(place, Span)
                expect_inside(place, reading.source)
    for document in reading.documents:
        for route in _routes(document.data):
            expect_inside(document.span(route), document.source)
            if route:
                expect_inside(document.key_span(route), document.source)
    _expect_kept(reading)


def _expect_kept(reading: Reading) -> None:
    """Expect that what is kept of a file and read again says the same at the same places."""
    kept = as_bytes(reading)
    if kept is None:
        return
    source = reading.source
    assert isinstance(source, Source)
    again = from_bytes(kept, source).documents
    assert len(again) == len(reading.documents)
    for document, other in zip(reading.documents, again, strict=True):
        assert document.data == other.data
        for route in _routes(document.data):
            assert document.span(route) == other.span(route)


def _routes(data: Any, most: int = 2000) -> Iterator[Route]:
    """Yield the route to each node, those near the root first."""
    waiting: list[tuple[Route, Any]] = [((), data)]
    for route, node in waiting:
        yield route
        if len(waiting) < most:
            items = node.items() if isinstance(node, dict) else ()
            items = enumerate(node) if isinstance(node, list) else items
            waiting += (((*route, step), inner) for step, inner in items)
