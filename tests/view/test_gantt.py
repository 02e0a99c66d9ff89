from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.view.blocks import Gantt, GanttBar, GanttMilestone
from theoryofchange.view.gantt import gantt_svg

SVG = "{http://www.w3.org/2000/svg}"
START = date(2026, 1, 1)


def bar(id_: str, first: int, last: int, lane: str = "Data", **more: object) -> GanttBar:
    return GanttBar(
        id=id_,
        title=f"Work {id_}",
        lane=lane,
        start=START + timedelta(first),
        finish=START + timedelta(last),
        **more,  # type: ignore[arg-type]
    )


def drawn(gantt: Gantt, language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(gantt_svg(gantt, language=language))


def rect(svg: ElementTree.Element, id_: str) -> dict[str, float]:
    (group,) = (g for g in svg.iter(SVG + "g") if g.get("data-bar") == id_)
    found = group.find(SVG + "rect")
    assert found is not None
    return {name: float(found.get(name, "")) for name in ("x", "y", "width", "stroke-width")}


def test_a_bar_lies_on_its_days() -> None:
    gantt = Gantt(rows=(bar("a", 0, 4), bar("b", 5, 9)), start=START, finish=START + timedelta(9))
    svg = drawn(gantt)
    a, b = rect(svg, "a"), rect(svg, "b")
    assert a["x"] + a["width"] == pytest.approx(b["x"], abs=0.2)
    assert a["width"] == pytest.approx(b["width"], abs=0.2) == 380


def test_lanes_keep_together_in_order_of_appearance() -> None:
    rows = (bar("a", 0, 1, "Data"), bar("b", 0, 1, "People"), bar("c", 0, 1, "Data"))
    svg = drawn(Gantt(rows=rows, start=START, finish=START + timedelta(9)))
    heights = {id_: rect(svg, id_)["y"] for id_ in "abc"}
    assert sorted(heights, key=heights.__getitem__) == ["a", "c", "b"]


def test_the_critical_are_outlined_and_named() -> None:
    rows = (bar("a", 0, 1, critical=True), bar("b", 0, 1))
    svg = drawn(Gantt(rows=rows, start=START, finish=START))
    assert rect(svg, "a")["stroke-width"] > rect(svg, "b")["stroke-width"]
    (group,) = (g for g in svg.iter(SVG + "g") if g.get("data-bar") == "a")
    assert group.get("aria-label") == "Work a, Data: 2026-01-01 to 2026-01-02 (critical)"


def test_a_tone_is_not_only_a_colour() -> None:
    milestone = GanttMilestone("Half way", START, "warn")
    rows = (bar("a", 0, 4, tone="bad"), bar("b", 0, 4))
    svg = drawn(Gantt(rows=rows, start=START, finish=START, milestones=(milestone,)))
    texts = [text.text for text in svg.iter(SVG + "text")]
    assert texts.count("✕") == 1
    assert "! Half way" in texts


def test_tentative_work_is_dashed_and_named() -> None:
    rows = (bar("a", 0, 4, tentative=True), bar("b", 0, 4))
    svg = drawn(Gantt(rows=rows, start=START, finish=START))
    dashes = {}
    for group in svg.iter(SVG + "g"):
        found = group.find(SVG + "rect")
        if group.get("data-bar") and found is not None:
            dashes[group.get("data-bar")] = found.get("stroke-dasharray")
    assert dashes == {"a": "3 2", "b": None}
    assert "Work a, Data: 2026-01-01 to 2026-01-05 (earliest days)" in gantt_svg(
        Gantt(rows=rows, start=START, finish=START)
    )


def legend(gantt: Gantt) -> list[str | None]:
    groups = [g for g in drawn(gantt).iter(SVG + "g") if g.get("class") == "toc-legend"]
    return [text.text for group in groups for text in group.iter(SVG + "text")]


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    rows = (
        bar("a", 0, 4, critical=True),
        bar("b", 5, 9, after=("a",), tone="good"),
        bar("c", 0, 1, tentative=True),
    )
    milestones = (GanttMilestone("Half way", START),)
    meanings = (("good", "near-term win"), ("warn", "too late"))
    full = Gantt(rows=rows, start=START, finish=START, milestones=milestones, meanings=meanings)
    assert legend(full) == [
        "critical: its delay delays the end",
        "✓ near-term win",
        "dashed: earliest days; who does it, or how long it takes, is not told",
        "other work",
        "waits for",
        "milestone",
    ]
    assert legend(Gantt(rows=(), start=START, finish=START)) == []


def test_a_horizon_says_when_it_ends() -> None:
    gantt = Gantt(
        rows=(), start=START, finish=START + timedelta(90), horizons=(("Near", date(2026, 3, 1)),)
    )
    assert "Near: until 2026-03-01" in {text.text for text in drawn(gantt).iter(SVG + "text")}


def test_a_tall_calendar_repeats_its_axis_at_the_foot() -> None:
    for count, times in ((5, 1), (60, 2)):
        rows = tuple(bar(str(index), 0, 40) for index in range(count))
        svg = drawn(Gantt(rows=rows, start=START, finish=START))
        assert [text.text for text in svg.iter(SVG + "text")].count("2026") == times


def test_what_waits_is_linked_to_what_it_waits_for() -> None:
    rows = (bar("a", 0, 4), bar("b", 5, 9, after=("a", "elsewhere")))
    svg = drawn(Gantt(rows=rows, start=START, finish=START + timedelta(9)))
    (links,) = (g for g in svg.iter(SVG + "g") if g.get("class") == "toc-after")
    assert len(links) == 1


def test_what_lies_outside_the_calendar_widens_it() -> None:
    milestone = GanttMilestone("Late", START + timedelta(100))
    svg = drawn(Gantt(rows=(bar("a", -50, 4),), start=START, finish=START, milestones=(milestone,)))
    assert svg.findtext(SVG + "desc") == "2025-11-12 to 2026-04-11"
    assert rect(svg, "a")["x"] == 236


@pytest.mark.parametrize(
    ("days", "expected"),
    [(40, "1-05"), (300, "Mar"), (1500, "Q3"), (5000, "2031"), (100_000, "2030")],
)
def test_the_axis_fits_the_span(days: int, expected: str) -> None:
    svg = drawn(Gantt(rows=(), start=START, finish=START + timedelta(days)))
    texts = [text.text for text in svg.iter(SVG + "text") if text.text]
    assert expected in texts or days == 100_000
    assert 3 < len(texts) < 60


def test_the_ends_of_the_calendar_can_be_drawn() -> None:
    last = date(9999, 12, 31)
    work = GanttBar(id="a", title="A", lane="", start=date(1, 1, 1), finish=last)
    assert rect(drawn(Gantt(rows=(work,), start=last, finish=last)), "a")["width"] == 760


def test_months_follow_the_language() -> None:
    gantt = Gantt(rows=(), start=START, finish=START + timedelta(300))
    texts = {text.text for text in drawn(gantt, "zh").iter(SVG + "text")}
    assert {"3月", "2026年"} <= texts


def test_labels_of_milestones_do_not_meet() -> None:
    days = [START + timedelta(index) for index in range(6)]
    milestones = tuple(GanttMilestone(f"Milestone {day}", day) for day in days)
    svg = drawn(Gantt(rows=(), start=START, finish=START + timedelta(365), milestones=milestones))
    groups = [g for g in svg.iter(SVG + "g") if "toc-milestone" in g.get("class", "")]
    heights = {g.find(SVG + "text").get("y") for g in groups}  # type: ignore[union-attr]
    assert len(heights) == 6


def test_two_hundred_rows() -> None:
    rows = tuple(bar(str(index), index, index + 30, f"Lane {index // 20}") for index in range(200))
    svg = drawn(Gantt(rows=rows, start=START, finish=START))
    assert len([g for g in svg.iter(SVG + "g") if g.get("data-bar")]) == 200


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_drawn_as_text(text: str) -> None:
    work = GanttBar(id=text, title=text, lane=text, start=START, finish=START)
    gantt = Gantt(
        rows=(work,),
        start=START,
        finish=START,
        milestones=(GanttMilestone(text, START),),
        horizons=((text, START),),
        caption=text,
    )
    tags = {element.tag.removeprefix(SVG) for element in drawn(gantt).iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "polygon", "rect", "line", "text", "tspan"}
    assert gantt_svg(gantt) == gantt_svg(gantt)
