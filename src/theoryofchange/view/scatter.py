"""Draw numbered points on two axes as SVG, none on top of another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from theoryofchange.view.axis import Axis
from theoryofchange.view.blocks import Point, Quarters, Scatter
from theoryofchange.view.measure import number
from theoryofchange.view.render import render
from theoryofchange.view.words import words

_WIDTH, _HEIGHT = 560.0, 420.0
_MOST_TURNS = 2000
"""From here on a circle is placed wherever it is free, were it outside the drawing."""
_LEFT, _BOTTOM, _TOP, _RIGHT = 64.0, 48.0, 12.0, 20.0
_RADIUS = 9.5
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A numbered circle, and the place it belongs to."""

    point: Point
    index: int
    x: float
    y: float
    true_x: float
    true_y: float
    label: str

    @property
    def moved(self) -> bool:
        return (self.x, self.y) != (self.true_x, self.true_y)


def scatter_svg(scatter: Scatter, *, language: str = "en") -> str:
    """Draw points as numbered circles; a circle moved aside keeps a line to its place.

    Parameters
    ----------
    scatter
        Points; those that have no place on the axes are not drawn, and the drawing says how many.
        The numbers are those of the legend, :func:`~theoryofchange.view.plain.scatter_table`.
    language
        The language of the few words added here.

    Returns
    -------
    str
        One ``svg`` element with its own size, the same bytes for the same input.
    """
    said = words(language)
    drawn = [
        (index, point)
        for index, point in enumerate(scatter.points, start=1)
        if _fits(point.x, scatter.x_scale) and _fits(point.y, scatter.y_scale)
    ]
    x_axis = _axis([float(point.x or 0) for _, point in drawn], scatter.x_scale)
    y_axis = _axis([float(point.y or 0) for _, point in drawn], scatter.y_scale)
    spots = _spots(drawn, x_axis, y_axis, said["point"])
    missing = len(scatter.points) - len(drawn)
    quarters = scatter.quarters
    return render(
        "scatter.svg.jinja",
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        top=_TOP,
        bottom=_HEIGHT - _BOTTOM,
        x_ticks=[(_x(x_axis.share(tick)), number(tick)) for tick in x_axis.ticks()],
        y_ticks=[(_y(y_axis.share(tick)), number(tick)) for tick in y_axis.ticks()],
        x_title=scatter.x_title,
        y_title=scatter.y_title,
        cross=_cross(quarters, x_axis, y_axis) if quarters else None,
        quarters=quarters,
        spots=spots,
        radius=_RADIUS,
        title=scatter.caption or said["points"],
        description=f"{scatter.x_title} × {scatter.y_title}",
        missing=said["no room"].format(count=missing, total=len(scatter.points)) if missing else "",
    )


def _fits(value: float | None, scale: str) -> bool:
    return value is not None and math.isfinite(value) and (scale == "linear" or value > 0)


def _axis(values: Sequence[float], scale: str) -> Axis:
    """Return an axis a little wider than the values; a linear one begins at 0 where it can."""
    if scale == "log":
        least, most = min(values, default=1.0), max(values, default=10.0)
        return Axis(least / 1.6, most * 1.6, scale)
    least, most = min([0.0, *values]), max([0.0, *values])
    room = (most - least) * 0.06 or 1.0
    return Axis(least - room if least < 0 else 0.0, most + room if most > 0 else 1.0, scale)


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)


def _cross(quarters: Quarters, x_axis: Axis, y_axis: Axis) -> tuple[float, float]:
    """Return where the lines between the quarters cross, at the edge where they lie outside."""
    return _x(_within(x_axis, quarters.x)), _y(_within(y_axis, quarters.y))


def _within(axis: Axis, value: float) -> float:
    return 0.0 if value <= axis.least else min(1.0, axis.share(value))


def _is_free(x: float, y: float, spots: Sequence[_Spot]) -> bool:
    return all(math.hypot(x - spot.x, y - spot.y) >= 2 * _RADIUS for spot in spots)


def _is_inside(x: float) -> bool:
    return _RADIUS <= x <= _WIDTH - _RADIUS


def _spots(
    drawn: Sequence[tuple[int, Point]], x_axis: Axis, y_axis: Axis, told: str
) -> list[_Spot]:
    """Place the circles in turn, each at its place or on the spiral around it that is free."""
    spots: list[_Spot] = []
    for index, point in drawn:
        true_x, true_y = _x(x_axis.share(point.x or 0)), _y(y_axis.share(point.y or 0))
        x, y, turn = true_x, true_y, 0
        while not (_is_free(x, y, spots) and (turn > _MOST_TURNS or not turn or _is_inside(x))):
            turn += 1
            reach, angle = 6.0 * math.sqrt(turn), turn * _GOLDEN_ANGLE
            x, y = true_x + reach * math.cos(angle), true_y + reach * math.sin(angle)
        x_text, y_text = number(point.x or 0), number(point.y or 0)
        label = told.format(number=index, label=point.label, x=x_text, y=y_text)
        spots.append(
            _Spot(point=point, index=index, x=x, y=y, true_x=true_x, true_y=true_y, label=label)
        )
    return spots
