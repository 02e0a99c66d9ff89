"""The verdict of a run, and what it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theoryofchange.stages.analysis.display import STATUS_TONES
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.result import Gap, Result, percent
from theoryofchange.view.blocks import (
    Badge,
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    Headline,
    Meter,
    NextStep,
    Note,
    Table,
    Tone,
    View,
)

if TYPE_CHECKING:
    from theoryofchange.reporting.run import Run

_QUESTIONS = {
    "align": "Align: does what we do and measure lead to the goals?",
    "assess": "Assess: are we able to measure it?",
    "analyze": "Analyze: are these KPIs, and are they moving?",
    "evolve": "Evolve: how much of the gap does the roadmap close in time?",
}
_GOOD, _FAIR = 0.75, 0.5
_GOALS_SHOWN = 20


def verdict(run: Run) -> View:
    """Return the verdict: a score for each stage, the largest gaps, and what to do first."""
    stages: tuple[Result, ...] = (run.fit, run.state, run.analysis, run.roadmap)
    bars = tuple(
        Bar(
            _QUESTIONS[stage.stage],
            stage.score,
            text=percent(stage.score) if stage.score is not None else "cannot tell",
            tone=_tone(stage.score),
        )
        for stage in stages
    )
    blocks: list[Block] = [_headline(run)]
    blocks += [Note(text, tone="warn") for text in run.assumed]
    if run.theory.goals:
        blocks.append(_goals(run))
    blocks.append(Bars(bars, most=1.0, caption="How the rows of each score are made stands below"))
    blocks += [
        NextStep(gap.title, why=f"{percent(gap.weight)} of the goal weight hangs on it.")
        for gap in _largest(stages)
    ]
    return View("Verdict", tuple(blocks), key="verdict")


def _headline(run: Run) -> Headline:
    counts = (
        (len(run.theory.goals), "goal"),
        (len(run.theory.outcomes), "outcome"),
        (len(run.theory.kpis), "KPI"),
        (len(run.theory.activities), "activity"),
    )
    said = ", ".join(f"{number} {_plural(noun, number)}" for number, noun in counts)
    gaps = len(run.fit.gaps) + len(run.state.gaps) + len(run.analysis.gaps)
    weakest = min(
        (stage for stage in (run.fit, run.state, run.analysis) if stage.score is not None),
        key=lambda stage: stage.score or 0.0,
        default=None,
    )
    text = "Nothing can be told yet: the theory has no goal that anything leads to."
    if weakest is not None:
        text = f"{gaps} {_plural('gap', gaps)} found; {weakest.stage} is the weakest stage."
    return Headline(text, note=f"{said}.", tone=_tone(weakest.score if weakest else None))


def _goals(run: Run) -> Table:
    """Return where each goal stands by the KPIs that measure it."""
    analyses = {each.id: each for each in run.analysis.kpis}
    rows: list[tuple[Cell, ...]] = []
    for goal in run.theory.goals.values():
        due = goal.due.isoformat() if goal.due else None
        measured = [analyses[kpi.id] for kpi in run.theory.kpis_of(goal.id)]
        rows += [(goal.name, due, *_standing(each)) for each in measured]
        if not measured:
            rows.append((goal.name, due, "no KPI measures it", None, None, None, None))
    columns = (
        Column("Goal"),
        Column("Due"),
        Column("Measured by"),
        Column("Today", "right"),
        Column("Target", "right"),
        Column("Progress"),
        Column("Status"),
    )
    caption = "Where the goals stand"
    if len(rows) > _GOALS_SHOWN:
        caption += f": {_GOALS_SHOWN} of {len(rows)}, all of them below"
    return Table(columns, tuple(rows[:_GOALS_SHOWN]), caption=caption)


def _standing(each: KpiAnalysis) -> tuple[Cell, ...]:
    target = each.kpi.target.value if each.kpi.target else None
    withheld = each.status == "confidential"
    progress = each.standing.progress.value
    return (
        each.name,
        each.standing.actual,
        None if target is None or withheld else target.text,
        Meter(progress, percent(progress)),
        Badge(each.status, STATUS_TONES[each.status]),
    )


def _largest(stages: tuple[Result, ...]) -> list[Gap]:
    """Return the largest gap of each of the first three stages."""
    return [stage.gaps[0] for stage in stages[:3] if stage.gaps]


def subtitle(run: Run) -> str:
    """Return the line below the title."""
    day = run.theory.as_of
    seen = f"A theory of change as of {day.isoformat()}." if day else "A theory of change."
    description = run.theory.header.description
    return f"{seen} {description}" if description else seen


def provenance_table(run: Run) -> Table:
    """Return what the run was made from as a table."""
    made = run.roadmap.provenance.to_dict()
    first, last = made.pop("data_window")
    made["data_window"] = f"{first} to {last}" if first else None
    rows = tuple(
        (_words(name), None if value is None else str(value)) for name, value in made.items()
    )
    return Table((Column("What"), Column("Value")), rows)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _plural(noun: str, number: int) -> str:
    if number == 1:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def _tone(score: float | None) -> Tone:
    if score is None:
        return "unknown"
    return "good" if score >= _GOOD else "warn" if score >= _FAIR else "bad"
