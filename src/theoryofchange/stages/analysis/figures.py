"""The figures of the KPIs of an analysis, in columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from theoryofchange.measurement.many.plans import NO_DAY, ordinal_of
from theoryofchange.measurement.many.telling import STATUSES, tell
from theoryofchange.stages.analysis.columns import Columns

if TYPE_CHECKING:
    from theoryofchange.stages.analysis.standing import Standing
    from theoryofchange.stages.analysis.study import Study

FIGURES: Mapping[str, str] = {
    "id": "The KPI's id.",
    "baseline": "The baseline.",
    "actual": "The latest measured value from the baseline on.",
    "actual_date": "Its day.",
    "target": "The target; empty for a range.",
    "expected": "What the milestone path expects on that day.",
    "progress": "The share of the way to the target; never clamped.",
    "path_progress": "The same against what the path expects.",
    "status": "One of eight words.",
}
"""The columns, and what each holds; each is that of
:data:`~theoryofchange.stages.analysis.table.COLUMNS` with the same name."""

_NUMBERS = ("baseline", "actual", "target", "expected", "progress", "path_progress")
_EPOCH = dt.date(1970, 1, 1).toordinal()


def figures_of(study: Study) -> pd.DataFrame:
    """Return the figures of each KPI, one a row.

    Parameters
    ----------
    study
        The analysis in the making.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`FIGURES`.
    """
    columns = _in_columns(study) if study.measured.in_columns else _one_by_one(study)
    days = columns["actual_date"]
    dated = np.where(days == NO_DAY, np.datetime64("NaT"), (days - _EPOCH).astype("M8[D]"))
    status = pd.Categorical.from_codes(columns["status"], categories=pd.Index(STATUSES))
    told = {**columns, "actual_date": dated.astype("M8[s]"), "status": status}
    return pd.DataFrame(
        {"id": list(study.theory.kpis), **{n: told[n] for n in FIGURES if n != "id"}}
    )


def _one_by_one(study: Study) -> dict[str, Any]:
    standings = [study.standing(id) for id in study.theory.kpis]
    columns = _empty(len(standings))
    for place, standing in enumerate(standings):
        _put(columns, place, standing)
    return columns


def _in_columns(study: Study) -> dict[str, Any]:
    """Judge all that is plain in columns, and the others one by one."""
    measured, as_of = cast(Columns, study.measured), ordinal_of(study.as_of)
    drafts = measured.drafts
    plans = drafts.plans
    actual, day, unclear = measured.latest(as_of)
    since = (day != NO_DAY) & (day >= plans.start)
    actual, day = np.where(since, actual, np.nan), np.where(since, day, NO_DAY)
    told = tell(plans, actual, day, as_of)
    columns = {
        "baseline": plans.baseline.copy(),
        "actual": actual,
        "actual_date": day,
        "target": plans.target.copy(),
        "expected": told.expected,
        "progress": told.progress,
        "path_progress": told.path_progress,
        "status": told.status,
    }
    ids = tuple(study.theory.kpis)
    for place in np.flatnonzero(drafts.odd | unclear).tolist():
        _put(columns, place, study.standing(ids[place]))
    return columns


def _empty(count: int) -> dict[str, Any]:
    return {
        **{name: np.full(count, np.nan) for name in _NUMBERS},
        "actual_date": np.full(count, NO_DAY, np.int64),
        "status": np.zeros(count, np.int8),
    }


def _put(columns: Mapping[str, Any], place: int, standing: Standing) -> None:
    figures = {
        "baseline": standing.plan.baseline,
        "actual": standing.actual,
        "target": standing.plan.target,
        "expected": standing.expected,
        "progress": standing.progress.value,
        "path_progress": standing.path.value,
    }
    for name, value in figures.items():
        columns[name][place] = np.nan if value is None else value
    columns["actual_date"][place] = ordinal_of(standing.actual_date)
    columns["status"][place] = STATUSES.index(standing.status)
