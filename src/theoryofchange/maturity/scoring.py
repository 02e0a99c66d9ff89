"""Scoring: which rating is current, and what the ratings of many raters and teams come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Any

from theoryofchange.maturity.facts import DerivedAnswer
from theoryofchange.maturity.model import Capability, MaturityModel
from theoryofchange.maturity.raters import RaterAnswer, TeamScore
from theoryofchange.maturity.rating import Exclusion, Rating
from theoryofchange.maturity.score import (
    CapabilityScore,
    DimensionScore,
    MaturityScore,
    NotCounted,
    What,
)

_NONE: Mapping[str, Any] = MappingProxyType({})
_NO_CAPABILITY = "the model has no such capability"


def score_model(
    model: MaturityModel,
    ratings: Iterable[Rating],
    derived: Mapping[str, DerivedAnswer] = _NONE,
    *,
    as_of: dt.date | None = None,
    targets: Mapping[str, str] = _NONE,
    exclusions: Mapping[str, Exclusion] = _NONE,
) -> MaturityScore:
    """Score every capability, dimension and the whole.

    For each capability, team and rater the latest rating up to ``as_of`` is current and the one
    before it previous. A capability is the mean over teams of the mean over their raters; a
    dimension is the mean of its capabilities that are known, the whole that of its dimensions.
    What is not rated is left out of a mean, and each mean says of how many it was taken.

    Parameters
    ----------
    model
        What is rated.
    ratings
        In any order.
    derived
        What the theory itself shows, by capability, see :func:`theoryofchange.maturity.derive`.
        It makes the score where nobody rated.
    as_of
        The last day whose ratings count; None for all.
    targets
        Capability → level as number or name.
    exclusions
        Capability → why it is left out, for all teams or some.

    Returns
    -------
    MaturityScore
        With what could not be counted, and why, in ``not_counted``.

    Examples
    --------
    >>> from theoryofchange.maturity import load_model
    >>> said = Rating(capability="candour", team="crm", rater="Ada", answer=3, date="2026-01-15")
    >>> score = score_model(load_model("measurement"), [said], targets={"candour": "checked"})
    >>> people = score.dimensions[2]
    >>> people.current.value, people.current.counted, people.current.of
    (3.0, 1, 4)
    >>> people.gap
    1.0
    """
    kept, not_counted = _sift(model, ratings, as_of, exclusions)
    teams, contradicted = _teams_by_capability(model, kept)
    aims, unreadable = _read_targets(model, targets, exclusions)
    unknown = [
        _unknown("exclusion", id_) for id_ in exclusions if id_ not in model.capabilities
    ] + [_unknown("derived", id_) for id_ in derived if id_ not in model.capabilities]

    def score(dimension: str, id_: str, capability: Capability) -> CapabilityScore:
        exclusion = exclusions.get(id_)
        return CapabilityScore(
            id=id_,
            title=capability.title,
            dimension=dimension,
            teams=tuple(teams.get(id_, ())),
            derived=derived.get(id_),
            declared_target=aims.get(id_),
            excluded=exclusion.reason if exclusion and not exclusion.teams else None,
            excluded_teams=dict.fromkeys(exclusion.teams, exclusion.reason) if exclusion else {},
            next_steps={a.level: a.next_step for a in capability.answers if a.next_step},
        )

    return MaturityScore(
        model=model.id,
        as_of=as_of,
        dimensions=tuple(
            DimensionScore(
                id=dimension_id,
                title=dimension.title,
                capabilities=tuple(
                    score(dimension_id, id_, capability)
                    for id_, capability in dimension.capabilities.items()
                ),
            )
            for dimension_id, dimension in model.dimensions.items()
        ),
        not_counted=(*not_counted, *contradicted, *unreadable, *unknown),
    )


def _order(rating: Rating) -> tuple[Any, ...]:
    where = (rating.capability, rating.team, rating.rater, rating.date)
    return (*where, rating.answer, rating.evidence or "", rating.target or "")


def _sift(
    model: MaturityModel,
    ratings: Iterable[Rating],
    as_of: dt.date | None,
    exclusions: Mapping[str, Exclusion],
) -> tuple[list[Rating], list[NotCounted]]:
    """Part the ratings that can count from those that cannot, in one order whatever theirs was."""
    kept, refused = [], []
    for rating in sorted(ratings, key=_order):
        reason = _refusal(model, rating, as_of, exclusions)
        if reason is None:
            kept.append(rating)
        else:
            refused.append(_not_counted(rating, reason))
    return kept, refused


def _refusal(
    model: MaturityModel,
    rating: Rating,
    as_of: dt.date | None,
    exclusions: Mapping[str, Exclusion],
) -> str | None:
    exclusion = exclusions.get(rating.capability)
    if rating.capability not in model.capabilities:
        return _NO_CAPABILITY
    if exclusion and exclusion.covers(rating.team):
        return f"excluded: {exclusion.reason}"
    if model.level_number(rating.answer) is None:
        return f"the model has no level {rating.answer}"
    if as_of is not None and rating.date > as_of:
        return f"dated {rating.date}, after {as_of}"
    return None


def _teams_by_capability(
    model: MaturityModel, ratings: Iterable[Rating]
) -> tuple[dict[str, list[TeamScore]], list[NotCounted]]:
    """Gather sorted ratings into teams, and what contradicts or repeats another on its day."""
    teams: dict[str, list[TeamScore]] = {}
    not_counted: list[NotCounted] = []
    for (capability, team), of_team in groupby(ratings, key=lambda r: (r.capability, r.team)):
        answers = []
        for _, of_rater in groupby(of_team, key=lambda r: r.rater):
            history, left_out = _history(model, of_rater)
            not_counted += left_out
            if history:
                answer, left_out = _rater_answer(model, history)
                not_counted += left_out
                answers.append(answer)
        if answers:
            teams.setdefault(capability, []).append(TeamScore(team, tuple(answers)))
    return teams, not_counted


def _history(
    model: MaturityModel, ratings: Iterable[Rating]
) -> tuple[list[Rating], list[NotCounted]]:
    """Keep one rating a day of one rater; of a day with different answers none is known to hold."""
    history: list[Rating] = []
    left_out: list[NotCounted] = []
    for day, same_day in groupby(ratings, key=lambda r: r.date):
        first, *others = same_day
        if len({model.level_number(r.answer) for r in (first, *others)}) == 1:
            history.append(first)
            left_out += [_not_counted(r, f"repeats the answer of {day}") for r in others]
        else:
            reason = f"rated more than once on {day}, with different answers"
            left_out += [_not_counted(r, reason) for r in (first, *others)]
    return history, left_out


def _rater_answer(
    model: MaturityModel, history: list[Rating]
) -> tuple[RaterAnswer, list[NotCounted]]:
    current, previous = history[-1], history[-2] if len(history) > 1 else None
    target = model.level_number(current.target) if current.target else None
    left_out = []
    if current.target and target is None:
        reason = f"the model has no level {current.target}"
        left_out.append(_not_counted(current, reason, what="target"))
    answer = RaterAnswer(
        rating=current,
        level=_level(model, current),
        target=target,
        previous=previous,
        previous_level=_level(model, previous) if previous else None,
    )
    return answer, left_out


def _level(model: MaturityModel, rating: Rating) -> int:
    level = model.level_number(rating.answer)
    if level is None:
        raise ValueError(f"the model has no level {rating.answer}")
    return level


def _read_targets(
    model: MaturityModel, targets: Mapping[str, str], exclusions: Mapping[str, Exclusion]
) -> tuple[dict[str, int], list[NotCounted]]:
    read: dict[str, int] = {}
    left_out = []
    for id_, target in targets.items():
        level = model.level_number(target)
        exclusion = exclusions.get(id_)
        if id_ not in model.capabilities:
            left_out.append(_unknown("target", id_))
        elif exclusion and not exclusion.teams:
            reason = f"excluded: {exclusion.reason}"
            left_out.append(NotCounted(what="target", capability=id_, reason=reason))
        elif level is None:
            reason = f"the model has no level {target}"
            left_out.append(NotCounted(what="target", capability=id_, reason=reason))
        else:
            read[id_] = level
    return read, left_out


def _not_counted(rating: Rating, reason: str, what: What = "rating") -> NotCounted:
    return NotCounted(what=what, capability=rating.capability, reason=reason, rating=rating)


def _unknown(what: What, capability: str) -> NotCounted:
    return NotCounted(what=what, capability=capability, reason=_NO_CAPABILITY)
