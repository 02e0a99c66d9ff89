"""Exponential smoothing by statsforecast, which is asked only where it is named.

It is an extra, ``pip install "theoryofchange[forecast]"``: its compiled code and what it brings
along take longer to install than everything else here together.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from theoryofchange.errors import InputError
from theoryofchange.measurement.forecasting.calibration import quantile_of
from theoryofchange.measurement.forecasting.projection import Floats, Projection

NAME = "statsforecast"

_LEVEL = 80


class StatsForecast:
    """The forecaster of the statsforecast library: ``AutoETS`` with additive errors.

    The library chooses trend and season by the corrected information criterion of Akaike. With
    additive errors the variance of each step is known in closed form, and the response of the
    process follows from how it grows: the variance of ``h`` steps is the sum of the squares of the
    first ``h`` responses (Hyndman and others, 2008, equation 6.1). So paths are drawn from the
    library's own intervals.

    Raises
    ------
    InputError
        Where the library is not installed.
    """

    def __init__(self) -> None:
        try:
            from statsforecast.models import AutoETS
        except ImportError as error:
            message = 'method statsforecast needs pip install "theoryofchange[forecast]"'
            raise InputError(f"{message}: {error}") from None
        self._model: Any = AutoETS

    @property
    def name(self) -> str:
        """What it is called."""
        return NAME

    @property
    def most_folds(self) -> int:
        """From how many days of the past at most it is asked again; every time takes a fit."""
        return 12

    def project(
        self, values: Floats, *, season: int, steps: int, origins: Sequence[int]
    ) -> Sequence[Projection]:
        """Project a series, as :class:`~theoryofchange.measurement.forecasting.Forecaster` says."""
        return [self._projected(values[:origin], season, steps) for origin in origins]

    def _projected(self, values: Floats, season: int, steps: int) -> Projection:
        model = self._model(season_length=season, model="AZA")
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                fitted = model.fit(y=np.asarray(values, np.float64))
                told = fitted.predict(h=steps, level=[_LEVEL])
            method = _said(fitted)
        except Exception as error:
            raise ValueError(str(error) or type(error).__name__) from error
        mean, high = (np.asarray(told[key], np.float64) for key in ("mean", f"hi-{_LEVEL}"))
        variance = ((high - mean) / quantile_of(_LEVEL / 100)) ** 2
        if not (np.isfinite(mean).all() and np.isfinite(variance).all()):
            raise ValueError("it gives no finite number")
        growth = np.maximum(np.diff(variance, prepend=0.0), 0.0)
        return Projection(method=method, mean=mean, response=np.sqrt(growth))


def _said(fitted: Any) -> str:
    """Return which model was chosen, as the library writes it.

    Raises
    ------
    ValueError
        Where it chose none, as for values that never change: it then only repeats the last one,
        and its interval is not that of a model.
    """
    method = fitted.model_.get("method")
    if method is None:
        raise ValueError("it chooses no model where the values known by a day are all the same")
    return f"statsforecast AutoETS, {method}"
