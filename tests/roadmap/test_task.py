from __future__ import annotations

import math

import pytest

from theoryofchange.roadmap import Task, weighted_shortest_job_first


@pytest.mark.parametrize("effort", [None, 0, -1, math.nan])
def test_without_a_duration_the_ratio_cannot_be_told(effort):
    task = Task(id="a", title="A", effort_days=effort, priority=3)
    assert weighted_shortest_job_first(task) is None


def test_the_ratio_is_priority_per_person_day():
    assert weighted_shortest_job_first(Task(id="a", title="A", effort_days=8, priority=2)) == 0.25
