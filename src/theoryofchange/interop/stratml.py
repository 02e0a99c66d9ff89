"""Plans in the Strategy Markup Language, ISO 17469: strategic plans, performance plans and reports.

==========================  =======================================================================
there                       here
==========================  =======================================================================
``Goal``                    a goal
``Objective``               an outcome, which its goal needs
``Name``, ``Description``   ``title``, ``description``; of the plan the title of the theory
``PerformanceIndicator``    a KPI, which measures the objective or goal that it stands in
``MeasurementDimension``    ``title``
``UnitOfMeasurement``       ``unit``: percent where it begins as a share does, otherwise as written
``TargetResult``            ``target`` of the last ``EndDate``, ``milestones`` for those before
``ActualResult``            an observation at its ``EndDate``
``NumberOfUnits``           the value; without it ``DescriptorValue``, else ``Description``
anything else               ``extra`` of its goal, objective or indicator, else kept beside the
                            title of the theory, as written
==========================  =======================================================================

Both parts of the standard are read, and what came before it, whatever their namespaces. Ids are
made of names, for in many plans all indicators share one ``Identifier``: which of them a
``Relationship`` means cannot be told then, and is not guessed. It is kept, and is no link: to be
broader or narrower than another is no cause. An element without any text is a blank of a form, and
no record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from theoryofchange.errors import InputError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.interop.seam import Draft, Imported, Listing, Record
from theoryofchange.interop.seam.days import day_of
from theoryofchange.interop.seam.elements import data_of, record_of, spoken, text_of
from theoryofchange.interop.seam.markup import local_name, xml_file
from theoryofchange.interop.seam.sources import Paths, source_files
from theoryofchange.interop.seam.targets import unit_named
from theoryofchange.kpi import Kpi, Measured, Observation, Target
from theoryofchange.link import Link
from theoryofchange.quantity import Quantity

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMAT = "stratml"

_ROOTS = ("StrategicPlan", "PerformancePlanOrReport")
_INSIDE = ("Objective", "PerformanceIndicator")
_KINDS: Mapping[str, str] = {
    "StrategicPlan": "plan",
    "PerformancePlanOrReport": "plan",
    "Organization": "organization",
    "Vision": "vision",
    "Mission": "mission",
    "Value": "value",
    "Goal": "goal",
    "Objective": "objective",
    "Stakeholder": "stakeholder",
    "PerformanceIndicator": "performance indicator",
    "Relationship": "relationship",
    "TargetResult": "target result",
    "ActualResult": "actual result",
    "AdministrativeInformation": "administrative information",
    "Submitter": "submitter",
}
"""The elements that are records, and what their kinds are called."""

_OF_A_NODE = ("Stakeholder", "Relationship")
_RESULTS = ("TargetResult", "ActualResult")
_VALUES = ("NumberOfUnits", "DescriptorValue", "Description")


def read(paths: Paths, as_of: dt.date | None = None) -> Imported:
    """Read plans and reports as a theory.

    Parameters
    ----------
    paths
        The file or files, or directories of them; one given twice is read once.
    as_of
        The day the theory is looked at. None is made up.

    Returns
    -------
    Imported
        The theory, and an account of every element that says something of its own.

    Raises
    ------
    InputError
        Where a file is no XML that can be read safely, is no plan, or has no goal.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> text = '''<StrategicPlan><Name>Ferries</Name><StrategicPlanCore>
    ...   <Goal><Name>Trust</Name><Objective><Name>On time</Name></Objective></Goal>
    ... </StrategicPlanCore></StrategicPlan>'''
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "ferries.xml")
    ...     _ = file.write_text(text)
    ...     imported = read([file])
    >>> [(goal.title, list(goal.needs)) for goal in imported.goals]
    [('Trust', ['on_time'])]
    """
    draft, titles = Draft(FORMAT, otherwise="plan"), []
    identifiers: dict[str, list[str]] = {}
    for path in source_files(paths, ".xml"):
        root = _plan(xml_file(path), path.as_posix())
        plan = _Plan(draft, root, path.as_posix())
        plan.add(identifiers)
        titles.append(_child(root, "Name") or path.stem)
    shared = tuple((key, ", ".join(ids)) for key, ids in identifiers.items() if len(ids) > 1)
    if shared:
        columns = ("Identifier", "Nodes")
        draft.remark(
            Listing(key="shared", caption="Shared by several", columns=columns, rows=shared)
        )
    return draft.imported(", ".join(titles), as_of)


def _plan(root: _Element, file: str) -> _Element:
    if local_name(root) not in _ROOTS:
        raise InputError(
            f"{file}:{root.sourceline}: this is no StratML plan but {local_name(root)}"
        )
    if not any(local_name(each) == "Goal" and text_of(each) for each in root.iter()):
        raise InputError(f"{file}:{root.sourceline}: no goal is in there")
    return root


class _Plan:
    """The way of one file into a draft."""

    def __init__(self, draft: Draft, root: _Element, file: str) -> None:
        self._draft = draft
        self._root = root
        self._file = file
        self._ids: dict[_Element, str] = {}
        self._records = {
            each: record_of(each, file, _KINDS[local_name(each)], _name(each), _left_out(each))
            for each in root.iter()
            if local_name(each) in _KINDS and text_of(each)
        }

    def add(self, identifiers: dict[str, list[str]]) -> None:
        """Add the goals, objectives and indicators, and state the fate of every record."""
        self._draft.take(self._file, self._records.values())
        for element in self._of_kind("Goal"):
            self._goal(element)
        for element, id in self._ids.items():
            identifier = _child(element, "Identifier")
            if identifier:
                identifiers.setdefault(identifier, []).append(id)
        for element, record in self._records.items():
            self._settle(element, record, identifiers)

    def _of_kind(self, *names: str, below: _Element | None = None) -> list[_Element]:
        """Return the records of some elements: all of the plan, or the children of one."""
        found = self._records if below is None else below
        return [each for each in found if local_name(each) in names and each in self._records]

    def _goal(self, element: _Element) -> None:
        needs = self._objectives(element)
        if self._is_usable(element):
            goal = Goal(id=self._id(element, "goal"), needs=needs, **_described(element))
            self._draft.make(self._records[element], goal)
        self._indicators(element)

    def _objectives(self, parent: _Element) -> dict[str, Link]:
        found: dict[str, Link] = {}
        for element in self._of_kind("Objective", below=parent):
            needs = self._objectives(element)
            if self._is_usable(element):
                id = self._id(element, "objective")
                found[id] = Link()
                outcome = Outcome(id=id, needs=needs, **_described(element))
                self._draft.make(self._records[element], outcome)
            self._indicators(element)
        return found

    def _is_usable(self, element: _Element) -> bool:
        """Tell whether an element can become a node; where it cannot, refuse its record."""
        reason = _unusable(element, self._records[element])
        if reason:
            self._draft.refuse(self._records[element], reason)
        return reason is None

    def _id(self, element: _Element, otherwise: str) -> str:
        id = self._draft.ids.of(_name(element) or _child(element, "Description"), otherwise)
        self._ids[element] = id
        return id

    def _indicators(self, parent: _Element) -> None:
        for element in self._of_kind("PerformanceIndicator", below=parent):
            if self._is_usable(element):
                self._indicator(element, self._ids.get(parent))

    def _indicator(self, element: _Element, measures: str | None) -> None:
        id, unit = self._id(element, "kpi"), _child(element, "UnitOfMeasurement")
        target, milestones = self._targets(element, id)
        rows = tuple(self._actuals(element, id))
        extra = _extra(element, "MeasurementDimension", "MeasurementInstance")
        if unit_named(unit) == unit:
            extra.pop("UnitOfMeasurement", None)
        kpi = Kpi(
            id=id,
            title=_name(element) or None,
            measures=measures,
            unit=unit_named(unit),
            target=target,
            milestones=milestones,
            extra=extra | self._left(element),
        )
        self._draft.make(self._records[element], kpi)
        self._draft.add(*rows, file=self._file)

    def _left(self, indicator: _Element) -> dict[str, Any]:
        """Return what is left of the results of an indicator."""
        left: dict[str, list[Any]] = {}
        for each in indicator.iter(
            "{*}MeasurementInstance", *(f"{{*}}{name}" for name in _RESULTS)
        ):
            rest = _rest(each) if self._is_said(each) else spoken(data_of(each, _RESULTS))
            if rest:
                left.setdefault(local_name(each), []).append(rest)
        return left

    def _targets(self, indicator: _Element, kpi: str) -> tuple[Target | None, tuple[Measured, ...]]:
        """Return the target of the last day, and those of the days before."""
        found = [each for each in indicator.iter() if local_name(each) == "TargetResult"]
        found = [each for each in found if each in self._records and _value(each)]
        by_day: dict[dt.date, _Element] = {}
        for each in found:
            day = _day(each)
            if day:
                by_day.setdefault(day, each)
        if not by_day:
            if len(found) != 1:
                return None, ()
            self._attach(found[0], kpi, "its target, without a date")
            return Target(value=Quantity.read(_value(found[0])), date=None), ()
        *before, last = sorted(by_day)
        for day in before:
            self._attach(by_day[day], kpi, f"its milestone of {day}")
        self._attach(by_day[last], kpi, f"its target for {last}")
        milestones = (
            Measured(value=Quantity.read(_value(by_day[day])), date=day) for day in before
        )
        return Target(value=Quantity.read(_value(by_day[last])), date=last), tuple(milestones)

    def _actuals(self, indicator: _Element, kpi: str) -> Iterator[Observation]:
        seen: set[dt.date] = set()
        for each in indicator.iter():
            if local_name(each) != "ActualResult" or each not in self._records:
                continue
            day, value = _day(each), Quantity.read(_value(each))
            if day and value.readable and day not in seen:
                seen.add(day)
                self._attach(each, kpi, f"measured on {day}")
                yield Observation(kpi=kpi, date=day, value=value)

    def _attach(self, element: _Element, kpi: str, told: str) -> None:
        self._draft.attach(self._records[element], kpi, told=told)
        self._ids[element] = kpi

    def _is_said(self, element: _Element) -> bool:
        return element in self._ids

    def _settle(
        self, element: _Element, record: Record, identifiers: Mapping[str, list[str]]
    ) -> None:
        """State that a record has no place, unless it became something or was refused."""
        name = local_name(element)
        if name in ("Goal", *_INSIDE) or self._is_said(element):
            return
        if record.data is None:
            self._draft.refuse(record, "It is nested too deep to be kept.")
            return
        node = self._node_of(element)
        orphan = name in _RESULTS and not node
        told = "Its indicator is refused." if orphan else _why_kept(element, identifiers)
        self._draft.keep(record, *node, told=told)

    def _node_of(self, element: _Element) -> tuple[str, ...]:
        """Return the node whose ``extra`` holds an element, if one does."""
        name = local_name(element)
        wanted = _INSIDE if name in _RESULTS else ("Goal", *_INSIDE)
        for above in element.iterancestors():
            if local_name(above) in wanted:
                return (self._ids[above],) if above in self._ids else ()
        return ()


def _unusable(element: _Element, record: Record) -> str | None:
    if record.data is None:
        return "It is nested too deep to be kept."
    if not spoken(record.data):
        return "It is empty."
    if local_name(element) == "PerformanceIndicator":
        return None if _name(element) else "It does not say what is measured."
    named = _name(element) or _child(element, "Description")
    return None if named else "It has neither a name nor a description."


def _why_kept(element: _Element, identifiers: Mapping[str, list[str]]) -> str:
    name = local_name(element)
    if name == "Relationship":
        return _related(element, identifiers)
    if name in _RESULTS and not _value(element):
        return "It has no value."
    if name == "ActualResult" and not Quantity.read(_value(element)).readable:
        return "No figure can be told from its value."
    if name in _RESULTS and not _day(element):
        return "It ends on no day of the calendar."
    if name in _RESULTS:
        return "Another for the same day comes before it."
    return f"A theory has no place for {_article(_KINDS[name])}."


def _related(element: _Element, identifiers: Mapping[str, list[str]]) -> str:
    meant = _child(element, "ReferentIdentifier") or _child(element, "Identifier")
    kind = (element.get("RelationshipType") or "related to").replace("_", " ").lower()
    ids = identifiers.get(meant, [])
    if len(ids) == 1:
        return f"It is {kind} {ids[0]}, which is no cause."
    if ids:
        return f"{len(ids)} nodes share the identifier it names: which it means cannot be told."
    return "The identifier it names is none in this plan."


def _described(element: _Element) -> dict[str, Any]:
    return {
        "title": _name(element) or None,
        "description": _child(element, "Description") or None,
        "extra": _extra(element, "Name", "Description", *_INSIDE),
    }


def _extra(element: _Element, *leave: str) -> dict[str, Any]:
    held = spoken(data_of(element, leave))
    return held if isinstance(held, dict) else {}


def _rest(element: _Element) -> Any:
    """Return what is left of a result when its value is told; nothing if that is its day alone."""
    told = next(name for name in _VALUES if _child(element, name))
    left = spoken(data_of(element, (told,)))
    return left if isinstance(left, dict) and left.keys() > {"EndDate"} else None


def _value(element: _Element) -> str:
    return next((text for text in (_child(element, name) for name in _VALUES) if text), "")


def _day(element: _Element) -> dt.date | None:
    return day_of(_child(element, "EndDate"))


def _name(element: _Element) -> str:
    key = "MeasurementDimension" if local_name(element) == "PerformanceIndicator" else "Name"
    return _child(element, key)


def _child(element: _Element, name: str) -> str:
    """Return the text of a child, or an empty one."""
    return next((text_of(each) for each in element if local_name(each) == name), "")


def _left_out(element: _Element) -> tuple[str, ...]:
    """Return the children that are left out of a record, being records of their own."""
    if local_name(element) in _ROOTS:
        return ("StrategicPlanCore", "AdministrativeInformation", "Submitter")
    return ("MeasurementInstance", *_INSIDE, *_OF_A_NODE, "Submitter")


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
