"""Scores of maturity, each with the rows it is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from theoryofchange.maturity.facts import DerivedAnswer
from theoryofchange.maturity.raters import Mean, RaterAnswer, TeamScore, spread
from theoryofchange.maturity.rating import Rating

Row: TypeAlias = dict[str, Any]
Origin = Literal["attested", "derived", "not rated", "excluded"]
What = Literal["rating", "target", "exclusion", "derived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityScore:
    """One capability: what was attested, what was derived, and which of them counts.

    Parameters
    ----------
    id, title, dimension
        The capability, and the id of its dimension.
    teams
        The attested answers by team, without the teams left out.
    derived
        The answer the theory itself gives, where the model derives one.
    declared_target
        The level aimed at by the theory, 1 to 5, or None.
    excluded
        Why it is left out altogether, or None.
    excluded_teams
        Why it is left out for single teams: team → reason.
    next_steps
        What leads from each level to the next: level → text.
    """

    id: str
    title: str
    dimension: str
    teams: tuple[TeamScore, ...]
    derived: DerivedAnswer | None
    declared_target: int | None
    excluded: str | None
    excluded_teams: Mapping[str, str]
    next_steps: Mapping[int, str]

    @property
    def attested(self) -> float | None:
        """The mean over teams of the mean over their raters, 1 to 5, or None without a rating."""
        return Mean.over({team.team: team.current for team in self.teams}).value

    @property
    def origin(self) -> Origin:
        """Where the score comes from: attested where anybody rated, else derived."""
        if self.excluded is not None:
            return "excluded"
        if self.teams:
            return "attested"
        return "derived" if self.derived and self.derived.level is not None else "not rated"

    @property
    def current(self) -> float | None:
        """The score, 1 to 5, or None where it is not rated or excluded."""
        if self.origin == "attested":
            return self.attested
        if self.origin == "derived" and self.derived and self.derived.level is not None:
            return float(self.derived.level)
        return None

    @property
    def previous(self) -> float | None:
        """The score before, over the raters who had rated before; None where none had."""
        return Mean.over({team.team: team.previous for team in self.teams}).value

    @property
    def target(self) -> float | None:
        """The level aimed at: the theory's, else the mean of what raters want, else None."""
        if self.excluded is not None:
            return None
        if self.declared_target is not None:
            return float(self.declared_target)
        return Mean.over({team.team: team.target for team in self.teams}).value

    @property
    def gap(self) -> float | None:
        """Target less current, negative where it is exceeded, None where either is not known."""
        if self.target is None or self.current is None:
            return None
        return self.target - self.current

    @property
    def why_no_gap(self) -> str | None:
        """Why the gap cannot be told, where it cannot."""
        if self.excluded is not None:
            return f"excluded: {self.excluded}"
        if self.current is None:
            return "not rated"
        return "no target set" if self.target is None else None

    @property
    def spread(self) -> int | None:
        """The highest less the lowest answer over all raters, None with fewer than two."""
        return spread(answer.level for team in self.teams for answer in team.answers)

    @property
    def disagreement(self) -> float | None:
        """Attested less derived level where they are more than one level apart, else None.

        An attested level above the highest that the fact can show is no disagreement.
        """
        if self.attested is None or self.derived is None or self.derived.level is None:
            return None
        apart = self.attested - self.derived.level
        beyond_the_fact = apart > 0 and self.derived.level == self.derived.highest
        return apart if abs(apart) > 1 and not beyond_the_fact else None

    @property
    def next_step(self) -> str | None:
        """What to do to reach the next level, None where it is not rated or the highest."""
        return None if self.current is None else self.next_steps.get(int(self.current))

    def to_rows(self) -> tuple[Row, ...]:
        """Return the answers the score is made of, one a row.

        Returns
        -------
        tuple of dict
            ``capability, origin, team, rater, level, date, evidence, target, previous,
            previous_date, counts``; for a derived answer ``evidence`` is the fact and the counts
            behind it, and team, rater and dates are None.
        """
        rows = [_answer_row(self.id, team.team, a) for team in self.teams for a in team.answers]
        if self.derived:
            rows.append(_derived_row(self.id, self.derived, counts=self.origin == "derived"))
        return tuple(rows)


def _answer_row(capability: str, team: str, answer: RaterAnswer) -> Row:
    previous = answer.previous
    return {
        "capability": capability,
        "origin": "attested",
        "team": team,
        "rater": answer.rating.rater,
        "level": answer.level,
        "date": answer.rating.date.isoformat(),
        "evidence": answer.rating.evidence,
        "target": answer.target,
        "previous": answer.previous_level,
        "previous_date": previous.date.isoformat() if previous else None,
        "counts": True,
    }


