"""The customer journey as blocks: stages × KPIs, and what is empty."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.alignment.journey import Journey, JourneyStage
from theoryofchange.stages.result import few, left_out
from theoryofchange.view.blocks import (
    Badge,
    Block,
    Cell,
    Column,
    Heading,
    Matrix,
    Note,
    Table,
)
from theoryofchange.view.measure import counted

MOST_STAGES = 24
"""How many stages a page shows."""

MOST_KPIS = 50
"""How many KPIs a page shows beside the stages."""

MOST_TOUCHPOINTS = 12
"""How many touchpoints a page shows beside the stages."""


def journey_blocks(theory: TheoryOfChange, journey: Journey) -> Iterator[Block]:
    """Yield the journey of a theory: what is empty, the stages, and both matrices.

    Parameters
    ----------
    theory
        The theory.
    journey
        Its journey; without a stage nothing is shown.
    """
    if not journey.stages:
        return
    yield Heading("Journey")
    yield _verdict(journey)
    shown = journey.stages[:MOST_STAGES]
    yield Table(
        (Column("No.", "right"), Column("Stage"), Column("Must be true"), Column("Measured by")),
        tuple((order, *_row(theory, each)) for order, each in enumerate(shown, start=1)),
        caption="What must be true and what is measured at each stage",
    )
    yield from left_out(journey.stages, MOST_STAGES, "stage", "result.json")
    yield from _kpis(journey, shown)
    yield from _touchpoints(journey, shown)
    if journey.unplaced:
        names = few([theory.name(id) for id in journey.unplaced])
        yield Note(f"At no stage: {counted(len(journey.unplaced), 'KPI')}: {names}.")


def _verdict(journey: Journey) -> Note:
    bare, all_ = journey.without_kpi, len(journey.stages)
    if not bare:
        return Note(
            "The one stage has a KPI." if all_ == 1 else f"Each of {all_} stages has a KPI."
        )
    told = "stage has" if all_ == 1 else "stages have"
    return Note(f"{all_ - len(bare)} of {all_} {told} a KPI; none: {few(bare)}.", "warn")


def _row(theory: TheoryOfChange, each: JourneyStage) -> tuple[Cell, ...]:
    true = [theory.name(id) for id in (*each.outcomes, *each.goals)]
    kpis = [theory.name(id) for id in each.kpis]
    return (
        each.stage,
        few(true, between="; ") if true else Badge("no outcome", "warn"),
        few(kpis, between="; ") if kpis else Badge("no KPI", "warn"),
    )


def _kpis(journey: Journey, shown: tuple[JourneyStage, ...]) -> Iterator[Block]:
    if not journey.kpis:
        return
    kpis = journey.kpis[:MOST_KPIS]
    yield Matrix(
        tuple(journey.titles[id] for id in kpis),
        tuple(each.stage for each in shown),
        tuple(tuple(1.0 if id in each.kpis else None for each in shown) for id in kpis),
        caption="Which KPI measures which stage",
        format=".0f",
    )
    yield from left_out(journey.kpis, MOST_KPIS, "KPI", "result.json")


def _touchpoints(journey: Journey, shown: tuple[JourneyStage, ...]) -> Iterator[Block]:
    if not journey.touchpoints:
        return
    columns: list[str | None] = [*journey.touchpoints[:MOST_TOUCHPOINTS]]
    if any(each.kpis_at(None) for each in shown):
        columns.append(None)
    yield Matrix(
        tuple(each.stage for each in shown),
        tuple(each or "no touchpoint" for each in columns),
        tuple(
            tuple(float(len(each.kpis_at(column))) or None for column in columns) for each in shown
        ),
        caption="KPIs at each stage and touchpoint",
        format=".0f",
    )
    yield from left_out(journey.touchpoints, MOST_TOUCHPOINTS, "touchpoint", "result.json")
