"""What :func:`~theoryofchange.forecast` returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from theoryofchange.measurement.forecasting.bounds import Curve
from theoryofchange.measurement.forecasting.calibration import Calibration
from theoryofchange.measurement.forecasting.chance import PATHS
from theoryofchange.measurement.values import Point
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.stages.forecasting.page import page_of, view_of
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import SCHEMA_VERSION
from theoryofchange.view.blocks import View

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Mapping[str, str] = {
    "id": "The KPI's id.",
    "name": "What people call it.",
    "target": "What is to be met, in words; empty where nothing is, or it is withheld.",
    "target_date": "The day by which.",
    "p_at": "P(at): the share of drawn paths that meet the target on its day, from 0 to 1.",
    "p_by": "P(by): the share that meet it at some value up to that day; never less than P(at).",
    "value": "The middle of what the target's day may bring, in the KPI's unit.",
    "low_80": "The lower end of the 80 % interval of that day.",
    "high_80": "Its upper end.",
    "low_95": "The lower end of the 95 % interval.",
    "high_95": "Its upper end.",
    "unit": "The unit of these figures.",
    "method": "What was fitted.",
    "scale": "The scale it was fitted on: as measured, log or logit.",
    "points": "How many values it rests on: those since the last gap.",
    "needed": "How many are needed; empty where that cannot be told.",
    "cadence": "In which rhythm they come: year, quarter, month, week, day and the like.",
    "steps": "How many periods the target's day lies ahead of the last value.",
    "folds": "From how many days of the past it was tested.",
    "coverage_before": "The share of what came that the 80 % intervals held as they were.",
    "coverage_after": "The same after calibration, each fold by what the others said.",
    "factor": "By what the intervals were widened.",
    "reason": "Why there is no probability; empty where there is one.",
    "notes": "What a reader should know beside it.",
}
"""The columns of the frame, one row a KPI, and what each holds."""

PERIOD_COLUMNS: Mapping[str, str] = {
    "id": "The KPI's id.",
    "date": "The day on which a value is due.",
    "value": "The middle of what it may be, in the KPI's unit.",
    "low_80": "The lower end of the 80 % interval.",
    "high_80": "Its upper end.",
    "low_95": "The lower end of the 95 % interval.",
    "high_95": "Its upper end.",
}
"""The columns of the frame of periods, one row a KPI and period, and what each holds."""

_FIGURES = ("value", "low_80", "high_80", "low_95", "high_95")
_NUMBERS = ("p_at", "p_by", *_FIGURES, "coverage_before", "coverage_after", "factor")
_COUNTS = ("points", "needed", "steps", "folds")


@dataclass(frozen=True, kw_only=True)
class Period:
    """What the next values may be, on one day.

    Parameters
    ----------
    date
        The day on which a value is due.
    value
        The middle: as likely more as less, in the KPI's unit.
    low_80, high_80
        The ends of the central interval that is to hold 80 % of cases.
    low_95, high_95
        The ends of that for 95 %.
    """

    date: dt.date
    value: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        figures = {name: getattr(self, name) for name in _FIGURES}
        return {"date": self.date.isoformat(), **figures}


@dataclass(frozen=True, kw_only=True)
class Chance:
    """How likely a target or a milestone is met.

    Parameters
    ----------
    kind
        ``target`` or ``milestone``.
    date
        The day by which.
    goal
        What is to be met, in words.
    steps
        How many values are due until then.
    at
        P(at): the share of drawn paths that meet it with the last value due by its day.
    by
        P(by): the share that do so with the latest value known or any after it up to that day;
        never less than P(at).
    """

    kind: Literal["target", "milestone"]
    date: dt.date
    goal: str
    steps: int
    at: float
    by: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "kind": self.kind,
            "date": self.date.isoformat(),
            "goal": self.goal,
            "steps": self.steps,
            "p_at": self.at,
            "p_by": self.by,
        }


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Whether a KPI will meet its target by its date, or why that cannot be told.

    Parameters
    ----------
    id, name, unit
        The KPI, and the unit of the figures.
    target, target_date
        What is to be met, in words, and by when; ``None`` where there is none or it is withheld.
    goal
        The lower and the upper end of where its value is to lie; ``None`` where that is open.
    points
        The (date, value) pairs it rests on: up to the day of looking, since the last gap.
    needed
        How many are needed; ``None`` where it does not come to that.
    cadence
        The rhythm they come in; ``None`` where there are fewer than two.
    method
        What was fitted; ``None`` where nothing was.
    scale
        The scale it was fitted on.
    season
        After how many periods a season that was looked for comes back; 1 where none was.
    periods
        What each value up to the target's date may be.
    chances
        How likely each milestone and the target are met, the target last; without a target where
        the reason says why.
    calibration
        How far off past forecasts were; ``None`` where there are none.
    notes
        What a reader should know beside it.
    reason
        Why there is no probability; ``None`` where there is one.
    """

    id: str
    name: str
    unit: str | None
    target: str | None = None
    target_date: dt.date | None = None
    goal: tuple[float | None, float | None] = (None, None)
    points: tuple[Point, ...] = field(default=(), repr=False)
    needed: int | None = None
    cadence: str | None = None
    method: str | None = None
    scale: Curve | None = None
    season: int = 1
    periods: tuple[Period, ...] = field(default=(), repr=False)
    chances: tuple[Chance, ...] = ()
    calibration: Calibration | None = None
    notes: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def p_at(self) -> float | None:
        """P(at): how likely the value at the target's date meets it; ``None`` where untold."""
        return None if self.reason else self.chances[-1].at

    @property
    def p_by(self) -> float | None:
        """P(by): how likely it is met at some time up to that date; ``None`` where untold."""
        return None if self.reason else self.chances[-1].by

    @property
    def at_target(self) -> Period | None:
        """What the value at the target's date may be."""
        return self.periods[-1] if self.periods else None

    def view(self) -> View:
        """Return how likely it is, the drawing of what is to come, and how that is known."""
        return view_of(self)

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())

    def to_row(self) -> dict[str, Any]:
        """Return it as a row of the frame."""
        end, tested = self.at_target, self.calibration
        return {
            "id": self.id,
            "name": self.name,
            "target": self.target,
            "target_date": self.target_date,
            "p_at": self.p_at,
            "p_by": self.p_by,
            **{name: getattr(end, name) if end else None for name in _FIGURES},
            "unit": self.unit,
            "method": self.method,
            "scale": self.scale,
            "points": len(self.points),
            "needed": self.needed,
            "cadence": self.cadence,
            "steps": len(self.periods) or None,
            "folds": tested.folds if tested else None,
            "coverage_before": tested.before if tested else None,
            "coverage_after": tested.after if tested else None,
            "factor": tested.factor if tested else None,
            "reason": self.reason,
            "notes": "; ".join(self.notes),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "unit": self.unit,
            "target": self.target,
            "target_date": self.target_date.isoformat() if self.target_date else None,
            "p_at": self.p_at,
            "p_by": self.p_by,
            "reason": self.reason,
            "points": len(self.points),
            "needed": self.needed,
            "data_window": [day.isoformat() for day, _ in (self.points[:1] + self.points[-1:])],
            "cadence": self.cadence,
            "season": self.season,
            "method": self.method,
            "scale": self.scale,
            "calibration": self.calibration.to_dict() if self.calibration else None,
            "chances": [each.to_dict() for each in self.chances],
            "periods": [each.to_dict() for each in self.periods],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, kw_only=True)
