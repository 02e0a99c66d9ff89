"""Forecasts of plain numbers, held against what is known otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.measurement.forecasting import (
    LEAST_POINTS,
    PATHS,
    Bounds,
    Outlook,
    Projection,
    Simple,
    chances,
    needed_for,
    outlook,
    paths_of,
)
from theoryofchange.measurement.forecasting.calibration import quantile_of

PHI = NormalDist().cdf
ERROR = 4 * 0.5 / PATHS**0.5
"""Four standard errors of a share of the paths."""

MONTHS = 12


def looked(values: Sequence[float], *, season: int = 1, steps: int = 6) -> Outlook:
    found = outlook(values, season=season, steps=steps, forecaster=Simple())
    assert not isinstance(found, str), found
    return found


def walk(steps: int, sigma: float, slope: float = 0.0) -> Projection:
    mean = slope * np.arange(1, steps + 1)
    return Projection(method="walk", mean=mean, response=np.full(steps, sigma))


@pytest.mark.parametrize(("steps", "slope", "level"), [(1, 0.0, 1.0), (12, 0.3, 5.0), (24, 0, -3)])
def test_a_random_walk_is_where_the_normal_distribution_says(
    steps: int, slope: float, level: float
) -> None:
    paths = paths_of(walk(steps, 2.0, slope), 0, "walk")
    at, _ = chances(paths, lambda values: values >= level, steps, now=-99.0)
    assert at == pytest.approx(1 - PHI((level - slope * steps) / (2 * steps**0.5)), abs=ERROR)


def test_a_walk_in_fine_steps_passes_a_level_as_the_reflection_principle_says() -> None:
    """P(max ≥ a) = 2 P(W_T ≥ a) for a driftless Brownian motion.

    In n steps the level is passed as if it lay 0.5826 σ / √n higher (Broadie, Glasserman and Kou,
    Mathematical Finance 7, 1997).
    """
    steps, level = 400, 1.0
    paths = paths_of(walk(steps, steps**-0.5), 0, "reflected")
    at, by = chances(paths, lambda values: values >= level, steps, now=0.0)
    assert at == pytest.approx(1 - PHI(level), abs=ERROR)
    assert by == pytest.approx(2 * (1 - PHI(level + 0.5826 * steps**-0.5)), abs=ERROR)


def test_paths_spread_as_their_intervals_say() -> None:
    projection = Projection(
        method="any", mean=np.zeros(8), response=np.array([1, 0.5, 0.4, 0.3, 0, 0, 0.9, 0.1])
    )
    spread = paths_of(projection, 1, "any").std(axis=0)
    assert spread == pytest.approx(projection.deviation, rel=0.06)
    slanted = Projection(method="any", mean=np.zeros(8), response=np.ones(8), drift=0.4)
    assert paths_of(slanted, 1, "any").std(axis=0) == pytest.approx(slanted.deviation, rel=0.06)


def test_paths_have_twins_and_their_own_seed() -> None:
    drawn = paths_of(walk(5, 1.0), 0, "a")
    half = PATHS // 2
    assert (drawn[:half] == -drawn[half:]).all()
    assert (drawn == paths_of(walk(5, 1.0), 0, "a")).all()
    assert (drawn != paths_of(walk(5, 1.0), 0, "b")).any()
    assert (drawn != paths_of(walk(5, 1.0), 1, "a")).any()


def test_what_is_met_already_is_met_by_then() -> None:
    paths = paths_of(walk(5, 1.0), 0, "a") - 50
    assert chances(paths, lambda values: values >= 0, 5, now=0.0) == (0.0, 1.0)


def _noise(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.normal(size=count)


def _walking(rng: np.random.Generator, count: int) -> np.ndarray:
    return np.cumsum(rng.normal(0.3, 1, count))


def _autoregressive(rng: np.random.Generator, count: int) -> np.ndarray:
    values = np.zeros(count)
    for at in range(1, count):
        values[at] = 0.6 * values[at - 1] + rng.normal()
    return values


def _seasonal(rng: np.random.Generator, count: int) -> np.ndarray:
    month = np.arange(count)
    return 3 * np.sin(2 * np.pi * month / MONTHS) + 0.1 * month + rng.normal(size=count)


@pytest.mark.parametrize("made", [_noise, _walking, _autoregressive, _seasonal])
@pytest.mark.parametrize("count", [24, 48])
def test_intervals_hold_the_share_they_say(
    made: Callable[[np.random.Generator, int], np.ndarray], count: int
) -> None:
    held, wide, steps = [], [], 12
    for seed in range(150):
        values = made(np.random.default_rng(seed), count + steps)
        found = looked(values[:count].tolist(), season=MONTHS, steps=steps)
        for level, inside in ((0.8, held), (0.95, wide)):
            low, high = found.interval(level)
            inside.append(((values[count:] >= low) & (values[count:] <= high)).mean())
    assert 0.7 <= np.mean(held) <= 0.9
    assert 0.87 <= np.mean(wide) <= 0.99


def test_a_season_is_followed_only_where_two_are_measured() -> None:
    month = np.arange(36)
    values = 10 * np.sin(2 * np.pi * month / MONTHS) + np.random.default_rng(0).normal(0, 1, 36)
    found = looked(values.tolist(), season=MONTHS, steps=12)
    assert found.projection.method.startswith("last season")
    assert found.points == pytest.approx(values[-12:], abs=2.5)
    assert looked(values[:23].tolist(), season=MONTHS, steps=12).season == 1


def test_what_is_told_follows_from_the_past_alone() -> None:
    rng = np.random.default_rng(4)
    values = np.cumsum(rng.normal(size=30))
    origins = [12, 20, 29]
    whole = Simple().project(values, season=1, steps=4, origins=origins)
    for origin, found in zip(origins, whole, strict=True):
        (alone,) = Simple().project(values[:origin], season=1, steps=4, origins=[origin])
        assert found.method == alone.method
        assert found.mean == pytest.approx(alone.mean)
        assert found.response == pytest.approx(alone.response)


def test_coverage_after_calibration_is_of_folds_that_others_calibrated() -> None:
    values = np.cumsum(np.random.default_rng(1).standard_t(3, 40))
    tested = looked(values.tolist()).calibration
    assert tested.folds == 20
    assert tested.steps == 6
    assert tested.factor >= 1
    assert 0.6 < tested.after <= 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([0.0] * 12, "all its 12 values are the same"),
        ([7.25] * 30, "all its 30 values are the same"),
        ([float(at) for at in range(24)], "follow a line too closely"),
        ([5 - 0.1 * at for at in range(24)], "follow a line too closely"),
        ([1e308, -1e308] * 8, "too large or too small to compute with"),
        ([1e300, 1.5e300, 1e299] * 8, "too large or too small to compute with"),
        ([1e-300, 1.5e-300, 1e-299] * 8, "too large or too small to compute with"),
    ],
)
def test_what_has_no_error_has_no_interval(values: list[float], reason: str) -> None:
    found = outlook(values, season=1, steps=3, forecaster=Simple())
    assert isinstance(found, str)
    assert reason in found


def test_a_series_that_begins_to_move_late_has_no_measure() -> None:
    found = outlook([0.0] * 11 + [1.0], season=1, steps=3, forecaster=Simple())
    assert isinstance(found, str) or np.isfinite(found.points).all()


def test_as_much_past_is_needed_as_future_is_told() -> None:
    assert [needed_for(steps) for steps in (0, 1, 12, 13, 40)] == [12, 12, 12, 13, 40]
    assert LEAST_POINTS == 12


FIGURES = st.lists(st.integers(-1000, 1000).map(float), min_size=12, max_size=30)


@settings(deadline=None, max_examples=60)
@given(FIGURES, st.integers(1, 12))
def test_any_series_is_told_or_refused(values: list[float], steps: int) -> None:
    found = outlook(values, season=4, steps=steps, forecaster=Simple())
    if isinstance(found, str):
        return
    low, high = found.interval(0.8)
    wide_low, wide_high = found.interval(0.95)
    assert (wide_low < low).all() and (low < found.points).all()
    assert (found.points < high).all() and (high < wide_high).all()


@settings(deadline=None, max_examples=60)
@given(FIGURES, st.integers(1, 12))
def test_turning_a_series_over_turns_its_forecast_over(values: list[float], steps: int) -> None:
    found, turned = (
        outlook(each, season=4, steps=steps, forecaster=Simple())
        for each in (values, [-value for value in values])
    )
    if isinstance(found, str) or isinstance(turned, str):
        assert found == turned
        return
    assert turned.points == pytest.approx(-found.points)
    assert turned.interval(0.8)[0] == pytest.approx(-found.interval(0.8)[1])


def test_values_between_bounds_stay_there() -> None:
    rng = np.random.default_rng(2)
    values = (100 / (1 + np.exp(-(2.5 + np.cumsum(rng.normal(0.1, 0.4, 24)))))).tolist()
    share = Bounds(low=0.0, high=100.0)
    found = outlook(values, season=1, steps=24, forecaster=Simple(), bounds=share)
    assert not isinstance(found, str)
    low, high = found.interval(0.95)
    assert low.min() > 0 and high.max() < 100
    assert found.bounds.curve == "logit"


@pytest.mark.parametrize(
    "bounds", [Bounds(), Bounds(low=0.0), Bounds(high=5.0), Bounds(low=-1.0, high=5.0)]
)
def test_a_scale_without_bounds_leads_back(bounds: Bounds) -> None:
    values = np.array([0.001, 0.5, 2.0, 4.999])
    assert bounds.holds(values)
    assert bounds.closed(bounds.open(values)) == pytest.approx(values)
    assert (np.diff(bounds.open(values)) > 0).all()


def test_normal_quantiles_are_those_of_the_tables() -> None:
    assert quantile_of(0.8) == pytest.approx(1.281552, abs=1e-6)
    assert quantile_of(0.95) == pytest.approx(1.959964, abs=1e-6)
