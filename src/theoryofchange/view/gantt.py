"""Draw a calendar of work as SVG: lanes, bars, milestones, horizons and what waits for what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from theoryofchange.view.blocks import Gantt, GanttBar, GanttMilestone
from theoryofchange.view.measure import cells, clean, shorten, wrap
from theoryofchange.view.plain import TONE_MARKS
from theoryofchange.view.render import render
from theoryofchange.view.words import words

_LABEL = 236.0
SCREEN, PAPER = 760.0, 412.0
"""How many pixels the days take, beside the titles: on a screen, and on a sheet of paper."""
_ROW = 24.0
_LINE = 14.0
_CELL = 6.3
_HEAD = 44.0
_TALL = 800.0
LANE_HEAD, LANE_FOOT, MILESTONE = 22.0, 8.0, 22.0
"""Pixels that a lane takes above and below its rows, and that a row of milestones takes."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to pixels."""

    start: date
    finish: date
    width: float

    @property
    def days(self) -> int:
        return (self.finish - self.start).days + 1

    @property
    def right(self) -> float:
        return _LABEL + self.width

    def x(self, day: date) -> float:
        return _LABEL + (day - self.start).days / self.days * self.width

    def end(self, day: date) -> float:
        return self.x(day) + self.width / self.days


@dataclass(frozen=True, slots=True)
class _Tick:
    x: float
    text: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    bar: GanttBar
    x: float
    y: float
    width: float
    lines: tuple[str, ...]
    height: float
    label: str

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Diamond:
    milestone: GanttMilestone
    x: float
    y: float
    text_x: float
    anchor: str
    text: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """A line of the legend: what is drawn (a class of the drawing) and what it stands for."""

    sign: str
    text: str
    x: float
    y: float


def gantt_svg(gantt: Gantt, *, language: str = "en", width: float = SCREEN) -> str:
    """Draw a calendar as SVG.

    Parameters
    ----------
    gantt
        Bars in the order they are to be read; those of a lane come together, lanes in the order
        in which they first appear.
    language
        The language of months and of the few words added here.
    width
        How many pixels the days take.

    Returns
    -------
    str
        One ``svg`` element with its own size, the same bytes for the same input.

    Examples
    --------
    >>> from datetime import date
    >>> from theoryofchange.view.blocks import Gantt, GanttBar
    >>> first, last = date(2026, 1, 1), date(2026, 3, 31)
    >>> bar = GanttBar(id="a", title="Clean data", lane="Data", start=first, finish=last)
    >>> "2026-01-01" in gantt_svg(Gantt(rows=(bar,), start=first, finish=last))
    True
    """
    said = words(language)
    scale = _Scale(*span_of(gantt), width)
    lanes, rows, bottom = _rows(gantt.rows, scale, said)
    diamonds, height = _diamonds(gantt.milestones, scale, bottom, said)
    years, ticks = _axis(scale, said)
    links = _links(rows)
    foot = height + (40 if height > _TALL else 8)
    legend = _legend(_signs(gantt, links, said), foot, scale.right)
    return render(
        "gantt.svg.jinja",
        width=scale.right + 24,
        height=legend[-1].y + 12 if legend else foot,
        tall=height > _TALL,
        marks=TONE_MARKS,
        left=_LABEL,
        right=scale.right,
        head=_HEAD,
        bottom=height,
        years=years,
        ticks=ticks,
        lanes=lanes,
        rows=rows,
        links=links,
        legend=legend,
        milestone_top=bottom + 16,
        milestones_word=said["milestones"] if diamonds else "",
        diamonds=diamonds,
        horizons=[(*_horizon(name, day, said), scale.end(day)) for name, day in gantt.horizons],
        title=gantt.caption or said["calendar"],
        description=said["from to"].format(start=scale.start, finish=scale.finish),
    )


def _horizon(name: str, day: date, said: Mapping[str, str]) -> tuple[str, str]:
    """Return what is written at a horizon, and the same in full."""
    until = said["until"].format(name=clean(name), day=day.isoformat())
    return said["until"].format(name=shorten(clean(name), 22), day=day.isoformat()), until


