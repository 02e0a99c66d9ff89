"""Whatever the values: no other KPI and no unit matters, and what is harder is never likelier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.kpi import Kpi

Told = Callable[..., toc.Forecast]
Months = Callable[..., pd.DataFrame]
Made = Callable[..., Kpi]


def random(months: Months, ids: list[str]) -> pd.DataFrame:
    frames = []
    for place, id in enumerate(ids):
        rng = np.random.default_rng(place)
        frames.append(months((60 + np.cumsum(rng.normal(0.5, 1, 18))).tolist(), id=id))
    return pd.concat(frames, ignore_index=True)


def test_one_kpi_s_forecast_does_not_depend_on_the_others(months: Months, kpi: Made) -> None:
    ids = ["a", "b", "c", "d"]
    frame = random(months, ids)
    straight = toc.forecast(toc.TheoryOfChange(kpis=[kpi(id=id) for id in ids]), frame)
    turned = toc.forecast(
        toc.TheoryOfChange(kpis=[kpi(id=id) for id in reversed(ids)]),
        frame.sample(frac=1, random_state=0),
    )
    alone = toc.forecast(toc.TheoryOfChange(kpis=[kpi(id="c")]), frame[frame["kpi"] == "c"])
    assert [straight.kpi(id) for id in ids] == [turned.kpi(id) for id in ids]
    assert alone.kpi("c") == straight.kpi("c")


def test_another_seed_draws_other_paths_and_nothing_else(months: Months, kpi: Made) -> None:
    theory = toc.TheoryOfChange(kpis=[kpi()])
    first, again, other = (
        toc.forecast(theory, months(), seed=seed).kpi("kept") for seed in (0, 0, 1)
    )
    assert first == again
    assert first.periods == other.periods
    assert first.p_at != other.p_at
    assert first.p_at == pytest.approx(other.p_at, abs=0.05)


def by_june(value: float) -> dict[str, Any]:
    return {"value": value, "date": "2027-06-30"}


FIGURE = st.integers(-300, 300).map(lambda held: held / 4)
SERIES = st.lists(FIGURE, min_size=12, max_size=24)


@settings(deadline=None, max_examples=50)
@given(SERIES, FIGURE, st.sampled_from(["increase", "decrease"]))
def test_by_is_never_less_than_at(
    told: Told, months: Months, figures: list[float], value: float, way: str
) -> None:
    found = told(months(figures), direction=way, target=by_june(value))
    assert (found.p_at is None) == (found.p_by is None) == (found.reason is not None)
    if found.p_at is not None and found.p_by is not None:
        assert 0 <= found.p_at <= found.p_by <= 1


@settings(deadline=None, max_examples=40)
@given(SERIES, FIGURE)
def test_turned_over_it_is_as_likely(
    told: Told, months: Months, figures: list[float], value: float
) -> None:
    up = told(months(figures), target=by_june(value))
    down = told(
        months([-figure for figure in figures]),
        direction="decrease",
        target=by_june(-value),
    )
    assert (up.p_at, up.p_by, up.reason) == (down.p_at, down.p_by, down.reason)


@settings(deadline=None, max_examples=40)
@given(SERIES, FIGURE, st.sampled_from([0.5, 8.0, 1024.0]), st.integers(-8, 8))
def test_in_another_unit_it_is_as_likely(
    told: Told, months: Months, figures: list[float], value: float, size: float, shift: int
) -> None:
    """Powers of two and quarters: nothing is rounded on the way."""
    one = told(months(figures), target=by_june(value + 0.1))
    other = told(
        months([size * figure + shift for figure in figures]),
        target=by_june(size * (value + 0.1) + shift),
    )
    assert (one.p_at is None) == (other.p_at is None)
    if one.p_at is not None:
        assert other.p_at == pytest.approx(one.p_at, abs=0.002)
        assert other.p_by == pytest.approx(one.p_by, abs=0.002)


@settings(deadline=None, max_examples=40)
@given(SERIES, FIGURE, st.integers(1, 100), st.sampled_from(["increase", "decrease"]))
def test_a_harder_target_is_never_likelier(
    told: Told, months: Months, figures: list[float], value: float, step: int, way: str
) -> None:
    harder = value + step / 4 if way == "increase" else value - step / 4
    easy, hard = (
        told(months(figures), direction=way, target=by_june(each)) for each in (value, harder)
    )
    if easy.p_at is not None and hard.p_at is not None:
        assert easy.p_by is not None and hard.p_by is not None
        assert hard.p_at <= easy.p_at
        assert hard.p_by <= easy.p_by
