"""YAML as data: what its values, aliases, tags and documents are, and what is refused."""

from __future__ import annotations

import pytest

from theoryofchange.source.document import UNREADABLE
from theoryofchange.source.reading import Limits
from theoryofchange.source.span import Span


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
def test_only_true_false_and_null_are_resolved(data, written, value):
    assert data(f"value: {written}\n") == {"value": value}
    assert data(f"- {written}\n") == [value]


def test_keys_are_the_texts_they_are(data):
    text = "no: 1\n1:30: 2\nnull: 3\ntrue: 4\n2025-01-01: 5\n? |\n  block\n: 6\n"
    assert list(data(text)) == ["no", "1:30", "null", "true", "2025-01-01", "block\n"]


def test_a_duplicate_key_is_a_fault_and_the_first_counts(read, only_fault):
    code, shown, fault = only_fault("a: 1\nb: {c: 1, d: 2, c: 3}\n")
    assert (code, shown) == ("TOC002", "c")
    assert isinstance(fault.where, Span) and fault.where.column == 17
    ((first, message),) = fault.related
    assert isinstance(first, Span) and (first.line, first.column) == (2, 5)
    assert message == "first written here"
    reading = read("a: 1\nb: {c: 1, d: 2, c: 3}\n")
    assert reading.complete and reading.documents[0].data == {"a": "1", "b": {"c": "1", "d": "2"}}


def test_every_repetition_of_a_key_is_a_fault_of_its_own(read):
    reading = read("a: 1\na: 2\n'a': 3\nb: 4\n")
    assert [(f.code, f.where.line) for f in reading.faults] == [("TOC002", 2), ("TOC002", 3)]
    assert reading.documents[0].data == {"a": "1", "b": "4"}
    assert reading.documents[0].span(("b",)).line == 4


@pytest.mark.parametrize("key", ["[a, b]", "{a: b}"])
def test_a_key_that_is_no_text_is_a_fault(read, only_fault, key):
    code, shown, _ = only_fault(f"? {key}\n: 1\nb: 2\n")
    assert (code, shown) == ("TOC004", key[0])
    assert read(f"? {key}\n: 1\nb: 2\n").documents[0].data == {"b": "2"}


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


def test_anchors_aliases_and_merge_keys(document, at):
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


def test_a_quoted_merge_key_is_a_plain_key(data):
    assert data("'<<': {a: 1}\n") == {"<<": {"a": "1"}}


def test_a_merge_key_takes_mappings_only(read, only_fault):
    code, shown, _ = only_fault("a:\n  <<: [1, {b: 2}]\n")
    assert (code, shown[:1]) == ("TOC004", "[")
    assert read("a:\n  <<: [1, {b: 2}]\n").documents[0].data == {"a": {"b": "2"}}


def test_an_anchor_may_be_redefined(data):
    assert data("- &a 1\n- *a\n- &a 2\n- *a\n") == ["1", "1", "2", "2"]


def test_anchors_end_with_their_document(read):
    reading = read("a: &x 1\n---\nb: *x\n")
    assert [f.code for f in reading.faults] == ["TOC001"]


def test_an_alias_without_an_anchor_is_a_fault(read, only_fault):
    code, shown, fault = only_fault("a: 1\nb: *nobody\n")
    assert (code, shown) == ("TOC001", "*nobody")
    assert "nobody" in fault.message
    reading = read("a: 1\nb: *nobody\n")
    assert reading.complete and reading.documents[0].data == {"a": "1", "b": UNREADABLE}


@pytest.mark.parametrize("text", ["a: &x [*x]\n", "a: &x {b: [*x]}\n", "&x a: &y {<<: *y}\n"])
def test_an_alias_inside_its_own_anchor_is_refused(read, text):
    assert "TOC010" in [fault.code for fault in read(text).faults]


def test_an_alias_bomb_is_refused(read):
    text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for name, before in zip("bcdefghij", "abcdefghi", strict=True):
        text += f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    reading = read(text)
    assert not reading.complete
    assert reading.faults[-1].code == "TOC010"
    assert "alias bomb" in reading.faults[-1].tip


def test_aliases_that_stand_for_few_nodes_are_read(data):
    text = "base: &b {x: 1}\n" + "".join(f"k{at}: *b\n" for at in range(2000))
    assert len(data(text)) == 2001


def test_expansion_is_counted_up_to_its_limit(read):
    nested = "- &a [x, x]\n- &b [*a, *a, *a, *a, *a]\n- &c [*b, *b, *b, *b, *b]\n- [*c, *c, *c]\n"
    assert read(nested, Limits(expansion=1000)).complete
    assert not read(nested, Limits(expansion=8)).complete


def test_values_shared_by_many_records_are_no_bomb(read):
    shared = "k0: &d {a: 1, b: 2, c: 3}\n"
    text = shared + "".join(f"k{at}:\n  <<: *d\n  title: t\n" for at in range(1, 500))
    assert read(text, Limits(expansion=8)).complete


# tags, depth, characters, documents


@pytest.mark.parametrize(
    "tag",
    ["!!python/object/apply:os.system", "!!python/name:os.system", "!!set", "!!timestamp", "!own"],
)
@pytest.mark.parametrize("value", ["[a]", "{a: }", "text"])
def test_a_tag_is_refused_and_never_resolved(read, tag, value):
    reading = read(f"a: {tag} {value}\nb: 1\n")
    assert [fault.code for fault in reading.faults] == ["TOC010"]
    assert reading.complete and reading.documents[0].data == {"a": UNREADABLE, "b": "1"}


def test_a_refused_value_says_so():
    assert repr(UNREADABLE) == "UNREADABLE"


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_depth_has_a_limit(read, opening, closing):
    deepest = opening * 39 + "x" + closing * 39
    assert read(f"a: {deepest}\n").complete
    reading = read(f"a: {opening}{deepest}{closing}\nb: 1\n")
    assert not reading.complete and list(reading.documents) == []
    assert [fault.code for fault in reading.faults] == ["TOC010"]


def test_a_hundred_thousand_brackets_do_no_harm(read):
    reading = read("[" * 100_000)
    assert [fault.code for fault in reading.faults] == ["TOC010"]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ufffe", "\uffff"])
def test_a_character_that_yaml_has_not_is_placed(only_fault, character):
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
def test_syntax_is_a_fault_in_its_place(read, text, line):
    reading = read(text)
    assert not reading.complete
    assert reading.faults[-1].code == "TOC001"
    assert reading.faults[-1].where.line == line


def test_an_opening_that_is_never_closed_is_related(read):
    (fault,) = read("x: 1\na: [1, 2\nb: 3\n").faults
    ((opening, _),) = fault.related
    assert isinstance(opening, Span) and (opening.line, opening.column) == (2, 4)


def test_documents_before_an_error_are_kept(read):
    reading = read("a: 1\n---\nb: 2\n---\nc: [\n")
    assert [found.data for found in reading.documents] == [{"a": "1"}, {"b": "2"}]
    assert not reading.complete


def test_many_documents(read):
    text = "---\na: 1\n...\n---\n- b\n---\n"
    reading = read(text)
    assert [found.data for found in reading.documents] == [{"a": "1"}, ["b"], None]
    assert reading.documents[1].span((0,)).line == 5


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "   "])
def test_an_empty_text_holds_nothing(document, data, text):
    assert data(text) is None
    assert document(text).span(("goals",)).line == 1


def test_a_document_that_is_no_mapping_is_read_as_it_is(data, at):
    assert data("just text") == "just text"
    assert data("- 1\n") == ["1"]
    assert at("just text") == "just text"
