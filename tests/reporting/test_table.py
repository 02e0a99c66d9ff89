"""Tables as CSV in which a spreadsheet runs nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.reporting.table import as_csv


def cell(value: object) -> str:
    """Return what one cell becomes."""
    frame = pd.DataFrame({"x": pd.Series([value], dtype=object), "y": ["end"]})
    header, row = csv.reader(io.StringIO(as_csv(frame), newline=""))
    assert (header, row[1]) == (["x", "y"], "end")
    return row[0]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NaT, ""),
        (pd.NA, ""),
        (True, "true"),
        (False, "false"),
        (np.bool_(True), "true"),
        (3, "3"),
        (-3, "-3"),
        (2.0, "2"),
        (-2.5, "-2.5"),
        (0.1, "0.1"),
        (np.float64(0.25), "0.25"),
        (np.int64(7), "7"),
        (dt.date(2025, 12, 31), "2025-12-31"),
        ("", ""),
        ("Grow", "Grow"),
        ("增长, 😀", "增长, 😀"),
        ('say "hi"', 'say "hi"'),
        ((), ""),
        (("a", "b"), "a; b"),
        ([1, None, 2.5], "1; ; 2.5"),
        ({"a": 1, "b": [True]}, "a: 1; b: true"),
        ("two\nlines", "two\nlines"),
        ("two\r\nlines\rthree", "two\nlines\nthree"),
    ],
)
def test_a_cell(value, written):
    assert cell(value) == written


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＠x",
        '=HYPERLINK("http://x")',
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text(text):
    assert cell(text).startswith("'")
    assert cell([text, "b"]).startswith("'")
    assert cell({text: 1}).startswith("'")


def test_a_header_is_guarded_too():
    text = as_csv(pd.DataFrame({"=cmd": [1], "plain": [2]}))
    assert text == "'=cmd,plain\n1,2\n"


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=2, max_size=2),
        max_size=4,
    )
)
def test_any_text_stays_in_its_cell_and_starts_no_formula(rows):
    frame = pd.DataFrame(rows, columns=["a", "b"], dtype=object)
    header, *found = csv.reader(io.StringIO(as_csv(frame), newline=""))
    assert header == ["a", "b"] and len(found) == len(rows)
    for given_row, row in zip(rows, found, strict=True):
        assert len(row) == 2
        for text, written in zip(given_row, row, strict=True):
            a_formula = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
            assert len(written) == 1 or not written.startswith(a_formula)
            assert written.removeprefix("'") == text.replace("\r\n", "\n").replace(
                "\r", "\n"
            ).removeprefix("'")


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53))
def test_a_number_reads_back_as_the_same_number(number):
    assert float(cell(number)) == number


def test_a_frame_without_rows_has_its_header():
    assert as_csv(pd.DataFrame({"a": [], "b": []})) == "a,b\n"


def test_the_index_is_not_written():
    assert as_csv(pd.DataFrame({"a": [1]}, index=["row"])) == "a\n1\n"
