"""What the fuzzers expect of any bytes, on the examples and on changes of them."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.declare import Declaration, declare, declare_text
from theoryofchange.linter.run import checked
from theoryofchange.source.files import read_content

ROOT = Path(__file__).parents[2]
PARTS = ("reader", "quantity", "rules")
FOUND = [
    ("quantity", "13 万of 16"),
    ("quantity", "1e308month"),
    ("quantity", "13+of 16"),
    ("quantity", "4+ out of 5"),
]
"""What the fuzzers found, and was mended."""


@cache
def part(name: str) -> ModuleType:
    folder = str(ROOT / "fuzz")
    sys.path.insert(0, folder)
    try:
        return import_module(name)
    finally:
        sys.path.remove(folder)


@cache
def seeds(name: str) -> list[bytes]:
    return sorted(set(part(name).seeds()), key=lambda seed: (len(seed), seed))


@pytest.mark.parametrize("name", PARTS)
def test_every_seed_is_read_as_is_expected(name: str) -> None:
    assert seeds(name)
    for seed in seeds(name):
        part(name).one_input(seed)


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_what_was_found_stays_mended(name: str, text: str) -> None:
    part(name).one_input(text.encode())


# changes of real files

Change = tuple[str, int, int, bytes]
"""What is done, where, to how much, and what is put in."""

CHANGES = st.lists(
    st.tuples(
        st.sampled_from(
            ["put", "cut", "repeat", "drop line", "repeat line", "swap lines", "indent"]
        ),
        st.integers(0, 10_000),
        st.integers(1, 12),
        st.one_of(
            st.sampled_from(
                [b"\t", b"\xff", b"\x00", b'"', b"- ", b": ", b"#", b"*a", b"{", b"\r"]
            ),
            st.sampled_from([b"&a ", b"---\n", b"<<: *a\n", b"!x ", b"|\n", b"  ", b",", b"1e999"]),
            st.binary(max_size=4),
        ),
    ),
    min_size=1,
    max_size=4,
)


def _moved(what: str, lines: list[bytes], much: int) -> list[bytes]:
    if what == "drop line":
        return []
    if what == "indent":
        return [b" " * (much % 5) + each for each in lines]
    return [*lines, *lines] if what == "repeat line" else lines[::-1]


def changed(content: bytes, changes: list[Change]) -> bytes:
    """Return bytes with changes made to their bytes, their lines and their indentation."""
    for what, where, much, put in changes:
        at = where * len(content) // 10_000
        lines = content.splitlines(keepends=True) or [b""]
        line = where * (len(lines) - 1) // 10_000
        if what == "put":
            content = content[:at] + put + content[at:]
        elif what == "cut":
            content = content[:at] + content[at + much :]
        elif what == "repeat":
            content = content[:at] + content[at : at + much] * 3 + content[at + much :]
        else:
            moved = _moved(what, lines[line : line + 2], much)
            content = b"".join((*lines[:line], *moved, *lines[line + 2 :]))
    return content


@pytest.mark.parametrize(("name", "examples"), [("reader", 100), ("quantity", 400), ("rules", 150)])
def test_changed_seeds_are_read_as_is_expected(name: str, examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(st.sampled_from(seeds(name)), CHANGES)
    def expect(seed: bytes, changes: list[Change]) -> None:
        part(name).one_input(changed(seed, changes))

    expect()


@given(st.binary(max_size=60))
def test_any_bytes_are_read_as_is_expected(data: bytes) -> None:
    for name in PARTS:
        part(name).one_input(data)


@cache
def example(name: str) -> Declaration:
    return declare(ROOT / "examples" / name)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["retention", "satisfaction_rank"]), st.data(), CHANGES)
def test_a_changed_file_of_an_example_is_checked(
    name: str, data: Any, changes: list[Change]
) -> None:
    declaration = example(name)
    file = data.draw(st.sampled_from(sorted(declaration.sources)))
    content = changed(declaration.sources[file].text.encode(), changes)
    text = content.decode("utf-8", "replace")
    findings = checked(declaration.with_texts({file: text}), part("rules").everything())
    for finding in findings:
        assert finding.code != part("rules").CRASHED, finding.message
        part("places").expect_inside(finding.span, findings.sources[finding.file])


# growth: twice the bytes take about twice the steps and the memory, whatever stands in them


def _each(head: str, item: Callable[[int], str], size: int, tail: str = "") -> str:
    """Return a head and as many items as fit a size."""
    parts, length = [head], len(head)
    while length < size:
        parts.append(item(len(parts)))
        length += len(parts[-1])
    return "".join(parts) + tail


def _all_by_one(signs: str, size: int) -> str:
    """Return many goals that need one outcome, by signs in turn, and many activities for it."""
    goals = _each(
        "outcomes: {o: {}}\ngoals:\n",
        lambda at: f"  g{at}: {{needs: {{o: {{sign: '{signs[at % len(signs)]}'}}}}}}\n",
        size // 2,
    )
    return goals + _each("activities:\n", lambda at: f"  a{at}: {{advances: [o]}}\n", size // 2)


GOAL = "goals: {g: {}}\n"
ROW = "kpi,date,value\n"
SHAPES: dict[str, Callable[[int], str]] = {
    "brackets": lambda size: "[" * size,
    "quotes": lambda size: '"' * size,
    "comments that suppress": lambda size: "# toc: ignore[KPI001]: x\n" * (size // 26) + GOAL,
    "suppressions of nothing there is": lambda size: _each(
        "goals:\n", lambda at: f"  g{at}: {{}} # toc: ignore[KPX{at}]: x\n", size
    ),
    "suppression of many": lambda size: _each(
        "goals: {g: {}} # toc: ignore[", lambda at: f"KPX{at},", size, "]: x"
    ),
    "aliases": lambda size: _each("goals:\n  g: &a {}\n", lambda at: f"  g{at}: *a\n", size),
    "merged mappings": lambda size: _each(
        "a1: &m1 {k: 1}\n",
        lambda at: f"a{at + 1}: &m{at + 1} {{<<: *m{at}, k{at}: 1}}\n",
        size // 8,
    ),
    "unknown keys": lambda size: _each(GOAL, lambda at: f"k{at}: 1\n", size),
    "bare KPIs": lambda size: _each(
        f"{GOAL}kpis:\n", lambda at: f"  k{at}: {{measures: g}}\n", size
    ),
    "one outcome for all goals": lambda size: _all_by_one("+", 4 * size),
    "help and harm by one outcome": lambda size: _all_by_one("+-", 4 * size),
    "documents": lambda size: _each("", lambda at: f"---\ngoals: {{g{at}: {{}}}}\n", size),
    "long value": lambda size: (
        f"{GOAL}kpis: {{k: {{measures: g, target: '{'1 ' * (size // 2)}'}}}}"
    ),
    "table: one name for all columns": lambda size: f"{'kpi,' * (size // 4)}\n{'k,' * 50}\n",
    "table: quotes": lambda size: ROW + '"' * size,
    "table: rows of too many cells": lambda size: "kpi\n" + "a,b\n" * (size // 4),
    "table: rows": lambda size: _each(ROW, lambda at: f"k{at},2026-01-01,{at}\n", size),
}


def check_of(name: str, text: str) -> None:
    if name.startswith("table: "):
        read_content(text.encode(), "observations.csv")
    else:
        checked(declare_text(text), part("rules").everything())


def steps(name: str, size: int) -> int:
    """Return how many functions a check calls."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    text, before = SHAPES[name](size), sys.getprofile()
    sys.setprofile(count)
    try:
        check_of(name, text)
    finally:
        sys.setprofile(before)
    return calls


def memory(name: str, size: int) -> int:
    """Return the most bytes that a check holds at once."""
    text = SHAPES[name](size)
    tracemalloc.start()
    try:
        check_of(name, text)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", SHAPES)
def test_twice_the_bytes_take_about_twice_the_steps(name: str) -> None:
    check_of(name, SHAPES[name](500))
    assert steps(name, 6_000) <= 3 * steps(name, 3_000)


@pytest.mark.parametrize("name", ["aliases", "merged mappings", "bare KPIs", "long value"])
def test_twice_the_bytes_take_about_twice_the_memory(name: str) -> None:
    check_of(name, SHAPES[name](500))
    assert memory(name, 6_000) <= 3 * memory(name, 3_000)
