"""The analysis of KPIs as rows of plain values, for frames and for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theoryofchange.measurement.scale import figure_of
from theoryofchange.stages.analysis.rows import KpiAnalysis

COLUMNS: Mapping[str, str] = {
    "id": "The KPI's id.",
    "title": "What people call it.",
    "measures": "The goal or outcome it measures.",
    "goals": "The goals on whose way that lies.",
    "weight": "The share of goal weight that these have together, from 0 to 1.",
    "level": "strategic, tactical or operational.",
    "level_because": "Why.",
    "timing": "leading or lagging.",
    "timing_source": "Whether the timing is declared or drawn from the graph.",
    "timing_because": "Why, and whether the graph disagrees with what is declared.",
    "lead": "Of what is leading: by how much the lags show it, or that they do not.",
    "reading": "KRI, RI, PI or KPI as Parmenter has them: a reading, beside the classification.",
    "reading_because": "What speaks for it, and what keeps it from being key.",
    "classification": "KPI or metric.",
    "criteria_met": "How many criteria are met: derived or attested.",
    "criteria_known": "How many are not unknown.",
    "criteria_total": "How many there are.",
    "criteria_missing": "The keys of those failed or unknown.",
    "criteria_blocking": "Of these, those that keep it from being a KPI.",
    "unit": "The unit of the figures.",
    "direction": "Which way is good, as declared or as the target's bound says.",
    "baseline": "The baseline.",
    "baseline_date": "Its day.",
    "actual": "The latest measured value from the baseline on.",
    "actual_date": "Its day.",
    "target": "The target; empty for a range.",
    "low": "The lower end of a range to be in.",
    "high": "The upper end of a range to be in.",
    "target_date": "The day by which.",
    "target_text": "The target as written.",
    "expected": "What the milestone path expects on the day of the latest value.",
    "progress": (
        "The share of the way from baseline to target, or of the distance outside a range or level "
        "made up; 1 is the target; never clamped."
    ),
    "progress_formula": "How it is computed.",
    "progress_reason": "Why it cannot be.",
    "path_progress": "The same against what the milestone path expects; never clamped.",
    "path_formula": "How it is computed.",
    "path_reason": "Why it cannot be.",
    "status": "One of eight words, from the figures alone.",
    "status_because": "Why.",
    "reported": "The status that somebody reported.",
    "owner": "The role that answers for it.",
    "dark": "Whether something keeps it from being measured.",
    "limits": "The ids of what does.",
    "system": "The system that holds its data.",
    "purpose": "What the data is collected for.",
    "personal_data": "Whether it is about persons.",
    "basis": "The legal basis on which personal data is used.",
}
"""The columns of the frame, and what each holds. Figures are in the unit of the row; those of
confidential KPIs are left out. Several ids in one cell are separated by ``"; "`` in the frame."""


GROUND = ("system", "purpose", "personal_data", "basis")
"""What a KPI's source says of where its data is, and why it may be used."""

NUMBERS = (
    *("weight", "baseline", "actual", "target", "low", "high"),
    *("expected", "progress", "path_progress"),
)
"""The columns that hold numbers; what is absent is NaN."""


def record(row: KpiAnalysis) -> dict[str, Any]:
    """Return what is said of one KPI by the names of :data:`COLUMNS`; ids as lists."""
    kpi, position, qualification, reading = row.kpi, row.position, row.qualification, row.reading
    return {
        "id": kpi.id,
        "title": kpi.title,
        "measures": position.measures,
        "goals": list(position.goals),
        "weight": position.weight,
        "level": position.level,
        "level_because": position.level_because,
        "timing": position.timing,
        "timing_source": position.timing_source,
        "timing_because": position.timing_because,
        "lead": position.lead.because if position.lead else None,
        "reading": reading.type,
        "reading_because": reading.because,
        "classification": qualification.classification,
        "criteria_met": qualification.met,
        "criteria_known": qualification.known,
        "criteria_total": qualification.total,
        "criteria_missing": list(qualification.missing),
        "criteria_blocking": list(qualification.blocking),
        **_figures(row),
        **_progress(row),
        "status": row.status,
        "status_because": row.standing.because,
        "reported": row.reported,
        "owner": kpi.owner,
        "dark": row.dark,
        "limits": list(row.obstacles),
        **{name: getattr(kpi.source, name, None) for name in GROUND},
    }


def _figures(row: KpiAnalysis) -> dict[str, Any]:
    standing, plan = row.standing, row.standing.plan
    target = figure_of(row.kpi.target)
    return {
        "unit": standing.unit,
        "direction": plan.direction,
        "baseline": plan.baseline,
        "baseline_date": plan.baseline_date,
        "actual": standing.actual,
        "actual_date": standing.actual_date,
        "target": plan.target,
        "low": plan.low,
        "high": plan.high,
        "target_date": plan.target_date,
        "target_text": target.text if target is not None and not row.kpi.confidential else None,
        "expected": standing.expected,
    }


def _progress(row: KpiAnalysis) -> dict[str, Any]:
    progress, path = row.standing.progress, row.standing.path
    return {
        "progress": progress.value,
        "progress_formula": progress.formula,
        "progress_reason": progress.reason,
        "path_progress": path.value,
        "path_formula": path.formula,
        "path_reason": path.reason,
    }


def flat(held: Any) -> Any:
    """Return a value as one cell."""
    return "; ".join(held) if isinstance(held, list) else held
