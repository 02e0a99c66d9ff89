from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.measurement import OutsideFigure, newest, rank_of, required_for_rank


def field(*values):
    return [OutsideFigure(name=f"Rival {i}", value=value) for i, value in enumerate(values, 1)]


values = st.lists(st.integers(0, 20).map(float), min_size=1, max_size=12)


def test_fourteenth_of_sixteen():
    others = field(*range(95, 65, -2))
    ranking = rank_of(70, others, "increase")
    assert (ranking.rank, ranking.of) == (14, 16)
    assert (ranking.best, ranking.best_name, ranking.gap_to_best) == (95, "Rival 1", 25)
    assert (ranking.median, ranking.gap_to_median) == (81, 11)
    need = required_for_rank(2, others, "increase")
    assert (need.value, need.holder, need.of) == (93, "Rival 2", 16)
    assert rank_of(93.1, others, "increase").rank == 2


def test_equal_values_share_the_better_rank():
    ranking = rank_of(7, field(9, 7, 7, 3), "increase")
    assert (ranking.rank, ranking.ties) == (2, ("Rival 2", "Rival 3"))
    assert "equal values share the better rank" in ranking.derivation
    assert rank_of(3.5, field(9, 7, 7, 3), "increase").rank == 4


def test_lower_is_better_where_the_direction_says_so():
    ranking = rank_of(5, field(2, 4, 9), "decrease")
    assert (ranking.rank, ranking.best, ranking.gap_to_best) == (3, 2, 3)
    need = required_for_rank(1, field(2, 4, 9), "decrease")
    assert need.value == 2
    assert "less than that takes it" in need.derivation


def test_the_leader_has_a_negative_gap():
    assert rank_of(10, field(8, 6), "increase").gap_to_best == -2


def test_shared_best_names_all():
    assert rank_of(1, field(8, 8), "increase").best_name == "Rival 1, Rival 2"


def test_the_derivation_tells_the_age_of_the_figures():
    others = [
        OutsideFigure(name="A", value=1, date=date(2024, 1, 1)),
        OutsideFigure(name="B", value=2, date=date(2025, 1, 1)),
        OutsideFigure(name="C", value=3),
    ]
    derivation = rank_of(2.5, others, "increase").derivation
    assert derivation == (
        "1 + 1 higher than 2.5 (C) = 2 of 4; figures of 2024-01-01 to 2025-01-01; "
        "1 of 3 figures undated"
    )


@pytest.mark.parametrize(
    ("own", "others", "direction", "reason"),
    [
        (None, field(1), "increase", "no own value"),
        (1, [], "increase", "no figures"),
        (1, field(1), None, "without a direction"),
        (1, field(1), "range", "range"),
    ],
)
def test_what_has_no_rank_says_why(own, others, direction, reason):
    ranking = rank_of(own, others, direction)
    assert ranking.rank is None
    assert reason in ranking.reason


@given(st.integers(0, 20).map(float), values)
def test_the_rank_is_that_of_the_mirror_image(own, others):
    up = rank_of(own, field(*others), "increase")
    down = rank_of(-own, field(*(-value for value in others)), "decrease")
    assert (up.rank, up.ties, up.gap_to_best) == (down.rank, down.ties, down.gap_to_best)


@given(values, st.data())
def test_what_a_rank_requires_takes_it_and_a_hair_less_does_not(others, data):
    rank = data.draw(st.integers(1, len(others)))
    need = required_for_rank(rank, field(*others), "increase")
    assert rank_of(need.value + 0.5, field(*others), "increase").rank <= rank
    assert rank_of(need.value, field(*others), "increase").rank <= rank
    assert rank_of(need.value - 0.5, field(*others), "increase").rank > rank


@given(values, st.data())
def test_the_bounds_hold_whatever_the_unknown_figures_are(others, data):
    hidden = data.draw(st.integers(1, len(others)))
    known = field(*others)[hidden:]
    rank = data.draw(st.integers(1, len(others)))
    truth = required_for_rank(rank, field(*others), "increase").value
    need = required_for_rank(rank, known, "increase", of=len(others) + 1)
    assert need.value is None
    assert need.reason
    if need.best_case is not None:
        assert truth >= need.best_case
    if need.worst_case is not None:
        assert truth <= need.worst_case


def test_a_field_known_in_part_gives_bounds():
    nine = field(90, 88, 85, 80, 78, 75, 70, 66, 60)
    need = required_for_rank(2, nine, "increase", of=16)
    assert (need.value, need.best_case, need.worst_case) == (None, 88, None)
    assert need.reason == "only 9 of 15 others are known"
    assert need.derivation == (
        "if the 6 unknown are all worse, 88 must be beaten; "
        "if they are all better, no known figure tells"
    )
    assert required_for_rank(8, nine, "increase", of=16).worst_case == 88
    assert required_for_rank(12, nine, "increase", of=16).best_case is None
    assert required_for_rank(2, [], "increase", of=16).best_case is None


@pytest.mark.parametrize(
    ("rank", "of", "reason"),
    [
        (17, 16, "rank 17 of 16 is impossible"),
        (0, 16, "rank 0 of 16 is impossible"),
        (2, 3, "3 others are known, more than the 2"),
        (4, 4, "any value"),
        (16, 16, "any value"),
    ],
)
def test_a_rank_that_cannot_be_or_costs_nothing(rank, of, reason):
    need = required_for_rank(rank, field(3, 2, 1), "increase", of=of)
    assert need.value is None
    assert reason in need.reason


def test_a_rank_needs_a_direction():
    assert "direction" in required_for_rank(1, field(1), None).reason


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_mistakes_of_a_caller(wrong):
    with pytest.raises(ValueError, match="finite"):
        rank_of(wrong, field(1), "increase")
    with pytest.raises(ValueError, match="finite"):
        required_for_rank(1, field(wrong), "increase")
    twice = [OutsideFigure(name="A", value=1), OutsideFigure(name="A", value=2)]
    with pytest.raises(ValueError, match="A comes more than once"):
        rank_of(1, twice, "increase")


def test_the_newest_figure_of_each_name_counts():
    old, new, later = (
        OutsideFigure(name="A", value=value, date=date(year, 1, 1))
        for value, year in ((1, 2024), (2, 2025), (3, 2027))
    )
    undated, other = OutsideFigure(name="A", value=9), OutsideFigure(name="B", value=5)
    kept, messages = newest([old, later, new, undated, other], date(2026, 1, 1))
    assert kept == (new, other)
    assert messages == (
        "A 3 of 2027-01-01 is dated after 2026-01-01",
        "A 1 of 2024-01-01 is superseded by 2 of 2025-01-01",
        "A 9 of no date is superseded by 2 of 2025-01-01",
    )


def test_contradictory_figures_of_one_day_are_both_left_out():
    pair = [OutsideFigure(name="A", value=value, date=date(2025, 1, 1)) for value in (2, 1)]
    kept, messages = newest(pair, date(2026, 1, 1))
    assert kept == ()
    assert messages == ("A has several figures of 2025-01-01: 1, 2",)


def test_the_same_figure_twice_is_one_and_said():
    same = OutsideFigure(name="A", value=2, date=date(2025, 1, 1))
    assert newest([same, same], date(2026, 1, 1)) == (
        (same,),
        ("A 2 of 2025-01-01 is given 2 times: one is kept",),
    )
