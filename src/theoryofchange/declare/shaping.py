"""Raw values as shapes: every error a fault, and what is left when the errors are taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from theoryofchange.core import ValidationError
from theoryofchange.declare.fixes import fix_of
from theoryofchange.declare.messages import code_of, message_of, owner_of, tip_of
from theoryofchange.declare.sections import Home, Merged
from theoryofchange.link import links_by_id, wrong_items
from theoryofchange.record import field, fields_of, record
from theoryofchange.shape import (
    expected_fields,
    field_names,
    field_types,
    is_shape,
    shapes_in,
    validator,
)
from theoryofchange.source.document import UNREADABLE
from theoryofchange.source.finding import Fault, Fix, Remove
from theoryofchange.source.span import Route, Span
from theoryofchange.source.suggest import closest
from theoryofchange.source.table import TableDocument

_ROUNDS = 8


@record
class Shaped:
    """What became of the raw values.

    Parameters
    ----------
    faults
        Every error, in its place.
    faulted
        The routes whose values were taken out or corrected: a rule that misses something there
        would say the same fault twice.
    left
        For each list that lost items, by its route, the index that each of the others is written
        at.
    misspelt
        For each field whose name was put right, by its route, the name it is written under.
    dropped
        What stands under another misspelling of a field that is there.
    """

    faults: list[Fault] = field(default_factory=list)
    faulted: set[Route] = field(default_factory=set)
    left: dict[Route, list[int]] = field(default_factory=dict)
    misspelt: dict[Route, str] = field(default_factory=dict)
    dropped: list[Any] = field(default_factory=list)

    def written(self, route: Route) -> Route:
        """Return a route as it is written: its lists whole again, its fields as they are spelt."""
        if not self.left and not self.misspelt:
            return route
        return tuple(self._step(route[:at], step) for at, step in enumerate(route))

    def _step(self, holder: Route, step: str | int) -> str | int:
        if isinstance(step, str):
            return self.misspelt.get((*holder, step), step)
        indices = self.left.get(holder, ())
        return indices[step] if step < len(indices) else step


def shape_items(section: str, kind: Any, merged: Merged, shaped: Shaped) -> dict[str, Any]:
    """Make the items of a section by id into shapes."""
    raw = {id: _with_id(id, value) for id, value in merged.items[section].items()}
    for id, value in merged.items[section].items():
        if value is UNREADABLE:
            shaped.faulted.add((section, id))
        if isinstance(value, dict) and "id" in value:
            _id_inside(merged.homes[section, id], id, value["id"], shaped)
    made: dict[str, Any] = {}
    for id, value in shape_all(kind, raw).items():
        if isinstance(value, ValidationError):
            home = merged.homes[section, id]
            made[id], _ = mend(kind, raw[id], value, home, (section, id), shaped)
        else:
            made[id] = value
    return {id: item for id, item in made.items() if item is not None}


def shape_single(section: str, kind: Any, merged: Merged, shaped: Shaped) -> Any:
    """Make a section that is one record into a shape, or ``None`` where it is absent."""
    if section not in merged.single:
        return None
    raw = merged.single[section]
    try:
        return validator(kind).validate_python(raw)
    except ValidationError as error:
        made, _ = mend(kind, raw, error, merged.homes[section,], (section,), shaped)
        return made


def _with_id(id: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {**value, "id": id}
    return {"id": id} if value is None or value is UNREADABLE else value


def _id_inside(home: Home, id: str, value: Any, shaped: Shaped) -> None:
    route = (*home.route, "id")
    place = home.document.key_span(route)
    fix = Fix(f"Remove the second {id}", (Remove(place),)) if value == id else None
    shaped.faults.append(
        Fault(
            place,
            "There is no field id here: the key above is the id.",
            "Remove the field.",
            code="TOC003",
            id=id,
            fix=fix,
        )
    )


def shape_all(kind: Any, raw: Mapping[Any, Any]) -> dict[Any, Any]:
    """Validate all at once where all are sound, else one by one with the errors kept."""
    if not raw:
        return {}
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


def mend(
    kind: Any, raw: Any, error: ValidationError, home: Home, route: Route, shaped: Shaped
) -> tuple[Any, Any]:
    """State every error of a value, take out what is wrong, and shape what is left.

    Returns
    -------
    made : Any
        The shape, or ``None`` where it lacks what it must have.
    left : Any
        The raw value without what is wrong.
    """
    left = _copied(raw)
    for _ in range(_ROUNDS):
        refused = False
        for each in reversed(error.errors(include_url=False)):
            if each["type"] == "missing" and not _has_column(home, each["loc"]):
                shaped.faulted.add((*route, *each["loc"]))
                refused = True
                continue
            for stated in _each_item(each):
                _state(kind, stated, home, route, shaped, (raw, left))
            shaped.faulted.add((*route, *each["loc"]))
            value = _without(kind, left, each, route, shaped)
            refused = refused or value is None
            left = left if value is None else value
        if refused:
            return None, left
        try:
            return validator(kind).validate_python(left), left
        except ValidationError as again:
            error = again
    return None, left


def _each_item(error: Any) -> Iterator[Any]:
    """Yield an error of a list of links for each of its items that is wrong."""
    if error["type"] not in ("link_form", "id_twice"):
        yield error
        return
    for index, kind in wrong_items(error["input"]):
        yield {
            **error,
            "type": kind,
            "loc": (*error["loc"], index),
            "input": error["input"][index],
        }


def _state(
    kind: Any, error: Any, home: Home, route: Route, shaped: Shaped, held: tuple[Any, Any]
) -> None:
    """State an error of a value, of which there is the raw one and what is left of it."""
    steps = error["loc"]
    taken_out = {(*route, *steps), (*route, *steps[:-1])} & shaped.faulted
    shaped.faulted.add((*route, *steps))
    if error["input"] is UNREADABLE or (error["type"] == "missing" and taken_out):
        return
    inside = (*home.route, *shaped.written((*route, *steps))[len(route) :])
    unknown = error["type"] == "unexpected_keyword_argument"
    place = home.document.key_span(inside) if unknown else home.document.span(inside)
    shaped.faults.append(
        Fault(
            place,
            message_of(error),
            tip_of(error, owner_of(kind, steps)),
            code=code_of(error),
            fix=_fix(kind, error, place, held, inside[len(home.route) :]),
            id=str(route[1]) if len(route) > 1 and isinstance(route[1], str) else "",
        )
    )


def _has_column(home: Home, steps: Route) -> bool:
    """Tell whether a row could say a field: what a whole table lacks is stated at its header."""
    table = home.document
    return not isinstance(table, TableDocument) or len(steps) > 1 or steps[0] in table.columns


def _fix(kind: Any, error: Any, place: Span, held: tuple[Any, Any], written: Route) -> Fix | None:
    """Return what would mend an error of what is written as it was read."""
    raw, left = held
    holder = _down(left, error["loc"][:-1])
    is_written = _down(raw, written) is not None
    return fix_of(error, place, owner_of(kind, error["loc"]), holder) if is_written else None


def _down(value: Any, steps: Route) -> Any:
    for step in steps:
        value = _child(value, step) if isinstance(value, dict | list) else None
    return value


def _without(kind: Any, value: Any, error: Any, route: Route, shaped: Shaped) -> Any:
    """Return a value without the part that is wrong, its misspelt keys put right."""
    steps = error["loc"]
    if not steps:
        return {"id": route[1]} if len(route) == 2 and isinstance(route[1], str) else None
    if error["type"] == "missing":
        if steps[:-1]:
            shaped.faulted.add((*route, *steps[:-1]))
        return _without(kind, value, {"loc": steps[:-1], "type": "dropped"}, route, shaped)
    holder = value
    for step in steps[:-1]:
        if not isinstance(holder, dict | list):
            break
        holder = _child(holder, step)
    if isinstance(holder, dict) and steps[-1] in holder:
        held = holder.pop(steps[-1])
        kept = _what_is_left(kind, steps, held)
        if kept is not None:
            holder[steps[-1]] = kept
        if error["type"] == "unexpected_keyword_argument":
            _put_right(owner_of(kind, steps), holder, held, (*route, *steps), shaped)
    elif isinstance(holder, list):
        _take_out(kind, holder, steps, route, shaped)
    else:
        shaped.faulted.add((*route, *steps[:-1]))
        return _without(kind, value, {"loc": steps[:-1], "type": "dropped"}, route, shaped)
    return value


def _what_is_left(kind: Any, steps: tuple[str | int, ...], held: Any) -> Any:
    """Return what stays of a wrong value: a link of which nothing is known, the ids of a list."""
    owner = owner_of(kind, steps)
    if owner is None and is_shape(owner_of(kind, (*steps, "any"))):
        return None if held == {} else {}
    if owner is None or not isinstance(held, list):
        return None
    declared = fields_of(owner).get(str(steps[-1]))
    takes_links = declared is not None and declared.metadata.get("convert") is links_by_id
    return dict(_links_in(held)) if takes_links else None


def _links_in(items: list[Any]) -> Iterator[tuple[str, Any]]:
    for item in items:
        if isinstance(item, str):
            yield item, {}
        elif isinstance(item, dict):
            yield from ((id, {}) for id in item)


def _child(holder: Any, step: str | int) -> Any:
    if isinstance(holder, list):
        return holder[step] if isinstance(step, int) and step < len(holder) else None
    return holder.get(step)


def _take_out(
    kind: Any, holder: list[Any], steps: tuple[str | int, ...], route: Route, shaped: Shaped
) -> None:
    """Empty a wrong item of a list, or remove it where an empty one would be wrong too."""
    index = steps[-1]
    if isinstance(index, int) and index < len(holder):
        if is_shape(owner_of(kind, (*steps, "any"))) and holder[index] != {}:
            holder[index] = {}
        else:
            place = (*route, *steps[:-1])
            if place not in shaped.left:
                shaped.left[place] = list(range(len(holder)))
            del holder[index], shaped.left[place][index]


def _put_right(owner: Any, holder: dict[str, Any], held: Any, route: Route, shaped: Shaped) -> None:
    if owner is None:
        return
    absent = [name for name in field_names(owner) if name not in holder]
    wanted = [name for name in absent if name in expected_fields(owner)]
    meant = closest(str(route[-1]), absent) or closest(str(route[-1]), wanted, cutoff=0.5)
    if meant:
        holder[meant] = held
        shaped.faulted.add((*route[:-1], meant))
        shaped.misspelt[*route[:-1], meant] = str(route[-1])
        return
    again = closest(str(route[-1]), field_names(owner))
    if again:
        shaped.dropped.append({again: held})


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(held) for key, held in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def missing_expected(kind: Any, record: Any, route: Route, faulted: set[Route]) -> list[Route]:
    """Return the routes of fields that a record should have and has not, all the way down."""
    absent = [(*route, *steps) for steps in _absent_in(kind, record)]
    return [each for each in absent if each not in faulted and each[:-1] not in faulted]


def _absent_in(kind: Any, record: Any) -> list[Route]:
    """Return the steps from a record to each field that it or a record in it should have."""
    absent: list[Route] = []
    for name, is_expected, has_shapes in _expecting(kind):
        held = getattr(record, name)
        if held is None:
            if is_expected:
                absent.append((name,))
        elif held and has_shapes:
            for step, item in _records_in(held):
                absent += [(name, *step, *steps) for steps in _absent_in(type(item), item)]
    return absent


def _records_in(held: Any) -> Iterable[tuple[Route, Any]]:
    """Return the shapes a field holds, each with the steps that lead to it."""
    if isinstance(held, tuple):
        return [((index,), item) for index, item in enumerate(held)]
    if isinstance(held, Mapping):
        return [((key,), item) for key, item in held.items()]
    return (((), held),)


@cache
def _expecting(kind: Any) -> tuple[tuple[str, bool, bool], ...]:
    """Return the fields of a shape that are expected, hold shapes which expect some, or both."""
    expected = expected_fields(kind)
    fields = (
        (name, name in expected, any(_expecting(shape) for shape in shapes_in(inside)))
        for name, inside in field_types(kind).items()
    )
    return tuple(field for field in fields if any(field[1:]))
