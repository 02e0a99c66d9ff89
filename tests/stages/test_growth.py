"""Twice the theory takes twice the work: counted in lines that run, so that no clock decides."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import pytest

from theoryofchange.reporting.run import Run, run
from theoryofchange.reporting.summary import verdict
from theoryofchange.stages.alignment import align
from theoryofchange.stages.analysis import analyze
from theoryofchange.stages.evolution import evolve

SIZES = (60, 120, 240)

WORK: Mapping[str, Callable[[Run], object]] = {
    "align": lambda made: align(made.theory),
    "analyze": lambda made: analyze(made.theory).to_dict(),
    "evolve": lambda made: evolve(made.theory, made.fit, made.state, made.analysis),
    "the table of the alignment": lambda made: made.fit.to_frame(),
    "the table of the analysis": lambda made: made.analysis.to_frame(),
    "the tables of the roadmap": lambda made: made.roadmap.recommendations_frame(),
    "the verdict": verdict,
    "the data": lambda made: made.to_dict(),
}


def company(goals: int) -> dict[str, Any]:
    """Return a theory in which every goal has its own outcome, KPI and activity."""
    numbers = range(goals)
    return {
        "theory": {"as_of": "2026-06-30"},
        "teams": {"service": {"capacity": "40 days/month"}},
        "goals": {f"g{n}": {"due": "2027-12-31", "needs": {f"o{n}": {}}} for n in numbers},
        "outcomes": {f"o{n}": {} for n in numbers},
        "kpis": {f"k{n}": {"measures": f"g{n}", "target": {"value": 80}} for n in numbers},
        "activities": {
            f"w{n}": {
                "team": "service",
                "effort": "3 days",
                "after": [f"w{n - 1}"] if n % 4 else [],
                "advances": {f"o{n}": {"lag": "1 month"}},
            }
            for n in numbers
        },
    }


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [run(company(goals)) for goals in SIZES]


def lines_run(work: Callable[[Run], object], made: Run) -> int:
    lines = 0

    def count(_: FrameType, event: str, __: object) -> Callable[..., Any]:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work(made)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("name", WORK)
def test_work_grows_as_the_theory_does(name: str, runs: list[Run]) -> None:
    work = WORK[name]
    work(runs[0])  # what is made once, such as the catalogue of works
    for made in runs:
        assert made.theory.digest
    small, middle, large = (lines_run(work, made) for made in runs)
    assert middle > small
    assert large - middle < 2.3 * (middle - small)
