from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.view.blocks import (
    Badge,
    Bar,
    Bars,
    Column,
    Gantt,
    GanttBar,
    Grid,
    GridGroup,
    Headline,
    LayerEdge,
    LayerNode,
    Layers,
    Mark,
    Matrix,
    Meter,
    NextStep,
    Step,
    Steps,
    Table,
    View,
)
from theoryofchange.view.measure import cells
from theoryofchange.view.text import as_text

GOLDEN = """\
Analyze
=======

4 of 9  Four of nine KPIs are on track, and of one
        nothing can be told.
  One point for each KPI.

KPIs
KPI                Today  Progress     Status
────────────────  ──────  ───────────  ───────────
Customers             71  60 %         on track
retained
Brand recall           –  cannot tell  no baseline
回复速度          31,000  −13 %        moving away

Maturity
Strategy  ████████│█████······   3.4, minimum 2
Data      ████████████████████▸  5.6
People    ····················   –

- Keep customers [goal]
  - Service rises
    - Answers come fast

- Keep customers [goal]
  - Answers come fast (0.4) [hurts]
- Answers come fast [outcome]

       Retention  Margin
─────  ─────────  ──────
Shift       −30%       –

Title: Clean
Lane: Data
Start: 2026-01-01
Finish: 2026-02-01
After:
critical

→ Name an owner for brand recall.
  It keeps one goal dark.
"""


def sample() -> View:
    columns = (Column("KPI"), Column("Today", "right"), Column("Progress"), Column("Status"))
    rows = (
        ("Customers retained", 71, Meter(0.6, "60 %"), Badge("on track", "good")),
        ("Brand recall", None, Meter(None, "cannot tell"), Badge("no baseline", "unknown")),
        ("回复速度", 31000.0, Meter(-0.13, "−13 %"), Badge("moving away", "bad")),
    )
    bars = (
        Bar("Strategy", 3.4, mark=2, text="3.4, minimum 2"),
        Bar("Data", 5.6),
        Bar("People", None),
    )
    chain = Step("Service rises", children=(Step("Answers come fast"),))
    goal = LayerNode("g", "Keep customers", "goal")
    outcome = LayerNode("o", "Answers come fast", "outcome")
    first, last = date(2026, 1, 1), date(2026, 2, 1)
    work = GanttBar(id="c", title="Clean", lane="Data", start=first, finish=last, critical=True)
    says = "Four of nine KPIs are on track, and of one nothing can be told."
    return View(
        "Analyze",
        (
            Headline(says, value="4 of 9", note="One point for each KPI."),
            Table(columns, rows, caption="KPIs"),
            Bars(bars, most=5, caption="Maturity"),
            Steps((Step("Keep customers", badge=Badge("goal"), children=(chain,)),)),
            Layers((goal, outcome), (LayerEdge("o", "g", sign="-", note="0.4"),)),
            Matrix(("Shift",), ("Retention", "Margin"), ((-0.3, None),)),
            Gantt(rows=(work,), start=first, finish=last),
            NextStep("Name an owner for brand recall.", "It keeps one goal dark."),
        ),
    )


def test_golden() -> None:
    assert as_text(sample(), 50) == GOLDEN


def test_a_table_too_wide_is_written_record_by_record() -> None:
    columns = tuple(Column(f"column {index}") for index in range(8))
    table = Table(columns, (tuple("abcdefgh"), tuple("ijklmnop")))
    lines = as_text(View("T", (table,)), 24).splitlines()
    assert lines[3:5] == ["column 0: a", "column 1: b"]
    assert lines[11:13] == ["", "column 0: i"]


def grid(*titles: str) -> Grid:
    cells = tuple(Mark("●", "measured") if at else None for at, _ in enumerate(titles))
    columns = (*titles[:-1], Badge(titles[-1], "warn"))
    totals = ("All", *(1 for _ in titles))
    group = GridGroup((("Visits", *cells),), "Found")
    return Grid(("KPI", *columns), (group,), totals=(totals,), keys=(cells[1],), caption="Where")


def test_a_grid_is_a_table_with_its_groups_and_what_its_marks_mean() -> None:
    assert as_text(View("T", (grid("web", "shop"),))).splitlines()[3:] == [
        "Where (● measured)",
        "KPI       web  ! shop",
        "────────  ───  ──────",
        "All         1       1",
        "Found",
        "· Visits    –       ●",
    ]


def test_the_columns_of_a_grid_too_wide_are_numbered() -> None:
    titles = [f"stage{at}" for at in range(1, 5)]
    assert as_text(View("T", (grid(*titles),)), 30).splitlines()[3:] == [
        "Where (● measured)",
        "1 stage1; 2 stage2; 3 stage3;",
        "4 ! stage4",
        "KPI       1  2  3  4",
        "────────  ─  ─  ─  ─",
        "All       1  1  1  1",
        "Found",
        "· Visits  –  ●  ●  ●",
    ]


def test_an_empty_table_says_so() -> None:
    table = Table((Column("a"),), (), caption="Limits", empty="No limit is declared.")
    assert as_text(View("T", (table,))) == "T\n=\n\nLimits\nNo limit is declared.\n"


@settings(deadline=None)
@given(st.text(max_size=30), st.integers(20, 100))
def test_any_text_stays_on_its_lines(
    every_block: Callable[[str], View], text: str, width: int
) -> None:
    written = as_text(every_block(text), width)
    assert "\x1b" not in written
    assert not {"Cc", "Cs"} & {unicodedata.category(c) for c in written if c != "\n"}
    assert as_text(every_block(text), width) == written


def test_columns_line_up_for_chinese() -> None:
    table = Table((Column("指标"), Column("今", "right")), (("留存", 1), ("ab", 22)))
    lines = as_text(View("T", (table,))).splitlines()[3:]
    assert {cells(line) for line in lines} == {8}
