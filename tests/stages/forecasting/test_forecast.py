"""What is told of a KPI's target, what is not told, and why."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import theoryofchange as toc
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.measurement.forecasting import Projection
from theoryofchange.stages.forecasting import COLUMNS, PERIOD_COLUMNS
from theoryofchange.view.html import as_html
from theoryofchange.view.markdown import as_markdown
from theoryofchange.view.text import as_text

Told = Callable[..., toc.Forecast]
Months = Callable[..., pd.DataFrame]
Made = Callable[..., Kpi]


def test_a_target_is_told_with_intervals_and_how_they_were_tested(told: Told) -> None:
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
def test_what_cannot_be_told_says_why(told: Told, more: dict[str, Any], reason: str) -> None:
    found = told(as_of="2026-12-31", **more)
    assert found.reason is not None and reason in found.reason
    assert (found.p_at, found.p_by, found.chances) == (None, None, ())


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ([71], "it has 1 value, and 12 are needed: 11 more"),
        ([*range(70, 81)], "it has 11 values, and 12 are needed: 1 more"),
        ([0] * 12, "all its 12 values are the same"),
        ([math.nan] * 12, "nothing is measured"),
        ([*range(8), math.nan, *range(8)], "8 values since the last month without one"),
    ],
)
def test_too_little_says_how_much_is_needed(
    told: Told, months: Months, figures: list[float], reason: str
) -> None:
    found = told(months(figures), as_of="2026-12-31")
    assert found.reason is not None and reason in found.reason
    assert found.needed == 12


def test_days_without_a_rhythm_are_no_series(told: Told) -> None:
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


def test_only_segments_are_no_whole(told: Told, months: Months) -> None:
    frame = months().assign(segment="web")
    assert told(frame).reason == (
        "it is measured only in segments: the whole has no value, and 12 values are needed"
    )


def test_values_after_the_day_of_looking_are_not_used_and_that_is_said(
    told: Told, months: Months
) -> None:
    later = told(as_of="2026-10-31")
    alone = told(months().iloc[:-2], as_of="2026-10-31")
    assert later.periods == alone.periods
    assert (later.p_at, later.p_by) == (alone.p_at, alone.p_by)
    assert "2 values dated after 2026-10-31 not used" in later.notes


def test_contradictory_days_are_a_gap(told: Told, months: Months) -> None:
    frame = pd.concat([months(), months([50.0], "2026-03-31")])
    found = told(frame)
    assert found.reason is not None
    assert "it has 9 values since the last month without one" in found.reason


def test_the_theory_s_own_values_are_used_and_a_frame_takes_their_place(
    told: Told, months: Months, kpi: Made
) -> None:
    rows = [
        Observation(kpi="kept", date=each.date.date(), value=each.value)
        for each in months().itertuples()
    ]
    theory = toc.TheoryOfChange(kpis=[kpi()], observations=rows)
    assert toc.forecast(theory).kpi("kept") == told()
    other = toc.forecast(theory, months([71, 71.5, 71.2])).kpi("kept")
    assert len(other.points) == 3


def test_a_bound_of_the_unit_is_kept(told: Told, months: Months) -> None:
    share = {"unit": "percent", "definition": "Share of customers who came back"}
    figures = [90 + 0.4 * (at + (-1) ** at) for at in range(18)]
    found = told(months(figures), target={"value": 99, "date": "2028-05-31"}, **share)
    assert found.scale == "logit"
    assert max(period.high_95 for period in found.periods) < 100
    plain = told(months(figures), target={"value": 99, "date": "2028-05-31"}, unit="percent")
    assert plain.scale == "as measured"
    assert any("goes above 100 %" in note for note in plain.notes)


def test_a_target_on_the_bound_of_its_scale_has_intervals_and_no_probability(told: Told) -> None:
    share = {"unit": "percent", "definition": "Share of customers who came back"}
    found = told(target={"value": 100, "date": "2027-06-30"}, **share)
    assert found.periods and not found.chances
    assert found.reason is not None and "comes near and never reaches" in found.reason


def test_a_value_on_the_bound_is_forecast_as_measured_and_that_is_said(
    told: Told, months: Months
) -> None:
    figures = [9.0, 7, 8, 6, 7, 5, 4, 5, 3, 2, 1, 0]
    found = told(
        months(figures),
        unit="days",
        direction="decrease",
        target={"value": 0.5, "date": "2027-06-30"},
    )
    assert found.scale == "as measured"
    assert any("on the bound of its unit" in note for note in found.notes)


def test_what_is_met_already_is_met_by_then(told: Told) -> None:
    found = told(target={"value": 78, "date": "2027-06-30"})
    assert found.p_by == 1.0
    assert found.p_at is not None and found.p_at < 1
    assert any("meets the target 78 already" in note for note in found.notes)


def test_milestones_are_told_before_the_target(told: Told) -> None:
    marks = [{"value": 79, "date": "2027-02-28"}, {"value": 60, "date": "2026-01-31"}]
    found = told(milestones=marks, tolerance=0.5)
    assert [(each.kind, str(each.date), each.steps) for each in found.chances] == [
        ("milestone", "2027-02-28", 2),
        ("target", "2027-06-30", 6),
    ]
    assert found.p_at == found.chances[-1].at


def test_a_range_and_a_level_are_met_within(told: Told) -> None:
    wide = told(direction="range", target={"value": "70 to 90", "date": "2027-06-30"})
    near = told(direction="range", target={"value": "78 to 81", "date": "2027-06-30"})
    kept = told(direction="maintain", tolerance=1.5, target={"value": 79.5, "date": "2027-06-30"})
    assert wide.p_at is not None and near.p_at is not None
    assert wide.p_at > near.p_at
    assert (kept.p_at, kept.p_by) == (near.p_at, near.p_by)


def test_the_season_of_two_years_is_used(told: Told, months: Months) -> None:
    month = np.arange(36)
    figures = 50 + 10 * np.sin(2 * np.pi * month / 12) + np.random.default_rng(0).normal(0, 1, 36)
    found = told(months(figures.tolist()), target={"value": 45, "date": "2027-09-30"})
    assert found.season == 12
    assert found.p_at is not None and found.p_at < 0.5
    assert found.p_by is not None and found.p_by > 0.95


def test_a_declared_cadence_that_is_not_kept_is_said(told: Told) -> None:
    found = told(cadence="weekly")
    assert "declared weekly, and its values come one a month" in found.notes


def test_names_of_any_script_are_names(told: Told, months: Months) -> None:
    frame = months(id="留存😀")
    found = told(frame, id="留存😀", title="<b>客户</b> & 'co'")
    assert found.p_at is not None
    html = as_html(found.view())
    assert "<b>客户" not in html and "&lt;b&gt;客户" in html


class _Flat:
    """A forecaster of one's own: as it was last, give or take 1."""

    name, most_folds = "flat", 5

    def project(self, values: Any, *, season: int, steps: int, origins: Any) -> list[Projection]:
        response = np.eye(1, steps).ravel()
        return [
            Projection(method="flat", mean=np.full(steps, values[origin - 1]), response=response)
            for origin in origins
        ]


