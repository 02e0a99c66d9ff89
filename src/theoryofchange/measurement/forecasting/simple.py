"""Random walks and damped trends by least squares: forecasts with nothing but numpy.

Five ways of going on, in the order in which they are preferred where none is better:

* *last value*: as it was last (a random walk);
* *last value with drift*: and on by the mean change so far;
* *smoothing*: level and damped trend, by least squares over a small grid of parameters
  (Gardner and McKenzie, *Management Science* 31, 1985);
* *last season*, and *last season with drift*: as one season ago, where two seasons are measured.

The formulas of values and variances are those of Hyndman and Athanasopoulos, *Forecasting:
Principles and Practice*, 3rd edition, 5.2, 5.5 and 8.2. Which one goes on is decided at each origin
by the squared errors that it made before, so that a backtest also tests the choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from theoryofchange.measurement.forecasting.projection import Floats, Projection

LEAST_VALUES = 6
"""From how many values on the first projection is made; a season comes on top."""

Places: TypeAlias = NDArray[np.int64]

_WARM_UP = 4
_CHOSEN_OVER = 12


class Simple:
    """The forecaster that needs no other library.

    Examples
    --------
    >>> values = np.array([3.0, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13])
    >>> (found,) = Simple().project(values, season=1, steps=3, origins=[12])
    >>> found.method, found.mean.round(1).tolist()
    ('smoothing (level 0.1, trend 0.3, damping 0.98)', [14.3, 15.1, 16.0])
    """

    @property
    def name(self) -> str:
        """What it is called."""
        return "simple"

    @property
    def most_folds(self) -> int:
        """From how many days of the past at most it is asked again."""
        return 40

    def project(
        self, values: Floats, *, season: int, steps: int, origins: Sequence[int]
    ) -> Sequence[Projection]:
        """Project a series, as :class:`~theoryofchange.measurement.forecasting.Forecaster` says."""
        ways: list[_Way] = [_Walk(values, 1, "last value"), _Drift(values, 1, "last value")]
        ways.append(_Damped(values))
        if season > 1:
            ways += [_Walk(values, season, "last season"), _Drift(values, season, "last season")]
        first = LEAST_VALUES if season == 1 else season + _WARM_UP
        chosen = _chosen(values, ways, first, min(steps, _CHOSEN_OVER))
        asked = np.asarray(origins)
        found: dict[int, Projection] = {}
        for place in np.unique(chosen[asked]).tolist():
            here = asked[chosen[asked] == place]
            found |= zip(here.tolist(), ways[place].project(here, steps), strict=True)
        return [found[origin] for origin in asked.tolist()]


class _Way(Protocol):
    def project(self, origins: Places, steps: int) -> list[Projection]:
        """Project from what is known at each origin."""

    def means(self, origins: Places, steps: int) -> Floats:
        """Return the expected values from many origins, one a row."""


def _chosen(values: Floats, ways: Sequence[_Way], first: int, steps: int) -> Places:
    """Return which way has erred least by each origin, of what had come true by then."""
    count = len(values)
    origins = np.arange(min(first, count), count)
    ahead = origins[:, None] + np.arange(steps)
    known = ahead < count
    truth = values[np.minimum(ahead, count - 1)]
    scores = np.zeros((len(ways), count + 1))
    for place, way in enumerate(ways):
        squares = np.where(known, (truth - way.means(origins, steps)) ** 2, 0.0)
        by = np.bincount(np.minimum(ahead, count - 1).ravel() + 1, squares.ravel(), count + 1)
        scores[place] = np.cumsum(by)
    least = scores.min(axis=0)
    best: Places = np.argmax(scores <= least * (1 + 1e-9), axis=0)
    return best


class _Walk:
    """As it was one lag ago: a random walk, or one for each place in the season."""

    def __init__(self, values: Floats, lag: int, name: str) -> None:
        self._values, self._lag, self.name = values, lag, name
        change = values[lag:] - values[:-lag]
        zeros = np.zeros(lag + 1)
        self._sum = np.concatenate([zeros, np.cumsum(change)])
        self._squares = np.concatenate([zeros, np.cumsum(change**2)])

    def means(self, origins: Places, steps: int) -> Floats:
        """Return the expected values from many origins, one a row."""
        step = np.arange(steps)
        last = self._values[origins[:, None] - self._lag + step % self._lag]
        means: Floats = last + self._slope(origins)[:, None] * self._elapsed(steps)
        return means

    def project(self, origins: Places, steps: int) -> list[Projection]:
        """Project from what is known at each origin."""
        means, spreads = self.means(origins, steps), self._spreads(origins)
        kept = np.arange(steps) % self._lag == 0
        rows = zip(means, spreads, self._errors(origins, spreads).tolist(), strict=True)
        return [
            Projection(method=self.name, mean=mean, response=spread * kept, drift=error)
            for mean, spread, error in rows
        ]

    def _elapsed(self, steps: int) -> Floats:
        seasons = np.arange(steps, dtype=np.float64) // self._lag + 1.0
        elapsed: Floats = np.multiply(seasons, float(self._lag))
        return elapsed

    def _slope(self, origins: Places) -> Floats:
        return np.zeros(len(origins))

    def _spreads(self, origins: Places) -> Floats:
        spreads: Floats = np.sqrt(self._squares[origins] / (origins - self._lag))
        return spreads

    def _errors(self, origins: Places, spreads: Floats) -> Floats:
        """Return the standard errors of the slope."""
        return np.zeros(len(origins))


class _Drift(_Walk):
    """The same, and on by the mean change so far."""

    def __init__(self, values: Floats, lag: int, name: str) -> None:
        super().__init__(values, lag, f"{name} with drift")

    def _slope(self, origins: Places) -> Floats:
        slope: Floats = self._sum[origins] / ((origins - self._lag) * self._lag)
        return slope

    def _spreads(self, origins: Places) -> Floats:
        count = origins - self._lag
        about = self._squares[origins] - self._sum[origins] ** 2 / count
        spreads: Floats = np.sqrt(np.maximum(about, 0.0) / (count - 1))
        return spreads

    def _errors(self, origins: Places, spreads: Floats) -> Floats:
        apart = np.maximum((origins - self._lag) / self._lag, 1.0)
        errors: Floats = spreads / np.sqrt(apart) / self._lag
        return errors


def _grid() -> tuple[Floats, Floats, Floats]:
    """Return the smoothing of the level, that of the trend, and its damping."""
    level = (0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
    flat = [(alpha, 0.0, 0.0) for alpha in level]
    sloped = [
        (alpha, alpha * share, damping)
        for alpha in level
        for share in (0.05, 0.1, 0.3)
        for damping in (0.8, 0.9, 0.98)
    ]
    alpha, beta, phi = np.array(flat + sloped).T
    return alpha, beta, phi


_ALPHA, _BETA, _PHI = _grid()


class _Damped:
    """A level and a damped trend, smoothed; the parameters of each origin are those best by then.

    The series is gone through once for the whole grid: what is known at an origin is what the pass
    held there.
    """

    def __init__(self, values: Floats) -> None:
        count, size = len(values), len(_ALPHA)
        levels, trends = np.zeros((count + 1, size)), np.zeros((count + 1, size))
        squares = np.zeros((count + 1, size))
        start = min(_WARM_UP, count) - 1
        slope = (values[start] - values[0]) / max(start, 1)
        level, trend = np.full(size, values[0]), np.full(size, slope)
        total = np.zeros(size)
        for at in range(1, count):
            trend = _PHI * trend
            expected = level + trend
            error = values[at] - expected
            levels[at + 1] = level = expected + _ALPHA * error
            trends[at + 1] = trend = trend + _BETA * error
            if at >= _WARM_UP:
                squares[at + 1] = total = total + error * error
        least = squares.min(axis=1, keepdims=True)
        self._best = np.argmax(squares <= least * (1 + 1e-9), axis=1)
        rows = np.arange(count + 1)
        self._level, self._trend = levels[rows, self._best], trends[rows, self._best]
        self._squares = squares[rows, self._best]

    def means(self, origins: Places, steps: int) -> Floats:
        """Return the expected values from many origins, one a row."""
        ahead = self._damped(origins, steps)
        means: Floats = self._level[origins][:, None] + self._trend[origins][:, None] * ahead
        return means

    def project(self, origins: Places, steps: int) -> list[Projection]:
        """Project from what is known at each origin."""
        best = self._best[origins]
        fitted = np.where(_BETA[best] > 0, 3, 1)
        freedom = np.maximum(origins - _WARM_UP - fitted, 1)
        spreads = np.sqrt(self._squares[origins] / freedom)
        later = self._damped(origins, steps)[:, :-1]
        responses = np.ones((len(origins), steps))
        responses[:, 1:] = _ALPHA[best][:, None] + _BETA[best][:, None] * later
        rows = zip(best.tolist(), self.means(origins, steps), spreads, responses, strict=True)
        return [
            Projection(method=_said(place), mean=mean, response=spread * response)
            for place, mean, spread, response in rows
        ]

    def _damped(self, origins: Places, steps: int) -> Floats:
        """Return how often the trend of today is added by each step."""
        damping = _PHI[self._best[origins]][:, None] ** np.arange(1, steps + 1)
        damped: Floats = np.cumsum(damping, axis=1)
        return damped


def _said(place: int) -> str:
    alpha, beta, phi = float(_ALPHA[place]), float(_BETA[place]), float(_PHI[place])
    trend = f", trend {beta / alpha:.2g}, damping {phi:g}" if beta else ""
    return f"smoothing (level {alpha:g}{trend})"
