"""The scheduling engine: tasks over teams with capacity, dependencies, priorities and dates."""

from __future__ import annotations

from theoryofchange.roadmap.doubt import Doubt, DoubtKind, doubts
from theoryofchange.roadmap.horizons import HorizonName, Horizons, horizon
from theoryofchange.roadmap.load import Load
from theoryofchange.roadmap.scheduling import (
    Schedule,
    Scheduled,
    Unscheduled,
    improve,
    schedule,
)
from theoryofchange.roadmap.task import Capacity, PriorityRule, Task, weighted_shortest_job_first

__all__ = [
    "Capacity",
    "Doubt",
    "DoubtKind",
    "HorizonName",
    "Horizons",
    "Load",
    "PriorityRule",
    "Schedule",
    "Scheduled",
    "Task",
    "Unscheduled",
    "doubts",
    "horizon",
    "improve",
    "schedule",
    "weighted_shortest_job_first",
]
