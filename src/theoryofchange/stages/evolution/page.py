"""The roadmap as blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from theoryofchange.stages.evolution.gaps import last_due
from theoryofchange.stages.evolution.milestones import Milestone
from theoryofchange.stages.evolution.portfolio import Quadrant, impact_per_day, medians
from theoryofchange.stages.evolution.projection import HORIZONS
from theoryofchange.stages.evolution.rows import Row
from theoryofchange.stages.evolution.steps import effort_text, near_term, next_steps, team_name
from theoryofchange.stages.result import derivation_table, gap_table, percent
from theoryofchange.view.blocks import (
    Badge,
    Block,
    Cell,
    Column,
    Gantt,
    GanttBar,
    GanttMilestone,
    Heading,
    Headline,
    Meter,
    Note,
    Point,
    Quarters,
    Scatter,
    Table,
    Tone,
    View,
)
from theoryofchange.view.measure import counted

if TYPE_CHECKING:
    from theoryofchange.stages.evolution.result import Roadmap

MOST = 25
"""How many rows of a table and points of a chart a page shows; results and frames hold all."""

MOST_BARS = 60
"""How many bars the calendar of a page shows."""

_IN_ROADMAP, _IN_RESULT = "all are in roadmap.csv", "all are in result.json"
_TONES: dict[Quadrant | None, Tone] = {
    "near-term win": "good",
    "quick win": "plain",
    "big bet": "plain",
    "fill-in": "plain",
    "later": "plain",
    "preparation": "plain",
    None: "unknown",
}
_HORIZONS = {"near": "Near", "mid": "Mid", "long": "Long"}


def view_of(made: Roadmap) -> View:
    """Return a roadmap as blocks: the verdict first, what was taken for granted last."""
    sections = (
        _verdict,
        next_steps,
        near_term,
        _portfolio,
        _recommendations,
        _calendar,
        _milestones,
        _projections,
        _gaps,
        _unscheduled,
        _assumptions,
    )
    return View("Evolve", tuple(block for part in sections for block in part(made)), "evolve")


def _verdict(made: Roadmap) -> Iterator[Block]:
    if not made.recommendations:
        text = "No gap was given, so there is nothing to recommend"
        yield Headline(text, tone="plain" if made.derivation else "unknown")
        return
    many = counted(len(made.recommendations), "recommendation")
    if made.score is None:
        yield Headline(f"{many}; how much they close cannot be told", tone="unknown")
        return
    close = "closes" if len(made.recommendations) == 1 else "close"
    yield Headline(
        f"{many} {close} at least {percent(made.score)} of the weighted gap in time",
        value=percent(made.score),
        note=f"If each works as meant{_withoutteam(made)}. {_left_open(made)}",
        tone="warn" if made.gaps else "plain",
    )


def _withoutteam(made: Roadmap) -> str:
    count = sum(each.team is None for each in made.recommendations)
    return f"; {count} of them {'has' if count == 1 else 'have'} no team yet" if count else ""


def _left_open(made: Roadmap) -> str:
    left = f"; for {percent(made.untold)} it cannot be told" if made.untold else ""
    return f"Weighted by how far × the goal weight that hangs on it{left}"


def _portfolio(made: Roadmap) -> Iterator[Block]:
    if not made.recommendations:
        return
    places = made.quadrants
    points = tuple(
        Point(
            each.title,
            each.effort.mean if each.effort else None,
            each.impact_closed if each.closes else None,
            tone=_TONES[places[each.id]],
        )
        for each in made.recommendations[:MOST]
    )
    effort, impact = medians(made.recommendations)
    yield Heading("Effort and impact")
    yield Scatter(
        points=points,
        x_title="Effort in person-days",
        x_scale="log",
        y_title="Impact",
        y_scale="log",
        quarters=Quarters(
            x=effort,
            y=impact,
            top_left="quick wins",
            top_right="big bets",
            bottom_left="fill-ins",
            bottom_right="later",
        ),
        good="Near-term wins",
        caption=f"Divided at the medians{_shown(made.recommendations)}",
    )
    counts = Counter(places.values())
    later, quick = counts["preparation"], counts["near-term win"] + counts["quick win"]
    near = counts["near-term win"]
    are = "is a near-term win" if near == 1 else "are near-term wins"
    left = f"; {counted(later, 'preparation')} not drawn, for a later figure has to show the effect"
    yield Note(
        f"{quick} of {len(places)} are quick wins: impact at or above the median, effort at or "
        f"below it; {near} of them {are}, finished by {made.near_term}. "
        "Impact is the sum of score × goal weight over what a recommendation is about, drawn here "
        "as far as the work closes it by itself"
        f"{left if later else ''}."
    )


def _recommendations(made: Roadmap) -> Iterator[Block]:
    horizons = {row.id: row.horizon for row in made.rows}
    places = made.quadrants
    rows: list[tuple[Cell, ...]] = []
    for number, each in enumerate(made.recommendations[:MOST], start=1):
        place, wsjf = places[each.id], impact_per_day(each)
        rows.append(
            (
                number,
                each.title,
                team_name(made, each.team),
                effort_text(each),
                round(each.impact, 2),
                Badge(place, _TONES[place]) if place else None,
                None if wsjf is None else f"{wsjf:.3f}",
                horizons[each.id] or "not scheduled",
                len(each.gaps),
            )
        )
    columns = (
        Column("No.", "right", hint="As in the drawing"),
        Column("Recommendation"),
        Column("Team"),
        Column("Effort", "right", hint="Person-days: expected, and the range of four in five"),
        Column("Impact", "right", hint="Sum of score × goal weight"),
        Column("Place"),
        Column("WSJF", "right", hint="Impact by person-day; shown, never used to order"),
        Column("Horizon"),
        Column("Gaps", "right", hint="How many it closes"),
    )
    caption = f"Recommendations, the highest impact first{_shown(made.recommendations)}"
    yield Table(columns, tuple(rows), caption=caption, empty="There is no gap to close.")


def _calendar(made: Roadmap) -> Iterator[Block]:
    placed = [row for row in made.rows if row.start and row.finish]
    if not placed:
        return
    shown = sorted(placed[:MOST_BARS], key=lambda row: (row.team is None, row.team or ""))
    near, mid = made.horizons.ends(made.start)
    finish = max(row.finish for row in shown if row.finish)
    within = [each for each in made.milestones if made.start <= each.day <= max(finish, mid)]
    yield Heading("Roadmap")
    yield Gantt(
        rows=tuple(_bars(made, shown)),
        start=made.start,
        finish=finish,
        milestones=tuple(
            GanttMilestone(each.title, each.day, _milestone_tone(each))
            for each in sorted(within, key=_rank)[:MOST]
        ),
        horizons=tuple(
            (_HORIZONS[name], day)
            for name, day in (("near", near), ("mid", mid))
            if day <= max(finish, mid)
        ),
        meanings=(("good", "near-term win"), ("warn", "finishes too late")),
        caption=f"Who does what when{_shown(placed, MOST_BARS, _IN_ROADMAP)}",
    )
    yield Note(
        f"Near ends on {near}, {counted(made.horizons.near_months, 'month')} after the start, and "
        f"mid on {mid}, {counted(made.horizons.mid_months, 'month')} after it; what finishes later "
        "is long."
    )
    yield Note(f"{made.schedule.method} The schedule is {made.schedule.status}.")
    titles = {row.id: row.title for row in made.rows}
    path = " → ".join(titles[id] for id in made.critical_path)
    yield Note(f"What the end hangs on: {path}. Its finish: {made.finish}.")


def _bars(made: Roadmap, rows: Sequence[Row]) -> Iterator[GanttBar]:
    late = {gap.subject for gap in made.gaps} | set(_too_late(made))
    places = made.quadrants
    for row in rows:
        if row.start and row.finish:
            yield GanttBar(
                id=row.id,
                title=row.title,
                lane=team_name(made, row.team),
                start=row.start,
                finish=row.finish,
                critical=bool(row.critical),
                tentative=row.cannot_tell is not None,
                after=row.after,
                tone="warn"
                if row.id in late
                else "good"
                if places.get(row.id) == "near-term win"
                else "plain",
            )


def _too_late(made: Roadmap) -> Iterator[str]:
    """Yield the recommendations that are finished after the last date of the goals they are for."""
    goals = {each.id: each.goals for each in made.recommendations}
    for row in made.rows:
        due = last_due(made.theory, goals.get(row.id, ()))
        if row.finish and due and row.finish > due:
            yield row.id


def _milestones(made: Roadmap) -> Iterator[Block]:
    if not made.milestones:
        return
    first = sorted(sorted(made.milestones, key=_rank)[:MOST], key=lambda each: each.day)
    rows = tuple(
        (each.day.isoformat(), Badge(each.title, "warn") if each.warns else each.title)
        for each in first
    )
    shown = _shown(made.milestones, MOST, "warnings and goals first", _IN_RESULT)
    yield Table((Column("Day"), Column("Milestone")), rows, caption=f"Milestones{shown}")


def _rank(each: Milestone) -> tuple[bool, bool, int, str, str]:
    of_goal = each.goal is not None
    return not each.warns, not of_goal, each.day.toordinal(), each.kind, each.subject


def _milestone_tone(each: Milestone) -> Tone:
    return "warn" if each.warns else "plain"


def _projections(made: Roadmap) -> Iterator[Block]:
    if not made.projections:
        return
    rows = tuple(
        (
            each.stage,
            Meter(each.score, percent(each.score)),
            *(
                Meter(share, percent(share))
                for share in (each.after(horizon) for horizon in HORIZONS)
            ),
            each.because,
        )
        for each in made.projections
    )
    near, mid = made.horizons.ends(made.start)
    columns = (
        Column("Stage"),
        Column("Today"),
        Column("Near", hint=f"By {near}"),
        Column("Mid", hint=f"By {mid}"),
        Column("Long", hint="When all is done"),
        Column("Because"),
    )
    yield Table(columns, rows, caption="Scores after each horizon, by a rule of thumb")
    yield Note(
        "Neither a forecast nor a bound: each score moves toward 1 by the share of its gaps that "
        "is closed, as if every recommendation worked as meant and nothing new opened."
    )


def _gaps(made: Roadmap) -> Iterator[Block]:
    if made.gaps:
        caption = f"What the roadmap lacks, the largest first{_shown(made.gaps, MOST, _IN_RESULT)}"
        yield gap_table(made.gaps[:MOST], caption)


def _unscheduled(made: Roadmap) -> Iterator[Block]:
    rows = tuple((row.title, row.kind, row.not_scheduled) for row in made.unscheduled[:MOST])
    if rows:
        columns = (Column("Work"), Column("Kind"), Column("Why it has no dates"))
        shown = _shown(made.unscheduled, MOST, _IN_ROADMAP)
        yield Table(columns, rows, caption=f"Not scheduled{shown}")


def _assumptions(made: Roadmap) -> Iterator[Block]:
    yield Heading("What this rests on")
    for text in islice(made.assumptions, MOST):
        yield Note(text)
    if len(made.assumptions) > MOST:
        yield Note(f"{len(made.assumptions) - MOST} more assumptions are in result.json.")
    if made.derivation:
        yield derivation_table(made.derivation)


def _shown(all_: Sequence[object], most: int = MOST, *told: str) -> str:
    if len(all_) <= most:
        return ""
    return ", ".join((f"; {most} of {len(all_)} are shown", *told))
