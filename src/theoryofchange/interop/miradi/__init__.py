"""Conservation projects of Miradi, as ``.xmpz2``: a zip file with a ``project.xml`` in it.

==============================  ===================================================================
there                           here
==============================  ===================================================================
strategy, activity (task)       an activity; a task stands under ``activities`` of its strategy's
                                ``extra``, which is no link
intermediate, threat reduction  an outcome
or biophysical result
conservation target, goal       a goal; the goal of a target needs the target
link between two of these       ``needs`` or ``advances``; ``bidirectional``, ``uncertain``, its
                                annotation and its diagrams in the ``extra`` of the link
link from or to a group box     one from or to each factor in the box
indicator                       a KPI, which measures what it is attached to
measurement                     an observation, where its value is a figure
future status                   ``target`` of the last date, ``milestones`` for those before
objective                       ``extra`` of its result
``…Name``, ``…Details``         ``title``, ``description``; of an indicator ``definition``
``IndicatorUnit``               ``unit``: percent where it begins as a share does, else as written
``…Timeframe``                  ``start`` and ``due``, as Miradi calculated them
leader                          ``owner``
anything else                   ``extra``, as written, or kept beside the title of the theory
==============================  ===================================================================

A factor that several diagrams draw is one node, and a link that several draw is one link. Threats
and other contributing factors tell how things are, not what must become true, and whether they help
or hurt is not said: they and the links from and to them are kept as they are written, as is a link
that would let something be a cause of itself. Where a factor is drawn, its size and its colours, is
not kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from theoryofchange.activity import Activity
from theoryofchange.goal import Goal, Outcome
from theoryofchange.interop.miradi.chains import Arrow, Diagrams, merged
from theoryofchange.interop.miradi.indicators import drafted
from theoryofchange.interop.miradi.project import Key, Project, Thing
from theoryofchange.interop.seam import Draft, Imported, Links
from theoryofchange.interop.seam.days import day_of
from theoryofchange.interop.seam.sources import Paths, source_files
from theoryofchange.link import Link
from theoryofchange.view.blocks import Note

FORMAT = "miradi"

ACTIVITIES = ("Strategy", "Task")
OUTCOMES = ("IntermediateResult", "ThreatReductionResult", "BiophysicalResult")
TARGETS = ("BiodiversityTarget", "HumanWellbeingTarget")
GOALS = (*TARGETS, "Goal")
_NODES = (*GOALS, *OUTCOMES, *ACTIVITIES)
_OWNERS = (*TARGETS, *OUTCOMES, "KeyEcologicalAttribute", "Goal", "Objective")
"""What an indicator may hang on, the first of them first."""

_UNNAMED = {
    "Measurement": "No indicator names it.",
    "FutureStatus": "No indicator names it.",
    "Objective": "No result names it.",
}
"""Why what belongs to another stands alone."""

_DRAWN = "Where a factor is drawn in a diagram, its size and its colours, is not kept."


def read(paths: Paths, as_of: dt.date | None = None) -> Imported:
    """Read projects as a theory.

    Parameters
    ----------
    paths
        The file or files, or directories of them; one given twice is read once.
    as_of
        The day the theory is looked at. None is made up.

    Returns
    -------
    Imported
        The theory, and an account of every object of the projects.

    Raises
    ------
    InputError
        Where a file is no zip file that can be read safely, or holds no project.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from zipfile import ZipFile
    >>> text = '''<ConservationProject><BiodiversityTargetPool>
    ...   <BiodiversityTarget Id="1"><BiodiversityTargetName>Reef</BiodiversityTargetName>
    ... </BiodiversityTarget></BiodiversityTargetPool></ConservationProject>'''
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "reef.xmpz2")
    ...     with ZipFile(file, "w") as archive:
    ...         archive.writestr("project.xml", text)
    ...     imported = read([file])
    >>> [goal.title for goal in imported.goals]
    ['Reef']
    """
    draft, titles = Draft(FORMAT, otherwise="project"), []
    for path in source_files(paths, ".xmpz2"):
        project = Project(path)
        _Import(draft, project).add()
        titles.append(project.title)
    draft.remark(Note(_DRAWN))
    return draft.imported(", ".join(titles), as_of)


class _Import:
    """The way of one project into a draft."""

    def __init__(self, draft: Draft, project: Project) -> None:
        self._draft = draft
        self._project = project
        self._diagrams = Diagrams(project)
        self._needs, self._advances = Links(), Links()
        self._circles: dict[Thing, str] = {}
        self._ids: dict[Key, str] = {}
        self._holder: dict[Key, str] = {}
        self._settled: set[Thing] = set()
        self._deep = {each for each in project.things if each.record.data is None}

    def add(self) -> None:
        """Add every node, and state the fate of every record."""
        self._draft.take(self._project.file, (each.record for each in self._project.things))
        for thing in self._of(*_NODES):
            named = thing.text("Name") or thing.text("Identifier")
            self._ids[thing.key] = self._draft.ids.of(named, thing.record.kind.replace(" ", "_"))
        arrows = [(arrow, self._pairs(arrow)) for arrow in self._diagrams.arrows()]
        for goal, target in self._goals_of_targets():
            self._needs.add(goal, target, Link(extra={"stated_as": "its goal"}))
        for thing in self._of(*_NODES):
            self._node(thing)
        for arrow, pairs in arrows:
            self._arrow(arrow, pairs)
        self._holder = dict(reversed([*self._holders()]))
        owners = self._owners()
        for thing in self._of("Indicator"):
            self._indicator(thing, owners.get(thing.key))
        for thing in self._of("Objective"):
            if thing.key in self._holder:
                self._keep(thing, "It is kept with its result.", self._holder[thing.key])
        for thing in self._of("DiagramFactor"):
            self._place(thing)
        self._others()

    def _of(self, *kinds: str) -> Iterator[Thing]:
        return (each for each in self._project.of(*kinds) if each not in self._deep)

    def _pairs(self, arrow: Arrow) -> list[tuple[str, str]]:
        """Gather the links of an arrow, and return their causes and effects."""
        found = []
        for cause, effect in arrow.pairs:
            if cause not in self._ids or effect not in self._ids or effect[0] in ACTIVITIES:
                continue
            pair = self._ids[cause], self._ids[effect]
            if cause[0] in ACTIVITIES:
                links, owner, other = self._advances, *pair
            else:
                links, other, owner = self._needs, *pair
            before = links.of(owner).get(other)
            if before is None and links is self._needs and links.closes_circle(owner, other):
                self._circles[arrow.thing] = f"{other} needs {owner} already, in some steps."
                continue
            extra = merged(before.extra if before else {}, self._diagrams.said(arrow.thing))
            links.add(owner, other, Link(extra=extra))
            found.append(pair)
        return found

    def _arrow(self, arrow: Arrow, pairs: list[tuple[str, str]]) -> None:
        thing = arrow.thing
        if thing in self._deep:
            return
        if arrow.reason:
            self._refuse(thing, arrow.reason)
        elif pairs:
            told = ", ".join(f"{effect} needs {cause}" for cause, effect in pairs)
            ids = dict.fromkeys(id for pair in pairs for id in pair)
            self._attach(thing, told, *ids)
        elif thing in self._circles:
            self._keep(thing, f"It closes a circle of causes: {self._circles[thing]}")
        else:
            self._keep(thing, _why_no_link(arrow))

    def _goals_of_targets(self) -> Iterator[tuple[str, str]]:
        for target in self._of(*TARGETS):
            for key in target.named("GoalIds"):
                if key in self._ids:
                    yield self._ids[key], self._ids[target.key]

    def _node(self, thing: Thing) -> None:
        id = self._ids[thing.key]
        fields: dict[str, Any] = {
            "title": thing.text("Name") or None,
            "description": thing.text("Details") or None,
            "extra": thing.rest("Name", "Details") | self._lists(thing),
        }
        if thing.kind in ACTIVITIES:
            fields |= self._of_an_activity(thing)
            node: Goal | Outcome | Activity = Activity(
                id=id, advances=self._advances.of(id), **fields
            )
        elif thing.kind in OUTCOMES:
            node = Outcome(id=id, needs=self._needs.of(id), **fields)
        else:
            node = Goal(id=id, needs=self._needs.of(id), **fields)
        self._settled.add(thing)
        self._draft.make(thing.record, node)

    def _of_an_activity(self, thing: Thing) -> dict[str, Any]:
        days = thing.field("Timeframe")
        texts = [] if days is None else [each.text for each in days.iter() if len(each) == 0]
        start, due = (*map(day_of, texts), None, None)[:2]
        leader = next(thing.named("AssignedLeaderResourceId"), None)
        return {"start": start, "due": due, "owner": self._person(leader)}

    def _person(self, key: Key | None) -> str | None:
        found = self._project.get(key) if key else None
        if found is None:
            return None
        named = (found.text("GivenName"), found.text("Surname"))
        return " ".join(text for text in named if text) or found.text("Organization") or None

    def _lists(self, thing: Thing) -> dict[str, Any]:
        """Return the activities of a strategy or task by their ids, and what a result is to be."""
        keys = [*thing.named("OrderedActivityIds"), *thing.named("OrderedSubTaskIds")]
        objectives = [self._project.get(key) for key in thing.named("ObjectiveIds")]
        held = {
            "activities": [self._ids[key] for key in keys if key in self._ids],
            "objectives": [each.record.data for each in objectives if each and each.record.data],
        }
        return {key: each for key, each in held.items() if each}

    def _owners(self) -> dict[Key, str]:
        """Return the node that each indicator measures."""
        found: dict[Key, str] = {}
        for kind in _OWNERS:
            for thing in self._project.of(kind):
                id = self._measured(thing)
                if id:
                    for key in thing.named("IndicatorIds", "RelevantIndicatorIds"):
                        found.setdefault(key, id)
        return found

    def _measured(self, owner: Thing) -> str | None:
        """Return the node that stands for what an indicator hangs on."""
        return self._ids.get(owner.key) or self._holder.get(owner.key)

    def _holders(self) -> Iterator[tuple[Key, str]]:
        """Yield what belongs to a target or result, and the node of that."""
        for thing in self._of(*TARGETS, *OUTCOMES):
            for key in thing.named("ObjectiveIds", "KeyEcologicalAttributeIds"):
                yield key, self._ids[thing.key]

    def _indicator(self, thing: Thing, measures: str | None) -> None:
        named = thing.text("Name") or thing.text("Identifier")
        id = self._draft.ids.of(named, "kpi", measures or "")
        made = drafted(thing, self._project, id, measures)
        self._settled.add(thing)
        self._draft.make(thing.record, made.kpi)
        self._draft.add(*made.rows, file=self._project.file)
        for each, told in made.told:
            self._attach(each, told, id)
        for each, told in made.kept:
            self._keep(each, told, id)

    def _place(self, place: Thing) -> None:
        """State what became of the place of a factor in a diagram."""
        factor = self._diagrams.factor(place)
        if factor in self._ids:
            diagram = self._diagrams.diagram_of(place)
            self._attach(place, f"drawn in {diagram or 'no diagram'}", self._ids[factor])

    def _others(self) -> None:
        for thing in self._project.twice:
            self._refuse(thing, "Another of its kind has the same id.")
        for thing in self._project.things:
            if thing in self._deep:
                self._refuse(thing, "It is nested too deep to be kept.")
            else:
                self._keep(thing, _UNNAMED.get(thing.kind) or _no_place(thing))

    def _attach(self, thing: Thing, told: str, *ids: str) -> None:
        if thing not in self._settled:
            self._settled.add(thing)
            self._draft.attach(thing.record, *ids, told=told)

    def _keep(self, thing: Thing, told: str, *ids: str) -> None:
        if thing not in self._settled:
            self._settled.add(thing)
            self._draft.keep(thing.record, *ids, told=told)

    def _refuse(self, thing: Thing, reason: str) -> None:
        if thing not in self._settled:
            self._settled.add(thing)
            self._draft.refuse(thing.record, reason)


def _no_place(thing: Thing) -> str:
    return f"A theory has no place for the kind {thing.record.kind}."


def _why_no_link(arrow: Arrow) -> str:
    outside = sorted({kind for pair in arrow.pairs for kind, _ in pair if kind not in _NODES})
    if outside:
        return f"It leads from or to a factor that is no part of a theory ({', '.join(outside)})."
    return "It leads to an activity, which is no effect."
