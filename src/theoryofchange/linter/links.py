"""Links where they are written, and walks along them as a message shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.rule import WrittenLink
from theoryofchange.source.span import Route, Span

_FIELDS = (("goals", "needs"), ("outcomes", "needs"), ("activities", "advances"))
SHOWN = 8
"""Names of a walk in a message, and places beside a finding."""

Related = tuple[tuple[Route | Span, str], ...]


def written_links(theory: TheoryOfChange) -> Iterator[WrittenLink]:
    """Yield every link of a theory, whether or not both its ends exist."""
    for section, field in _FIELDS:
        for id, owner in getattr(theory, section).items():
            for other, link in getattr(owner, field).items():
                ends = (id, other) if field == "advances" else (other, id)
                cause, effect = (theory.resolve(end) for end in ends)
                yield WrittenLink((section, id, field, other), cause, effect, link)


def routes_of_links(theory: TheoryOfChange) -> Mapping[tuple[str, str], Route]:
    """Return where each pair of cause and effect is first written."""
    routes: dict[tuple[str, str], Route] = {}
    for written in written_links(theory):
        routes.setdefault((written.cause, written.effect), written.route)
    return routes


def told(theory: TheoryOfChange, walk: Sequence[str]) -> str:
    """Return a walk by names, its middle left out where it is long."""
    names = [theory.name(id) for id in walk]
    if len(names) > SHOWN:
        names = [*names[: SHOWN // 2], "…", *names[-SHOWN // 2 :]]
    return " → ".join(names)


def places(routes: Mapping[tuple[str, str], Route], walk: Sequence[str], message: str) -> Related:
    """Return the place of each link of a walk under one message, the first few of a long walk."""
    steps = [step for step in pairwise(walk) if step in routes]
    return tuple((routes[step], message) for step in steps[:SHOWN])


def hurting_place(
    theory: TheoryOfChange, routes: Mapping[tuple[str, str], Route], walk: Sequence[str]
) -> Route | None:
    """Return where the first link of a walk that hurts says so.

    Nowhere where its sign and its effect contradict each other: it may not hurt at all.
    """
    for cause, effect in pairwise(walk):
        link = theory.effects(cause)[effect]
        if link.direction == "-":
            figures = link.effect.sign if link.effect else None
            if link.sign and figures == "+":
                return None
            return (*routes[cause, effect], "sign" if link.sign else "effect")
    return None
