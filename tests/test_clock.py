"""Times written with a colon: read as such where the unit says so, and never in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.quantity.clock import clock_of, may_be_time


def told(unit: str | None, value: str = "2:42", **more: str):
    figures = {"baseline": "8:13", "target": "2:45", **more}
    days = {"baseline": "2025-12-31", "target": "2026-12-31"}
    stated = {name: {"value": figures[name], "date": day} for name, day in days.items()}
    kpi = Kpi(id="trip", measures="g", unit=unit, direction="decrease", **stated)
    seen = Observation(kpi="trip", date="2026-06-30", value=value)
    return toc.analyze(toc.TheoryOfChange(kpis=[kpi], observations=[seen])).kpi("trip")


@pytest.mark.parametrize(
    "unit", ["hours and minutes", "Hour and minute", "hh:mm", "mm:ss", "hours", "time (h:mm)"]
)
def test_a_unit_of_time_makes_it_a_time(unit):
    row = told(unit)
    assert row.status == "achieved"
    assert row.standing.progress.value == pytest.approx((493 - 162) / (493 - 165))
    assert row.standing.progress.method == "linear"
    assert row.target_in(None) in ("2.75 hours", "2.75 minutes")


@pytest.mark.parametrize("unit", ["pupils per teacher", "ratio", "debt : equity"])
def test_another_unit_leaves_it_a_ratio(unit):
    row = told(unit)
    assert row.standing.progress.method == "ratio"
    assert "read as a ratio" not in row.standing.because


def test_without_a_unit_it_is_said_how_it_is_read():
    assert "8:13 is read as a ratio and 2:45 is read as a ratio" in told(None).standing.because
    customary = told(None, "1:15", baseline="1:20", target="1:10")
    assert "read as a ratio" not in customary.standing.because


def test_minutes_alone_do_not_say_which_it_is():
    row = told("minutes")
    assert row.standing.progress.value is None
    reason = "8:13 is no length of time, unless the unit is as hours and minutes"
    assert reason in row.standing.because


def test_hours_minutes_and_seconds():
    row = told("h:mm:ss", "2:42:00", baseline="8:13:00", target="2:45:00")
    assert row.standing.progress.value == pytest.approx((493 - 162) / (493 - 165))


def test_it_is_written_as_it_was():
    kpi = Kpi(id="trip", unit="hh:mm", target={"value": "at or below 2:45"})
    assert kpi.target is not None and kpi.target.value is not None
    assert (kpi.target.value.text, kpi.target.value.bound) == ("at or below 2:45", "<=")
    assert toc.Quantity.read("2:45").kind == "ratio"


@given(st.integers(0, 9999), st.integers(0, 59))
def test_every_time_is_its_minutes(hours, minutes):
    read = toc.Quantity.read(f"{hours}:{minutes:02}")
    clock = clock_of("hours and minutes")
    assert clock is not None
    assert clock.read(read).to("minute") == pytest.approx(60 * hours + minutes)


def test_no_time_has_sixty_minutes():
    clock = clock_of("hh:mm")
    assert clock is not None
    for text in ("2:60", "1:2", "8:13 of 9:00", "12"):
        assert clock.read(toc.Quantity.read(text)).kind != "duration"
    assert not may_be_time(toc.Quantity.read("3:2"))
