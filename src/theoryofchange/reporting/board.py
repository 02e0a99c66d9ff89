"""Where every KPI stands, a line each, under the goal it leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Status
from theoryofchange.linter.loading import load
from theoryofchange.linter.run import Given
from theoryofchange.measurement.values import Point
from theoryofchange.reporting.day import day_of
from theoryofchange.stages.analysis import Analysis, KpiAnalysis, analyze
from theoryofchange.stages.analysis.page import MOST_KPIS, STATUS_TONES
from theoryofchange.stages.analysis.reading import observations_from
from theoryofchange.stages.figure import figure
from theoryofchange.stages.result import SCHEMA_VERSION, dated_as_text, percent
from theoryofchange.view.blocks import (
    Badge,
    Block,
    Column,
    Heading,
    Headline,
    Meter,
    Note,
    Table,
    View,
)
from theoryofchange.view.measure import counted
from theoryofchange.view.strokes import sparkline
from theoryofchange.view.translation import translated

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "goal": "The goal it is shown under: the first on whose way it measures something.",
        "id": "The KPI's id.",
        "name": "What people call it.",
        "status": "One of eight words, from the figures alone.",
        "because": "Why.",
        "remark": "What must be known beside the status; empty where the word says enough.",
        "progress": "The share of the way from baseline to target; 1 is the target; never clamped.",
        "progress_because": "How it is computed, or why it cannot be.",
        "actual": "The latest value, with its unit; empty where there is none or it is withheld.",
        "actual_date": "Its day.",
        "target": "The target, with its unit; empty where there is none or it is withheld.",
        "target_date": "The day by which.",
        "values": "The values up to the day of looking, in the order of time.",
    }
)
"""The columns of the frame, and what each holds."""

_LONGEST_UNIT = 8
"""A unit of more letters is not repeated behind each figure."""

_SPARK = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where a KPI stands.

    Parameters
    ----------
    id, name
        The KPI.
    status, because
        One of eight words, from the figures alone, and why.
    remark
        What must be known beside the status, in a few words: that it rests on a direction nobody
        declared, or what is missing to place a value; ``None`` where the word says enough.
    progress
        The share of the way from baseline to target, never clamped; ``None`` where there is none.
    progress_because
        How it is computed, or why it cannot be.
    actual, target
        Both figures with their unit; ``None`` where there is none or it is withheld.
    actual_date, target_date
        Their days.
    points
        The measured (date, value) pairs up to the day of looking, none of a confidential KPI.
    """

    id: str
    name: str
    status: Status
    because: str
    remark: str | None
    progress: float | None
    progress_because: str
    actual: str | None
    actual_date: dt.date | None
    target: str | None
    target_date: dt.date | None
    points: tuple[Point, ...]

    @property
    def values(self) -> tuple[float, ...]:
        """The measured values alone."""
        return tuple(value for _, value in self.points)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        held = {name: dated_as_text(value) for name, value in asdict(self).items()}
        return {**held, "points": [[day.isoformat(), value] for day, value in self.points]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The KPIs that are shown under a goal.

    Parameters
    ----------
    goal, name, due
        The goal; ``None`` and a sentence for the KPIs that lead to none.
    lines
        One a KPI, in the order of the theory.
    """

    goal: str | None
    name: str
    due: dt.date | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class StatusBoard:
    """Where every KPI of a theory stands.

    Parameters
    ----------
    title
        The theory.
    as_of, as_of_from
        The day it was looked at, and what names it.
    assumed
        What was assumed because nothing said it, such as the day.
    groups
        The goals, with the KPIs that lead to each; one that leads to several stands under the
        first.
    statuses
        How many KPIs have each status, those not shown among them.
    problems
        What was measured and could not be used or is doubtful, of KPIs that are not shown too.
    hidden
        How many are not shown, since only some statuses were asked for.
    language
        The language of the theory, in which a terminal and a notebook show it.
    """

    title: str
    as_of: dt.date
    as_of_from: str
    assumed: tuple[str, ...]
    groups: tuple[Group, ...]
    statuses: Mapping[Status, int]
    problems: tuple[str, ...] = ()
    hidden: int = 0
    language: str = "en"

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line, in the order of the groups."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def sentence(self) -> str:
        """How many KPIs there are, and how many of each status."""
        told = ", ".join(f"{count:,} {status}" for status, count in self.statuses.items() if count)
        total = counted(sum(self.statuses.values()), "KPI")
        return f"{total} on {self.as_of}{f': {told}' if told else ''}."

    @property
    def left_out(self) -> str:
        """How many KPIs are not shown, in a sentence; empty where all are."""
        return f"Not shown: {counted(self.hidden, 'KPI')} of another status." if self.hidden else ""

    def only(self, statuses: Collection[Status]) -> StatusBoard:
        """Return the board with the KPIs of some statuses alone."""
        groups = tuple(
            replace(group, lines=tuple(line for line in group.lines if line.status in statuses))
            for group in self.groups
        )
        shown = tuple(group for group in groups if group.lines)
        hidden = len(self.lines) - sum(len(group.lines) for group in shown)
        return replace(self, groups=shown, hidden=self.hidden + hidden)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a KPI, with the columns of :data:`COLUMNS`."""
        import pandas as pd

        rows = [
            [group.goal, *(getattr(line, name) for name in list(COLUMNS)[1:])]
            for group in self.groups
            for line in group.lines
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"progress": float})

    def to_dict(self) -> dict[str, Any]:
        """Return the board as plain data, the same for the same input."""
        return {
            "schema_version": SCHEMA_VERSION,
            "theory": self.title,
            "as_of": self.as_of.isoformat(),
            "as_of_from": self.as_of_from,
            "assumed": list(self.assumed),
            "statuses": dict(self.statuses),
            "hidden": self.hidden,
            "problems": list(self.problems),
            "goals": [
                {
                    "id": group.goal,
                    "name": group.name,
                    "due": dated_as_text(group.due),
                    "kpis": [line.to_dict() for line in group.lines],
                }
                for group in self.groups
            ],
        }

    def view(self) -> View:
        """Return the board as blocks."""
        return translated(View(self.title, tuple(self._blocks()), "status"), self.language)

    def _blocks(self) -> Iterator[Block]:
        yield Headline(self.sentence)
        room = MOST_KPIS
        for group in self.groups:
            if room > 0:
                yield Heading(group.name)
                rows = tuple(map(_cells, group.lines[:room]))
                yield Table(_COLUMNS, rows, empty=NO_KPI).sparing("Note")
                room -= len(group.lines)
        if room < 0:
            yield Note(f"… and {counted(-room, 'more KPI')}, which to_frame() has too.")
        yield from (Note(text) for text in (self.left_out, *self.assumed) if text)
        if self.problems:
            count = counted(len(self.problems), "problem")
            yield Note(f"{count} in what was measured, which .problems lists. {self.problems[0]}.")

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())


