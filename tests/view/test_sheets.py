"""A calendar on sheets of paper: nothing is lost, and all of it can be read."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.view.blocks import Gantt, GanttBar, GanttMilestone, View
from theoryofchange.view.html import fragment, style
from theoryofchange.view.sheets import gantt_sheets

SVG = "{http://www.w3.org/2000/svg}"
START = date(2026, 1, 1)
WIDE, HIGH = 680, 930  # the inside of A4 and of US letter at 96 pixels to the inch


def calendar(bars: int, milestones: int, lanes: int = 3) -> Gantt:
    return Gantt(
        rows=tuple(
            GanttBar(
                id=f"b{at}",
                title=f"Work number {at} that has a title of two lines",
                lane=f"Team {at % lanes}",
                start=START + timedelta(at),
                finish=START + timedelta(at + 3),
            )
            for at in range(bars)
        ),
        milestones=tuple(
            GanttMilestone(f"Milestone {at} that has a long title", START + timedelta(at))
            for at in range(milestones)
        ),
        start=START,
        finish=START + timedelta(300),
        horizons=(("Near", START + timedelta(90)),),
    )


def drawn(gantt: Gantt) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(sheet) for sheet in gantt_sheets(gantt)]


def parts(sheet: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [g for g in sheet.iter(SVG + "g") if name in (g.get("class") or "").split()]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 90), st.integers(0, 60), st.integers(1, 12))
def test_all_is_drawn_once_on_sheets_that_fit(bars: int, milestones: int, lanes: int) -> None:
    sheets = drawn(calendar(bars, milestones, lanes))
    shown = [g.get("data-bar") for sheet in sheets for g in parts(sheet, "toc-bar")]
    assert sorted(filter(None, shown)) == sorted(f"b{at}" for at in range(bars))
    labels = [g.get("aria-label") for sheet in sheets for g in parts(sheet, "toc-milestone")]
    assert len(labels) == len(set(labels)) == milestones
    assert bool(sheets) == bool(bars or milestones)
    for sheet in sheets:
        assert float(sheet.get("width", "")) <= WIDE and float(sheet.get("height", "")) <= HIGH


def test_sheets_share_their_days_and_repeat_the_title_of_a_lane() -> None:
    sheets = drawn(calendar(47, 5, lanes=1))
    assert len(sheets) > 1
    marks = {line.get("x1") for sheet in sheets for g in parts(sheet, "toc-horizon") for line in g}
    assert len(marks - {None}) == 1
    for sheet in sheets:
        lanes = [text for text in sheet.iter(SVG + "text") if text.get("class") == "toc-lane"]
        assert "".join(lanes[0].itertext()).endswith(("Team 0", "Milestones"))


def test_the_screen_has_one_drawing_and_paper_its_sheets() -> None:
    gantt = calendar(47, 5)
    html = fragment(View("Roadmap", (gantt,)))
    screen, paper = html.split('<div class="toc-on-paper">')
    assert screen.count("<svg") == 1
    assert paper.count("<svg") == len(gantt_sheets(gantt))
    shown, printed = style().split("@media print")
    assert ".toc-on-paper { display: none; }" in shown
    assert ".toc-on-screen { display: none; }" in printed
