"""The verdict of a run."""

from __future__ import annotations

import pytest

from theoryofchange.reporting.run import Run, run
from theoryofchange.view.blocks import Bars, NextStep, Table


@pytest.fixture(scope="module")
def result() -> Run:
    kpi = {
        "title": "Customers kept",
        "measures": "base",
        "unit": "percent",
        "direction": "increase",
        "baseline": {"value": 71, "date": "2025-01-01"},
        "target": {"value": 80, "date": "2027-12-31"},
        "milestones": [{"value": 74, "date": "2026-06-30"}],
    }
    return run(
        {
            "theory": {"id": "t", "as_of": "2026-01-01"},
            "goals": {"base": {"title": "Keep customers", "due": "2027-12-31"}},
            "kpis": {"kept": kpi},
            "observations": [{"kpi": "kept", "date": "2025-12-31", "value": 72.8}],
        }
    )


def test_a_figure_of_the_verdict_has_its_unit_and_its_kpi_comes_before_it(result):
    (table,) = (block for block in result.view().blocks if isinstance(block, Table))
    (row,) = table.rows
    assert row[:2] == ("Keep customers", "Customers kept")
    assert row[4:6] == ("72.8 %", "80 %")


def test_milestones_have_their_unit(result):
    titles = [each.title for each in result.roadmap.milestones]
    assert "Customers kept: 74 %" in titles


def test_the_verdict_says_what_is_next_and_leaves_how_to_the_roadmap(result):
    def steps(view):
        return [block for block in view.blocks if isinstance(block, NextStep)]

    short, full = steps(result.view()), steps(result.roadmap.view())
    assert [step.text for step in short] == [step.text for step in full]
    assert not any(step.how for step in short)
    assert all(step.how for step in full)


def test_the_scores_are_a_table_with_titles(result):
    (bars,) = (block for block in result.view().blocks if isinstance(block, Bars))
    assert bars.titles == ("Stage", "Score")
