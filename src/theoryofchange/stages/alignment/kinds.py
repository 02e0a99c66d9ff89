"""The kinds of gap that alignment finds, and what closes each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GAP_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "goal-without-needs": "Name the outcomes that the goal needs.",
        "goal-without-owner": "Name the role that answers for the goal.",
        "goal-without-kpi": "Define a KPI that measures the goal.",
        "goal-without-activity": "Plan an activity that advances what the goal needs.",
        "only-lagging-kpis": "Define a leading KPI on the way to the goal.",
        "outcome-without-cause": "Plan an activity that advances it, or name what it needs.",
        "outcome-without-kpi": "Define a KPI that measures the outcome.",
        "kpi-without-owner": "Name the role that answers for the KPI.",
        "kpi-without-decision": "Say what is decided by the KPI.",
        "activity-without-team": "Name the team that does the activity.",
        "link-without-evidence": "Find out whether the links into the goal or outcome hold.",
        "agreement-open": "Go through the links with the team and record what it agrees to.",
        "goal-conflict": "Decide between the goals, or change the activity so that it hurts none.",
        "activity-hurts-goal": "Stop the activity, or change it so that it hurts no goal.",
        "ambiguous-sign": "Measure both paths, or change what starts the one that hurts.",
        "lag-past-due": "Start sooner, find a quicker way to the goal, or move its date.",
        "time-unknown": "State the goal's date, the theory's date and the lags of the links.",
        "outcome-reaches-no-goal": "Say which goal or outcome needs the outcome, or drop it.",
        "activity-reaches-no-goal": "Say which outcome the activity advances, or stop it.",
        "kpi-measures-nothing": "Say which goal or outcome the KPI measures, or drop it.",
        "causal-cycle": "Break the circle: drop the link that matters least.",
    }
)
"""For each kind of gap what closes it.

The subject of ``link-without-evidence`` is the goal or outcome that the links lead to, of
``agreement-open`` the team, of ``goal-conflict`` the activity, of ``ambiguous-sign`` the outcome or
activity at which the paths part, of ``causal-cycle`` the first on the circle; of the others what
their name begins with, and the goal where it begins with none.
"""
