"""The gaps that the analysis finds, and what closes each kind of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from theoryofchange.kpi import CRITERIA, Status
from theoryofchange.stages.analysis.darkness import Darkness, Obstacle
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.result import Gap, gap_id, largest_first

GAP_KINDS: Mapping[str, str] = {
    "criterion-on_path": "Attach it to a goal or to an outcome on the way to one, or drop it.",
    "criterion-owned": "Name the role that answers for it.",
    "criterion-defined": "Write its definition, formula and unit.",
    "criterion-directed": "Say which way is good.",
    "criterion-baselined": "Measure a baseline and write its date.",
    "criterion-targeted": "Set a target with a date, and say who set it or why.",
    "criterion-timely": "Measure it at least as often as it is decided on.",
    "criterion-actionable": "Name the decision that it triggers.",
    "criterion-movable": "Plan an activity that advances what it measures.",
    "criterion-sourced": "Find the system that holds its data, and make the data available.",
    "criterion-understood": "Ask its audience whether they understand it, and attest the answer.",
    "criterion-comparable": "Give its definition a version, and keep to it.",
    "criterion-guarded": "Pair it with the KPI that would show that it was gamed.",
    "criterion-reviewed": "Set the day by which it is reviewed, and review it.",
    "criterion-few": "Keep the few KPIs that decide, and drop or merge the others.",
    "limit": "Remove what keeps the KPIs from being measured.",
    "unavailable-source": "Make the data of the system available.",
    "off-track": "Change the plan or what is done about it: at this pace the target is missed.",
    "at-risk": "Find what holds it back, and speed it up.",
    "deteriorating": "Stop the fall first: it is worse than where it started.",
    "no-data": "Measure it.",
}
"""Each kind of gap, and what closes it.

``criterion-…`` is about a KPI that is not shown to meet a criterion; ``limit`` and
``unavailable-source`` are about what keeps KPIs dark, by the id of the obstacle; the others are
about the status of a KPI."""
