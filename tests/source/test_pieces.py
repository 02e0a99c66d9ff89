"""A text read in pieces is the text read whole, or is not put together at all."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from theoryofchange.source.keeping import as_bytes, from_bytes
from theoryofchange.source.pieces import joined, pieces_of, read_piece, shift_of
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import Reading
from theoryofchange.source.span import Source

PLAIN = """\
# 前言
theory: {title: Grow}
goals:
  growth:
    needs: [trust, reach]
    note: |
      of customers
        indented: not a key

  loyalty:
    note: >-
      folded

      text
kpis:   # all of them

  # the first
  churn:
    definition: "over
      two lines"
    milestones:
    - {value: 65, date: 2026-06-30}
    - value: 70
  größe: {unit: percent,
    target: 5 %}
  保留:
    empty:
activities:
    start: {}
    stop: {after: [start]}
"""


def in_pieces(text: str, cuts: list[int], *, told: bool = True) -> tuple[int, Reading | None]:
    """Return how many pieces there are, and what is read of them as other processes tell it."""
    source = Source("a.yaml", text)
    pieces = pieces_of(text, cuts)
    assert "".join(text[each.start : each.end] for each in pieces) == text
    read = []
    for piece in pieces:
        reading = read_piece(source, piece)
        kept = as_bytes(reading) if reading else None
        if kept is None:
            return len(pieces), None
        again = from_bytes(kept, source, shift_of(piece))
        read.append(again if told or piece.start else reading)
    return len(pieces), joined(source, read) if len(pieces) > 1 else reading


def marks_of(reading: Reading) -> list[list[int]]:
    """Return the offsets of every collection, outermost first."""
    (document,) = reading.documents
    found, waiting = [], [document.data]
    while waiting:
        data = waiting.pop()
        if isinstance(data, dict | list):
            found.append(document.marks[id(data)].tolist())
            waiting += data.values() if isinstance(data, dict) else data
    return found


def expect_same(text: str, cuts: list[int]) -> int:
    for told in (True, False):
        pieces, read = in_pieces(text, cuts, told=told)
        if read is None or pieces == 1:
            continue
        whole = read_yaml(Source("a.yaml", text))
        assert not whole.faults and whole.complete
        assert [each.data for each in read.documents] == [each.data for each in whole.documents]
        assert [*read.documents[0].data] == [*whole.documents[0].data]
        assert repr(read.documents[0].data) == repr(whole.documents[0].data)
        assert read.documents[0].start == whole.documents[0].start
        assert marks_of(read) == marks_of(whole)
    return pieces


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_any_cut_of_a_plain_text_reads_the_same(line_end):
    text = PLAIN.replace("\n", line_end)
    counts = {expect_same(text, [cut]) for cut in range(len(text))}
    assert counts == {1, 2}


def test_several_cuts_read_the_same():
    assert expect_same(PLAIN, [PLAIN.index("note"), PLAIN.index("churn") + 2]) == 3
    assert expect_same(PLAIN, [*range(0, len(PLAIN), 20)]) > 3


@pytest.mark.parametrize(
    "between",
    [
        "  again: *there\n",  # an alias, of which the anchor stands before
        "  <<: {more: {}}\n",
        "---\n",
        "...\n",
    ],
)
def test_what_reaches_over_entries_is_read_whole(between):
    text = f"kpis:\n  churn: &there {{}}\n{between}  reach: {{}}\n"
    assert len(pieces_of(text, [8])) == 1


@pytest.mark.parametrize("line_break", ["\r", "\x85", "\u2028", "\u2029"])
def test_other_line_breaks_are_read_whole(line_break):
    text = f"kpis:\n  churn: {{}}\n  k: {{}}{line_break}...\n  reach: {{}}\n"
    assert len(pieces_of(text, [8])) == 1


@pytest.mark.parametrize("line", ["", "# remark", "   ", "  - item", " "])
def test_memory_is_bounded_by_the_text(line):
    text = "kpis:\n" + f"{line}\n" * 100_000 + "  churn: {}\n  reach: {}\n"
    tracemalloc.start()
    try:
        pieces_of(text, [8, len(text) - 20])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20 * len(text) + 100_000


@pytest.mark.parametrize(
    "text",
    [
        "kpis:\n  churn: {}\n  reach: {}\n  churn: {}\n",
        "kpis:\n  churn: {}\n  reach: {}\nkpis:\n  trust: {}\n",
        "kpis:\n  churn: {}\n  reach: [\n",
        "kpis:\n  churn: 'open\n  reach: {}\n",
        "kpis:\n  churn: {}\n  reach: !!python/object {}\n",
    ],
)
def test_what_has_a_fault_is_not_put_together(text):
    assert in_pieces(text, [8])[1] is None


def test_an_entry_is_one_of_the_section_at_the_cut():
    text = "note: |\n  kpis:\n    churn: {}\nkpis:\n    churn: {}\n    reach: {}\n"
    assert [text[each.start :] for each in pieces_of(text, [8])] == [text]
    assert [text[each.start :] for each in pieces_of(text, [text.rindex("churn")])] == [
        text,
        "    reach: {}\n",
    ]


LINES = st.sampled_from(
    [
        "kpis:",
        "goals:",
        "kpis: # c",
        "kpis: |",
        "kpis: >+",
        "kpis: {",
        "}",
        "- a",
        "a:",
        "b: 1",
        "c: x y",
        "d: 'one",
        "two'",
        'e: "x\\',
        "f: |",
        "g: |1",
        "h: >-",
        "? i",
        ": j",
        "k: [1,",
        "]",
        "l: {m: 1}",
        "m: &n {}",
        "o: *n",
        "<<: {p: 1}",
        "plain text",
        "# comment",
        "",
        "---",
        "...",
        "%YAML 1.1",
        "r: !t x",
        "s: a\u2028  t: b",
        "u: a\x85v: b",
        "w: a\r  x: b",
        "\ty: 1",
        "保: 留",
        "\ufeffz: 1",
        "a b: {}",
        "null: ~",
    ]
)
SOUP = st.lists(st.tuples(st.integers(0, 4), LINES), max_size=14).map(
    lambda lines: "".join(f"{' ' * indent}{line}\n" for indent, line in lines)
)
ENTRIES = (
    "{k}: {{}}",
    "{k}:",
    "{k}:\n  a: 1\n  b: [x,\n    y]",
    "{k}: |\n  text\n\n   {k}: more",
    "{k}: |+\n  text\n\n",
    "{k}: >\n  # text\n  folded\n",
    "{k}: 'one\n  {k}: two'",
    '"{k}": "one \\\n\n  two"',
    "{k}: plain\n  going on\n\n  {{}}",
    "{k}:\n- a\n- b: 1\n  c: |\n    d",
    "? {k}\n: 1",
    "? {k}",
    "{k}: R&D [<]",
    "{k}: !!str 1",
    "{k} 保: 留\u2028",
    "# {k}: comment",
    "",
)
FAULTY = (
    "{k}",
    "- {k}",
    "k0: {{}}",
    "{k}: [",
    "{k}: *x",
    "{k}: &x 1",
    "<<: {{a: 1}}",
    "{k}: '",
    "]",
)


def _section(name: str, column: int, entries: list[str], start: int) -> str:
    lines = "\n".join(entry.format(k=f"k{start + at}") for at, entry in enumerate(entries))
    return f"{name}\n" + "".join(f"{' ' * column}{line}\n" for line in lines.split("\n"))


SECTIONS = st.lists(
    st.builds(
        _section,
        st.sampled_from(
            ["kpis:", "goals:", "outcomes: # c", "theory:\n# c\n\n", "note: |", "a: x"]
        ),
        st.sampled_from([2, 2, 2, 4, 1]),
        st.lists(st.sampled_from(ENTRIES * 4 + FAULTY), min_size=1, max_size=6),
        st.integers(0, 900),
    ),
    max_size=3,
).map("".join)


@example("kpis:\n  f: |1\n  a:\n    b: 1\n", [9])
@example("kpis: # \u2028  a: 1\n  b: 2\n", [9])
@example("kpis:\n  plain text\n  b: 1\n", [9])
@given(SECTIONS | SOUP, st.lists(st.integers(0, 200), min_size=1, max_size=3).map(sorted))
def test_any_text_reads_the_same_or_is_read_whole(text, cuts):
    expect_same(text, cuts)
