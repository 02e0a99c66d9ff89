"""What is said of an id, a key or a rule's code where the pointer rests on it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.graph.parts import Node
from theoryofchange.kpi import Kpi
from theoryofchange.language_server.fields import meaning
from theoryofchange.language_server.ids import Named, id_at, text_at
from theoryofchange.language_server.theories import State
from theoryofchange.linter.registry import all_rules
from theoryofchange.record import record
from theoryofchange.source.span import Source, Span
from theoryofchange.stages.analysis import analyze
from theoryofchange.view.blocks import Badge, Block, Column, Note, Step, Steps, Table, View

MOST_LISTED = 10
"""How many nodes or KPIs are listed one by one; the others are counted."""

_DEPTH = 2
"""How many steps back a list of needs goes."""

_CANNOT_TELL = "cannot tell"
_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")


@record
class Said:
    """What is said of a place.

    Parameters
    ----------
    view
        As blocks.
    span
        The place.
    """

    view: View
    span: Span


def hover(source: Source, offset: int, state: State) -> Said | None:
    """Return what is said of the id, the key or the rule's code at a place.

    Parameters
    ----------
    source
        A text of the theory; it may be broken.
    offset
        How many characters stand before the place.
    state
        What is known of the theory.

    Returns
    -------
    Said or None
        ``None`` where there is nothing to say.
    """
    code = _code_at(source, offset)
    if code:
        return code
    named = id_at(source, offset, state.theory.kpis)
    if named:
        return Said(_of_id(named, state), named.span)
    word = text_at(source, offset)
    if word and word.role == "key" and (text := meaning(word.route)):
        return Said(View(word.text, (Note(text),)), source.span(word.start, word.end))
    return None


def _code_at(source: Source, offset: int) -> Said | None:
    from theoryofchange.measurement.contracts import told_by_measure

    line = source.position(offset)[0]
    start = source.line_start(line)
    text = source.line_text(line)
    opened = text.find("# toc:")
    for found in _CODE.finditer(text, max(opened, 0)):
        if opened >= 0 and found.start() <= offset - start <= found.end():
            known = next((each for each in all_rules() if each.code == found[0]), None)
            blocks = (Note(known.summary), Note(known.section("Why it matters"))) if known else ()
            unknown = told_by_measure(found[0]) or f"{found[0]} is no rule"
            title = f"{found[0]} {known.name}" if known else unknown
            return Said(
                View(title, blocks), source.span(start + found.start(), start + found.end())
            )
    return None


def _of_id(named: Named, state: State) -> View:
    theory = state.theory
    section = next((each for each in named.sections if named.id in _held(theory, each)), None)
    if section is None:
        kinds = " or ".join(_SINGULAR[each] for each in named.sections)
        view = View(named.id, (Note(f"No {kinds} is called so."),))
    elif section == "kpis":
        view = _of_kpi(theory.kpis[named.id], state)
    elif section == "teams":
        view = _of_team(named.id, theory)
    else:
        view = _of_node(theory.nodes[named.id], state)
    return replace(view, blocks=(*view.blocks, *_reserve(state)))


_SINGULAR = {
    "goals": "goal",
    "outcomes": "outcome",
    "kpis": "KPI",
    "activities": "activity",
    "teams": "team",
}


def _held(theory: TheoryOfChange, section: str) -> Iterable[str]:
    held: Iterable[str] = getattr(theory, section)
    return held


def _reserve(state: State) -> Iterator[Note]:
    """Say it where a file cannot be read, so that what is known is of an earlier text."""
    if state.cut:
        place = f"{PurePosixPath(state.cut.file).name}, line {state.cut.line}"
        if state.readable is state.declaration:
            yield Note(f"{place}, cannot be read on: what stands behind it is not known.")
        else:
            yield Note(f"As it was before {place}, could not be read on.")


def _of_node(node: Node, state: State) -> View:
    theory = state.theory
    blocks: list[Block] = [Note(" · ".join(_facts(node, theory)))]
    goals = [id for id in theory.goals_of(node.id) if id != node.id]
    if goals:
        blocks.append(_list("Serves", goals, theory))
    elif not isinstance(node, Goal):
        blocks.append(Note("It leads to no goal."))
    if isinstance(node, Goal | Outcome):
        blocks += _backward(node.id, theory)
    elif node.after:
        blocks.append(_list("After", node.after, theory))
    blocks += _figures(theory.kpis_of(node.id), state)
    return View(node.name, tuple(blocks))


def _facts(node: Node, theory: TheoryOfChange) -> Iterator[str]:
    yield f"{theory.kind(node.id)} {node.id}"
    team = getattr(node, "team", None)
    if team:
        yield f"team {theory.name(team)}"
    if node.owner:
        yield f"owner {node.owner}"
    due = getattr(node, "due", None)
    if due:
        yield f"due {due}"
    effort = getattr(node, "effort", None)
    if effort:
        yield f"effort {effort.likely}"


def _backward(id: str, theory: TheoryOfChange) -> Iterator[Block]:
    """Yield what a goal or outcome needs, and what is done for it."""
    needs = _needs(id, theory, _DEPTH, frozenset({id}))
    activities = [activity.id for activity in theory.activities_of(id)]
    if needs:
        yield Steps(needs, caption="Needs")
    if activities:
        yield _list("Advanced by", activities, theory)
    if not needs and not activities:
        yield Note("It needs nothing, and no activity advances it.")


def _needs(id: str, theory: TheoryOfChange, depth: int, seen: frozenset[str]) -> tuple[Step, ...]:
    needs = [cause for cause in theory.needs(id) if cause not in seen]
    steps = [
        Step(
            _called(cause, theory),
            children=_needs(cause, theory, depth - 1, seen | {cause}) if depth > 1 else (),
        )
        for cause in needs[:MOST_LISTED]
    ]
    return (*steps, *_rest(len(needs)))


def _list(caption: str, ids: Iterable[str], theory: TheoryOfChange) -> Steps:
    called = [_called(id, theory) for id in ids]
    steps = (Step(text) for text in called[:MOST_LISTED])
    return Steps((*steps, *_rest(len(called))), caption=caption)


def _rest(number: int) -> tuple[Step, ...]:
    return (Step(f"… and {number - MOST_LISTED} more"),) if number > MOST_LISTED else ()


def _called(id: str, theory: TheoryOfChange) -> str:
    name = theory.name(id)
    return f"{name} ({id})" if name != id else id


def _of_kpi(kpi: Kpi, state: State) -> View:
    theory = state.theory
    facts = [f"KPI {kpi.id}"]
    facts += [f"{word} {held}" for word, held in (("unit", kpi.unit), ("owner", kpi.owner)) if held]
    blocks: list[Block] = [Note(" · ".join(facts))]
    if kpi.definition:
        blocks.append(Note(kpi.definition))
    if kpi.measures:
        blocks.append(_list("Measures", [theory.resolve(kpi.measures)], theory))
    goals = theory.goals_of_kpi(kpi.id)
    blocks.append(_list("Serves", goals, theory) if goals else Note("It leads to no goal."))
    return View(kpi.name, (*blocks, *_figures((kpi,), state)))


def _of_team(id: str, theory: TheoryOfChange) -> View:
    team = theory.teams[id]
    capacity = f" · capacity {team.capacity}" if team.capacity else ""
    work = [activity.id for activity in theory.activities.values() if activity.team == id]
    done = _list("Does", work, theory) if work else Note("No activity is its own.")
    return View(team.name, (Note(f"team {id}{capacity}"), done))


def _figures(kpis: tuple[Kpi, ...], state: State) -> Iterator[Block]:
    """Yield where KPIs stand, or that it cannot be told."""
    if not kpis:
        return
    rows = tuple(_standings(kpis[:MOST_LISTED], state))
    yield Table((Column("KPI"), Column("Status"), Column("Because")), rows)
    if len(kpis) > MOST_LISTED:
        yield Note(f"… and {len(kpis) - MOST_LISTED} more KPIs")


def _standings(kpis: tuple[Kpi, ...], state: State) -> Iterator[tuple[str, Badge, str]]:
    theory = state.theory
    if state.unusable:
        because = f"the theory cannot be used: {state.unusable}"
        yield from ((kpi.name, Badge(_CANNOT_TELL, "unknown"), because) for kpi in kpis)
        return
    for row in analyze(_part(theory, kpis)).kpis:
        yield row.name, Badge(row.status), row.standing.verdict.because


def _part(theory: TheoryOfChange, kpis: tuple[Kpi, ...]) -> TheoryOfChange:
    """Return the theory with some of its KPIs and their values, as of the same day.

    A KPI's status depends on nothing else, and one is told in a thousandth of the time of all.
    """
    wanted = {kpi.id for kpi in kpis}
    days: Iterator[dt.date] = (each.date for each in theory.observations)
    day = theory.as_of or max(days, default=None)
    return theory.replace(
        header=replace(theory.header, as_of=day),
        kpis=kpis,
        observations=[each for each in theory.observations if theory.resolve(each.kpi) in wanted],
        benchmarks=(),
        ratings=(),
    )
