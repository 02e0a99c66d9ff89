"""What changed in why a cause should lead to its effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from theoryofchange.difference.change import Change, Kind, Subject
from theoryofchange.difference.fields import field_changes, kind_of, shown
from theoryofchange.graph import TheoryOfChange
from theoryofchange.link import Design, Evidence, Link

_STRENGTH = {design: at for at, design in enumerate(get_args(Design))}
"""How much a design shows, the least first."""

Ends = tuple[str, str]


def link_changes(
    before: TheoryOfChange, after: TheoryOfChange, renamed: Mapping[str, str]
) -> Iterator[Change]:
    """Yield what changed in the links between nodes that both theories have.

    A link of what is itself added or removed goes with it, and is not told of its own.
    """
    old = {
        (renamed.get(edge.cause, edge.cause), renamed.get(edge.effect, edge.effect)): edge.link
        for edge in before.edges
    }
    new = {(edge.cause, edge.effect): edge.link for edge in after.edges}
    known = {renamed.get(id, id) for id in before.nodes} & set(after.nodes)
    for ends in dict.fromkeys((*new, *old)):
        if known.issuperset(ends):
            yield from _changes(_subject(ends, after), old.get(ends), new.get(ends), renamed)


def _subject(ends: Ends, theory: TheoryOfChange) -> Subject:
    return Subject("links", " → ".join(ends), " → ".join(theory.name(id) for id in ends))


def _changes(
    subject: Subject, before: Link | None, after: Link | None, renamed: Mapping[str, str]
) -> Iterator[Change]:
    if before is None or after is None:
        yield subject.change("", "added" if before is None else "removed")
        return
    if before.direction != after.direction:
        texts = (_sign(before), _sign(after))
        yield subject.change("sign", "reversed", before=texts[0], after=texts[1])
    yield from _evidence(subject, before.evidence or Evidence(), after.evidence or Evidence())
    yield from field_changes(subject, before, after, left_out=("sign", "evidence"), renamed=renamed)


def _sign(link: Link) -> str:
    return "helps" if link.direction == "+" else "hurts"


def _evidence(subject: Subject, before: Evidence, after: Evidence) -> Iterator[Change]:
    old, new = before.design, after.design
    if old != new:
        kind: Kind = kind_of(old, new)
        if old and new:
            kind = "stronger" if _STRENGTH[new] > _STRENGTH[old] else "weaker"
        yield subject.change("evidence.design", kind, before=shown(old), after=shown(new))
    yield from field_changes(
        subject, before, after, within="evidence", left_out=("design",), renamed={}
    )
