"""YAML as data with a place for every node, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from theoryofchange.source.document import UNREADABLE, Document
from theoryofchange.source.finding import Fault
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import Limits, Reading, decode
from theoryofchange.source.span import Route, Source, Span


def read(text: str, limits: Limits | None = None) -> Reading:
    return read_yaml(Source("a.yaml", text), limits or Limits())


def document(text: str) -> Document:
    reading = read(text)
    assert (list(reading.faults), reading.complete, len(reading.documents)) == ([], True, 1)
    return reading.documents[0]


def data(text: str) -> Any:
    return document(text).data


def piece(text: str, span: Span) -> str:
    """Return what a span covers, with lines as an editor counts them."""
    lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    start = lines[span.line - 1] + span.column - 1
    return text[start : lines[span.end_line - 1] + span.end_column - 1]


def at(text: str, *route: str | int) -> str:
    return piece(text, document(text).span(route))


def only_fault(text: str, limits: Limits | None = None) -> tuple[str, str, Fault]:
    """Return the code and the covered text of the one fault there is, and the fault."""
    (fault,) = read(text, limits).faults
    assert isinstance(fault.where, Span)
    return fault.code, piece(text, fault.where), fault


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
def test_data_and_the_place_of_every_scalar(value, flow, line_end):
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
def test_a_collection_is_shown_by_its_key_in_both_styles(value, flow):
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
def test_the_place_of_a_node(route, shown):
    assert at(SAMPLE, *route) == shown


def test_the_place_of_an_unknown_key_is_the_key():
    found = document(SAMPLE)
    assert piece(SAMPLE, found.key_span(("goals", "growth", "due"))) == "due"
    assert piece(SAMPLE, found.key_span(("goals", "growth", "owner"))) == "growth"
    assert piece(SAMPLE, found.key_span(("list", 0))) == "first"


def test_the_root_is_shown_by_its_first_line():
    assert at("# c\n\nweight: 3\nb: 4\n") == "weight: 3"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("y", "y"),
        ("1:30", "1:30"),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1.20", "1.20"),
        (".nan", ".nan"),
        ("2025-12-31", "2025-12-31"),
        ("2025-12-31 10:00:00", "2025-12-31 10:00:00"),
        ("=", "="),
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ('"true"', "true"),
        ("'~'", "~"),
        ("''", ""),
        ("!!str true", "true"),
        ("!!str 12", "12"),
        ("!!int 12", "12"),
        ("|-\n   true", "true"),
    ],
)
def test_only_true_false_and_null_are_resolved(written, value):
    assert data(f"value: {written}\n") == {"value": value}
    assert data(f"- {written}\n") == [value]


def test_keys_are_the_texts_they_are():
    text = "no: 1\n1:30: 2\nnull: 3\ntrue: 4\n2025-01-01: 5\n? |\n  block\n: 6\n"
    assert list(data(text)) == ["no", "1:30", "null", "true", "2025-01-01", "block\n"]


def test_a_duplicate_key_is_a_fault_and_the_first_counts():
    code, shown, fault = only_fault("a: 1\nb: {c: 1, d: 2, c: 3}\n")
    assert (code, shown) == ("TOC002", "c")
    assert isinstance(fault.where, Span) and fault.where.column == 17
    ((first, message),) = fault.related
    assert isinstance(first, Span) and (first.line, first.column) == (2, 5)
    assert message == "first written here"
    reading = read("a: 1\nb: {c: 1, d: 2, c: 3}\n")
    assert reading.complete and reading.documents[0].data == {"a": "1", "b": {"c": "1", "d": "2"}}


def test_every_repetition_of_a_key_is_a_fault_of_its_own():
    reading = read("a: 1\na: 2\n'a': 3\nb: 4\n")
    assert [(f.code, f.where.line) for f in reading.faults] == [("TOC002", 2), ("TOC002", 3)]
    assert reading.documents[0].data == {"a": "1", "b": "4"}
    assert reading.documents[0].span(("b",)).line == 4


@pytest.mark.parametrize("key", ["[a, b]", "{a: b}"])
def test_a_key_that_is_no_text_is_a_fault(key):
    code, shown, _ = only_fault(f"? {key}\n: 1\nb: 2\n")
    assert code == "TOC004"
    assert read(f"? {key}\n: 1\nb: 2\n").documents[0].data == {"b": "2"}
    assert shown


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
def test_no_text_is_too_much(text):
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
def test_lines_end_as_an_editor_says(line_end):
    text = line_end.join(["a: 1", "# note", "b:", "  c: deep", ""])
    assert document(text).span(("b", "c")) == Span("a.yaml", 4, 6, 4, 10)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_other_separators_start_no_line(separator):
    text = f"# one{separator}still one\na: 'x'\nb: y\n"
    if separator in "\x0b\x0c":
        code, shown, _ = only_fault(text)
        assert (code, shown) == ("TOC001", separator)
        return
    reading = read(text)
    for found in reading.documents:
        line = found.span(("b",)).line if "b" in found.data else 3
        assert line == 3


@pytest.mark.parametrize("separator", ["\u2028", "\x85"])
def test_a_separator_inside_quotes_moves_no_place(separator):
    text = f'a: "x{separator}y"\nb: [z]\n'
    assert document(text).span(("b", 0)) == Span("a.yaml", 2, 5, 2, 6)


def test_tabs_count_as_one_column():
    assert document("a:\tx\nb: [\ty]\n").span(("b", 0)) == Span("a.yaml", 2, 6, 2, 7)


def test_a_tab_as_indentation_is_a_fault_in_its_place():
    _, _, fault = only_fault("a:\n\tb: 1\n")
    assert isinstance(fault.where, Span)
    assert (fault.code, fault.where.line) == ("TOC001", 2)


# anchors, aliases, merge keys

ANCHORED = """\
base: &base {likely: 1, low: 0}
one: *base
two:
  <<: *base
  low: 9
