"""How far past forecasts were off, and by how much their intervals have to be widened for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from theoryofchange.measurement.forecasting.projection import Floats, Projection

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
    scores = [_scores(values, *fold) for fold in zip(origins, projections, strict=True)]
    pooled = np.concatenate(scores)
    factor = _factor(pooled)
    if not math.isfinite(factor):
        return "its values hardly moved at first, so that past errors have no measure"
    reach = quantile_of(LEVELS[0])
    held = 0
    for place, fold in enumerate(scores):
        others = np.concatenate(scores[:place] + scores[place + 1 :])
        held += int((fold <= _factor(others) * reach).sum())
    return Calibration(
        folds=len(scores),
        errors=len(pooled),
        steps=max(map(len, scores)),
        factor=factor,
        before=float((pooled <= reach).mean()),
        after=held / len(pooled),
    )


def _scores(values: Floats, origin: int, projection: Projection) -> Floats:
    """Return the absolute errors of a fold in standard deviations."""
    came = values[origin : origin + len(projection.mean)]
    error = np.abs(came - projection.mean[: len(came)])
    deviation = projection.deviation[: len(came)]
    with np.errstate(divide="ignore", invalid="ignore"):
        score: Floats = np.where(error == 0, 0.0, error / deviation)
    return score


def _factor(scores: Floats) -> float:
    rank = min(math.ceil(LEVELS[0] * (len(scores) + 1)), len(scores))
    found = float(np.partition(scores, rank - 1)[rank - 1])
    return max(1.0, found / quantile_of(LEVELS[0]))
