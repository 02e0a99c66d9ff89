"""What the measured values say: progress, status, rank and the latest value of each KPI.

Every function works on plain numbers and dates, returns frozen records that carry their own
derivation, and answers "cannot tell" with a reason instead of a guess.
"""

from __future__ import annotations

from theoryofchange.measurement.benchmark import Figure, newest
from theoryofchange.measurement.pace import compound_progress, growth_progress
from theoryofchange.measurement.plan import Plan
from theoryofchange.measurement.progress import (
    PathProgress,
    Progress,
    linear_progress,
    maintain_progress,
    path_progress,
    range_progress,
    rank_progress,
)
from theoryofchange.measurement.ranking import (
    Ranking,
    Requirement,
    rank_of,
    required_for_rank,
)
from theoryofchange.measurement.status import (
    AT_RISK_SHARE,
    StatusVerdict,
    judge,
)
from theoryofchange.measurement.values import Latest, Problem, latest, series

__all__ = [
    "AT_RISK_SHARE",
    "Figure",
    "Latest",
    "PathProgress",
    "Plan",
    "Problem",
    "Progress",
    "Ranking",
    "Requirement",
    "StatusVerdict",
    "compound_progress",
    "growth_progress",
    "judge",
    "latest",
    "linear_progress",
    "maintain_progress",
    "newest",
    "path_progress",
    "range_progress",
    "rank_of",
    "rank_progress",
    "required_for_rank",
    "series",
]
