"""What a format has no place for, part by part of a theory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.writing import Omissions
from theoryofchange.shape import plain

_BY_ID = ("teams", "goals", "outcomes", "activities")
_ROWS = ("observations", "benchmarks", "ratings")


def published(theory: TheoryOfChange, omissions: Omissions) -> TheoryOfChange:
    """Return a theory without the figures that are confidential, and tell of what they are.

    Parameters
    ----------
    theory
        The theory.
    omissions
        Where it is told.

    Returns
    -------
    TheoryOfChange
        The same, but for the figures, values and benchmarks of confidential KPIs, and for what
        stands under ``extra`` of them, where an import keeps figures as they were written.
    """
    withheld = {id for id, kpi in theory.kpis.items() if kpi.confidential}
    if not withheld:
        return theory
    omissions.add("figures of KPIs", "They are confidential.", *sorted(withheld))
    deeper = [id for id in sorted(withheld) if theory.kpis[id].extra]
    if deeper:
        omissions.add("extra of KPIs", "It may hold figures that are confidential.", *deeper)
    return theory.replace(
        kpis=[
            replace(kpi, baseline=None, target=None, milestones=(), tolerance=None, extra={})
            if id in withheld
            else kpi
            for id, kpi in theory.kpis.items()
        ],
        observations=[row for row in theory.observations if row.kpi not in withheld],
        benchmarks=[row for row in theory.benchmarks if row.kpi not in withheld],
    )


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
