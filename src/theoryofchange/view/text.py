"""Write a view as plain text for a terminal of a given width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import singledispatch

from theoryofchange.view.blocks import (
    Bars,
    Block,
    Column,
    Grid,
    Heading,
    Headline,
    NextStep,
    Note,
    Step,
    Steps,
    Table,
    View,
)
from theoryofchange.view.measure import cells, clean, pad, widest_piece, wrap
from theoryofchange.view.plain import bar_text, cell_text, grid_table, in_words
from theoryofchange.view.words import words

_GAP = "  "
_LEAST_TEXT = 6
_LONGEST_WORD = 16
_BAR = 20


def as_text(view: View, width: int = 80, *, language: str = "en") -> str:
    """Write a view as quiet plain text.

    Parameters
    ----------
    view
        What to write.
    width
        The widest line, in cells; a table too wide for it is written record by record.
    language
        The language of the few words added here.

    Returns
    -------
    str
        Lines ending in a newline, without control characters.

    Examples
    --------
    >>> print(as_text(View("Alignment", (Headline("12 of 19 links are agreed", value="63 %"),))))
    Alignment
    =========
    <BLANKLINE>
    63 %  12 of 19 links are agreed
    """
    parts = [_underlined(view.title, "=", width)]
    parts += ["\n".join(_lines(block, width, language)) for block in view.blocks]
    return "\n\n".join(parts) + "\n"


def _underlined(text: str, stroke: str, width: int) -> str:
    lines = wrap(clean(text), width)
    return "\n".join([*lines, stroke * max(1, *map(cells, lines), 1)])


def _hanging(first: str, text: str, width: int) -> Iterator[str]:
    """Yield a text behind a mark, its further lines under the first letter of the text."""
    indent = cells(first)
    lines = wrap(clean(text), max(_LEAST_TEXT, width - indent))
    yield (first + lines[0]).rstrip()
    for line in lines[1:]:
        yield " " * indent + line


@singledispatch
def _lines(block: Block, width: int, language: str) -> Iterator[str]:
    yield from _lines(in_words(block, words(language)), width, language)


@_lines.register
def _(block: Headline, width: int, language: str) -> Iterator[str]:
    value = "" if block.value is None else clean(block.value) + _GAP
    yield from _hanging(value, block.text, width)
    if block.note:
        yield from _hanging(_GAP, block.note, width)


@_lines.register
def _(block: Heading, width: int, language: str) -> Iterator[str]:
    yield _underlined(block.text, "-", width)


@_lines.register
def _(block: Note, width: int, language: str) -> Iterator[str]:
    yield from wrap(clean(block.text), width)


@_lines.register
def _(block: NextStep, width: int, language: str) -> Iterator[str]:
    yield from _hanging("→ ", block.text, width)
    for text in filter(None, (block.why, block.how)):
        yield from _hanging(_GAP, text, width)


@_lines.register
def _(block: Steps, width: int, language: str) -> Iterator[str]:
    if block.caption:
        yield from wrap(clean(block.caption), width)
    if not block.items:
        yield words(language)["empty"]
    for step in block.items:
        yield from _step_lines(step, 0, width)


def _step_lines(step: Step, depth: int, width: int) -> Iterator[str]:
    badge = f" [{step.badge.text}]" if step.badge else ""
    yield from _hanging(_GAP * depth + "- ", step.text + badge, width)
    for child in step.children:
        yield from _step_lines(child, depth + 1, width)


@_lines.register
def _(block: Bars, width: int, language: str) -> Iterator[str]:
    if block.caption:
        yield from wrap(clean(block.caption), width)
    label_width = min(max((cells(clean(bar.label)) for bar in block.rows), default=0), width // 3)
    for bar in block.rows:
        first, *rest = wrap(clean(bar.label), max(1, label_width))
        drawn = _drawn_bar(bar.value, bar.mark, block.most)
        text = clean(bar_text(bar))
        start = f"{pad(first, label_width)}{_GAP}{drawn}{_GAP}"
        yield from _hanging(start, text, width)
        yield from rest


def _drawn_bar(value: float | None, mark: float | None, most: float) -> str:
    """Draw a bar of 20 cells and one for the arrow of what lies outside the scale."""
    share = 0.0 if value is None or value != value else value / most
    length = round(min(1.0, max(0.0, share)) * _BAR)
    drawn = list("█" * length + "·" * (_BAR - length))
    if mark is not None and 0 <= mark <= most:
        drawn[min(_BAR - 1, round(mark / most * _BAR))] = "│"
    if share < 0:
        drawn[0] = "◂"
    return "".join(drawn) + ("▸" if share > 1 else " ")


@_lines.register
def _(block: Table, width: int, language: str) -> Iterator[str]:
    if block.caption:
        yield from wrap(clean(block.caption), width)
    if not block.rows or not block.columns:
        yield from wrap(clean(block.empty), width)
        return
    titles, rows = _written(block)
    widths = _column_widths([titles, *rows], width)
    if widths is None:
        yield from _records(titles, rows, width)
        return
    aligns = [column.align for column in block.columns]
    yield from _row_lines(titles, widths, aligns)
    yield _GAP.join("─" * column for column in widths)
    for row in rows:
        yield from _row_lines(row, widths, aligns)


@_lines.register
def _(block: Grid, width: int, language: str) -> Iterator[str]:
    table = grid_table(block, words(language))
    titles, rows = _written(table)
    if not rows or _column_widths([titles, *rows], width):
        yield from _lines(table, width, language)
        return
    first, *others = table.columns
    numbered = [Column(str(number), "right") for number, _ in enumerate(others, start=1)]
    legend = [f"{number.title} {each.title}" for number, each in zip(numbered, others, strict=True)]
    caption = [table.caption, words(language)["between"].join(legend)]
    for text in filter(None, caption):
        yield from wrap(clean(text), width)
    yield from _lines(replace(table, columns=(first, *numbered), caption=""), width, language)


def _written(table: Table) -> tuple[list[str], list[list[str]]]:
    """Return the titles and the cells of a table as they are written."""
    rows = [[clean(cell_text(cell)) for cell in row] for row in table.rows]
    return [clean(column.title) for column in table.columns], rows


def _column_widths(rows: list[list[str]], width: int) -> list[int] | None:
    """Return widths that fit, the widest columns giving way first; None where words would break.

    Only a word longer than 16 cells may be broken for the sake of its column.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(1, *map(cells, column), 1) for column in columns]
    least = [max(1, *(min(_LONGEST_WORD, widest_piece(text)) for text in c), 1) for c in columns]
    room = width - len(_GAP) * (len(widths) - 1)
    if sum(least) > room:
        return None
    while sum(widths) > room:
        spare = [index for index in range(len(widths)) if widths[index] > least[index]]
        widths[max(spare, key=lambda index: widths[index])] -= 1
    return widths


def _row_lines(row: list[str], widths: list[int], aligns: Sequence[str]) -> Iterator[str]:
    wrapped = [wrap(text, column) for text, column in zip(row, widths, strict=True)]
    for index in range(max(map(len, wrapped))):
        line = (lines[index] if index < len(lines) else "" for lines in wrapped)
        padded = (
            pad(text, column, align)
            for text, column, align in zip(line, widths, aligns, strict=True)
        )
        yield _GAP.join(padded).rstrip()


def _records(titles: list[str], rows: list[list[str]], width: int) -> Iterator[str]:
    for index, row in enumerate(rows):
        if index:
            yield ""
        for title, text in zip(titles, row, strict=True):
            yield from _hanging(f"{title}: " if title else "", text, width)
