"""What a format has no place for, part by part of a theory."""

from __future__ import annotations

from collections.abc import Iterable

from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.writing import Omissions
from theoryofchange.shape import plain

_BY_ID = ("teams", "goals", "outcomes", "activities")
_ROWS = ("observations", "benchmarks", "ratings")


def unsaid_parts(
    omissions: Omissions, theory: TheoryOfChange, why: str, said: Iterable[str] = ()
) -> None:
    """Add every part of a theory that is there and not said, KPIs apart.

    Parameters
    ----------
    omissions
        Where it is told.
    theory
        The theory.
    why
        Why, as a sentence.
    said
        The names of the parts that are said.
    """
    for part in (*_BY_ID, *_ROWS):
        held = getattr(theory, part)
        if held and part not in said:
            omissions.add(part, why, *(held if part in _BY_ID else ()))


def unsaid_of_nodes(omissions: Omissions, theory: TheoryOfChange, said: Iterable[str]) -> None:
    """Add what a drawing does not say of its nodes, their links among it, and what is no node."""
    why = "A drawing has no place for it."
    known = {*said, "id", "title", "needs", "advances"}
    for part in ("goals", "outcomes", "activities"):
        omissions.fields(part, why, getattr(theory, part), known)
    told = [edge.effect for edge in theory.edges if plain(edge.link).keys() - {"sign"}]
    if told:
        why = "A drawing shows their sign alone."
        omissions.add("what is said of links", why, *dict.fromkeys(told))
    drawn = ("goals", "outcomes", "activities")
    unsaid_parts(omissions, theory, "A drawing has no place for them.", drawn)
