"""Write a view as an HTML fragment, for a notebook and for the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from theoryofchange.view.blocks import (
    Badge,
    Bars,
    Block,
    Cell,
    Headline,
    Mark,
    Matrix,
    Meter,
    NextStep,
    Point,
    Scatter,
    Several,
    Step,
    Table,
    View,
)
from theoryofchange.view.fan import fan_svg
from theoryofchange.view.gantt import gantt_svg
from theoryofchange.view.layers import layers_svg
from theoryofchange.view.measure import formatted
from theoryofchange.view.plain import (
    NO_VALUE,
    TONE_MARKS,
    bar_text,
    cell_text,
    fan_table,
    gantt_table,
    layers_steps,
    scatter_table,
)
from theoryofchange.view.render import markup, render
from theoryofchange.view.scatter import scatter_svg
from theoryofchange.view.sheets import gantt_sheets
from theoryofchange.view.words import words

LONG_STEPS = 12
"""A nested list of more lines than this is folded up; on paper it is always open."""

LONG_TABLE = 25
"""A table of more rows says how many it has."""

MANY_COLUMNS = 10
"""The titles of a grid with more columns are turned, so that it keeps to the page."""

_METER = 56
_SHADES = 8


def as_html(view: View, *, language: str = "en") -> str:
    """Write a view as an HTML fragment that brings its own style.

    Parameters
    ----------
    view
        What to write; every text is escaped.
    language
        The language of the few words added here.

    Returns
    -------
    str
        A ``style`` and a ``div`` element; the style reaches no further than the ``div``. It takes
        light or dark from the notebook it is shown in.

    Examples
    --------
    >>> "&lt;b&gt;" in as_html(View("<b>", ()))
    True
    """
    return render(
        "standalone.html.jinja", style=markup(style()), body=markup(fragment(view, language))
    )


def fragment(view: View, language: str = "en") -> str:
    """Write a view as HTML that a page with :func:`style` in its head can hold."""
    return render(
        "view.html.jinja",
        title=view.title,
        parts=[(_kind(group[0]), group) for group in _groups(view.blocks)],
        said=words(language),
        language=language,
        marks=TONE_MARKS,
        shown=_shown,
        meter=_meter,
        shade=_shade,
        bar=_drawn_bar,
        ticks=_ticks,
        bar_text=bar_text,
        row_head=_row_head,
        good_points=_good_points,
        written=formatted,
        no_value=NO_VALUE,
        long_table=LONG_TABLE,
        many_columns=MANY_COLUMNS,
        layers_svg=lambda block: markup(layers_svg(block, language=language)),
        layers_steps=layers_steps,
        lines_of=_lines_of,
        long_steps=LONG_STEPS,
        gantt_svg=lambda block: markup(gantt_svg(block, language=language)),
        gantt_sheets=lambda block: map(markup, gantt_sheets(block, language=language)),
        gantt_table=gantt_table,
        scatter_svg=lambda block: markup(scatter_svg(block, language=language)),
        scatter_table=scatter_table,
        fan_svg=lambda block: markup(fan_svg(block, language=language)),
        fan_table=fan_table,
    )


@cache
def style() -> str:
    """Return the style sheet of a written view, every rule of it under ``.toc-view``."""
    sheet = files("theoryofchange.view").joinpath("templates", "view.css")
    return sheet.read_text(encoding="utf-8")


def _lines_of(steps: Sequence[Step]) -> int:
    return sum(1 + _lines_of(step.children) for step in steps)


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    """Put headlines and next steps that follow each other together; others stand alone."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and _goes_with(block, groups[-1][0]):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _goes_with(block: Block, other: Block) -> bool:
    return isinstance(block, (Headline, NextStep)) and type(block) is type(other)


def _row_head(table: Table) -> int:
    """Return the column that names a row: the first that is not of numbers, as an order is."""
    sides = [column.align for column in table.columns]
    return sides.index("left") if "left" in sides else 0


def _good_points(scatter: Scatter) -> list[tuple[int, Point]]:
    """Return the points that stand out, with their numbers, where there is a word for them."""
    numbered = enumerate(scatter.points, start=1)
    return [(index, point) for index, point in numbered if scatter.good and point.tone == "good"]


@dataclass(frozen=True, slots=True)
class _ShownCell:
    kind: str
    text: str
    sort: str | None
    cell: Cell


def _shown(cell: Cell) -> _ShownCell:
    """Tell a template what a cell is, what it says and by what, if not by that, it is sorted."""
    text = cell_text(cell)
    if isinstance(cell, Badge):
        return _ShownCell("badge", text, text, cell)
    if isinstance(cell, Mark):
        return _ShownCell("mark", text, text, cell)
    if isinstance(cell, Meter):
        share = cell.share
        known = share is not None and share == share
        return _ShownCell("meter", text, repr(share) if known else "", cell)
    if isinstance(cell, (str, Several)):
        return _ShownCell("text", text, None, cell)
    if cell is None or cell != cell:
        return _ShownCell("none", text, "", cell)
    return _ShownCell("number", text, repr(float(cell)), cell)


@dataclass(frozen=True, slots=True)
class _Length:
    """A drawn length, and whether the value lies beyond either end of its scale."""

    start: float
    length: float
    below: bool
    beyond: bool


def _meter(share: float | None) -> _Length | None:
    return _length(share, 1.0, _METER)


def _drawn_bar(value: float | None, most: float) -> _Length | None:
    return _length(value, most, 240)


def _length(value: float | None, most: float, pixels: float) -> _Length | None:
    if value is None or math.isnan(value):
        return None
    length = min(1.0, max(0.0, value / most)) * pixels
    return _Length(0.0, length, value < 0, value > most)


def _ticks(bars: Bars) -> list[float]:
    """Return where a scale is ruled: at whole numbers up to ten, else at quarters."""
    whole = bars.most <= 10 and bars.most == round(bars.most)
    count = int(bars.most) if whole else 4
    return [index / count * 240 for index in range(count + 1)]


def _shade(value: float | None, matrix: Matrix) -> str:
    """Return the class that shades a number by its size among those of the matrix."""
    if value is None or not math.isfinite(value):
        return "toc-none"
    sizes = [abs(v) for row in matrix.cells for v in row if v is not None and math.isfinite(v)]
    most = max(sizes) or 1.0
    step = math.ceil(abs(value) / most * _SHADES)
    return f"toc-shade-{step}{' toc-negative' if value < 0 else ''}"
