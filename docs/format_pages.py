"""Write the reference of the file format from the shapes that read it.

The meaning of a key is its entry under *Parameters* in the docstring of its shape; its type and
what its absence means are those of the field.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from api_pages import replace_pages
from numpydoc.docscrape import NumpyDocString
from sphinx.application import Sphinx

from theoryofchange.declare.sections import BY_ID, LISTS, SINGLE
from theoryofchange.kpi.criteria import CRITERIA
from theoryofchange.link import links_by_id
from theoryofchange.maturity.model import MaturityModel
from theoryofchange.quantity import Duration, Quantity, Rate
from theoryofchange.quantity.cadence import CADENCE_DAYS
from theoryofchange.record import MISSING, Field, default_of, fields_of
from theoryofchange.shape import expected_fields, field_types, shapes_in

FIGURES = (
    "80 %",
    "≥ 95%",
    "<.58",
    "14 of 16",
    "2nd",
    "1:10",
    "4.5 / 5",
    "€1.2M",
    "3 weeks",
    "5-7k",
    "at or below 50 days",
    "TBD",
)
"""Figures as people write them, for the table that shows how they are read."""

SECTIONS: Mapping[str, Any] = {**SINGLE, **BY_ID, **LISTS}

_WORDS: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    Any: "anything",
    dt.date: "day, as `2027-12-31`",
    Quantity: "[figure](#figures)",
    Duration: "duration, as `3 weeks`",
    Rate: "rate, as `40 days/month`",
}


def meanings(kind: type[Any]) -> Mapping[str, str]:
    """Return what the docstring of a shape says of each of its fields."""
    said = NumpyDocString(inspect.getdoc(kind) or "")["Parameters"]
    return {
        name: _inline(" ".join(entry.desc))
        for entry in said
        for name in (entry.name or entry.type).split(", ")
    }


def keys(kind: type[Any]) -> tuple[str, ...]:
    """Return the keys of a record; the id of an item is the key above it and not one of them."""
    named_above = kind in BY_ID.values()
    return tuple(name for name in field_types(kind) if not (named_above and name == "id"))


def nested(kinds: Iterable[Any]) -> tuple[Any, ...]:
    """Return the shapes inside shapes, all the way down, in the order they are met."""
    found: dict[Any, None] = {}
    for kind in kinds:
        inside = _inside(kind)
        found |= dict.fromkeys((*inside, *nested(inside)))
    return tuple(found)


def _inside(kind: type[Any]) -> tuple[Any, ...]:
    types_ = field_types(kind).values()
    return tuple(each for held in types_ for each in shapes_in(held) if not hasattr(each, "read"))


def title(kind: type[Any]) -> str:
    """Return what a shape is called: its class's name in words."""
    return " ".join(re.findall("[A-Z][a-z]*", kind.__name__)).capitalize()


def words(kind: Any) -> str:
    """Return a type in words."""
    if kind in _WORDS:
        return _WORDS[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return words(next(each for each in arguments if each is not type(None)))
    if origin is typing.Literal:
        return f"one of {', '.join(f'`{each}`' for each in arguments)}"
    if origin is tuple and arguments[0] is str:
        return "list of texts, or one"
    if origin is tuple:
        return f"list: {words(arguments[0])}"
    if origin is not None and issubclass(origin, Mapping):
        return "mapping" if arguments[1] is Any else f"{words(arguments[1])} by id"
    return f"[{title(kind)}](#{title(kind).lower().replace(' ', '-')})"


def _type(field: Field, kind: Any) -> str:
    if field.metadata.get("convert") is links_by_id:
        return f"{words(kind)}, or ids alone"
    if "least" in field.metadata:
        return f"{words(kind)}, {field.metadata['least']} or more"
    return words(kind)


def _absent(kind: type[Any], field: Field) -> str:
    default = default_of(field)
    if default is MISSING:
        return "refused"
    if field.name in expected_fields(kind):
        return "a finding, [TOC005](../rules/generated/TOC005.md)"
    if isinstance(default, float):
        return f"`{default:g}`"
    if isinstance(default, str) and default:
        return f"`{default}`"
    return "not said" if default is None else "none"


def _table(kind: type[Any]) -> Iterator[str]:
    said, held = meanings(kind), field_types(kind)
    yield "| key | type | meaning | absent |"
    yield "|---|---|---|---|"
    for field in fields_of(kind).values():
        if field.name in keys(kind):
            cells = (_type(field, held[field.name]), said[field.name], _absent(kind, field))
            yield f"| `{field.name}` | {' | '.join(cells)} |"


def _record(kind: type[Any]) -> Iterator[str]:
    yield _inline(NumpyDocString(inspect.getdoc(kind) or "")["Summary"][0])
    yield ""
    prepare = inspect.getdoc(getattr(kind, "prepare", None))
    if prepare:
        yield f"*Short form:* {_inline(prepare).removeprefix('Read ')}"
        yield ""
    yield from _table(kind)
    yield ""


def _section(name: str, kind: type[Any]) -> Iterator[str]:
    form = "One record." if name in SINGLE else "Rows."
    yield f"### {name}\n"
    yield "Items by id." if name in BY_ID else form
    yield from _record(kind)


def _reference(kinds: Iterable[Any], known: Iterable[Any] = ()) -> Iterator[str]:
    for kind in kinds:
        if kind not in known:
            yield f"### {title(kind)}\n"
            yield from _record(kind)


def _figures() -> Iterator[str]:
    yield "| written | read as | value | unit | limit |"
    yield "|---|---|---|---|---|"
    for text in FIGURES:
        read = Quantity.read(text)
        limit = "" if read.bound == "=" else f"`{read.bound}`"
        yield f"| `{text}` | {read.kind} | {_value(read)} | {read.unit or ''} | {limit} |"


def _value(read: Quantity) -> str:
    if read.value is None:
        return "none"
    upper = "" if read.upper is None else f" to {read.upper:.10g}"
    of = "" if read.of is None else f" of {read.of:.10g}"
    return f"{read.value:.10g}{upper}{of}"


def _inline(text: str) -> str:
    """Return the markup of a docstring as that of a page, fit for a cell of a table."""
    plain = re.sub(r":\w+:`~?([^`]*)`", r"`\1`", " ".join(text.split()))
    return plain.replace("``", "`").replace("|", r"\|")


def pages() -> Mapping[str, str]:
    """Return the text of each generated part by its file name."""
    sections = [line for name, kind in SECTIONS.items() for line in _section(name, kind)]
    inside = nested(SECTIONS.values())
    model = (MaturityModel, *nested([MaturityModel]))
    criteria = [f"| `{each.key}` | {each.question} |" for each in CRITERIA]
    parts = {
        "sections": sections,
        "records": [*_reference(inside)],
        "model": [*_reference(model, known=inside)],
        "figures": [*_figures()],
        "criteria": ["| key | asks |", "|---|---|", *criteria],
        "cadences": [", ".join(f"`{word}`" for word in CADENCE_DAYS) + "."],
    }
    return {f"{name}.txt": "\n".join([*lines, ""]) for name, lines in parts.items()}


def write_pages(app: Sphinx) -> None:
    """Write the parts of the format's reference below ``format/generated``."""
    folder = Path(app.srcdir) / "format" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    replace_pages(folder, dict(pages()))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the pages with Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
