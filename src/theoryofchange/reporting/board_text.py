"""A status board as a terminal shows it: one line a KPI, as wide as the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from theoryofchange.reporting.board import NO_KPI, Group, Line, StatusBoard
from theoryofchange.stages.analysis.page import STATUS_TONES
from theoryofchange.stages.result import percent
from theoryofchange.view.blocks import Tone
from theoryofchange.view.measure import cells, clean, pad, shorten, wrap
from theoryofchange.view.plain import NO_VALUE
from theoryofchange.view.strokes import BLOCKS, Strokes, meter, sparkline

Colours = Mapping[Tone | str, str]

PLAIN: Colours = MappingProxyType({})
COLOURED: Colours = MappingProxyType(
    {
        "good": "\x1b[32m",
        "warn": "\x1b[33m",
        "bad": "\x1b[31m",
        "unknown": "\x1b[2m",
        "strong": "\x1b[1m",
        "end": "\x1b[0m",
    }
)
"""The escape sequences for each tone, for a heading, and for the end of either."""

_MARGIN = "  "
_BY = " by "
_SIZES = ((12, 10, 2), (8, 10, 2), (8, 6, 2), (6, 6, 1), (6, 4, 1), (0, 6, 1), (0, 0, 1))
"""Cells of the values, of the bar and between parts, the roomiest first."""
_LEAST_NAME = 14
"""Cells a name has at least, as long as values and bar can give way."""
_ROOMY_NAME = 20
"""Cells that a name has before the longest figures are written out; the usual ones always are."""
_LEAST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """How many cells each part of a line has."""

    name: int
    spark: int
    bar: int
    share: int
    status: int
    figures: int
    gap: str


def board_as_text(
    board: StatusBoard, width: int = 100, strokes: Strokes = BLOCKS, colours: Colours = PLAIN
) -> str:
    """Return a status board as text: its sentence, then a line a KPI under each goal.

    Parameters
    ----------
    board
        What to show.
    width
        The cells of a line. Where they do not suffice, first the values get fewer and are left
        out, then the bar; then days, names and figures are cut, which an ellipsis marks.
    strokes
        What is drawn with.
    colours
        The escape sequences; none by default.

    Returns
    -------
    str
        Lines ending in a newline.
    """
    told = {line.id: _parts(line, strokes) for line in board.lines}
    layout = _layout(board.lines, told, width)
    texts = [_strong(text, colours) for text in wrap(clean(board.title), width)]
    texts += wrap(strokes.written(board.sentence), width)
    for group in board.groups:
        texts += ["", *_group(group, told, layout, width, strokes, colours)]
    texts += ["", *_closing(board, layout, width, strokes)]
    return "\n".join(line.rstrip() for line in texts).rstrip("\n") + "\n"


def _group(
    group: Group,
    told: Mapping[str, tuple[str, str]],
    layout: _Layout,
    width: int,
    strokes: Strokes,
    colours: Colours,
) -> Iterator[str]:
    due = f"  by {group.due}" if group.due else ""
    name = shorten(clean(group.name), max(_LEAST, width - len(due)))
    yield _strong(_cut(name, strokes), colours) + due
    if not group.lines:
        yield f"{_MARGIN}{NO_KPI}"
    for line in group.lines:
        shown = _line(line, told[line.id], layout, strokes, colours)
        if line.remark is None:
            yield shown
            continue
        remark = f"({strokes.written(line.remark)})"
        if cells(told[line.id][1]) + 1 + cells(remark) <= layout.figures:
            yield f"{shown.rstrip()} {remark}"
        else:
            yield shown
            yield from (f"{_MARGIN * 2}{part}" for part in wrap(remark, width - 2 * len(_MARGIN)))


def _line(
    line: Line, parts: tuple[str, str], layout: _Layout, strokes: Strokes, colours: Colours
) -> str:
    share, figures = parts
    drawn = (
        pad(_cut(shorten(clean(line.name), layout.name), strokes), layout.name),
        pad(sparkline(line.values, layout.spark, strokes), layout.spark),
        meter(line.progress, layout.bar, strokes),
        pad(share, layout.share, "right"),
    )
    colour = colours.get(STATUS_TONES[line.status], "")
    word = f"{colour}{pad(line.status, layout.status)}{colours.get('end', '') if colour else ''}"
    kept = _cut(_fitted(figures, layout.figures), strokes)
    return _MARGIN + layout.gap.join((*filter(None, drawn), word, kept))


def _parts(line: Line, strokes: Strokes) -> tuple[str, str]:
    """Return the share of progress and both figures, as they are written."""
    share = strokes.written(percent(line.progress))
    if line.status == "confidential":
        return share, "withheld"
    by = f"{_BY}{line.target_date}" if line.target_date and line.target else ""
    actual, target = (clean(text or NO_VALUE) for text in (line.actual, line.target))
    return share, f"{strokes.written(actual)} {strokes.arrow} {strokes.written(target)}{by}"


def _layout(lines: Sequence[Line], told: Mapping[str, tuple[str, str]], width: int) -> _Layout:
    """Return the roomiest layout in which names are not cut too short."""
    share = max((cells(each) for each, _ in told.values()), default=0)
    lengths = sorted(cells(figures) for _, figures in told.values()) or [0]
    usual = lengths[len(lengths) // 2]
    word = max((len(line.status) for line in lines), default=0)
    name = max((cells(clean(line.name)) for line in lines), default=0)
    longest = max((len(line.points) for line in lines), default=0)
    for size, bar, gap in _SIZES:
        spark = min(size, longest)
        parts = [part for part in (spark, bar and bar + 2, share, word) if part]
        room = width - len(_MARGIN) - sum(parts) - gap * (len(parts) + 1)
        if room - usual >= min(name, _LEAST_NAME):
            break
    if room - lengths[-1] >= min(name, _ROOMY_NAME):
        usual = lengths[-1]
    free = max(_LEAST, min(name, room - usual))
    return _Layout(
        name=free,
        spark=spark,
        bar=bar,
        share=share,
        status=word,
        figures=max(_LEAST, room - free),
        gap=" " * gap,
    )


def _fitted(figures: str, width: int) -> str:
    """Return figures, without the day where that has no room, and cut where they have none."""
    if cells(figures) > width and _BY in figures:
        figures = f"{figures.rpartition(_BY)[0]} …"
    return shorten(figures, width)


def _closing(board: StatusBoard, layout: _Layout, width: int, strokes: Strokes) -> Iterator[str]:
    gone = [
        name
        for name, shown in (("values", layout.spark), ("bars", layout.bar))
        if not shown and (name == "bars" or any(line.points for line in board.lines))
    ]
    if gone and board.lines:
        yield from wrap(f"No room for {' and '.join(gone)} in {width} columns.", width)
    if board.left_out:
        yield from wrap(strokes.written(board.left_out), width)


def _cut(text: str, strokes: Strokes) -> str:
    """Return a text whose cut is marked as it can be written."""
    return f"{text[:-1]}{strokes.more}" if text.endswith("…") else text


def _strong(text: str, colours: Colours) -> str:
    return f"{colours.get('strong', '')}{text}{colours.get('end', '')}"
