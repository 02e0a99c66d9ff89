"""The segments that a sum runs over: those of one division of the whole."""

from __future__ import annotations

import re
from collections.abc import Collection

from theoryofchange.formula.tree import EVERY

_KIND = re.compile(r"\s*([^\W\d][^=:;]*?)\s*[=:]\s*\S")


def kind_of(segment: str) -> str:
    """Return by what a segment divides the whole, as its name says; empty where it does not.

    Examples
    --------
    >>> kind_of("region: north"), kind_of("sex=f; age=15-24"), kind_of("web")
    ('region', 'sex; age', '')
    """
    kinds = [_KIND.match(part) for part in segment.split(";")]
    return "; ".join(kind[1] for kind in kinds if kind) if all(kinds) else ""


def summed(by: str, segments: Collection[str]) -> tuple[str, ...]:
    """Return the segments that a sum runs over, in alphabetical order.

    Parameters
    ----------
    by
        What it is summed by: a kind that segments name, or ``segment`` for all there are.
    segments
        The segments that a KPI has values of. Those that name no kind are one division, whatever
        it is called.

    Raises
    ------
    LookupError
        Where the segments divide the whole in several ways, so that all together would count it
        more than once, or none of them in this one.

    Examples
    --------
    >>> summed("region", {"region: north", "region: south", "sex: f"})
    ('region: north', 'region: south')
    >>> summed("region", {"north", "south"})
    ('north', 'south')
    """
    kinds: dict[str, list[str]] = {}
    for segment in sorted(segments):
        kinds.setdefault(kind_of(segment).casefold(), []).append(segment)
    if len(kinds) == 1 and (by == EVERY or "" in kinds):
        return tuple(sorted(segments))
    if by != EVERY and by.casefold() in kinds:
        return tuple(kinds[by.casefold()])
    if not kinds:
        return ()
    named = ", ".join(kind or "another division" for kind in kinds)
    if by == EVERY:
        raise LookupError(f"is divided in several ways, and their sum counts twice: by {named}")
    raise LookupError(f"is not divided by {by}, but by {named}")
