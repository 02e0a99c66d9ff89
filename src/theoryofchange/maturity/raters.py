"""What raters say, averaged: within a team, and with the minimum always beside the mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from theoryofchange.maturity.rating import Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean with the minimum beside it: a mean alone hides what is missing.

    Parameters
    ----------
    value
        The mean of the known parts, 1 to 5, or None where none is known.
    minimum
        The lowest known part, or None.
    weakest
        The ids of the parts at the minimum.
    counted
        How many parts are known.
    of
        How many parts there are.

    Examples
    --------
    >>> Mean.over({"data": 2.0, "people": 4.0, "process": None})
    Mean(value=3.0, minimum=2.0, weakest=('data',), counted=2, of=3)
    """

    value: float | None
    minimum: float | None
    weakest: tuple[str, ...]
    counted: int
    of: int

    @classmethod
    def over(cls, parts: Mapping[str, float | None]) -> Mean:
        """Take the mean of the parts that are known.

        Parameters
        ----------
        parts
            Id → score, 1 to 5, or None where it is not known; such a part never counts as a number.
        """
        known = {id_: score for id_, score in parts.items() if score is not None}
        minimum = min(known.values(), default=None)
        return cls(
            value=mean(known.values()) if known else None,
            minimum=minimum,
            weakest=tuple(id_ for id_, score in known.items() if score == minimum),
            counted=len(known),
            of=len(parts),
        )


def mean(values: Iterable[float]) -> float:
    """Return the mean of some numbers, rounded once: never outside them, in whatever order.

    Raises
    ------
    statistics.StatisticsError
        Where there are none.
    """
    import statistics

    return statistics.mean(map(float, values))


@dataclass(frozen=True, slots=True, kw_only=True)
class RaterAnswer:
    """What one rater says now of one capability of one team, and what they said before.

    Parameters
    ----------
    rating
        The latest rating.
    level
        Its level, 1 to 5.
    target
        The level the rater wants, or None.
    previous
        The rating before it, or None.
    previous_level
        That one's level, or None.
    """

    rating: Rating
    level: int
    target: int | None = None
    previous: Rating | None = None
    previous_level: int | None = None


@dataclass(frozen=True, slots=True)
class TeamScore:
    """The raters of one team, averaged.

    Parameters
    ----------
    team
        Its id.
    answers
        At least one, by rater.
    """

    team: str
    answers: tuple[RaterAnswer, ...]

    @property
    def current(self) -> float:
        """The mean level, 1 to 5."""
        return mean(answer.level for answer in self.answers)

    @property
    def previous(self) -> float | None:
        """The mean of the levels before, over the raters who had rated before; else None."""
        return Mean.over({a.rating.rater: a.previous_level for a in self.answers}).value

    @property
    def target(self) -> float | None:
        """The mean of the levels wanted, over the raters who name one; else None."""
        return Mean.over({a.rating.rater: a.target for a in self.answers}).value

    @property
    def spread(self) -> int | None:
        """The highest less the lowest answer, or None with a single rater."""
        return spread(answer.level for answer in self.answers)


def spread(levels: Iterable[int]) -> int | None:
    """Return the highest less the lowest level, or None where there are fewer than two."""
    ordered = sorted(levels)
    return ordered[-1] - ordered[0] if len(ordered) > 1 else None
