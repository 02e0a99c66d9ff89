"""A directory of things that may be lost."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from theoryofchange import shelf as module
from theoryofchange.shelf import Shelf, shelf_at

ONE, TWO, THREE = (f"{digit * 40}.answer" for digit in "123")


def names(shelf: Shelf) -> set[str]:
    return {path.name for path in Path(shelf.directory).iterdir()}


def test_what_is_kept_is_there_again(tmp_path):
    shelf = Shelf(str(tmp_path / "new" / "here"))
    assert shelf.read(ONE) is None
    shelf.keep(ONE, b"first")
    shelf.keep(ONE, b"second")
    assert shelf.read(ONE) == b"second"
    assert names(shelf) == {ONE, ".gitignore", "CACHEDIR.TAG"}
    assert (tmp_path / "new" / "here" / ".gitignore").read_text() == "*\n"


def test_a_directory_that_was_there_gets_no_marks(tmp_path):
    shelf = Shelf(str(tmp_path))
    shelf.keep(ONE, b"first")
    assert names(shelf) == {ONE}


@pytest.mark.parametrize("damage", [b"", b"x", b"{}" * 40])
def test_what_is_damaged_is_not_there(tmp_path, damage):
    shelf = Shelf(str(tmp_path))
    shelf.keep(ONE, b"first")
    (tmp_path / ONE).write_bytes(damage)
    assert shelf.read(ONE) is None


def test_each_byte_counts(tmp_path):
    shelf = Shelf(str(tmp_path))
    shelf.keep(ONE, b"first")
    whole = (tmp_path / ONE).read_bytes()
    for at in range(len(whole)):
        (tmp_path / ONE).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert shelf.read(ONE) is None
        (tmp_path / ONE).write_bytes(whole[:at])
        assert shelf.read(ONE) is None


def test_what_was_kept_under_another_name_is_not_there(tmp_path):
    shelf = Shelf(str(tmp_path))
    shelf.keep(ONE, b"first")
    (tmp_path / ONE).rename(tmp_path / TWO)
    assert shelf.read(TWO) is None


def test_the_oldest_goes_where_there_are_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_FILES", 2)
    shelf = Shelf(str(tmp_path))
    (tmp_path / "notes.txt").write_text("of someone else")
    for at, name in enumerate((ONE, TWO)):
        shelf.keep(name, b"x")
        os.utime(tmp_path / name, (at, at))
    shelf.keep(THREE, b"x")
    assert names(shelf) == {TWO, THREE, "notes.txt"}


def test_the_oldest_goes_where_they_are_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 250)
    shelf = Shelf(str(tmp_path))
    for at, name in enumerate((ONE, TWO, THREE)):
        shelf.keep(name, b"x" * 80)
        os.utime(tmp_path / name, (at, at))
    assert names(shelf) == {TWO, THREE}
    shelf.keep(ONE, b"x" * 251)
    assert names(shelf) == {TWO, THREE}


def test_a_file_in_the_way_of_the_directory_is_borne(tmp_path):
    (tmp_path / "file").write_text("x")
    shelf = Shelf(str(tmp_path / "file"))
    shelf.keep(ONE, b"x")
    assert shelf.read(ONE) is None


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user's rights")
def test_a_directory_that_cannot_be_written_is_borne(tmp_path):
    tmp_path.chmod(0o500)
    Shelf(str(tmp_path)).keep(ONE, b"x")
    assert list(tmp_path.iterdir()) == []


def test_many_at_once_leave_one_whole(tmp_path):
    shelf = Shelf(str(tmp_path))
    contents = [bytes([at]) * 100_000 for at in range(20)]
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda content: (shelf.keep(ONE, content), shelf.read(ONE)), contents))
    assert {held for _, held in read} <= set(contents)
    assert names(shelf) == {ONE}


@pytest.mark.parametrize(
    "name",
    [
        f"{'1' * 40}.answer",
        f"{'a' * 40}.readings",
        f"{'f' * 40}.answer.{'0' * 16}.writing",
    ],
)
def test_only_what_is_kept_here_is_let_go(tmp_path, monkeypatch, name):
    monkeypatch.setattr(module, "MOST_FILES", 0)
    others = (
        ".answer",
        f"{'1' * 39}.answer",
        f"{'g' * 40}.answer",
        f"{'1' * 40}.answers",
        "a.writing",
    )
    for each in (name, *others):
        (tmp_path / each).write_text("x")
    Shelf(str(tmp_path)).keep(ONE, b"x")
    assert {path.name for path in tmp_path.iterdir()} == set(others)


def test_where_it_is(tmp_path, monkeypatch):
    def place(told=None):
        shelf = shelf_at(told)
        return shelf and Path(shelf.directory)

    assert place(str(tmp_path)) == tmp_path
    monkeypatch.setenv("TOC_CACHE_DIR", str(tmp_path / "named"))
    assert place() == tmp_path / "named"
    monkeypatch.delenv("TOC_CACHE_DIR")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert place() == tmp_path / "theoryofchange"
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setattr(os.path, "expanduser", lambda path: str(tmp_path))
    assert place() == tmp_path / ".cache" / "theoryofchange"
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert place() is None


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files")
def test_a_directory_that_others_write_to_is_not_trusted(tmp_path, monkeypatch):
    monkeypatch.delenv("TOC_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    place = tmp_path / "theoryofchange"
    place.mkdir(mode=0o700)
    assert shelf_at() is not None
    place.chmod(0o777)
    assert shelf_at() is None
    assert shelf_at(str(place)) is not None
