"""What the validator's errors are called, and how they are put to a person."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any

from theoryofchange.shape import field_names, field_types, is_shape
from theoryofchange.source.document import UNREADABLE
from theoryofchange.source.suggest import closest

_TAKES: Mapping[str, str] = {
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
    "quantity_type": "a figure",
    "duration_form": "a duration such as 3 weeks",
    "rate_form": "a rate such as 40 days/month",
}


def code_of(error: Mapping[str, Any]) -> str:
    """Return the code of the rule that a validator's error belongs to."""
    return {
        "missing": "TOC005",
        "unexpected_keyword_argument": "TOC003",
        "impossible_date": "TOC009",
        "id_twice": "TOC002",
    }.get(error["type"], "TOC004")


def message_of(error: Mapping[str, Any]) -> str:
    """Return what is wrong, in one sentence."""
    kind, value = error["type"], error["input"]
    name = _field(error["loc"]) or "This"
    if kind == "missing":
        return f"The field {name} is missing."
    if kind == "unexpected_keyword_argument":
        return f"There is no field {name} here."
    if kind == "impossible_date":
        return f"{name}: {shown(value)} is not a day of the calendar."
    if kind == "literal_error":
        return f"{name} takes {error['ctx']['expected']}, not {shown(value)}."
    if kind == "greater_than_equal":
        return f"{name} takes a number of at least {error['ctx']['ge']:g}, not {shown(value)}."
    if kind in _TAKES:
        return f"{name} takes {_TAKES[kind]}, not {shown(value)}."
    return f"{name}: {error['msg']}."


def tip_of(error: Mapping[str, Any], parent: Any) -> str:
    """Return what to do about it.

    Parameters
    ----------
    error
        The validator's error.
    parent
        The shape that the field belongs to, or ``None``.
    """
    kind = error["type"]
    if kind == "unexpected_keyword_argument" and parent is not None:
        names = [name for name in field_names(parent) if name != "id"]
        near = closest(_field(error["loc"]), names)
        return f"Did you mean {near}?" if near else f"The fields here are {', '.join(names)}."
    if kind == "literal_error":
        words = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        near = closest(str(error["input"]), words, cutoff=0.5)
        return f"Did you mean {near}?" if near else "Write one of these words."
    if kind == "missing":
        return f"Add {_field(error['loc'])}."
    if kind == "impossible_date":
        return "Look up the month's last day, and write the date as 2025-12-31."
    if kind == "id_twice":
        return "Remove one of the two."
    return _REWRITE.get(kind, "Correct the value, or remove the field.")


_REWRITE: Mapping[str, str] = {
    "string_type": "Put the text in quotes if YAML reads it as something else.",
    "dataclass_type": "Write its fields indented below it, each as name: value.",
    "link_form": "Write all of it as a mapping, each line as id: {…}.",
    "dict_type": "Write its entries indented below it, each as id: {…}.",
    "tuple_type": "Write it as [first, second].",
    "date_form": "Write the date as 2025-12-31.",
}


def shown(value: object) -> str:
    """Return a value as a message shows it, cut to a length that fits a line."""
    if value is UNREADABLE:
        return "a value that was refused"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = " ".join(text.split())
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"


def owner_of(kind: Any, steps: tuple[str | int, ...]) -> Any:
    """Return the shape whose field a path of steps ends in, or ``None``."""
    for step in steps[:-1]:
        kind = _inner(kind, step)
        if kind is None:
            return None
    return kind if is_shape(kind) else None


def _inner(kind: Any, step: str | int) -> Any:
    if is_shape(kind):
        kind = field_types(kind).get(str(step))
        return _without_none(kind)
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return _without_none(arguments[0])
    return _without_none(arguments[1]) if len(arguments) == 2 else None


def _without_none(kind: Any) -> Any:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return next(a for a in typing.get_args(kind) if a is not type(None))
    return kind


def _field(steps: tuple[str | int, ...]) -> str:
    return str(next((step for step in reversed(steps) if isinstance(step, str)), ""))
