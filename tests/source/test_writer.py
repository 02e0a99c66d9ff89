"""Data as YAML that reads back, and files that are written whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source
from theoryofchange.source.writer import to_yaml, write_aside

TRAPS = [
    "",
    " ",
    "no",
    "on",
    "null",
    "Null",
    "~",
    "true",
    "TRUE",
    "1:30",
    "012",
    "1e3",
    "2025-12-31",
    "# x",
    "a # b",
    "a: b",
    "- a",
    "? a",
    "<<",
    "=",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a",
    "{a",
    "[a",
    "a,",
    "'",
    '"',
    "\\",
    " leading",
    "trailing ",
    "\n",
    "two\nlines",
    "two\n\nlines\n",
    "\tTab",
    "x\r\ny",
    "x\ry",
    "x\x85y",
    "x\u2028y",
    "\ufeffmark",
    "\x00\x1b[31m",
    "😀 家 é",
    "---",
    "...",
    "x" * 300,
    ("word " * 60).strip(),
]
TEXTS = st.sampled_from(TRAPS) | st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
DATA = st.recursive(
    TEXTS | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def read_back(text: str) -> object:
    reading = read_yaml(Source("a.yaml", text))
    assert list(reading.faults) == []
    (document,) = reading.documents
    return document.data


@pytest.mark.parametrize("text", TRAPS)
def test_a_text_that_looks_like_something_else_reads_back(text):
    data = {text: text, "list": [text, {"x": text}]}
    assert read_back(to_yaml(data)) == data


@given(DATA)
@example({"a": {}, "b": [], "c": [[], [{}]]})
def test_what_is_written_reads_back_as_the_same_data_in_the_same_order(data):
    found = read_back(to_yaml(data))
    assert found == data
    if isinstance(data, dict):
        assert list(found) == list(data)


def test_numbers_are_read_back_as_the_texts_they_are_written_as():
    assert read_back(to_yaml({"a": 3, "b": 0.5, "c": -7})) == {"a": "3", "b": "0.5", "c": "-7"}


def test_what_is_shared_is_written_out():
    shared = {"likely": "1"}
    text = to_yaml({"a": shared, "b": [shared, shared]})
    assert "&" not in text and "*" not in text
    assert read_back(text) == {"a": shared, "b": [shared, shared]}


def test_people_can_read_it():
    data = {"kpis": {"忠诚": {"title": "Ça va – 家", "audience": ["board", "crew"]}}}
    assert to_yaml(data) == (
        "kpis:\n  忠诚:\n    title: Ça va – 家\n    audience:\n    - board\n    - crew\n"
    )


def test_a_file_is_written_with_its_own_line_ends_and_may_be_read_by_others(tmp_path):
    path = tmp_path / "a.txt"
    write_aside(path, "one\r\ntwo\n家")
    assert path.read_bytes() == "one\r\ntwo\n家".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    write_aside(path, "")
    assert path.read_bytes() == b""
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("step", ["write", "chmod", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_aside(tmp_path, monkeypatch, step):
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    text = "new \ud800" if step == "write" else "new"
    if step != "write":

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, step, fail)
    with pytest.raises((OSError, UnicodeEncodeError)):
        write_aside(path, text)
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_a_directory_must_exist(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_aside(tmp_path / "no" / "a.txt", "x")
