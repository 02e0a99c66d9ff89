"""An assessment as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theoryofchange.maturity import LEVELS, CapabilityScore, DimensionScore, MaturityScore
from theoryofchange.stages.assessment.comparison import Comparison
from theoryofchange.stages.assessment.levels import level_text
from theoryofchange.stages.figure import figure
from theoryofchange.stages.result import derivation_table, gap_table, left_out, several
from theoryofchange.view.blocks import (
    Bar,
    Bars,
    Block,
    Column,
    Heading,
    Headline,
    NextStep,
    Note,
    Table,
    Tone,
    View,
)

if TYPE_CHECKING:
    from theoryofchange.stages.assessment.result import Assessment

_HIGHEST = len(LEVELS)
_GAPS_SHOWN = 12
_COMPARED = 50


def assessment_view(assessment: Assessment) -> View:
    """Return an assessment as blocks."""
    blocks: list[Block] = [
        _headline(assessment),
        _dimension_bars(assessment),
        _dimension_table(assessment),
    ]
    if assessment.comparisons:
        blocks += [Heading("Compared with whom"), _comparison_table(assessment)]
        blocks += left_out(assessment.comparisons, _COMPARED, "comparison", "result.json")
    blocks += [Heading("Capabilities"), _capability_table(assessment), *_notes(assessment)]
    blocks.append(derivation_table(assessment.derivation))
    shown = assessment.gaps[:_GAPS_SHOWN]
    blocks.append(gap_table(shown))
    blocks += left_out(assessment.gaps, _GAPS_SHOWN, "gap", "result.json")
    return View("Assess", tuple(blocks), key="assess")


def _headline(assessment: Assessment) -> Headline:
    current = assessment.maturity.current
    if current.value is None:
        text = "Nobody has rated a capability and the theory shows none: maturity is unknown"
        return Headline(text, tone="unknown")
    weakest = ", ".join(_dimension(assessment.maturity, id).title for id in current.weakest)
    note = (
        f"The minimum is {level_text(current.minimum)}, in {weakest}. "
        f"Taken over {current.counted} of {current.of} dimensions."
    )
    text = f"Measurement maturity is {level_text(current.value)} of {_HIGHEST}"
    return Headline(text, value=level_text(current.value), note=note, tone=_tone(current.value))


def _dimension_bars(assessment: Assessment) -> Bars:
    bars = tuple(
        Bar(
            each.title,
            each.current.value,
            mark=each.current.minimum,
            text=f"{level_text(each.current.value)}, minimum {level_text(each.current.minimum)}",
            tone=_tone(each.current.value),
        )
        for each in assessment.maturity.dimensions
    )
    return Bars(
        bars,
        most=_HIGHEST,
        titles=("Dimension", "Level"),
        caption="Mean of each dimension; the mark is its minimum",
    )


def _dimension_table(assessment: Assessment) -> Table:
    columns = (
        Column("Dimension"),
        Column("Level", "right"),
        Column("Minimum", "right"),
        Column("Previous", "right"),
        Column("Target", "right"),
        Column("Rated", "right", hint="Capabilities with a level, of those in scope"),
        Column("Weakest"),
    )
    rows = tuple(
        (
            each.title,
            level_text(each.current.value),
            level_text(each.current.minimum),
            level_text(each.previous.value),
            level_text(each.target),
            f"{each.current.counted} of {each.current.of}",
            several([_capability(each, id).title for id in each.current.weakest]),
        )
        for each in assessment.maturity.dimensions
    )
    return Table(columns, rows, caption="Levels from 1 to 5")


def _capability_table(assessment: Assessment) -> Table:
    columns = (
        Column("Capability"),
        Column("Level", "right"),
        Column("From"),
        Column("Derived", "right", hint="The level the theory itself shows"),
        Column("Previous", "right"),
        Column("Target", "right"),
        Column("Spread", "right", hint="The highest less the lowest answer of all raters"),
        Column("Next step"),
    )
    rows = tuple(_capability_cells(each) for each in assessment.maturity.capabilities)
    return Table(columns, rows).sparing("Derived", "Previous", "Target", "Spread")


def _comparison_table(assessment: Assessment) -> Table:
    columns = (
        Column("KPI"),
        Column("With"),
        Column("Own", "right"),
        Column("Rank", "right"),
        Column("Gap to best", "right", hint="In the unit of its own figure; below 0: ahead"),
        Column("Gap to median", "right", hint="Likewise"),
        Column("The target rank requires today"),
    )
    rows = tuple(map(_comparison_cells, assessment.comparisons[:_COMPARED]))
    table = Table(columns, rows, caption="Dated outside figures, the newest of each name")
    return table.sparing("The target rank requires today")


def _notes(assessment: Assessment) -> list[Note | NextStep]:
    titles = {each.id: each.title for each in assessment.maturity.capabilities}
    notes: list[Note | NextStep] = [
        Note(
            f"{each.title}: people say {level_text(each.attested)}, the theory shows "
            f"{each.derived.level if each.derived else '–'}.",
            tone="warn",
        )
        for each in assessment.maturity.capabilities
        if each.disagreement is not None
    ]
    notes += [
        Note(f"{each.title} is out of scope: {each.excluded}.")
        for each in assessment.maturity.capabilities
        if each.excluded is not None
    ]
    notes += [
        Note(
            f"Not counted: the {each.what} for {titles.get(each.capability, each.capability)}, "
            f"since {each.reason}.",
            tone="warn",
        )
        for each in assessment.maturity.not_counted
    ]
    first = next((each for each in assessment.maturity.weakest if each.next_step), None)
    if first is not None and first.next_step:
        notes.append(NextStep(first.next_step, why=f"{first.title} is the weakest capability."))
    return notes


def _tone(value: float | None) -> Tone:
    if value is None:
        return "unknown"
    return "bad" if value < 2 else "warn" if value < 3 else "good"


def _dimension(scored: MaturityScore, id: str) -> DimensionScore:
    return next(each for each in scored.dimensions if each.id == id)


def _capability(dimension: DimensionScore, id: str) -> CapabilityScore:
    return next(each for each in dimension.capabilities if each.id == id)


def _capability_cells(each: CapabilityScore) -> tuple[str | int | None, ...]:
    return (
        each.title,
        level_text(each.current),
        each.origin,
        None if each.derived is None else each.derived.level,
        level_text(each.previous),
        level_text(each.target),
        each.spread,
        each.next_step or "",
    )


def _comparison_cells(each: Comparison) -> tuple[str | float | None, ...]:
    ranking, need = each.ranking, each.requirement
    rank = f"{ranking.rank} of {ranking.of}" if ranking.rank else ranking.reason
    required = "" if need is None else (need.reason or "")
    if need is not None and need.value is not None:
        required = need.derivation
    return (
        each.name,
        (each.kind or "not said").replace("_", " "),
        figure(each.own, each.unit),
        rank,
        ranking.gap_to_best,
        ranking.gap_to_median,
        required,
    )
