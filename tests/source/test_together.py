"""Files that belong together: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from theoryofchange.errors import InputError
from theoryofchange.source.together import write_together

OLD = {"a.md": "old a\n", "b.md": "old b\n"}
NEW = {"a.md": "new a\r\n", "b.md": "新\n", "c.md": "new c\n"}


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_together(tmp_path / "deep" / "out", OLD)
    return tmp_path / "deep" / "out"


def test_all_take_their_place_and_others_stay(out: Path) -> None:
    (out / "mine.md").write_text("mine", encoding="utf-8")
    write_together(out, NEW)
    assert held(out) == {**NEW, "mine.md": "mine"}
    assert sorted(path.name for path in out.iterdir()) == ["a.md", "b.md", "c.md", "mine.md"]


@pytest.mark.parametrize("name", NEW)
def test_a_directory_in_the_way_is_named_and_nothing_is_written(out: Path, name: str) -> None:
    (out / name).unlink(missing_ok=True)
    (out / name).mkdir()
    before = held(out)
    with pytest.raises(InputError, match=f"out/{name}: a directory is in the way of this file"):
        write_together(out, NEW)
    assert held(out) == before


@pytest.mark.parametrize("name", NEW)
def test_where_one_cannot_take_its_place_none_does(
    out: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = held(out)
    whole = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.parent.name == "fresh" and self.name == name:
            raise PermissionError(1, "Operation not permitted", str(self), None, str(target))
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(InputError, match=f"out/{name}: Operation not permitted; make room"):
        write_together(out, NEW)
    assert held(out) == before
    assert sorted(path.name for path in out.iterdir()) == ["a.md", "b.md"]


def test_a_text_that_cannot_be_written_leaves_what_was_there(out: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_together(out, {"a.md": "new", "b.md": "\ud800"})
    assert held(out) == OLD


def test_what_is_no_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="out: this is a file; name a directory"):
        write_together(tmp_path / "out", NEW)
    with pytest.raises(InputError, match="out/below"):
        write_together(tmp_path / "out" / "below", NEW)
    assert held(tmp_path) == {"out": "mine"}


def test_a_disk_that_is_full_at_the_third_file_leaves_what_was_there(out: Path) -> None:
    resource = pytest.importorskip("resource")
    ends = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, ends[1]))
    try:
        with pytest.raises(InputError, match="out: File too large; make room for it"):
            write_together(out, {**NEW, "c.md": "c" * 100_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, ends)
    assert held(out) == OLD
    assert sorted(path.name for path in out.iterdir()) == ["a.md", "b.md"]


def test_a_text_in_parts_is_made_as_it_is_written_and_where_that_fails_none_is(out: Path) -> None:
    def parts(*texts: str) -> Iterator[str]:
        for text in texts:
            if not text:
                raise ZeroDivisionError
            yield text

    write_together(out, {"a.md": parts("new ", "a"), "b.md": "new b"})
    assert held(out) == {"a.md": "new a", "b.md": "new b"}
    with pytest.raises(ZeroDivisionError):
        write_together(out, {"a.md": "newer", "b.md": parts("newer", "", "b")})
    assert held(out) == {"a.md": "new a", "b.md": "new b"}
