"""How likely a target is met: on its day, and by then."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from theoryofchange.measurement.forecasting.projection import Floats, Projection

PATHS = 4000
"""How many paths are drawn: a probability is known to 0.008 or better (standard error)."""

Truths: TypeAlias = NDArray[np.bool_]


def paths_of(projection: Projection, seed: int, name: str) -> Floats:
    """Draw paths of a projection.

    Parameters
    ----------
    projection
        What is drawn from.
    seed
        Any whole number from 0.
    name
        What is forecast, such as the id of a KPI: with the seed it makes what is drawn, whatever
        else is forecast beside it.

    Returns
    -------
    numpy.ndarray
        :data:`PATHS` rows, a column for each step. Every path has a twin whose errors have the
        other sign (antithetic variates: Hammersley and Morton, *Mathematical Proceedings of the
        Cambridge Philosophical Society* 52, 1956), so that the mean is exact and what rises is as
        likely as what falls. The errors are normal.
    """
    steps, half = len(projection.mean), PATHS // 2
    hashed = int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8])
    drawn = np.random.Generator(np.random.PCG64([seed, hashed]))
    lags = np.arange(steps)[None, :] - np.arange(steps)[:, None]
    carried = np.where(lags >= 0, projection.response[np.abs(lags)], 0.0)
    paths = np.empty((PATHS, steps))
    one, twin = paths[:half], paths[half:]
    np.matmul(drawn.standard_normal((half, steps)), carried, out=one)
    if projection.drift:
        slope = projection.drift * np.arange(1, steps + 1)
        one += drawn.standard_normal((half, 1)) * slope
    np.subtract(projection.mean, one, out=twin)
    one += projection.mean
    return paths


def chances(
    paths: Floats, meets: Callable[[Floats], Truths], steps: int, *, now: float
) -> tuple[float, float]:
    """Return how likely something is met at a step, and at some step up to it.

    Parameters
    ----------
    paths
        Drawn values, a row a path and a column a step.
    meets
        Tells of each value whether it meets what is asked.
    steps
        How many steps ahead it is due.
    now
        The last value that is known: what it meets is met by then already.

    Returns
    -------
    tuple of float
        P(at), the share of paths that meet it at the step, and P(by), the share that do at any step
        up to it: first passage along whole paths, so that P(by) is never less than P(at).
    """
    met = meets(paths[:, :steps])
    at = float(met[:, -1].mean())
    if bool(meets(np.array([now]))[0]):
        return at, 1.0
    return at, float(met.any(axis=1).mean())
