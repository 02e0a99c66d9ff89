"""A status board as a terminal shows it: one line a KPI, as wide as the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from theoryofchange.reporting.board import NO_KPI, Group, Line, StatusBoard
from theoryofchange.stages.analysis.page import STATUS_TONES
from theoryofchange.stages.result import percent
from theoryofchange.view.blocks import Tone
from theoryofchange.view.measure import cells, clean, pad, shorten, wrap
from theoryofchange.view.plain import NO_VALUE
from theoryofchange.view.strokes import BLOCKS, Strokes, meter, sparkline
from theoryofchange.view.translation import speaker

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """What is drawn with, and in which words."""

    strokes: Strokes
    colours: Colours
    say: Callable[[str], str]

    @property
    def by(self) -> str:
        """What stands between a figure and its day."""
        return f" {self.say('by')} "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a line says beside its drawings; the remark is empty where the status says enough."""

    share: str
    status: str
    figures: str
    remark: str


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
    style = _Style(strokes=strokes, colours=colours, say=speaker(board.language) or str)
    told = {line.id: _told(line, style) for line in board.lines}
    layout = _layout(board.lines, told, width)
    texts = [_strong(text, colours) for text in wrap(clean(board.title), width)]
    texts += wrap(strokes.written(style.say(board.sentence)), width)
    for group in board.groups:
        texts += ["", *_group(group, told, layout, width, style)]
    texts += ["", *_closing(board, layout, width, style)]
    return "\n".join(line.rstrip() for line in texts).rstrip("\n") + "\n"


def _group(
    group: Group, told: Mapping[str, _Told], layout: _Layout, width: int, style: _Style
) -> Iterator[str]:
    due = f" {style.by}{group.due}" if group.due else ""
    given = group.name if group.goal else style.say(group.name)
    name = shorten(clean(given), max(_LEAST, width - cells(due)))
    yield _strong(_cut(name, style.strokes), style.colours) + due
    if not group.lines:
        yield f"{_MARGIN}{style.say(NO_KPI)}"
    for line in group.lines:
        shown = _line(line, told[line.id], layout, style)
        remark = told[line.id].remark
        if not remark:
            yield shown
        elif cells(told[line.id].figures) + 1 + cells(remark) <= layout.figures:
            yield f"{shown.rstrip()} {remark}"
        else:
            yield shown
            yield from (f"{_MARGIN * 2}{part}" for part in wrap(remark, width - 2 * len(_MARGIN)))


def _line(line: Line, told: _Told, layout: _Layout, style: _Style) -> str:
    strokes, colours = style.strokes, style.colours
    drawn = (
        pad(_cut(shorten(clean(line.name), layout.name), strokes), layout.name),
        pad(sparkline(line.values, layout.spark, strokes), layout.spark),
        meter(line.progress, layout.bar, strokes),
        pad(told.share, layout.share, "right"),
    )
    colour = colours.get(STATUS_TONES[line.status], "")
    word = f"{colour}{pad(told.status, layout.status)}{colours.get('end', '') if colour else ''}"
    kept = _cut(_fitted(told.figures, layout.figures, style.by), strokes)
    return _MARGIN + layout.gap.join((*filter(None, drawn), word, kept))


def _told(line: Line, style: _Style) -> _Told:
    strokes = style.strokes
    by = f"{style.by}{line.target_date}" if line.target_date and line.target else ""
    actual, target = (clean(text or NO_VALUE) for text in (line.actual, line.target))
    figures = f"{strokes.written(actual)} {strokes.arrow} {strokes.written(target)}{by}"
    return _Told(
        share=strokes.written(percent(line.progress)),
        status=style.say(line.status),
        figures=style.say("withheld") if line.status == "confidential" else figures,
        remark=f"({strokes.written(style.say(line.remark))})" if line.remark is not None else "",
    )


def _layout(lines: Sequence[Line], told: Mapping[str, _Told], width: int) -> _Layout:
    """Return the roomiest layout in which names are not cut too short."""
    share = max((cells(each.share) for each in told.values()), default=0)
    lengths = sorted(cells(each.figures) for each in told.values()) or [0]
    usual = lengths[len(lengths) // 2]
    word = max((cells(each.status) for each in told.values()), default=0)
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


def _fitted(figures: str, width: int, by: str) -> str:
    """Return figures, without the day where that has no room, and cut where they have none."""
    if cells(figures) > width and by in figures:
        figures = f"{figures.rpartition(by)[0]} …"
    return shorten(figures, width)


def _closing(board: StatusBoard, layout: _Layout, width: int, style: _Style) -> Iterator[str]:
    gone = [
        name
        for name, shown in (("values", layout.spark), ("bars", layout.bar))
        if not shown and (name == "bars" or any(line.points for line in board.lines))
    ]
    if gone and board.lines:
        yield from wrap(style.say(f"No room for {' and '.join(gone)} in {width} columns."), width)
    if board.left_out:
        yield from wrap(style.strokes.written(style.say(board.left_out)), width)


def _cut(text: str, strokes: Strokes) -> str:
    """Return a text whose cut is marked as it can be written."""
    return f"{text[:-1]}{strokes.more}" if text.endswith("…") else text


def _strong(text: str, colours: Colours) -> str:
    return f"{colours.get('strong', '')}{text}{colours.get('end', '')}"