def _derived_row(capability: str, derived: DerivedAnswer, *, counts: bool) -> Row:
    counted = f"{derived.fact.name}: {derived.fact}" if derived.fact else None
    return {
        "capability": capability,
        "origin": "derived",
        "team": None,
        "rater": None,
        "level": derived.level,
        "date": None,
        "evidence": derived.reason or counted,
        "target": None,
        "previous": None,
        "previous_date": None,
        "counts": counts,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore:
    """One dimension: the mean of its capabilities with the minimum beside it.

    Parameters
    ----------
    id, title
        The dimension.
    capabilities
        Every one of them, also those not rated and those left out.
    """

    id: str
    title: str
    capabilities: tuple[CapabilityScore, ...]

    @property
    def in_scope(self) -> tuple[CapabilityScore, ...]:
        """The capabilities that are not left out."""
        return tuple(c for c in self.capabilities if c.excluded is None)

    @property
    def current(self) -> Mean:
        """The mean of what is known of the capabilities in scope."""
        return Mean.over({c.id: c.current for c in self.in_scope})

    @property
    def previous(self) -> Mean:
        """The same of what was known before."""
        return Mean.over({c.id: c.previous for c in self.in_scope})

    @property
    def target(self) -> float | None:
        """The mean of the targets that are set, None where none is."""
        return Mean.over({c.id: c.target for c in self.in_scope}).value

    @property
    def gap(self) -> float | None:
        """The mean of the gaps that are known, None where none is.

        It need not be target less current, which may speak of different capabilities.
        """
        return Mean.over({c.id: c.gap for c in self.in_scope}).value

    def to_rows(self) -> tuple[Row, ...]:
        """Return one row a capability.

        Returns
        -------
        tuple of dict
            ``dimension, capability, title, origin, current, previous, target, gap, why_no_gap,
            teams, raters, spread, derived, derived_from, disagreement, excluded, next_step``.
        """
        return tuple(_capability_row(c) for c in self.capabilities)


def _capability_row(score: CapabilityScore) -> Row:
    derived = score.derived
    return {
        "dimension": score.dimension,
        "capability": score.id,
        "title": score.title,
        "origin": score.origin,
        "current": score.current,
        "previous": score.previous,
        "target": score.target,
        "gap": score.gap,
        "why_no_gap": score.why_no_gap,
        "teams": len(score.teams),
        "raters": sum(len(team.answers) for team in score.teams),
        "spread": score.spread,
        "derived": derived.level if derived else None,
        "derived_from": f"{derived.fact.name}: {derived.fact}"
        if derived and derived.fact
        else None,
        "disagreement": score.disagreement,
        "excluded": score.excluded,
        "next_step": score.next_step,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounted:
    """Something given that plays no part in the score, and why.

    Parameters
    ----------
    what
        A rating, a target, an exclusion or a derived answer.
    capability
        The id it names.
    reason
        Why it does not count.
    rating
        The rating it is, or that it stands in.
    """

    what: What
    capability: str
    reason: str
    rating: Rating | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaturityScore:
    """The whole: the mean of the dimensions with the minimum beside it.

    Parameters
    ----------
    model
        The id of the model.
    as_of
        The last day whose ratings count, or None for all.
    dimensions
        In the order of the model.
    not_counted
        What was given and has no part in it.
    """

    model: str
    as_of: dt.date | None
    dimensions: tuple[DimensionScore, ...]
    not_counted: tuple[NotCounted, ...]

    @property
    def current(self) -> Mean:
        """The mean of the dimensions; one with nothing in scope is not among them."""
        return Mean.over({d.id: d.current.value for d in self.dimensions if d.in_scope})

    @property
    def previous(self) -> Mean:
        """The same of what was known before."""
        return Mean.over({d.id: d.previous.value for d in self.dimensions if d.in_scope})

    @property
    def target(self) -> float | None:
        """The mean of the dimensions' targets, None where none is set."""
        return Mean.over({d.id: d.target for d in self.dimensions}).value

    @property
    def gap(self) -> float | None:
        """The mean of the dimensions' gaps, None where none is known."""
        return Mean.over({d.id: d.gap for d in self.dimensions}).value

    @property
    def capabilities(self) -> tuple[CapabilityScore, ...]:
        """Every capability, in the order of the model."""
        return tuple(c for dimension in self.dimensions for c in dimension.capabilities)

    @property
    def weakest(self) -> tuple[CapabilityScore, ...]:
        """The capabilities with the lowest score."""
        lowest = Mean.over({c.id: c.current for c in self.capabilities}).weakest
        return tuple(c for c in self.capabilities if c.id in lowest)

    @property
    def not_rated(self) -> tuple[str, ...]:
        """The ids of the capabilities in scope that nobody and nothing rates."""
        return tuple(c.id for c in self.capabilities if c.origin == "not rated")

    @property
    def excluded(self) -> Mapping[str, str]:
        """The capabilities left out altogether: id → reason."""
        return {c.id: c.excluded for c in self.capabilities if c.excluded is not None}

    def to_rows(self) -> tuple[Row, ...]:
        """Return one row a dimension.

        Returns
        -------
        tuple of dict
            ``dimension, title, current, minimum, weakest, rated, of, previous, target, gap,
            gaps_known, excluded``; ``rated`` of ``of`` capabilities in scope make the mean.
        """
        return tuple(_dimension_row(dimension) for dimension in self.dimensions)


def _dimension_row(score: DimensionScore) -> Row:
    current = score.current
    return {
        "dimension": score.id,
        "title": score.title,
        "current": current.value,
        "minimum": current.minimum,
        "weakest": current.weakest,
        "rated": current.counted,
        "of": current.of,
        "previous": score.previous.value,
        "target": score.target,
        "gap": score.gap,
        "gaps_known": sum(c.gap is not None for c in score.in_scope),
        "excluded": len(score.capabilities) - len(score.in_scope),
    }
