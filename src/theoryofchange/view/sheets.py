"""Draw a calendar on sheets of paper: as many as it takes for its text to be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from theoryofchange.view.blocks import Gantt, GanttBar
from theoryofchange.view.gantt import (
    LANE_FOOT,
    LANE_HEAD,
    MILESTONE,
    PAPER,
    gantt_svg,
    height_of,
    span_of,
)

_SHEET = 760.0
"""Pixels of rows on a sheet, so that with axis and legend it fits on A4 and US letter alike."""


def gantt_sheets(gantt: Gantt, *, language: str = "en") -> tuple[str, ...]:
    """Draw a calendar as SVGs that are each read on a sheet of paper, all on the same days.

    Parameters
    ----------
    gantt
        The calendar. A lane that goes on overleaf has its title there again, and what a bar waits
        for is drawn where both are on one sheet. Milestones come last.
    language
        The language of months and of the few words added here.

    Returns
    -------
    tuple of str
        As :func:`~theoryofchange.view.gantt.gantt_svg` draws them, at most 680 pixels wide.
    """
    return tuple(gantt_svg(part, language=language, width=PAPER) for part in _parts(gantt))


def _parts(gantt: Gantt) -> Iterator[Gantt]:
    start, finish = span_of(gantt)
    whole = replace(gantt, start=start, finish=finish)
    lanes = list(dict.fromkeys(bar.lane for bar in gantt.rows))
    held: list[GanttBar] = []
    height = 0.0
    for bar in sorted(gantt.rows, key=lambda bar: lanes.index(bar.lane)):
        begins = not held or held[-1].lane != bar.lane
        needed = height_of(bar) + (LANE_HEAD + LANE_FOOT if begins else 0.0)
        if held and height + needed > _SHEET:
            yield replace(whole, rows=tuple(held), milestones=())
            held, height, needed = [], 0.0, height_of(bar) + LANE_HEAD + LANE_FOOT
        held.append(bar)
        height += needed
    left = sorted(gantt.milestones, key=lambda each: (each.day, each.title))
    room = int((_SHEET - height) / MILESTONE)
    if held and len(left) > room:
        yield replace(whole, rows=tuple(held), milestones=())
        held, room = [], int(_SHEET / MILESTONE)
    while left or held:
        yield replace(whole, rows=tuple(held), milestones=tuple(left[:room]))
        held, left, room = [], left[room:], int(_SHEET / MILESTONE)
