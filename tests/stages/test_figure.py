from __future__ import annotations

import pytest

from theoryofchange.quantity import Quantity
from theoryofchange.stages.figure import figure, stated


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (80, "percent", "80 %"),
        (-6.6, "percent", "−6.6 %"),
        (1, "day", "1 day"),
        (22.5, "day", "22.5 days"),
        (14, "days", "14 days"),
        (90000, "EUR", "90,000 EUR"),
        (12, None, "12"),
        (12, "rank", "rank 12"),
        (None, "percent", None),
    ],
)
def test_a_figure_has_its_unit(value, unit, text):
    assert figure(value, unit) == text


@pytest.mark.parametrize(
    ("written", "unit", "text"),
    [
        (80, "percent", "80 %"),
        ("80 %", "percent", "80 %"),
        ("≥ 95", "percent", "≥ 95 %"),
        ("8 to 12", "percent", "8 to 12 %"),
        ("8 to 12 %", "percent", "8 to 12 %"),
        ("2 of 16", "rank", "2nd of 16"),
        ("3 weeks", "day", "3 weeks"),
        ("TBD", "percent", "TBD"),
    ],
)
def test_what_names_no_unit_has_that_of_its_kpi(written, unit, text):
    assert stated(Quantity.read(written), unit) == text


def test_nothing_stays_nothing():
    assert stated(None, "percent") is None
