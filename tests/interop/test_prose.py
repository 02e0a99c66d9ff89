from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.interop.seam.prose import LONGEST_ID, readable, slug, words


@pytest.mark.parametrize(
    ("raw", "text", "links"),
    [
        ("plain  text", "plain  text", ()),
        ("<.58 factor", "<.58 factor", ()),
        ("if <5 and a <b or x < y", "if <5 and a <b or x < y", ()),
        ("in <group>/<project>", "in <group>/<project>", ()),
        ("one<br><br/>two", "one two", ()),
        ("the <code>main</code>, <EM>not</EM> others", "the main, not others", ()),
        ("<!-- hidden -->shown", "shown", ()),
        ('<a href="x?a=1&copy=2&amp;b=3">&lt;b&gt; &copy; &amp; AT&T</a>', "<b> © & AT&T", ("x?a=1&copy=2&b=3",)),  # noqa: E501
        ("<a href=u>1</a> <a href='v'>2</a> <img src=\"w\"/>", "1 2", ("u", "v", "w")),
        ('<a href="first>one label</a> and <a href="second">two</a>', "one label and two", ("first", "second")),  # noqa: E501
        (r"\% of 5\_a, C:\new", "% of 5_a, C:\\new", ()),
        ("<a href", "<a href", ()),
    ],
)  # fmt: skip
def test_readable_takes_out_markup_and_nothing_else(
    raw: str, text: str, links: tuple[str, ...]
) -> None:
    assert readable(raw) == (text, links)


@given(st.text(alphabet=st.characters(exclude_characters="<&\\", exclude_categories=["Cs"])))
def test_a_text_without_markup_is_only_stripped(raw: str) -> None:
    assert readable(raw).text == raw.strip()


@given(st.text())
def test_a_slug_is_short_and_made_of_words(text: str) -> None:
    made = slug(text, "none")
    assert 1 <= len(made) <= LONGEST_ID
    if words(text):
        assert made == "_".join(words(text))[: len(made)]
    assert not any(character.isspace() for character in made)


def test_slugs_keep_every_script() -> None:
    assert slug("等候时间 (分钟)", "kpi") == "等候时间_分钟"
    assert slug("Größe der Ärzteschaft", "kpi") == "grösse_der_ärzteschaft"
    assert slug("हिन्दी", "kpi") == "हिन्दी"
    assert slug("🛳️ %", "kpi") == "passenger_ship"
    assert slug("👩‍🔧", "kpi") == "woman_wrench"
    assert slug("% ?", "kpi") == "kpi"
    assert slug("1️⃣ first", "kpi") == "1_first"
