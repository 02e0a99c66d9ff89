"""Plain data as JSON, a line for each record."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.reporting.data import as_json, json_parts

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=40
)


@given(DATA)
def test_it_reads_back_as_the_same(data: object) -> None:
    assert json.loads(as_json(data)) == data


def test_a_record_is_one_line_and_another_record_another_line() -> None:
    gaps = [{"id": "a", "goals": ["x", "y"]}, {"id": "客", "goals": []}]
    lines = as_json({"align": {"gaps": gaps, "score": None}}).splitlines()
    assert '      {"id": "a", "goals": ["x", "y"]},' in lines
    assert '      {"id": "客", "goals": []}' in lines


@given(st.dictionaries(st.text(), DATA))
def test_in_parts_it_is_the_same(data: dict[str, object]) -> None:
    if data:
        assert "".join(json_parts(data.items())) == as_json(data)


def test_a_part_is_asked_for_when_the_one_before_is_written() -> None:
    asked: list[str] = []

    def pairs() -> Iterator[tuple[str, object]]:
        for key in "ab":
            asked.append(key)
            yield key, [1, 2]

    parts = json_parts(pairs())
    assert next(parts) and asked == ["a"]
    assert list(parts) and asked == ["a", "b"]
