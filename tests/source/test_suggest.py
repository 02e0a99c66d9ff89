"""The known word nearest to an unknown one."""

from __future__ import annotations

import pytest

from theoryofchange.source.suggest import closest, did_you_mean

KNOWN = ["response_speed", "stock_available", "needs", "title", "留存率"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("respons_speed", "response_speed"),
        ("Response-Speed", "response_speed"),
        ("nedes", "needs"),
        ("tilte", "title"),
        ("留存", "留存率"),
        ("weather", None),
        ("", None),
        ("x", None),
    ],
)
def test_the_nearest_word(word, meant):
    assert closest(word, KNOWN) == meant


def test_nothing_is_near_where_nothing_is_known():
    assert closest("a", []) is None


def test_many_words_are_no_burden_and_the_same_word_is_found_among_them():
    known = [f"kpi_{at:05}" for at in range(20_000)]
    assert closest("KPI-19999", known) == "kpi_19999"
    assert closest("kpi_0012", known) is not None


def test_a_tip_names_the_word_or_says_what_else():
    assert did_you_mean("nedes", KNOWN, "Look it up.") == "Did you mean needs?"
    assert did_you_mean("weather", KNOWN, "Look it up.") == "Look it up."
