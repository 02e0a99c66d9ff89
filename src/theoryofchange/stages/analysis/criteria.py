"""What the file itself says of each criterion that a metric must meet to be a KPI."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from theoryofchange.kpi import MOST_BESIDE, Kpi
from theoryofchange.measurement.derivation import shortened
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.cadence import cadence_days
from theoryofchange.stages.analysis.position import Position

Shown = Literal["proven", "disproved", "absent", "open"]
"""What a file can say of a criterion: it proves it, it contradicts it, it leaves out what would
meet it, or it cannot tell."""


class Judgement(NamedTuple):
    """What the file says of one criterion, and by which words."""

    shown: Shown
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the criteria ask of one KPI.

    Parameters
    ----------
    kpi
        The KPI.
    position
        Where it stands in the theory.
    as_of
        The day by which its review is judged.
    guardrail
        The KPI that its ``guardrail`` names; ``None`` where that is no KPI.
    guards
        A KPI whose guardrail it is itself.
    name
        What people call the node, KPI or team of an id.
    """

    kpi: Kpi
    position: Position
    as_of: dt.date | None
    guardrail: Kpi | None
    guards: Kpi | None
    name: Callable[[str], str]


def _on_path(facts: Facts) -> Judgement:
    kpi, position = facts.kpi, facts.position
    if kpi.measures is None:
        return Judgement("disproved", "it does not say what it measures")
    if position.measures is None:
        return Judgement("disproved", f"{kpi.measures} is no goal and no outcome")
    name = facts.name(position.measures)
    if not position.goals:
        return Judgement("disproved", f"it measures {name}, which leads to no goal")
    if position.measures in position.goals:
        return Judgement("proven", f"it measures the goal {name}")
    ahead = ", ".join(facts.name(goal) for goal in position.goals[:3])
    more = f" and {len(position.goals) - 3} more" if len(position.goals) > 3 else ""
    return Judgement("proven", f"it measures {name}, which leads to {ahead}{more}")


def _owned(facts: Facts) -> Judgement:
    if facts.kpi.owner:
        return Judgement("proven", f"{facts.kpi.owner} answers for it")
    return Judgement("absent", "nobody is named who answers for it")


def _defined(facts: Facts) -> Judgement:
    kpi = facts.kpi
    parts = {"definition": kpi.definition, "formula": kpi.formula, "unit": kpi.unit}
    missing = [name for name, part in parts.items() if not part]
    if missing:
        return Judgement("absent", f"there is no {' and no '.join(missing)}")
    return Judgement("proven", "definition, formula and unit are written")


def _directed(facts: Facts) -> Judgement:
    kpi = facts.kpi
    target = kpi.target.value if kpi.target else None
    asked = target.direction if target else None
    if kpi.direction is None:
        if asked and target:
            return Judgement("proven", f"the target {_cited(kpi, target)} says {asked}")
        if target and target.kind == "range":
            return Judgement("proven", f"the target {_cited(kpi, target)} is a range")
        return Judgement("absent", "nothing says which way is good")
    if asked and target and kpi.direction in ("increase", "decrease") and asked != kpi.direction:
        says = f"the target {_cited(kpi, target)} says {asked}"
        return Judgement("disproved", f"it is declared to {kpi.direction}, and {says}")
    return Judgement("proven", f"it is declared: {kpi.direction}")


def _baselined(facts: Facts) -> Judgement:
    baseline = facts.kpi.baseline
    if baseline is None or baseline.value is None:
        return _no_figure(facts.kpi, "baseline")
    unread = _unread(facts.kpi, "baseline", baseline.value)
    if unread:
        return unread
    if baseline.date is None:
        return Judgement("absent", f"the baseline {_cited(facts.kpi, baseline.value)} has no date")
    return Judgement("proven", f"{_cited(facts.kpi, baseline.value)} on {baseline.date}")


def _targeted(facts: Facts) -> Judgement:
    target = facts.kpi.target
    if target is None or target.value is None:
        return _no_figure(facts.kpi, "target")
    unread = _unread(facts.kpi, "target", target.value)
    if unread:
        return unread
    figure = _cited(facts.kpi, target.value)
    missing = [] if target.date else ["date"]
    missing += [] if target.set_by or target.because else ["origin (set_by or because)"]
    if missing:
        return Judgement("absent", f"the target {figure} has no {' and no '.join(missing)}")
    origin = f"set by {target.set_by}" if target.set_by else f"because {target.because}"
    return Judgement("proven", f"{figure} by {target.date}, {shortened(origin)}")


def _no_figure(kpi: Kpi, name: str) -> Judgement:
    if kpi.confidential:
        return Judgement("open", f"its figures are withheld, and it is not said if it has a {name}")
    return Judgement("absent", f"there is no {name}")


