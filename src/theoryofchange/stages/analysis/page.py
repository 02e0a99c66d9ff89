"""The analysis as blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from theoryofchange.kpi import Status
from theoryofchange.kpi.criteria import CRITERIA, Ground
from theoryofchange.measurement import Problem
from theoryofchange.stages.analysis.darkness import Darkness, Obstacle
from theoryofchange.stages.analysis.gaps import GAP_KINDS
from theoryofchange.stages.analysis.listing import (
    ground_tables,
    idle_tables,
    lighting_tables,
    missing_tables,
    segment_tables,
    target_tables,
)
from theoryofchange.stages.analysis.position import Position
from theoryofchange.stages.analysis.rollup import rollups
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.analysis.scoring import ON_PLAN, TELLING, GoalState
from theoryofchange.stages.result import (
    Gap,
    derivation_table,
    gap_table,
    left_out,
    percent,
    several,
)
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
    Several,
    Table,
    Tone,
    View,
)

if TYPE_CHECKING:
    from theoryofchange.stages.analysis.study import Study

MOST_KPIS = 100
MOST_ROWS = 20
"""How many rows a table shows at most; what is left out is stated, and stands in the data."""

_LONGEST_UNIT = 8
"""A unit of more letters stands in a column of its own, not behind each figure."""

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


def display(study: Study) -> View:
    """Return an analysis as blocks.

    Parameters
    ----------
    study
        What is said of the KPIs.

    Returns
    -------
    View
        The verdict first, then what to do, the tables, and how the score is made.
    """
    rows, goals, problems, gaps = study.rows, study.goals, study.problems, study.gaps
    names = {each.goal: each.name for each in goals} | {row.id: row.name for row in rows}
    blocks: list[Block] = [_verdict(rows), _standing(rows), *_next_step(study.darkness, gaps)]
    if rows:
        blocks += [_status_table(rows), *_kpi_tables(rows), *target_tables(rows)]
        blocks += [*segment_tables(rows, STATUS_TONES), *rollups(rows, STATUS_TONES)]
        blocks += [_criteria(rows), *missing_tables(study.missing)]
        blocks += [_goal_table(goals[:MOST_ROWS])]
        blocks += left_out(goals, MOST_ROWS, "goal", "result.json")
    blocks += [*_limits(study.darkness, names), *lighting_tables(study.darkness, names)]
    blocks += [*ground_tables(rows), *idle_tables(study.idle_data, names)]
    if problems:
        blocks.append(_problem_table(problems[:MOST_ROWS], names))
        blocks += left_out(problems, MOST_ROWS, "problem", "result.json")
    blocks += [gap_table(gaps[:MOST_ROWS]), *left_out(gaps, MOST_ROWS, "gap", "result.json")]
    return View("Analyze", (*blocks, derivation_table(study.derivation)), "analyze")


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


def _status_table(rows: Sequence[KpiAnalysis]) -> Table:
    counts = Counter(row.status for row in rows)
    reported = Counter(row.reported for row in rows if row.reported)
    columns = (
        Column("Status"),
        Column("KPIs", "right", hint="As the figures say"),
        Column("Reported", "right", hint="As somebody reported; it plays no part in the status"),
    )
    shown = tuple(
        (
            Badge(status, STATUS_TONES[status]),
            counts[status],
            reported[status] if reported else None,
        )
        for status in get_args(Status)
    )
    return Table(columns, shown, caption="Where the KPIs stand").sparing("Reported")


def _kpi_tables(rows: Sequence[KpiAnalysis]) -> Iterator[Block]:
    shown = rows[:MOST_KPIS]
    figures = (
        Column("KPI"),
        Column("Status"),
        Column("Progress", hint="The share of the way from baseline to target"),
        Column("On path", hint="The share of what the milestones expect by now"),
        Column("Baseline", "right"),
        Column("Actual", "right"),
        Column("Target", "right"),
        Column("Note", hint="What must be known beside the status"),
    )
    rows_shown = tuple(map(_standing_cells, shown))
    yield Table(figures, rows_shown, caption="KPIs and metrics").sparing("Note")
    yield from left_out(rows, MOST_KPIS, "KPI", "kpis.csv")
    kinds = (
        Column("KPI"),
        Column("Is", hint="KPI or metric, by the criteria"),
        Column("Criteria met"),
        Column("Level", hint="From what it measures"),
        Column("Timing", hint="A star: drawn from the graph. A question mark: no lag shows it"),
        Column("Reads as", hint="Parmenter's KRI, RI, PI, KPI: a reading, beside the criteria"),
        Column("Unit"),
        Column("Owner"),
        Column("Reported", hint="As somebody reported, beside the figures"),
        Column("Kept dark by", "right", hint="How many obstacles"),
    )
    table = Table(kinds, tuple(map(_kind_cells, shown)), caption="What each of them is")
    yield table.sparing("Reported", "Kept dark by")


def _standing_cells(row: KpiAnalysis) -> tuple[Cell, ...]:
    standing, unit = row.standing, row.standing.unit
    short = unit if unit is None or len(unit) <= _LONGEST_UNIT else None
    return (
        row.name,
        Badge(row.status, STATUS_TONES[row.status]),
        _meter(standing.progress.value),
        _meter(standing.path.value),
        row.baseline_in(short),
        row.actual_in(short),
        row.target_in(short),
        standing.remark,
    )


def _kind_cells(row: KpiAnalysis) -> tuple[Cell, ...]:
    qualified = row.qualification.is_kpi
    return (
        row.name,
        Badge(row.qualification.classification, "good" if qualified else "plain"),
        row.qualification.counts,
        row.position.level,
        _timing(row.position),
        row.reading.type,
        row.standing.unit,
        row.kpi.owner,
        Badge(row.reported, STATUS_TONES[row.reported]) if row.reported else None,
        len(row.obstacles) or None,
    )


def _timing(position: Position) -> str | None:
    if position.timing is None:
        return None
    drawn = " *" if position.timing_source == "graph" else ""
    unshown = " ?" if position.lead is not None and not position.lead.shown else ""
    return f"{position.timing}{drawn}{unshown}"


def _meter(share: float | None) -> Meter | None:
    return None if share is None else Meter(share, percent(share))


def _criteria(rows: Sequence[KpiAnalysis]) -> Matrix:
    grounds = get_args(Ground)
    counts = Counter((v.criterion, v.ground) for row in rows for v in row.qualification.verdicts)
    asked = [c for c in CRITERIA if any((c.key, ground) in counts for ground in grounds)]
    return Matrix(
        tuple(criterion.question for criterion in asked),
        grounds,
        tuple(
            tuple(float(counts[criterion.key, ground]) for ground in grounds) for criterion in asked
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


def _limits(darkness: Darkness, names: Mapping[str, str]) -> Iterator[Block]:
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
    yield Table(columns, kinds, caption="People, process, technology, data: what keeps KPIs dark")
    yield _obstacle_table(darkness.obstacles[:MOST_ROWS], names)
    yield from left_out(darkness.obstacles, MOST_ROWS, "obstacle", "result.json")


def _obstacle_table(obstacles: Sequence[Obstacle], names: Mapping[str, str]) -> Table:
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
            several(each.kinds),
            _listed(each.kpis, names),
            _listed(each.goals, names),
            percent(each.darkens),
            percent(each.lights),
        )
        for each in obstacles
    )
    return Table(columns, rows, caption="What each keeps dark; what lights most first")


def _listed(ids: Sequence[str], names: Mapping[str, str]) -> Several | None:
    return several([names.get(id, id) for id in ids], 3)


def _problem_table(problems: Sequence[Problem], names: Mapping[str, str]) -> Table:
    rows = tuple((names.get(each.kpi, each.kpi), each.message) for each in problems)
    return Table((Column("KPI"), Column("Problem")), rows, caption="What could not be used")
