"""Whatever text, number or day is given: it reads back as it was, and long text is not searched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.quantity import Quantity
from theoryofchange.quantity.cadence import cadence_days
from theoryofchange.quantity.numerals import read_numeral, write_number

finite = st.floats(allow_nan=False, allow_infinity=False)
pieces = st.sampled_from(
    [
        *("5", "7", "10", "16", "1.5", "1,200", "-3", ".5", "0", "1e5", "²", "٣", "2026-12-31"),
        *("%", "k", "M", "m", "bn", "million", "万", "days", "day", "month", "/", "per", "a", "每"),
        *(
            "of",
            "out of",
            "to",
            "-",
            "–",
            ":",
            "and",
            "between",
            "or more",
            "or less",
            "min",
            "max",
        ),
        *("<", "≥", ">=", "±", "within", "at", "about", "at or below", "not", "at least", "from"),
        *(
            "EUR",
            "€",
            "$",
            "USD",
            "users",
            "th",
            "nd",
            "st",
            "in Europe",
            "个月",
            "人",
            "元",
            "percent",
        ),
        *(
            "(",
            ")",
            "(0-100)",
            ",",
            ";",
            ".",
            "+",
            "天",
            "以上",
            "内",
            "第",
            "名",
            "by",
            "top ",
            "#",
        ),
        *(" ", "  ", "\u00a0", "\u2009", "<b>", "</b>", "＜", "b＞", "？", "e", "x", "=", "é", "_"),
        *("*", "'", "TBD", "see", "🙂"),
    ]
)
written = st.one_of(
    st.lists(pieces, max_size=9).map("".join),
    st.lists(pieces, max_size=7).map(" ".join),
    st.text(max_size=40),
)


@given(written)
@settings(max_examples=1000)
def test_any_text_round_trips(text: str) -> None:
    quantity = Quantity.read(text)
    assert Quantity.read(quantity.text) == quantity
    assert replace(Quantity.read(str(quantity)), text=quantity.text) == quantity


@given(st.one_of(finite, st.integers(-(10**300), 10**300)))
def test_any_number_round_trips(number: float) -> None:
    quantity = Quantity.read(number)
    assert quantity.value == float(number)
    assert Quantity.read(quantity.text) == quantity
    assert Quantity.read(str(quantity)).value == quantity.value


@given(finite.filter(lambda value: value >= 0))
def test_a_written_number_reads_back_exactly(value: float) -> None:
    assert read_numeral(write_number(value)) == value


@given(st.dates())
def test_any_date_round_trips(day: date) -> None:
    quantity = Quantity.read(day)
    assert str(quantity) == day.isoformat()
    assert Quantity.read(day.isoformat()) == quantity


@pytest.mark.parametrize(
    "text", ["a" * 10_000_000, "9" * 10_000_000, " " * 10_000_000 + "5", "at least 5 " * 1_000_000]
)
def test_long_text_is_not_searched(text: str) -> None:
    quantity = Quantity.read(text)
    assert quantity.kind == ("number" if text.endswith("5") else "text")
    assert quantity.text == text.strip()


@given(written)
def test_any_text_as_a_cadence_is_a_time_or_none(text: str) -> None:
    days = cadence_days(text)
    assert days is None or days > 0 or text.casefold().strip() in ("continuous", "real-time")