def _signs(
    gantt: Gantt, links: Sequence[str], said: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield each sign that the drawing uses, with its meaning."""
    if any(bar.critical for bar in gantt.rows):
        yield "toc-critical", said["critical work"]
    for tone, meaning in gantt.meanings:
        if any(bar.tone == tone for bar in gantt.rows):
            yield f"toc-{tone}", f"{TONE_MARKS[tone]} {clean(meaning)}".strip()
    if any(bar.tentative for bar in gantt.rows):
        yield "toc-tentative", said["tentative work"]
    if any(bar.tone == "plain" and not bar.critical for bar in gantt.rows):
        yield "toc-plain", said["other"]
    if links:
        yield "toc-after", said["waiting"]
    if gantt.milestones:
        yield "toc-milestone", said["milestone"]


def _legend(signs: Iterator[tuple[str, str]], top: float, right: float) -> list[_Key]:
    """Set the legend in lines as wide as the drawing."""
    keys: list[_Key] = []
    x, y = 12.0, top + 20
    for sign, text in signs:
        width = 52 + cells(text) * _CELL
        if keys and x + width > right:
            x, y = 12.0, y + 20
        keys.append(_Key(sign=sign, text=text, x=x, y=y))
        x += width
    return keys


def span_of(gantt: Gantt) -> tuple[date, date]:
    """Return the first and last day of everything to draw."""
    days = [gantt.start, gantt.finish]
    days += [day for bar in gantt.rows for day in (bar.start, bar.finish)]
    days += [milestone.day for milestone in gantt.milestones]
    days += [day for _, day in gantt.horizons]
    return min(days), max(days)


def _rows(
    bars: Sequence[GanttBar], scale: _Scale, said: Mapping[str, str]
) -> tuple[list[tuple[str, str, float]], list[_Row], float]:
    """Return lane titles with their places, the rows, and where the rows end."""
    by_lane: dict[str, list[GanttBar]] = {}
    for bar in bars:
        by_lane.setdefault(bar.lane, []).append(bar)
    lanes, rows, y = [], [], _HEAD + 18
    for lane, members in by_lane.items():
        lanes.append((shorten(clean(lane), int(_LABEL / 7)), lane, y + 14))
        y += LANE_HEAD
        for bar in members:
            lines = _label_lines(bar.title)
            height = height_of(bar)
            x, end = scale.x(bar.start), scale.end(bar.finish)
            rows.append(
                _Row(
                    bar=bar,
                    x=x,
                    y=y,
                    width=max(2.0, end - x),
                    lines=lines,
                    height=height,
                    label=_bar_label(bar, said),
                )
            )
            y += height
        y += LANE_FOOT
    return lanes, rows, y


def height_of(bar: GanttBar) -> float:
    """Return how many pixels the row of a bar takes."""
    return _ROW + _LINE * (len(_label_lines(bar.title)) - 1)


def _label_lines(title: str) -> tuple[str, ...]:
    width = int((_LABEL - 24) / _CELL)
    lines = wrap(clean(title), width)
    if len(lines) > 2:
        lines = [lines[0], shorten(" ".join(lines[1:]), width)]
    return tuple(lines)


def _bar_label(bar: GanttBar, said: Mapping[str, str]) -> str:
    span = said["from to"].format(start=bar.start.isoformat(), finish=bar.finish.isoformat())
    states = said["comma"].join(
        said[word] for word in ("critical", "tentative") if getattr(bar, word)
    )
    label = said["bar"].format(title=bar.title, lane=bar.lane, span=span)
    return said["explained"].format(text=label, keys=states) if states else label


def _links(rows: Sequence[_Row]) -> list[str]:
    """Return a path from the end of each bar waited for to the start of the one that waits."""
    by_id = {row.bar.id: row for row in rows}
    return [
        _elbow(by_id[before], row) for row in rows for before in row.bar.after if before in by_id
    ]


def _elbow(before: _Row, row: _Row) -> str:
    """Leave a bar at its end and enter the next from above or below, near its start."""
    side = -6 if row.middle > before.middle else 6
    x, y = before.x + before.width, row.middle + side
    return f"M{x:.1f} {before.middle:.1f}H{row.x + 4:.1f}V{y:.1f}"


def _diamonds(
    milestones: Sequence[GanttMilestone], scale: _Scale, top: float, said: Mapping[str, str]
) -> tuple[list[_Diamond], float]:
    """Place milestones in as few rows as their labels allow, and return where they end."""
    if not milestones:
        return [], top
    ends: list[float] = []
    diamonds = []
    for milestone in sorted(milestones, key=lambda milestone: (milestone.day, milestone.title)):
        x = scale.x(milestone.day)
        mark = TONE_MARKS[milestone.tone]
        text = shorten(clean(f"{mark} {milestone.title}".strip()), 44)
        width = cells(text) * _CELL
        before = x + 12 + width > scale.right + 20
        left, right = (x - 12 - width, x + 8) if before else (x - 8, x + 12 + width)
        row = next((index for index, end in enumerate(ends) if end + 10 < left), len(ends))
        ends[row : row + 1] = [right]
        diamonds.append(
            _Diamond(
                milestone=milestone,
                x=x,
                y=top + 14 + row * MILESTONE,
                text_x=x - 10 if before else x + 10,
                anchor="end" if before else "start",
                text=text,
                label=said["on a day"].format(
                    kind=said["milestone"], title=milestone.title, day=milestone.day.isoformat()
                ),
            )
        )
    return diamonds, top + 8 + len(ends) * MILESTONE


def _axis(scale: _Scale, said: Mapping[str, str]) -> tuple[list[_Tick], list[_Tick]]:
    """Return the ticks of years and, below, those of weeks, months or quarters."""
    days = scale.days
    year_starts = _clipped(_months(scale, 12 * (1 + days // 9000)), scale)
    years = _ticks(
        year_starts, [said["year"].format(number=day.year) for day in year_starts], scale
    )
    crowd = days * SCREEN / scale.width
    if crowd <= 120:
        starts = _clipped(_weeks(scale), scale)
        texts = [f"{day.month}-{day.day:02d}" for day in starts]
    elif crowd <= 800:
        starts = _clipped(_months(scale, 1), scale)
        texts = [said["month"].split()[day.month - 1] for day in starts]
    elif crowd <= 3700:
        starts = _clipped(_months(scale, 3), scale)
        texts = [said["quarter"].format(number=(day.month + 2) // 3) for day in starts]
    else:
        starts, texts = year_starts, [""] * len(year_starts)
    return years, _ticks(starts, texts, scale)


def _weeks(scale: _Scale) -> Iterator[date]:
    for days in range(-scale.start.weekday(), scale.days, 7):
        yield scale.start + timedelta(days=days)


def _months(scale: _Scale, step: int) -> Iterator[date]:
    """Yield the first days of every ``step`` months from the one that holds the start."""
    first = scale.start.year * 12 + (scale.start.month - 1) // step * step
    last = scale.finish.year * 12 + scale.finish.month - 1
    for month in range(first, last + 1, step):
        yield date(month // 12, month % 12 + 1, 1)


def _clipped(days: Iterator[date], scale: _Scale) -> list[date]:
    """Begin with the first day of the calendar where a period began before it."""
    return [max(day, scale.start) for day in days]


def _ticks(starts: Sequence[date], texts: Sequence[str], scale: _Scale) -> list[_Tick]:
    """Return a tick per period, its text left out where it has no room."""
    edges = [*(scale.x(day) for day in starts), scale.end(scale.finish)]
    return [
        _Tick(x, text if cells(text) * 6.0 + 4 <= end - x else "", end - x)
        for (x, end), text in zip(pairwise(edges), texts, strict=True)
    ]
