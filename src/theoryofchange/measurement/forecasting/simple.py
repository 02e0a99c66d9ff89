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
        return [ways[chosen[origin]].project(origin, steps) for origin in origins]


class _Way(Protocol):
    def project(self, origin: int, steps: int) -> Projection:
        """Project from what is known at an origin."""

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

    def project(self, origin: int, steps: int) -> Projection:
        """Project from what is known at an origin."""
        spread = self._spread(origin)
        response = np.where(np.arange(steps) % self._lag == 0, spread, 0.0)
        mean = self.means(np.array([origin]), steps)[0]
        return Projection(
            method=self.name, mean=mean, response=response, drift=self._drift(origin, spread)
        )

    def _elapsed(self, steps: int) -> Floats:
        seasons = np.arange(steps, dtype=np.float64) // self._lag + 1.0
        elapsed: Floats = np.multiply(seasons, float(self._lag))
        return elapsed

    def _slope(self, origins: Places) -> Floats:
        return np.zeros(len(origins))

    def _spread(self, origin: int) -> float:
        return float(np.sqrt(self._squares[origin] / (origin - self._lag)))

    def _drift(self, origin: int, spread: float) -> float:
        return 0.0


class _Drift(_Walk):
    """The same, and on by the mean change so far."""

    def __init__(self, values: Floats, lag: int, name: str) -> None:
        super().__init__(values, lag, f"{name} with drift")

    def _slope(self, origins: Places) -> Floats:
        slope: Floats = self._sum[origins] / ((origins - self._lag) * self._lag)
        return slope

    def _spread(self, origin: int) -> float:
        count = origin - self._lag
        about = self._squares[origin] - self._sum[origin] ** 2 / count
        return float(np.sqrt(max(about, 0.0) / (count - 1)))

    def _drift(self, origin: int, spread: float) -> float:
        apart = max((origin - self._lag) / self._lag, 1.0)
        return float(spread / np.sqrt(apart) / self._lag)


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
            error = values[at] - level - trend
            level = level + trend + _ALPHA * error
            trend = trend + _BETA * error
            if at >= _WARM_UP:
                total = total + error * error
            levels[at + 1], trends[at + 1], squares[at + 1] = level, trend, total
        least = squares.min(axis=1, keepdims=True)
        self._best = np.argmax(squares <= least * (1 + 1e-9), axis=1)
        rows = np.arange(count + 1)
        self._level, self._trend = levels[rows, self._best], trends[rows, self._best]
        self._squares = squares[rows, self._best]

    def means(self, origins: Places, steps: int) -> Floats:
        """Return the expected values from many origins, one a row."""
        damping = _PHI[self._best[origins]][:, None] ** np.arange(1, steps + 1)
        ahead = np.cumsum(damping, axis=1)
        means: Floats = self._level[origins][:, None] + self._trend[origins][:, None] * ahead
        return means

    def project(self, origin: int, steps: int) -> Projection:
        """Project from what is known at an origin."""
        best = self._best[origin]
        alpha, beta, phi = float(_ALPHA[best]), float(_BETA[best]), float(_PHI[best])
        fitted = 3 if beta else 1
        spread = np.sqrt(self._squares[origin] / max(origin - _WARM_UP - fitted, 1))
        damped = np.concatenate([[0.0], np.cumsum(phi ** np.arange(1.0, steps))])[:steps]
        response = spread * np.concatenate([[1.0], alpha + beta * damped[1:]])[:steps]
        trend = f", trend {beta / alpha:.2g}, damping {phi:g}" if beta else ""
        return Projection(
            method=f"smoothing (level {alpha:g}{trend})",
            mean=self.means(np.array([origin]), steps)[0],
            response=response,
        )
