"""What changed in where a KPI was, is to be and by when; of confidential figures not what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from theoryofchange.difference.change import Change, Kind, Subject
from theoryofchange.difference.demand import compared
from theoryofchange.difference.fields import field_changes, kind_of, shown
from theoryofchange.kpi import Kpi, Measured, Target
from theoryofchange.measurement.scale import figure_of
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.model import comparable
from theoryofchange.stages.figure import stated

FIGURES = ("confidential", "target", "baseline", "milestones", "tolerance")
"""The fields that are compared here."""

_NONE = Target(value=None, date=None)
_WITHHELD = "its figures are confidential"
_EASIER: Mapping[str, Kind] = {"raised": "relaxed", "lowered": "tightened"}


def target_changes(subject: Subject, before: Kpi, after: Kpi) -> Iterator[Change]:
    """Yield what changed in a KPI's baseline, milestones, target and tolerance."""
    if bool(before.confidential) != bool(after.confidential):
        yield subject.change("confidential", "withheld" if after.confidential else "disclosed")
    if before.confidential or after.confidential:
        yield from _withheld(subject, before, after)
        return
    yield from _target(subject, before, after)
    yield from _tolerance(subject, before, after)
    yield from _baseline(subject, before, after)
    yield from _milestones(subject, before, after)


def _withheld(subject: Subject, before: Kpi, after: Kpi) -> Iterator[Change]:
    """Yield which figures changed, where both are stated; not from what to what."""
    for field in FIGURES[1:]:
        old, new = getattr(before, field), getattr(after, field)
        if old and new and old != new:
            kinds: Mapping[str, Kind] = {"target": "unclear", "baseline": "rewritten"}
            kind = kinds.get(field, "changed")
            yield subject.change(field, kind, because=_WITHHELD)


def _target(subject: Subject, before: Kpi, after: Kpi) -> Iterator[Change]:
    old, new = figure_of(before.target), figure_of(after.target)
    if old != new:
        kind, because = _value_kind(before, after, old, new)
        texts = stated(old, before.unit), stated(new, after.unit)
        yield subject.change("target.value", kind, before=texts[0], after=texts[1], because=because)
    yield from _dates(subject, "target.date", _day(before.target), _day(after.target))
    yield from field_changes(
        subject,
        before.target or _NONE,
        after.target or _NONE,
        within="target",
        left_out=("value", "date"),
        renamed={},
    )


def _value_kind(
    before: Kpi, after: Kpi, old: Quantity | None, new: Quantity | None
) -> tuple[Kind, str]:
    if old is None or new is None:
        return ("set", "") if old is None else ("dropped", "nothing says any more what to reach")
    if old.placeholder and new.placeholder:
        return "changed", "both only promise a figure"
    if old.placeholder or new.placeholder:
        readable = new if old.placeholder else old
        if readable.readable:
            return ("settled" if old.placeholder else "promised"), ""
    for each in (old, new):
        if not each.readable and not each.placeholder:
            return "unclear", f"no figure can be read from “{each.text}”"
    return compared(before, after)


def _day(held: Target | None) -> dt.date | None:
    return held.date if held else None


def _dates(
    subject: Subject, field: str, old: dt.date | None, new: dt.date | None
) -> Iterator[Change]:
    if old != new:
        because = f"by {abs((new - old).days):,} days" if old and new else ""
        yield subject.change(
            field, kind_of(old, new), before=shown(old), after=shown(new), because=because
        )


def _tolerance(subject: Subject, before: Kpi, after: Kpi) -> Iterator[Change]:
    old, new = before.tolerance, after.tolerance
    if old == new:
        return
    kind, because = kind_of(old, new), ""
    sizes = _size(old), _size(new)
    if None in sizes or (old and new and not comparable(old, new)):
        kind, because = "unclear", "the two cannot be compared"
    elif sizes[0] != sizes[1]:
        kind = _EASIER[kind_of(*sizes)]
        because = f"{'more' if kind == 'relaxed' else 'less'} counts as on the path"
    yield subject.change("tolerance", kind, before=shown(old), after=shown(new), because=because)


def _size(tolerance: Quantity | None) -> float | None:
    """Return how much a tolerance allows; one that is not stated allows nothing."""
    if tolerance is None:
        return 0.0
    days = tolerance.readable and tolerance.kind == "duration"
    return tolerance.to("day") if days else tolerance.value


def _baseline(subject: Subject, before: Kpi, after: Kpi) -> Iterator[Change]:
    old, new = before.baseline, after.baseline
    if old == new:
        return
    texts = _measured(old, before.unit), _measured(new, after.unit)
    kind = kind_of(*texts)
    if kind == "changed" and old and new:
        said = [each.value for each in (old, new)]
        moved = (old.value, old.date) != (new.value, new.date)
        kind = "rewritten" if moved and None not in said else "changed"
    because = "the past was changed" if kind == "rewritten" else ""
    yield subject.change("baseline", kind, before=texts[0], after=texts[1], because=because)


def _measured(held: Measured | None, unit: str | None) -> str | None:
    if held is None:
        return None
    parts = (
        stated(held.value, unit),
        f"on {held.date}" if held.date else "",
        f"n = {held.n:,}" if held.n is not None else "",
    )
    return ", ".join(filter(None, parts)).replace(", on ", " on ") or None


def _milestones(subject: Subject, before: Kpi, after: Kpi) -> Iterator[Change]:
    old, new = _by_day(before.milestones), _by_day(after.milestones)
    moved = _moved(old, new)
    for day, other in moved.items():
        yield from _dates(subject, "milestones.date", old[day].date, new[other].date)
    for day in sorted({*old, *new} - {*moved, *moved.values()}):
        one, two = old.get(day), new.get(day)
        if one != two:
            kind, because = _step_kind(before, after, figure_of(one), figure_of(two))
            yield subject.change(
                f"milestones.{day}",
                kind,
                before=_measured(one, before.unit),
                after=_measured(two, after.unit),
                because=because,
            )


def _by_day(milestones: Sequence[Measured]) -> dict[str, Measured]:
    """Return milestones by their day, a second one of a day under a name of its own."""
    found: dict[str, Measured] = {}
    for each in milestones:
        day = each.date.isoformat() if each.date else "undated"
        again = sum(key.partition(" ")[0] == day for key in found)
        found[f"{day} ({again + 1})" if again else day] = each
    return found


def _moved(old: Mapping[str, Measured], new: Mapping[str, Measured]) -> dict[str, str]:
    """Return the new day of each milestone that alone has its figure among those without a match.

    What has no day has none to be moved from.
    """
    gone = [day for day, each in old.items() if day not in new and each.date]
    come = [day for day, each in new.items() if day not in old and each.date]
    found = {}
    for day in gone:
        alike = [other for other in gone if old[other].value == old[day].value]
        same = [other for other in come if new[other].value == old[day].value]
        if len(alike) == len(same) == 1:
            found[day] = same[0]
    return found


def _step_kind(
    before: Kpi, after: Kpi, old: Quantity | None, new: Quantity | None
) -> tuple[Kind, str]:
    """Return how a milestone changed: as if each were the target."""
    if old is None or new is None or old == new:
        return kind_of(old, new), ""
    return _value_kind(_aimed_at(before, old), _aimed_at(after, new), old, new)


def _aimed_at(kpi: Kpi, value: Quantity) -> Kpi:
    return replace(kpi, target=Target(value=value, date=None))
