"""What tests of the reader share: YAML that is read, and what a place in it covers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from theoryofchange.source.document import Document
from theoryofchange.source.finding import Fault
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import Limits, Reading
from theoryofchange.source.span import Source, Span


def read_text(text: str, limits: Limits | None = None) -> Reading:
    return read_yaml(Source("a.yaml", text), limits or Limits())


def only_document(text: str) -> Document:
    reading = read_text(text)
    assert (list(reading.faults), reading.complete, len(reading.documents)) == ([], True, 1)
    return reading.documents[0]


def covered(text: str, span: Span) -> str:
    """Return what a span covers, with lines as an editor counts them."""
    lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    start = lines[span.line - 1] + span.column - 1
    return text[start : lines[span.end_line - 1] + span.end_column - 1]


@pytest.fixture(scope="session")
def read() -> Callable[..., Reading]:
    return read_text


@pytest.fixture(scope="session")
def document() -> Callable[[str], Document]:
    """Read a text that holds one document and no fault."""
    return only_document


@pytest.fixture(scope="session")
def data() -> Callable[[str], Any]:
    return lambda text: only_document(text).data


@pytest.fixture(scope="session")
def piece() -> Callable[[str, Span], str]:
    return covered


@pytest.fixture(scope="session")
def at() -> Callable[..., str]:
    """Show what the place of a node covers."""
    return lambda text, *route: covered(text, only_document(text).span(route))


@pytest.fixture(scope="session")
def only_fault() -> Callable[..., tuple[str, str, Fault]]:
    """Return the code and the covered text of the one fault there is, and the fault."""

    def only_fault(text: str) -> tuple[str, str, Fault]:
        (fault,) = read_text(text).faults
        assert isinstance(fault.where, Span)
        return fault.code, covered(text, fault.where), fault

    return only_fault
