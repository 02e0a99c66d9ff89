"""Which KPIs are computed from which: the hierarchy that their formulas make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from theoryofchange.kpi import Status
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.figure import figure
from theoryofchange.view.blocks import Badge, Step, Steps, Tone

MOST_ROLLUPS = 20
"""How many hierarchies are shown at most."""

_DEEPEST = 4


def rollups(
    rows: Sequence[KpiAnalysis], tones: Mapping[Status, Tone], most: int = MOST_ROLLUPS
) -> Iterator[Steps]:
    """Yield the KPIs that are computed from others, each with these below it, where there are any.

    Parameters
    ----------
    rows
        What is said of each KPI.
    tones
        The tone of each status.
    most
        How many KPIs stand on top at most; one that is a part of another stands below it alone.
    """
    parents = {row.id: row for row in rows if row.parts}
    if not parents:
        return
    inside = {part for row in parents.values() for part in row.parts}
    tops = [row for row in parents.values() if row.id not in inside] or list(parents.values())
    by_id = {row.id: row for row in rows}
    more = len(tops) - most
    steps = [_step(row, by_id, tones, ()) for row in tops[:most]]
    if more > 0:
        steps.append(Step(f"… and {more} more"))
    yield Steps(tuple(steps), caption="What KPIs are computed from")


def _step(
    row: KpiAnalysis,
    by_id: Mapping[str, KpiAnalysis],
    tones: Mapping[Status, Tone],
    above: tuple[str, ...],
) -> Step:
    """Return a KPI with its parts; one that is computed from itself is not followed."""
    actual = figure(row.standing.actual, row.standing.unit)
    formula = f" = {row.kpi.formula}" if row.parts else ""
    within = (*above, row.id)
    followed = row.parts if len(within) < _DEEPEST else ()
    return Step(
        f"{row.name}{formula}{f': {actual}' if actual else ''}",
        badge=Badge(row.status, tones[row.status]),
        children=tuple(
            _step(by_id[part], by_id, tones, within)
            for part in followed
            if part in by_id and part not in within
        ),
    )
