from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.view.blocks import (
    Badge,
    Bar,
    Bars,
    Column,
    Headline,
    Matrix,
    Meter,
    NextStep,
    Point,
    Scatter,
    Step,
    Steps,
    Table,
    View,
)
from theoryofchange.view.html import LONG_TABLE, as_html, fragment, style
from theoryofchange.view.measure import clean

TAGS = frozenset(
    [
        "div",
        "h2",
        "h3",
        "p",
        "span",
        "strong",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ol",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "svg",
        "title",
        "desc",
        "g",
        "path",
        "polygon",
        "circle",
        "rect",
        "line",
        "text",
        "tspan",
    ]
)
HOSTILE = (
    "<script>alert(1)</script>",
    '"onload="alert(1)',
    "]]>",
    "a|b",
    "客户 🚀",
    "{{ 1 }}",
    "\x00",
)


class Reader(HTMLParser):
    """Collect what a browser would make of a fragment."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values: set[str] = set()
        self.texts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values |= {value or "" for _, value in attrs}
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(every_block: Callable[[str], View], text: str) -> None:
    reader = read(fragment(every_block(text)))
    assert reader.tags <= TAGS
    assert clean(text) in reader.texts
    assert clean(text) in reader.values
    assert not {name for name in reader.attributes if name.startswith("on") or name == "style"}


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=25) | st.text(alphabet="<>&'\"/=-!x ]", max_size=25))
def test_any_text_is_text(every_block: Callable[[str], View], text: str) -> None:
    html = fragment(every_block(text))
    reader = read(html)
    assert reader.tags <= TAGS
    assert not {name for name in reader.attributes if name.startswith("on") or name == "style"}
    assert html.encode().decode() == fragment(every_block(text))


def test_a_fragment_brings_its_own_style_and_loads_nothing(
    every_block: Callable[[str], View],
) -> None:
    html = as_html(every_block("x"))
    assert html.startswith("<style>\n")
    assert "url(" not in html
    assert "@import" not in html
    assert html.replace("http://www.w3.org/2000/svg", "").count("http") == 0
    assert "src=" not in html


def test_no_rule_of_the_style_reaches_outside() -> None:
    for line in style().splitlines():
        if "{" in line and not line.startswith("@"):
            selectors = line.split("{")[0].strip()
            assert selectors.startswith((".toc-view", ".toc-standalone")), selectors


def test_no_value_is_told_to_a_screen_reader() -> None:
    table = Table(
        (Column("KPI"), Column("Today", "right")), (("Recall", None), ("x", float("nan")))
    )
    html = fragment(View("T", (table,)))
    assert html.count('<span class="toc-hidden">no value</span>') == 2
    assert "无数值" in fragment(View("T", (table,)), "zh")


@pytest.mark.parametrize(
    ("share", "width", "cuts"),
    [(0.5, "28", 0), (1.2, "56", 1), (-0.1, "0", 1), (0.0, "0", 0), (1.0, "56", 0)],
)
def test_a_meter_is_cut_but_its_text_never(share: float, width: str, cuts: int) -> None:
    html = fragment(View("T", (Table((Column("a"),), ((Meter(share, "said in full"),),)),)))
    assert f'<rect class="toc-length" width="{width}"' in html
    assert html.count("toc-cut") == cuts
    assert "said in full" in html


def test_a_meter_without_a_share_has_no_bar() -> None:
    html = fragment(View("T", (Table((Column("a"),), ((Meter(None, "cannot tell"),),)),)))
    assert 'toc-meter"' not in html
    assert "cannot tell" in html


def test_a_tone_is_not_only_a_colour() -> None:
    html = fragment(View("T", (Table((Column("a"),), ((Badge("behind", "warn"),),)),)))
    assert '<span class="toc-glyph" aria-hidden="true">!</span>behind' in html


def test_cells_are_sorted_by_what_they_are() -> None:
    row = ("text", 1234.5, Meter(0.25, "a quarter"), Badge("late", "bad"), None)
    html = fragment(View("T", (Table(tuple(Column(c) for c in "abcde"), (row,)),)))
    for key in ("1234.5", "0.25", "late", ""):
        assert f'data-sort="{key}"' in html
    assert html.count("data-sort") == 4
    assert "1,234.5" in html


def test_a_long_table_says_how_long_and_scrolls_with_the_page() -> None:
    rows = tuple((str(index),) for index in range(LONG_TABLE + 1))
    long = fragment(View("T", (Table((Column("a"),), rows, caption="All"),)))
    short = fragment(View("T", (Table((Column("a"),), rows[1:], caption="All"),)))
    assert f"{LONG_TABLE + 1} rows" in long
    assert " rows<" not in short
    assert "overflow-y" not in style()


def test_a_row_is_named_by_its_first_words_not_by_its_number() -> None:
    columns = (Column("No.", "right"), Column("Work"), Column("Team"), Column("Days", "right"))
    html = fragment(View("T", (Table(columns, ((7, "Clean data", "Data", 3),)),)))
    assert '<th scope="row">Clean data</th>' in html
    assert '<td class="toc-right toc-short" data-label="No." data-sort="7.0">7</td>' in html


def test_only_a_wide_table_becomes_cards_on_a_phone() -> None:
    wide, narrow = (
        fragment(View("T", (Table(tuple(map(Column, titles)), (tuple(titles),)),)))
        for titles in ("abcd", "abc")
    )
    assert "toc-cards" in wide
    assert wide.count("data-label") == 3
    assert "toc-cards" not in narrow
    assert "data-label" not in narrow


def test_a_table_can_be_reached_by_the_keyboard() -> None:
    html = fragment(View("T", (Table((Column("a"),), (("x",),), caption="Work"),)))
    assert '<div class="toc-scroll" role="region" tabindex="0" aria-label="Work">' in html


def test_next_steps_come_as_one_list_under_one_word() -> None:
    html = fragment(View("T", (NextStep("First", "why", "how"), NextStep("Then"))))
    assert html.count("toc-next-word") == 1
    assert html.count("<li>") == 2
    assert '<span class="toc-aside">why</span> <span class="toc-how">how</span>' in html
    assert "<ol>" not in fragment(View("T", (NextStep("First"),)))


def test_points_that_stand_out_are_named_beside_the_drawing() -> None:
    points = (Point("Big", 9, 9), Point("Easy", 1, 9, tone="good"))
    scatter = Scatter(points=points, x_title="Effort", y_title="Impact", good="Wins")
    html = fragment(View("T", (scatter,)))
    assert '<li value="2">Easy</li>' in html
    assert '<li value="1">' not in html
    assert "<ol" not in fragment(View("T", (replace(scatter, good=""),)))


def test_a_matrix_is_shaded_by_size_and_sign() -> None:
    matrix = Matrix(("r",), ("a", "b", "c", "d"), ((1.0, -0.5, 0.0, None),), format="+.1f")
    html = fragment(View("T", (matrix,)))
    assert '"toc-shade-8">+1.0' in html
    assert '"toc-shade-4 toc-negative">−0.5' in html
    assert '"toc-shade-0">+0.0' in html
    assert '"toc-none"' in html


def test_a_bar_has_its_mark_and_its_end() -> None:
    bars = Bars((Bar("Data", 2.5, mark=1), Bar("Odd", 7.0), Bar("None", None)), most=5)
    html = fragment(View("T", (bars,)))
    assert 'y="4" width="120" height="10"' in html
    assert 'class="toc-tick" x1="48"' in html
    assert html.count("toc-cut") == 1
    assert html.count("no value") == 1


def test_headlines_in_a_row_come_together() -> None:
    figures = (Headline("a", value="1"), Headline("b", value="2"))
    assert fragment(View("T", figures)).count("toc-figures") == 1
    assert "toc-figures" not in fragment(View("T", (figures[0], Steps((Step("x"),)), figures[1])))
