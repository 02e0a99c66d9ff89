"""The JSON Schema of a theory file, made from the shapes that read it.

It accepts what the reader accepts, and refuses every unknown key and every value of the wrong
kind. What only a rule can tell, such as a reference to nothing or a day that there is not, it lets
pass. Scalars stay text when we read them (``docs/decisions/0004-scalars-stay-text.md``), so where
a text is asked for, a number is one too.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, cast

from theoryofchange.declare.sections import BY_ID, LISTS, SINGLE
from theoryofchange.link import links_by_id
from theoryofchange.quantity import Duration, Quantity, Rate
from theoryofchange.record import MISSING, Field, default_of, fields_of
from theoryofchange.shape import field_types, is_shape, shapes_in

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:theoryofchange:theory"
"""The name of the schema; it is written by ``toc schema`` and not fetched from anywhere."""

_WITH_UNIT = r"[^0-9\s.,+-]"
"""What a duration or rate has beside its number."""
_DIGITS = r"[0-9](_?[0-9])*"

_SCALARS: Mapping[Any, Schema] = {
    str: {"type": ["string", "number"]},
    int: {
        "anyOf": [
            {"type": "integer"},
            {"type": "string", "pattern": rf"^\s*[+-]?{_DIGITS}(\.0*)?\s*$"},
        ]
    },
    float: {
        "anyOf": [
            {"type": "number"},
            {
                "type": "string",
                "pattern": rf"^\s*[+-]?({_DIGITS}\.?|({_DIGITS})?\.{_DIGITS})"
                rf"([eE][+-]?{_DIGITS})?\s*$",
            },
        ]
    },
    bool: {
        "anyOf": [
            {"type": "boolean"},
            {"enum": [0, 1]},
            {
                "type": "string",
                "pattern": "^(0|1|[tT]([rR][uU][eE])?|[fF]([aA][lL][sS][eE])?|[yY]([eE][sS])?"
                "|[nN][oO]?|[oO][nN]|[oO][fF][fF])$",
            },
        ]
    },
    Any: {},
    dt.date: {
        "type": "string",
        "format": "date",
        "pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$",
        "examples": ["2027-12-31"],
    },
    Quantity: {"type": ["string", "number"], "examples": ["80 %", "14 of 16", "€1.2M", "≥ 95 %"]},
    Duration: {"type": "string", "pattern": _WITH_UNIT, "examples": ["3 weeks", "1 quarter"]},
    Rate: {"type": "string", "pattern": _WITH_UNIT, "examples": ["40 days/month"]},
}


def theory_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of one file of a theory.

    Returns
    -------
    dict
        Plain data, the same on every call; each key has its meaning as ``description``.

    Examples
    --------
    >>> schema = theory_schema()
    >>> sorted(schema["properties"])[:3]
    ['activities', 'benchmarks', 'goals']
    >>> schema["$defs"]["Kpi"]["properties"]["direction"]["enum"]
    ['increase', 'decrease', 'maintain', 'range', None]
    """
    properties: Schema = {}
    for name, kind in SINGLE.items():
        properties[name] = _nullable(_reference(kind))
    for name, kind in BY_ID.items():
        properties[name] = _by_id(_nullable(_reference(kind)))
    for name, kind in LISTS.items():
        properties[name] = {"type": ["array", "null"], "items": _reference(kind)}
    sections = {**SINGLE, **BY_ID, **LISTS}
    return {
        "$schema": DIALECT,
        "$id": ID,
        "title": "A theory of change",
        "description": "One file of a theory: goals, the outcomes they need, the KPIs that measure "
        "both, and the activities that advance them. All files of a directory are one theory.",
        "type": ["object", "null"],
        "properties": {
            name: {"description": _summary(sections[name]), **schema}
            for name, schema in properties.items()
        },
        "additionalProperties": False,
        "$defs": {kind.__name__: _record(kind) for kind in _all_shapes(sections.values())},
    }


def meanings(kind: type[Any]) -> Mapping[str, str]:
    """Return what the docstring of a shape says of each of its fields.

    Examples
    --------
    >>> from theoryofchange.kpi import Kpi
    >>> meanings(Kpi)["owner"]
    'The role that answers for it.'
    """
    _, _, after = (inspect.getdoc(kind) or "").partition("\nParameters\n----------\n")
    section = re.split(r"\n\n?[^\n]+\n-{3,}\n", after, maxsplit=1)[0]
    entries = re.findall(r"^(\S[^\n]*)\n((?:[ ]{4}[^\n]*\n?|\n)+)", section + "\n", re.MULTILINE)
    return {
        name: _plain(text)
        for names, text in entries
        for name in names.partition(" :")[0].split(", ")
    }


