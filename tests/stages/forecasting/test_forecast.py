"""What is told of a KPI's target, what is not told, and why."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.measurement.forecasting import Projection
from theoryofchange.stages.forecasting import COLUMNS, PERIOD_COLUMNS
from theoryofchange.view.html import as_html
from theoryofchange.view.markdown import as_markdown
from theoryofchange.view.text import as_text

TARGET = {"value": 80, "date": "2027-06-30"}
FIGURES = [71, 71.5, 71.2, 72.1, 73.4, 73, 74.2, 74.9, 74.6, 75.8, 76.1, 76.9]
FIGURES += [76.2, 77.4, 77.1, 76.8, 78.2, 78.9]


def months(figures: list[Any], last: str = "2026-12-31", id: str = "kept") -> pd.DataFrame:
    days = pd.date_range(end=last, periods=len(figures), freq="ME")
    return pd.DataFrame({"kpi": id, "date": days, "value": figures})


def kpi(**more: Any) -> Kpi:
    given = {"id": "kept", "direction": "increase", "target": TARGET, "unit": "points"}
    return Kpi(**{**given, **more})


def told(frame: pd.DataFrame | None = None, as_of: str | None = None, **more: Any) -> toc.Forecast:
    theory = toc.TheoryOfChange(kpis=[kpi(**more)])
    used = months(FIGURES) if frame is None else frame
    return toc.forecast(theory, used, as_of=as_of).kpi(more.get("id", "kept"))


def test_a_target_is_told_with_intervals_and_how_they_were_tested() -> None:
    found = told()
    assert found.reason is None
    assert (found.cadence, len(found.points), found.needed) == ("month", 18, 12)
    assert [str(period.date) for period in found.periods[::5]] == ["2027-01-31", "2027-06-30"]
    end = found.at_target
    assert end is not None
    assert end.low_95 < end.low_80 < end.value < end.high_80 < end.high_95
    assert found.p_at is not None and found.p_by is not None
    assert 0.4 < found.p_at < found.p_by < 1
    assert found.calibration is not None
    assert found.calibration.folds == 9
    assert found.calibration.factor >= 1


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"confidential": True}, "its figures are withheld"),
        ({"target": None}, "there is no target"),
        ({"target": {"value": "TBD", "date": "2027-06-30"}}, "only promised: TBD"),
        ({"target": {"value": 80}}, "its target has no date"),
        ({"target": {"value": 80, "date": "2026-06-30"}}, "was due on 2026-06-30, before"),
        ({"target": {"value": 80, "date": "2027-01-15"}}, "no value is due after that of"),
        ({"target": {"value": 80, "date": "2030-12-31"}}, "48 are needed, as many as are due up"),
        ({"target": {"value": "2027-06-30", "date": "2027-06-30"}, "unit": None}, "is a day"),
        ({"target": {"value": "2 of 16", "date": "2027-06-30"}, "unit": "rank"}, "a rank depends"),
        ({"direction": None}, "no direction is declared, and there is no baseline"),
        ({"direction": "maintain"}, "no tolerance is stated"),
        ({"target": {"value": "80 to 80", "date": "2027-06-30"}, "direction": "range"}, "no width"),
        (
            {"unit": "percent", "definition": "Share of customers", "target": "120 %"},
            "its target is impossible: a share lies between 0 and 100 %",
        ),
    ],
)
def test_what_cannot_be_told_says_why(more: dict[str, Any], reason: str) -> None:
    found = told(as_of="2026-12-31", **more)
    assert found.reason is not None and reason in found.reason
    assert (found.p_at, found.p_by, found.chances) == (None, None, ())


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        (FIGURES[:1], "it has 1 value, and 12 are needed: 11 more"),
        (FIGURES[:11], "it has 11 values, and 12 are needed: 1 more"),
        ([0] * 12, "all its 12 values are the same"),
        ([math.nan] * 12, "nothing is measured"),
        ([*FIGURES[:8], math.nan, *FIGURES[:8]], "8 values since the last month without one"),
    ],
)
def test_too_little_says_how_much_is_needed(figures: list[float], reason: str) -> None:
    found = told(months(figures), as_of="2026-12-31")
    assert found.reason is not None and reason in found.reason
    assert found.needed == 12


def test_days_without_a_rhythm_are_no_series() -> None:
    days = [1, 40, 47, 100, 230, 231, 300, 411, 500, 620, 622, 700, 702, 800]
    first = dt.date(2024, 1, 1)
    frame = pd.DataFrame(
        {
            "kpi": "kept",
            "date": [first + dt.timedelta(day) for day in days],
            "value": np.arange(14.0) % 5,
        }
    )
    reason = told(frame).reason
    assert reason is not None and "since the last" in reason


def test_only_segments_are_no_whole() -> None:
    frame = months(FIGURES).assign(segment="web")
    assert told(frame).reason == (
        "it is measured only in segments: the whole has no value, and 12 values are needed"
    )


def test_values_after_the_day_of_looking_are_not_used_and_that_is_said() -> None:
    later = told(as_of="2026-10-31")
    alone = told(months(FIGURES[:-2], "2026-10-31"), as_of="2026-10-31")
    assert later.periods == alone.periods
    assert (later.p_at, later.p_by) == (alone.p_at, alone.p_by)
    assert "2 values dated after 2026-10-31 not used" in later.notes


def test_contradictory_days_are_a_gap() -> None:
    frame = pd.concat([months(FIGURES), months([50.0], "2026-03-31")])
    found = told(frame)
    assert found.reason is not None
    assert "it has 9 values since the last month without one" in found.reason


def test_the_theory_s_own_values_are_used_and_a_frame_takes_their_place() -> None:
    rows = [
        Observation(kpi="kept", date=day.date(), value=value)
        for day, value in zip(months(FIGURES)["date"], FIGURES, strict=True)
    ]
    theory = toc.TheoryOfChange(kpis=[kpi()], observations=rows)
    assert toc.forecast(theory).kpi("kept") == told()
    other = toc.forecast(theory, months(FIGURES[:3])).kpi("kept")
    assert len(other.points) == 3


def test_a_bound_of_the_unit_is_kept() -> None:
    share = {"unit": "percent", "definition": "Share of customers who came back"}
    figures = [90 + 0.4 * (at + (-1) ** at) for at in range(18)]
    found = told(months(figures), target={"value": 99, "date": "2028-05-31"}, **share)
    assert found.scale == "logit"
    assert max(period.high_95 for period in found.periods) < 100
    plain = told(months(figures), target={"value": 99, "date": "2028-05-31"}, unit="percent")
    assert plain.scale == "as measured"
    assert any("goes above 100 %" in note for note in plain.notes)


def test_a_target_on_the_bound_of_its_scale_has_intervals_and_no_probability() -> None:
    share = {"unit": "percent", "definition": "Share of customers who came back"}
    found = told(target={"value": 100, "date": "2027-06-30"}, **share)
    assert found.periods and not found.chances
    assert found.reason is not None and "comes near and never reaches" in found.reason


def test_a_value_on_the_bound_is_forecast_as_measured_and_that_is_said() -> None:
    figures = [9.0, 7, 8, 6, 7, 5, 4, 5, 3, 2, 1, 0]
    found = told(
        months(figures), unit="days", direction="decrease", target={**TARGET, "value": 0.5}
    )
    assert found.scale == "as measured"
    assert any("on the bound of its unit" in note for note in found.notes)


def test_what_is_met_already_is_met_by_then() -> None:
    found = told(target={"value": 78, "date": "2027-06-30"})
    assert found.p_by == 1.0
    assert found.p_at is not None and found.p_at < 1
    assert any("meets the target 78 already" in note for note in found.notes)


def test_milestones_are_told_before_the_target() -> None:
    marks = [{"value": 79, "date": "2027-02-28"}, {"value": 60, "date": "2026-01-31"}]
    found = told(milestones=marks, tolerance=0.5)
    assert [(each.kind, str(each.date), each.steps) for each in found.chances] == [
        ("milestone", "2027-02-28", 2),
        ("target", "2027-06-30", 6),
    ]
    assert found.p_at == found.chances[-1].at


def test_a_range_and_a_level_are_met_within() -> None:
    wide = told(direction="range", target={"value": "70 to 90", "date": "2027-06-30"})
    near = told(direction="range", target={"value": "78 to 81", "date": "2027-06-30"})
    kept = told(direction="maintain", tolerance=1.5, target={**TARGET, "value": 79.5})
    assert wide.p_at is not None and near.p_at is not None
    assert wide.p_at > near.p_at
    assert (kept.p_at, kept.p_by) == (near.p_at, near.p_by)


def test_the_season_of_two_years_is_used() -> None:
    month = np.arange(36)
    figures = 50 + 10 * np.sin(2 * np.pi * month / 12) + np.random.default_rng(0).normal(0, 1, 36)
    found = told(months(figures.tolist()), target={"value": 45, "date": "2027-09-30"})
    assert found.season == 12
    assert found.p_at is not None and found.p_at < 0.5
    assert found.p_by == 1.0 or (found.p_by is not None and found.p_by > 0.95)


def test_a_declared_cadence_that_is_not_kept_is_said() -> None:
    found = told(cadence="weekly")
    assert "declared weekly, and its values come one a month" in found.notes


def test_names_of_any_script_are_names() -> None:
    frame = months(FIGURES, id="留存😀")
    found = told(frame, id="留存😀", title="<b>客户</b> & 'co'")
    assert found.p_at is not None
    html = as_html(found.view())
    assert "<b>客户" not in html and "&lt;b&gt;客户" in html


def _random(ids: list[str]) -> pd.DataFrame:
    frames = []
    for place, id in enumerate(ids):
        rng = np.random.default_rng(place)
        frames.append(months((60 + np.cumsum(rng.normal(0.5, 1, 18))).tolist(), id=id))
    return pd.concat(frames, ignore_index=True)


def test_one_kpi_s_forecast_does_not_depend_on_the_others() -> None:
    ids = ["a", "b", "c", "d"]
    frame = _random(ids)
    straight = toc.forecast(toc.TheoryOfChange(kpis=[kpi(id=id) for id in ids]), frame)
    turned = toc.forecast(
        toc.TheoryOfChange(kpis=[kpi(id=id) for id in reversed(ids)]), frame.sample(frac=1)
    )
    alone = toc.forecast(toc.TheoryOfChange(kpis=[kpi(id="c")]), frame[frame["kpi"] == "c"])
    assert [straight.kpi(id) for id in ids] == [turned.kpi(id) for id in ids]
    assert alone.kpi("c") == straight.kpi("c")


def test_another_seed_draws_other_paths_and_nothing_else() -> None:
    theory = toc.TheoryOfChange(kpis=[kpi()])
    first, again, other = (
        toc.forecast(theory, months(FIGURES), seed=seed).kpi("kept") for seed in (0, 0, 1)
    )
    assert first == again
    assert first.periods == other.periods
    assert first.p_at != other.p_at
    assert first.p_at == pytest.approx(other.p_at, abs=0.05)


FIGURE = st.integers(-300, 300).map(lambda held: held / 4)
SERIES = st.lists(FIGURE, min_size=12, max_size=24)


@settings(deadline=None, max_examples=50)
@given(SERIES, FIGURE, st.sampled_from(["increase", "decrease"]))
def test_by_is_never_less_than_at(figures: list[float], value: float, way: str) -> None:
    found = told(months(figures), direction=way, target={**TARGET, "value": value})
    assert (found.p_at is None) == (found.p_by is None) == (found.reason is not None)
    if found.p_at is not None and found.p_by is not None:
        assert 0 <= found.p_at <= found.p_by <= 1


@settings(deadline=None, max_examples=40)
@given(SERIES, FIGURE)
def test_turned_over_it_is_as_likely(figures: list[float], value: float) -> None:
    up = told(months(figures), target={**TARGET, "value": value})
    down = told(
        months([-figure for figure in figures]),
        direction="decrease",
        target={**TARGET, "value": -value},
    )
    assert (up.p_at, up.p_by, up.reason) == (down.p_at, down.p_by, down.reason)


@settings(deadline=None, max_examples=40)
@given(SERIES, FIGURE, st.sampled_from([0.5, 8.0, 1024.0]), st.integers(-8, 8))
def test_in_another_unit_it_is_as_likely(
    figures: list[float], value: float, size: float, shift: int
) -> None:
    """Powers of two and quarters: nothing is rounded on the way."""
    one = told(months(figures), target={**TARGET, "value": value + 0.1})
    other = told(
        months([size * figure + shift for figure in figures]),
        target={**TARGET, "value": size * (value + 0.1) + shift},
    )
    assert (one.p_at is None) == (other.p_at is None)
    if one.p_at is not None:
        assert other.p_at == pytest.approx(one.p_at, abs=0.002)
        assert other.p_by == pytest.approx(one.p_by, abs=0.002)


@settings(deadline=None, max_examples=40)
@given(SERIES, FIGURE, st.integers(1, 100), st.sampled_from(["increase", "decrease"]))
def test_a_harder_target_is_never_likelier(
    figures: list[float], value: float, step: int, way: str
) -> None:
    harder = value + step / 4 if way == "increase" else value - step / 4
    easy, hard = (
        told(months(figures), direction=way, target={**TARGET, "value": each})
        for each in (value, harder)
    )
    if easy.p_at is not None and hard.p_at is not None:
        assert easy.p_by is not None and hard.p_by is not None
        assert hard.p_at <= easy.p_at
        assert hard.p_by <= easy.p_by


class _Flat:
    """A forecaster of one's own: as it was last, give or take 1."""

    name, most_folds = "flat", 5

    def project(self, values: Any, *, season: int, steps: int, origins: Any) -> list[Projection]:
        response = np.eye(1, steps).ravel()
        return [
            Projection(method="flat", mean=np.full(steps, values[origin - 1]), response=response)
            for origin in origins
        ]


