from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.view.measure import cells, clean, formatted, number, pad, shorten, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("指标", 4), ("e\u0301", 1), ("ｶ", 1), ("Ａ", 2), ("a\u200db", 2)],
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1b[31m", "a�b�[31m"),
        ("a\tb\nc\u2028d", "a b c d"),
        ("\u202egnp.exe", "�gnp.exe"),
        ("\ud800\ufffe", "��"),
        ("指标 ✓ 🚀", "指标 ✓ 🚀"),
    ],
)
def test_clean_shows_what_no_medium_carries(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text())
def test_clean_text_can_be_written(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    assert clean(shown) == shown
    shown.encode()


def test_wrap_keeps_punctuation_off_the_start_of_a_line() -> None:
    assert wrap("让客户留下，再来", 10) == ["让客户留", "下，再来"]
    assert wrap("abcdefgh ij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("", 4) == [""]


@given(st.text(alphabet="ab 指，🚀", max_size=40), st.integers(2, 12))
def test_wrap_loses_nothing_but_space(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cells(line) <= width or line == "，" for line in lines)


@given(st.text(max_size=30), st.integers(1, 20))
def test_shorten_fits_and_says_so(text: str, width: int) -> None:
    short = shorten(text, width)
    assert cells(short) <= width
    assert short == text or short.endswith("…")


def test_pad_counts_cells() -> None:
    assert pad("指", 4) == "指  "
    assert pad("指", 4, "right") == "  指"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-1234567, "−1,234,567"),
        (2.0, "2"),
        (1.005, "1"),
        (-0.25, "−0.25"),
        (12345.678, "12,345.68"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_number(value: float, shown: str) -> None:
    assert number(value) == shown


def test_formatted() -> None:
    assert formatted(-0.5, "+.2f") == "−0.50"
