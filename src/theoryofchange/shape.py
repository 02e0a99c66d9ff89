"""Frozen, validated records: dataclasses whose shape pydantic's core checks.

Building a record by hand validates it just as reading it from a file does. The validator is made
from the type annotations on first use, straight through ``pydantic_core``: importing all of
``pydantic`` and building models costs more than checking a hundred KPIs
(``docs/decisions/0002-shapes-on-pydantic-core.md``).
"""

from __future__ import annotations

import functools
import sys
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeVar, cast, dataclass_transform

from theoryofchange.core import PydanticCustomError, SchemaValidator, ValidationError
from theoryofchange.errors import ShapeError
from theoryofchange.record import (
    FROZEN,
    MISSING,
    Field,
    default_of,
    field,
    fields_of,
    is_record,
    with_slots,
)

T = TypeVar("T")

_LONGEST = 60
"""Characters of a value that a message shows."""

TAKES: Mapping[str, str] = {
    "string_type": "a text",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dataclass_type": "a mapping of fields",
    "dict_type": "a mapping",
    "tuple_type": "a list",
    "date_form": "a day written as 2025-12-31",
    "link_form": "an id",
    "quantity_type": "a figure",
    "duration_form": "a duration such as 3 weeks",
    "rate_form": "a rate such as 40 days/month",
}
"""For each type of the validator's errors, what the field takes."""

_SCALARS: dict[object, dict[str, Any]] = {
    str: {"type": "str"},
    int: {"type": "int"},
    float: {"type": "float", "allow_inf_nan": False},
    bool: {"type": "bool"},
    Any: {"type": "any"},
}


def expected(default: Any = None) -> Any:
    """Declare a field that may be absent for the record to load, but whose absence is a fault."""
    return field(default=default, metadata={"expected": True})


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(field, expected),
)
def shape(cls: type[T]) -> type[T]:
    """Make a class a frozen, keyword-only dataclass that validates what it is built from.

    Parameters
    ----------
    cls
        A class with annotated fields of the types ``str``, ``int``, ``float``, ``bool``, ``date``,
        ``Any``, ``Literal``, another shape, a class with a ``read`` class method, or ``tuple``,
        ``Mapping`` and ``| None`` of those. A static method ``prepare(value)`` on the class may
        turn a shorthand into the mapping of fields, and ``__post_init__`` is called when it is
        built.

    Returns
    -------
    type
        The dataclass. Building it raises :class:`~theoryofchange.errors.ShapeError`, a
        ``ValueError``, on a field that it does not have or a value that a field does not take.

    Examples
    --------
    >>> @shape
    ... class Reading:
    ...     value: float
    ...     note: str | None = None
    >>> Reading(value="71").value
    71.0
    >>> Reading(value=71, nte="late")
    Traceback (most recent call last):
    theoryofchange.errors.ShapeError: Reading: there is no field nte; did you mean note?
    """
    return with_slots(cls, {**FROZEN, "__init__": _construct, "__match_args__": ()})


def _construct(self: Any, *unnamed: Any, **fields: Any) -> None:
    kind: Any = type(self)
    if unnamed:
        first = field_names(kind)[0]
        raise TypeError(f"{kind.__name__} takes its fields by name, as in {first}=…")
    try:
        validator(kind).validate_python(fields, self_instance=self)
    except ValidationError as error:
        faults = error.errors(include_url=False)
    else:
        return
    told = "; ".join(_told(kind, fault) for fault in faults)
    raise ShapeError(f"{kind.__name__}: {told}", faults)


def _told(kind: type[Any], fault: Mapping[str, Any]) -> str:
    """Say what is wrong with one field."""
    *inside, name = fault["loc"] or ("it",)
    place, cause = ".".join(map(str, (*inside, name))), fault["type"]
    if cause == "missing":
        return f"{place} is needed"
    if cause == "unexpected_keyword_argument":
        return f"there is no field {place}; {_meant(kind, inside, str(name))}"
    takes = fault["ctx"]["expected"] if cause == "literal_error" else TAKES.get(cause)
    given = _cut(fault["input"])
    return f"{place} takes {takes}, not {given}" if takes else f"{place} is {given}: {fault['msg']}"


def _meant(kind: Any, inside: Sequence[str | int], name: str) -> str:
    """Ask for the field that was probably meant; where none is near, name those there are."""
    from difflib import get_close_matches

    for step in inside:
        types = field_types(kind)
        kind = next(iter(shapes_in(types[str(step)])), kind) if step in types else kind
    names = field_names(kind)
    near = get_close_matches(name, names, 1)
    return f"did you mean {near[0]}?" if near else f"the fields are {', '.join(names)}"