def test_a_forecaster_of_one_s_own_is_used() -> None:
    theory = toc.TheoryOfChange(kpis=[kpi()])
    found = toc.forecast(theory, months(FIGURES), method=_Flat())
    assert found.method == "flat"
    row = found.kpi("kept")
    assert row.calibration is not None and row.calibration.folds == 5
    assert {period.value for period in row.periods} == {FIGURES[-1]}


def test_methods_that_are_not_there_are_refused() -> None:
    theory = toc.TheoryOfChange(kpis=[kpi()])
    with pytest.raises(toc.InputError, match="no method 'prophet'"):
        toc.forecast(theory, method="prophet")
    with pytest.raises(ValueError, match="seed"):
        toc.forecast(theory, seed=-1)
    with pytest.raises(TypeError, match="a name or a Forecaster, not"):
        toc.forecast(theory, method=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="theory takes"):
        toc.forecast("strategy/")  # type: ignore[arg-type]
    with pytest.raises(KeyError, match="there is no KPI 'kep'"):
        toc.forecast(theory).kpi("kep")


def test_frames_and_data_hold_what_their_columns_say() -> None:
    theory = toc.TheoryOfChange(kpis=[kpi(), kpi(id="dark"), kpi(id="secret", confidential=True)])
    secret = [months([4711.0] * 14, id="secret"), months([4713.0], id="secret")]
    frame = pd.concat([months(FIGURES), *secret])
    found = toc.forecast(theory, frame)
    rows = found.to_frame()
    assert list(rows) == list(COLUMNS)
    assert rows["p_at"].notna().tolist() == [True, False, False]
    assert rows["points"].tolist() == [18, 0, 0]
    periods = found.periods_frame()
    assert list(periods) == list(PERIOD_COLUMNS)
    assert len(periods) == 6
    text = json.dumps(found.to_dict(), allow_nan=False)
    assert json.loads(text)["kpis"][0]["p_at"] == found.kpi("kept").p_at
    assert found.problems == ("secret has several values for 2026-12-31",)
    shown = text + as_text(found.view()) + as_html(found.view())
    assert "4711" not in shown and "4713" not in shown
    assert found.to_dict() == toc.forecast(theory, frame).to_dict()


