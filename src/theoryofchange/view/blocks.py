"""A result as blocks: what every stage says, before anything decides how it looks.

A block holds plain text and numbers, never markup. The writers (:mod:`~theoryofchange.view.text`,
:mod:`~theoryofchange.view.markdown`, :mod:`~theoryofchange.view.html`) escape, so a title may
hold any character. ``None`` is *no value*, and is shown as such.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["good", "warn", "bad", "plain", "unknown"]
"""What a part says beside its words; it is never the only sign."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A word with a tone, such as a status."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Meter:
    """A share drawn as a small bar beside its text.

    Parameters
    ----------
    share
        0 is nothing, 1 the whole; it may lie outside, and the bar then shows that it is cut.
    text
        What is written, in full, whatever the bar can show.
    """

    share: float | None
    text: str


Cell: TypeAlias = str | float | int | Badge | Meter | None


@dataclass(frozen=True, slots=True)
class Headline:
    """One finding of weight: a sentence, and perhaps the figure it is about."""

    text: str
    _: KW_ONLY
    value: str | None = None
    note: str | None = None
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now, why, and how."""

    text: str
    why: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title, side and, in ``hint``, what it means."""

    title: str
    align: Literal["left", "right"] = "left"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns.

    Raises
    ------
    ValueError
        Where a row has not one cell for each column.

    Examples
    --------
    >>> Table((Column("KPI"), Column("Today", "right")), (("Retention", 71),)).rows
    (('Retention', 71),)
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    _: KW_ONLY
    caption: str = ""
    empty: str = "Nothing here."

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                message = f"a row has {len(row)} cells under {len(self.columns)} columns: {row!r}"
                raise ValueError(message)

    def sparing(self, *titles: str) -> Table:
        """Return the table without those of the named columns in which every cell is empty.

        Examples
        --------
        >>> table = Table((Column("KPI"), Column("Reported")), (("Retention", None),))
        >>> table.sparing("Reported").rows
        (('Retention',),)
        """
        kept = [
            index
            for index, column in enumerate(self.columns)
            if column.title not in titles or any(row[index] not in (None, "") for row in self.rows)
        ]
        return replace(
            self,
            columns=tuple(self.columns[index] for index in kept),
            rows=tuple(tuple(row[index] for index in kept) for row in self.rows),
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """Numbers of rows × columns, shaded by size; ``format`` is a format specification of Python.

    Raises
    ------
    ValueError
        Where the cells are not one for each row and column.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[float | None, ...], ...]
    _: KW_ONLY
    caption: str = ""
    format: str = ".0%"

    def __post_init__(self) -> None:
        widths = [len(row) for row in self.cells]
        if widths != [len(self.columns)] * len(self.rows):
            message = f"cells of {widths} for {len(self.rows)} rows × {len(self.columns)} columns"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Bar:
    """A value from nothing, with an optional mark (a minimum, a target) and the text beside it."""

    label: str
    value: float | None
    _: KW_ONLY
    text: str = ""
    mark: float | None = None
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars on one scale from 0 to ``most``; what lies outside is drawn as cut, never left out.

    ``titles`` are those of the labels and of the values, for where the bars become a table.
    """

    rows: tuple[Bar, ...]
    _: KW_ONLY
    most: float
    titles: tuple[str, str] = ("", "")
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.most > 0:
            message = f"the end of a scale must be above 0, not {self.most}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a nested list."""

    text: str
    _: KW_ONLY
    badge: Badge | None = None
    children: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """A nested list, such as a backward chain."""

    items: tuple[Step, ...]
    _: KW_ONLY
    caption: str = ""


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


Block: TypeAlias = (
    Headline
    | Heading
    | Note
    | NextStep
    | Table
    | Matrix
    | Bars
    | Steps
    | Layers
    | Gantt
    | Scatter
    | Fan
)


@dataclass(frozen=True, slots=True)
class View:
    """A result, ready to be written.

    Parameters
    ----------
    title
        What the result is about.
    blocks
        Its parts, most important first.
    key
        A short name for an anchor, such as ``align``; empty for none.

    Examples
    --------
    >>> View("Alignment", (Headline("12 of 19 links are agreed", value="63 %"),), "align").key
    'align'
    """

    title: str
    blocks: tuple[Block, ...]
    key: str = ""
