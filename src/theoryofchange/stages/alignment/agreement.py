"""Who is on a link, who has agreed to it, and who has yet to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.link import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAgreement:
    """A link, the teams on it and those that have agreed to it.

    Parameters
    ----------
    cause, effect
        The ends of the link.
    teams
        The teams on it: of a link that starts at an activity its own team, of any other the teams
        whose activities straight advance its cause or its effect.
    agreed
        Those who have agreed, on it or not.
    """

    cause: str
    effect: str
    teams: tuple[str, ...]
    agreed: tuple[str, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """The teams on it that have yet to agree."""
        return tuple(team for team in self.teams if team not in self.agreed)

    @property
    def known(self) -> bool:
        """Whether it can be told if it is agreed: some team is on it, or has agreed to it."""
        return bool(self.teams or self.agreed)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "cause": self.cause,
            "effect": self.effect,
            "teams": list(self.teams),
            "agreed": list(self.agreed),
            "open": list(self.open),
        }


def agreements_of(theory: TheoryOfChange) -> tuple[LinkAgreement, ...]:
    """Return for every link between two nodes that exist who is on it and who has agreed."""
    working = {id: _teams_at(theory, id) for id in theory.nodes}
    return tuple(
        _agreement(theory, cause, effect, link, working)
        for effect in theory.nodes
        for cause, link in theory.causes(effect).items()
    )


def _teams_at(theory: TheoryOfChange, id: str) -> tuple[str, ...]:
    own = theory.activities.get(id)
    working = (own,) if own else theory.activities_of(id)
    return tuple(theory.resolve(each.team) for each in working if each.team)


def _agreement(
    theory: TheoryOfChange,
    cause: str,
    effect: str,
    link: Link,
    working: Mapping[str, tuple[str, ...]],
) -> LinkAgreement:
    other = () if cause in theory.activities else working[effect]
    return LinkAgreement(
        cause=cause,
        effect=effect,
        teams=tuple(dict.fromkeys((*working[cause], *other))),
        agreed=tuple(dict.fromkeys(theory.resolve(each) for each in link.agreed_by)),
    )
