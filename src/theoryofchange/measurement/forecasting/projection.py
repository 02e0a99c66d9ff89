"""What a forecaster says: the values to come, and how an error of today runs on into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The values to come as one linear process, from one day on.

    The value ``h`` steps ahead is ``mean[h − 1]`` plus the sum of ``response[h − i] · ε_i`` over
    the errors ``ε_1 … ε_h``, independent and of variance 1, plus ``h · drift · ε_0``. So marginal
    intervals and whole paths come from the same numbers. Random walks, exponential smoothing with
    additive errors and ARIMA are all of this form (Hyndman, Koehler, Ord and Snyder, *Forecasting
    with Exponential Smoothing*, 2008, chapter 6).

    Parameters
    ----------
    method
        What was fitted, in words.
    mean
        The expected value of each step, the first being one step ahead.
    response
        How far an error moves the value 0, 1, … steps later; the first is the standard deviation
        of one step.
    drift
        The standard error of the change a step, where one is estimated; else 0.
    """

    method: str
    mean: Floats
    response: Floats
    drift: float = 0.0

    @property
    def deviation(self) -> Floats:
        """The standard deviation of each step.

        Examples
        --------
        >>> walk = Projection(method="walk", mean=np.zeros(4), response=np.full(4, 2.0))
        >>> walk.deviation.round(3).tolist()
        [2.0, 2.828, 3.464, 4.0]
        """
        return deviations_of(self.response, self.drift)


def deviations_of(responses: Floats, drifts: Floats | float) -> Floats:
    """Return the standard deviation of each step, of one projection or of one a row."""
    steps = np.arange(1, responses.shape[-1] + 1)
    deviations: Floats = np.sqrt(np.cumsum(responses**2, axis=-1) + (drifts * steps) ** 2)
    return deviations


class Forecaster(Protocol):
    """What can project a series of numbers that are one period apart."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def most_folds(self) -> int:
        """From how many days of the past at most it is asked again, to be tested."""

    def project(
        self, values: Floats, *, season: int, steps: int, origins: Sequence[int]
    ) -> Sequence[Projection]:
        """Project a series from several places in it, each time from what lies before alone.

        Parameters
        ----------
        values
            Finite numbers in the order of time, one a period.
        season
            After how many periods the season comes back; 1 where there is none.
        steps
            How many periods ahead.
        origins
            How many of the values are known each time, in rising order.

        Returns
        -------
        Sequence of Projection
            One for each origin.

        Raises
        ------
        ValueError
            Where the series cannot be projected, with the reason.
        """
