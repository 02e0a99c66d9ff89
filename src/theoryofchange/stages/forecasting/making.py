"""Forecast: will a target be met by its date, as far as the figures so far can tell?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from theoryofchange.errors import InputError, kind_of
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.measurement.forecasting import Forecaster, Simple, StatsForecast
from theoryofchange.measurement.forecasting.library import NAME
from theoryofchange.shape import read_date
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.stages.analysis.making import values_by_kpi
from theoryofchange.stages.forecasting.result import Forecasts
from theoryofchange.stages.forecasting.telling import Looking, told
from theoryofchange.stages.provenance import THEORY, provenance_of
from theoryofchange.stages.result import expect_theory

if TYPE_CHECKING:
    import pandas as pd

_METHODS: Mapping[str, Callable[[], Forecaster]] = {"simple": Simple, NAME: StatsForecast}


def forecast(
    theory: TheoryOfChange,
    observations: pd.DataFrame | None = None,
    *,
    as_of: dt.date | str | None = None,
    method: str | Forecaster = "simple",
    seed: int = 0,
    only: Sequence[str] | None = None,
) -> Forecasts:
    """Tell how likely every KPI meets its target by its date, from its own past alone.

    P(at) is how likely the value at the target's date meets it, P(by) how likely it is met at some
    time up to then. Both come from paths drawn from one model, whose intervals are widened by how
    far off the same model was when it was asked from days of the past. Where the figures do not
    carry a forecast the reason is told instead.

    Parameters
    ----------
    theory
        The theory.
    observations
        Measured values that replace the theory's own, as in :func:`theoryofchange.analyze`.
    as_of
        The day it is looked at, as a date or as ``2025-12-31``: later values are not used. By
        default that of the theory, else that of the last value.
    method
        ``simple``, which needs no other library; ``statsforecast``, for which the extra
        ``theoryofchange[forecast]`` is installed; or a
        :class:`~theoryofchange.measurement.forecasting.Forecaster` of your own.
    seed
        From 0. With the id of a KPI it makes the paths that are drawn.
    only
        The ids of the KPIs to forecast, in that order; by default all.

    Returns
    -------
    Forecasts
        One :class:`~theoryofchange.Forecast` a KPI.

    Raises
    ------
    InputError
        Where there is no such method, its library is not installed, or ``only`` names no KPI.
    TypeError
        Where the theory or the method is something else, or ``observations`` is no frame.
    ValueError
        Where ``as_of`` is no day, the seed is below 0, or a cell of ``observations`` is not what
        its column holds.

    Examples
    --------
    >>> from theoryofchange.kpi import Kpi, Observation
    >>> kept = Kpi(id="kept", unit="percent", direction="increase", cadence="monthly",
    ...            target={"value": 80, "date": "2027-03-31"})
    >>> figures = [71, 71.5, 71.2, 72.1, 73.4, 73, 74.2, 74.9, 74.6, 75.8, 76.1, 76.9]
    >>> theory = TheoryOfChange(kpis=[kept], observations=[
    ...     Observation(kpi="kept", date=f"2026-{month:02}-28", value=value)
    ...     for month, value in enumerate(figures, start=1)])
    >>> found = forecast(theory).kpi("kept")
    >>> found.method, len(found.periods), found.calibration.folds
    ('last value with drift', 3, 6)
    >>> found.p_at <= found.p_by
    True
    >>> forecast(theory, as_of="2026-06-30").kpi("kept").reason
    'it has 6 values, and 12 are needed: 6 more'
    """
    expect_theory(theory)
    if seed < 0:
        raise ValueError(f"seed must be at least 0, not {seed}")
    forecaster = _forecaster(method)
    asked = tuple(theory.kpis.values()) if only is None else tuple(_asked(theory, only))
    measured = values_by_kpi(theory, observations)
    named = read_date(as_of) if as_of is not None else theory.as_of
    day = named or measured.window.last
    origin = "caller" if as_of is not None else THEORY if named else "last observation"
    looking = Looking(measured=measured, as_of=day, forecaster=forecaster, seed=seed)
    made = provenance_of(theory, measured.window)
    return Forecasts(
        title=theory.title,
        as_of=day,
        as_of_from=origin if day else None,
        method=forecaster.name,
        kpis=tuple(told(kpi, looking) for kpi in asked),
        problems=tuple(problem.message for problem in measured.problems),
        provenance=replace(made, as_of=day, as_of_from=origin if day else None, seed=seed),
    )


def _asked(theory: TheoryOfChange, ids: Sequence[str]) -> Iterator[Kpi]:
    for id in dict.fromkeys(ids):
        if id not in theory.kpis:
            tip = did_you_mean(id, theory.kpis, "")
            raise InputError(f"only {id}: there is no such KPI. {tip}".strip())
        yield theory.kpis[id]


def _forecaster(method: str | Forecaster) -> Forecaster:
    if not isinstance(method, str):
        if not hasattr(method, "project"):
            raise TypeError(f"method takes a name or a Forecaster, not {kind_of(method)}")
        return method
    if method not in _METHODS:
        tip = did_you_mean(method, _METHODS, f"The methods are {', '.join(_METHODS)}.")
        raise InputError(f"there is no method {method!r} to forecast by. {tip}")
    return _METHODS[method]()
