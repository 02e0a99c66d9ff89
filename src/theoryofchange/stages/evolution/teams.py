"""Which team a recommendation falls to, where the theory says so; nobody is guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from theoryofchange.activity import Workstream
from theoryofchange.graph import TheoryOfChange


@dataclass(frozen=True, slots=True)
class Choice:
    """A team, and why it; ``None`` where the theory names none."""

    team: str | None
    because: str


@dataclass(frozen=True)
class Teams:
    """The teams of a theory, and what they are known to work on.

    Parameters
    ----------
    theory
        The theory.

    Examples
    --------
    >>> from theoryofchange.activity import Activity, Team
    >>> from theoryofchange.goal import Goal
    >>> theory = TheoryOfChange(
    ...     goals=[Goal(id="growth")],
    ...     teams=[Team(id="service")],
    ...     activities=[Activity(id="answer", team="service", advances=["growth"])],
    ... )
    >>> Teams(theory).choose("growth", "people")
    Choice(team='service', because='does the activities that advance it')
    """

    theory: TheoryOfChange

    def choose(self, subject: str, workstream: Workstream | None) -> Choice:
        """Return the team that a piece of work about a subject falls to.

        In this order: the subject's own team, the subject's owner, the one team of the activities
        that straight advance it or what it measures, the one team that has activities of the
        workstream. Only teams that the theory declares count.
        """
        if subject in self.theory.teams:
            return Choice(subject, "it is about this team")
        return self._of_subject(subject) or self._of_workstream(workstream)

    @cached_property
    def _of_subject(self) -> Callable[[str], Choice | None]:
        return cache(self._named_by_subject)

    def _named_by_subject(self, subject: str) -> Choice | None:
        theory = self.theory
        activity = theory.activities.get(subject)
        held = activity or theory.kpis.get(subject) or theory.nodes.get(subject)
        if activity and (team := self._declared(activity.team)):
            return Choice(team, "does the activity")
        if held and (team := self._declared(held.owner)):
            return Choice(team, "owns it")
        kpi = theory.kpis.get(subject)
        node = theory.resolve(kpi.measures or "") if kpi else subject
        behind = theory.activities_of(node) if node in theory.nodes else ()
        at_work = {self._declared(each.team) for each in behind} - {None}
        if len(at_work) == 1:
            return Choice(at_work.pop(), "does the activities that advance it")
        return None

    def _of_workstream(self, workstream: Workstream | None) -> Choice:
        teams = self._by_workstream.get(workstream, set()) if workstream else set()
        if len(teams) == 1:
            (team,) = teams
            return Choice(team, f"is the only team with {workstream} activities")
        return Choice(None, "no declared team is named for it")

    @cached_property
    def _by_workstream(self) -> Mapping[Workstream, set[str]]:
        found: dict[Workstream, set[str]] = {}
        for activity in self.theory.activities.values():
            team = self._declared(activity.team)
            if team and activity.workstream:
                found.setdefault(activity.workstream, set()).add(team)
        return found

    def _declared(self, name: str | None) -> str | None:
        team = self.theory.resolve(name) if name else None
        return team if team in self.theory.teams else None
