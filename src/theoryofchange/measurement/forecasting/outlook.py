"""A series of numbers, one a period, and what is to come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from theoryofchange.measurement.forecasting.bounds import UNBOUNDED, Bounds
from theoryofchange.measurement.forecasting.calibration import (
    LEVELS,
    Calibration,
    calibrated,
    quantile_of,
)
from theoryofchange.measurement.forecasting.projection import Floats, Forecaster, Projection
from theoryofchange.measurement.forecasting.simple import LEAST_VALUES

LEAST_POINTS = 12
"""How many values are needed at least: half of them to begin with, the others to test by."""

MOST_STEPS = 750
"""How many periods ahead at most."""

_SMALLEST, _LARGEST = 1e-150, 1e150
"""Between what reaches of values their squares can be computed with."""

_SAME, _LINE = 1e-9, 1e-7
"""Of what size changes and errors count as none, beside the values and beside their reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is to come of a series.

    Parameters
    ----------
    projection
        The values to come, calibrated, on the scale without bounds.
    bounds
        Between which figures they lie.
    calibration
        How the errors were measured.
    season
        After how many periods a season that was looked for comes back; 1 where none was.
    """

    projection: Projection
    bounds: Bounds
    calibration: Calibration
    season: int

    @property
    def points(self) -> Floats:
        """The middle of what each step may bring: as likely more as less."""
        return self.bounds.closed(self.projection.mean)

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Return the ends of the central interval of each step that holds a share of cases."""
        reach = quantile_of(level) * self.projection.deviation
        mean = self.projection.mean
        return self.bounds.closed(mean - reach), self.bounds.closed(mean + reach)


def needed_for(steps: int) -> int:
    """Return how many values are needed to look some periods ahead.

    At least :data:`LEAST_POINTS`, and as many as the periods ahead: the future that is told is
    never longer than the past it is told from.

    Examples
    --------
    >>> needed_for(3), needed_for(24)
    (12, 24)
    """
    return max(LEAST_POINTS, steps)


def season_of(rhythm_season: int, count: int) -> int:
    """Return the season that so many values can tell of: two full ones are needed, else 1."""
    return rhythm_season if rhythm_season > 1 and count >= 2 * rhythm_season else 1


def outlook(
    values: Sequence[float],
    *,
    season: int,
    steps: int,
    forecaster: Forecaster,
    bounds: Bounds = UNBOUNDED,
) -> Outlook | str:
    """Look ahead from a series, and measure on its own past how far off that is.

    Parameters
    ----------
    values
        Finite numbers in the order of time, one a period.
    season
        After how many periods a season comes back; 1 for none.
    steps
        How many periods ahead, from 1 to :data:`MOST_STEPS`.
    forecaster
        What looks ahead.
    bounds
        Between which figures all values lie.

    Returns
    -------
    Outlook or str
        The values to come, or why nothing can be said.
    """
    held = bounds.open(np.asarray(values, np.float64))
    reach = float(held.max()) - float(held.min())
    if reach <= _SAME * float(np.abs(held).max()):
        return f"all its {len(values)} values are the same, which does not tell what moves them"
    if not _SMALLEST < reach < _LARGEST:
        return "its values are too large or too small to compute with"
    size, start = reach, held[0]
    told = (held - start) / size
    lasting = season_of(season, len(values))
    folds = _folds(len(values), lasting, forecaster.most_folds)
    asked = [*folds, len(values)]
    try:
        found = forecaster.project(told, season=lasting, steps=steps, origins=asked)
    except ValueError as error:
        return f"{forecaster.name} cannot project it: {error}"
    if not found[-1].deviation[0] > _LINE:
        return "its values follow a line too closely to tell how far off a forecast may be"
    tested = calibrated(told, folds, found[:-1])
    if isinstance(tested, str):
        return tested
    wide = size * tested.factor
    last = found[-1]
    widened = replace(
        last,
        mean=start + size * last.mean,
        response=wide * last.response,
        drift=wide * last.drift,
    )
    made = Outlook(projection=widened, bounds=bounds, calibration=tested, season=lasting)
    ends = np.concatenate(made.interval(LEVELS[-1]))
    if not np.isfinite(ends).all():
        return "its intervals grow beyond what can be computed"
    return made


def _folds(count: int, season: int, most: int) -> list[int]:
    """Return how many values are known at each origin of the backtest, evenly among the later."""
    least = LEAST_VALUES if season == 1 else season + LEAST_VALUES
    origins = np.arange(max(count // 2, least), count)
    if len(origins) <= most:
        return [int(origin) for origin in origins]
    chosen = np.linspace(0, len(origins) - 1, most).round().astype(int)
    return [int(origins[place]) for place in chosen]
