"""Draw values so far and what those to come may be as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from theoryofchange.view.axis import Axis
from theoryofchange.view.blocks import Fan, FanDay
from theoryofchange.view.measure import number
from theoryofchange.view.render import render
from theoryofchange.view.words import words

_WIDTH, _HEIGHT = 640.0, 260.0
_LEFT, _BOTTOM, _TOP, _RIGHT = 64.0, 28.0, 12.0, 20.0


def fan_svg(fan: Fan, *, language: str = "en") -> str:
    """Draw values so far as a line, and those to come as a line in two bands.

    Parameters
    ----------
    fan
        Finite values; those to come are at least one.
    language
        The language of the few words added here.

    Returns
    -------
    str
        One ``svg`` element with its own size, the same bytes for the same input.
    """
    said = words(language)
    days = [day for day, _ in fan.known] + [each.day for each in fan.ahead]
    across = Axis(min(days).toordinal(), max(days).toordinal(), "linear")
    upward = _upward([*_values(fan)])

    def place(day: date, value: float) -> tuple[float, float]:
        width = across.most - across.least
        share = (day.toordinal() - across.least) / width if width else 1.0
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT), _y(upward.share(value))

    known = [place(*point) for point in fan.known]
    middle = known[-1:] + [place(each.day, each.value) for each in fan.ahead]
    last = fan.known[-1:]
    return render(
        "fan.svg.jinja",
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        bottom=_HEIGHT - _BOTTOM,
        y_ticks=[(_y(upward.share(tick)), number(tick)) for tick in upward.ticks()],
        x_ticks=[(place(day, upward.least)[0], day.isoformat()) for day in _told(fan)],
        bands=[
            _line([place(*point) for point in _outline(last, fan.ahead, name)])
            for name in ("far", "near")
        ],
        goals=[_y(upward.share(end)) for end in fan.goal if end is not None],
        goal_text=said["goal line"],
        known=known,
        known_line=_line(known),
        middle_line=_line(middle),
        title=fan.caption or said["fan"],
        description=said["comma"].join(fan.titles),
    )


def _values(fan: Fan) -> Iterator[float]:
    yield from (value for _, value in fan.known)
    yield from (end for each in fan.ahead for end in (*each.far, *each.near, each.value))
    yield from (end for end in fan.goal if end is not None)


def _upward(values: Sequence[float]) -> Axis:
    least, most = min(values), max(values)
    room = (most - least) * 0.06 or abs(most) * 0.06 or 1.0
    return Axis(least - room, most + room, "linear")


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)


def _told(fan: Fan) -> list[date]:
    """Return the days that are written: the first, the last known and the last to come."""
    days = [*(day for day, _ in (*fan.known[:1], *fan.known[-1:])), fan.ahead[-1].day]
    return sorted(set(days))


def _outline(
    last: Sequence[tuple[date, float]], ahead: Sequence[FanDay], band: str
) -> Iterator[tuple[date, float]]:
    """Yield the corners of a band: its lower ends forth and its upper ends back."""
    yield from last
    yield from ((each.day, getattr(each, band)[0]) for each in ahead)
    yield from ((each.day, getattr(each, band)[1]) for each in reversed(ahead))


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
