"""The packaged catalogue against the kinds of gap that there are."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from theoryofchange.activity import Workstream
from theoryofchange.stages import alignment, analysis, assessment
from theoryofchange.stages.evolution import catalogue
from theoryofchange.stages.evolution.background import Background
from theoryofchange.stages.evolution.pieces import pieces_of

KINDS = {*alignment.GAP_KINDS, *assessment.GAP_KINDS, *analysis.GAP_KINDS}
WORKS = catalogue().works


def test_every_kind_of_gap_is_closed_by_exactly_one_work():
    closed = Counter(kind for work in WORKS.values() for kind in work.closes)
    assert set(closed) == KINDS
    assert set(closed.values()) == {1}


def test_kinds_left_open_are_kinds_that_there_are():
    assert set(catalogue().until_measured) <= KINDS


@pytest.mark.parametrize("id", WORKS)
def test_a_work_says_what_it_takes(id):
    work = WORKS[id]
    fixed, each = work.effort.fixed_days, work.effort.each.days
    assert work.workstream in get_args(Workstream)
    assert fixed.ordered
    assert each.ordered
    assert each.low > 0
    assert work.effort.each.has_range
    assert "{count}" in work.many
    assert ("{subject}" in work.one) != ("{what}" in work.one)
    assert work.do.endswith(".")


def test_works_wait_for_works_that_there_are_and_never_for_themselves():
    for id, work in WORKS.items():
        assert set(work.after) <= set(WORKS)
        assert id not in catalogue().before(id)
        assert work.without_activity is None or work.without_activity in WORKS


def test_the_documented_order_of_work_on_one_kpi():
    before = catalogue().before
    assert {"name-kpi-owner", "write-definition", "remove-limit", "set-baseline"} <= before(
        "set-target"
    )
    assert {"remove-limit", "open-source", "find-source"} <= before("set-baseline")
    assert "set-target" not in before("set-baseline")
    assert "define-kpi" in before("add-leading-kpi")


def test_efforts_say_where_they_come_from():
    assert catalogue().source == "our own planning assumption, not a measurement"


def test_a_kind_nobody_knows_has_unknown_effort_and_is_not_dropped(given):
    (piece,) = pieces_of(Background(given.shop()), [given.gap("odd {subject}", "wait")])
    assert (piece.work_id, piece.effort, piece.workstream) == ("close-odd {subject}", None, None)
