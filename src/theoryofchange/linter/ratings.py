"""The ratings of a theory, beside the maturity model that they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from theoryofchange.declare import Declaration
from theoryofchange.graph import TheoryOfChange
from theoryofchange.maturity.rating import MaturitySettings, Rating
from theoryofchange.source.span import Route
from theoryofchange.source.suggest import closest

if TYPE_CHECKING:
    from theoryofchange.maturity.model import MaturityModel


@dataclass(frozen=True, slots=True)
class Rated:
    """One capability of one team, and what its raters say of it now.

    Parameters
    ----------
    capability
        Its id in the model.
    title
        What it is called.
    team
        The team's id.
    ratings
        The latest of each rater up to the theory's day, with its place.
    raters
        Everybody who rated it, on whatever day.
    """

    capability: str
    title: str
    team: str
    ratings: tuple[tuple[Route, Rating], ...]
    raters: tuple[str, ...]


@dataclass(frozen=True)
class Ratings:
    """What a theory says of maturity, and the model by which it says so.

    Parameters
    ----------
    theory
        The theory.
    model
        The model its ratings, targets and exclusions refer to.
    lost
        The teams of ratings that could not be used: who else rated them is not known. ``None``
        stands for a team that could not be read, or that there is not.
    """

    theory: TheoryOfChange
    model: MaturityModel
    lost: frozenset[str | None]

    @property
    def settings(self) -> MaturitySettings:
        """The section ``maturity``, empty where there is none."""
        return self.theory.maturity or MaturitySettings()

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """The ids there are."""
        return frozenset(self.model.capabilities)

    def meant(self, capability: str) -> str | None:
        """Return the capability that an id stands for: itself, or what it plainly was to be."""
        if capability in self.capabilities:
            return capability
        return closest(capability, sorted(self.capabilities))

    def current(self) -> Iterator[Rated]:
        """Yield what is rated now, in the order of the file."""
        latest: dict[tuple[str, str], dict[str, tuple[Route, Rating]]] = {}
        everybody: dict[tuple[str, str], dict[str, None]] = {}
        as_of, excluded = self.theory.as_of, self.settings.exclude
        for index, rating in enumerate(self.theory.ratings):
            capability, team = self.meant(rating.capability), self.theory.resolve(rating.team)
            if capability is None or (capability in excluded and excluded[capability].covers(team)):
                continue
            everybody.setdefault((capability, team), {})[rating.rater] = None
            if as_of is not None and rating.date > as_of:
                continue
            raters = latest.setdefault((capability, team), {})
            before = raters.get(rating.rater)
            if before is None or before[1].date <= rating.date:
                raters[rating.rater] = (("ratings", index), rating)
        titles = {id: capability.title for id, capability in self.model.capabilities.items()}
        for (id, team), raters in latest.items():
            said = tuple(raters.values())
            yield Rated(id, titles[id], team, said, tuple(everybody[id, team]))


def ratings_of(declaration: Declaration) -> Ratings | None:
    """Return the ratings of a declaration, ``None`` without any or without a model to read."""
    theory, settings = declaration.theory, declaration.theory.maturity
    if not theory.ratings and not (settings and (settings.targets or settings.exclude)):
        return None
    model = declaration.model
    if model is None:
        return None
    lost = {row.team for route, row in declaration.fragments if route[0] == "ratings"}
    teams = {theory.resolve(rating.team) for rating in theory.ratings}
    if not teams <= theory.teams.keys():
        lost.add(None)
    return Ratings(theory, model, frozenset(lost))
