from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import permutations

import pytest

from theoryofchange.measurement import latest, series

JAN, FEB, MAR = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


@dataclass(frozen=True)
class Row:
    kpi: str
    date: date | None
    value: float | None
    segment: str | None = None


def test_the_latest_value_up_to_the_date():
    rows = [Row("留存率", FEB, 2.0), Row("留存率", JAN, 1.0), Row("留存率", MAR, 3.0)]
    values, problems = latest(rows, FEB)
    found = values["留存率"]
    assert (found.date, found.value, found.later) == (FEB, 2.0, 1)
    assert problems == ()


def test_only_the_total_counts_and_empty_is_the_total():
    rows = [Row("k", JAN, 1.0, ""), Row("k", FEB, 9.0, "south"), Row("k", JAN, 5.0, "south")]
    assert latest(rows, MAR)[0]["k"].value == 1.0


def test_a_total_is_not_made_up_from_segments():
    values, problems = latest([Row("k", JAN, 1.0, "south"), Row("k", JAN, 2.0, "north")], MAR)
    assert dict(values) == {}
    assert [problem.message for problem in problems] == [
        "k is measured only in segments: it has no total"
    ]


def test_contradictory_rows_win_in_no_order():
    rows = [Row("k", JAN, 1.0), Row("k", FEB, 2.0), Row("k", FEB, 4.0)]
    for order in permutations(rows):
        values, problems = latest(order, MAR)
        assert values["k"].value == 1.0
        assert {problem.date for problem in problems} == {FEB}
        assert problems[-1].message == (
            "k is taken from 2026-01-31: 2026-02-28 has no value that can be used"
        )


def test_contradictory_rows_alone_leave_no_value():
    values, problems = latest([Row("k", FEB, 2.0), Row("k", FEB, 4.0)], MAR)
    assert dict(values) == {}
    assert problems[0].message == "k has 2 values for 2026-02-28 (2, 4): none of them is used"


def test_contradictory_segments_are_reported_too():
    rows = [Row("k", JAN, 1.0), Row("k", JAN, 2.0, "south"), Row("k", JAN, 3.0, "south")]
    values, problems = series(rows)
    assert values["k"] == ((JAN, 1.0),)
    assert [(problem.segment, problem.date) for problem in problems] == [("south", JAN)]


def test_the_same_value_twice_is_used_and_reported():
    values, problems = series([Row("k", JAN, 1.0), Row("k", JAN, 1.0)])
    assert values["k"] == ((JAN, 1.0),)
    assert problems[0].message == "k gives 1 for 2026-01-31 2 times"
    assert latest([Row("k", JAN, 1.0), Row("k", JAN, 1.0)], MAR)[1] == problems


def test_a_dispute_after_the_date_does_not_touch_the_value():
    rows = [Row("k", JAN, 1.0), Row("k", MAR, 2.0), Row("k", MAR, 4.0)]
    _, problems = latest(rows, FEB)
    assert not any("taken from" in problem.message for problem in problems)


def test_a_row_without_value_or_date_is_reported():
    rows = [Row("k", JAN, 1.0), Row("k", FEB, None), Row("k", None, 3.0)]
    values, problems = latest(rows, MAR)
    assert values["k"].value == 1.0
    assert [problem.message for problem in problems] == [
        "k has a row for 2026-02-28 without a value",
        "a value of k has no date: it is not used",
        "k is taken from 2026-01-31: 2026-02-28 has no value that can be used",
    ]


def test_only_later_values_are_no_value():
    values, problems = latest([Row("k", MAR, 1.0)], FEB)
    assert dict(values) == {}
    assert problems[0].message == "k has only values dated after 2026-02-28 (1): they are ignored"


def test_zeros_and_one_observation_are_values():
    assert latest([Row("k", JAN, 0.0)], MAR)[0]["k"].value == 0.0
    assert series([])[0] == {}


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_what_is_not_a_number_is_the_callers_mistake(wrong):
    with pytest.raises(ValueError, match="the value of k for 2026-01-31 must be a finite number"):
        series([Row("k", JAN, wrong)])
