"""The sections of a file and what each holds, as an outline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from theoryofchange.declare.sections import BY_ID, SECTIONS, SINGULAR
from theoryofchange.record import record
from theoryofchange.source.document import Document
from theoryofchange.source.span import Source, Span

Sort = Literal["section", "goals", "outcomes", "kpis", "activities", "teams"]


@record
class Symbol:
    """One part of a file.

    Parameters
    ----------
    name
        A section's name or an id.
    detail
        What people call it, or how much it holds.
    sort
        What sort of part it is.
    span
        Where its name stands.
    whole
        From its name to the end of what it holds.
    children
        What it holds.
    """

    name: str
    detail: str
    sort: Sort
    span: Span
    whole: Span
    children: tuple[Symbol, ...] = ()


def outline(documents: Iterable[Document]) -> tuple[Symbol, ...]:
    r"""Return the outline of one file.

    Parameters
    ----------
    documents
        What was read of it.

    Examples
    --------
    >>> from theoryofchange.source.reader import read_yaml
    >>> read = read_yaml(Source("a.yaml", "goals:\n  growth: {title: Grow}\n"))
    >>> [symbol.name for symbol in outline(read.documents)[0].children]
    ['growth']
    """
    return tuple(symbol for document in documents for symbol in _sections(document))


def _sections(document: Document) -> Iterator[Symbol]:
    data, source = document.data, document.source
    keys = list(data) if isinstance(data, dict) else []
    ends = _ends(document, [(key,) for key in keys], len(source.text))
    for key, end in zip(keys, ends, strict=True):
        if key in SECTIONS:
            yield Symbol(
                key,
                _amount(data[key], key),
                "section",
                document.key_span((key,)),
                _whole(document, (key,), end),
                tuple(_items(document, key, end)) if key in BY_ID else (),
            )


def _items(document: Document, section: Any, end: int) -> Iterator[Symbol]:
    held = document.data[section]
    ids = list(held) if isinstance(held, dict) else []
    ends = _ends(document, [(section, id) for id in ids], end)
    for id, item_end in zip(ids, ends, strict=True):
        title = held[id].get("title") if isinstance(held[id], dict) else None
        yield Symbol(
            id,
            title if isinstance(title, str) else SINGULAR[section],
            section,
            document.key_span((section, id)),
            _whole(document, (section, id), item_end),
        )


def _amount(held: Any, section: str) -> str:
    if isinstance(held, list):
        return f"{len(held)} rows" if len(held) != 1 else "1 row"
    return str(len(held)) if isinstance(held, dict) and section in BY_ID else ""


def _ends(document: Document, routes: list[tuple[str, ...]], last: int) -> list[int]:
    """Return for each key of a mapping the offset at which the next one begins."""
    starts = [_offset(document.source, document.key_span(route)) for route in routes]
    return [*starts[1:], last] if starts else []


def _whole(document: Document, route: tuple[str, ...], end: int) -> Span:
    source = document.source
    start = _offset(source, document.key_span(route))
    text = source.text[start : max(start, end)].rstrip()
    return source.span(start, start + len(text))


def _offset(source: Source, span: Span) -> int:
    return source.line_start(span.line) + span.column - 1
