"""How much of the gaps a roadmap closes in time, and of how much that cannot be told."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Literal, get_args

from theoryofchange.graph import TheoryOfChange
from theoryofchange.roadmap import DoubtKind
from theoryofchange.stages.evolution.catalogue import catalogue
from theoryofchange.stages.evolution.rows import Row
from theoryofchange.stages.result import Gap, Part, Result, Stage
from theoryofchange.view.measure import counted

Fate = Literal["in time", "too late", "not scheduled", "cannot tell"]
"""What becomes of a gap: closed by the date of the goals it touches, closed after it, left open
since its work cannot be done, or it cannot be told."""

Reason = Literal["until measured", DoubtKind, "no date"]
"""Why it cannot be told whether a gap is closed in time."""

WORDS: Mapping[Reason, str] = {
    "until measured": "a later figure or rating has to show it",
    "no effort": "the work or what it waits for has no effort",
    "no team": "the work or what it waits for has no team",
    "no capacity": "the work or what it waits for has a team without a capacity",
    "no date": "the goal has no date",
}

_OPEN: tuple[Fate, ...] = ("too late", "not scheduled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What becomes of the gaps of one stage.

    Parameters
    ----------
    stage
        The stage.
    gaps
        How many there are.
    sizes
        For each fate the size of the gaps that meet it, score × goal weight; they add up to all.
    reasons
        For each reason the size of the gaps of which it cannot be told for this reason. One gap
        may have several, so they may add up to more than the size of all such gaps.
    untold
        For each reason its part of that size: a gap with several counts to each in equal parts, so
        these add up to all of which it cannot be told.

    Examples
    --------
    >>> sizes = {"in time": 1.0, "too late": 0.5, "not scheduled": 0.0, "cannot tell": 2.5}
    >>> why = {"no team": 2.5}
    >>> closing = Closing(stage="align", gaps=7, sizes=sizes, reasons=why, untold=why)
    >>> closing.total, closing.told, closing.share
    (4.0, 1.5, 0.25)
    >>> for said in closing.because.split("; "):
    ...     print(said)
    shown to close in time: 1.00 of 4.00 in score × goal weight, 7 gaps
    too late: 0.50
    cannot tell: 2.50 (the work or what it waits for has no team: 2.50)
    """

    stage: Stage
    gaps: int
    sizes: Mapping[Fate, float]
    reasons: Mapping[Reason, float]
    untold: Mapping[Reason, float]

    @property
    def total(self) -> float:
        """The size of all gaps of the stage."""
        return math.fsum(self.sizes.values())

    @property
    def told(self) -> float:
        """The size of the gaps of which it can be told whether they are closed in time."""
        return math.fsum(size for fate, size in self.sizes.items() if fate != "cannot tell")

    @property
    def share(self) -> float | None:
        """The share of the size that is shown to be closed in time; ``None`` of no size."""
        return self.sizes["in time"] / self.total if self.total else None

    @property
    def shortfall(self) -> Mapping[str, float]:
        """For each reason the size not shown to be closed in time; they add up to all such size."""
        left = ((fate, self.sizes[fate]) for fate in _OPEN)
        return dict[str, float]([*left, *self.untold.items()])

    @property
    def because(self) -> str:
        """How the share comes about, with all that is left of the whole."""
        if not self.total:
            return "no gap with weight to close"
        of = f"of {self.total:.2f} in score × goal weight, {counted(self.gaps, 'gap')}"
        why = ", ".join(f"{WORDS[reason]}: {size:.2f}" for reason, size in self.reasons.items())
        if not self.told:
            return f"cannot tell {of} ({why})"
        left = [f"{fate}: {self.sizes[fate]:.2f}" for fate in _OPEN if self.sizes[fate]]
        if why:
            left.append(f"cannot tell: {self.sizes['cannot tell']:.2f} ({why})")
        return "; ".join((f"shown to close in time: {self.sizes['in time']:.2f} {of}", *left))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "stage": self.stage,
            "gaps": self.gaps,
            "gap_size": self.total,
            **{fate.replace(" ", "_"): size for fate, size in self.sizes.items()},
            "cannot_tell_because": dict(self.reasons),
        }


