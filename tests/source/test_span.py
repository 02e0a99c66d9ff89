"""Places in a text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.source.span import Source, Span


@given(st.text("ab\r\n\t\x85\u2028😀", max_size=30), st.data())
def test_every_offset_has_the_line_and_column_an_editor_shows(text, data):
    index = data.draw(st.integers(0, len(text)))
    before = text[:index]
    if before.endswith("\r") and text[index : index + 1] == "\n":
        before = before[:-1]
    lines = re.split(r"\r\n|\r|\n", before)
    line, column = Source("a", text).position(index)
    assert line == len(lines)
    assert column == len(lines[-1]) + 1 + (index - len(before))


@given(st.text("ab\r\n\u2028", max_size=30))
def test_lines_have_their_text_without_their_end(text):
    source = Source("a", text)
    lines = re.split(r"\r\n|\r|\n", text)
    assert [source.line_text(line) for line in range(1, len(lines) + 1)] == lines
    for number, line in enumerate(lines, 1):
        assert source.whole_line(number) == Span("a", number, 1, number, len(line) + 1)


def test_the_end_of_a_line_is_before_its_line_end():
    source = Source("a", "one\r\ntwo\nthree")
    assert [source.line_end(index) for index in (0, 2, 3, 5, 7, 9)] == [3, 3, 3, 8, 8, 14]


def test_a_span_never_ends_before_it_starts():
    assert Source("a", "abc").span(2, 1) == Span("a", 1, 3, 1, 3)


def test_spans_are_ordered_by_file_line_and_column():
    spans = [Span("b", 1, 1, 1, 1), Span("a", 2, 1, 2, 1), Span("a", 1, 9, 1, 9)]
    assert sorted(spans) == spans[::-1]


@pytest.mark.parametrize("text", ["", "\n"])
def test_an_empty_text_has_a_first_line(text):
    assert Source("a", text).span(0, 0) == Span("a", 1, 1, 1, 1)
    assert Source("a", text).whole_line(1) == Span("a", 1, 1, 1, 1)