def _unread(kpi: Kpi, name: str, value: Quantity) -> Judgement | None:
    if value.readable:
        return None
    if value.placeholder:
        return Judgement("disproved", f"the {name} is only promised: {_cited(kpi, value)}")
    return Judgement("disproved", f"no figure can be read from the {name}: {_cited(kpi, value)}")


def _cited(kpi: Kpi, value: Quantity) -> str:
    return "(withheld)" if kpi.confidential else shortened(str(value))


def _timely(facts: Facts) -> Judgement:
    cadence = facts.kpi.cadence
    if not cadence:
        return Judgement("open", "it is not said how often it is measured")
    if cadence_days(cadence) is None:
        return Judgement("open", f"how often {shortened(cadence)} is cannot be told")
    needed = facts.kpi.needed_within
    if needed is None:
        because = f"it is measured {cadence}, but no dates and no decision say how often is needed"
        return Judgement("open", because)
    if facts.kpi.measured_in_time:
        return Judgement("proven", f"it is measured {cadence}, and {needed[1]}")
    return Judgement("disproved", f"it is measured only {cadence}, while {needed[1]}")


def _actionable(facts: Facts) -> Judgement:
    if facts.kpi.decision:
        return Judgement("proven", f"the decision: {shortened(facts.kpi.decision)}")
    return Judgement("absent", "no decision is named that it triggers")


def _movable(facts: Facts) -> Judgement:
    activity = facts.position.moved_by
    if activity is not None:
        return Judgement("proven", f"the activity {facts.name(activity)} reaches what it measures")
    return Judgement("absent", "no activity reaches what it measures")


def _sourced(facts: Facts) -> Judgement:
    source = facts.kpi.source
    if source is None or not source.system:
        if source is not None and source.available is False:
            return Judgement("disproved", f"its data cannot be had: {source.availability}")
        return Judgement("absent", "no system is named that holds its data")
    if source.available is None:
        return Judgement("open", f"{source.system} is named, but not whether the data can be had")
    if not source.available:
        return Judgement("disproved", f"the data of {source.system} is {source.availability}")
    return Judgement("proven", f"{source.system}, {source.availability}")


def _understood(facts: Facts) -> Judgement:
    if facts.kpi.audience:
        return Judgement("open", f"nobody attests that {', '.join(facts.kpi.audience)} understand")
    return Judgement("open", "no audience is named, and nobody attests that it is understood")


def _comparable(facts: Facts) -> Judgement:
    if facts.kpi.version:
        return Judgement("proven", f"version {facts.kpi.version} of its definition")
    return Judgement("open", "its definition has no version to tell by")


def _guarded(facts: Facts) -> Judgement:
    kpi, guardrail = facts.kpi, facts.guardrail
    if kpi.guardrail and guardrail is None:
        return Judgement("disproved", f"its guardrail {kpi.guardrail} is no KPI")
    if guardrail is not None and guardrail.id == kpi.id:
        return Judgement("disproved", "it is named as its own guardrail")
    if guardrail is not None:
        return Judgement("proven", f"{guardrail.name} would show that it was gamed")
    if facts.guards is not None:
        return Judgement("proven", f"it is paired with {facts.guards.name}, whose guardrail it is")
    return Judgement("absent", "no KPI is named that would show that it was gamed")


def _reviewed(facts: Facts) -> Judgement:
    day = facts.kpi.review_by
    if day is None:
        return Judgement("open", "no day is set by which it is reviewed")
    if facts.as_of is None:
        return Judgement("open", f"it is reviewed by {day}, and no day says if that is past")
    if day < facts.as_of:
        return Judgement("disproved", f"it was to be reviewed by {day}, which is past")
    return Judgement("proven", f"it is reviewed by {day}")


def _few(facts: Facts) -> Judgement:
    position = facts.position
    if position.measures is None:
        return Judgement("open", "it measures no goal and no outcome beside others")
    count, name = position.beside, facts.name(position.measures)
    if count > MOST_BESIDE:
        return Judgement("disproved", f"it is one of {count} for {name}, more than {MOST_BESIDE}")
    return Judgement("proven", f"it is one of {count} for {name}")


JUDGES: Mapping[str, Callable[[Facts], Judgement]] = {
    "on_path": _on_path,
    "owned": _owned,
    "defined": _defined,
    "directed": _directed,
    "baselined": _baselined,
    "targeted": _targeted,
    "timely": _timely,
    "actionable": _actionable,
    "movable": _movable,
    "sourced": _sourced,
    "understood": _understood,
    "comparable": _comparable,
    "guarded": _guarded,
    "reviewed": _reviewed,
    "few": _few,
}
"""How each criterion is judged, by its key."""
