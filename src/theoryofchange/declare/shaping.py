"""Raw values as shapes: every error a fault, and what is left when the errors are taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic_core import ValidationError

from theoryofchange.declare.messages import code_of, message_of, owner_of, tip_of
from theoryofchange.declare.sections import Home, Merged
from theoryofchange.shape import (
    expected_fields,
    field_names,
    field_types,
    is_shape,
    shapes_in,
    validator,
)
from theoryofchange.source.document import UNREADABLE
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route
from theoryofchange.source.suggest import closest

_ROUNDS = 8


@dataclass
class Shaped:
    """What became of the raw values.

    Parameters
    ----------
    faults
        Every error, in its place.
    faulted
        The routes whose values were taken out or corrected: a rule that misses something there
        would say the same fault twice.
    """

    faults: list[Fault] = field(default_factory=list)
    faulted: set[Route] = field(default_factory=set)


def shape_items(section: str, kind: Any, merged: Merged, shaped: Shaped) -> dict[str, Any]:
    """Make the items of a section by id into shapes."""
    raw = {id: _with_id(id, value) for id, value in merged.items[section].items()}
    for id, value in merged.items[section].items():
        if isinstance(value, dict) and "id" in value:
            _id_inside(merged.homes[section, id], id, shaped)
    made: dict[str, Any] = {}
    for id, value in _shape_all(kind, raw).items():
        if isinstance(value, ValidationError):
            home = merged.homes[section, id]
            made[id] = _mend(kind, raw[id], value, home, (section, id), shaped)
        else:
            made[id] = value
    return {id: item for id, item in made.items() if item is not None}


def shape_rows(section: str, kind: Any, merged: Merged, shaped: Shaped) -> list[Any]:
    """Make the rows of a section into shapes; a row without what it must have is left out."""
    unknown = _unknown_columns(section, kind, merged, shaped)
    raw = {
        index: {key: cell for key, cell in row.items() if key not in unknown}
        if unknown and isinstance(row, dict)
        else row
        for index, row in enumerate(merged.rows[section])
    }
    made: list[Any] = []
    for index, value in _shape_all(kind, raw).items():
        row = value
        if isinstance(value, ValidationError):
            home = merged.homes[section, index]
            row = _mend(kind, raw[index], value, home, (section, index), shaped)
        if row is not None:
            merged.homes[section, len(made)] = merged.homes[section, index]
            made.append(row)
    return made


def shape_single(section: str, kind: Any, merged: Merged, shaped: Shaped) -> Any:
    """Make a section that is one record into a shape, or ``None`` where it is absent."""
    if section not in merged.single:
        return None
    raw = merged.single[section]
    try:
        return validator(kind).validate_python(raw)
    except ValidationError as error:
        return _mend(kind, raw, error, merged.homes[section,], (section,), shaped)


def _with_id(id: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {**value, "id": id}
    return {"id": id} if value is None or value is UNREADABLE else value


def _id_inside(home: Home, id: str, shaped: Shaped) -> None:
    route = (*home.route, "id")
    shaped.faults.append(
        Fault(
            home.document.key_span(route),
            "There is no field id here: the key above is the id.",
            "Remove the field.",
            code="TOC003",
            id=id,
        )
    )


def _shape_all(kind: Any, raw: Mapping[Any, Any]) -> dict[Any, Any]:
    """Validate all at once where all are sound, else one by one with the errors kept."""
    whole = validator(Mapping[str, kind])
    try:
        made = whole.validate_python({str(key): value for key, value in raw.items()})
        return dict(zip(raw, made.values(), strict=True))
    except ValidationError:
        return {key: _shape_one(kind, value) for key, value in raw.items()}


def _shape_one(kind: Any, value: Any) -> Any:
    try:
        return validator(kind).validate_python(value)
    except ValidationError as error:
        return error


def _mend(
    kind: Any, raw: Any, error: ValidationError, home: Home, route: Route, shaped: Shaped
) -> Any:
    """State every error of a value, take out what is wrong, and shape what is left."""
    value = _copied(raw)
    for _ in range(_ROUNDS):
        for each in error.errors(include_url=False):
            _state(kind, each, home, route, shaped)
            value = _without(kind, value, each, route, shaped)
        if value is None:
            return None
        try:
            return validator(kind).validate_python(value)
        except ValidationError as again:
            error = again
    return None


def _state(kind: Any, error: Any, home: Home, route: Route, shaped: Shaped) -> None:
    steps = error["loc"]
    shaped.faulted.add((*route, *steps))
    if error["input"] is UNREADABLE:
        return
    inside = (*home.route, *steps)
    unknown = error["type"] == "unexpected_keyword_argument"
    place = home.document.key_span(inside) if unknown else home.document.span(inside)
    shaped.faults.append(
        Fault(
            place,
            message_of(error),
            tip_of(error, owner_of(kind, steps)),
            code=code_of(error),
            id=str(route[1]) if len(route) > 1 and isinstance(route[1], str) else "",
        )
    )


def _without(kind: Any, value: Any, error: Any, route: Route, shaped: Shaped) -> Any:
    """Return a value without the part that is wrong, its misspelt keys put right."""
    steps = error["loc"]
    if not steps:
        return {"id": route[1]} if len(route) == 2 and isinstance(route[1], str) else None
    if error["type"] == "missing":
        return _without(kind, value, {"loc": steps[:-1], "type": "dropped"}, route, shaped)
    holder = value
    for step in steps[:-1]:
        if not isinstance(holder, dict | list):
            break
        holder = _child(holder, step)
    if isinstance(holder, dict) and steps[-1] in holder:
        held = holder.pop(steps[-1])
        if error["type"] == "unexpected_keyword_argument":
            _put_right(owner_of(kind, steps), holder, held, (*route, *steps), shaped)
    elif isinstance(holder, list):
        _take_out(kind, holder, steps)
    else:
        return _without(kind, value, {"loc": steps[:-1], "type": "dropped"}, route, shaped)
    return value


def _child(holder: Any, step: str | int) -> Any:
    if isinstance(holder, list):
        return holder[step] if isinstance(step, int) and step < len(holder) else None
    return holder.get(step)


def _take_out(kind: Any, holder: list[Any], steps: tuple[str | int, ...]) -> None:
    """Empty a wrong item of a list, or remove it where an empty one would be wrong too."""
    index = steps[-1]
    if isinstance(index, int) and index < len(holder):
        if is_shape(owner_of(kind, (*steps, "any"))) and holder[index] != {}:
            holder[index] = {}
        else:
            del holder[index]


def _put_right(owner: Any, holder: dict[str, Any], held: Any, route: Route, shaped: Shaped) -> None:
    if owner is None:
        return
    absent = [name for name in field_names(owner) if name not in holder]
    meant = closest(str(route[-1]), absent)
    if meant:
        holder[meant] = held
        shaped.faulted.add((*route[:-1], meant))


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(held) for key, held in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def _unknown_columns(section: str, kind: Any, merged: Merged, shaped: Shaped) -> frozenset[str]:
    """State each column of a table that no row can have, once, at the header."""
    known = field_names(kind)
    unknown: set[str] = set()
    for index in range(len(merged.rows[section])):
        home = merged.homes[section, index]
        columns = getattr(home.document, "columns", ())
        for column in columns:
            if column and column not in known and column not in unknown:
                unknown.add(column)
                near = closest(column, known)
                shaped.faults.append(
                    Fault(
                        home.document.key_span((*home.route, column)),
                        f"{section} have no column {column}.",
                        f"Did you mean {near}?" if near else f"The columns are {', '.join(known)}.",
                        code="TOC003",
                    )
                )
    return frozenset(unknown)


def missing_expected(kind: Any, record: Any, route: Route, faulted: set[Route]) -> list[Route]:
    """Return the routes of fields that a record should have and has not, all the way down."""
    absent = []
    for name in _expecting(kind):
        held, here = getattr(record, name), (*route, name)
        if held is None:
            if name in expected_fields(kind) and here not in faulted:
                absent.append(here)
            continue
        for step, item in _records_in(held):
            absent += missing_expected(type(item), item, (*here, *step), faulted)
    return absent


def _records_in(held: Any) -> Iterator[tuple[Route, Any]]:
    """Yield the shapes a field holds, each with the steps that lead to it."""
    if is_shape(type(held)):
        yield (), held
    elif isinstance(held, tuple):
        yield from (((index,), item) for index, item in enumerate(held) if is_shape(type(item)))
    elif isinstance(held, Mapping):
        yield from (((key,), item) for key, item in held.items() if is_shape(type(item)))


@cache
def _expecting(kind: Any) -> tuple[str, ...]:
    """Return the fields of a shape that are expected, or that hold shapes which expect some."""
    return tuple(
        name
        for name, inside in field_types(kind).items()
        if name in expected_fields(kind) or any(_expecting(shape) for shape in shapes_in(inside))
    )