def _all_shapes(kinds: Any) -> tuple[Any, ...]:
    """Return shapes and those inside them, all the way down, in the order they are met."""
    found: dict[Any, None] = {}
    for kind in kinds:
        found |= {kind: None}
        held = (inside for type_ in field_types(kind).values() for inside in shapes_in(type_))
        found |= dict.fromkeys(_all_shapes(each for each in held if not _is_read(each)))
    return tuple(found)


def _record(kind: type[Any]) -> Schema:
    said, held = meanings(kind), field_types(cast(Any, kind))
    fields = [
        field
        for field in fields_of(kind).values()
        if not (field.name == "id" and kind in BY_ID.values())
    ]
    required = [field.name for field in fields if default_of(field) is MISSING]
    record: Schema = {
        "title": " ".join(re.findall("[A-Z][a-z]*", kind.__name__)).capitalize(),
        "description": _summary(kind),
        "type": "object",
        "properties": {
            field.name: {"description": said.get(field.name, ""), **_field(field, held[field.name])}
            for field in fields
        },
        "additionalProperties": False,
    }
    return {**record, "required": required} if required else record


def _field(field: Field, kind: Any) -> Schema:
    convert: Callable[[Any], Any] | None = field.metadata.get("convert")
    if convert is links_by_id:
        (link,) = shapes_in(kind)
        ids = {"type": "array", "items": _schema(str), "uniqueItems": True}
        return _any(_by_id(_nullable(_reference(link))), _schema(str), ids)
    schema = _schema(kind)
    if field.metadata.get("truths"):
        schema = _with_truths(schema)
    if convert is not None and "enum" in schema:
        words = [word.replace("_", " ") for word in schema["enum"] if word and "_" in word]
        schema = {**schema, "enum": [*schema["enum"], *words]}
    if "least" in field.metadata:
        number, text = schema["anyOf"]
        schema = {"anyOf": [{**number, "minimum": field.metadata["least"]}, text]}
    default = default_of(field)
    told = isinstance(default, str | int | float) and default != ""
    return {**schema, "default": default} if told else schema


def _schema(kind: Any) -> Schema:
    if kind in _SCALARS:
        return dict(_SCALARS[kind])
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _nullable(_schema(next(each for each in arguments if each is not type(None))))
    if origin is typing.Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is tuple:
        items = {"type": ["array", "null"], "items": _schema(arguments[0])}
        return _any(items, *_alone(arguments[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _by_id(_schema(arguments[1]))
    return _any(_reference(kind), *_alone(kind))


def _alone(kind: Any) -> Iterator[Schema]:
    """Yield the schema of the one text or number that may stand for a list or a record."""
    if kind is str:
        yield _schema(kind)
    elif is_shape(kind) and (field := _short_form(kind)):
        yield from _of_field(kind, field)


@cache
def _short_form(kind: Any) -> str | None:
    """Return the field that a text alone is read into, where there is one."""
    prepare, probe = getattr(kind, "prepare", None), "text"
    prepared = prepare(probe) if prepare else probe
    return next(iter(prepared)) if isinstance(prepared, dict) else None


def _of_field(kind: Any, name: str) -> Iterator[Schema]:
    inside = field_types(kind)[name]
    held = [each for each in typing.get_args(inside) if each is not type(None)]
    schema = _schema(held[0] if isinstance(inside, types.UnionType) else inside)
    truths = fields_of(kind)[name].metadata.get("truths")
    yield _with_truths(schema) if truths else schema


def _with_truths(schema: Schema) -> Schema:
    """Let true and false stand where a text may."""
    held = {**schema}
    if "string" in held.get("type", ()):
        types_ = held["type"] if isinstance(held["type"], list) else [held["type"]]
        held["type"] = [*types_, "boolean"]
    if "items" in held:
        held["items"] = _with_truths(held["items"])
    if "anyOf" in held:
        held["anyOf"] = [_with_truths(each) for each in held["anyOf"]]
    return held


def _reference(kind: Any) -> Schema:
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _is_read(kind: Any) -> bool:
    return hasattr(kind, "read")


def _by_id(values: Schema) -> Schema:
    return {"type": ["object", "null"], "additionalProperties": values or True}


def _any(*schemas: Schema) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}


def _nullable(schema: Schema) -> Schema:
    """Let a value be left out after its key."""
    if "type" in schema:
        types_ = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        held = {**schema, "type": [*dict.fromkeys([*types_, "null"])]}
        return {**held, "enum": [*held["enum"], None]} if "enum" in held else held
    if not schema:
        return schema
    return {"anyOf": [*schema.get("anyOf", [schema]), {"type": "null"}]}


def _summary(kind: type[Any]) -> str:
    return _plain((inspect.getdoc(kind) or "").partition("\n\n")[0])


def _plain(text: str) -> str:
    """Return the markup of a docstring as plain words."""
    bare = re.sub(r":\w+:`~?([^`]*)`", r"\1", " ".join(text.split()))
    return bare.replace("``", "")
