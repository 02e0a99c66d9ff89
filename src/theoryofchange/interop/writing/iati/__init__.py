"""A theory as an IATI 2.03 file of one activity, or of those that it was imported from.

=========================  ========================================================================
here                       there
=========================  ========================================================================
the theory                 an ``iati-activity`` with the results that no other has; what it says of
                           itself stands under ``theory.extra.iati``, by the names of the standard
an imported activity       its ``iati-activity``, as it was, with the results that it advances
a goal                     a ``result`` of type impact (3), or of the ``type`` it was imported with
an outcome                 a ``result`` of type outcome (2), or of the ``type`` it was imported with
a KPI                      an ``indicator`` of the result that it measures
``direction``              ``ascending``; there is nothing but up and down
``baseline``               ``baseline``
``milestones``, target     a ``period`` that ends on the day, with its ``target``
an observation             a ``period`` that ends on the day, with its ``actual``; of a segment with
                           its ``location`` and ``dimension``
anything else              it is told that it cannot be said
=========================  ========================================================================

A period that the theory does not know the start of starts on the day that it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from theoryofchange.activity import Activity
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.writing import Omissions, Written
from theoryofchange.interop.writing._parts import published
from theoryofchange.interop.writing.iati.indicator import NO_PLACE, Indicators
from theoryofchange.interop.writing.iati.kept import narrated, put, put_all, put_foreign, unused

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMAT = "iati"

_CHILDREN = (
    "iati-identifier reporting-org title description participating-org other-identifier "
    "activity-status activity-date contact-info activity-scope recipient-country recipient-region "
    "location sector tag country-budget-items humanitarian-scope policy-marker collaboration-type "
    "default-flow-type default-finance-type default-aid-type default-tied-status budget "
    "planned-disbursement capital-spend transaction document-link related-activity legacy-data "
    "conditions"
)
_BEFORE = tuple(_CHILDREN.split())
_BEHIND = ("crs-add", "fss")
"""What stands before and behind the results of an activity, in the order of the standard."""

_BLANK: Mapping[str, Any] = {
    "reporting-org": {"@ref": "", "@type": "", "narrative": ""},
    "participating-org": {"@role": ""},
    "activity-status": {"@code": ""},
}
_ASKED = "IATI asks for it, and it is left blank: give it under theory.extra.iati."


def write(theory: TheoryOfChange) -> Written:
    """Write a theory as a file of IATI activities.

    Parameters
    ----------
    theory
        The theory. What IATI asks of an activity and a theory has no field for may stand under
        ``theory.extra.iati``: ``iati-identifier``, ``reporting-org``, ``activity-status`` and any
        other element of an ``iati-activity``.

    Returns
    -------
    Written
        The file, and what of the theory it does not say.

    Raises
    ------
    InputError
        Where nothing in the theory is dated, for an activity without a date is none; or where the
        library that writes XML is not installed.

    Examples
    --------
    >>> from theoryofchange.kpi import Kpi
    >>> theory = TheoryOfChange(
    ...     goals=[Goal(id="growth", title="Growth", due="2027-12-31")],
    ...     kpis=[Kpi(id="sales", title="Sales", measures="growth", owner="cfo")],
    ... )
    >>> written = write(theory)
    >>> b'<result type="3">' in written.content
    True
    >>> [str(each) for each in written.unsaid][-1]
    'owner of KPIs (sales): IATI has no place for it.'
    """
    try:
        from lxml import etree
    except ImportError:
        raise InputError("writing IATI needs lxml: pip install theoryofchange[xml]") from None
    root = etree.Element("iati-activities", version="2.03")
    writing = _Writing(theory)
    root.extend(writing.activities())
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return Written(content, writing.omissions.listed())


class _Writing:
    """A theory on its way into a file."""

    def __init__(self, theory: TheoryOfChange) -> None:
        self.omissions = Omissions()
        self._theory = published(theory, self.omissions)
        self._indicators = Indicators(self._theory, self.omissions)

    def activities(self) -> Iterator[_Element]:
        """Yield the activities: those that were imported, and one for the rest."""
        imported = [each for each in self._theory.activities.values() if _is_imported(each)]
        left: dict[str, Goal | Outcome] = {**self._theory.goals, **self._theory.outcomes}
        left = {id: node for id, node in left.items() if self._can_be_said(node)}
        for activity in imported:
            own = [id for id in activity.advances if id in left]
            yield self._imported(activity, [left.pop(id) for id in own])
        if left or not imported:
            yield self._own(list(left.values()))
        self._omit(imported)

    def _can_be_said(self, node: Goal | Outcome) -> bool:
        if self._theory.kpis_of(node.id):
            return True
        kind = "goals" if isinstance(node, Goal) else "outcomes"
        self.omissions.add(f"{kind} without a KPI", "A result has an indicator.", node.id)
        return False

    def _imported(self, activity: Activity, nodes: Sequence[Goal | Outcome]) -> _Element:
        texts = {
            "title": narrated(self.omissions, activity.id, "title", activity.title, activity.extra),
            "description": narrated(
                self.omissions, activity.id, "description", activity.description, activity.extra
            ),
        }
        return self._activity(activity.id, {**activity.extra, **texts}, nodes)

    def _own(self, nodes: Sequence[Goal | Outcome]) -> _Element:
        header = self._theory.header
        given = header.extra.get("iati")
        held: dict[str, Any] = {
            "iati-identifier": header.id,
            "title": {"narrative": self._theory.title},
            "description": {"narrative": header.description or ""},
            **(given if isinstance(given, Mapping) else {}),
        }
        for name, blank in _BLANK.items():
            if name not in held:
                self.omissions.add(name, _ASKED)
                held[name] = blank
        if "activity-date" not in held:
            held["activity-date"] = self._dates()
        return self._activity("", held, nodes)

    def _dates(self) -> list[dict[str, str]]:
        """Return the planned start and end: the first start of an activity, the last due date."""
        nodes: list[Goal | Activity] = [*self._theory.goals.values()]
        nodes += self._theory.activities.values()
        starts = [each.start for each in self._theory.activities.values() if each.start]
        ends = [each.due for each in nodes if each.due]
        found = [("1", min(starts))] if starts else []
        found += [("3", max(ends))] if ends else []
        if not found:
            raise InputError(
                "an IATI activity has a date, and this theory names none: give a goal the day it "
                "is due, an activity its start, or theory.extra.iati an activity-date"
            )
        return [{"@type": kind, "@iso-date": day.isoformat()} for kind, day in found]

    def _activity(
        self, id_: str, held: Mapping[str, Any], nodes: Sequence[Goal | Outcome]
    ) -> _Element:
        from lxml import etree

        activity = etree.Element("iati-activity")
        attributes = [key for key in held if key.startswith("@") and key[1] != "{"]
        for key in (*attributes, *_BEFORE):
            put_all(self.omissions, activity, key, held.get(key), id_)
        for node in nodes:
            activity.append(self._result(node))
        for key in _BEHIND:
            put_all(self.omissions, activity, key, held.get(key), id_)
        put_foreign(self.omissions, activity, held, id_)
        unused(self.omissions, id_, held, {*attributes, *_BEFORE, *_BEHIND})
        return activity

    def _result(self, node: Goal | Outcome) -> _Element:
        from lxml import etree

        kind = "3" if isinstance(node, Goal) else "2"
        result = etree.Element("result", type=str(node.extra.get("@type", kind)))
        put_all(self.omissions, result, "@aggregation-status", _status(node.extra), node.id)
        title = narrated(self.omissions, node.id, "title", node.name, node.extra)
        put(result, "title", title)
        if node.description or "description" in node.extra:
            about = narrated(self.omissions, node.id, "description", node.description, node.extra)
            put(result, "description", about)
        for key in ("document-link", "reference"):
            put_all(self.omissions, result, key, node.extra.get(key), node.id)
        known = {"@type", "@aggregation-status", "title", "description"}
        unused(self.omissions, node.id, node.extra, known | {"document-link", "reference"})
        for kpi in self._theory.kpis_of(node.id):
            result.append(self._indicators.element(kpi))
        put_foreign(self.omissions, result, node.extra, node.id)
        return result

    def _omit(self, imported: Sequence[Activity]) -> None:
        theory, said = self._theory, {"id", "title", "description", "extra"}
        own = {activity.id: activity for activity in imported}
        for id in (id for id in theory.activities if id not in own):
            self.omissions.add("activities", "IATI has one for all the work.", id)
        self.omissions.fields("activities", NO_PLACE, own, said | {"advances", "start", "due"})
        self.omissions.fields("goals", NO_PLACE, theory.goals, said)
        self.omissions.fields("outcomes", NO_PLACE, theory.outcomes, said)
        self._indicators.omit()
        for name in ("teams", "benchmarks", "ratings"):
            if getattr(theory, name):
                self.omissions.add(name, NO_PLACE)


def _status(extra: Mapping[str, Any]) -> Any:
    return extra.get("@aggregation-status")


def _is_imported(activity: Activity) -> bool:
    return "iati-identifier" in activity.extra
