"""What is to come of a series of figures: forecasts with intervals, and how likely a target is met.

A :class:`Forecaster` says how a series goes on; all else is the same for each of them. It is asked
again from days of the past (:mod:`~theoryofchange.measurement.forecasting.calibration`), its
intervals are widened by how far off it was, and paths are drawn from the same numbers
(:mod:`~theoryofchange.measurement.forecasting.chance`).
"""

from __future__ import annotations

from theoryofchange.measurement.forecasting.bounds import UNBOUNDED, Bounds, bounds_for
from theoryofchange.measurement.forecasting.calibration import LEVELS, Calibration
from theoryofchange.measurement.forecasting.chance import PATHS, chances, paths_of
from theoryofchange.measurement.forecasting.library import StatsForecast
from theoryofchange.measurement.forecasting.outlook import (
    LEAST_POINTS,
    MOST_STEPS,
    Outlook,
    needed_for,
    outlook,
    season_of,
)
from theoryofchange.measurement.forecasting.projection import Forecaster, Projection
from theoryofchange.measurement.forecasting.rhythm import Rhythm, Run, run_of
from theoryofchange.measurement.forecasting.simple import Simple

__all__ = [
    "LEAST_POINTS",
    "LEVELS",
    "MOST_STEPS",
    "PATHS",
    "UNBOUNDED",
    "Bounds",
    "Calibration",
    "Forecaster",
    "Outlook",
    "Projection",
    "Rhythm",
    "Run",
    "Simple",
    "StatsForecast",
    "bounds_for",
    "chances",
    "needed_for",
    "outlook",
    "paths_of",
    "run_of",
    "season_of",
]
