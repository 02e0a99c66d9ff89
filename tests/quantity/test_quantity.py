"""What people write as a value is read for what it says, and nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pydantic_core import PydanticCustomError

from theoryofchange.quantity import Quantity, comparable
from theoryofchange.quantity.cadence import CADENCE_DAYS, cadence_days, rhythm_of
from theoryofchange.shape import validator


def said(text: object) -> tuple[object, ...]:
    """What was read, without the fields at their defaults at the end."""
    q = Quantity.read(text)
    fields: list[object] = [q.kind, q.value, q.unit, q.bound, q.upper, q.of]
    while fields[-1] is None or (len(fields) == 4 and fields[-1] == "="):
        fields.pop()
    return tuple(fields)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("80 %", ("percent", 80, "percent")),
        ("80%", ("percent", 80, "percent")),
        ("９５％", ("percent", 95, "percent")),
        ("5 percent", ("percent", 5, "percent")),
        ("+5 %", ("percent", 5, "percent")),
        ("95% (excluding weekends)", ("percent", 95, "percent")),
        (".55", ("number", 0.55)),
        ("-3", ("number", -3)),
        ("−3", ("number", -3)),
        ("1e3", ("number", 1000)),
        ("3.5k", ("number", 3500)),
        ("3M", ("number", 3_000_000)),
        ("1.2 million", ("number", 1_200_000)),
        ("120 万", ("number", 1_200_000)),
        ("1.2亿", ("number", 120_000_000)),
        ("<b>80</b> %", ("percent", 80, "percent")),
        ("10 per 1000", ("number", 10, "per 1000")),
        ("924,067.67 Mlls", ("number", 924067.67, "Mlls")),
        ("20 MBps", ("number", 20, "MBps")),
        ("100 W", ("number", 100, "W")),
        ("5m", ("number", 5, "m")),
        ("5万人", ("number", 50_000, "人")),
        ("40 days/month", ("number", 40, "days/month")),
        ("5 percentage points", ("number", 5, "percentage points")),
        ("50 coaches per month, rolling", ("number", 50, "coaches per month")),
        ("€1.2M", ("money", 1_200_000, "EUR")),
        ("$ 3,500", ("money", 3500, "USD")),
        ("$5m", ("money", 5_000_000, "USD")),
        ("5 M€", ("money", 5_000_000, "EUR")),
        ("-€5", ("money", -5, "EUR")),
        ("USD 5k", ("money", 5000, "USD")),
        ("5 USD per year", ("money", 5, "USD per year")),
        ("10 Billion TZS", ("money", 10_000_000_000, "TZS")),
        ("120万元", ("money", 1_200_000, "CNY")),
        ("¥5", ("money", 5, "¥")),
        ("3 weeks", ("duration", 3, "week")),
        ("72 Hours", ("duration", 72, "hour")),
        ("3 个月", ("duration", 3, "month")),
        ("at 90 mins", ("duration", 90, "minute")),
        ("14 of 16", ("rank", 14, None, "=", None, 16)),
        ("14th of 16", ("rank", 14, None, "=", None, 16)),
        ("第2名，共16", ("rank", 2, None, "=", None, 16)),
        ("2nd", ("rank", 2)),
        ("#2", ("rank", 2)),
        ("top 3", ("rank", 3, None, "<=")),
        ("2nd in Europe", ("rank", 2, "in Europe")),
        ("1:10", ("ratio", 0.1)),
        ("1 in 10", ("ratio", 0.1)),
        ("under 1 in 10", ("ratio", 0.1, None, "<")),
        ("3 in 4 customers", ("ratio", 0.75, "customers")),
        ("12 in 5 shops", ("number", 12, "in 5 shops")),
        ("10 in 2026", ("number", 10, "in 2026")),
        ("5 in 10 days", ("number", 5, "in 10 days")),
        ("5m2", ("number", 5, "m2")),
        ("12tCO2e", ("number", 12, "tCO2e")),
        ("at or below 10:1", ("ratio", 10, None, "<=")),
        ("75 (0-100)", ("score", 75, None, "=", None, 100)),
        ("77 (out of 100)", ("score", 77, None, "=", None, 100)),
        ("4.5/5", ("score", 4.5, None, "=", None, 5)),
        ("3 of 5 teams", ("score", 3, "teams", "=", None, 5)),
        ("5–7", ("range", 5, None, "=", 7)),
        ("5 to 7 days", ("range", 5, "day", "=", 7)),
        ("between 10 and 15 %", ("range", 10, "percent", "=", 15)),
        ("3 to 5 % of ARR", ("range", 3, "percent of ARR", "=", 5)),
        ("€5-7M", ("range", 5_000_000, "EUR", "=", 7_000_000)),
        ("$5-7m", ("range", 5_000_000, "USD", "=", 7_000_000)),
        ("2026-12-31", ("date", date(2026, 12, 31).toordinal())),
        ("by 2026-12-31", ("date", date(2026, 12, 31).toordinal(), None, "<=")),
    ],
)
def test_reads_what_people_write(text: str, meaning: tuple[object, ...]) -> None:
    assert said(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("≥ 95%", ("percent", 95, "percent", ">=")),
        (">= 95 %", ("percent", 95, "percent", ">=")),
        ("<.58", ("number", 0.58, None, "<")),
        ("<.58 average location factor", ("number", 0.58, "average location factor", "<")),
        ("≤3%", ("percent", 3, "percent", "<=")),
        ("±5%", ("percent", 5, "percent", "+-")),
        ("within ±5 %", ("percent", 5, "percent", "+-")),
        ("at or within 5% of the plan", ("percent", 5, "of the plan", "+-")),
        ("within 3 days", ("duration", 3, "day", "<=")),
        ("Below 15 minutes", ("duration", 15, "minute", "<")),
        ("at or below 50 days", ("duration", 50, "day", "<=")),
        ("no later than 5 days", ("duration", 5, "day", "<=")),
        ("Greater than 95%", ("percent", 95, "percent", ">")),
        ("greater than or equal to 3", ("number", 3, None, ">=")),
        ("at or above 84%", ("percent", 84, "percent", ">=")),
        ("At or above 95% to SLA", ("percent", 95, "to SLA", ">=")),
        ("Above 8% of all MRs", ("percent", 8, "of all MRs", ">")),
        ("Above 120 users per month", ("number", 120, "users per month", ">")),
        ("at least 95 %", ("percent", 95, "percent", ">=")),
        ("not more than 3", ("number", 3, None, "<=")),
        ("no less than 3", ("number", 3, None, ">=")),
        ("at most 3", ("number", 3, None, "<=")),
        ("up to 3", ("number", 3, None, "<=")),
        ("minimum 3", ("number", 3, None, ">=")),
        ("a maximum of 3", ("number", 3, None, "<=")),
        ("over 9", ("number", 9, None, ">")),
        ("under 9", ("number", 9, None, "<")),
        ("80% or more", ("percent", 80, "percent", ">=")),
        ("5 days or less", ("duration", 5, "day", "<=")),
        ("10+ users", ("number", 10, "users", ">=")),
        ("不低于 95%", ("percent", 95, "percent", ">=")),
        ("不超过 5天", ("duration", 5, "day", "<=")),
        ("至少 3", ("number", 3, None, ">=")),
        ("低于 3", ("number", 3, None, "<")),
        ("95%以上", ("percent", 95, "percent", ">=")),
        ("3天内", ("duration", 3, "day", "<=")),
        ("The target is at or below 10:1", ("ratio", 10, None, "<=")),
        ("Expenses to be at or below 10% of ARR", ("percent", 10, "of ARR", "<=")),
        ("p95 < 300 ms", ("number", 300, "ms", "<")),
        ("留存率不低于 95%", ("percent", 95, "percent", ">=")),
    ],
)
def test_reads_bounds(text: str, meaning: tuple[object, ...]) -> None:
    assert said(text) == meaning


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("1.200,50", 1200.5),
        ("1,200.50", 1200.5),
        ("1,5", 1.5),
        ("0,125", 0.125),
        ("1,200", 1200),
        ("1.200", 1.2),
        ("1,200,000", 1_200_000),
        ("1.200.000", 1_200_000),
        ("12,34,567", 1_234_567),
        ("1 000 000", 1_000_000),
        ("1\u202f000\u00a0000", 1_000_000),
        ("1 000,5", 1000.5),
        ("1'000", 1000),
    ],
)
def test_tells_decimal_from_thousands_marks(digits: str, value: float) -> None:
    assert said(digits) == ("number", value)


@pytest.mark.parametrize(
    "text",
    [
        "It is against our policy to set quotas (but we may add benchmarks).",
        "improve retention by about 5 in 2026",
        "Reduce complaints by at least 5 %",
        "from 71 to 80",
        "CSAT 71 -> 80",
        "95%, then 98%",
        "5 or 7",
        "at least 5 and at most 10",
        "7-5",
        "7% of revenue or 3% of cost",
        "5-day retention",
        "95th percentile",
        "24/7 support",
        "16 of 14",
        "10:30:00",
        "10:0",
        "1.2.3",
        "0x20",
        "2x4",
        "3Q2026",
        "31.12.2026",
        "2026-13-45",
        "$5 to €7",
        "5 % to 7 days",
        "5 million million",
        "9e999",
        "> 5 or less",
    ],
)
def test_does_not_guess(text: str) -> None:
    quantity = Quantity.read(text)
    assert quantity == Quantity(text, "text")
    assert not quantity.readable
    assert quantity.direction is None
    assert str(quantity) == text


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "TBD", "tbd.", "n/a", "N/A", "?", "-", "—", "XX", "XX %", "TODO", "unknown",
        "none", "none yet", "not set yet", "see dashboard", "See Sisense for target",
        "Identified in Sisense Chart", "Confidential, in Adaptive", "to be defined",
        "To be decided", "TBD by Q3 2026", "待定", "暂无", "<i>TBD</i>",
    ],
)  # fmt: skip
def test_knows_a_placeholder(text: str) -> None:
    quantity = Quantity.read(text)
    assert quantity == Quantity(text.strip(), "placeholder")
    assert quantity.placeholder
    assert not quantity.readable


def test_a_number_beside_a_placeholder_word_is_read() -> None:
    assert said("TBD, at least 80%") == ("percent", 80, "percent", ">=")


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("> 5", "increase"),
        ("at least 5", "increase"),
        ("< 5", "decrease"),
        ("≤ 5", "decrease"),
        ("5", None),
        ("± 5", None),
        ("5-7", None),
        ("TBD", None),
    ],
)
def test_direction_is_what_the_bound_implies(text: str, direction: str | None) -> None:
    assert Quantity.read(text).direction == direction


def test_reads_other_types() -> None:
    assert Quantity.read(80) == Quantity("80", "number", 80.0)
    assert Quantity.read(0.5) == Quantity("0.5", "number", 0.5)
    assert Quantity.read(0).text == "0"
    assert Quantity.read(date(2026, 12, 31)) == Quantity.read("2026-12-31")
    quantity = Quantity.read("80 %")
    assert Quantity.read(quantity) is quantity


@pytest.mark.parametrize(
    "value",
    [None, True, [], {}, (1,), b"80", float("nan"), float("-inf"), 10**400, datetime(2026, 1, 1)],
)
def test_refuses_what_is_no_value(value: object) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        Quantity.read(value)
    assert refused.value.type == "quantity_type"


def test_works_as_a_field_of_a_shape() -> None:
    assert validator(Quantity).validate_python("at least 80 %").bound == ">="


def test_text_is_kept_as_written() -> None:
    assert Quantity.read("  <b>At  least</b> ９５％ ").text == "<b>At  least</b> ９５％"


def test_scale_words_do_not_cost_precision() -> None:
    assert said("1.1 million") == ("number", 1_100_000)
    assert said("924.067 million") == ("number", 924_067_000)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("80 %", "75", True),
        ("80 %", "8% of all MRs", True),
        ("3% of ARR", "8% of all MRs", False),
        ("5-7 %", "80 %", True),
        ("€5", "$5", False),
        ("€5", "5-7 EUR", True),
        ("€5", "7", True),
        ("€5 per year", "€5 per month", False),
        ("€5", "5 EUR per order", True),
        ("$5", "5 EUR per order", False),
        ("¥5", "5 CNY", True),
        ("¥5", "5 JPY", True),
        ("5 CNY", "5 JPY", False),
        ("¥5", "5 EUR", False),
        ("5 to 7 EUR", "5 to 7 users", False),
        ("3 weeks", "40 days", True),
        ("3 weeks", "4-5 days", True),
        ("3 weeks", "4", False),
        ("5 users per month", "7 Users per Month", True),
        ("5 users", "7 visits", False),
        ("5 users", "7", True),
        ("5 users", "7 %", False),
        ("14 of 16", "2nd", True),
        ("14 of 16", "2 of 8", False),
        ("4.5 of 5", "5 of 5", True),
        ("4.5 of 5", "2nd", False),
        ("77 (out of 100)", "4 (out of 5)", False),
        ("77 (out of 100)", "80", True),
        ("1:10", "0.2", True),
        ("1:10", "10 %", False),
        ("2026-12-31", "2027-12-31", True),
        ("2026-12-31", "5", False),
        ("TBD", "5", False),
        ("TBD", "TBD", False),
    ],
)
def test_comparable_is_being_on_one_scale(a: str, b: str, *, expected: bool) -> None:
    one, other = Quantity.read(a), Quantity.read(b)
    assert comparable(one, other) is expected
    assert comparable(other, one) is expected


def test_converts_durations() -> None:
    assert Quantity.read("90 mins").to("hour") == pytest.approx(1.5)
    assert Quantity.read("0.1 quarter").to("quarter") == 0.1
    with pytest.raises(ValueError, match="80 %"):
        Quantity.read("80 %").to("day")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (" Monthly ", 365.2425 / 12),
        ("Half yearly", 365.2425 / 2),
        ("Real time", 0),
        ("every 2 weeks", 14),
        ("each quarter", 365.2425 / 4),
        ("3 days", 3),
        ("once a week", 7),
        ("2 times a day", 0.5),
        ("每周", 7),
        ("每2周", 14),
        ("每个月", 365.2425 / 12),
    ],
)
def test_cadences_are_read_as_words_and_as_lengths_of_time(text: str, days: float) -> None:
    assert cadence_days(text) == pytest.approx(days)


@pytest.mark.parametrize(
    "text", ["", "on demand", "wekly", "every 0 days", "0 times a day", "every", "-3 days", "5"]
)
def test_a_cadence_that_says_no_time_is_none(text: str) -> None:
    assert cadence_days(text) is None


@pytest.mark.parametrize("word", CADENCE_DAYS)
def test_a_decision_names_its_rhythm(word: str) -> None:
    assert rhythm_of(f"Raise the budget at the {word} service review") == word
    assert rhythm_of(f"Raise the {word} budget") is None
