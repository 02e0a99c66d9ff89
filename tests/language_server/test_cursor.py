from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.language_server.cursor import blank_at, cell_at, word_at
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("*.yaml"))


def placed(text: str) -> tuple[Source, int]:
    before, _, after = text.partition("|")
    return Source("a.yaml", before + after), len(before)


@pytest.mark.parametrize(
    ("text", "route", "role", "said"),
    [
        ("go|als: {}", ("goals",), "key", "goals"),
        ("kpis:\n  churn:\n    unit: per|cent", ("kpis", "churn", "unit"), "value", "percent"),
        ("kpis:\n  churn:\n    un|it: percent", ("kpis", "churn", "unit"), "key", "unit"),
        (
            "goals:\n  g:\n    needs:\n      - a\n      - b|c",
            ("goals", "g", "needs", 1),
            "value",
            "bc",
        ),
        ("goals:\n  g: {needs: [a, 'b|c']}", ("goals", "g", "needs", 1), "value", "bc"),
        ("kpis: {a: {unit: x}, b: {unit: y|}}", ("kpis", "b", "unit"), "value", "y"),
        (
            "activities:\n  a: {team: x,\n    o|utput: y}",
            ("activities", "a", "output"),
            "key",
            "output",
        ),
        ("observations:\n- kpi: a\n- kpi: b|", ("observations", 0, "kpi"), "value", "b"),
        ("kpis:\n  a: [\n  b:\n    unit: x|", ("kpis", "b", "unit"), "value", "x"),
        ("kpis:\n  a:\n    owner: &o me|", ("kpis", "a", "owner"), "value", "me"),
        ("kpis:\r\n  a:\r\n    unit: x|\r\n", ("kpis", "a", "unit"), "value", "x"),
        (
            "---\ngoals:\n  a: {}\n---\nkpis:\n  b:\n    unit: x|",
            ("kpis", "b", "unit"),
            "value",
            "x",
        ),
        ("kpis:\n  客户📈:\n    unit: 百|分", ("kpis", "客户📈", "unit"), "value", "百分"),
    ],
)
def test_a_word_is_found_whatever_stands_around_it(
    text: str, route: tuple[Any, ...], role: str, said: str
) -> None:
    source, offset = placed(text)
    word = word_at(source, offset)
    assert word is not None
    assert (word.route, word.role, word.text) == (route, role, said)
    assert source.text[word.start : word.end].strip("'\"") == said


@pytest.mark.parametrize(
    "text",
    [
        "kpis:\n  a:\n    # no|te",
        "kpis:\n  a:  |  {}",
        "kpis:\n  a:\n    definition: >\n      more te|xt",
        "kpis:\n  a:\n    owner:|\n",
        "|",
    ],
)
def test_where_nothing_stands_there_is_no_word(text: str) -> None:
    source, offset = placed(text)
    word = word_at(source, offset)
    assert word is None or word.role == "key"


@pytest.mark.parametrize(
    ("text", "route", "role", "typed"),
    [
        ("|", ("",), "key", ""),
        ("go|", ("go",), "key", "go"),
        ("kpis:\n  a:\n    unit: x\n|", ("",), "key", ""),
        ("kpis:\n  a:\n    unit: x\n  |", ("kpis", ""), "key", ""),
        ("kpis:\n  a:\n    unit: x\n    |\n  b: {}", ("kpis", "a", ""), "key", ""),
        ("kpis:\n  a:\n    un|\n  b: {}", ("kpis", "a", "un"), "key", "un"),
        ("kpis:\n  a:\n    unit: |", ("kpis", "a", "unit"), "value", ""),
        ("kpis:\n  a:\n    owner: sales con|", ("kpis", "a", "owner"), "value", "sales con"),
        ('kpis:\n  a:\n    owner: "sa|"', ("kpis", "a", "owner"), "value", "sa"),
        ("goals:\n  g:\n    needs: [a, |]", ("goals", "g", "needs", 1), "value", ""),
        ("goals:\n  g:\n    needs: [a,\n      b|", ("goals", "g", "needs", 1), "value", "b"),
        ("goals:\n  g:\n    needs:\n      tr|", ("goals", "g", "needs", "tr"), "key", "tr"),
        ("goals:\n  g:\n    needs:\n      - tr|", ("goals", "g", "needs", 0), "value", "tr"),
        ("kpis:\n  a: {unit: x, o|", ("kpis", "a", "o"), "key", "o"),
        ("kpis:\n  a: {target: {value: 1, |}}", ("kpis", "a", "target", ""), "key", ""),
        ("ratings:\n- {capability: |", ("ratings", 0, "capability"), "value", ""),
    ],
)
def test_what_could_be_written_at_a_place(
    text: str, route: tuple[Any, ...], role: str, typed: str
) -> None:
    source, offset = placed(text)
    word = blank_at(source, offset)
    assert word is not None
    assert (word.route, word.role, word.text) == (route, role, typed)


@pytest.mark.parametrize(
    "text",
    [
        "kpis:\n  a: # no|te",
        "kpis:\n  a:\n    title: some\n      more te|",
        "kpis:\n  a:\n    title: >-\n      te|",
    ],
)
def test_nothing_is_offered_inside_a_text_or_a_comment(text: str) -> None:
    source, offset = placed(text)
    assert blank_at(source, offset) is None


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name + "/" + path.name)
def test_every_scalar_of_the_examples_is_found_where_the_reader_puts_it(path: Path) -> None:
    source = Source("a.yaml", path.read_text("utf-8"))
    (document,) = read_yaml(source).documents
    checked = 0
    for route in _scalars(document.data, ()):
        span = document.span(route)
        start = source.line_start(span.line) + span.column - 1
        word = word_at(source, start)
        if span == document.key_span(route):  # a text of several lines is shown by its key
            continue
        assert word is not None, route
        assert word.role == "value"
        assert _without_row(word.route) == _without_row(route)
        checked += 1
    assert checked


def _scalars(data: Any, route: tuple[Any, ...]) -> Any:
    if isinstance(data, dict):
        for key, held in data.items():
            yield from _scalars(held, (*route, key))
    elif isinstance(data, list):
        for index, held in enumerate(data):
            yield from _scalars(held, (*route, index))
    elif data is not None:
        yield route


def _without_row(route: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a route without the number of a row, which is counted from the place."""
    return (route[0], 0, *route[2:]) if isinstance(route[1], int) else route


@given(st.text(alphabet="ab:-[]{},\n #\"'|>&*!? \U0001f4c8", max_size=60), st.integers(0, 60))
def test_no_text_is_too_strange(text: str, offset: int) -> None:
    source = Source("a.yaml", text)
    place = min(offset, len(text))
    for word in (word_at(source, place), blank_at(source, place)):
        if word is not None:
            assert 0 <= word.start <= word.end <= len(text)
            assert word.start <= place <= word.end


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kpi,value\nchu|rn,7", ("kpi", "churn")),
        ('kpi,value\n"chu|rn",7', ("kpi", "churn")),
        ("kpi,value\nchurn,|7", ("value", "7")),
        ("kp|i,value\nchurn,7", None),
        ("kpi\nchurn,7|", None),
    ],
)
def test_a_cell_has_the_name_of_its_column(text: str, found: tuple[str, str] | None) -> None:
    source, offset = placed(text)
    word = cell_at(source, "observations", offset)
    assert (word and (word.route[2], word.text)) == found
