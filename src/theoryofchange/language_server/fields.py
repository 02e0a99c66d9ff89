"""What each place of a theory file holds: its shape, its meaning, and the ids it may name."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal

from theoryofchange.declare.messages import owner_of
from theoryofchange.declare.schema import meanings
from theoryofchange.declare.sections import BY_ID, LISTS, SECTIONS, SINGLE
from theoryofchange.shape import field_names, field_types, is_shape, shapes_in
from theoryofchange.source.span import Route

KINDS: Mapping[str, Any] = {**SINGLE, **BY_ID, **LISTS}
"""The shape of a section's record, items or rows."""

FREE_TEXTS = frozenset(
    {"title", "description", "definition", "formula", "decision", "assumes", "output", "what"}
)
"""Fields whose texts nobody writes twice."""

NODES = ("outcomes", "goals")
_LINKS = ("needs", "advances")
_NAMED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("goals", "needs"): NODES,
    ("outcomes", "needs"): NODES,
    ("activities", "advances"): NODES,
    ("activities", "team"): ("teams",),
    ("activities", "after"): ("activities",),
    ("kpis", "measures"): NODES,
    ("kpis", "guardrail"): ("kpis",),
    **{(section, "kpi"): ("kpis",) for section in LISTS},
    ("ratings", "team"): ("teams",),
}


def sections_named(route: Route) -> tuple[str, ...]:
    """Return the sections in which an id that stands at a route is to be found.

    Parameters
    ----------
    route
        Of a value or an item of a list; of a key, see :func:`sections_of_key`.

    Returns
    -------
    tuple of str
        Empty where no id stands.

    Examples
    --------
    >>> sections_named(("kpis", "churn", "guardrail"))
    ('kpis',)
    >>> sections_named(("goals", "growth", "needs", "trust", "agreed_by", 0))
    ('teams',)
    >>> sections_named(("goals", "growth", "title"))
    ()
    """
    if len(route) < 3:
        return ()
    section, field, rest = str(route[0]), route[2], route[3:]
    if section == "maturity":
        return ("teams",) if route[1] == "exclude" and "teams" in rest[:1] else ()
    if field in _LINKS and len(rest) > 1:
        return ("teams",) if rest[1] == "agreed_by" else ()
    return _NAMED.get((section, str(field)), ()) if len(rest) < 2 else ()


def sections_of_key(route: Route) -> tuple[str, ...]:
    """Return the sections in which the key that a route ends in is to be found, where it is an id.

    Examples
    --------
    >>> sections_of_key(("goals", "growth", "needs", "trust"))
    ('outcomes', 'goals')
    >>> sections_of_key(("goals", "growth", "needs"))
    ()
    """
    return sections_named(route) if len(route) > 3 else ()


def declares(route: Route) -> bool:
    """Tell whether the key that a route ends in is the id of an item.

    Examples
    --------
    >>> declares(("kpis", "churn")), declares(("kpis", "churn", "unit"))
    (True, False)
    """
    return len(route) == 2 and route[0] in BY_ID


def holder_of(route: Route) -> Any:
    """Return the shape whose field a route ends in, or ``None``.

    Examples
    --------
    >>> holder_of(("kpis", "churn", "target", "date")).__name__
    'Target'
    """
    if not route or route[0] not in KINDS:
        return None
    steps = route[1:] if route[0] in SINGLE else route[2:]
    return owner_of(KINDS[str(route[0])], steps) if steps else None


def shape_at(route: Route) -> Any:
    """Return the shape of the record at a route, or ``None`` where there is none.

    Examples
    --------
    >>> shape_at(("kpis", "churn")).__name__, shape_at(("kpis", "churn", "milestones", 0)).__name__
    ('Kpi', 'Measured')
    """
    return holder_of((*route, "any"))


def type_at(route: Route) -> Any:
    """Return what type a field holds, one of its items where it holds several; ``None``: unknown.

    Examples
    --------
    >>> type_at(("kpis", "churn", "audience", 0)), type_at(("kpis", "churn", "weather"))
    (<class 'str'>, None)
    """
    steps = route[:-1] if route and isinstance(route[-1], int) else route
    holder = holder_of(steps)
    kind = _without_none(field_types(holder).get(str(steps[-1]))) if holder else None
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else kind


def keys_at(route: Route) -> tuple[str, ...]:
    """Return the keys that the mapping at a route may have; of ids, none.

    Examples
    --------
    >>> keys_at(("goals", "growth", "needs", "trust", "evidence"))
    ('design', 'source', 'date', 'n')
    """
    if not route:
        return SECTIONS
    shape = shape_at(route)
    names = field_names(shape) if shape else ()
    return tuple(name for name in names if not (name == "id" and len(route) == 2))


def words_of(kind: Any) -> tuple[str, ...]:
    """Return the words a field of some type takes, where it takes no others."""
    if kind is bool:
        return ("true", "false")
    return tuple(map(str, typing.get_args(kind))) if typing.get_origin(kind) is Literal else ()


def nests(route: Route) -> bool:
    """Tell whether what a key holds is written in lines of its own: a record, or entries by id."""
    if len(route) == 1:
        return True
    holder = holder_of(route)
    kind = _without_none(field_types(holder).get(str(route[-1]))) if holder else None
    return bool(shapes_in(kind)) and not hasattr(kind, "read")


def meaning(route: Route) -> str:
    """Return what the key that a route ends in means; an empty text where that is not said.

    Examples
    --------
    >>> meaning(("kpis", "churn", "cadence"))
    'How often it is measured.'
    """
    if len(route) == 1:
        kind = KINDS.get(str(route[0]))
        return inspect.cleandoc(kind.__doc__ or "").partition("\n")[0] if kind else ""
    holder = holder_of(route)
    return meanings(holder).get(str(route[-1]), "") if is_shape(holder) else ""


def _without_none(kind: Any) -> Any:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return next(each for each in typing.get_args(kind) if each is not type(None))
    return kind