three:
  <<: [*base, {high: 5, likely: 7}]
"""


def test_anchors_aliases_and_merge_keys():
    found = document(ANCHORED)
    assert found.data == {
        "base": {"likely": "1", "low": "0"},
        "one": {"likely": "1", "low": "0"},
        "two": {"low": "9", "likely": "1"},
        "three": {"likely": "1", "low": "0", "high": "5"},
    }
    assert at(ANCHORED, "one") == "one"
    assert at(ANCHORED, "two", "low") == "9"
    assert found.span(("two", "likely")).line == 1
    assert found.span(("one", "low")) == found.span(("base", "low"))
    assert at(ANCHORED, "three", "high") == "5"


def test_a_quoted_merge_key_is_a_plain_key():
    assert data("'<<': {a: 1}\n") == {"<<": {"a": "1"}}


def test_a_merge_key_takes_mappings_only():
    code, shown, _ = only_fault("a:\n  <<: [1, {b: 2}]\n")
    assert (code, shown[:1]) == ("TOC004", "[")
    assert read("a:\n  <<: [1, {b: 2}]\n").documents[0].data == {"a": {"b": "2"}}


def test_an_anchor_may_be_redefined():
    assert data("- &a 1\n- *a\n- &a 2\n- *a\n") == ["1", "1", "2", "2"]


def test_anchors_end_with_their_document():
    reading = read("a: &x 1\n---\nb: *x\n")
    assert [f.code for f in reading.faults] == ["TOC001"]


def test_an_alias_without_an_anchor_is_a_fault():
    code, shown, fault = only_fault("a: 1\nb: *nobody\n")
    assert (code, shown) == ("TOC001", "*nobody")
    assert "nobody" in fault.message
    reading = read("a: 1\nb: *nobody\n")
    assert reading.complete and reading.documents[0].data == {"a": "1", "b": UNREADABLE}


@pytest.mark.parametrize("text", ["a: &x [*x]\n", "a: &x {b: [*x]}\n", "&x a: &y {<<: *y}\n"])
def test_an_alias_inside_its_own_anchor_is_refused(text):
    assert "TOC010" in [fault.code for fault in read(text).faults]


def test_an_alias_bomb_is_refused():
    text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for name, before in zip("bcdefghij", "abcdefghi", strict=True):
        text += f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    reading = read(text)
    assert not reading.complete
    assert reading.faults[-1].code == "TOC010"
    assert "alias bomb" in reading.faults[-1].tip


def test_aliases_that_stand_for_few_nodes_are_read():
    text = "base: &b {x: 1}\n" + "".join(f"k{at}: *b\n" for at in range(2000))
    assert len(data(text)) == 2001


def test_expansion_is_counted_up_to_its_limit():
    nested = "- &a [x, x]\n- &b [*a, *a, *a, *a, *a]\n- &c [*b, *b, *b, *b, *b]\n- [*c, *c, *c]\n"
    assert read(nested, Limits(expansion=1000)).complete
    assert not read(nested, Limits(expansion=8)).complete


def test_values_shared_by_many_records_are_no_bomb():
    shared = "k0: &d {a: 1, b: 2, c: 3}\n"
    text = shared + "".join(f"k{at}:\n  <<: *d\n  title: t\n" for at in range(1, 500))
    assert read(text, Limits(expansion=8)).complete


# tags, depth, characters, documents


@pytest.mark.parametrize(
    "tag",
    ["!!python/object/apply:os.system", "!!python/name:os.system", "!!set", "!!timestamp", "!own"],
)
@pytest.mark.parametrize("value", ["[a]", "{a: }", "text"])
def test_a_tag_is_refused_and_never_resolved(tag, value):
    reading = read(f"a: {tag} {value}\nb: 1\n")
    assert [fault.code for fault in reading.faults] == ["TOC010"]
    assert reading.complete and reading.documents[0].data == {"a": UNREADABLE, "b": "1"}


def test_a_refused_value_says_so():
    assert repr(UNREADABLE) == "UNREADABLE"


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_depth_has_a_limit(opening, closing):
    deepest = opening * 39 + "x" + closing * 39
    assert read(f"a: {deepest}\n").complete
    reading = read(f"a: {opening}{deepest}{closing}\nb: 1\n")
    assert not reading.complete and list(reading.documents) == []
    assert [fault.code for fault in reading.faults] == ["TOC010"]


def test_a_hundred_thousand_brackets_do_no_harm():
    reading = read("[" * 100_000)
    assert [fault.code for fault in reading.faults] == ["TOC010"]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ufffe", "\uffff"])
def test_a_character_that_yaml_has_not_is_placed(character):
    code, shown, fault = only_fault(f"a: 1\nb: x{character}y\n")
    assert (code, shown) == ("TOC001", character)
    assert f"U+{ord(character):04X}" in fault.message
    assert isinstance(fault.where, Span) and (fault.where.line, fault.where.column) == (2, 5)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1, 2\nb: 3\n", 2),
        ("a: 1\n b: 2\n", 2),
        ("a: 'open\n", 1),
        ("a: 1\nb: 'open\nc: 2\n", 2),
        ("a: 1\nb\nc: 2\n", 2),
        ("a: b: c\n", 1),
        ("- a\nb: 1\n", 2),
        ("a: @x\n", 1),
        ("%YAML 9\n", 1),
        ("a: {b\n", 2),
    ],
)
def test_syntax_is_a_fault_in_its_place(text, line):
    reading = read(text)
    assert not reading.complete
    assert reading.faults[-1].code == "TOC001"
    assert reading.faults[-1].where.line == line


def test_an_opening_that_is_never_closed_is_related():
    (fault,) = read("x: 1\na: [1, 2\nb: 3\n").faults
    ((opening, _),) = fault.related
    assert isinstance(opening, Span) and (opening.line, opening.column) == (2, 4)


def test_documents_before_an_error_are_kept():
    reading = read("a: 1\n---\nb: 2\n---\nc: [\n")
    assert [found.data for found in reading.documents] == [{"a": "1"}, {"b": "2"}]
    assert not reading.complete


def test_many_documents():
    text = "---\na: 1\n...\n---\n- b\n---\n"
    reading = read(text)
    assert [found.data for found in reading.documents] == [{"a": "1"}, ["b"], None]
    assert reading.documents[1].span((0,)).line == 5


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "   "])
def test_an_empty_text_holds_nothing(text):
    assert data(text) is None
    assert document(text).span(("goals",)).line == 1


def test_a_document_that_is_no_mapping_is_read_as_it_is():
    assert data("just text") == "just text"
    assert data("- 1\n") == ["1"]
    assert at("just text") == "just text"
