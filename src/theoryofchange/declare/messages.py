"""What the validator's errors are called, and how they are put to a person."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from itertools import islice
from typing import Any

from theoryofchange.shape import TAKES, field_names, field_types, is_shape
from theoryofchange.source.document import UNREADABLE
from theoryofchange.source.suggest import closest

_LONGEST = 60
"""Characters of a value that a message shows."""


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
    told = shown(value)
    if error["loc"] and isinstance(error["loc"][-1], int):
        name, told = f"An item of {name}", _written(value)
    if kind == "missing":
        return f"The field {name} is missing."
    if kind == "unexpected_keyword_argument":
        return f"There is no field {name} here."
    if kind == "impossible_date":
        return f"{name}: {shown(value)} is not a day of the calendar."
    if kind == "id_twice":
        return f"{shown(value)} is listed a second time."
    if kind == "literal_error":
        return f"{name} takes {error['ctx']['expected']}, not {told}."
    if kind == "greater_than_equal":
        return f"{name} takes a number of at least {error['ctx']['ge']:g}, not {told}."
    if kind in TAKES:
        return f"{name} takes {TAKES[kind]}, not {told}."
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
        return _which_day(error["input"].strip())
    if kind == "id_twice":
        return "Remove one of the two."
    return _REWRITE.get(kind, "Correct the value, or remove the field.")


def _which_day(text: str) -> str:
    """Ask which of the days there are was meant, without naming one."""
    from calendar import monthrange

    year, month = (int(part) for part in text.split("-")[:2])
    if not 1 <= month <= 12:
        return "Which month is meant, 01 to 12?"
    if year < 1:
        return "Which year is meant, 0001 or later?"
    return f"Which day of {text[:7]} is meant, 01 to {monthrange(year, month)[1]}?"


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
    return _quoted(_flow(value))


def _written(value: object) -> str:
    """Return an item of a list as a message shows it: collections as they are written in a line."""
    is_collection = isinstance(value, dict | list) and value
    return _quoted(_flow(value)) if is_collection else shown(value)


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}”"


def _flow(value: object) -> str:
    if isinstance(value, dict):
        entries = (f"{key}: {_flow(held)}" for key, held in islice(value.items(), _LONGEST))
        return f"{{{', '.join(entries)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_flow(item) for item in islice(value, _LONGEST))}]"
    if value is None or value is UNREADABLE:
        return "null" if value is None else "…"
    return str(value).lower() if isinstance(value, bool) else str(value)


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


def also_named(places: int) -> str:
    """Return what a further place says where an id that does not exist is named again."""
    return "named here too" if places == 1 else f"named here too, one of {places} more places"
