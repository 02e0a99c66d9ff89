"""Progress of one figure at a time, for a notebook: a share with its derivation.

Each function takes keywords only, and gives a :class:`Share`: a number in which 1.0 is the target
and 0.0 the baseline, never clamped. What cannot be computed is ``nan`` and says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from theoryofchange.measurement import band, deadline, pace
from theoryofchange.measurement import progress as shares
from theoryofchange.measurement.given import Day, Figure, day_in, items, number, numbers, quotient
from theoryofchange.measurement.share import Share

__all__ = [
    "Share",
    "compound_progress",
    "date_progress",
    "growth_progress",
    "maintain_progress",
    "path_progress",
    "progress",
    "range_progress",
    "rank_progress",
    "ratio_progress",
]


def progress(*, baseline: Figure, actual: Figure, target: Figure) -> Share:
    """Tell how far a figure is on the straight way from baseline to target.

    Parameters
    ----------
    baseline, actual, target
        Finite numbers in one unit; ``None`` where unknown.

    Returns
    -------
    Share
        ``(actual − baseline) / (target − baseline)``. Unknown where a figure is, and where the
        target equals the baseline: a level to keep is for :func:`maintain_progress`.

    Raises
    ------
    TypeError
        If a figure is no number; the message names the argument.
    ValueError
        If one is ``nan``, infinite, or too large for a floating-point number.

    Examples
    --------
    >>> float(progress(baseline=12, actual=15, target=8))
    -0.75
    """
    return Share(shares.linear_progress(*numbers(baseline=baseline, actual=actual, target=target)))


def compound_progress(
    *, baseline: Figure, actual: Figure, target: Figure, elapsed: Figure, allowed: Figure
) -> Share:
    """Compare the rate of compound change so far with the rate that the target asks for.

    Parameters
    ----------
    baseline, actual, target
        Numbers above zero in one unit; ``None`` where unknown.
    elapsed, allowed
        Time from the baseline to the actual figure and to the target, above zero, in one unit.

    Returns
    -------
    Share
        ``(ln(actual/baseline) / elapsed) / (ln(target/baseline) / allowed)``: 1.0 is the pace that
        reaches the target on time.

    Raises
    ------
    TypeError, ValueError
        As :func:`progress`.

    Examples
    --------
    >>> compound_progress(baseline=100, actual=110, target=121, elapsed=1, allowed=2)
    Share(1: compound, (ln(110/100) / 1) / (ln(121/100) / 2) = 1)
    """
    return Share(
        pace.compound_progress(
            *numbers(
                baseline=baseline, actual=actual, target=target, elapsed=elapsed, allowed=allowed
            )
        )
    )


def growth_progress(
    *, baseline: Figure, actual: Figure, target: Figure, elapsed: Figure, allowed: Figure
) -> Share:
    """Compare the compound annual growth rate so far with the one that the target asks for.

    Parameters
    ----------
    baseline, actual, target
        Numbers above zero in one unit; ``None`` where unknown.
    elapsed, allowed
        Years from the baseline to the actual figure and to the target, above zero.

    Returns
    -------
    Share
        ``((actual/baseline)^(1/elapsed) − 1) / ((target/baseline)^(1/allowed) − 1)``, as Canada's
        indicator framework for the sustainable development goals publishes it.

    Raises
    ------
    TypeError, ValueError
        As :func:`progress`.

    Examples
    --------
    >>> growth_progress(baseline=14.5, actual=10.4, target=7.25, elapsed=8, allowed=15)
    Share(0.90109: growth rate, ((10.4/14.5)^(1/8) − 1) / ((7.25/14.5)^(1/15) − 1) = 0.90109)
    """
    return Share(
        pace.growth_progress(
            *numbers(
                baseline=baseline, actual=actual, target=target, elapsed=elapsed, allowed=allowed
            )
        )
    )


def path_progress(*, points: Mapping[Any, Figure], actual: Figure, at: dt.date | str) -> Share:
    """Compare a figure with what its milestones expect on its day.

    Parameters
    ----------
    points
        Day → value of the baseline, the milestones and the target, in any order; they may rise and
        fall.
    actual
        The figure; ``None`` where unknown.
    at
        Its day.

    Returns
    -------
    Share
        ``(actual − baseline) / (expected − baseline)``: 1.0 is as expected. ``expected`` holds what
        that is, on straight lines between the points. Unknown before the first day, and where as
        much is expected as at the start.

    Raises
    ------
    TypeError, ValueError
        As :func:`progress`; also where a day is none.

    Examples
    --------
    >>> points = {"2025-12-31": 71, "2026-12-31": 77, "2027-12-31": 80}
    >>> share = path_progress(points=points, actual=74, at="2026-12-31")
    >>> float(share), share.expected
    (0.5, 77.0)
    """
    stated = {
        day_in("points", day): number(f"points[{day!r}]", value) for day, value in items(points)
    }
    held = sorted((day, value) for day, value in stated.items() if value is not None)
    return Share(shares.path_progress(held, number("actual", actual), day_in("at", at)))


def range_progress(*, baseline: Figure, actual: Figure, low: Figure, high: Figure) -> Share:
    """Tell how far a figure has come into a range.

    Parameters
    ----------
    baseline, actual
        Finite numbers in one unit; ``None`` where unknown.
    low, high
        The ends of the range, which belong to it; ``None`` where it is open.

    Returns
    -------
    Share
        1.0 inside; outside ``1 − distance / the baseline's distance``, each from the nearest end.
        Unknown outside where the baseline is unknown or inside.

    Raises
    ------
    TypeError, ValueError
        As :func:`progress`.

    Examples
    --------
    >>> range_progress(baseline=60, actual=84, low=90, high=100)
    Share(0.8: range, 1 − (90 − 84) / (90 − 60) = 0.8)
    """
    return Share(
        band.range_progress(*numbers(baseline=baseline, actual=actual, low=low, high=high))
    )


def maintain_progress(
    *, baseline: Figure, actual: Figure, target: Figure, tolerance: Figure = None
) -> Share:
    """Tell whether a figure is kept at a level, and how far it has come back to it.

    Parameters
    ----------
    baseline, actual, target
        Finite numbers in one unit, the target being the level; ``None`` where unknown.
    tolerance
        How far off still counts as kept, at least 0; ``None`` where none is stated.

    Returns
    -------
    Share
        That of :func:`range_progress` in the range of the level and its tolerance to both sides.

    Raises
    ------
    TypeError, ValueError
        As :func:`progress`; also where the tolerance is negative.

    Examples
    --------
    >>> float(maintain_progress(baseline=80, actual=81, target=80, tolerance=2))
    1.0
    """
    return Share(
        band.maintain_progress(
            *numbers(baseline=baseline, actual=actual, target=target, tolerance=tolerance)
        )
    )


def rank_progress(*, baseline: Figure, actual: Figure, target: Figure, of: Figure = None) -> Share:
    """Tell how many of the places to be made up are, in a ranking in which 1 is the best.

    Parameters
    ----------
    baseline, actual, target
        Ranks from 1 on; ``None`` where unknown.
    of
        How many are ranked; ``None`` where unknown.

    Returns
    -------
    Share
        ``(baseline − actual) / (baseline − target)``. Unknown for a rank that cannot be.

    Raises
    ------
    TypeError, ValueError
        As :func:`progress`.

    Examples
    --------
    >>> rank_progress(baseline=14, actual=11, target=2, of=16)
    Share(0.25: rank, (14 − 11) / (14 − 2) = 0.25, ranks of 16)
    """
    return Share(
        shares.rank_progress(*numbers(baseline=baseline, actual=actual, target=target, of=of))
    )


def ratio_progress(*, baseline: Any, actual: Any, target: Any) -> Share:
    """Tell how far a ratio is on the way from baseline to target.

    Parameters
    ----------
    baseline, actual, target
        Ratios as people write them (``"1:10"``) or their quotients (0.1); ``None`` where unknown.

    Returns
    -------
    Share
        ``(actual − baseline) / (target − baseline)`` of the quotients.

    Raises
    ------
    TypeError
        If a figure is neither a number nor a ratio.
    ValueError
        If one is ``nan`` or infinite.

    Examples
    --------
    >>> share = ratio_progress(baseline="1:20", actual="1:15", target="1:10")
    >>> round(share, 3), share.formula.partition(" = ")[0]
    (0.333, '(1:15 − 1:20) / (1:10 − 1:20)')
    """
    return Share(
        shares.ratio_progress(
            quotient("baseline", baseline),
            quotient("actual", actual),
            quotient("target", target),
        )
    )


def date_progress(*, baseline: Day, actual: Day, target: Day) -> Share:
    """Tell in days how far something has come that is to be done by a day.

    Parameters
    ----------
    baseline
        The day on which it was first expected to be done: a date or ``2027-12-31``.
    actual
        The day on which it is expected now, or was done.
    target
        The day by which it is to be done. Each is ``None`` where unknown.

    Returns
    -------
    Share
        ``(actual − baseline) / (target − baseline)`` in days.

    Raises
    ------
    TypeError, ValueError
        If a day is none.

    Examples
    --------
    >>> date_progress(baseline="2027-12-31", actual="2027-09-30", target="2027-06-30").value
    0.5
    """
    given = {"baseline": baseline, "actual": actual, "target": target}
    days = (None if day is None else day_in(name, day) for name, day in given.items())
    return Share(deadline.date_progress(*days))
