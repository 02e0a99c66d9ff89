"""A row of values and a share, drawn in a line of text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.view.measure import cells
from theoryofchange.view.strokes import ASCII, BLOCKS, meter, sparkline, strokes_for

finite = st.floats(allow_nan=False, allow_infinity=False)
strokes = st.sampled_from([BLOCKS, ASCII])


@given(st.lists(finite, max_size=30), st.integers(0, 14), strokes)
def test_a_cell_for_each_of_the_last_values(values, most, drawn):
    line = sparkline(values, most, drawn)
    assert cells(line) == len(line) == min(most, len(values))
    shown = values[-most:] if most else []
    ranks = [drawn.levels.index(each) for each in line]
    for (one, low), (other, high) in pairwise(zip(shown, ranks, strict=True)):
        assert (low <= high) if one <= other else (low >= high)
    if len(set(ranks)) > 1:
        assert drawn.levels[0] in line and drawn.levels[-1] in line


@given(finite, st.integers(1, 20), strokes)
def test_a_bar_says_on_which_side_a_share_lies_outside(share, width, drawn):
    bar = meter(share, width, drawn)
    assert len(bar) == width + 2
    assert (bar[0] == drawn.below) == (share < 0)
    assert (bar[-1] == drawn.above) == (share > 1)
    assert set(bar[1:-1]) <= {drawn.full, drawn.empty}


def test_what_is_not_known_is_not_drawn():
    assert meter(None, 4) == " " * 6
    assert sparkline([], 8) == ""
    assert meter(0.5, 0) == ""


def test_the_strokes_of_an_encoding():
    assert strokes_for("UTF-8") is strokes_for("gb18030") is BLOCKS
    assert strokes_for("ascii") is strokes_for("latin-1") is strokes_for("no such") is ASCII
    drawn = f"{ASCII.levels}{ASCII.full}{ASCII.empty}{ASCII.below}{ASCII.above}{ASCII.arrow}"
    assert drawn.isascii()
    assert ASCII.written("−35 % ± 2 … ≥ 3 ≤ –").isascii()