def closings_of(
    theory: TheoryOfChange, results: Iterable[Result], rows: Iterable[Row]
) -> tuple[Closing, ...]:
    """Tell of the gaps of each result how much the roadmap closes in time.

    A gap is closed in time where its work closes it by itself, is finished on or before the day
    the goal it touches is due, and has an effort, a team and a capacity stated, it and all that
    comes before it. Of a gap under several goals each goal bears a part, by its weight.
    """
    closing = {gap: row for row in rows for gap in (*row.closes, *row.prepares)}
    return tuple(_closing(theory, result, closing) for result in results)


def _closing(theory: TheoryOfChange, result: Result, closing: Mapping[str, Row]) -> Closing:
    sizes: dict[Fate, list[float]] = {fate: [] for fate in get_args(Fate)}
    reasons: dict[Reason, list[float]] = defaultdict(list)
    untold: dict[Reason, list[float]] = defaultdict(list)
    shares_of = cache(partial(_shares, theory))
    for gap in result.gaps:
        row = closing[gap.id]
        for due, size in _by_due(gap, *shares_of(gap.goals)):
            why = tuple(_reasons(gap, row, due))
            fate = _fate(row, due, why)
            sizes[fate].append(size)
            for reason in why if fate == "cannot tell" else ():
                reasons[reason].append(size)
                untold[reason].append(size / len(why))
    return Closing(
        stage=result.stage,
        gaps=len(result.gaps),
        sizes={fate: math.fsum(held) for fate, held in sizes.items()},
        reasons=_summed(reasons),
        untold=_summed(untold),
    )


def _summed(sizes: Mapping[Reason, list[float]]) -> Mapping[Reason, float]:
    return {reason: math.fsum(sizes[reason]) for reason in WORDS if any(sizes.get(reason, ()))}


def _fate(row: Row, due: dt.date | None, why: tuple[Reason, ...]) -> Fate:
    if row.not_scheduled and "no effort" not in why:
        return "not scheduled"
    if why or due is None or row.finish is None:
        return "cannot tell"
    return "in time" if row.finish <= due else "too late"


def _reasons(gap: Gap, row: Row, due: dt.date | None) -> Iterator[Reason]:
    if not catalogue().closes(gap.kind):
        yield "until measured"
    for doubt in row.doubts:
        yield doubt.kind
    if due is None:
        yield "no date"


_Shares = tuple[tuple[dt.date | None, float], ...]
"""For each of some goals the day it is due, and its share of all goal weight."""


def _shares(theory: TheoryOfChange, goals: Iterable[str]) -> tuple[_Shares, float]:
    """Return what goals weigh, each and together."""
    known = [id for id in dict.fromkeys(goals) if id in theory.goals]
    shares = tuple((theory.goals[id].due, theory.goal_shares[id]) for id in known)
    return shares, math.fsum(share for _, share in shares)


def _by_due(gap: Gap, shares: _Shares, total: float) -> Iterator[tuple[dt.date | None, float]]:
    """Yield the size of a gap in the parts that its goals bear, each with the day it is due."""
    if not total:
        yield None, gap.size
        return
    for due, share in shares:
        yield due, gap.size * share / total


def parts_of(closings: Iterable[Closing]) -> tuple[Part, ...]:
    """Return the rows that make the score of a roadmap, one a stage, weighted by its gap size.

    What cannot be told counts as not shown, so that the score is a lower end, and each row says
    how much that is and why. Where of no gap at all it can be told, no row has a value.
    """
    held = tuple(closings)
    told = any(closing.told for closing in held)
    return tuple(
        Part(
            name=closing.stage,
            value=closing.share if told else None,
            weight=closing.total,
            because=closing.because,
        )
        for closing in held
    )
