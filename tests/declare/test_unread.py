"""What cannot be read as a theory, and what becomes of the rest."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from theoryofchange.declare import declare, declare_text
from theoryofchange.errors import InputError
from theoryofchange.linter import check
from theoryofchange.source.reading import Limits


def put(root: Path, **files: str) -> Path:
    """Write files, named with an underscore for the dot of their ending."""
    for name, text in files.items():
        stem, _, ending = name.rpartition("_")
        (root / f"{stem}.{ending}").write_text(text, encoding="utf-8")
    return root


def test_a_file_that_is_cut_short_keeps_the_rest_from_being_judged(tmp_path):
    put(tmp_path, a_yaml="goals: {g: {needs: [o]}}\n", b_yaml="outcomes: {o: {}}\nx: [\n")
    declaration = declare(tmp_path)
    assert not declaration.complete
    assert [Path(name).name for name in declaration.unread] == ["b.yaml"]
    assert [fault.code for fault in declaration.faults] == ["TOC001"]
    findings = check(tmp_path)
    assert [finding.code for finding in findings] == ["TOC001"]
    assert findings.summary["unread_files"] == 1


def test_a_link_out_of_the_directory_is_a_file_not_read(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    put(tmp_path, secret_yaml="outcomes: {o: {}}")
    put(root, a_yaml="goals: {g: {needs: [o]}}\n")
    (root / "b.yaml").symlink_to(tmp_path / "secret.yaml")
    declaration = declare(root)
    assert [fault.code for fault in declaration.faults] == ["TOC010"]
    assert [Path(name).name for name in declaration.unread] == ["b.yaml"]
    assert list(declaration.theory.outcomes) == []


def test_limits_are_those_given(tmp_path):
    put(tmp_path, a_yaml="goals: {g: {extra: {a: {b: {c: 1}}}}}\n")
    assert declare(tmp_path).faults == ()
    assert [fault.code for fault in declare(tmp_path, limits=Limits(depth=3)).faults] == ["TOC010"]


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(InputError, match="there is no such file or directory"):
        declare(tmp_path / "nothing")


def test_the_garbage_collector_is_left_as_it_was(tmp_path):
    declare_text("goals: {}")
    assert gc.isenabled()
    gc.disable()
    try:
        declare_text("goals: {}")
        assert not gc.isenabled()
    finally:
        gc.enable()
    with pytest.raises(InputError):
        declare(tmp_path / "nothing")
    assert gc.isenabled()
