"""How far a KPI has come that is to be kept in a band: a range, or a level with its tolerance.

What counts is the distance outside the band, on either side. A share of 1 is inside, 0 as far
outside as the baseline, below 0 farther; so a value that has gone through the band and out on the
other side is judged by how far out it is. Without a baseline outside the band there is nothing to
measure a distance by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from theoryofchange.measurement.derivation import number, plain, require_finite, rounding
from theoryofchange.measurement.progress import (
    PathProgress,
    Progress,
    absence,
    computed,
    expected_at,
)

_SHARE = "1 − distance outside / the baseline's distance outside"
_PATH = "(distance outside made up by the actual value) / (made up by the expected value)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Where a value is to be.

    Parameters
    ----------
    low, high
        Its ends, which belong to it, in the KPI's unit; ``None`` where it is open.
    """

    low: float | None
    high: float | None

    def nearest(self, value: float) -> float:
        """Return the place in the band that is nearest to a value."""
        if self.low is not None and value < self.low:
            return self.low
        if self.high is not None and value > self.high:
            return self.high
        return value

    def outside(self, value: float) -> float:
        """Return how far a value is from the band, in the KPI's unit; 0 inside."""
        distance = abs(value - self.nearest(value))
        return distance if distance > rounding(value, self.low, self.high) else 0.0

    def passed(self, start: float, value: float) -> bool:
        """Tell whether the band lies between a start and a value, both outside."""
        if not (self.outside(start) and self.outside(value)):
            return False
        return (start < self.nearest(start)) != (value < self.nearest(value))

    def measured(self, value: float) -> str:
        """Return the distance of a value from the band as a derivation shows it."""
        nearest = self.nearest(value)
        more, less = (value, nearest) if value > nearest else (nearest, value)
        return f"({number(more)} − {number(less)})" if self.outside(value) else "0"

    def __str__(self) -> str:
        if self.low is not None and self.high is not None:
            if self.low == self.high:
                return plain(self.low)
            return f"{plain(self.low)} to {plain(self.high)}"
        if self.low is not None:
            return f"from {plain(self.low)} up"
        return "open on both sides" if self.high is None else f"up to {plain(self.high)}"


def range_progress(
    baseline: float | None, actual: float | None, low: float | None, high: float | None
) -> Progress:
    """Measure the share of the way from the baseline into a range.

    Parameters
    ----------
    baseline, actual
        Values in the KPI's unit; ``None`` where unknown.
    low, high
        The ends of the range, which belong to it, in the same unit; ``None`` where it is open.

    Returns
    -------
    Progress
        1 inside; outside ``1 − distance / the baseline's distance``, each from the nearest end:
        signed and never clamped. Undefined where the baseline is unknown or inside itself.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    Examples
    --------
    >>> range_progress(60, 95, 90, 100).formula
    '95 is inside (90 to 100): 1'
    >>> range_progress(60, 84, 90, 100).formula
    '1 − (90 − 84) / (90 − 60) = 0.8'
    >>> range_progress(60, 145, 90, 100).formula
    '1 − (145 − 100) / (90 − 60) = -0.5'
    """
    require_finite(low=low, high=high)
    absent = absence(**{"actual value": actual})
    if low is None and high is None:
        absent = "there is no range"
    elif low is not None and high is not None and low > high:
        absent = backwards(low, high)
    return _share("range", Band(low=low, high=high), baseline, actual, absent)


def backwards(low: float, high: float) -> str:
    """Say that the ends of a range are the wrong way round."""
    return f"the range runs backwards, from {plain(low)} to {plain(high)}"


