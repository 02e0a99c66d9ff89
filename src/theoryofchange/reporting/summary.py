"""The verdict of a run, and what it was made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from theoryofchange.kpi import Status
from theoryofchange.stages.analysis.page import STATUS_TONES
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.analysis.scoring import ON_PLAN, TELLING
from theoryofchange.stages.evolution.steps import near_term, next_steps
from theoryofchange.stages.figure import figure
from theoryofchange.stages.result import percent
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
from theoryofchange.view.measure import counted

if TYPE_CHECKING:
    from theoryofchange.reporting.run import Run

_QUESTIONS = {
    "align": "Align: does what we do and measure lead to the goals?",
    "assess": "Assess: are we able to measure it?",
    "analyze": "Analyze: are these KPIs, and are they moving?",
    "evolve": "Evolve: how much of the gap is the roadmap shown to close in time?",
}
_GOOD, _FAIR = 0.75, 0.5
_KPIS_SHOWN, _ROWS_SHOWN = 3, 20


def verdict(run: Run) -> View:
    """Return the verdict: where the goals stand, a score for each stage, and what to do first."""
    bars = tuple(
        Bar(
            _QUESTIONS[stage],
            score,
            text=percent(score) if score is not None else "cannot tell",
            tone=_tone(score),
        )
        for stage, score in run.score.items()
    )
    blocks: list[Block] = [_headline(run)]
    blocks += [Note(text, tone="warn") for text in run.assumed]
    if run.theory.goals:
        blocks.append(_goals(run))
    blocks.append(
        Bars(
            bars,
            most=1.0,
            titles=("Stage", "Score"),
            caption="The four stages, each scored from 0 to 100 %; its section shows how",
        )
    )
    blocks += [NextStep(step.text, step.why) for step in next_steps(run.roadmap)]
    blocks += near_term(run.roadmap)
    return View("Verdict", tuple(blocks), key="verdict")


def _headline(run: Run) -> Headline:
    goals = run.theory.goals
    status = {each.id: each.status for each in run.analysis.kpis}
    states = [_goal_state(status[kpi.id] for kpi in run.theory.kpis_of(id)) for id in goals]
    counts = {word: states.count(word) for word in ("on plan", "behind", "cannot tell")}
    said = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    text = f"Of {counted(len(goals), 'goal')}: {said}."
    if not goals:
        text = "Nothing can be told yet: the theory has no goal."
    tone: Tone = "bad" if counts["behind"] else "good" if counts["on plan"] else "unknown"
    return Headline(text, note=_counted(run), tone=tone)


def _goal_state(known: Iterable[Status]) -> str:
    """Return whether all that is known of a goal's own KPIs is on plan."""
    telling = [status for status in known if status in TELLING]
    if not telling:
        return "cannot tell"
    return "on plan" if all(status in ON_PLAN for status in telling) else "behind"


def _counted(run: Run) -> str:
    theory = run.theory
    counts = (
        (len(theory.outcomes), "outcome"),
        (len(theory.kpis), "KPI"),
        (len(theory.activities), "activity"),
        (sum(len(result.gaps) for result in run.results), "gap"),
    )
    return ", ".join(counted(number, noun) for number, noun in counts) + "."


def _goals(run: Run) -> Table:
    """Return where each goal stands by the KPIs that measure it."""
    analyses = {each.id: each for each in run.analysis.kpis}
    rows: list[tuple[Cell, ...]] = []
    for goal in run.theory.goals.values():
        due = goal.due.isoformat() if goal.due else None
        measured = [analyses[kpi.id] for kpi in run.theory.kpis_of(goal.id)]
        told = _each(measured) if len(measured) <= _KPIS_SHOWN else [_together(measured)]
        rows += [(goal.name, *cells, due) for cells in told]
    columns = (
        Column("Goal"),
        Column("Measured by"),
        Column("Status"),
        Column("Progress"),
        Column("Today", "right"),
        Column("Target", "right"),
        Column("Due"),
    )
    caption = "Where the goals stand"
    if len(rows) > _ROWS_SHOWN:
        caption += f": {_ROWS_SHOWN} of {len(rows)} rows, the rest in kpis.csv"
    return Table(columns, tuple(rows[:_ROWS_SHOWN]), caption=caption)


def _each(measured: list[KpiAnalysis]) -> list[tuple[Cell, ...]]:
    if not measured:
        return [("no KPI measures it", Badge("cannot tell", "unknown"), None, None, None)]
    return [_standing(each) for each in measured]


def _together(measured: list[KpiAnalysis]) -> tuple[Cell, ...]:
    """Return a goal's many KPIs in one row, by how many have which status."""
    counts = Counter(each.status for each in measured)
    most = counts.most_common(1)[0][0]
    said = ", ".join(f"{number} {status}" for status, number in counts.most_common())
    return (f"{len(measured)} KPIs", Badge(said, STATUS_TONES[most]), None, None, None)


def _standing(each: KpiAnalysis) -> tuple[Cell, ...]:
    progress, unit = each.standing.progress.value, each.standing.unit
    return (
        each.name,
        Badge(each.status, STATUS_TONES[each.status]),
        None if progress is None else Meter(progress, percent(progress)),
        figure(each.standing.actual, unit),
        each.target_in(unit),
    )


def subtitle(run: Run) -> str:
    """Return the line below the title."""
    day = run.theory.as_of
    seen = f"A theory of change as of {day.isoformat()}." if day else "A theory of change."
    description = run.theory.header.description
    return f"{seen} {description}" if description else seen


def provenance_table(run: Run) -> Table:
    """Return what the run was made from as a table."""
    made = run.provenance.to_dict()
    made["as_of"] = f"{made['as_of']}, taken from: {made.pop('as_of_from')}"
    first, last = made.pop("data_window")
    made["data_window"] = f"{first} to {last}" if first else None
    rows = tuple(
        (_words(name), None if value is None else str(value)) for name, value in made.items()
    )
    return Table((Column("What"), Column("Value")), rows)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _tone(score: float | None) -> Tone:
    if score is None:
        return "unknown"
    return "good" if score >= _GOOD else "warn" if score >= _FAIR else "bad"
