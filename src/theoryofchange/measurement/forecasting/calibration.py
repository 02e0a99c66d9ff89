"""How far past forecasts were off, and by how much their intervals have to be widened for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theoryofchange.measurement.forecasting.projection import (
    Floats,
    Projection,
    deviations_of,
)

LEVELS = (0.8, 0.95)
"""The shares of cases that the two intervals are to hold."""


def quantile_of(level: float) -> float:
    """Return how many standard deviations a central interval reaches to either side.

    Examples
    --------
    >>> round(quantile_of(0.8), 4), round(quantile_of(0.95), 4)
    (1.2816, 1.96)
    """
    return NormalDist().inv_cdf((1 + level) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What a backtest from rolling origins found.

    Parameters
    ----------
    folds
        From how many days of the past the series was forecast again.
    errors
        How many forecasts could be compared with what came; each fold has several steps.
    steps
        How many steps ahead the farthest of them was.
    factor
        By what all standard deviations are multiplied, at least 1.
    before
        The share of what came that the 80 % intervals held as they were.
    after
        The same after calibration, each fold by a factor found from the other folds.
    """

    folds: int
    errors: int
    steps: int
    factor: float
    before: float
    after: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "folds": self.folds,
            "errors": self.errors,
            "steps": self.steps,
            "factor": self.factor,
            "coverage_before": self.before,
            "coverage_after": self.after,
        }


def calibrated(
    values: Floats, origins: Sequence[int], projections: Sequence[Projection]
) -> Calibration | str:
    """Compare what was forecast from days of the past with what came.

    The factor is that of split conformal prediction with errors in standard deviations (Lei,
    G'Sell, Rinaldo, Tibshirani and Wasserman, *Journal of the American Statistical Association*
    113, 2018, section 5.2): the ⌈0.8 (m + 1)⌉-th smallest of m absolute errors, over the 1.28
    that a normal error would have, and at least 1: a few good forecasts are no ground to be surer.
    Its guarantee holds for errors in exchangeable order, which those of a series are only in part;
    so the coverage that was found is told beside it.

    Parameters
    ----------
    values
        The series.
    origins
        How many values were known each time (rolling origins: Tashman, *International Journal of
        Forecasting* 16, 2000).
    projections
        What was forecast each time.

    Returns
    -------
    Calibration or str
        The factor and the coverage, or why there is none.
    """
    fold, scores = _scores(values, np.asarray(origins), projections)
    factor = float(_factors(scores[None, :], np.array([len(scores)]))[0])
    if not math.isfinite(factor):
        return "its values hardly moved at first, so that past errors have no measure"
    reach = quantile_of(LEVELS[0])
    mine = fold == np.arange(len(projections))[:, None]
    others = _factors(np.where(mine, np.inf, scores), (~mine).sum(axis=1))
    return Calibration(
        folds=len(projections),
        errors=len(scores),
        steps=int(mine.sum(axis=1).max()),
        factor=factor,
        before=float((scores <= reach).mean()),
        after=float((scores <= others[fold] * reach).mean()),
    )


def _scores(
    values: Floats, origins: NDArray[np.int64], projections: Sequence[Projection]
) -> tuple[NDArray[np.int64], Floats]:
    """Return the fold of each error, and its size in standard deviations."""
    means = np.array([each.mean for each in projections])
    responses = np.array([each.response for each in projections])
    drifts = np.array([each.drift for each in projections])
    deviations = deviations_of(responses, drifts[:, None])
    ahead = origins[:, None] + np.arange(means.shape[1])
    fold, step = np.nonzero(ahead < len(values))
    error = np.abs(values[ahead[fold, step]] - means[fold, step])
    with np.errstate(divide="ignore", invalid="ignore"):
        score: Floats = np.where(error == 0, 0.0, error / deviations[fold, step])
    return fold, score


def _factors(scores: Floats, counts: NDArray[np.int64]) -> Floats:
    """Return the factor of each row of scores, of which the smallest so many count."""
    ranks = np.minimum(np.ceil(LEVELS[0] * (counts + 1)), counts).astype(np.int64)
    found = np.sort(scores, axis=1)[np.arange(len(scores)), ranks - 1]
    factors: Floats = np.maximum(1.0, found / quantile_of(LEVELS[0]))
    return factors
