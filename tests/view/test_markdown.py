from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.view.blocks import (
    Bar,
    Bars,
    Column,
    Headline,
    NextStep,
    Note,
    Step,
    Steps,
    Table,
    View,
)
from theoryofchange.view.markdown import as_markdown, escape
from theoryofchange.view.measure import clean

HOSTILE = (
    "<script>alert(1)</script>",
    "a | b || c",
    "`code` ``x``",
    "[x](javascript:alert(1)) ![i](x.png)",
    "&lt;b&gt; &#60;",
    "* a",
    "1. one",
    "+ a",
    "---",
    "===",
    "# title",
    "~~~",
    "http://example.org www.example.org me@example.org",
    "__a__ *b* ~~c~~ $x$",
    "\\",
    "客户 🚀",
    "<!-- x -->",
    "> quote",
    ":--",
)


def test_golden() -> None:
    table = Table((Column("KPI"), Column("Today", "right")), (("A | B", 71), ("C", None)))
    steps = Steps((Step("Goal", children=(Step("Outcome"),)),))
    view = View("Analyze", (Headline("on track", value="4 of 9", note="of nine"), table, steps))
    assert as_markdown(view, level=3) == (
        "### Analyze\n\n**4 of 9** on track\n\nof nine\n\n"
        "| KPI | Today |\n| :-- | --: |\n| A \\| B | 71 |\n| C | – |\n\n"
        "- Goal\n  - Outcome\n"
    )


def shown(markdown: str) -> list[str]:
    """What a reader of GitHub's Markdown sees, a text per paragraph, cell or item."""
    parser = pytest.importorskip("markdown_it").MarkdownIt("gfm-like", {"linkify": False})
    texts = []
    for token in parser.parse(markdown):
        assert not token.type.startswith(("html", "fence", "code", "hr", "blockquote"))
        if token.type == "inline":
            kinds = {child.type for child in token.children}
            assert kinds <= {"text", "text_special", "strong_open", "strong_close"}
            texts.append("".join(child.content for child in token.children))
    return texts


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    table = Table((Column(text),), ((text,),))
    steps = Steps((Step(text, children=(Step(text),)),))
    view = View(text, (Note(text), table, steps, Headline("says", value=text)))
    assert shown(as_markdown(view)) == [*[text] * 6, f"{text} says"]


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    expected = clean(text).strip()
    assert "".join(shown(as_markdown(View("T", (Note(text),))))[1:]).strip() == expected


@settings(deadline=None)
@given(st.text(alphabet="<>|&`*_[]()!#-+=1.)\\~ \nab指", max_size=30))
def test_no_block_lets_markup_through(every_block: Callable[[str], View], text: str) -> None:
    parser = pytest.importorskip("markdown_it").MarkdownIt("gfm-like", {"linkify": False})
    for token in parser.parse(as_markdown(every_block(text))):
        inside = {child.type for child in token.children or ()}
        assert not token.type.startswith(("html", "fence", "code", "hr", "blockquote"))
        assert not inside & {"html_inline", "link_open", "image", "code_inline", "s_open"}


def test_a_bare_address_is_no_link() -> None:
    assert escape("http://example.org www.a.b a@b.c") == ("http\\://example.org www\\.a.b a\\@b.c")


def test_bars_are_a_table_of_what_is_said_of_them() -> None:
    rows = (Bar("Assess", 0.39, text="39 %"), Bar("Data", 2.1, mark=1.0), Bar("None", None))
    titled = Bars(rows, most=5, titles=("Stage", "Score"))
    assert as_markdown(View("T", (titled,))).splitlines()[2:] == [
        "| Stage | Score |",
        "| :-- | --: |",
        "| Assess | 39 % |",
        "| Data | 2.1 (1) |",
        "| None | – |",
    ]
    untitled = as_markdown(View("T", (Bars(rows, most=5),)))
    assert "| Title | Value |" in untitled


def test_a_next_step_says_why_and_how() -> None:
    text = as_markdown(View("T", (NextStep("Clean data", "It is wrong.", "Ask the owner."),)))
    assert text.splitlines()[2] == "→ **Clean data** It is wrong. Ask the owner."


def test_what_is_no_block_is_refused() -> None:
    with pytest.raises(TypeError, match="no drawing: 'x'"):
        as_markdown(View("T", ("x",)))  # type: ignore[arg-type]
