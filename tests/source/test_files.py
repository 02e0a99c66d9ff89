"""Which files make a theory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from theoryofchange.errors import InputError
from theoryofchange.source.files import find_files, read_file
from theoryofchange.source.reading import Limits
from theoryofchange.source.span import Span

SOUND = "goals: {a: {}}\n"
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file"
)


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SOUND, encoding="utf-8")


def found(*paths: Path, below: Path) -> list[str]:
    return [path.relative_to(below).as_posix() for path in find_files(paths).readable]


def test_a_directory_is_walked_in_the_order_of_names(tmp_path):
    put(tmp_path, "b.yaml", "a.yml", "z/1.yaml", "m/2.yaml", "m/1.yaml", "m/deep/er/x.yaml")
    assert found(tmp_path, below=tmp_path) == [
        "a.yml",
        "b.yaml",
        "m/1.yaml",
        "m/2.yaml",
        "m/deep/er/x.yaml",
        "z/1.yaml",
    ]


def test_what_is_hidden_or_of_another_kind_is_passed_over(tmp_path):
    put(
        tmp_path,
        "theory.yaml",
        ".hidden.yaml",
        ".git/config.yaml",
        "notes.md",
        "theory.json",
        "yaml",
        "kpis.csv",
        "observations.csv",
        "deep/ratings.csv",
        "benchmarks.csv",
        "old-observations.csv",
    )
    assert found(tmp_path, below=tmp_path) == [
        "benchmarks.csv",
        "observations.csv",
        "theory.yaml",
        "deep/ratings.csv",
    ]


def test_a_directory_that_is_called_like_a_file_is_walked(tmp_path):
    put(tmp_path, "kpis.yaml/a.yaml")
    assert found(tmp_path, below=tmp_path) == ["kpis.yaml/a.yaml"]


def test_files_are_taken_in_the_order_given(tmp_path):
    put(tmp_path, "b.yaml", "a.txt")
    assert found(tmp_path / "b.yaml", tmp_path / "a.txt", below=tmp_path) == ["b.yaml", "a.txt"]


def test_a_hidden_directory_that_is_given_is_walked(tmp_path):
    put(tmp_path, ".work/a.yaml")
    assert found(tmp_path / ".work", below=tmp_path) == [".work/a.yaml"]


@pytest.mark.parametrize("kind", ["file", "directory", "broken"])
def test_a_link_out_of_the_root_is_refused(tmp_path, kind):
    root, outside = tmp_path / "root", tmp_path / "outside"
    put(tmp_path, "root/a.yaml", "outside/secret.yaml")
    target = {
        "file": outside / "secret.yaml",
        "directory": outside,
        "broken": tmp_path / "nothing.yaml",
    }[kind]
    link = root / ("linked" if kind == "directory" else "linked.yaml")
    link.symlink_to(target, target_is_directory=kind == "directory")
    files = find_files((root,))
    assert [path.name for path in files.readable] == ["a.yaml"]
    (fault,) = files.refused
    assert fault.code == "TOC010" and "leads out" in fault.message
    assert isinstance(fault.where, Span) and fault.where.file == link.as_posix()


def test_a_link_through_a_parent_is_refused(tmp_path):
    put(tmp_path, "root/a.yaml", "secret.yaml")
    (tmp_path / "root" / "b.yaml").symlink_to("../secret.yaml")
    assert len(find_files((tmp_path / "root",)).refused) == 1


def test_a_link_within_the_root_is_followed_and_a_linked_directory_is_not_walked_twice(tmp_path):
    put(tmp_path, "a/one.yaml")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a" / "one.yaml")
    (tmp_path / "c").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    files = find_files((tmp_path,))
    assert [path.name for path in files.readable] == ["b.yaml"]
    assert files.refused == ()


def test_a_link_to_itself_is_refused(tmp_path):
    put(tmp_path, "a.yaml")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "b.yaml")
    files = find_files((tmp_path,))
    assert [path.name for path in files.readable] == ["a.yaml"]
    assert [(fault.code, fault.message) for fault in files.refused] == [
        ("TOC010", "This link leads to no file.")
    ]


def test_a_link_to_nothing_and_what_is_no_regular_file_are_said(tmp_path):
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    files = find_files((tmp_path,))
    assert files.readable == ()
    assert [
        (fault.code, Path(fault.where.file).name, fault.message) for fault in files.refused
    ] == [
        ("TOC010", "gone.yaml", "This link leads to no file."),
        ("TOC010", "pipe.yaml", "This is no regular file and is not read."),
    ]
    with pytest.raises(InputError, match=r"gone\.yaml: this link leads to no file"):
        find_files((tmp_path / "gone.yaml",))
    with pytest.raises(InputError, match=r"pipe\.yaml: this is neither a file nor a directory"):
        find_files((tmp_path / "pipe.yaml",))


def test_a_file_is_read_once_however_it_is_named(tmp_path):
    here = tmp_path / "a"
    here.mkdir()
    file = here / "t.yaml"
    file.write_text("goals: {}")
    (here / "u.yaml").symlink_to(file)
    again = here / ".." / "a" / "t.yaml"
    assert find_files((file, again, here, here / "u.yaml", file)).readable == (file,)


def test_the_root_itself_may_be_a_link(tmp_path):
    put(tmp_path, "real/a.yaml")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    files = find_files((tmp_path / "link",))
    assert [path.as_posix() for path in files.readable] == [f"{tmp_path.as_posix()}/link/a.yaml"]
    assert files.refused == ()


@pytest.mark.parametrize("name", ["missing", "missing.yaml"])
def test_a_path_that_does_not_exist(tmp_path, name):
    with pytest.raises(InputError, match=rf"{name}: there is no such file or directory"):
        find_files((tmp_path / name,))


def test_a_directory_without_a_file_of_a_theory(tmp_path):
    put(tmp_path, "notes.md")
    with pytest.raises(InputError, match=r"no \.yaml or \.yml file here"):
        find_files((tmp_path,))


def test_what_is_neither_file_nor_directory(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(InputError, match="neither a file nor a directory"):
        find_files((tmp_path / "pipe.yaml",))
    put(tmp_path, "a.yaml")
    assert found(tmp_path, below=tmp_path) == ["a.yaml"]


@as_root
def test_a_file_that_may_not_be_read(tmp_path):
    put(tmp_path, "a.yaml")
    (tmp_path / "a.yaml").chmod(0)
    with pytest.raises(InputError, match=r"a\.yaml: Permission denied"):
        read_file(tmp_path / "a.yaml", Limits())


@as_root
def test_a_directory_that_may_not_be_listed(tmp_path):
    put(tmp_path, "a.yaml", "closed/b.yaml")
    (tmp_path / "closed").chmod(0)
    try:
        with pytest.raises(InputError, match="closed: Permission denied"):
            find_files((tmp_path,))
    finally:
        (tmp_path / "closed").chmod(0o755)


def test_a_directory_that_cannot_be_listed_is_said(tmp_path, monkeypatch):
    put(tmp_path, "a.yaml", "closed/b.yaml")
    listed = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(InputError, match="closed: Permission denied"):
        find_files((tmp_path,))


def test_a_file_that_vanished_is_said(tmp_path):
    with pytest.raises(InputError, match=r"gone\.yaml: No such file"):
        read_file(tmp_path / "gone.yaml", Limits())


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    put(tmp_path, "a.yaml")
    size = len(SOUND)
    assert read_file(tmp_path / "a.yaml", Limits(size=size)).complete
    reading = read_file(tmp_path / "a.yaml", Limits(size=size - 1))
    assert not reading.complete and list(reading.documents) == []
    assert [(fault.code, f"{size} bytes" in fault.message) for fault in reading.faults] == [
        ("TOC010", True)
    ]


def test_files_are_read_by_their_ending(tmp_path):
    (tmp_path / "observations.csv").write_text("kpi,value\nchurn,7 %\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfkpi: churn\r\n")
    (tmp_path / "bad.csv").write_bytes(b"kpi\nchu\xffrn\n")
    table = read_file(tmp_path / "observations.csv", Limits())
    assert table.documents[0].data == {"observations": [{"kpi": "churn", "value": "7 %"}]}
    assert read_file(tmp_path / "a.yaml", Limits()).documents[0].data == {"kpi": "churn"}
    (fault,) = read_file(tmp_path / "bad.csv", Limits()).faults
    assert isinstance(fault.where, Span)
    assert (fault.code, fault.where.line, fault.where.column) == ("TOC017", 2, 4)
