"""The analysis as blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from theoryofchange.kpi import CRITERIA, Ground, Status
from theoryofchange.measurement import Problem
from theoryofchange.measurement.derivation import plain
from theoryofchange.stages.analysis.darkness import Darkness, Obstacle
from theoryofchange.stages.analysis.gaps import GAP_KINDS
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.analysis.scale import figure_of
from theoryofchange.stages.analysis.scoring import ON_PLAN, TELLING, GoalState
from theoryofchange.stages.result import Gap, Part, derivation_table, gap_table, percent
from theoryofchange.view.blocks import (
    Badge,
    Block,
    Cell,
    Column,
    Headline,
    Matrix,
    Meter,
    NextStep,
    Note,
    Table,
    Tone,
    View,
)

MOST_KPIS = 300
MOST_ROWS = 20
"""How many rows a table shows at most; what is left out is stated, and stands in the data."""

STATUS_TONES: Mapping[Status, Tone] = {
    "achieved": "good",
    "on track": "good",
    "at risk": "warn",
    "off track": "bad",
    "deteriorating": "bad",
    "no data": "unknown",
    "no target": "unknown",
    "confidential": "plain",
}


def display(
    rows: Sequence[KpiAnalysis],
    goals: Sequence[GoalState],
    darkness: Darkness,
    problems: Sequence[Problem],
    derivation: Sequence[Part],
    gaps: Sequence[Gap],
) -> View:
    """Return an analysis as blocks.

    Parameters
    ----------
    rows
        What is said of each KPI.
    goals
        What the KPIs on the way to each goal say together.
    darkness
        What keeps KPIs and goals dark.
    problems
        The observations that could not be used.
    derivation, gaps
        The rows of the score and the gaps, the largest first.

    Returns
    -------
    View
        The verdict first, then what to do, the tables, and how the score is made.
    """
    blocks: list[Block] = [_verdict(rows), _standing(rows), *_next_step(darkness, gaps)]
    blocks += [_status_table(rows), *_cut(rows, MOST_KPIS, "KPIs"), _kpi_table(rows[:MOST_KPIS])]
    blocks += [_criteria(rows), _goal_table(goals)] if rows else []
    blocks += _limits(darkness)
    if problems:
        blocks += [*_cut(problems, MOST_ROWS, "problems"), _problem_table(problems[:MOST_ROWS])]
    blocks += [*_cut(gaps, MOST_ROWS, "gaps"), gap_table(gaps[:MOST_ROWS])]
    return View("Analyze", (*blocks, derivation_table(derivation)), "analyze")


def _verdict(rows: Sequence[KpiAnalysis]) -> Headline:
    if not rows:
        return Headline("No KPI is declared: nothing would show whether a goal comes true.")
    qualified = sum(row.qualification.is_kpi is True for row in rows)
    untold = sum(row.qualification.is_kpi is None for row in rows)
    metrics = len(rows) - qualified
    text = f"{qualified} of {len(rows)} listed {_are(qualified, 'a KPI', 'KPIs')}"
    text += f"; {metrics} {_are(metrics, 'a metric', 'metrics')}"
    note = f"{untold} of them for want of facts, not for a failed criterion" if untold else None
    return Headline(
        f"{text}.", value=f"{qualified}/{len(rows)}", note=note, tone="warn" if metrics else "good"
    )


def _are(count: int, one: str, several: str) -> str:
    return f"is {one}" if count == 1 else f"are {several}"


def _standing(rows: Sequence[KpiAnalysis]) -> Headline:
    telling = [row for row in rows if row.status in TELLING]
    on_plan = sum(row.status in ON_PLAN for row in telling)
    if not telling:
        return Headline("Of no KPI can it be told where it stands.", tone="unknown")
    text = f"Achieved or on track: {on_plan} of the {len(telling)} whose status can be told."
    tone: Tone = "good" if on_plan == len(telling) else "warn"
    return Headline(text, value=f"{on_plan}/{len(telling)}", tone=tone)


def _next_step(darkness: Darkness, gaps: Sequence[Gap]) -> Iterator[NextStep]:
    most = darkness.brightest
    if most is not None:
        lit = percent(most.lights)
        why = f"Of all single obstacles it lights most: {_kpis(most.alone)}, {lit} of goal weight."
        yield NextStep(f"Remove what keeps KPIs dark: {most.what}.", why)
    elif gaps:
        yield NextStep(GAP_KINDS[gaps[0].kind], f"The largest gap: {gaps[0].title}.")


def _kpis(ids: Sequence[str]) -> str:
    return "1 KPI" if len(ids) == 1 else f"{len(ids)} KPIs"


def _cut(rows: Sequence[object], most: int, what: str) -> Iterator[Note]:
    if len(rows) > most:
        yield Note(f"The first {most} of {len(rows)} {what} are shown; all are in the data.")


def _status_table(rows: Sequence[KpiAnalysis]) -> Table:
    counts = Counter(row.status for row in rows)
    reported = Counter(row.reported for row in rows if row.reported)
    columns = (
        Column("Status"),
        Column("KPIs", "right", hint="As the figures say"),
        Column("Reported", "right", hint="As somebody reported; it plays no part in the status"),
    )
    shown = tuple(
        (Badge(status, STATUS_TONES[status]), counts[status], reported[status])
        for status in get_args(Status)
    )
    return Table(columns, shown, caption="Where the KPIs stand")


def _kpi_table(rows: Sequence[KpiAnalysis]) -> Table:
    columns = (
        Column("KPI"),
        Column("Status"),
        Column("Progress", hint="The share of the way from baseline to target"),
        Column("On path", hint="The share of what the milestones expect by now"),
        Column("Baseline", "right"),
        Column("Actual", "right"),
        Column("Target", "right"),
        Column("Is", hint="KPI or metric, by the criteria"),
        Column("Criteria met"),
        Column("Level", hint="From what it measures"),
        Column("Timing", hint="A star: drawn from the graph, not declared"),
        Column("Unit"),
        Column("Owner"),
        Column("Reported", hint="As somebody reported, beside the figures"),
        Column("Kept dark by", "right", hint="How many obstacles"),
    )
    return Table(columns, tuple(map(_kpi_row, rows)), caption="KPIs and metrics")


def _kpi_row(row: KpiAnalysis) -> tuple[Cell, ...]:
    standing, kpi, timing = row.standing, row.kpi, row.position.timing
    drawn = row.position.timing_source == "graph"
    qualified = row.qualification.is_kpi
    target = None if kpi.confidential else figure_of(kpi.target)
    return (
        row.name,
        Badge(row.status, STATUS_TONES[row.status]),
        _meter(standing.progress.value),
        _meter(standing.path.value),
        _figure(standing.plan.baseline, standing.unit),
        _figure(standing.actual, standing.unit),
        None if target is None else str(target),
        Badge(row.qualification.classification, "good" if qualified else "plain"),
        row.qualification.counts,
        row.position.level,
        f"{timing} *" if drawn else timing,
        standing.unit,
        kpi.owner,
        Badge(row.reported, STATUS_TONES[row.reported]) if row.reported else None,
        len(row.obstacles) or None,
    )


def _meter(share: float | None) -> Meter:
    return Meter(share, percent(share))


def _figure(value: float | None, unit: str | None) -> str | None:
    """Return a figure; its unit has a column of its own, for it may be many words."""
    if value is None:
        return None
    return f"{plain(value)} %" if unit == "percent" else plain(value)


def _criteria(rows: Sequence[KpiAnalysis]) -> Matrix:
    grounds = get_args(Ground)
    counts = Counter((v.criterion, v.ground) for row in rows for v in row.qualification.verdicts)
    return Matrix(
        tuple(criterion.question for criterion in CRITERIA),
        grounds,
        tuple(
            tuple(float(counts[criterion.key, ground]) for ground in grounds)
            for criterion in CRITERIA
        ),
        caption="How many meet each criterion, and on which ground",
        format=".0f",
    )


def _goal_table(goals: Sequence[GoalState]) -> Table:
    columns = (
        Column("Goal"),
        Column("Weight", "right"),
        Column("KPIs", "right", hint="Its own and those of all on the way to it"),
        Column("Qualified", hint="Criteria met"),
        Column("Known", hint="KPIs whose status can be told"),
        Column("On plan", hint="Of these, achieved or on track"),
        Column("Light", hint="KPIs that nothing keeps dark"),
    )
    rows = tuple(
        (
            goal.name,
            percent(goal.share),
            goal.kpis,
            _meter(goal.qualified),
            _meter(goal.known),
            _meter(goal.on_plan),
            _meter(goal.light),
        )
        for goal in goals
    )
    return Table(columns, rows, caption="What can be seen of each goal")


def _limits(darkness: Darkness) -> Iterator[Block]:
    if not darkness.obstacles:
        yield Note("No limit is named and no source is unavailable: nothing is known to be dark.")
        return
    columns = (
        Column("Kind"),
        Column("Obstacles", "right"),
        Column("KPIs dark", "right"),
        Column("Goals touched", "right"),
        Column("Goal weight dark", "right", hint="By the share of each goal's KPIs"),
        Column("Lit without", "right", hint="When all of this kind, and only these, are removed"),
    )
    kinds = tuple(
        (
            kind.kind or "kind not said",
            len(kind.obstacles),
            len(kind.kpis),
            len(kind.goals),
            percent(kind.darkens),
            percent(kind.lights),
        )
        for kind in darkness.kinds
    )
    yield Table(columns, kinds, caption="People, process, technology: what keeps KPIs dark")
    yield from _cut(darkness.obstacles, MOST_ROWS, "obstacles")
    yield _obstacle_table(darkness.obstacles[:MOST_ROWS])


def _obstacle_table(obstacles: Sequence[Obstacle]) -> Table:
    columns = (
        Column("What keeps KPIs dark"),
        Column("Kind"),
        Column("KPIs"),
        Column("Goals"),
        Column("Goal weight dark", "right"),
        Column("Lit without", "right", hint="When it alone is removed"),
    )
    rows = tuple(
        (
            each.what,
            ", ".join(each.kinds) or None,
            _listed(each.kpis),
            _listed(each.goals),
            percent(each.darkens),
            percent(each.lights),
        )
        for each in obstacles
    )
    return Table(columns, rows, caption="What each keeps dark; what lights most first")


def _listed(ids: Sequence[str], most: int = 5) -> str | None:
    if len(ids) <= most:
        return ", ".join(ids) or None
    return f"{', '.join(ids[:most])} and {len(ids) - most} more"


def _problem_table(problems: Sequence[Problem]) -> Table:
    rows = tuple((problem.kpi, problem.message) for problem in problems)
    return Table((Column("KPI"), Column("Problem")), rows, caption="What could not be used")
