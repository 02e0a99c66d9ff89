"""Every drawing as the table or list that says the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from itertools import accumulate
from types import MappingProxyType

from theoryofchange.view.blocks import (
    Badge,
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    Fan,
    Gantt,
    Grid,
    Layers,
    Mark,
    Matrix,
    Meter,
    Scatter,
    Several,
    Step,
    Steps,
    Table,
    Tone,
)
from theoryofchange.view.measure import formatted, number, within

NO_VALUE = "–"
MOST_LINES = 3000
"""A drawn theory of more nodes and links than this is not listed to its end; what is left out is
counted in the last line."""

_LAST_KNOWN = 3
"""How many values so far are told before those to come."""

SIGN_WORDS = MappingProxyType({"+": "helps", "-": "hurts", "?": "unclear"})
TONE_MARKS: Mapping[Tone, str] = MappingProxyType(
    {"good": "✓", "warn": "!", "bad": "✕", "unknown": "?", "plain": ""}
)


def cell_text(cell: Cell) -> str:
    """Return what a cell says; nothing is an en dash, and so is a number that is not one.

    Examples
    --------
    >>> cell_text(None), cell_text(Badge("on track", "good")), cell_text(1234.5)
    ('–', 'on track', '1,234.5')
    """
    if cell is None or cell != cell:
        return NO_VALUE
    if isinstance(cell, (Badge, Meter, Several)):
        return cell.text
    if isinstance(cell, Mark):
        return cell.sign
    return cell if isinstance(cell, str) else number(cell)


@singledispatch
def in_words(block: Block, words: Mapping[str, str]) -> Block:
    """Return the table or list that says what a drawing shows.

    Parameters
    ----------
    block
        A matrix, a grid, bars, layers, a Gantt chart, a scatter or a fan.
    words
        The writers' own words, :func:`~theoryofchange.view.words.words`.

    Raises
    ------
    TypeError
        For anything else.
    """
    raise TypeError(f"no drawing: {block!r}")


@in_words.register
def _(block: Matrix, words: Mapping[str, str]) -> Block:
    return matrix_table(block)


@in_words.register
def _(block: Grid, words: Mapping[str, str]) -> Block:
    return grid_table(block, words)


@in_words.register
def _(block: Bars, words: Mapping[str, str]) -> Block:
    return bars_table(block, words)


@in_words.register
def _(block: Layers, words: Mapping[str, str]) -> Block:
    return layers_steps(block, words)


@in_words.register
def _(block: Gantt, words: Mapping[str, str]) -> Block:
    return gantt_table(block, words)


@in_words.register
def _(block: Scatter, words: Mapping[str, str]) -> Block:
    return scatter_table(block, words)


@in_words.register
def _(block: Fan, words: Mapping[str, str]) -> Block:
    return fan_table(block, words)


def matrix_table(matrix: Matrix) -> Table:
    """Return a heat table as a table of written numbers."""
    columns = (Column(""), *(Column(title, "right") for title in matrix.columns))
    rows = tuple(
        (label, *(None if value is None else formatted(value, matrix.format) for value in values))
        for label, values in zip(matrix.rows, matrix.cells, strict=True)
    )
    return Table(columns, rows, caption=matrix.caption)


def grid_table(grid: Grid, words: Mapping[str, str]) -> Table:
    """Return a grid as a table: totals first, each group under its title, the marks explained.

    What warns has its mark, for here it has no other place and no colour.
    """
    columns = tuple(
        Column(_warning(title), "left" if index == 0 else "right")
        for index, title in enumerate(grid.columns)
    )
    rows: list[tuple[Cell, ...]] = [tuple(map(_warning, row)) for row in grid.totals]
    for group in grid.groups:
        if group.title:
            rows.append((group.title, *[""] * (len(columns) - 1)))
        under = "· " if group.title else ""
        rows += [(f"{under}{_warning(row[0])}", *(map(_warning, row[1:]))) for row in group.rows]
    keys = words["between"].join(f"{key.sign} {key.text}" for key in grid.keys)
    caption = words["explained"].format(text=grid.caption, keys=keys) if keys else grid.caption
    return Table(columns, tuple(rows), caption=caption, empty=words["empty"])


def _warning(cell: Cell) -> str:
    warns = isinstance(cell, Badge) and TONE_MARKS[cell.tone]
    return f"{warns} {cell_text(cell)}" if warns else cell_text(cell)


def layers_steps(layers: Layers, words: Mapping[str, str]) -> Steps:
    """Return the drawn theory as one line per node with the causes it rests on.

    Of more than :data:`MOST_LINES` lines the first nodes are listed, and how many are left out.
    """
    titles = {node.id: node.title for node in layers.nodes}
    causes: dict[str, list[Step]] = {node.id: [] for node in layers.nodes}
    for edge in layers.edges:
        note = f" ({edge.note})" if edge.note else ""
        badge = Badge(words[SIGN_WORDS[edge.sign]], "bad" if edge.sign == "-" else "plain")
        causes[edge.target].append(Step(titles[edge.source] + note, badge=badge))
    ends = accumulate(1 + len(causes[node.id]) for node in layers.nodes)
    shown = layers.nodes[: max(1, sum(end <= MOST_LINES for end in ends))]
    items = tuple(
        Step(
            node.title + (f" ({node.note})" if node.note else ""),
            badge=Badge(words[node.kind], node.tone),
            children=tuple(causes[node.id]),
        )
        for node in shown
    )
    left = len(layers.nodes) - len(shown)
    more = words["more in" if layers.all_in else "more"].format(count=left, file=layers.all_in)
    return Steps((*items, Step(more)) if left else items, caption=layers.caption)


def gantt_table(gantt: Gantt, words: Mapping[str, str]) -> Table:
    """Return a calendar as one row per bar, milestone and horizon."""
    titles = {bar.id: bar.title for bar in gantt.rows}
    rows: list[tuple[Cell, ...]] = []
    for bar in gantt.rows:
        after = words["between"].join(titles.get(id_, id_) for id_ in bar.after)
        said = [words[word] for word in ("critical", "tentative") if getattr(bar, word)]
        badge = Badge(words["comma"].join(said), bar.tone) if said else ""
        start, finish = bar.start.isoformat(), bar.finish.isoformat()
        rows.append((bar.title, bar.lane, start, finish, after, badge))
    for milestone in gantt.milestones:
        day = milestone.day.isoformat()
        rows.append((milestone.title, "", day, day, "", Badge(words["milestone"], milestone.tone)))
    for name, day_ in gantt.horizons:
        rows.append((name, "", "", day_.isoformat(), "", Badge(words["horizon"])))
    titles_ = ("title", "lane", "start", "finish", "after")
    columns = (*(Column(words[title]) for title in titles_), Column(""))
    return Table(columns, tuple(rows), caption=gantt.caption, empty=words["empty"])


def scatter_table(scatter: Scatter, words: Mapping[str, str]) -> Table:
    """Return the legend of numbered points: number, label and both coordinates."""
    columns = (
        Column(words["number"], "right"),
        Column(words["title"]),
        Column(scatter.x_title, "right"),
        Column(scatter.y_title, "right"),
    )
    rows = tuple(
        (
            index,
            point.label if point.tone == "plain" else Badge(point.label, point.tone),
            point.x,
            point.y,
        )
        for index, point in enumerate(scatter.points, start=1)
    )
    return Table(columns, rows, caption=scatter.caption, empty=words["empty"])


def fan_table(fan: Fan, words: Mapping[str, str]) -> Table:
    """Return what values to come may be as one row a day; those so far are a row each before."""
    near, far = fan.titles
    columns = (
        Column(words["day"]),
        Column(words["value"], "right"),
        Column(near, "right"),
        Column(far, "right"),
    )
    rows: list[tuple[Cell, ...]] = [
        (day.isoformat(), value, "", "") for day, value in fan.known[-_LAST_KNOWN:]
    ]
    for each in fan.ahead:
        width = each.near[1] - each.near[0]
        ranges = (_ends(words, ends, width) for ends in (each.near, each.far))
        rows.append((each.day.isoformat(), within(each.value, width), *ranges))
    return Table(columns, tuple(rows), caption=fan.caption, empty=words["empty"])


def _ends(words: Mapping[str, str], ends: tuple[float, float], width: float) -> str:
    start, finish = (number(within(end, width)) for end in ends)
    return words["from to"].format(start=start, finish=finish)


def bars_table(bars: Bars, words: Mapping[str, str]) -> Table:
    """Return bars as rows of label and of what is written beside the bar."""
    label, value = bars.titles
    columns = (Column(label or words["title"]), Column(value or words["value"], "right"))
    rows = tuple((bar.label, bar_text(bar)) for bar in bars.rows)
    return Table(columns, rows, caption=bars.caption, empty=words["empty"])


def bar_text(bar: Bar) -> str:
    """Return what is written beside a bar: its text, or its value and its mark."""
    if bar.text or bar.mark is None:
        return bar.text or cell_text(bar.value)
    return f"{cell_text(bar.value)} ({number(bar.mark)})"
