"""What a result draws: the theory layer by layer, a calendar, a scatter, values to come.

As the other blocks (:mod:`~theoryofchange.view.blocks`), they hold plain text and numbers, and say
nothing of how they look.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from datetime import date
from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["good", "warn", "bad", "plain", "unknown"]
"""What a part says beside its words; it is never the only sign."""

LayerKind: TypeAlias = Literal["goal", "outcome", "activity"]


@dataclass(frozen=True, slots=True)
class LayerNode:
    """A goal, outcome or activity to draw."""

    id: str
    title: str
    kind: LayerKind
    _: KW_ONLY
    note: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class LayerEdge:
    """A link to draw, from the cause (``source``) to the effect (``target``)."""

    source: str
    target: str
    _: KW_ONLY
    sign: Literal["+", "-", "?"] = "+"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Layers:
    """The theory drawn layer by layer: goals on top, causes below.

    ``all_in`` names the file that has every node and link, for where they are too many to list.

    Raises
    ------
    ValueError
        Where two nodes share an id, or an edge names none of them.
    """

    nodes: tuple[LayerNode, ...]
    edges: tuple[LayerEdge, ...]
    _: KW_ONLY
    caption: str = ""
    all_in: str = ""

    def __post_init__(self) -> None:
        ids = {node.id for node in self.nodes}
        if len(ids) != len(self.nodes):
            message = "two nodes share an id"
            raise ValueError(message)
        for edge in self.edges:
            if not {edge.source, edge.target} <= ids:
                message = f"an edge from {edge.source!r} to {edge.target!r} names no node"
                raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class GanttBar:
    """Work from its first day to its last, both included.

    ``lane`` groups bars (a team or a workstream); ``after`` names the bars it waits for: those in
    the same chart are drawn as lines. ``tentative`` work has the earliest days it could have, since
    who does it, or how long it takes, is not told.
    """

    id: str
    title: str
    lane: str
    start: date
    finish: date
    critical: bool = False
    tentative: bool = False
    after: tuple[str, ...] = ()
    tone: Tone = "plain"

    def __post_init__(self) -> None:
        if self.finish < self.start:
            message = f"{self.id!r} finishes on {self.finish} before it starts on {self.start}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class GanttMilestone:
    """A day that matters."""

    title: str
    day: date
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gantt:
    """Bars on a calendar from ``start`` to ``finish``; ``horizons`` are named last days.

    What lies outside the calendar widens it: nothing is cut. ``meanings`` says what a tone stands
    for on a bar; the legend shows it where a bar has that tone.
    """

    rows: tuple[GanttBar, ...]
    start: date
    finish: date
    milestones: tuple[GanttMilestone, ...] = ()
    horizons: tuple[tuple[str, date], ...] = ()
    meanings: tuple[tuple[Tone, str], ...] = ()
    caption: str = ""

    def __post_init__(self) -> None:
        if self.finish < self.start:
            message = f"a calendar cannot run from {self.start} to {self.finish}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Point:
    """A labelled point; without both coordinates it is listed, not drawn."""

    label: str
    x: float | None
    y: float | None
    _: KW_ONLY
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarters:
    """Where a scatter is divided on either axis, and what each of its quarters is called."""

    x: float
    y: float
    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter:
    """Numbered points on two axes with their legend, such as effort × impact.

    A logarithmic axis has no place for a value of 0 or below: such points are listed, not drawn.
    Points of the tone ``good`` stand out, and are named beside the drawing under ``good``.
    """

    points: tuple[Point, ...]
    x_title: str
    y_title: str
    quarters: Quarters | None = None
    good: str = ""
    x_scale: Literal["linear", "log"] = "linear"
    y_scale: Literal["linear", "log"] = "linear"
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FanDay:
    """What a value may be on a day to come: its middle, and the ends of a near and a far range."""

    day: date
    value: float
    near: tuple[float, float]
    far: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """Values so far, and what those to come may be; ``goal`` is where they are to lie.

    An end of ``goal`` that is ``None`` is open. ``titles`` name the near and the far range.
    """

    known: tuple[tuple[date, float], ...]
    ahead: tuple[FanDay, ...]
    titles: tuple[str, str]
    goal: tuple[float | None, float | None] = (None, None)
    caption: str = ""
