"""What the other stages' scores would be if every recommendation worked as meant."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.roadmap import HorizonName
from theoryofchange.stages.evolution.catalogue import catalogue
from theoryofchange.stages.evolution.planning import Row
from theoryofchange.stages.result import Gap, Result, Stage

HORIZONS: tuple[HorizonName, ...] = ("near", "mid", "long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The score of one stage after each horizon: a rule of thumb, neither forecast nor bound.

    A score grows toward 1 by the share of the stage's gap size that is closed: score + (1 − score)
    × closed / total. It supposes that all recommendations finished by then work as meant, that
    nothing new opens, and that the gaps are all that keeps the score from 1. Activities close no
    gap here, and what only a later figure or rating can show stays open, since it is not known.

    Parameters
    ----------
    stage
        The stage.
    score
        Today's; ``None`` where it cannot be told, and then nothing is projected.
    total
        The size of all its gaps: the sum of score × goal weight.
    until_measured
        Of that, the size of the gaps that stay open until a later figure or rating.
    closed
        Of that, what recommendations finished by the end of each horizon close, those of the
        horizons before included.
    """

    stage: Stage
    score: float | None
    total: float
    until_measured: float
    closed: Mapping[HorizonName, float]

    def after(self, horizon: HorizonName) -> float | None:
        """Return the score after a horizon.

        Examples
        --------
        >>> closed = {"near": 1.0, "mid": 2.0, "long": 2.0}
        >>> figures = {"score": 0.5, "total": 4.0, "until_measured": 0.0, "closed": closed}
        >>> half = Projection(stage="align", **figures)
        >>> half.after("near"), half.after("mid")
        (0.625, 0.75)
        """
        if self.score is None or not self.total:
            return self.score
        return self.score + (1 - self.score) * self.closed[horizon] / self.total

    @property
    def because(self) -> str:
        """How the last of the projected scores comes about."""
        if self.score is None:
            return "today's score cannot be told"
        if not self.total:
            return "there is no gap to close"
        closed = f"{self.closed['long']:.2f} of {self.total:.2f}"
        return f"{self.score:.2f} + (1 − {self.score:.2f}) × {closed} closed in the end"

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "stage": self.stage,
            "score": self.score,
            "gap_size": self.total,
            "gap_size_until_measured": self.until_measured,
            **{f"closed_{name}": self.closed[name] for name in HORIZONS},
            **{f"after_{name}": self.after(name) for name in HORIZONS},
            "because": self.because,
        }


def project(results: Iterable[Result], rows: Iterable[Row]) -> tuple[Projection, ...]:
    """Return the projection of each result, in their order."""
    closing = {gap: row.horizon for row in rows if row.horizon for gap in row.closes}
    return tuple(_projection(result, closing) for result in results)


def _projection(result: Result, closing: Mapping[str, HorizonName]) -> Projection:
    closed = {}
    for place, name in enumerate(HORIZONS):
        by_then = HORIZONS[: place + 1]
        sizes = [gap.size for gap in closable(result) if closing.get(gap.id) in by_then]
        closed[name] = math.fsum(sizes)
    total = math.fsum(gap.size for gap in result.gaps)
    rest = total - math.fsum(gap.size for gap in closable(result))
    return Projection(
        stage=result.stage, score=result.score, total=total, until_measured=rest, closed=closed
    )


def closed_in_time(theory: TheoryOfChange, result: Result, rows: Iterable[Row]) -> float:
    """Return the size of a stage's gaps that are closed before the goals they touch are due.

    Of a gap that touches several goals, the part counts whose goals, by their weight, are due on
    the day it is closed or later. A goal without a date is never too late.
    """
    closing = {gap: row.finish for row in rows if row.finish for gap in row.closes}
    return math.fsum(
        gap.size * _share_in_time(theory, gap, closing[gap.id])
        for gap in closable(result)
        if gap.id in closing
    )


def _share_in_time(theory: TheoryOfChange, gap: Gap, day: dt.date) -> float:
    shares = {id: theory.goal_shares[id] for id in gap.goals if id in theory.goals}
    total = math.fsum(shares.values())
    if not total:
        return 1.0
    dues = {id: theory.goals[id].due for id in shares}
    on_time = (shares[id] for id, due in dues.items() if due is None or day <= due)
    return math.fsum(on_time) / total


def closable(result: Result) -> tuple[Gap, ...]:
    """Return the gaps that work closes by itself; the others wait for a later figure or rating."""
    return tuple(gap for gap in result.gaps if gap.kind not in catalogue().until_measured)