def test_a_forecaster_of_one_s_own_is_used(months: Months, kpi: Made) -> None:
    theory = toc.TheoryOfChange(kpis=[kpi()])
    found = toc.forecast(theory, months(), method=_Flat())
    assert found.method == "flat"
    row = found.kpi("kept")
    assert row.calibration is not None and row.calibration.folds == 5
    assert {period.value for period in row.periods} == {78.9}


def test_methods_that_are_not_there_are_refused(kpi: Made) -> None:
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


def test_frames_and_data_hold_what_their_columns_say(months: Months, kpi: Made) -> None:
    theory = toc.TheoryOfChange(kpis=[kpi(), kpi(id="dark"), kpi(id="secret", confidential=True)])
    secret = [months([4711.0] * 14, id="secret"), months([4713.0], id="secret")]
    frame = pd.concat([months(), *secret])
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


def test_nothing_measured_is_an_answer(kpi: Made) -> None:
    found = toc.forecast(toc.TheoryOfChange(kpis=[kpi()]))
    assert (found.as_of, found.as_of_from) == (None, None)
    assert found.kpi("kept").reason == "nothing is measured, and 12 values are needed"
    assert toc.forecast(toc.TheoryOfChange()).to_frame().empty


def test_the_views_say_what_the_data_says(months: Months, kpi: Made) -> None:
    theory = toc.TheoryOfChange(kpis=[kpi(milestones=[{"value": 79, "date": "2027-02-28"}])])
    found = toc.forecast(theory, months())
    one = found.kpi("kept")
    for view in (found.view(), one.view()):
        assert "80 % interval" in as_text(view, 120)
        assert "80 % interval" in as_markdown(view)
    html = as_html(one.view())
    assert 'role="img"' in html and "<desc>80 % interval, 95 % interval</desc>" in html
    assert "2027-06-30" in as_text(one.view())
    assert "Tested 9 times on the past" in as_text(one.view())


def test_figures_beyond_what_can_be_computed_are_no_forecast(told: Told, months: Months) -> None:
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


@pytest.fixture
def two(months: Months, kpi: Made) -> tuple[toc.TheoryOfChange, pd.DataFrame]:
    theory = toc.TheoryOfChange(kpis=[kpi(), kpi(id="still")])
    return theory, pd.concat([months(), months([7] * 20 + [8, 9] * 2, id="still")])


def test_a_kpi_that_cannot_be_projected_leaves_the_others_be(
    two: tuple[toc.TheoryOfChange, pd.DataFrame],
) -> None:
    found = toc.forecast(*two, method=_Counting())
    assert found.kpi("kept").reason is None
    assert found.kpi("still").reason == "counting cannot project it: it never changes"


def test_only_what_is_asked_for_is_forecast(two: tuple[toc.TheoryOfChange, pd.DataFrame]) -> None:
    counting = _Counting()
    found = toc.forecast(*two, method=counting, only=["still"])
    assert [each.id for each in found.kpis] == ["still"]
    assert counting.asked == 1
    with pytest.raises(toc.InputError, match="only stil: there is no such KPI"):
        toc.forecast(*two, only=["stil"])
