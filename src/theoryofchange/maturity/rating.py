"""Ratings: who says which capability of which team is at which level; and what is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from theoryofchange.core import PydanticCustomError
from theoryofchange.record import field
from theoryofchange.shape import shape


def _as_text(value: Any) -> Any:
    """Read a level's number as text; anything else is left to the field's own type."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_texts(value: Any) -> Any:
    return {k: _as_text(v) for k, v in value.items()} if isinstance(value, Mapping) else value


def _stated(value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise PydanticCustomError("reason_missing", "say why it is left out")
    return value


@shape
class Rating:
    """One rater's answer for one capability of one team.

    Parameters
    ----------
    capability
        Its id in the model.
    team
        The team that is rated.
    rater
        Who says so.
    answer
        A level's number or name.
    date
        When it was said.
    evidence
        What an outsider could be shown.
    target
        The level the rater thinks it should have, as number or name.

    Examples
    --------
    >>> Rating(capability="candour", team="crm", rater="Ada", answer=3, date="2026-01-15").answer
    '3'
    """

    capability: str
    team: str
    rater: str
    answer: str = field(metadata={"convert": _as_text})
    date: dt.date
    evidence: str | None = None
    target: str | None = field(default=None, metadata={"convert": _as_text})


@shape
class Exclusion:
    """A capability that is left out of the score, and why.

    Parameters
    ----------
    reason
        Why it is out of scope. Without one it is a fault.
    teams
        For which teams; none named means for all.
    """

    reason: str = field(metadata={"convert": _stated})
    teams: tuple[str, ...] = ()

    @staticmethod
    def prepare(value: Any) -> Any:
        """Read a text as the reason."""
        return {"reason": value} if value is None or isinstance(value, str) else value

    def covers(self, team: str) -> bool:
        """Tell whether it leaves out a team."""
        return not self.teams or team in self.teams


@shape
class MaturitySettings:
    """The section ``maturity`` of a theory.

    Parameters
    ----------
    model
        The name of a packaged model, or the path of one's own.
    targets
        Capability → level, as number or name.
    exclude
        Capability → reason, or ``{reason, teams}``.
    """

    model: str = "measurement"
    targets: Mapping[str, str] = field(default_factory=dict, metadata={"convert": _as_texts})
    exclude: Mapping[str, Exclusion] = field(default_factory=dict)
