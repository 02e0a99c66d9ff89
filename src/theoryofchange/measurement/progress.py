"""How far a KPI has come: signed shares that are never clamped, each with its derivation.

A share of 1 is the target, 0 the baseline; below 0 the KPI moved away from the target, above 1 it
went past it. Which way is better plays no part here: that is a matter of status.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from theoryofchange.measurement.derivation import number, plain, require_finite


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A share of the way to the target, or why there is none.

    Parameters
    ----------
    value
        The share: 1 is the target. ``None`` where it cannot be computed.
    method
        How it was computed, in a word or two.
    formula
        The derivation: the formula, with the numbers put in where there are any.
    reason
        Why ``value`` is ``None``; ``None`` where it is not.
    """

    value: float | None
    method: str
    formula: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathProgress(Progress):
    """Progress against what was expected at a date.

    Parameters
    ----------
    expected
        The value expected at the date, in the KPI's unit; ``None`` where the path does not say.
    """

    expected: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a path expects on a day.

    Parameters
    ----------
    value
        The value, in the KPI's unit.
    source
        Which points of the path say so, and how.
    """

    value: float
    source: str

    def compared(self, share: Progress) -> PathProgress:
        """Return a share of what is expected, with what that is and where it is from."""
        return PathProgress(
            value=share.value,
            method=share.method,
            formula=f"{share.formula}; {self.source}",
            reason=share.reason,
            expected=self.value,
        )


def linear_progress(baseline: float | None, actual: float | None, target: float | None) -> Progress:
    """Measure the share of the way from baseline to target.

    Parameters
    ----------
    baseline, actual, target
        Values in the KPI's unit; ``None`` where unknown.

    Returns
    -------
    Progress
        ``(actual − baseline) / (target − baseline)``: signed and never clamped. Undefined where a
        figure is absent, and where the target equals the baseline: that says *maintain*.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    Examples
    --------
    >>> linear_progress(71, 74, 80).formula
    '(74 − 71) / (80 − 71) = 0.333333'
    >>> linear_progress(80, 81, 80).reason
    'the target equals the baseline (80): that is to maintain, not to progress'
    """
    return _linear("linear", "(actual − baseline) / (target − baseline)", baseline, actual, target)


def path_progress(
    points: Sequence[tuple[date, float]], actual: float | None, at: date
) -> PathProgress:
    """Compare a value with what the plan expected at its date.

    Parameters
    ----------
    points
        Baseline, milestones and target as (date, value), in time order, one a date.
    actual
        The value at the date, in the KPI's unit; ``None`` where unknown.
    at
        The date of the value.

    Returns
    -------
    PathProgress
        ``(actual − baseline) / (expected − baseline)``, where 1 is exactly as expected, with
        ``expected`` interpolated on straight lines between the points. Before the first point
        nothing is expected; after the last one its value still is. Without any milestone and at
        the target's date this is :func:`linear_progress`.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    Examples
    --------
    >>> path = [(date(2025, 12, 31), 71.0), (date(2026, 12, 31), 77.0), (date(2027, 12, 31), 80.0)]
    >>> progress = path_progress(path, 74.0, date(2026, 12, 31))
    >>> progress.expected, progress.value
    (77.0, 0.5)
    >>> path_progress(path, 74.0, date(2025, 6, 30)).reason
    'nothing is expected on 2025-06-30: the path begins on 2025-12-31'
    """
    symbols = "(actual − baseline) / (expected − baseline)"
    require_finite(actual=actual)
    mark = expected_at(points, at)
    if isinstance(mark, str):
        return PathProgress(value=None, method="path", formula=symbols, reason=mark)
    share = _linear("path", symbols, points[0][1], actual, mark.value, end="expected value")
    return mark.compared(share)


def expected_at(points: Sequence[tuple[date, float]], at: date) -> Expected | str:
    """Tell what a path expects on a day.

    Parameters
    ----------
    points, at
        As in :func:`path_progress`.

    Returns
    -------
    Expected or str
        What is expected, or why nothing is.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.
    """
    for day, value in points:
        require_finite(**{f"the value for {day}": value})
    fault = _path_fault(points, at)
    return fault if fault else _expectation(points, at)


def rank_progress(
    baseline_rank: float | None,
    actual_rank: float | None,
    target_rank: float | None,
    of: float | None,
) -> Progress:
    """Measure the share of the way up a ranking, in which 1 is the best rank.

    Parameters
    ----------
    baseline_rank, actual_rank, target_rank
        Ranks from 1 to ``of``; ``None`` where unknown.
    of
        How many are ranked; ``None`` where unknown.

    Returns
    -------
    Progress
        ``(baseline rank − actual rank) / (baseline rank − target rank)``. Undefined for a rank
        that cannot be.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    Examples
    --------
    >>> rank_progress(14, 11, 2, of=16).formula
    '(14 − 11) / (14 − 2) = 0.25, ranks of 16'
    >>> rank_progress(17, 11, 2, of=16).reason
    'the baseline rank 17 is impossible of 16'
    """
    symbols = "(baseline rank − actual rank) / (baseline rank − target rank)"
    require_finite(of=of)
    ranks = {"baseline rank": baseline_rank, "actual rank": actual_rank, "target rank": target_rank}
    absent = absence(**ranks)
    faults = [
        f"the {name} {plain(rank)} is impossible" + ("" if of is None else f" of {plain(of)}")
        for name, rank in ranks.items()
        if rank is not None and (rank < 1 or (of is not None and rank > of))
    ]
    if faults:
        return Progress(value=None, method="rank", formula=symbols, reason="; ".join(faults))
    if baseline_rank is None or actual_rank is None or target_rank is None:
        return Progress(value=None, method="rank", formula=symbols, reason=absent)
    if baseline_rank == target_rank:
        fault = f"the target rank equals the baseline rank ({plain(target_rank)})"
        return Progress(value=None, method="rank", formula=symbols, reason=fault)
    formula = (
        f"({number(baseline_rank)} − {number(actual_rank)})"
        f" / ({number(baseline_rank)} − {number(target_rank)})"
    )
    value = (baseline_rank - actual_rank) / (baseline_rank - target_rank)
    scope = "" if of is None else f", ranks of {plain(of)}"
    return computed("rank", formula, value, scope)


def ratio_progress(baseline: float | None, actual: float | None, target: float | None) -> Progress:
    """Measure the share of the way from one ratio to another.

    Parameters
    ----------
    baseline, actual, target
        The quotients of the ratios: 0.1 for 1:10. ``None`` where unknown.

    Returns
    -------
    Progress
        That of :func:`linear_progress` of the quotients, each written as the ratio it is. Whoever
        reads the ratios the other way round measures another quantity: from 1:20 over 1:15 to 1:10
        is a third of the way in teachers per pupil, and half of it in pupils per teacher.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    Examples
    --------
    >>> ratio_progress(1 / 20, 1 / 15, 1 / 10).formula
    '(1:15 − 1:20) / (1:10 − 1:20) = (0.0666666666667 − 0.05) / (0.1 − 0.05) = 0.333333'
    """
    symbols = "(actual − baseline) / (target − baseline), of the quotients"
    share = _linear("ratio", symbols, baseline, actual, target)
    if share.value is None or baseline is None or actual is None or target is None:
        return share
    start, now, end = (as_ratio(quotient) for quotient in (baseline, actual, target))
    return replace(share, formula=f"({now} − {start}) / ({end} − {start}) = {share.formula}")


def as_ratio(quotient: float) -> str:
    """Write a quotient as a ratio to one or of one.

    Examples
    --------
    >>> as_ratio(0.1), as_ratio(2.5), as_ratio(0.0), as_ratio(-0.5)
    ('1:10', '2.5:1', '0:1', '-0.5:1')
    """
    if 0 < quotient < 1:
        return f"1:{plain(1 / quotient)}"
    return f"{plain(quotient)}:1"


def _linear(
    method: str,
    symbols: str,
    baseline: float | None,
    actual: float | None,
    target: float | None,
    end: str = "target",
) -> Progress:
    absent = absence(**{"baseline": baseline, "actual value": actual, end: target})
    if baseline is None or actual is None or target is None:
        return Progress(value=None, method=method, formula=symbols, reason=absent)
    if target == baseline:
        fault = f"the {end} equals the baseline ({plain(baseline)})"
        if end == "target":
            fault += ": that is to maintain, not to progress"
        return Progress(value=None, method=method, formula=symbols, reason=fault)
    formula = f"({number(actual)} − {number(baseline)}) / ({number(target)} − {number(baseline)})"
    return computed(method, formula, _ratio(actual - baseline, target - baseline))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def computed(method: str, formula: str, value: float, scope: str = "") -> Progress:
    """Make the progress of a computed share, or say that the numbers do not divide.

    Parameters
    ----------
    method, formula
        As in :class:`Progress`; the result is put behind the formula.
    value
        The share; ``nan`` or infinite where the division failed.
    scope
        What to add behind the result.

    Returns
    -------
    Progress
        The progress.
    """
    if not math.isfinite(value):
        reason = "the numbers are too large, too small or too close together to divide"
        return Progress(value=None, method=method, formula=formula, reason=reason)
    return Progress(value=value, method=method, formula=f"{formula} = {value:.6g}{scope}")


def absence(**values: float | None) -> str:
    """Say which figures are absent, after checking those that are there.

    Parameters
    ----------
    **values
        Figures by the name to call them by; ``None`` is absent.

    Returns
    -------
    str
        "there is no …"; empty where all are there.

    Raises
    ------
    ValueError
        If one is ``nan`` or infinite.
    """
    require_finite(**values)
    names = [name for name, value in values.items() if value is None]
    if not names:
        return ""
    return "there is no " + " and no ".join(names)


def _path_fault(points: Sequence[tuple[date, float]], at: date) -> str | None:
    if len(points) < 2:
        return f"a path needs at least two dated values, and there {_are(len(points))}"
    for (before, _), (after, _) in pairwise(points):
        if before >= after:
            return f"the path is not in time order: {after} follows {before}"
    if at < points[0][0]:
        return f"nothing is expected on {at}: the path begins on {points[0][0]}"
    return None


def _are(count: int) -> str:
    return "is one" if count == 1 else "are none"


def _expectation(points: Sequence[tuple[date, float]], at: date) -> Expected:
    last_day, last = points[-1]
    if at > last_day:
        source = f"expected {plain(last)}, that of {last_day}, the last date of the path"
        return Expected(value=last, source=source)
    for day, value in points:
        if day == at:
            return Expected(value=value, source=f"expected {plain(value)} on {at}")
    after = next(index for index, (day, _) in enumerate(points) if day > at)
    (start_day, start), (end_day, end) = points[after - 1], points[after]
    gone, span = (at - start_day).days, (end_day - start_day).days
    share = gone / span
    expected = start * (1 - share) + end * share
    source = (
        f"expected {number(start)} + ({number(end)} − {number(start)}) × {gone}/{span} days"
        f" = {plain(expected)} on {at}"
    )
    return Expected(value=expected, source=source)
