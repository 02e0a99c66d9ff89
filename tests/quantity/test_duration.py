"""Durations and rates of work as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from theoryofchange.quantity import Duration, Quantity, Rate


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 weeks", 21),
        ("40 days", 40),
        ("1 year", 365.2425),
        ("4 quarters", 365.2425),
        ("12 months", 365.2425),
        ("36 hrs", 1.5),
        ("2 天", 2),
        ("1 个季度", 91.310625),
        ("2年", 730.485),
        ("1 星期", 7),
        ("P2W", 14),
        ("P12M", 365.2425),
        ("PT36H", 1.5),
        ("1,5 days", 1.5),
        ("0 days", 0),
    ],
)
def test_duration_in_days(text: str, days: float) -> None:
    assert Duration.read(text).days == pytest.approx(days, rel=1e-12)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("soon", "duration_form"),
        ("3", "duration_form"),
        ("", "duration_form"),
        ("weeks", "duration_form"),
        ("3 weeks or so", "duration_form"),
        ("P1Y6M", "duration_form"),
        ("9e999 days", "duration_form"),
        ("1e308 months", "duration_form"),
        ("9" * 1_000_000, "duration_form"),
        (3, "duration_form"),
        (None, "duration_form"),
        ("-3 days", "negative_duration"),
    ],
)
def test_refuses_what_is_no_duration(value: object, fault: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        Duration.read(value)
    assert refused.value.type == fault


def test_a_duration_built_by_hand_is_checked_too() -> None:
    with pytest.raises(PydanticCustomError):
        Duration(-1, "day")
    with pytest.raises(PydanticCustomError):
        Duration(float("nan"), "day")
    with pytest.raises(PydanticCustomError):
        Duration(1, "fortnight")  # type: ignore[arg-type]
    assert Duration.of_days(3) == Duration.read("3 days")


units = st.sampled_from(["second", "minute", "hour", "day", "week", "month", "quarter", "year"])
durations = st.builds(Duration, st.floats(0, 1e300), units)


@given(durations)
def test_durations_round_trip(duration: Duration) -> None:
    assert Duration.read(str(duration)) == duration
    assert Quantity.read(str(duration)).value == duration.amount


@given(st.builds(Rate, durations, units))
def test_rates_round_trip(rate: Rate) -> None:
    assert Rate.read(str(rate)) == rate


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("40 days/month", 40),
        ("10 days a month", 10),
        ("10 days each month", 10),
        ("10 天/月", 10),
        ("2 weeks per quarter", 10 / 3),
        ("5 days / week", 5 * 365.2425 / 12 / 7),
    ],
)
def test_rate_in_days_per_month(text: str, days: float) -> None:
    assert Rate.read(text).days_per_month == pytest.approx(days, rel=1e-12)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("40 days", "rate_form"),
        ("40/month", "rate_form"),
        ("lots per month", "rate_form"),
        (40, "rate_form"),
        ("-4 days/month", "negative_duration"),
    ],
)
def test_refuses_what_is_no_rate(value: object, fault: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        Rate.read(value)
    assert refused.value.type == fault
