"""``toc diff``: files, directories and git revisions; what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

import theoryofchange as toc
from theoryofchange.cli.main import main
from theoryofchange.errors import DeclarationError, InputError

OLD = """
goals: {base: {title: Keep customers}}
kpis:
  age:
    {title: 故障时长 😀, measures: base, direction: decrease, target: 60 days,
     definition: Age of bugs}
observations: [{kpi: age, date: 2026-06-30, value: 71}]
"""
NEW = OLD.replace("60 days", "90 days")


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A repository of two commits, of which the second relaxes a target."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "120")
    top = tmp_path / "repository"
    (top / "战略").mkdir(parents=True)
    monkeypatch.chdir(top)
    git("init", "-q", "-b", "main")
    git("config", "user.email", "a@example.org")
    git("config", "user.name", "A")
    for text in (OLD, NEW):
        (top / "战略/kpis.yaml").write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", "change")
    return top


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("old.yaml", OLD), ("new.yaml", NEW)):
        (tmp_path / name).write_text(text, encoding="utf-8")


def told(capsys, *arguments: str) -> list[tuple[str, str]]:
    assert main(["diff", "--format", "json", *arguments]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    return [(change["field"], change["kind"]) for change in changes]


RELAXED = [("target.value", "relaxed")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("HEAD~1", "HEAD", "--", "战略/"),
        ("HEAD~1", "HEAD", "战略"),
        ("HEAD~1", "main", "--", "战略/kpis.yaml"),
        ("HEAD~1", "HEAD", "--", "."),
        ("HEAD~1:战略", "战略"),
        ("HEAD~1:./战略", "HEAD:战略/kpis.yaml"),
    ],
)
def test_revisions_are_compared(arguments, root, capsys):
    assert told(capsys, *arguments) == RELAXED


def test_options_may_stand_before_the_dashes(root, capsys):
    arguments = ["HEAD~1", "HEAD", "--fail-on", "relaxed", "--format", "markdown", "--", "战略/"]
    assert main(["diff", *arguments]) == 1
    assert "| 故障时长 😀 | target.value | relaxed |" in capsys.readouterr().out


def test_from_a_directory_below(root, capsys, monkeypatch):
    monkeypatch.chdir(root / "战略")
    assert told(capsys, "HEAD~1:战略", "HEAD:./kpis.yaml") == RELAXED
    assert told(capsys, "HEAD~1:./", "HEAD:../战略") == RELAXED
    assert toc.diff("HEAD~1:战略", "kpis.yaml").kinds == {"relaxed": 1}


def test_a_directory_that_is_gone_since(root, capsys):
    shutil.rmtree(root / "战略")
    assert told(capsys, "HEAD~1", "HEAD", "--", "战略") == RELAXED


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["HEAD~9:战略", "战略"], "toc diff HEAD~9: git knows no such commit here"),
        (["HEAD~1", "HEAD"], "HEAD~1: there is no such file or directory"),
        (["HEAD~1", "HEAD", "--", "nothing"], "HEAD~1:nothing: the commit holds no theory there"),
        (["HEAD~1", "HEAD", "--", "--output=x"], "the commit holds no theory there"),
        (["HEAD~1", "HEAD", "--", "战略", "../x"], "lies outside of the repository"),
        (["HEAD; touch pwned:战略", "战略"], "git knows no such commit here"),
        (["$(touch pwned):战略", "战略"], "git knows no such commit here"),
    ],
)
def test_what_is_not_there_is_one_line(arguments, why, root, capsys):
    assert main(["diff", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert why in captured.err and captured.err.count("\n") == 1
    assert not (root / "pwned").exists() and not (root / "x").exists()


def test_without_git_or_a_repository_is_one_line(root, tmp_path, capsys, monkeypatch):
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(tmp_path / "nothing"))
        assert main(["diff", "HEAD~1:战略", "战略"]) == 2
    said = capsys.readouterr().err
    assert "toc diff needs git, which cannot be run here" in said and said.count("\n") == 1
    monkeypatch.chdir(tmp_path)
    assert main(["diff", "HEAD", "HEAD", "--", "repository/../elsewhere"]) == 2
    said = capsys.readouterr().err
    assert "git says: not a git repository" in said and said.count("\n") == 1


def test_a_theory_that_cannot_be_used_is_one_line_that_names_its_file(root, capsys):
    (root / "战略/kpis.yaml").write_text("kpis: {age: {measures: nothing}}", encoding="utf-8")
    git("commit", "-qam", "broken")
    assert main(["diff", "HEAD~1", "HEAD", "--", "战略"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("toc: HEAD cannot be compared: 战略/kpis.yaml:1:") and "TOC007" in said
    assert said.count("\n") == 1
    with pytest.raises(DeclarationError):
        toc.diff("HEAD:战略", "HEAD~1:战略")
    with pytest.raises(InputError, match="no such file"):
        toc.diff("missing", "战略")


@pytest.mark.parametrize(
    ("change", "fails"),
    [
        (("60 days", "90 days"), {"relaxed", "any"}),
        (("60 days", "30 days"), {"any"}),
        (("Age of bugs", "Age of all bugs"), {"breaks-comparability", "unversioned", "any"}),
        (
            ("definition: Age of bugs", "definition: Age of all bugs, version: '2'"),
            {"breaks-comparability", "any"},
        ),
        (("value: 71", "value: 72"), {"restated", "any"}),
        (("", ""), set()),
    ],
)
def test_what_makes_it_fail(change, fails, files, tmp_path, capsys):
    (tmp_path / "new.yaml").write_text(OLD.replace(*change), encoding="utf-8")
    for kind in ("breaks-comparability", "unversioned", "relaxed", "restated", "any"):
        code = main(["diff", "old.yaml", "new.yaml", "--fail-on", kind])
        assert code == (kind in fails)
    assert main(["diff", "old.yaml", "new.yaml"]) == 0
    both = ["--fail-on", "relaxed", "--fail-on", "breaks-comparability"]
    wanted = bool(fails & {"relaxed", "breaks-comparability"})
    assert main(["diff", "old.yaml", "new.yaml", *both]) == wanted
    with pytest.raises(SystemExit):
        main(["diff", "old.yaml", "new.yaml", "--fail-on", "sometimes"])


def test_nothing_changed_is_said(files, capsys):
    assert main(["diff", "old.yaml", "old.yaml", "--fail-on", "any"]) == 0
    assert "Nothing changed." in capsys.readouterr().out


def test_the_same_bytes_each_time(files, capsys):
    shown = set()
    for _ in range(2):
        for form in ("text", "json", "markdown"):
            main(["diff", "old.yaml", "new.yaml", "--format", form])
            shown.add(capsys.readouterr().out)
    assert len(shown) == 3
