"""What is said of KPIs in several rows each, as tables of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from theoryofchange.kpi import DataSource, Status
from theoryofchange.measurement.interim import Interim
from theoryofchange.stages.analysis.darkness import Darkness
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.analysis.use import IdleData
from theoryofchange.stages.figure import figure
from theoryofchange.stages.result import left_out, percent
from theoryofchange.view.blocks import Badge, Block, Cell, Column, Meter, Note, Several, Table, Tone

_MOST_ROWS = 20


def missing_tables(missing: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """Yield what is missing to qualify, as far as it keeps a metric from being a KPI.

    Parameters
    ----------
    missing
        The columns of :data:`~theoryofchange.stages.analysis.tables.MISSING`, in order.
    """
    blocking = [lack for lack in missing if lack["blocks"]]
    if not blocking:
        return
    columns = (
        Column("Metric"),
        Column("Missing"),
        Column("What would meet it"),
        Column("Goal weight", "right"),
        Column("Shortfall", "right", hint="The share of the criteria that this one is"),
    )
    rows = tuple(
        (
            lack["title"] or lack["kpi"],
            f"{lack['because']} ({lack['ground']})",
            lack["remedy"],
            percent(lack["weight"]),
            percent(lack["shortfall"]),
        )
        for lack in blocking[:_MOST_ROWS]
    )
    caption = "What is missing to qualify, by goal weight times shortfall"
    yield Table(columns, rows, caption=caption)
    yield from left_out(blocking, _MOST_ROWS, "criterion", "result.json")


def segment_tables(rows: Sequence[KpiAnalysis], tones: Mapping[Status, Tone]) -> Iterator[Block]:
    """Yield where KPIs stand in their segments, where any is measured in some.

    Parameters
    ----------
    rows
        What is said of each KPI.
    tones
        The tone of each status.
    """
    parts = [(row, part) for row in rows for part in row.segments]
    if not parts:
        return
    columns = (
        Column("KPI"),
        Column("Segment"),
        Column("Status", hint="By the target of the whole, which is not made up from segments"),
        Column("From the baseline of", hint="Its own where it was measured on the baseline's day"),
        Column("Progress"),
        Column("Actual", "right"),
    )
    shown = tuple(
        (
            row.name,
            part.segment,
            Badge(part.standing.status, tones[part.standing.status]),
            f"the {part.baseline_from}",
            _meter(part.standing.progress.value),
            figure(part.standing.actual, part.standing.unit),
        )
        for row, part in parts[:_MOST_ROWS]
    )
    yield Table(columns, shown, caption="Where they stand in each segment")
    yield from left_out(parts, _MOST_ROWS, "segment", "result.json")


def target_tables(rows: Sequence[KpiAnalysis]) -> Iterator[Block]:
    """Yield which of several targets by date were met, where any KPI has several.

    Parameters
    ----------
    rows
        What is said of each KPI.
    """
    targets = [(row, each) for row in rows for each in row.standing.interim]
    if not targets:
        return
    columns = (
        Column("KPI"),
        Column("By"),
        Column("Target", "right"),
        Column("Had by then", "right"),
        Column("Progress", hint="The share of the way from the baseline to this target"),
        Column("Met"),
    )
    shown = tuple(
        (
            row.name,
            str(each.date),
            figure(each.value, row.standing.unit),
            figure(each.actual, row.standing.unit),
            _meter(each.progress.value),
            _met(each),
        )
        for row, each in targets[:_MOST_ROWS]
    )
    yield Table(columns, shown, caption="Targets by date")
    yield from left_out(targets, _MOST_ROWS, "target", "result.json")


def lighting_tables(darkness: Darkness, names: Mapping[str, str]) -> Iterator[Block]:
    """Yield the smallest sets of obstacles whose removal lights a goal, where one is dark.

    Parameters
    ----------
    darkness
        What keeps KPIs and goals dark.
    names
        What people call goals, by id.
    """
    if darkness.common is None:
        return
    what = {each.id: each.what for each in darkness.obstacles}
    dark = [each for each in darkness.lightings if each.smallest]
    columns = (
        Column("Goal of which nothing can be seen"),
        Column("Remove"),
        Column("Or one of", "right", hint="How many sets of this size light it"),
        Column("For all its KPIs", "right", hint="How many obstacles there are to remove"),
    )
    rows = tuple(
        (
            names.get(each.goal, each.goal),
            Several(tuple(what[id] for id in each.smallest[0])),
            each.sets,
            len(each.whole),
        )
        for each in dark[:_MOST_ROWS]
    )
    yield Table(columns, rows, caption="The fewest obstacles whose removal lights a goal")
    yield from left_out(dark, _MOST_ROWS, "goal", "result.json")
    if len(darkness.common.goals) > 1:
        listed = "; ".join(what[id] for id in darkness.common.obstacles[:_MOST_ROWS])
        yield Note(f"To light all of them, remove: {listed} ({darkness.common.because}).")


def ground_tables(rows: Sequence[KpiAnalysis]) -> Iterator[Block]:
    """Yield for what, and on what legal ground, data is used, where any source says so.

    Parameters
    ----------
    rows
        What is said of each KPI.
    """
    told = [
        (row, source)
        for row in rows
        if (source := row.kpi.source) and (source.personal_data or source.purpose or source.basis)
    ]
    if not told:
        return
    columns = (
        Column("KPI"),
        Column("System"),
        Column("About persons"),
        Column("Purpose"),
        Column("Legal basis"),
    )
    shown = tuple(
        (
            row.name,
            source.system,
            None if source.personal_data is None else "yes" if source.personal_data else "no",
            _ground(source.purpose, source),
            _ground(source.basis, source),
        )
        for row, source in told[:_MOST_ROWS]
    )
    yield Table(columns, shown, caption="For what data is used, and on what ground")
    yield from left_out(told, _MOST_ROWS, "KPI", "kpis.csv")


def _ground(told: str | None, source: DataSource) -> Cell:
    return Badge("not told", "warn") if not told and source.personal_data else told


def idle_tables(idle: Sequence[IdleData], names: Mapping[str, str]) -> Iterator[Block]:
    """Yield the data that nothing justifies, where there is any.

    Parameters
    ----------
    idle
        The data.
    names
        What people call KPIs, by id.
    """
    if not idle:
        return
    columns = (Column("Data"), Column("Has"), Column("Because"), Column("Values", "right"))
    rows = tuple(
        (names.get(each.what, each.what), each.fault, each.because, each.values or None)
        for each in idle[:_MOST_ROWS]
    )
    yield Table(columns, rows, caption="Data that nothing justifies").sparing("Values")
    yield from left_out(idle, _MOST_ROWS, "row", "result.json")


def _met(target: Interim) -> Cell:
    if target.met is None:
        return None
    return Badge("met", "good") if target.met else Badge("missed", "bad")


def _meter(share: float | None) -> Meter | None:
    return None if share is None else Meter(share, percent(share))
