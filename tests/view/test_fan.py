from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.view.blocks import Fan, FanDay, View
from theoryofchange.view.fan import fan_svg
from theoryofchange.view.text import as_text

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2026, 1, 31)


def fan(known: list[float], ahead: list[float], text: str = "kept", **more) -> Fan:
    days = [FIRST + timedelta(31 * at) for at in range(len(known) + len(ahead))]
    later = (
        FanDay(day=day, value=value, near=(value - 1, value + 1), far=(value - 2, value + 2))
        for day, value in zip(days[len(known) :], ahead, strict=True)
    )
    return Fan(
        known=tuple(zip(days, known, strict=False)),
        ahead=tuple(later),
        titles=("80 %", "95 %"),
        caption=text,
        **more,
    )


def drawn(given: Fan, language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(fan_svg(given, language=language))


def corners(band: ElementTree.Element) -> list[tuple[float, float]]:
    return [tuple(map(float, each.split(","))) for each in band.get("points", "").split()]


def test_a_wider_range_is_a_wider_band_that_begins_at_the_last_value() -> None:
    svg = drawn(fan([1, 2, 3], [4, 5]))
    far, near = (corners(band) for band in svg.iter(SVG + "polygon"))
    assert far[0] == near[0]
    assert len(far) == len(near) == 5
    assert min(y for _, y in far) < min(y for _, y in near)
    circles = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in svg.iter(SVG + "circle")]
    assert circles[-1] == far[0]
    assert circles[0][1] > circles[1][1] > circles[2][1]


def test_each_end_of_the_goal_is_a_line_that_is_named_once() -> None:
    svg = drawn(fan([1, 2], [3], goal=(2.5, 9.0)))
    (aim,) = (group for group in svg.iter(SVG + "g") if group.get("class") == "toc-aim")
    assert len(list(aim.iter(SVG + "line"))) == 2
    assert [text.text for text in aim.iter(SVG + "text")] == ["target"]
    assert not list(drawn(fan([1], [2])).iter("toc-aim"))


def test_the_drawing_says_what_it_is() -> None:
    svg = drawn(fan([1, 2], [3]))
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "kept")
    assert [each.text for each in svg.iter(SVG + "desc")] == ["80 %, 95 %"]
    assert drawn(fan([1], [2], text=""), "zh").get("aria-label") == "已有数值与未来数值"


def test_in_words_it_is_a_table_of_the_last_values_and_those_to_come() -> None:
    text = as_text(View("T", (fan([1, 2, 3, 4], [5]),)))
    assert "2026-01-31" not in text
    assert "4 to 6" in text and "3 to 7" in text


@settings(deadline=None)
@given(
    st.lists(st.floats(-1e12, 1e12), max_size=6),
    st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=6),
    st.text(),
)
def test_all_is_inside(known: list[float], ahead: list[float], text: str) -> None:
    svg = drawn(fan(known, ahead, text))
    for band in svg.iter(SVG + "polygon"):
        assert all(0 <= x <= 640 and 0 <= y <= 260 for x, y in corners(band))
