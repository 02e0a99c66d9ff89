"""A result as blocks: what every stage says, before anything decides how it looks.

A block holds plain text and numbers, never markup. The writers (:mod:`~theoryofchange.view.text`,
:mod:`~theoryofchange.view.markdown`, :mod:`~theoryofchange.view.html`) escape, so a title may
hold any character. ``None`` is *no value*, and is shown as such.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import Literal, TypeAlias

from theoryofchange.view.charts import (
    Fan,
    FanDay,
    Gantt,
    GanttBar,
    GanttMilestone,
    LayerEdge,
    LayerKind,
    LayerNode,
    Layers,
    Point,
    Quarters,
    Scatter,
    Tone,
)

__all__ = [
    "Badge",
    "Bar",
    "Bars",
    "Block",
    "Cell",
    "Column",
    "Fan",
    "FanDay",
    "Gantt",
    "GanttBar",
    "GanttMilestone",
    "Grid",
    "GridGroup",
    "Heading",
    "Headline",
    "LayerEdge",
    "LayerKind",
    "LayerNode",
    "Layers",
    "Mark",
    "Matrix",
    "Meter",
    "NextStep",
    "Note",
    "Point",
    "Quarters",
    "Scatter",
    "Several",
    "Step",
    "Steps",
    "Table",
    "Tone",
    "View",
]


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


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign that stands for what is there, such as ``●``, and the words for it."""

    sign: str
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Several:
    """Several texts in one cell; what stands between them is a text of the language too.

    Examples
    --------
    >>> Several(("Web", "Shop")).text
    'Web; Shop'
    """

    items: tuple[str, ...]
    between: str = "; "

    @property
    def text(self) -> str:
        """All of them, as they are written."""
        return self.between.join(self.items)


Cell: TypeAlias = str | float | int | Badge | Meter | Mark | Several | None


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
class GridGroup:
    """Rows of a :class:`Grid` that belong together; the first cell of a row names it."""

    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """What is where rows and columns cross, and where nothing is.

    Parameters
    ----------
    columns
        Their titles; the first is that of the rows' names. A badge that warns marks a column that
        is empty as a whole, and as the name of a row such a row.
    groups
        The rows, in the order they are shown.
    totals
        Rows about whole columns, shown with the titles.
    keys
        The marks to explain.
    caption
        What the grid shows.

    Raises
    ------
    ValueError
        Where a row has not one cell for each column.
    """

    columns: tuple[str | Badge, ...]
    groups: tuple[GridGroup, ...]
    _: KW_ONLY
    totals: tuple[tuple[Cell, ...], ...] = ()
    keys: tuple[Mark, ...] = ()
    caption: str = ""

    def __post_init__(self) -> None:
        for row in (*self.totals, *(row for group in self.groups for row in group.rows)):
            if len(row) != len(self.columns):
                message = f"a row has {len(row)} cells under {len(self.columns)} columns: {row!r}"
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


Block: TypeAlias = (
    Headline
    | Heading
    | Note
    | NextStep
    | Table
    | Matrix
    | Grid
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