def _cut(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@functools.cache
def validator(kind: Any) -> SchemaValidator:
    """Return the compiled validator of a shape or of any type a shape's field may have."""
    return SchemaValidator(_schema(kind))


@functools.cache
def expected_fields(kind: type[Any]) -> tuple[str, ...]:
    """Return the fields of a shape whose absence is a fault although the record loads."""
    return tuple(f.name for f in fields_of(kind).values() if f.metadata.get("expected"))


@functools.cache
def field_types(kind: type[Any]) -> Mapping[str, Any]:
    """Return the resolved type of each field of a shape, in order."""
    written = {
        name: (annotation, owner.__module__)
        for owner in reversed(kind.__mro__)
        for name, annotation in vars(owner).get("__annotations__", {}).items()
    }
    return {name: _type(*written[name]) for name in fields_of(kind)}


@functools.cache
def _type(annotation: Any, module: str) -> Any:
    """Return the type that an annotation names in a module.

    ``typing.get_type_hints`` would work out each ``str | None`` anew, for three times as long.
    """
    if not isinstance(annotation, str):
        return annotation
    return eval(annotation, vars(sys.modules[module]))  # noqa: S307 - it is an annotation


def field_names(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of the fields of a shape, in order."""
    return tuple(fields_of(kind))


def shapes_in(kind: Any) -> tuple[Any, ...]:
    """Return the shapes that a value of a type may hold, without those inside them."""
    if is_shape(kind):
        return (kind,)
    return tuple(shape for argument in typing.get_args(kind) for shape in shapes_in(argument))


def plain(value: Any) -> Any:
    """Return a value as plain data, as it would be written in a file.

    Parameters
    ----------
    value
        A shape, or anything a shape's field may hold.

    Returns
    -------
    Any
        Mappings, lists, texts, numbers and booleans; what holds its default is left out.
    """
    kind: Any = type(value)
    if value is None or kind is str or kind is bool or kind is int:
        return value
    defaults = _defaults(kind)
    if defaults is not None:
        fields = ((name, getattr(value, name), usual) for name, usual in defaults)
        return {
            name: plain(held) for name, held, usual in fields if held is not usual and held != usual
        }
    if isinstance(value, Mapping):
        return {key: plain(held) for key, held in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if hasattr(value, "read"):
        return getattr(value, "text", None) or str(value)
    return value


@functools.cache
def _defaults(kind: type[Any]) -> tuple[tuple[str, Any], ...] | None:
    """Return the fields that are written of a shape, with their defaults; ``None`` of all else."""
    if not is_record(kind) or hasattr(kind, "read"):
        return None
    return tuple((name, default_of(each)) for name, each in fields_of(kind).items())


def is_shape(kind: object) -> bool:
    """Tell whether a type is a dataclass made by :func:`shape`."""
    return isinstance(kind, type) and is_record(kind)


@functools.lru_cache(maxsize=4096)
def _read_date_text(text: str) -> date:
    parts = text.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not (
        text.isascii() and "".join(parts).isdigit()
    ):
        raise PydanticCustomError("date_form", "a date is written 2025-12-31")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("impossible_date", "there is no such day") from None


def read_date(value: Any) -> date:
    """Read a day as ``YYYY-MM-DD`` or a ``date``.

    Raises
    ------
    pydantic_core.PydanticCustomError
        Of type ``date_form`` where it is not written as a date, ``impossible_date`` where the
        calendar has no such day.
    """
    if isinstance(value, str):
        return _read_date_text(value.strip())
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise PydanticCustomError("date_form", "a date is written 2025-12-31")


def _several(value: Any) -> Any:
    """Read nothing as no items, and one text as a list of one."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _no_truth(value: Any) -> Any:
    """Refuse true and false as numbers, which Python takes for 1 and 0."""
    if isinstance(value, bool):
        raise PydanticCustomError("float_type", "true and false are no numbers")
    return value


def _named(value: Any) -> Any:
    """Read nothing as an empty mapping."""
    return {} if value is None else value


def _before(function: Callable[[Any], Any], schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "function-before",
        "function": {"type": "no-info", "function": function},
        "schema": schema,
    }


def _plain(function: Callable[[Any], Any]) -> dict[str, Any]:
    return {"type": "function-plain", "function": {"type": "no-info", "function": function}}


def _schema(kind: Any) -> dict[str, Any]:
    if kind in (int, float):
        return _before(_no_truth, dict(_SCALARS[kind]))
    if kind in _SCALARS:
        return dict(_SCALARS[kind])
    if kind is date:
        return _plain(read_date)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (a for a in arguments if a is not type(None))
        return {"type": "nullable", "schema": _schema(inner)}
    if origin is Literal:
        return {"type": "literal", "expected": list(arguments)}
    if origin is tuple:
        items = {"type": "tuple", "items_schema": [_schema(arguments[0])], "variadic_item_index": 0}
        return _before(_several, items)
    if origin is not None and issubclass(origin, Mapping):
        values = {
            "type": "dict",
            "keys_schema": {"type": "str"},
            "values_schema": _schema(arguments[1]),
        }
        return _before(_named, values)
    if hasattr(kind, "read"):
        return _plain(kind.read)
    return _record_schema(kind)


def _record_schema(kind: type[Any]) -> dict[str, Any]:
    inside = field_types(cast(Any, kind))
    record = {
        "type": "dataclass",
        "cls": kind,
        "cls_name": kind.__name__,
        "fields": list(inside),
        "slots": True,
        "frozen": True,
        "post_init": hasattr(kind, "__post_init__"),
        "schema": {
            "type": "dataclass-args",
            "dataclass_name": kind.__name__,
            "extra_behavior": "forbid",
            "fields": [_field_schema(f, inside[f.name]) for f in fields_of(kind).values()],
        },
    }
    prepare = getattr(kind, "prepare", None)
    return _before(prepare, record) if prepare else record


def _field_schema(declared: Field, kind: Any) -> dict[str, Any]:
    schema = _schema(kind)
    if "least" in declared.metadata:
        bounded = {**schema["schema"], "ge": declared.metadata["least"]}
        schema = {**schema, "schema": bounded}
    if "convert" in declared.metadata:
        schema = _before(declared.metadata["convert"], schema)
    if declared.default is not MISSING:
        schema = {"type": "default", "schema": schema, "default": declared.default}
    elif declared.default_factory is not MISSING:
        schema = {
            "type": "default",
            "schema": schema,
            "default_factory": declared.default_factory,
        }
    return {"type": "dataclass-field", "name": declared.name, "kw_only": True, "schema": schema}
