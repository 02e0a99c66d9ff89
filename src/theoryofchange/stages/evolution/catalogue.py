"""The packaged catalogue: which piece of work closes which kinds of gap, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from theoryofchange.activity import Workstream
from theoryofchange.estimate import EffortEstimate, Estimate
from theoryofchange.shape import shape, validator
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source
from theoryofchange.templates import template_text

Unit = Literal["subject", "goal", "team", "theory"]
"""What is done in one go: one subject; all under one goal, or all of the theory, by each team;
all of the theory."""

About = Literal["subject", "measured", "obstacle", "capability", "stage"]
"""What a piece of work is about: the subject of its gap; what the subject, a KPI, measures; what
keeps KPIs dark; a capability of the maturity model; a stage of the journey."""


@shape
class WorkEffort:
    """Person-days of a piece of work.

    Parameters
    ----------
    each
        For each subject.
    fixed
        Once, whatever the number of subjects.
    """

    each: EffortEstimate
    fixed: EffortEstimate | None = None

    @property
    def fixed_days(self) -> Estimate:
        """The fixed part in person-days, zero where there is none."""
        return self.fixed.days if self.fixed else Estimate.exactly(0.0)


@shape
class Work:
    """A piece of work that closes gaps.

    Parameters
    ----------
    closes
        The kinds of gap it closes, of whatever stage.
    one, many
        Its title for one subject, with ``{subject}`` or ``{what}``, and for several, with
        ``{count}``.
    do
        What to do.
    workstream
        What kind of work it is.
    effort
        What it costs; nothing where nobody can say.
    unit
        What of it is done in one go.
    after
        The works that come before it where they are about the same subject.
    about
        What it is about.
    without_activity
        The work to do in its place where no activity leads to the subject.
    """

    closes: tuple[str, ...]
    one: str
    many: str
    do: str
    workstream: Workstream | None = None
    effort: WorkEffort | None = None
    unit: Unit = "goal"
    after: tuple[str, ...] = ()
    about: About = "subject"
    without_activity: str | None = None


@shape
class Catalogue:
    """Every piece of work, by id.

    Parameters
    ----------
    title, description
        What it is called, and how to read it.
    source
        Where its efforts come from.
    until_measured
        The kinds of gap that work only begins to close: a later figure or rating has to show it.
    works
        By id.

    Examples
    --------
    >>> found = catalogue()
    >>> found.work_for("kpi-without-owner"), found.work_for("of-another-world")
    ('name-kpi-owner', None)
    >>> "set-baseline" in found.before("set-review")
    True
    """

    title: str
    source: str
    description: str
    until_measured: tuple[str, ...]
    works: Mapping[str, Work]

    def work_for(self, kind: str) -> str | None:
        """Return the id of the work that closes a kind of gap, ``None`` for a kind not known."""
        return next((id for id, work in self.works.items() if kind in work.closes), None)

    def closes(self, kind: str) -> bool:
        """Whether work closes this kind of gap by itself, and no later figure has to show it."""
        return kind not in self.until_measured

    def before(self, id: str) -> frozenset[str]:
        """Return all works that come before one, those before them included."""
        found: set[str] = set()
        waiting = [id]
        while waiting:
            work = self.works.get(waiting.pop())
            fresh = [other for other in work.after if other not in found] if work else []
            found.update(fresh)
            waiting.extend(fresh)
        return frozenset(found)


@cache
def catalogue() -> Catalogue:
    """Return the packaged catalogue."""
    text = template_text("recommendations", "catalogue")
    reading = read_yaml(Source("catalogue.yaml", text))
    read: Catalogue = validator(Catalogue).validate_python(reading.documents[0].data)
    return read


@cache
def work_on(kind: str) -> tuple[str, Work]:
    """Return the id of the work that closes a kind of gap, and the work."""
    id = catalogue().work_for(kind)
    if id is None:
        return f"close-{kind}", unknown_work(kind)
    return id, catalogue().works[id]


@cache
def days_of(id: str) -> Estimate | None:
    """Return what a work costs for each subject, in person-days; ``None`` where nobody can say."""
    work = catalogue().works.get(id)
    return work.effort.each.days if work and work.effort else None


def unknown_work(kind: str) -> Work:
    """Return what is said of a kind of gap the catalogue does not know: no effort, no guess."""
    return Work(
        closes=(kind,),
        one="Close: {what}",
        many="Close {count} gaps of the kind {kind}",
        do="The catalogue does not know this kind of gap: plan what closes it and its effort.",
    )