def test_nothing_measured_is_an_answer() -> None:
    found = toc.forecast(toc.TheoryOfChange(kpis=[kpi()]))
    assert (found.as_of, found.as_of_from) == (None, None)
    assert found.kpi("kept").reason == "nothing is measured, and 12 values are needed"
    assert toc.forecast(toc.TheoryOfChange()).to_frame().empty


def test_the_views_say_what_the_data_says() -> None:
    theory = toc.TheoryOfChange(kpis=[kpi(milestones=[{"value": 79, "date": "2027-02-28"}])])
    found = toc.forecast(theory, months(FIGURES))
    one = found.kpi("kept")
    for view in (found.view(), one.view()):
        assert "80 % interval" in as_text(view, 120)
        assert "80 % interval" in as_markdown(view)
    html = as_html(one.view())
    assert 'role="img"' in html and "<desc>80 % interval, 95 % interval</desc>" in html
    assert "2027-06-30" in as_text(one.view())
    assert "Tested 9 times on the past" in as_text(one.view())


def test_figures_beyond_what_can_be_computed_are_no_forecast() -> None:
    figures = [1e308 * math.sin(at) for at in range(14)]
    assert "comput" in (told(months(figures)).reason or "")


class _Counting:
    """A forecaster that cannot project what begins with a constant, and counts what it is asked."""

    name, most_folds = "counting", 3

    def __init__(self) -> None:
        self.asked = 0

    def project(self, values: Any, *, season: int, steps: int, origins: Any) -> list[Projection]:
        self.asked += 1
        if (values[: origins[0]] == values[0]).all():
            raise ValueError("it never changes")
        return [
            Projection(method="m", mean=np.full(steps, values[at - 1]), response=np.ones(steps))
            for at in origins
        ]


def _two() -> tuple[toc.TheoryOfChange, pd.DataFrame]:
    theory = toc.TheoryOfChange(kpis=[kpi(), kpi(id="still")])
    return theory, pd.concat([months(FIGURES), months([7] * 20 + [8, 9] * 2, id="still")])


def test_a_kpi_that_cannot_be_projected_leaves_the_others_be() -> None:
    found = toc.forecast(*_two(), method=_Counting())
    assert found.kpi("kept").reason is None
    assert found.kpi("still").reason == "counting cannot project it: it never changes"


def test_only_what_is_asked_for_is_forecast() -> None:
    counting = _Counting()
    found = toc.forecast(*_two(), method=counting, only=["still"])
    assert [each.id for each in found.kpis] == ["still"]
    assert counting.asked == 1
    with pytest.raises(toc.InputError, match="only stil: there is no such KPI"):
        toc.forecast(*_two(), only=["stil"])