def maintain_progress(
    baseline: float | None, actual: float | None, level: float | None, tolerance: float | None
) -> Progress:
    """Measure the share of the way from the baseline to a level to keep.

    Parameters
    ----------
    baseline, actual, level
        Values in the KPI's unit; ``None`` where unknown.
    tolerance
        How far off still counts as kept, at least 0, in the same unit; ``None`` where not stated.

    Returns
    -------
    Progress
        That of :func:`range_progress` in the range of the level and its tolerance to both sides.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite, or the tolerance negative.

    Examples
    --------
    >>> maintain_progress(80, 81, 80, 2).value, maintain_progress(70, 76, 80, 2).value
    (1.0, 0.75)
    >>> maintain_progress(80, 83, 80, 2).reason
    'the baseline 80 is inside (78 to 82), so a distance has no measure'
    """
    require_finite(level=level, tolerance=tolerance)
    absent = absence(**{"actual value": actual, "level": level})
    return _share("maintain", level_band(level or 0.0, tolerance), baseline, actual, absent)


def level_band(level: float, tolerance: float | None) -> Band:
    """Return the band of a level to keep.

    Raises
    ------
    ValueError
        If the tolerance is negative.
    """
    margin = tolerance or 0.0
    if margin < 0:
        raise ValueError(f"tolerance must be at least 0, not {tolerance}")
    return Band(low=level - margin, high=level + margin)


def _share(
    method: str, band: Band, baseline: float | None, actual: float | None, absent: str
) -> Progress:
    require_finite(baseline=baseline, actual=actual)
    if absent or actual is None:
        return Progress(value=None, method=method, formula=_SHARE, reason=absent)
    if not band.outside(actual):
        inside = f"{plain(actual)} is inside ({band}): 1"
        return Progress(value=1.0, method=method, formula=inside)
    if baseline is None:
        reason = "there is no baseline, so a distance has no measure"
        return Progress(value=None, method=method, formula=_SHARE, reason=reason)
    whole = band.outside(baseline)
    if not whole:
        reason = f"the baseline {plain(baseline)} is inside ({band}), so a distance has no measure"
        return Progress(value=None, method=method, formula=_SHARE, reason=reason)
    formula = f"1 − {band.measured(actual)} / {band.measured(baseline)}"
    return computed(method, formula, 1 - band.outside(actual) / whole)


def band_path_progress(
    points: Sequence[tuple[date, float]], actual: float | None, at: date, band: Band
) -> PathProgress:
    """Compare the distance from a band with what the plan expected at a date.

    Parameters
    ----------
    points, actual, at
        As in :func:`~theoryofchange.measurement.progress.path_progress`.
    band
        Where the value is to be in the end.

    Returns
    -------
    PathProgress
        The part of the baseline's distance that is made up, over the part that was expected to be:
        1 is exactly as far outside as expected. Undefined where nothing was to be made up.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    Examples
    --------
    >>> path = [(date(2026, 1, 1), 60.0), (date(2026, 12, 31), 80.0)]
    >>> band_path_progress(path, 110.0, date(2026, 12, 31), Band(low=90, high=100)).formula
    '((90 − 60) − (110 − 100)) / ((90 − 60) − (90 − 80)) = 1; expected 80 on 2026-12-31'
    """
    require_finite(actual=actual)
    mark = expected_at(points, at)
    if isinstance(mark, str):
        return PathProgress(value=None, method="path", formula=_PATH, reason=mark)
    return mark.compared(_made_up(band, points[0][1], actual, mark.value))


def _made_up(band: Band, baseline: float, actual: float | None, expected: float) -> Progress:
    if actual is None:
        absent = absence(**{"actual value": actual})
        return Progress(value=None, method="path", formula=_PATH, reason=absent)
    start = band.outside(baseline)
    due = start - band.outside(expected)
    if due <= 0:
        reason = (
            f"the expected value equals the baseline ({plain(baseline)})"
            if expected == baseline
            else f"the expected value {plain(expected)} is no nearer {band} than the baseline "
            f"{plain(baseline)}"
        )
        return Progress(value=None, method="path", formula=_PATH, reason=reason)
    held = band.measured(baseline)
    formula = f"({held} − {band.measured(actual)}) / ({held} − {band.measured(expected)})"
    return computed("path", formula, (start - band.outside(actual)) / due)
