from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from theoryofchange.view.blocks import (
    Badge,
    Bar,
    Bars,
    Column,
    Fan,
    FanDay,
    Gantt,
    GanttBar,
    GanttMilestone,
    Grid,
    GridGroup,
    Heading,
    Headline,
    LayerEdge,
    LayerNode,
    Layers,
    Mark,
    Matrix,
    Meter,
    NextStep,
    Note,
    Point,
    Quarters,
    Scatter,
    Step,
    Steps,
    Table,
    View,
)


def everything(text: str) -> View:
    """A view with every block, every text of it the same."""
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    badge = Badge(text, "bad")
    nodes = (
        LayerNode(text, text, "goal", note=text, tone="good"),
        LayerNode("b" + text, text, "outcome", tone="warn"),
        LayerNode("c" + text, text, "activity", tone="unknown"),
    )
    edges = (
        LayerEdge("b" + text, text, sign="-", note=text),
        LayerEdge("c" + text, "b" + text, sign="?", note=text),
        LayerEdge("c" + text, text),
    )
    bars = (
        GanttBar(id=text, title=text, lane=text, start=first, finish=first, critical=True),
        GanttBar(
            id="b",
            title=text,
            lane="b",
            start=last,
            finish=last,
            after=(text, "gone"),
            tentative=True,
            tone="good",
        ),
    )
    corners = ("top_left", "top_right", "bottom_left", "bottom_right")
    quarters = Quarters(x=1, y=1, **dict.fromkeys(corners, text))
    blocks = (
        Headline(text, value=text, note=text, tone="warn"),
        Headline(text),
        Heading(text),
        Note(text, "bad"),
        NextStep(text, text, text),
        NextStep(text),
        Table(
            (Column(text, hint=text), Column(text, "right"), Column("c"), Column("d")),
            ((text, 0.5, badge, Meter(1.2, text)), (None, None, "x", Meter(None, text))),
            caption=text,
        ),
        Table((), (), caption=text, empty=text),
        Matrix((text,), (text, "b"), ((0.5, None),), caption=text),
        Grid(
            (text, text, Badge(text, "warn")),
            (
                GridGroup(((text, Mark(text, text), None), (badge, 1, None)), text),
                GridGroup(((text, None, Mark(text, text, "warn")),)),
            ),
            totals=((text, 1, badge),),
            keys=(Mark(text, text),),
            caption=text,
        ),
        Grid((text,), (), caption=text),
        Bars(
            (Bar(text, 2.0, mark=1.0, text=text, tone="good"),),
            most=5,
            titles=(text, text),
            caption=text,
        ),
        Steps((Step(text, badge=badge, children=(Step(text),)),), caption=text),
        Layers(nodes, edges, caption=text),
        Gantt(
            rows=bars,
            start=first,
            finish=last,
            milestones=(GanttMilestone(text, last, "good"),),
            horizons=((text, last),),
            meanings=(("good", text),),
            caption=text,
        ),
        Scatter(points=(Point(text, 1, 2), Point(text, None, 2)), x_title=text, y_title=text),
        Scatter(
            points=(Point(text, 1, 2, tone="good"),),
            x_title=text,
            y_title=text,
            quarters=quarters,
            good=text,
        ),
        Fan(
            known=((first, 1.0),),
            ahead=(FanDay(day=last, value=2.0, near=(1.0, 3.0), far=(0.0, 4.0)),),
            titles=(text, text),
            goal=(3.0, None),
            caption=text,
        ),
    )
    return View(text, blocks, text)


@pytest.fixture(scope="session")
def every_block() -> Callable[[str], View]:
    return everything
