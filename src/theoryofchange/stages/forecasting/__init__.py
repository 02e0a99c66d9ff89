"""Forecast: will a target be met by its date, as far as the figures so far can tell?"""

from __future__ import annotations

from theoryofchange.stages.forecasting.making import forecast
from theoryofchange.stages.forecasting.result import (
    COLUMNS,
    PERIOD_COLUMNS,
    Chance,
    Forecast,
    Forecasts,
    Period,
)

__all__ = ["COLUMNS", "PERIOD_COLUMNS", "Chance", "Forecast", "Forecasts", "Period", "forecast"]
