"""What would mend a fault in how a theory is written, where that can be said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from theoryofchange.shape import field_names
from theoryofchange.source.finding import Applicability, Fix, Remove, Rename, Replace
from theoryofchange.source.span import Route, Span
from theoryofchange.source.suggest import closest

_AS_NEAR = 0.05
"""By how much less alike, as ``difflib`` measures it, a word is still about as near as another."""


def fix_of(error: Mapping[str, Any], place: Span, parent: Any, holder: Any) -> Fix | None:
    """Return what would mend a validator's error.

    Parameters
    ----------
    error
        The error.
    place
        Where the key, the value or the item it is about is written.
    parent
        The shape that the field belongs to, or ``None``.
    holder
        The raw mapping that the field stands in.
    """
    kind, value = error["type"], error["input"]
    if kind == "unexpected_keyword_argument" and parent is not None and isinstance(holder, dict):
        return key_fix(str(error["loc"][-1]), _absent(parent, holder), place)
    if kind == "id_twice":
        return Fix(f"Remove the second {value}", (Remove(place),))
    if not isinstance(value, str):
        return None
    if kind == "date_form":
        return _date_fix(value, place)
    return _word_fix(value, error["ctx"]["expected"], place) if kind == "literal_error" else None


def key_fix(name: str, absent: Collection[str], place: Span) -> Fix | None:
    """Return the new name of a misspelt key, where one absent key is clearly the nearest."""
    near = closest(name, absent)
    if near is None or not _is_clear(name, near, absent):
        return None
    return Fix(f"Rename {name} to {near}", (Rename(place, near),))


def second_fix(what: str, first: Any, second: Any, place: Span) -> Fix | None:
    """Return the end of what is defined a second time, where it says the same as the first."""
    if first != second:
        return None
    return Fix(f"Remove the second {what}, which says the same", (Remove(place),))


def reference_fix(
    id: str, meant: str | None, routes: Iterable[Route | Span], rows: Iterable[Route]
) -> Fix | None:
    """Return another id in place of one that names nothing, wherever it is named.

    Parameters
    ----------
    id
        The id that names nothing.
    meant
        The id it was probably meant to be.
    routes
        Where items and rows name it.
    rows
        Where rows name it, every one of them.
    """
    if meant is None:
        return None
    changes = tuple(
        Rename(route, meant) if _is_link(route, id) else Replace(route, meant)
        for route in dict.fromkeys((*routes, *rows))
    )
    return Fix(f"Name {meant} in place of {id}", changes, "unsafe")


def _is_link(route: Route | Span, id: str) -> bool:
    """Tell whether a route ends in an id of ``needs`` or ``advances``, which may be a key there."""
    return not isinstance(route, Span) and len(route) == 4 and route[-1] == id


def _is_clear(name: str, near: str, known: Collection[str]) -> bool:
    """Tell whether no other known word is about as near to a name."""
    if _same_letters(name, near):
        return True
    from difflib import SequenceMatcher

    alike = SequenceMatcher(None, name, near).ratio()
    return closest(name, [word for word in known if word != near], alike - _AS_NEAR) is None


def _absent(parent: Any, holder: Mapping[str, Any]) -> list[str]:
    return [name for name in field_names(parent) if name != "id" and name not in holder]


def _date_fix(text: str, place: Span) -> Fix | None:
    from theoryofchange.declare.dates import day_meant  # its patterns take long to compile

    meant = day_meant(text)
    if meant is None:
        return None
    applicability: Applicability = "safe" if meant.certain else "unsafe"
    return Fix(f"Write the day as {meant.day}", (Replace(place, str(meant.day)),), applicability)


def _word_fix(text: str, expected: str, place: Span) -> Fix | None:
    words = expected.replace("'", "").replace(" or ", ", ").split(", ")
    near = closest(text, words)
    if near is None:
        return None
    applicability: Applicability = "safe" if _same_letters(text, near) else "unsafe"
    return Fix(f"Write {near}", (Replace(place, near),), applicability)


def _same_letters(text: str, other: str) -> bool:
    """Tell whether two words differ in case, blanks, dashes and underscores at most."""
    one, two = (word.casefold().translate(_JOINTS) for word in (text, other))
    return one == two


_JOINTS = str.maketrans("", "", " -_")
