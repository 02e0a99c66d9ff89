"""Every node of a YAML text has its place, however the text is encoded and its lines end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from theoryofchange.source.finding import Fault
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import decode
from theoryofchange.source.span import Route, Source, Span

# places, by property

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff")
    | st.sampled_from("\n\t😀留:#-'\"&*!|>%@`?[]{}, "),
    max_size=12,
) | st.sampled_from(["no", "on", "1:30", "null", "~", "true", "2025-12-31", "0x1f", "1e3", "<<"])
SCALARS = TEXTS | st.booleans() | st.none() | st.integers()
NESTED = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


def as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_texts(held) for key, held in value.items()}
    if isinstance(value, list):
        return [as_texts(item) for item in value]
    return value if value is None or isinstance(value, bool) else str(value)


def scalars(value: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    if isinstance(value, dict):
        for key, held in value.items():
            yield from scalars(held, (*route, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from scalars(item, (*route, index))
    elif route:
        yield route, value


@given(
    st.dictionaries(TEXTS, NESTED, max_size=4) | st.lists(NESTED, max_size=4),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
@example({"a": "x\u2028y", "b": [1]}, False, "\n")
@example([{"<<": {"a": 1}}], True, "\r\n")
def test_data_and_the_place_of_every_scalar(read, document, piece, value, flow, line_end):
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    text = text.replace("\n", line_end)
    found = document(text)
    assert found.data == as_texts(value)
    for route, scalar in scalars(found.data):
        written = piece(text, found.span(route))
        if scalar is not None or isinstance(route[-1], int):
            assert read(written).documents[0].data == scalar
        if isinstance(route[-1], str):
            assert read(piece(text, found.key_span(route))).documents[0].data == (
                _constant(route[-1], piece(text, found.key_span(route)))
            )


def _constant(key: str, written: str) -> Any:
    """Return what a key would be as a value: ``null``, true or false where it is written plain."""
    plain = {"null": None, "~": None, "": None, "true": True, "false": False}
    return plain.get(key, key) if written == key else key


@given(NESTED, st.booleans())
def test_a_collection_is_shown_by_its_key_in_both_styles(document, piece, value, flow):
    text = yaml.safe_dump({"holder": {"inner": value}}, allow_unicode=True, default_flow_style=flow)
    found = document(text)
    assert piece(text, found.span(("holder",))) == "holder"
    if value is None or isinstance(value, dict | list):
        assert piece(text, found.span(("holder", "inner"))) == "inner"


# places, by hand

SAMPLE = """\
# a comment
goals:
  growth:
    title: Grow
    due: "2027-12-31"
    needs: [trust, {deep: 'x'}]
    note: |
      two
      lines
    empty:
  other: {weight: 3}
list:
- first
-   a: 1
    b: 2
-
  - nested
