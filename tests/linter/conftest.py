"""What tests of rules share: what a rule says it says in Chinese as well; a theory kept in git."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

import pytest

from theoryofchange.linter import check, run
from theoryofchange.linter.changes import since
from theoryofchange.linter.translation import Messages

TABLES = json.loads(
    (files("theoryofchange.linter") / "messages" / "zh.json").read_text(encoding="utf-8")
)
CHINESE = re.compile("[\u4e00-\u9fff]")


class Strict(Messages):
    """The messages in Chinese, of which none may be missing."""

    def unknown(self, phrase: str) -> NoReturn:
        raise AssertionError(f"no Chinese for the phrase {phrase!r}")


STRICT = Strict(TABLES)


@pytest.fixture
def said_in_chinese(monkeypatch):
    """Hold that all that rules say while a test runs has a form in Chinese, figures and all."""
    made = []
    placed = run._placed

    def placed_and_kept(*given):
        made.append(placed(*given))
        return made[-1]

    monkeypatch.setattr(run, "_placed", placed_and_kept)
    yield
    for finding in (each for each in made if each.code in TABLES):
        said = [finding.message, finding.tip, *(each.message for each in finding.related)]
        said += [finding.fix.title] if finding.fix else []
        for text in filter(None, said):
            meant = STRICT.meant(finding.code, text)
            assert meant is not None, f"{finding.code} has no Chinese for {text!r}"
            assert CHINESE.search(meant), meant
            assert figures(text) <= figures(meant), (text, meant)
            assert quoted(text) <= quoted(meant), (text, meant)


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def quoted(text: str) -> set[str]:
    return set(re.findall("“[^”]*”", text))


GOALS = """\
theory: {as_of: 2026-01-01}
goals:
  g:
    due: 2027-12-31
    needs: [o]
outcomes:
  o: {}
"""
KPIS = """\
kpis:
  churn:
    measures: g
    title: Churn
  wait:
    measures: o
    owner: ops
"""


def run_git(*arguments: str, at: Path | None = None) -> str:
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *author, *arguments], cwd=at, capture_output=True, check=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository of one commit, with the goals and KPIs of a theory in two files."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.chdir(tmp_path)
    run_git("init", "-q", "-b", "main")
    (tmp_path / "战略").mkdir()
    (tmp_path / "战略" / "goals.yaml").write_text(GOALS, encoding="utf-8", newline="")
    (tmp_path / "战略" / "kpis.yaml").write_text(KPIS, encoding="utf-8", newline="")
    run_git("add", ".")
    run_git("commit", "-q", "-m", "one")
    return tmp_path


@pytest.fixture
def git(root: Path) -> Callable[..., str]:
    """Run git in the repository, or elsewhere, and return what it prints."""
    return run_git


@pytest.fixture
def write(root: Path) -> Callable[[str, str], None]:
    """Write a file of the repository."""

    def write(name: str, text: str) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")

    return write


@pytest.fixture
def edit(root: Path) -> Callable[[str, str, str], None]:
    """Put one text in place of another, which is in the file once."""

    def edit(name: str, old: str, new: str) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (root / name).write_text(text.replace(old, new), encoding="utf-8", newline="")

    return edit


@pytest.fixture
def found() -> Callable[..., list[tuple[str, str, str]]]:
    """Return what is shown since a commit: code, id and name of the file."""

    def found(revision: str = "HEAD", *paths: str) -> list[tuple[str, str, str]]:
        given = paths or ("战略",)
        shown = since(check(*given), revision, given).findings
        return [(each.code, each.id, Path(each.file).name) for each in shown]

    return found
