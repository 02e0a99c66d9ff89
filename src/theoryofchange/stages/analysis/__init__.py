"""Analyze: which quantities are KPIs, where each stands, and what keeps them dark."""

from __future__ import annotations

from theoryofchange.stages.analysis.darkness import Darkness, GoalLight, KindOfLimit, Obstacle
from theoryofchange.stages.analysis.gaps import GAP_KINDS
from theoryofchange.stages.analysis.kinds import TypeReading
from theoryofchange.stages.analysis.leads import Lead
from theoryofchange.stages.analysis.making import analyze
from theoryofchange.stages.analysis.position import Position
from theoryofchange.stages.analysis.profiles import CORE, PROFILES, Profile
from theoryofchange.stages.analysis.qualification import Qualification, Verdict
from theoryofchange.stages.analysis.result import Analysis
from theoryofchange.stages.analysis.rows import KpiAnalysis, SegmentStanding
from theoryofchange.stages.analysis.scoring import GoalState
from theoryofchange.stages.analysis.standing import Standing
from theoryofchange.stages.analysis.table import COLUMNS

__all__ = [
    "COLUMNS",
    "CORE",
    "GAP_KINDS",
    "PROFILES",
    "Analysis",
    "Darkness",
    "GoalLight",
    "GoalState",
    "KindOfLimit",
    "KpiAnalysis",
    "Lead",
    "Obstacle",
    "Position",
    "Profile",
    "Qualification",
    "SegmentStanding",
    "Standing",
    "TypeReading",
    "Verdict",
    "analyze",
]
