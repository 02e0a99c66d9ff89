from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theoryofchange.measurement.catalogue import net_promoter_score
from theoryofchange.measurement.catalogue.promoter import score_variance

COUNT = st.integers(0, 10_000)


def test_the_published_score():
    told = net_promoter_score(291, 476, 395)
    assert round(told.value, 4) == -0.0895
    assert round(told.interval.low, 4) == -0.1331
    assert round(told.interval.high, 4) == -0.0455
    assert told.formula == "(291 − 395) / 1162 = -0.0895008605852"
    assert told.n == 1162


def test_the_published_variance():
    assert net_promoter_score(promoters=3, passives=2, detractors=1).value == pytest.approx(1 / 3)
    assert score_variance(3, 2, 1) == pytest.approx(5 / 9)


@given(COUNT, COUNT, COUNT)
def test_a_score_and_its_interval_are_possible(promoters, passives, detractors):
    assume(promoters + passives + detractors > 0)
    told = net_promoter_score(promoters, passives, detractors)
    assert -1 <= told.interval.low < told.interval.high <= 1
    assert -1 <= told.value <= 1
    mirrored = net_promoter_score(detractors, passives, promoters)
    assert mirrored.value == -told.value
    assert mirrored.interval.low == pytest.approx(-told.interval.high, abs=1e-12)


@given(COUNT, COUNT, COUNT)
def test_the_variance_is_that_of_the_scores(promoters, passives, detractors):
    n = promoters + passives + detractors
    assume(n > 0)
    mean = (promoters - detractors) / n
    squares = promoters * (1 - mean) ** 2 + passives * mean**2 + detractors * (1 + mean) ** 2
    assert math.isclose(score_variance(promoters, passives, detractors), squares / n, abs_tol=1e-12)


def test_a_clipped_end_says_so():
    told = net_promoter_score(5, 0, 0)
    assert told.interval.high == 1
    assert told.interval.method == "adjusted Wald (¾, 1½, ¾ added), clipped to 1 and below"
    assert "clipped" not in net_promoter_score(291, 476, 395).interval.method


def test_nobody_gives_no_score():
    assert net_promoter_score(0, 0, 0).reason == "nobody answered"
    assert net_promoter_score(None, None, None).reason == "there is no figure for promoters"
    with pytest.raises(ValueError, match="detractors is a count"):
        net_promoter_score(1, 1, -1)
