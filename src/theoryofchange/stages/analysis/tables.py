"""What is said of KPIs in several rows each: what they lack, their segments, targets by date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from theoryofchange.kpi.criteria import CRITERIA
from theoryofchange.stages.analysis.gaps import GAP_KINDS
from theoryofchange.stages.analysis.profiles import Profile
from theoryofchange.stages.analysis.rows import KpiAnalysis

if TYPE_CHECKING:
    import pandas as pd

MISSING: Mapping[str, str] = {
    "kpi": "The KPI's id.",
    "title": "What people call it.",
    "criterion": "The key of a criterion that is not met.",
    "question": "What it asks.",
    "ground": "failed or unknown.",
    "because": "Why.",
    "remedy": "What would meet it.",
    "blocks": (
        "Whether it keeps the metric from being a KPI: what is failed does, and what is unknown "
        "where the profile has it in its core."
    ),
    "weight": "The share of goal weight that hangs on the KPI, from 0 to 1.",
    "shortfall": "The share of the profile that the criterion is, from 0 to 1.",
    "priority": "Weight times shortfall.",
}
"""The columns of what is missing to qualify. The highest priority comes first; of equal ones what
blocks, then what is failed, then in the order of the theory."""

SEGMENTS: Mapping[str, str] = {
    "kpi": "The KPI's id.",
    "segment": "The segment.",
    "unit": "The unit of the figures.",
    "actual": "The latest value in the segment, from the baseline's day on.",
    "actual_date": "Its day.",
    "baseline": "Where it started.",
    "baseline_from": "segment: its own value on the baseline's day. whole: the declared baseline.",
    "target": "The target of the whole.",
    "progress": "The share of the way between them; never clamped.",
    "progress_formula": "How it is computed.",
    "progress_reason": "Why it cannot be.",
    "status": "One of eight words, by the target of the whole.",
    "status_because": "Why.",
}
"""The columns of segments. The whole is never made up from them."""

TARGETS: Mapping[str, str] = {
    "kpi": "The KPI's id.",
    "date": "The day by which.",
    "target": "The value that is to be had by then.",
    "actual": "The latest value up to that day; empty where it is not due yet.",
    "actual_date": "Its day.",
    "progress": "The share of the way from the baseline to this target; never clamped.",
    "progress_formula": "How it is computed.",
    "progress_reason": "Why it cannot be.",
    "met": "Whether it was met; empty where it is not due yet or nothing was measured.",
    "because": "Why.",
}
"""The columns of several targets by date."""

_QUESTIONS = {criterion.key: criterion.question for criterion in CRITERIA}


def missing_rows(rows: Iterable[KpiAnalysis], profile: Profile) -> list[dict[str, Any]]:
    """Return what keeps metrics from being KPIs, what matters most first.

    Parameters
    ----------
    rows
        What is said of each KPI.
    profile
        Which criteria are asked.

    Returns
    -------
    list of dict
        The columns of :data:`MISSING`.
    """
    found = [lack for row in rows for lack in _lacks(row, profile)]
    return sorted(
        found, key=lambda lack: (-lack["priority"], not lack["blocks"], lack["ground"] != "failed")
    )


def _lacks(row: KpiAnalysis, profile: Profile) -> Iterator[dict[str, Any]]:
    weight = row.position.weight
    for verdict in row.qualification.verdicts:
        if verdict.met:
            continue
        shortfall = profile.share(verdict.criterion)
        yield {
            "kpi": row.id,
            "title": row.kpi.title,
            "criterion": verdict.criterion,
            "question": _QUESTIONS[verdict.criterion],
            "ground": verdict.ground,
            "because": verdict.because,
            "remedy": GAP_KINDS[f"criterion-{verdict.criterion}"],
            "blocks": verdict.criterion in row.qualification.blocking,
            "weight": weight,
            "shortfall": shortfall,
            "priority": weight * shortfall,
        }


def segment_rows(row: KpiAnalysis) -> Iterator[dict[str, Any]]:
    """Yield where a KPI stands in each segment: the columns of :data:`SEGMENTS`."""
    for part in row.segments:
        standing = part.standing
        yield {
            "kpi": row.id,
            "segment": part.segment,
            "unit": standing.unit,
            "actual": standing.actual,
            "actual_date": standing.actual_date,
            "baseline": standing.plan.baseline,
            "baseline_from": part.baseline_from,
            "target": standing.plan.target,
            "progress": standing.progress.value,
            "progress_formula": standing.progress.formula,
            "progress_reason": standing.progress.reason,
            "status": standing.status,
            "status_because": f"{standing.because}; from the baseline of the {part.baseline_from}",
        }


def target_rows(row: KpiAnalysis) -> Iterator[dict[str, Any]]:
    """Yield each of a KPI's targets by date: the columns of :data:`TARGETS`."""
    for each in row.standing.interim:
        yield {
            "kpi": row.id,
            "date": each.date,
            "target": each.value,
            "actual": each.actual,
            "actual_date": each.actual_date,
            "progress": each.progress.value,
            "progress_formula": each.progress.formula,
            "progress_reason": each.progress.reason,
            "met": each.met,
            "because": each.because,
        }


def framed(
    rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str], numbers: Sequence[str]
) -> pd.DataFrame:
    """Return rows as a frame; the columns that hold numbers have ``nan`` where one is absent."""
    import pandas as pd

    held = [[row[name] for name in columns] for row in rows]
    frame = pd.DataFrame(held, columns=list(columns))
    return frame.astype(dict.fromkeys(numbers, float))
