"""The known word nearest to an unknown one."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.source.suggest import Words, closest, did_you_mean

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


IDS = st.text("abKP_-1留", min_size=0, max_size=7)


@given(IDS, st.lists(IDS, max_size=90))
def test_the_nearest_among_many_is_the_nearest_by_comparing_each(word, known):
    def letters(text):
        return [character for character in text.casefold() if character.isalnum()]

    def parts(text):
        return sorted(text.casefold().replace("-", "_").split("_"))

    same = [k for k in known if letters(k) == letters(word) or parts(k) == parts(word)]
    near = [k for k in known if abs(len(k) - len(word)) <= 3]
    nearest = [*same, *difflib.get_close_matches(word, near, n=1, cutoff=0.72), None][0]
    assert closest(word, known) == nearest == Words(known).closest(word)


def test_among_very_many_only_those_that_begin_alike_are_compared():
    known = [f"{letter}_figure_{at}" for at in range(300) for letter in "abc"]
    assert Words(known).closest("b_figur_299") == "b_figure_299"
    assert Words([*known, "b_igure_1"]).closest("x_figure_299") is None


def test_a_tip_names_the_word_or_says_what_else():
    assert did_you_mean("nedes", KNOWN, "Look it up.") == "Did you mean needs?"
    assert did_you_mean("weather", KNOWN, "Look it up.") == "Look it up."
