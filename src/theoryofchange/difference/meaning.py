"""What changes the meaning of a KPI's values, so that old and new ones cannot be compared.

That are its definition, formula, unit and direction, how it is measured from data, and the
population it is about: what a percentage is of, how many a rank is out of, and ``segment``,
``segments`` or ``population`` under ``extra``. What was not stated before, or is not stated any
more, breaks nothing: nothing can be compared with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest

from theoryofchange.difference.change import Change, Kind, Subject
from theoryofchange.difference.demand import same_unit
from theoryofchange.difference.fields import even, field_changes, kind_of, shown
from theoryofchange.kpi import Kpi
from theoryofchange.measurement.scale import figure_of
from theoryofchange.measuring import Measure
from theoryofchange.quantity import Quantity

POPULATION = ("population", "segment", "segments")
"""The keys under ``extra`` that say over whom or what a KPI is measured."""

MEANING = ("definition", "formula", "unit", "direction", "version")
"""The fields that are compared here."""

BESIDE = ("segment", "unique", "min_n")
"""The fields of a ``measure`` that leave the figures of the whole as they are."""

_SIGNS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-"})
_ID = re.compile(r"[^\W\d][\w-]*")
_NUMBER = re.compile(r"\d+")


def meaning_changes(
    subject: Subject, before: Kpi, after: Kpi, renamed: Mapping[str, str]
) -> Iterator[Change]:
    """Yield what changes the meaning of a KPI's values, and how its version changed."""
    for field in MEANING:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield from _change(subject, field, (before, after), renamed)
    yield from _measure(subject, before, after, renamed)
    yield from _population(subject, before, after)


def version_raised(before: str | None, after: str | None) -> bool | None:
    """Tell whether a version is a later one; ``None`` where two versions have no order.

    Examples
    --------
    >>> version_raised("1.9", "1.10"), version_raised("2", "2"), version_raised("a", "b")
    (True, False, None)
    >>> version_raised(None, "1"), version_raised("1", None)
    (True, False)
    """
    if before == after or not after:
        return False
    if not before:
        return True
    if _NUMBER.split(before)[0] != _NUMBER.split(after)[0]:
        return None
    old, new = ([int(part) for part in _NUMBER.findall(text)] for text in (before, after))
    order = [(b > a) - (b < a) for a, b in zip_longest(old, new, fillvalue=0)]
    first = next(filter(None, order), None)
    return None if first is None else first > 0


def _change(
    subject: Subject, field: str, both: tuple[Kpi, Kpi], renamed: Mapping[str, str]
) -> Iterator[Change]:
    old, new = (getattr(kpi, field) for kpi in both)
    kind = kind_of(old, new)
    if field == "version":
        yield subject.change(field, _version_kind(kind, old, new), before=old, after=new)
    elif kind in ("set", "dropped"):
        yield subject.change(field, kind, before=shown(old), after=shown(new))
    elif because := _SAME[field](old, new, renamed):
        yield subject.change(field, kind, before=old, after=new, because=because)
    else:
        kind = "reversed" if {old, new} == {"increase", "decrease"} else kind
        yield _break(subject, field, kind, both, (old, new))


def _break(
    subject: Subject, field: str, kind: Kind, both: tuple[Kpi, Kpi], texts: tuple[str, str]
) -> Change:
    return _broken(subject.change(field, kind, before=texts[0], after=texts[1]), both)


def _broken(change: Change, both: tuple[Kpi, Kpi]) -> Change:
    """Return a change as one after which values cannot be compared."""
    raised = version_raised(both[0].version, both[1].version)
    said = {True: "was raised", False: "was not raised", None: "is another one, without an order"}
    because = f"values before and after cannot be compared; the version {said[raised]}"
    return replace(change, because=because, breaks=True, version_raised=raised)


def _measure(
    subject: Subject, before: Kpi, after: Kpi, renamed: Mapping[str, str]
) -> Iterator[Change]:
    """Yield what changes how a KPI is measured: what a field was without is stated all the same."""
    old, new = before.measure, after.measure
    if old is None or new is None:
        if old != new:
            kind = kind_of(old, new)
            yield subject.change("measure", kind, before=shown(old), after=shown(new))
        return
    for change in field_changes(subject, old, new, within="measure", renamed=renamed):
        name = change.field.split(".")[1]
        same = name in BESIDE or (_idle(old, name) and _idle(new, name))
        yield change if same else _broken(change, (before, after))


def _idle(measure: Measure, name: str) -> bool:
    """Tell whether a field does nothing: it is not there, or its aggregation does not use it."""
    return name in measure.unused or shown(getattr(measure, name)) is None


def _version_kind(kind: Kind, before: str | None, after: str | None) -> Kind:
    if kind != "changed":
        return kind
    raised = version_raised(before, after)
    return "changed" if raised is None else "raised" if raised else "lowered"


def _same_words(before: str, after: str, _: Mapping[str, str]) -> str:
    return "only capitals, blanks or the full stop differ" if even(before) == even(after) else ""


def _same_formula(before: str, after: str, renamed: Mapping[str, str]) -> str:
    def now(found: re.Match[str]) -> str:
        return renamed.get(found[0], found[0])

    if written(_ID.sub(now, before)) != written(after):
        return ""
    return "only its blanks, its signs or the new id of a KPI differ"


def _same_unit(before: str, after: str, _: Mapping[str, str]) -> str:
    return "it is the same unit" if same_unit(before, after) else ""


def _never(before: str, after: str, _: Mapping[str, str]) -> str:
    return ""


def written(formula: str) -> str:
    """Return a formula without its blanks, with signs that a keyboard has.

    Examples
    --------
    >>> written("kept ÷ before")
    'kept/before'
    """
    return "".join(formula.translate(_SIGNS).split())


_SAME = {
    "definition": _same_words,
    "formula": _same_formula,
    "unit": _same_unit,
    "direction": _never,
}


def _population(subject: Subject, before: Kpi, after: Kpi) -> Iterator[Change]:
    """Yield a change for each way in which a KPI says that it is about others."""
    for field in ("target", "baseline"):
        old, new = (_of(figure_of(getattr(kpi, field))) for kpi in (before, after))
        if old and new and old != new:
            yield _break(subject, f"{field}.of", "changed", (before, after), (old, new))
            break
    for key in POPULATION:
        texts = shown(before.extra.get(key)), shown(after.extra.get(key))
        if texts[0] != texts[1]:
            kind = kind_of(*texts)
            if texts[0] and texts[1]:
                pair = (texts[0], texts[1])
                yield _break(subject, f"extra.{key}", kind, (before, after), pair)
            else:
                yield subject.change(f"extra.{key}", kind, before=texts[0], after=texts[1])


def _of(quantity: Quantity | None) -> str | None:
    """Return what a percentage is of, or how many a rank or score is out of."""
    if quantity is None:
        return None
    if quantity.of is not None:
        return f"of {quantity.of:g}"
    of_what = quantity.kind == "percent" and quantity.unit not in (None, "percent")
    return quantity.unit if of_what else None