"""


@pytest.mark.parametrize(
    ("route", "shown"),
    [
        (("goals",), "goals"),
        (("goals", "growth"), "growth"),
        (("goals", "growth", "title"), "Grow"),
        (("goals", "growth", "due"), '"2027-12-31"'),
        (("goals", "growth", "needs"), "needs"),
        (("goals", "growth", "needs", 0), "trust"),
        (("goals", "growth", "needs", 1), "{deep: 'x'}"),
        (("goals", "growth", "needs", 1, "deep"), "'x'"),
        (("goals", "growth", "note"), "note"),
        (("goals", "growth", "empty"), "empty"),
        (("goals", "other"), "other"),
        (("goals", "other", "weight"), "3"),
        (("list", 0), "first"),
        (("list", 1), "a: 1"),
        (("list", 1, "b"), "2"),
        (("list", 2, 0), "nested"),
        # what is not there is shown by the key of the deepest ancestor that is
        (("goals", "growth", "owner"), "growth"),
        (("goals", "absent", "owner"), "goals"),
        (("list", 9), "list"),
        # a list of ids is also found by the id
        (("goals", "growth", "needs", "trust"), "trust"),
        (("goals", "growth", "needs", "deep"), "{deep: 'x'}"),
    ],
)
def test_the_place_of_a_node(at, route, shown):
    assert at(SAMPLE, *route) == shown


def test_the_place_of_an_unknown_key_is_the_key(document, piece):
    found = document(SAMPLE)
    assert piece(SAMPLE, found.key_span(("goals", "growth", "due"))) == "due"
    assert piece(SAMPLE, found.key_span(("goals", "growth", "owner"))) == "growth"
    assert piece(SAMPLE, found.key_span(("list", 0))) == "first"


def test_the_root_is_shown_by_its_first_line(at):
    assert at("# c\n\nweight: 3\nb: 4\n") == "weight: 3"


# encodings and line ends


def decoded(content: bytes) -> Source:
    source = decode(content, "a.yaml")
    assert isinstance(source, Source)
    return source


TEXT = "goals:\n  增长: {title: 😀 Grow, due: 2027-12-31}\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 little", "utf-16 big"],
)
def test_encodings_read_alike_and_places_count_characters(content):
    source = decoded(content)
    assert source.text == TEXT
    found = read_yaml(source).documents[0]
    assert found.span(("goals", "增长", "title")) == Span("a.yaml", 2, 15, 2, 21)
    assert found.span(("goals", "增长", "due")).column == 28


@pytest.mark.parametrize(
    ("content", "line", "column", "byte"),
    [
        (b"a: 1\nb: \xe9t\xe9\n", 2, 4, "0xe9"),
        (b"\xef\xbb\xbfa: 1\nb: \xff\n", 2, 4, "0xff"),
        ("a: é\r\nü: ".encode() + b"\xc3(", 2, 4, "0xc3"),
        (b"a: 1\rb: \x80", 2, 4, "0x80"),
        (b"\x80", 1, 1, "0x80"),
    ],
)
def test_what_is_not_utf_8_is_placed(content, line, column, byte):
    fault = decode(content, "a.yaml")
    assert isinstance(fault, Fault) and isinstance(fault.where, Span)
    assert (fault.code, fault.where.line, fault.where.column) == ("TOC001", line, column)
    assert byte in fault.message and "UTF-8" in fault.message


def test_half_a_utf_16_character_is_placed():
    fault = decode("a: 1\nb".encode("utf-16") + b"x", "a.yaml")
    assert isinstance(fault, Fault) and isinstance(fault.where, Span)
    assert (fault.code, fault.where.line, fault.where.column) == ("TOC001", 2, 2)


@given(st.binary(max_size=40))
def test_no_bytes_are_too_much(content):
    source = decode(content, "a.yaml")
    if isinstance(source, Source):
        read_yaml(source)


@given(st.text("ab:-[]{}&*!|>'\"%#?,\n \t~<\\\r\x85\u2028\ufeff\x00\x7f", max_size=40))
def test_no_text_is_too_much(read, text):
    reading = read(text)
    assert reading.complete == (
        not any(f.code in ("TOC001", "TOC010") and _ends(f) for f in reading.faults)
    )
    for fault in reading.faults:
        assert isinstance(fault.where, Span)
        assert fault.where.line <= len(re.split(r"\r\n|\r|\n", text))


def _ends(fault: Fault) -> bool:
    """Tell whether a fault ends the reading of a file."""
    return (
        fault.message.startswith(("This is not YAML", "The character")) or "than" in fault.message
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_end_as_an_editor_says(document, line_end):
    text = line_end.join(["a: 1", "# note", "b:", "  c: deep", ""])
    assert document(text).span(("b", "c")) == Span("a.yaml", 4, 6, 4, 10)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_other_separators_start_no_line(read, separator):
    """YAML ends the remark there, and what follows is no YAML; an editor counts on."""
    (fault,) = read(f"# one{separator}still one\na: 'x'\nb: y\n").faults
    assert (fault.code, fault.where.line, fault.where.column) == ("TOC001", 2, 2)


@pytest.mark.parametrize("separator", ["\x0b", "\x0c"])
def test_separators_that_yaml_has_not_are_faults(only_fault, separator):
    code, shown, _ = only_fault(f"# one{separator}still one\na: 'x'\nb: y\n")
    assert (code, shown) == ("TOC001", separator)


@pytest.mark.parametrize("separator", ["\u2028", "\x85"])
def test_a_separator_inside_quotes_moves_no_place(document, separator):
    text = f'a: "x{separator}y"\nb: [z]\n'
    assert document(text).span(("b", 0)) == Span("a.yaml", 2, 5, 2, 6)


def test_tabs_count_as_one_column(document):
    assert document("a:\tx\nb: [\ty]\n").span(("b", 0)) == Span("a.yaml", 2, 6, 2, 7)


def test_a_tab_as_indentation_is_a_fault_in_its_place(only_fault):
    _, _, fault = only_fault("a:\n\tb: 1\n")
    assert isinstance(fault.where, Span)
    assert (fault.code, fault.where.line) == ("TOC001", 2)
