"""What the measured values say: progress, status, rank and the latest value of each KPI.

Every function works on plain numbers and dates, returns frozen records that carry their own
derivation, and answers "cannot tell" with a reason instead of a guess.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from theoryofchange.measurement.band import (
        Band,
        band_path_progress,
        maintain_progress,
        range_progress,
    )
    from theoryofchange.measurement.benchmark import OutsideFigure, newest
    from theoryofchange.measurement.deadline import Deadline, date_progress, judge_deadline
    from theoryofchange.measurement.pace import compound_progress, growth_progress
    from theoryofchange.measurement.plan import Plan
    from theoryofchange.measurement.progress import (
        PathProgress,
        Progress,
        linear_progress,
        path_progress,
        rank_progress,
        ratio_progress,
    )
    from theoryofchange.measurement.ranking import (
        Ranking,
        Requirement,
        rank_of,
        required_for_rank,
    )
    from theoryofchange.measurement.status import AT_RISK_SHARE, StatusVerdict, judge
    from theoryofchange.measurement.values import Latest, Problem, latest, segments, series

__all__ = [
    "AT_RISK_SHARE",
    "Band",
    "Deadline",
    "Latest",
    "OutsideFigure",
    "PathProgress",
    "Plan",
    "Problem",
    "Progress",
    "Ranking",
    "Requirement",
    "StatusVerdict",
    "band_path_progress",
    "compound_progress",
    "date_progress",
    "growth_progress",
    "judge",
    "judge_deadline",
    "latest",
    "linear_progress",
    "maintain_progress",
    "newest",
    "path_progress",
    "range_progress",
    "rank_of",
    "rank_progress",
    "ratio_progress",
    "required_for_rank",
    "segments",
    "series",
]

_HOMES = {
    "band": (
        "Band",
        "band_path_progress",
        "maintain_progress",
        "range_progress",
    ),
    "benchmark": (
        "OutsideFigure",
        "newest",
    ),
    "deadline": (
        "Deadline",
        "date_progress",
        "judge_deadline",
    ),
    "pace": (
        "compound_progress",
        "growth_progress",
    ),
    "plan": ("Plan",),
    "progress": (
        "PathProgress",
        "Progress",
        "linear_progress",
        "path_progress",
        "rank_progress",
        "ratio_progress",
    ),
    "ranking": (
        "Ranking",
        "Requirement",
        "rank_of",
        "required_for_rank",
    ),
    "status": (
        "AT_RISK_SHARE",
        "StatusVerdict",
        "judge",
    ),
    "values": (
        "Latest",
        "Problem",
        "latest",
        "segments",
        "series",
    ),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a name from its file when it is first asked for: a check needs few of them."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
