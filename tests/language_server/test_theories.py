from __future__ import annotations

import os
from pathlib import Path

import pytest

from theoryofchange.errors import InputError
from theoryofchange.language_server.folders import theory_directory
from theoryofchange.language_server.outline import outline
from theoryofchange.language_server.theories import OpenTheory
from theoryofchange.linter import check
from theoryofchange.linter.identity import identity
from theoryofchange.source.span import Source


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text("theory: {id: t, as_of: 2026-01-01}\ngoals: {growth: {}}\n")
    (tmp_path / "kpis").mkdir()
    (tmp_path / "kpis" / "b.yaml").write_text("kpis: {churn: {measures: growth}}\n")
    return tmp_path


def opened(path: Path, text: str) -> dict[str, Source]:
    return {path.as_posix(): Source(path.as_posix(), text)}


def test_what_is_open_counts_in_place_of_what_is_on_disk(root: Path) -> None:
    theory = OpenTheory(root)
    assert list(theory.state({}).theory.goals) == ["growth"]
    texts = opened(root / "a.yaml", "goals: {reach: {}}\n")
    assert list(theory.state(texts).theory.goals) == ["reach"]
    assert list(theory.state({}).theory.goals) == ["growth"]


def test_a_file_that_is_not_saved_yet_is_a_part(root: Path) -> None:
    texts = opened(root / "new.yaml", "outcomes: {trust: {}}\n")
    assert list(OpenTheory(root).state(texts).theory.outcomes) == ["trust"]
    hidden = opened(root / ".hidden" / "new.yaml", "outcomes: {trust: {}}\n")
    assert not OpenTheory(root).state(hidden).theory.outcomes


def test_only_what_changed_is_read_again(root: Path) -> None:
    theory = OpenTheory(root)
    first = theory.state({})
    assert theory.state({}) is first
    before = {each.source.file: each for each in first.declaration.documents}
    (root / "a.yaml").write_text("theory: {id: t}\ngoals: {reach: {}, more: {}}\n")
    after = {each.source.file: each for each in theory.state({}).declaration.documents}
    changed = {file for file, document in after.items() if before[file] is not document}
    assert changed == {(root / "a.yaml").as_posix()}


def test_a_check_is_that_of_the_linter(root: Path) -> None:
    theory = OpenTheory(root)
    assert list(theory.check({}).findings) == list(check(root))
    texts = opened(root / "a.yaml", "goals: {reach: {}}\n")
    theory.check(texts)
    assert list(theory.check({}).findings) == list(check(root))
    assert theory.check({}) is theory.check({})


def test_a_broken_file_leaves_what_was_known(root: Path) -> None:
    theory = OpenTheory(root)
    texts = opened(root / "a.yaml", "goals: {reach: [\n")
    state = theory.state(texts)
    assert state.cut is not None
    assert state.readable is state.declaration
    theory.state({})
    state = theory.state(texts)
    assert list(state.theory.goals) == ["growth"]
    assert state.cut is not None
    assert state.cut.file.endswith("a.yaml")
    source = texts[(root / "a.yaml").as_posix()]
    assert [each.name for each in outline(state.documents(source))] == ["theory", "goals"]
    assert theory.state({}).cut is None


def test_settings_that_cannot_be_read_are_said_and_not_followed(root: Path) -> None:
    (root / "toc.toml").write_text("select = [")
    done = OpenTheory(root).check({})
    assert "toc.toml" in done.problem
    assert list(done.findings) == list(check(root))


def test_a_directory_without_a_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        OpenTheory(tmp_path).state({})


def test_a_table_of_another_name_is_noticed_when_it_comes_and_goes(root: Path) -> None:
    theory = OpenTheory(root)
    assert theory.check({}).findings.count("TOC019") == 0
    (root / "observation.csv").write_text("kpi,date,value\n", "utf-8")
    assert theory.check({}).findings.count("TOC019") == 1
    (root / "observation.csv").unlink()
    assert theory.check({}).findings.count("TOC019") == 0


def test_the_theory_is_the_nearest_directory_with_a_header(root: Path) -> None:
    file = root / "kpis" / "b.yaml"
    assert theory_directory(file, root.parent, {}) == root
    nested = opened(root / "kpis" / "own.yaml", "theory: {id: own}\n")
    assert theory_directory(file, root.parent, nested) == root / "kpis"
    assert theory_directory(root / "a.csv", root, {}) is None
    assert theory_directory(root / "ratings.csv", root, {}) == root


def test_settings_mark_a_theory_without_a_header(tmp_path: Path) -> None:
    file = tmp_path / "all" / "kpis" / "b.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("kpis: {}\n")
    assert theory_directory(file, tmp_path, {}) == tmp_path
    assert theory_directory(file, None, {}) == file.parent
    (tmp_path / "all" / "pyproject.toml").write_text("[tool.other]\n")
    assert theory_directory(file, tmp_path, {}) == tmp_path
    (tmp_path / "all" / "pyproject.toml").write_text("[tool.theoryofchange]\n")
    assert theory_directory(file, tmp_path, {}) == tmp_path / "all"


def test_the_yaml_of_other_programs_is_no_theory(tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text("services: {web: {}}\n")
    assert theory_directory(file, tmp_path, {}) is None
    assert theory_directory(file, tmp_path, opened(file, "kpis: {}\n")) == tmp_path


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="no file is barred to this user")
def test_a_file_that_may_not_be_read_is_said(root: Path) -> None:
    (root / "kpis" / "b.yaml").chmod(0)
    with pytest.raises(InputError, match=r"b\.yaml"):
        OpenTheory(root).state({})


def test_a_status_is_told_by_the_settings(root: Path) -> None:
    (root / "kpis" / "b.yaml").write_text("kpis: {churn: {measures: growth, guardrail: none}}\n")
    theory = OpenTheory(root)
    assert "TOC007" in theory.check({}).state.unusable
    (root / "toc.toml").write_text('ignore = ["TOC007"]\n')
    assert theory.check({}).state.unusable == ""
    assert theory.known is theory.check({}).state
    assert OpenTheory(root).state({}).unusable == ""


def test_findings_are_said_in_the_language_of_the_theory(root: Path) -> None:
    text = "theory: {id: t, as_of: 2026-01-01, language: zh}\ngoals: {growth: {}}\n"
    (root / "a.yaml").write_text(text, encoding="utf-8")
    found = OpenTheory(root).check({}).findings
    assert "KPI“churn”没有目标值。" in {each.message for each in found}
    assert list(identity(found).values()) == list(identity(check(root)).values())
