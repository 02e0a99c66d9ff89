"""What differs between two records of one kind, field by field."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from theoryofchange.difference.change import Change, Kind, Subject
from theoryofchange.quantity import Duration, Quantity, Rate
from theoryofchange.quantity.model import comparable
from theoryofchange.shape import field_names, is_shape, plain
from theoryofchange.view.measure import number

REFERENCES = frozenset({"measures", "guardrail", "team", "after", "agreed_by"})
"""The fields that name other elements by their ids."""

_NOTHING: tuple[Any, ...] = (None, "", (), [], {})


def field_changes(
    subject: Subject,
    before: Any,
    after: Any,
    *,
    within: str = "",
    left_out: Collection[str] = (),
    renamed: Mapping[str, str],
) -> Iterator[Change]:
    """Yield what differs between two records or mappings, down to single values.

    Parameters
    ----------
    subject
        What they are a part of.
    before, after
        Two shapes of one kind, or two mappings.
    within
        The name of the field that holds them; empty for the whole.
    left_out
        Fields that are not looked at.
    renamed
        For an id that is probably another one now, that one.
    """
    for name, old, new in _both(before, after):
        if name in left_out or old == new:
            continue
        path = f"{within}.{name}" if within else name
        if _has_parts(old) and _has_parts(new):
            yield from field_changes(subject, old, new, within=path, renamed=renamed)
        elif not _same(name, old, new, renamed):
            yield subject.change(path, kind_of(old, new), before=shown(old), after=shown(new))


def kind_of(before: Any, after: Any) -> Kind:
    """Return how a value became another one, as far as both have an order.

    Examples
    --------
    >>> kind_of(None, "cmo"), kind_of(1.0, 3.0), kind_of("cmo", "crm_lead")
    ('set', 'raised', 'changed')
    """
    if before in _NOTHING or after in _NOTHING:
        return "set" if before in _NOTHING else "dropped"
    old, new = _magnitude(before), _magnitude(after)
    if isinstance(before, Quantity) and isinstance(after, Quantity):
        old, new = (old, new) if comparable(before, after) else (None, None)
    if old is None or new is None or old == new or type(before) is not type(after):
        return "changed"
    if isinstance(before, dt.date):
        return "later" if new > old else "earlier"
    return "raised" if new > old else "lowered"


def shown(value: Any) -> str | None:
    """Return a value as a reader is shown it; ``None`` where there is none.

    Examples
    --------
    >>> shown(("board", "service")), shown(3.0), shown({"kind": "process"}), shown(())
    ('board, service', '3', 'kind: process', None)
    """
    if value in _NOTHING:
        return None
    return _text(plain(value))


def even(text: str) -> str:
    """Return a text without capitals, line breaks, extra blanks and a full stop at its end."""
    return " ".join(text.casefold().split()).rstrip(".")


def _text(held: Any) -> str:
    if isinstance(held, str):
        return held
    if isinstance(held, list):
        return ", ".join(map(_text, held))
    if isinstance(held, dict):
        return "; ".join(f"{key}: {_text(each)}" for key, each in held.items())
    if isinstance(held, int | float) and not isinstance(held, bool):
        return number(held)
    return json.dumps(held, ensure_ascii=False, default=str)


def _both(before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    if is_shape(type(before)):
        names = field_names(type(before))
        yield from ((name, getattr(before, name), getattr(after, name)) for name in names)
    else:
        names = tuple(dict.fromkeys((*before, *after)))
        yield from ((str(name), before.get(name), after.get(name)) for name in names)


def _has_parts(value: Any) -> bool:
    kind = type(value)
    is_record = is_shape(kind) and not hasattr(kind, "read")
    return bool(value) and (isinstance(value, Mapping) or is_record)


def _same(name: str, before: Any, after: Any, renamed: Mapping[str, str]) -> bool:
    """Tell whether two values say the same: lists in any order, references to what was renamed."""
    if before in _NOTHING and after in _NOTHING:
        return True
    if name in REFERENCES:
        before = _now(before, renamed)
    if isinstance(before, tuple) and isinstance(after, tuple):
        return sorted(map(repr, before)) == sorted(map(repr, after))
    return bool(before == after)


def _now(value: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(renamed.get(each, each) for each in value)
    return renamed.get(value, value)


def _magnitude(value: Any) -> float | None:
    """Return the size of a value that has an order, else ``None``."""
    if isinstance(value, dt.date):
        return float(value.toordinal())
    if isinstance(value, Duration):
        return value.days
    if isinstance(value, Quantity):
        days = value.readable and value.kind == "duration"
        return value.to("day") if days else value.value
    if isinstance(value, Rate):
        return value.days_per_month
    number_only = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number_only else None
