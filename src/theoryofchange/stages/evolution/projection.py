"""What the other stages' scores would be if the recommendations worked as meant."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from theoryofchange.roadmap import HorizonName
from theoryofchange.stages.evolution.rows import Row
from theoryofchange.stages.result import Result, Stage

HORIZONS: tuple[HorizonName, ...] = ("near", "mid", "long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The score of one stage after each horizon: a rule of thumb, neither forecast nor bound.

    A score grows toward 1 by the share of the stage's gap size that is closed: score + (1 − score)
    × closed / total. It supposes that the recommendations finished by then work as meant, that
    nothing new opens, and that the gaps are all that keeps the score from 1. Activities close no
    gap here. What only a later figure or rating can show counts as open, and so does what is
    closed on a day that cannot be told, for want of an effort, a team or a capacity; where that is
    all there is, the score after a horizon cannot be told either.

    Parameters
    ----------
    stage
        The stage.
    score
        Today's; ``None`` where it cannot be told, and then nothing is projected.
    told
        The size, score × goal weight, of the gaps of which it can be told when they are closed, or
        that the work for them cannot be done.
    until_measured
        The size of the gaps that stay open until a later figure or rating.
    undated
        The size of the others, whose work has no day that can be told.
    closed
        Of what can be told, what recommendations finished by the end of each horizon close, those
        of the horizons before included.
    """

    stage: Stage
    score: float | None
    told: float
    until_measured: float
    undated: float
    closed: Mapping[HorizonName, float]

    @property
    def total(self) -> float:
        """The size of all gaps of the stage."""
        return math.fsum((self.told, self.until_measured, self.undated))

    def after(self, horizon: HorizonName) -> float | None:
        """Return the score after a horizon; ``None`` where it cannot be told.

        Examples
        --------
        >>> closed = {"near": 1.0, "mid": 2.0, "long": 2.0}
        >>> figures = {"score": 0.5, "until_measured": 0.0, "closed": closed}
        >>> half = Projection(stage="align", told=3.0, undated=1.0, **figures)
        >>> half.after("near"), half.after("mid")
        (0.625, 0.75)
        """
        if self.score is None or not self.total:
            return self.score
        if not self.told:
            return None
        return self.score + (1 - self.score) * self.closed[horizon] / self.total

    @property
    def because(self) -> str:
        """How the last of the projected scores comes about, and what is left out of it."""
        if self.score is None:
            return "today's score cannot be told"
        if not self.total:
            return "there is no gap to close"
        return "; ".join(self._because())

    def _because(self) -> Iterator[str]:
        if self.told:
            closed = f"{self.closed['long']:.2f} of {self.total:.2f}"
            yield f"{self.score:.2f} + (1 − {self.score:.2f}) × {closed} closed in the end"
        else:
            yield f"cannot tell: of {self.total:.2f} nothing is known to be closed by any day"
        if self.until_measured:
            yield f"{self.until_measured:.2f} is open until a later figure or rating"
        if self.undated:
            yield f"{self.undated:.2f} by work without a stated effort, team or capacity"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "stage": self.stage,
            "score": self.score,
            "gap_size": self.total,
            "gap_size_told": self.told,
            "gap_size_until_measured": self.until_measured,
            "gap_size_undated": self.undated,
            **{f"closed_{name}": self.closed[name] for name in HORIZONS},
            **{f"after_{name}": self.after(name) for name in HORIZONS},
            "because": self.because,
        }


def project(results: Iterable[Result], rows: Iterable[Row]) -> tuple[Projection, ...]:
    """Return the projection of each result, in their order."""
    dated = [(row, _told(row)) for row in rows]
    closing = {gap: (row.horizon, told) for row, told in dated for gap in row.closes}
    return tuple(_projection(result, closing) for result in results)


def _projection(
    result: Result, closing: Mapping[str, tuple[HorizonName | None, bool]]
) -> Projection:
    """Project a score by the horizon in which each gap is closed, where that can be told."""
    told: dict[HorizonName | None, list[float]] = {name: [] for name in (*HORIZONS, None)}
    undated: list[float] = []
    until_measured: list[float] = []
    for gap in result.gaps:
        horizon, is_told = closing.get(gap.id, (None, None))
        if is_told is None:
            until_measured.append(gap.size)
        else:
            (told[horizon] if is_told else undated).append(gap.size)
    return Projection(
        stage=result.stage,
        score=result.score,
        told=math.fsum(chain.from_iterable(told.values())),
        until_measured=math.fsum(until_measured),
        undated=math.fsum(undated),
        closed={
            name: math.fsum(chain.from_iterable(told[by] for by in HORIZONS[: place + 1]))
            for place, name in enumerate(HORIZONS)
        },
    )


def _told(row: Row) -> bool:
    """Whether the day on which work is done can be told, or that it is not done."""
    lacks = {doubt.kind for doubt in row.doubts}
    return not lacks or (row.not_scheduled is not None and "no effort" not in lacks)