NO_KPI = "No KPI measures anything on its way."

_COLUMNS = (
    Column("KPI"),
    Column("Values", hint="The last twelve, from the lowest of them to the highest"),
    Column("Progress", hint="The share of the way from baseline to target"),
    Column("Status"),
    Column("Actual", "right"),
    Column("Target", "right"),
    Column("By"),
    Column("Note", hint="What must be known beside the status"),
)


def status(
    given: Given,
    observations: pd.DataFrame | None = None,
    *,
    as_of: dt.date | str | None = None,
) -> StatusBoard:
    """Show where every KPI of a theory stands, a line each.

    Parameters
    ----------
    given
        A theory, the path of one, or a mapping in the form of a theory file.
    observations
        Measured values in place of the theory's own, as for :func:`~theoryofchange.analyze`.
    as_of
        The day it is looked at, as for :func:`~theoryofchange.run`.

    Returns
    -------
    StatusBoard
        The lines, which a notebook draws by itself.

    Raises
    ------
    DeclarationError
        Where the theory has faults that keep it from being used.
    InputError
        Where there is nothing to read.
    ValueError
        Where ``as_of`` is no day, or the frame lacks a column.

    Examples
    --------
    >>> board = status({
    ...     "theory": {"as_of": "2026-09-30"},
    ...     "goals": {"base": {"title": "Keep customers"}},
    ...     "kpis": {"kept": {
    ...         "measures": "base", "unit": "percent", "direction": "increase",
    ...         "baseline": {"value": 71, "date": "2025-12-31"},
    ...         "target": {"value": 80, "date": "2027-12-31"}}},
    ...     "observations": [{"kpi": "kept", "date": "2026-06-30", "value": 73}]})
    >>> (line,) = board.lines
    >>> line.actual, line.target, line.status, round(line.progress, 2)
    ('73 %', '80 %', 'at risk', 0.22)
    """
    theory = given if isinstance(given, TheoryOfChange) else load(given)
    if observations is not None:
        theory = theory.replace(observations=observations_from(observations)[0])
    day = day_of(theory, as_of)
    if theory.as_of != day.date:
        theory = theory.replace(header=replace(theory.header, as_of=day.date))
    analysis = analyze(theory, observations)
    return StatusBoard(
        title=theory.title,
        as_of=day.date,
        as_of_from=day.origin,
        assumed=day.assumed,
        groups=tuple(_groups(theory, analysis, day.date)),
        statuses=analysis.statuses,
        problems=tuple(problem.message for problem in analysis.study.measured.problems),
        language=theory.header.language,
    )


def _groups(
    theory: TheoryOfChange,
    analysis: Analysis,
    day: dt.date,
) -> Iterator[Group]:
    lines: dict[str | None, list[Line]] = {goal: [] for goal in theory.goals}
    measured = analysis.study.measured
    for row in analysis.kpis:
        goal = row.position.goals[0] if row.position.goals else None
        lines.setdefault(goal, []).append(_line(row, measured.series(row.id).points, day))
    for id, held in lines.items():
        node = theory.goals.get(id or "")
        yield Group(
            goal=id,
            name=node.name if node else "Leads to no goal",
            due=node.due if node else None,
            lines=tuple(held),
        )


def _line(row: KpiAnalysis, points: Sequence[Point], day: dt.date) -> Line:
    standing, withheld = row.standing, bool(row.kpi.confidential)
    unit = standing.unit
    short = unit if unit is None or len(unit) <= _LONGEST_UNIT else None
    progress = standing.progress
    return Line(
        id=row.id,
        name=row.name,
        status=row.status,
        because=standing.because,
        remark=standing.remark,
        progress=progress.value,
        progress_because=progress.reason or progress.formula,
        actual=figure(standing.actual, short),
        actual_date=standing.actual_date,
        target=row.target_in(short),
        target_date=standing.plan.target_date,
        points=() if withheld else tuple(point for point in points if point[0] <= day),
    )


def _cells(line: Line) -> tuple[Any, ...]:
    return (
        line.name,
        sparkline(line.values, _SPARK),
        None if line.progress is None else Meter(line.progress, percent(line.progress)),
        Badge(line.status, STATUS_TONES[line.status]),
        line.actual,
        line.target,
        dated_as_text(line.target_date),
        line.remark,
    )
