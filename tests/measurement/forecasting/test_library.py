"""The forecaster of statsforecast: read from its own numbers, and asked for only by name."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from theoryofchange.errors import InputError
from theoryofchange.measurement.forecasting import Simple, StatsForecast, outlook
from theoryofchange.measurement.forecasting.calibration import quantile_of


class _AutoETS:
    """What of the library is asked: a random walk whose steps deviate by 2."""

    asked: list[tuple[int, int]] = []  # noqa: RUF012

    def __init__(self, *, season_length: int, model: str) -> None:
        assert model == "AZA"
        self.season, self.model_ = season_length, {"method": "ETS(A,N,N)"}

    def fit(self, y: np.ndarray) -> _AutoETS:
        if len(y) > 50:
            raise RuntimeError("no model able to be fitted")
        self.asked.append((self.season, len(y)))
        self.last = y[-1]
        if (y == y[0]).all():
            self.model_ = {"mean": y[0]}
        return self

    def predict(self, h: int, level: list[int]) -> dict[str, Any]:
        mean = np.full(h, self.last)
        reach = quantile_of(level[0] / 100) * 2 * np.sqrt(np.arange(1, h + 1))
        return {"mean": mean, f"hi-{level[0]}": mean + reach}


@pytest.fixture
def stood_in(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    package, models = ModuleType("statsforecast"), ModuleType("statsforecast.models")
    models.AutoETS = _AutoETS  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "statsforecast", package)
    monkeypatch.setitem(sys.modules, "statsforecast.models", models)
    monkeypatch.setattr(_AutoETS, "asked", [])
    return _AutoETS.asked


def test_the_response_is_read_from_how_the_variance_grows(
    stood_in: list[tuple[int, int]],
) -> None:
    values = np.arange(20.0)
    first, last = StatsForecast().project(values, season=4, steps=6, origins=[10, 20])
    assert stood_in == [(4, 10), (4, 20)]
    assert first.mean.tolist() == [9.0] * 6
    assert last.response == pytest.approx(np.full(6, 2.0))
    assert last.deviation == pytest.approx(2 * np.sqrt(np.arange(1, 7)))
    assert last.method == "statsforecast AutoETS, ETS(A,N,N)"


def test_it_is_tested_from_fewer_days_since_each_takes_a_fit(
    stood_in: list[tuple[int, int]],
) -> None:
    values = np.cumsum(np.random.default_rng(0).normal(size=48))
    found = outlook(values.tolist(), season=1, steps=3, forecaster=StatsForecast())
    assert not isinstance(found, str)
    assert len(stood_in) == StatsForecast().most_folds + 1
    assert found.calibration.folds < Simple().most_folds


def test_what_the_library_cannot_fit_is_told(stood_in: list[tuple[int, int]]) -> None:
    values = np.cumsum(np.random.default_rng(0).normal(size=60))
    found = outlook(values.tolist(), season=1, steps=3, forecaster=StatsForecast())
    assert found == "statsforecast cannot project it: no model able to be fitted"
    assert len(stood_in) > 0


@pytest.mark.parametrize("figures", [[0] * 12 + [*range(12)], [7] * 12 + [8, 9] * 6])
def test_where_the_library_chooses_no_model_the_reason_is_told(
    stood_in: list[tuple[int, int]], figures: list[float]
) -> None:
    found = outlook(figures, season=1, steps=3, forecaster=StatsForecast())
    assert isinstance(found, str)
    assert found.endswith("chooses no model where the values known by a day are all the same")
    assert stood_in == [(1, 12)]


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsforecast.models", None)
    with pytest.raises(InputError, match=r"theoryofchange\[forecast\]"):
        StatsForecast()


def test_the_library_itself_chooses_no_model_for_what_never_changes() -> None:
    pytest.importorskip("statsforecast", reason="the extra forecast is not installed")
    for figures in ([0] * 12 + [*range(12)], [100] * 22 + [99, 98]):
        found = outlook(figures, season=1, steps=3, forecaster=StatsForecast())
        assert isinstance(found, str)
        assert "are all the same" in found


def test_the_library_itself_follows_trend_and_season() -> None:
    pytest.importorskip("statsforecast", reason="the extra forecast is not installed")
    month = np.arange(48)
    noise = np.random.default_rng(0).normal(0, 1, 48)
    values = 50 + 0.5 * month + 8 * np.sin(2 * np.pi * month / 12) + noise
    found = outlook(values.tolist(), season=12, steps=12, forecaster=StatsForecast())
    assert not isinstance(found, str)
    assert found.projection.method.startswith("statsforecast AutoETS, ETS(A,")
    ahead = np.arange(48, 60)
    truth = 50 + 0.5 * ahead + 8 * np.sin(2 * np.pi * ahead / 12)
    assert found.points == pytest.approx(truth, abs=4)
    low, high = found.interval(0.95)
    assert ((low < truth) & (truth < high)).all()
