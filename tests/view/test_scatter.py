from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.view.blocks import Point, Quarters, Scatter
from theoryofchange.view.scatter import scatter_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(scatter: Scatter) -> ElementTree.Element:
    return ElementTree.fromstring(scatter_svg(scatter))


def circles(svg: ElementTree.Element) -> list[tuple[float, float]]:
    groups = [g for g in svg.iter(SVG + "g") if "toc-point" in g.get("class", "")]
    found = [g.find(SVG + "circle") for g in groups]
    return [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in found if c is not None]


def scatter(*points: tuple[float | None, float | None], **more: str) -> Scatter:
    made = tuple(Point(f"P{index}", x, y) for index, (x, y) in enumerate(points))
    return Scatter(points=made, x_title="Effort", y_title="Impact", **more)  # type: ignore[arg-type]


def test_more_lies_further_right_and_higher() -> None:
    (x1, y1), (x2, y2) = circles(drawn(scatter((1, 1), (5, 9))))
    assert x2 > x1
    assert y2 < y1


def test_powers_of_ten_are_evenly_apart_on_a_log_axis() -> None:
    xs = [x for x, _ in circles(drawn(scatter((1, 1), (10, 5), (100, 9), x_scale="log")))]
    assert abs((xs[1] - xs[0]) - (xs[2] - xs[1])) < 0.2


def test_points_on_one_place_are_moved_apart_with_a_lead() -> None:
    svg = drawn(scatter(*[(3.0, 3.0)] * 12))
    for (x1, y1), (x2, y2) in combinations(circles(svg), 2):
        assert math.hypot(x1 - x2, y1 - y2) > 18.5
    assert len([line for line in svg.iter(SVG + "line") if line.get("class") == "toc-lead"]) == 11


def test_points_without_a_place_are_counted() -> None:
    points = ((None, 1), (0, 1), (-2, 1), (math.nan, 1), (math.inf, 1), (4, 1))
    svg = drawn(scatter(*points, x_scale="log"))
    assert len(circles(svg)) == 1
    assert "5 of 6 have no place" in "".join(svg.itertext())
    assert circles(drawn(scatter())) == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), max_size=8), st.text())
def test_every_point_is_inside(points: list[tuple[float, float]], text: str) -> None:
    made = tuple(Point(text, x, y) for x, y in points)
    svg = drawn(Scatter(points=made, x_title=text, y_title=text))
    assert len(circles(svg)) == len(points)
    for x, y in circles(svg):
        assert 0 < x < 560
        assert -60 < y < 420


def test_quarters_divide_the_points_and_have_names() -> None:
    quarters = Quarters(
        x=3, y=5, top_left="wins", top_right="bets", bottom_left="fill-ins", bottom_right="later"
    )
    svg = drawn(replace(scatter((1, 9), (9, 9), (1, 1), (9, 1)), quarters=quarters))
    (group,) = (g for g in svg.iter(SVG + "g") if g.get("class") == "toc-quarters")
    assert [text.text for text in group.iter(SVG + "text")] == ["wins", "bets", "fill-ins", "later"]
    upright, level = group.findall(SVG + "line")
    x, y = float(upright.get("x1", "")), float(level.get("y1", ""))
    assert [(left < x, top < y) for left, top in circles(svg)] == [
        (True, True),
        (False, True),
        (True, False),
        (False, False),
    ]


def test_quarters_outside_the_axes_lie_at_their_edge() -> None:
    names = dict.fromkeys(("top_left", "top_right", "bottom_left", "bottom_right"), "q")
    for far in (0.0, 1e9):
        quarters = Quarters(x=far, y=far, **names)
        svg = drawn(replace(scatter((1, 1), (9, 9), x_scale="log"), quarters=quarters))
        lines = next(g for g in svg.iter(SVG + "g") if g.get("class") == "toc-quarters")
        upright = lines.find(SVG + "line")
        assert upright is not None
        assert 64 <= float(upright.get("x1", "")) <= 540
