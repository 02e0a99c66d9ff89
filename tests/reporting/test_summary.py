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


@pytest.mark.parametrize(
    ("direction", "target", "tolerance", "shown"),
    [
        ("maintain", 4.2, 0.1, "4.2 EUR ± 0.1"),
        ("range", 4.2, 0.1, "4.2 EUR ± 0.1"),
        ("maintain", 4.2, None, "4.2 EUR"),
        ("maintain", "at most 4.2", 0.1, "≤ 4.2 EUR"),
        ("decrease", 4.2, 0.1, "4.2 EUR"),  # it must be reached: the tolerance is of the path
        ("range", "4 to 5", 0.1, "4 to 5 EUR"),
    ],
)
def test_a_target_shows_the_tolerance_that_makes_the_verdict(direction, target, tolerance, shown):
    kpi = {"measures": "base", "unit": "EUR", "direction": direction, "tolerance": tolerance}
    kpi |= {
        "baseline": {"value": 4.3, "date": "2025-01-01"},
        "target": {"value": target, "date": "2027-12-31"},
    }
    made = run(
        {
            "theory": {"id": "t", "as_of": "2026-01-01"},
            "goals": {"base": {"due": "2027-12-31"}},
            "kpis": {"cost": kpi},
            "observations": [{"kpi": "cost", "date": "2025-12-31", "value": 4.27}],
        }
    )
    (table,) = (block for block in made.view().blocks if isinstance(block, Table))
    assert table.rows[0][5] == shown
    cells = [cell for block in made.analysis.view().blocks for cell in _cells(block)]
    assert shown in cells


def _cells(block: object) -> list[object]:
    return [cell for row in block.rows for cell in row] if isinstance(block, Table) else []
