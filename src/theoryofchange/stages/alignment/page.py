"""The alignment as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.alignment.coverage import COVERAGE, Count
from theoryofchange.stages.alignment.gaps import GAP_KINDS, break_title
from theoryofchange.stages.alignment.journey_page import journey_blocks
from theoryofchange.stages.alignment.outline import chain_title, steps_of
from theoryofchange.stages.alignment.timing import ActivityArrival, GoalTiming, Timeliness
from theoryofchange.stages.result import (
    derivation_table,
    few,
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
    Heading,
    Headline,
    Matrix,
    NextStep,
    Note,
    Table,
    Tone,
    View,
)
from theoryofchange.view.measure import counted

if TYPE_CHECKING:
    from theoryofchange.stages.alignment.result import Alignment

MOST_CHAINS = 12
"""How many chains a page shows."""

MOST_ROWS = 50
"""How many rows of a table and notes of a kind a page shows; results and frames hold all."""

_TONES: dict[Timeliness, Tone] = {"in time": "good", "too late": "bad", "cannot tell": "unknown"}
_SHORT = {
    "kpi": "KPI",
    "owner": "Owner",
    "decision": "Decision",
    "activity": "Activity",
    "team": "Team",
    "evidence": "Evidence",
    "agreed": "Agreed",
}


def view_of(fit: Alignment) -> View:
    """Return an alignment as blocks: the verdict first, the chains in full last."""
    sections = (
        _verdict,
        _next,
        _coverage,
        _journey,
        _teams,
        _signs,
        _time,
        _agreement,
        _ends,
        _chains,
    )
    return View("Align", tuple(block for part in sections for block in part(fit)), "align")


def _verdict(fit: Alignment) -> Iterator[Block]:
    if fit.score is None:
        yield Headline(f"Cannot tell: {fit.derivation[0].because}", tone="unknown")
        return
    unbroken, all_ = sum(chain.unbroken for chain in fit.chains), len(fit.chains)
    tone: Tone = "good" if unbroken == all_ else "warn" if unbroken else "bad"
    have = "has" if all_ == 1 else "have"
    yield Headline(
        f"Aligned: {unbroken} of {counted(all_, 'goal')} {have} an unbroken chain",
        value=percent(fit.score),
        note="From the goal through outcomes to KPIs, activities, owners and decisions",
        tone=tone,
    )


def _next(fit: Alignment) -> Iterator[Block]:
    for gap in fit.gaps[:1]:
        why = f"{gap.title}. {percent(gap.weight)} of goal weight hangs on it."
        yield NextStep(GAP_KINDS[gap.kind], why)


def _chains(fit: Alignment) -> Iterator[Block]:
    for chain in fit.chains[:MOST_CHAINS]:
        yield Heading(chain_title(fit.theory, chain))
        yield steps_of(fit.theory, chain)
    yield from left_out(fit.chains, MOST_CHAINS, "goal", "alignment.csv")


def _coverage(fit: Alignment) -> Iterator[Block]:
    yield derivation_table(fit.derivation[:MOST_ROWS])
    yield from _left(fit.derivation, "goal")
    if not fit.coverage:
        return
    rows: list[tuple[Cell, ...]] = [
        (
            fit.theory.name(each.goal),
            percent(each.weight),
            *(_count(each.counts[key]) for key in COVERAGE),
        )
        for each in fit.coverage[:MOST_ROWS]
    ]
    columns = (
        Column("Goal"),
        Column("Weight", "right"),
        *(Column(_SHORT[key], hint=f"How many {words}") for key, words in COVERAGE.items()),
    )
    yield Table(columns, tuple(rows), caption="Coverage of what leads to each goal")
    yield from _left(fit.coverage, "goal")


def _journey(fit: Alignment) -> Iterator[Block]:
    return journey_blocks(fit.theory, fit.journey)


def _count(count: Count) -> Cell:
    """Return how many of how many; what is not whole is marked."""
    if not count.of:
        return None
    return str(count) if count.share == 1 else Badge(str(count), "warn")


def _teams(fit: Alignment) -> Iterator[Block]:
    if not fit.reaches:
        return
    theory = fit.theory
    cells = {(reach.team, reach.goal): reach for reach in fit.reaches}
    teams = list(dict.fromkeys(reach.team for reach in fit.reaches))[:MOST_ROWS]
    goals = list(theory.goals)[:MOST_CHAINS]
    found = [[cells.get((team, goal)) for goal in goals] for team in teams]
    names = tuple("No team" if team is None else theory.name(team) for team in teams)
    columns = tuple(theory.name(goal) for goal in goals)
    yield Heading("Teams and goals")
    yield Matrix(
        names,
        columns,
        tuple(tuple(float(each.activities) if each else None for each in row) for row in found),
        caption="Activities of each team that lead to each goal",
        format=".0f",
    )
    if any(reach.effort_days is not None for reach in fit.reaches):
        yield Matrix(
            names,
            columns,
            tuple(tuple(each.effort_days if each else None for each in row) for row in found),
            caption=f"Their effort in person-days{_without_effort(fit)}",
            format=",.0f",
        )
    yield from _left(list(dict.fromkeys(reach.team for reach in fit.reaches)), "team")
    yield from _left(list(theory.goals), "goal", MOST_CHAINS)
    for goal, team in fit.lone_teams[:MOST_ROWS]:
        yield Note(f"{theory.name(goal)} hangs on one team: {theory.name(team)}.", "warn")
    yield from _left(fit.lone_teams, "such goal")


def _without_effort(fit: Alignment) -> str:
    reaching = [each for id, each in fit.theory.activities.items() if fit.theory.goals_of(id)]
    bare = sum(each.effort is None for each in reaching)
    return f"; {bare} of {len(reaching)} activities state none" if bare else ""


def _signs(fit: Alignment) -> Iterator[Block]:
    if not fit.conflicts and not fit.ambiguities:
        return
    theory = fit.theory
    yield Heading("Conflicts and signs")
    for conflict in fit.conflicts[:MOST_ROWS]:
        helps, hurts = (
            few([_path(theory, path.ids) for path in paths], between="; ")
            for paths in (conflict.helps, conflict.hurts)
        )
        helped = f"helps: {helps}. It " if helps else ""
        yield Note(f"{theory.name(conflict.activity)} {helped}hurts: {hurts}.", "bad")
    yield from _left(fit.conflicts, "conflict")
    for each in fit.ambiguities[:MOST_ROWS]:
        yield Note(
            f"{theory.name(each.cause)} has paths of both signs to {theory.name(each.goal)}. "
            f"Helps: {_path(theory, each.helping)}. Hurts: {_path(theory, each.hurting)}.",
            "warn",
        )
    yield from _left(fit.ambiguities, "ambiguous sign")


def _time(fit: Alignment) -> Iterator[Block]:
    if not fit.timings:
        return
    pairs = [(timing, _slowest(timing)) for timing in fit.timings]
    columns = (
        Column("Goal"),
        Column("Due"),
        Column("Days left", "right"),
        Column("Lags, days", "right", hint="Shortest to longest path, of the activity shown"),
        Column("Verdict"),
        Column("Because"),
        Column("Chain", hint="Of the activity that takes longest even on its shortest path"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            fit.theory.name(timing.goal),
            timing.due.isoformat() if timing.due else None,
            timing.days_left,
            _range(slowest),
            Badge(timing.verdict, _TONES[timing.verdict]),
            timing.because,
            _path(fit.theory, slowest.chain) if slowest else None,
        )
        for timing, slowest in pairs[:MOST_ROWS]
    ]
    yield Heading("Time")
    yield Table(columns, tuple(rows), caption="Lags against the date of each goal")
    yield from _left(pairs, "goal")


def _slowest(timing: GoalTiming) -> ActivityArrival | None:
    return max(
        timing.arrivals, key=lambda each: (each.verdict == "too late", each.shortest), default=None
    )


def _range(arrival: ActivityArrival | None) -> str | None:
    if arrival is None:
        return None
    if arrival.longest is None:
        return f"{arrival.shortest:,.0f} to no end"
    if arrival.longest == arrival.shortest:
        return f"{arrival.shortest:,.0f}"
    return f"{arrival.shortest:,.0f} to {arrival.longest:,.0f}"


def _agreement(fit: Alignment) -> Iterator[Block]:
    theory, still = fit.theory, fit.open_agreements
    columns = (Column("Cause"), Column("Effect"), Column("Yet to agree"), Column("Agreed"))
    rows = tuple(
        (
            theory.name(each.cause),
            theory.name(each.effect),
            several([theory.name(team) for team in each.open], len(each.open)),
            several([theory.name(team) for team in each.agreed], len(each.agreed)),
        )
        for each in still[:MOST_ROWS]
    )
    known = sum(each.known for each in fit.agreements)
    yield Heading("Agreement")
    if not known:
        yield Note("Cannot tell who is to agree: no team is on any link.", "unknown")
        return
    caption = f"Who has yet to agree to which link: {len(still)} of {counted(known, 'link')} open"
    yield Table(columns, rows, caption=caption, empty="Every link is agreed.")
    yield from _left(still, "link")


def _ends(fit: Alignment) -> Iterator[Block]:
    if fit.orphans:
        yield Heading("Outside every chain")
        rows = tuple((break_title(fit.theory, orphan),) for orphan in fit.orphans[:MOST_ROWS])
        yield Table((Column("What reaches no goal"),), rows)
        yield from _left(fit.orphans, "orphan")
    yield Heading("Gaps")
    yield gap_table(fit.gaps[:MOST_ROWS])
    yield from _left(fit.gaps, "gap")


def _left(items: Sequence[object], word: str, most: int = MOST_ROWS) -> Iterator[Block]:
    return left_out(items, most, word, "result.json")


def _path(theory: TheoryOfChange, ids: Sequence[str]) -> str:
    names = [theory.name(id) for id in ids]
    if len(names) > 8:
        names = [*names[:4], f"… {len(names) - 7} more …", *names[-3:]]
    return " → ".join(names)
