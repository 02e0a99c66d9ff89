"""The kinds of gap that a roadmap has, and what closes each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GAP_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "recommendation-unscheduled": "Give it what it lacks: an effort, a team with capacity.",
        "recommendation-too-late": "Start sooner, add capacity, or move the goal's date.",
        "activity-unscheduled": "Give it what it lacks: an effort, a team with capacity.",
        "activity-late": "Start sooner, add capacity, or move the activity's date.",
        "activity-too-late": "Start sooner, find a quicker way to the goal, or move its date.",
    }
)
"""For each kind of gap what closes it.

``activity-late`` finishes after its own date; ``activity-too-late`` so late that its effect, even
on the path of the shortest lags, arrives after the date of a goal; ``recommendation-too-late``
after the last date of the goals it is for.
"""
