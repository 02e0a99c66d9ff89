"""Results of development activities in XML, as IATI 2.03 has them.

==============================  ===================================================================
there                           here
==============================  ===================================================================
``iati-activity``               an activity, which advances its results; ``start`` and ``due`` from
                                its ``activity-date``
``result`` of type impact (3)   a goal
any other ``result``            an outcome
``title``, ``description``      ``title``, ``description``; of an indicator ``definition``; all
                                languages stay under ``extra`` where there is more than one text
``indicator``                   a KPI, which measures the result
``measure``                     ``unit`` percent for a percentage (2); stays under ``extra``
``ascending``                   ``direction``: increase where true or omitted, decrease where false
``baseline``                    ``baseline``; its date where ``iso-date`` is given, for a year is no
                                day
``target``                      ``target`` for the end of the last period, ``milestones`` for those
                                before
``actual``                      an observation at the end of its period
``location``, ``dimension``     ``segment`` of the observation
anything else                   ``extra``, as written
==============================  ===================================================================

An activity that falls short of the standard is refused, with every fault named; where none is
left, nothing is imported. A value is any text, and may be absent: what cannot be read as a figure
stays as it is written. The standard does not say which result needs which, and no link is made up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from theoryofchange.activity import Activity
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.interop.iati.figures import Figure, Figures, figure_of
from theoryofchange.interop.iati.grammar import Shortfall, shortfalls
from theoryofchange.interop.iati.narrative import languages, said
from theoryofchange.interop.seam import Draft, Imported, Record
from theoryofchange.interop.seam.days import day_of
from theoryofchange.interop.seam.elements import data_of, record_of
from theoryofchange.interop.seam.markup import local_name, xml_file
from theoryofchange.interop.seam.sources import Paths, source_files
from theoryofchange.kpi import Direction, Kpi
from theoryofchange.link import Link
from theoryofchange.quantity import Quantity

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMAT = "iati"

IMPACT = frozenset({"3", "impact"})
PERCENTAGE = "2"
_MOST_NAMED = 5
"""Faults of a file that a message names."""

_OWN = {
    "iati-activity": ("result",),
    "result": ("indicator",),
    "indicator": ("baseline", "period"),
    "period": ("target", "actual"),
    "baseline": (),
    "target": (),
    "actual": (),
}
"""The kinds of record, and for each the children that are records of their own."""


def read(paths: Paths, as_of: dt.date | None = None) -> Imported:
    """Read files of activities as a theory.

    Parameters
    ----------
    paths
        The file or files, or directories of them; one given twice is read once.
    as_of
        The day the theory is looked at. The files name none, and none is made up.

    Returns
    -------
    Imported
        The theory, and an account of every activity, result, indicator, baseline, period, target
        and actual.

    Raises
    ------
    InputError
        Where a file is no XML that can be read safely, is none of IATI 2, or where no activity
        follows the standard; each fault is named.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> def titled(text):
    ...     return f"<title><narrative>{text}</narrative></title>"
    >>> text = (
    ...     '<iati-activities version="2.03"><iati-activity><iati-identifier>XX-1</iati-identifier>'
    ...     + titled("Wells") + '<result type="2">' + titled("Clean water")
    ...     + '<indicator measure="2">' + titled("Share with a tap")
    ...     + '<baseline year="2012" value="10"/></indicator></result>'
    ...     + "</iati-activity></iati-activities>"
    ... )
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "wells.xml")
    ...     _ = file.write_text(text)
    ...     imported = read([file])
    >>> (kpi,) = imported.kpis
    >>> kpi.measures, kpi.direction, kpi.unit, kpi.baseline.value.value, kpi.extra["baseline"]
    ('clean_water', 'increase', 'percent', 10.0, [{'@year': '2012'}])
    """
    draft = Draft(FORMAT, otherwise="activities")
    wrong: list[str] = []
    titles: list[str] = []
    for path in source_files(paths, ".xml"):
        file = path.as_posix()
        activities = _activities(xml_file(path), file)
        records = {each: record for a in activities for each, record in _records(a, file)}
        draft.take(file, records.values())
        for activity in activities:
            faults = _faults(activity, records)
            if faults:
                wrong += (f"{file}:{fault.line}: {fault.message}" for fault in faults)
                _refuse(draft, activity, records, faults)
            else:
                titles.append(_Import(draft, records).activity(activity))
    if not titles:
        raise InputError(_told(wrong))
    return draft.imported(_title(titles), as_of)


def _activities(root: _Element, file: str) -> list[_Element]:
    where, version = f"{file}:{root.sourceline}", root.get("version", "")
    if root.tag != "iati-activities":
        raise InputError(f"{where}: this is no file of IATI activities but {local_name(root)}")
    if version.startswith("1."):
        raise InputError(f"{where}: this is IATI {version}; version 2 is read")
    found = list(root.iterchildren("iati-activity"))
    if not found:
        raise InputError(f"{where}: no activity is in there")
    return found


def _records(element: _Element, file: str) -> Iterator[tuple[_Element, Record]]:
    name = local_name(element)
    kind = name.removeprefix("iati-")
    yield element, record_of(element, file, kind, said(element, "title") or "", _OWN[name])
    for child in element:
        if child.tag in _OWN[name]:
            yield from _records(child, file)


def _faults(activity: _Element, records: Mapping[_Element, Record]) -> list[Shortfall]:
    own = [records[each] for each in activity.iter() if each in records]
    deep = [each for each in own if each.data is None]
    told = (Shortfall(int(each.at), f"The {each.kind} is nested too deep.") for each in deep)
    return [*shortfalls(activity), *told]


def _refuse(
    draft: Draft, activity: _Element, records: Mapping[_Element, Record], faults: list[Shortfall]
) -> None:
    named = " ".join(f"Line {fault.line}: {fault.message}" for fault in faults)
    record = records[activity]
    draft.refuse(record, f"It falls short of IATI 2.03. {named}")
    for element in activity.iterdescendants():
        if element in records:
            draft.refuse(records[element], f"Its activity, line {record.at}, is refused.")


def _told(wrong: list[str]) -> str:
    more = len(wrong) - _MOST_NAMED
    lines = wrong[:_MOST_NAMED] + ([f"… and {more} more"] if more > 0 else [])
    return "\n  ".join(["no activity follows IATI 2.03:", *lines])


def _title(titles: list[str]) -> str:
    named = ", ".join(titles) if len(titles) <= 3 else f"{len(titles)} activities"
    return f"Results of {named}"


class _Import:
    """The way of one activity into a draft."""

    def __init__(self, draft: Draft, records: Mapping[_Element, Record]) -> None:
        self._draft = draft
        self._records = records

    def activity(self, element: _Element) -> str:
        """Add an activity with its results, and return its title."""
        results = [self._result(each) for each in element.iterchildren("result")]
        title = said(element, "title")
        fields = _dated(element) | _texts(element, title="title", description="description")
        extra = _extra(element, "result")
        activity = Activity(
            id=self._draft.ids.of(title or "", "activity"),
            advances={id: Link() for id in results},
            extra=extra,
            **fields,
        )
        self._draft.make(self._records[element], activity)
        return activity.name

    def _result(self, element: _Element) -> str:
        fields = _texts(element, title="title", description="description")
        kind = Goal if (element.get("type") or "").strip().lower() in IMPACT else Outcome
        id_ = self._draft.ids.of(fields["title"] or "", kind.__name__.lower())
        node = kind(id=id_, extra=_extra(element, "indicator"), **fields)
        self._draft.make(self._records[element], node)
        for indicator in element.iterchildren("indicator"):
            self._indicator(indicator, id_)
        return id_

    def _indicator(self, element: _Element, result: str) -> None:
        fields = _texts(element, title="title", definition="description")
        id_ = self._draft.ids.of(fields["title"] or "", "kpi", result)
        periods = list(element.iterchildren("period"))
        figures = Figures(id_, self._figures(element, periods))
        kpi = Kpi(
            id=id_,
            measures=result,
            unit="percent" if element.get("measure") == PERCENTAGE else None,
            direction=_direction(element.get("ascending", "true")),
            baseline=figures.baseline,
            milestones=figures.milestones,
            target=figures.target,
            extra=_extra(element, "baseline", "period", "@ascending") | figures.kept(periods),
            **fields,
        )
        record = self._records[element]
        self._draft.make(record, kpi)
        self._draft.add(*figures.observations, file=record.file)
        for period in periods:
            span = " to ".join(str(end.get("iso-date")) for end in period[:2])
            self._draft.attach(self._records[period], id_, told=f"its period {span}")
        for figure, told in figures.told:
            self._settle(figure, told, id_)

    def _figures(self, indicator: _Element, periods: list[_Element]) -> Iterator[Figure]:
        for element in indicator.iterchildren("baseline"):
            yield figure_of(element, self._records[element])
        for at, period in enumerate(periods):
            for element in period.iterchildren("target", "actual"):
                yield figure_of(element, self._records[element], at)

    def _settle(self, figure: Figure, told: str | None, kpi: str) -> None:
        if told:
            self._draft.attach(figure.record, kpi, told=told)
        else:
            self._draft.keep(figure.record, kpi, told=_why_kept(figure))


def _why_kept(figure: Figure) -> str:
    kind = figure.record.kind
    if figure.value is None:
        return f"This {kind} has no value."
    if figure.day is None and kind != "baseline":
        return f"The period of this {kind} ends on no day of the calendar."
    if kind == "actual" and not Quantity.read(figure.value).readable:
        return "No figure can be told from its value."
    if figure.segment and kind != "actual":
        return f"A KPI has no {kind} for a part of the whole ({figure.segment})."
    return f"Another {kind} for the same comes before it."


def _direction(ascending: str) -> Direction:
    return "increase" if ascending.strip() in ("true", "1") else "decrease"


def _texts(element: _Element, **names: str) -> dict[str, Any]:
    return {field: said(element, name) for field, name in names.items()}


def _extra(element: _Element, *leave: str) -> dict[str, Any]:
    """Return what an element says beside its records and its texts in one language."""
    data = data_of(element, (*leave, "title", "description"))
    held = {k: v for k, v in data.items() if k not in leave} if isinstance(data, dict) else {}
    told = {name: languages(element, name) for name in ("title", "description")}
    return {name: each for name, each in told.items() if each is not None} | held


def _dated(activity: _Element) -> dict[str, Any]:
    """Return the start and end of an activity: the actual start before the planned one."""
    dates = activity.iterchildren("activity-date")
    days = {each.get("type"): day_of(each.get("iso-date")) for each in dates}
    return {"start": days.get("2") or days.get("1"), "due": days.get("3")}
