"""What was read of a file, kept as bytes and read again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.source.keeping import as_bytes, from_bytes
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.reading import Reading
from theoryofchange.source.span import Route, Source

SAMPLE = """\
# 前言
goals:
  增长: {title: "Grow 😀", due: 2027-12-31, needs: [trust, {reach: {sign: "-"}}]}
  empty:
kpis:
  churn:
    definition: |
      Share of customers
      who left
    milestones:
    - {value: 65, date: 2026-06-30}
    - value: 70
---
outcomes: {trust: {}, reach: ~}
"""


def routes(data: object, at: Route = ()) -> list[Route]:
    steps = data.items() if isinstance(data, dict) else ()
    if isinstance(data, list):
        steps = enumerate(data)
    return [at, *(route for step, held in steps for route in routes(held, (*at, step)))]


def expect_same(reading: Reading) -> None:
    kept = as_bytes(reading)
    assert kept is not None and reading.source is not None
    again = from_bytes(kept, reading.source)
    assert (again.faults, again.complete, again.source) == ([], True, reading.source)
    assert [each.data for each in again.documents] == [each.data for each in reading.documents]
    for each, other in zip(reading.documents, again.documents, strict=True):
        for route in routes(each.data):
            assert other.span(route) == each.span(route)
            assert other.span((*route, "absent")) == each.span((*route, "absent"))
            assert not route or other.key_span(route) == each.key_span(route)


def test_data_and_places_are_the_same():
    expect_same(read_yaml(Source("a.yaml", SAMPLE)))


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.text("ab:é😀 #-'\"", max_size=6)),
        lambda inside: (
            st.lists(inside, max_size=4)
            | st.dictionaries(st.text("abé😀", min_size=1, max_size=3), inside, max_size=4)
        ),
        max_leaves=20,
    ),
    st.sampled_from((None, 2)),
)
def test_any_data_and_places_are_the_same(data, indent):
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    reading = read_yaml(Source("a.yaml", text))
    if not reading.faults:
        expect_same(reading)


@pytest.mark.parametrize(
    "text",
    [
        "goals: {a: {}, a: {}}",  # a key that stands twice
        "goals: [",
        "goals: &g {a: {}}\noutcomes: *g\n",  # one mapping at two places
        "goals: {1: !!python/object x}",
    ],
)
def test_what_has_faults_or_is_shared_is_read_anew(text):
    assert as_bytes(read_yaml(Source("a.yaml", text))) is None


def test_a_shared_text_is_no_shared_place():
    expect_same(read_yaml(Source("a.yaml", "goals: {a: {owner: &o cmo}, b: {owner: *o}}")))


def test_an_ampersand_is_not_yet_an_anchor():
    text = "kpis:\n  churn: {title: R & D}\n  reach: {title: R&D}\n"
    reading = read_yaml(Source("a.yaml", text))
    expect_same(reading)
    kept = as_bytes(reading)
    assert kept is not None and as_bytes(from_bytes(kept, reading.source)) == kept