class Forecasts:
    """What the figures so far say of every target's date.

    Parameters
    ----------
    title
        The theory.
    as_of, as_of_from
        The day it was looked at, and what names it; ``None`` where nothing does.
    method
        The forecaster.
    kpis
        One a KPI, in the order of the theory.
    problems
        What was measured and could not be used, in words.
    provenance
        The theory, the data, the seed and the version it was made from.
    """

    title: str
    as_of: dt.date | None
    as_of_from: str | None
    method: str
    kpis: tuple[Forecast, ...] = field(repr=False)
    problems: tuple[str, ...] = field(repr=False)
    provenance: Provenance = field(repr=False)

    def kpi(self, id: str) -> Forecast:
        """Return the forecast of a KPI.

        Raises
        ------
        KeyError
            Where there is no such KPI.
        """
        for each in self.kpis:
            if each.id == id:
                return each
        tip = did_you_mean(id, [each.id for each in self.kpis], "")
        raise KeyError(f"there is no KPI {id!r}. {tip}".strip())

    @property
    def told(self) -> tuple[Forecast, ...]:
        """The forecasts that have a probability."""
        return tuple(each for each in self.kpis if each.reason is None)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a KPI.

        Returns
        -------
        pandas.DataFrame
            The columns of :data:`COLUMNS`, which says what each holds.
        """
        import pandas as pd

        rows = [list(each.to_row().values()) for each in self.kpis]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        kinds = {**dict.fromkeys(_NUMBERS, "float64"), **dict.fromkeys(_COUNTS, "Int64")}
        return frame.astype(kinds)

    def periods_frame(self) -> pd.DataFrame:
        """Return one row a KPI and period up to its target's date.

        Returns
        -------
        pandas.DataFrame
            The columns of :data:`PERIOD_COLUMNS`.
        """
        import pandas as pd

        rows = [
            [each.id, period.date, *(getattr(period, name) for name in _FIGURES)]
            for each in self.kpis
            for period in each.periods
        ]
        frame = pd.DataFrame(rows, columns=list(PERIOD_COLUMNS))
        return frame.astype(dict.fromkeys(_FIGURES, "float64"))

    def to_dict(self) -> dict[str, Any]:
        """Return the whole result as plain data, the same for the same input."""
        return dict(self.parts())

    def parts(self) -> Iterator[tuple[str, Any]]:
        """Yield the keys of the plain data, and what each holds."""
        yield "schema_version", SCHEMA_VERSION
        yield "theory", self.title
        yield "as_of", self.as_of.isoformat() if self.as_of else None
        yield "as_of_from", self.as_of_from
        yield "method", self.method
        yield "paths", PATHS
        yield "kpis", [each.to_dict() for each in self.kpis]
        yield "problems", list(self.problems)
        yield "provenance", self.provenance.to_dict()

    def view(self) -> View:
        """Return how likely each target is met, how that is known, and of what it is not."""
        return page_of(self)

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())
