"""Analyze: which quantities are KPIs, where each stands, and what keeps them dark."""

from __future__ import annotations

from theoryofchange.stages.analysis.darkness import Darkness, GoalLight, KindOfLimit, Obstacle
from theoryofchange.stages.analysis.gaps import GAP_KINDS
from theoryofchange.stages.analysis.making import analyze
from theoryofchange.stages.analysis.position import Position
from theoryofchange.stages.analysis.qualification import CORE, Qualification, Verdict
from theoryofchange.stages.analysis.result import Analysis
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.analysis.scoring import GoalState
from theoryofchange.stages.analysis.standing import Standing
from theoryofchange.stages.analysis.table import COLUMNS

__all__ = [
    "COLUMNS",
    "CORE",
    "GAP_KINDS",
    "Analysis",
    "Darkness",
    "GoalLight",
    "GoalState",
    "KindOfLimit",
    "KpiAnalysis",
    "Obstacle",
    "Position",
    "Qualification",
    "Standing",
    "Verdict",
    "analyze",
]
