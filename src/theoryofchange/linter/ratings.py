"""The ratings of a theory, beside the maturity model that they refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from theoryofchange.declare import Declaration
from theoryofchange.graph import TheoryOfChange
from theoryofchange.maturity.rating import MaturitySettings, Rating
from theoryofchange.record import record
from theoryofchange.source.span import Route
from theoryofchange.source.suggest import closest

if TYPE_CHECKING:
    from theoryofchange.maturity.model import MaturityModel


_MOST_GUESSED = 200
"""Unknown ids for which the nearest is looked for: more of them are no slips of the pen."""


@record
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


@record
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

    def named(self) -> Iterator[tuple[Route, str]]:
        """Yield every capability that is named, with its place."""
        for index, rating in enumerate(self.theory.ratings):
            yield ("ratings", index, "capability"), rating.capability
        for field in ("targets", "exclude"):
            for id in getattr(self.settings, field):
                yield ("maturity", field, id), id

    @cached_property
    def meant(self) -> Mapping[str, str]:
        """What each id that is named stands for: itself, or the capability it plainly was to be."""
        known = sorted(self.capabilities)
        named = dict.fromkeys(id for _, id in self.named())
        unknown = [id for id in named if id not in self.capabilities][:_MOST_GUESSED]
        guessed = ((id, closest(id, known)) for id in unknown)
        return {
            **dict(zip(known, known, strict=True)),
            **{id: near for id, near in guessed if near},
        }

    def current(self) -> Iterator[Rated]:
        """Yield what is rated now, in the order of the file."""
        latest: dict[tuple[str, str], dict[str, tuple[Route, Rating]]] = {}
        everybody: dict[tuple[str, str], dict[str, None]] = {}
        as_of, excluded = self.theory.as_of, self.settings.exclude
        for index, rating in enumerate(self.theory.ratings):
            capability = self.meant.get(rating.capability)
            team = self.theory.resolve(rating.team)
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
