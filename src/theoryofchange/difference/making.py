"""Diff: what changed between two theories, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from theoryofchange.declare import collector_paused
from theoryofchange.difference.change import Change, Kind, Section, Subject
from theoryofchange.difference.fields import field_changes
from theoryofchange.difference.links import link_changes
from theoryofchange.difference.meaning import MEANING, POPULATION, meaning_changes
from theoryofchange.difference.measured import value_changes
from theoryofchange.difference.pairing import Rename, split
from theoryofchange.difference.places import Place, theory_at
from theoryofchange.difference.result import Diff
from theoryofchange.difference.sets import replaced_sets
from theoryofchange.difference.targets import FIGURES, target_changes
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.provenance import provenance_of

_LINKS = ("needs", "advances")
_BY_ID: tuple[Section, ...] = ("teams", "goals", "outcomes", "kpis", "activities")


def diff(old: Place, new: Place) -> Diff:
    """Tell what changed between two theories, and what follows from it.

    Compared are the header, teams, goals, outcomes, KPIs with their measured values, activities and
    links; not ratings and benchmarks. Elements are the same by their id; of those whose id only one
    theory has, the likely ones are proposed as renamed, and what changed in them is told as well.

    Parameters
    ----------
    old, new
        A theory, the path of one, a mapping in the form of a theory file, or ``REV:path``: the
        path at a git revision, from the top of the repository, or with ``./`` from here.

    Returns
    -------
    Diff
        The changes, empty where the theories say the same.

    Raises
    ------
    DeclarationError
        Where a theory has faults that keep it from being used.
    InputError
        Where there is nothing to read, or no such revision.

    Examples
    --------
    >>> old = {"kpis": {"age": {"direction": "decrease", "target": "100 days", "owner": "ops"}}}
    >>> new = {"kpis": {"age": {"direction": "decrease", "target": "60 days", "owner": "crm"}}}
    >>> for change in diff(old, new).changes:
    ...     print(change.field, change.kind, change.before, change.after)
    owner changed ops crm
    target.value tightened 100 days 60 days
    """
    with collector_paused():
        return _diff(theory_at(old), theory_at(new))


def _diff(old: TheoryOfChange, new: TheoryOfChange) -> Diff:
    splits = {section: split(getattr(old, section), getattr(new, section)) for section in _BY_ID}
    nodes = _mapping(splits["goals"][2], splits["outcomes"][2], splits["activities"][2])
    kpis = _mapping(splits["kpis"][2])
    renamed = {**nodes, **kpis, **_mapping(splits["teams"][2])}
    changes = [*_header(old, new)]
    for section, (gone, come, renames) in splits.items():
        changes += _in_section(section, old, new, renames, renamed)
        changes += (_whole(section, each, "added") for each in come.values())
        changes += (_whole(section, each, "removed") for each in gone.values())
    gone, come, _ = splits["kpis"]
    return Diff(
        old=provenance_of(old),
        new=provenance_of(new),
        changes=(*changes, *value_changes(old, new, kpis), *link_changes(old, new, renamed)),
        replaced=tuple(replaced_sets(old, new, gone, come, nodes)),
    )


def _mapping(*renames: tuple[Rename, ...]) -> Mapping[str, str]:
    return {each.before: each.after for held in renames for each in held}


def _header(old: TheoryOfChange, new: TheoryOfChange) -> Iterator[Change]:
    subject = Subject("theory", new.header.id, new.title)
    return field_changes(subject, old.header, new.header, renamed={})


def _whole(section: Section, element: Any, kind: Kind) -> Change:
    return Subject(section, element.id, element.name).change("", kind)


def _in_section(
    section: Section,
    old: TheoryOfChange,
    new: TheoryOfChange,
    renames: tuple[Rename, ...],
    renamed: Mapping[str, str],
) -> Iterator[Change]:
    """Yield what changed in the elements of a section that both theories have."""
    before, after = getattr(old, section), getattr(new, section)
    by_new = {each.after: each for each in renames}
    for id, element in after.items():
        rename = by_new.get(id)
        same = before.get(rename.before if rename else id)
        if same is None or (same == element and not rename):
            continue
        subject = Subject(section, id, element.name)
        if rename:
            yield subject.change(
                "id",
                "renamed",
                before=rename.before,
                after=rename.after,
                because=rename.because,
                similarity=rename.similarity,
            )
        yield from _in_element(subject, same, element, renamed)


def _in_element(
    subject: Subject, before: Any, after: Any, renamed: Mapping[str, str]
) -> Iterator[Change]:
    if not isinstance(before, Kpi):
        yield from field_changes(subject, before, after, left_out=("id", *_LINKS), renamed=renamed)
        return
    yield from meaning_changes(subject, before, after, renamed)
    left_out = ("id", "extra", "measure", *MEANING, *FIGURES)
    yield from field_changes(subject, before, after, left_out=left_out, renamed=renamed)
    yield from target_changes(subject, before, after)
    if not (before.confidential or after.confidential):
        yield from field_changes(
            subject,
            before.extra,
            after.extra,
            within="extra",
            left_out=POPULATION,
            renamed=renamed,
        )
