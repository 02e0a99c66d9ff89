"""Who is on a link, who has agreed to it, and who has yet to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.graph.agreement import teams_on_links


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
    return tuple(
        LinkAgreement(
            cause=cause,
            effect=effect,
            teams=teams,
            agreed=tuple(
                dict.fromkeys(map(theory.resolve, theory.causes(effect)[cause].agreed_by))
            ),
        )
        for (cause, effect), teams in teams_on_links(theory).items()
    )
