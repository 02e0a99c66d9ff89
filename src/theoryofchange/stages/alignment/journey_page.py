"""The customer journey as blocks: stages × KPIs, stages × touchpoints, and what is empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.alignment.journey import Journey, JourneyStage
from theoryofchange.stages.result import few, left_out, several
from theoryofchange.view.blocks import (
    Badge,
    Block,
    Cell,
    Column,
    Grid,
    GridGroup,
    Heading,
    Mark,
    Note,
    Table,
)
from theoryofchange.view.measure import counted

MOST_STAGES = 24
"""How many stages a page shows."""

MOST_KPIS = 60
"""How many KPIs, and how many outcomes without one, a page shows beside the stages."""

MOST_TOUCHPOINTS = 12
"""How many touchpoints a page shows beside the stages."""

_MEASURED = Mark("●", "measured")
_MISSING = Mark("○", "must be true here, not measured", "warn")
_NO_KPI = Badge("no KPI", "warn")


def journey_blocks(theory: TheoryOfChange, journey: Journey) -> Iterator[Block]:
    """Yield the journey of a theory: what is empty, both grids, and the stages one by one.

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
    yield from _kpis(theory, journey, shown)
    yield from _touchpoints(journey, shown)
    yield Table(
        (Column("No.", "right"), Column("Stage"), Column("Must be true"), Column("Measured by")),
        tuple((order, *_row(theory, each)) for order, each in enumerate(shown, start=1)),
        caption="What must be true and what is measured at each stage",
    )
    yield from left_out(journey.stages, MOST_STAGES, "stage", "result.json")
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
        several(true) or Badge("no outcome", "warn"),
        several(kpis) or _NO_KPI,
    )


def _kpis(
    theory: TheoryOfChange, journey: Journey, shown: Sequence[JourneyStage]
) -> Iterator[Block]:
    kpis = _first_of_each_stage(journey)[:MOST_KPIS]
    missing: dict[str, list[str]] = {}
    for outcome, stage in journey.unmeasured:
        missing.setdefault(outcome, []).append(stage)
    bare = dict(list(missing.items())[:MOST_KPIS])
    if not (kpis or bare):
        return
    totals: list[tuple[Cell, ...]] = [
        ("KPIs at the stage", *(len(each.kpis) or _NO_KPI for each in shown))
    ]
    if len(kpis) < len(journey.kpis):
        inside = frozenset(kpis)
        shares = (len(inside.intersection(each.kpis)) or None for each in shown)
        totals.append(("shown here", *shares))
    groups = tuple(_groups(theory, journey, shown, kpis, bare))
    yield Grid(
        ("KPI", *(each.stage if each.kpis else Badge(each.stage, "warn") for each in shown)),
        groups,
        totals=tuple(totals),
        keys=(_MEASURED, _MISSING) if bare else (_MEASURED,),
        caption="Which KPI measures which stage",
    )
    yield from left_out(journey.kpis, MOST_KPIS, "KPI", "result.json")
    yield from left_out(list(missing), MOST_KPIS, "unmeasured outcome", "result.json")


def _first_of_each_stage(journey: Journey) -> list[str]:
    """Return the KPIs, the first of every stage before the second of any."""
    ranks: dict[str, int] = {}
    for each in journey.stages:
        for rank, kpi in enumerate(each.kpis):
            ranks[kpi] = min(rank, ranks.get(kpi, rank))
    return sorted(journey.kpis, key=lambda kpi: ranks[kpi])


def _groups(
    theory: TheoryOfChange,
    journey: Journey,
    shown: Sequence[JourneyStage],
    kpis: Sequence[str],
    missing: Mapping[str, Sequence[str]],
) -> Iterator[GridGroup]:
    """Yield what measures each goal and outcome: goals first, outcomes by their first stage."""
    chosen = frozenset(kpis)
    measured: dict[str | None, list[str]] = {}
    places: dict[str | None, int] = {}
    for place, each in enumerate(journey.stages):
        for id in (*each.outcomes, *(journey.measures[kpi] for kpi in each.kpis)):
            places.setdefault(id, -1 if id in theory.goals else place)
    for kpi in journey.kpis:
        if kpi in chosen:
            measured.setdefault(journey.measures[kpi], []).append(kpi)
    last = len(journey.stages)
    for id in sorted(
        (each for each in places if each in measured or each in missing),
        key=lambda each: last if each is None else places[each],
    ):
        rows: list[tuple[Cell, ...]] = [
            (journey.titles[kpi], *(_MEASURED if kpi in each.kpis else None for each in shown))
            for kpi in measured.get(id, ())
        ]
        lacking = missing.get(id or "", ())
        if lacking:
            rows.append((_NO_KPI, *(_MISSING if each.stage in lacking else None for each in shown)))
        yield GridGroup(tuple(rows), "of no goal or outcome" if id is None else theory.name(id))


def _touchpoints(journey: Journey, shown: Sequence[JourneyStage]) -> Iterator[Block]:
    if not journey.touchpoints:
        return
    touchpoints = journey.touchpoints[:MOST_TOUCHPOINTS]
    bare = any(each.kpis_at(None) for each in shown)
    met = {
        touchpoint: len({kpi for each in journey.stages for kpi in each.kpis_at(touchpoint)})
        for touchpoint in (*touchpoints, None)
    }
    rows = tuple(
        (
            each.stage if each.kpis else Badge(each.stage, "warn"),
            *(_met(journey, each, touchpoint) for touchpoint in touchpoints),
            *([len(each.kpis_at(None)) or None] if bare else []),
            len(each.kpis) or _NO_KPI,
        )
        for each in shown
    )
    yield Grid(
        (
            "Stage",
            *(each if met[each] else Badge(each, "warn") for each in touchpoints),
            *(["no touchpoint"] if bare else []),
            "KPIs at the stage",
        ),
        (GridGroup(rows),),
        totals=(
            (
                "KPIs at the touchpoint",
                *(met[each] or _NO_KPI for each in touchpoints),
                *([met[None]] if bare else []),
                len(journey.kpis),
            ),
        ),
        keys=(_MISSING,) if any(_MISSING in row for row in rows) else (),
        caption="KPIs at each stage and touchpoint",
    )
    yield from left_out(journey.touchpoints, MOST_TOUCHPOINTS, "touchpoint", "result.json")


def _met(journey: Journey, each: JourneyStage, touchpoint: str) -> Cell:
    return len(each.kpis_at(touchpoint)) or (
        _MISSING if journey.is_missing(each, touchpoint) else None
    )
