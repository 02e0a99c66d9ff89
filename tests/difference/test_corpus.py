"""The indicators of a department as published three months apart; the truth was read by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import theoryofchange as toc
from theoryofchange.cli.main import main

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "gitlab_performance_indicators"
FILES = ("quality_department.yml", "finance_team.yml")

RELAXED = {"Review App deployment success rate": ("> 99 %", "> 95 %")}
TIGHTENED = {
    "S1 OBA": ("< 100 days", "< 60 days"),
    "S2 OBA": ("< 300 days", "< 250 days"),
}
OWNERS = {
    "Master Pipeline Stability",
    "Review App deployment success rate",
    "Time to First Failure",
}
ADDED = {"Time to First Failure - 80th percentile"}
REMOVED = {"Merge Requests pipeline cost"}
GONE, NEW = 5, 9
"""Of the finance team: all five indicators of August are gone in November, and all nine are new."""

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)


@pytest.fixture(scope="module")
def theories(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    root = tmp_path_factory.mktemp("theories")
    for month in ("2022-08", "2022-11"):
        files = [str(CORPUS / month / name) for name in FILES]
        assert main(["import", "gitlab", *files, "--out", str(root / month)]) == 0
    return str(root / "2022-08"), str(root / "2022-11")


@pytest.fixture(scope="module")
def found(theories: tuple[str, str]) -> toc.Diff:
    return toc.diff(*theories)


def test_the_targets_that_were_relaxed_and_tightened(found: toc.Diff) -> None:
    def told(kind: str) -> dict[str, tuple[str | None, str | None]]:
        return {
            change.name: (change.before, change.after)
            for change in found.changes
            if change.kind == kind and change.field == "target.value"
        }

    assert told("relaxed") == RELAXED
    assert told("tightened") == TIGHTENED
    targets = [change for change in found.changes if change.field.startswith("target")]
    assert len(targets) == len(RELAXED) + len(TIGHTENED)


def test_a_set_was_replaced_and_another_was_not(found: toc.Diff) -> None:
    (replaced,) = found.replaced
    assert replaced.name == "Finance Team"
    assert (len(replaced.gone), replaced.before) == (GONE, GONE)
    assert (len(replaced.come), replaced.after) == (NEW, NEW)
    assert not found.of_kind("renamed")


def test_the_rest_of_the_department(found: toc.Diff) -> None:
    of_finance = {*found.replaced[0].gone, *found.replaced[0].come}
    others = [change for change in found.changes if change.id not in of_finance]
    assert {each.name for each in others if each.kind == "added"} == ADDED
    assert {each.name for each in others if each.kind == "removed"} == REMOVED
    assert {each.name for each in others if each.field == "owner"} == OWNERS
    assert [each.name for each in found.breaking] == ["Quality Budget Plan vs Actuals"]


def test_the_diff_back_is_its_mirror(theories: tuple[str, str], found: toc.Diff) -> None:
    back = Counter(each.kind for each in toc.diff(*reversed(theories)).changes)
    there = Counter(each.kind for each in found.changes)
    assert (back["tightened"], back["relaxed"]) == (there["relaxed"], there["tightened"])
    assert (back["added"], back["removed"]) == (there["removed"], there["added"])
    assert back.total() == there.total()


def test_the_command_says_so(
    theories: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["diff", *theories, "--fail-on", "relaxed"]) == 1
    shown = capsys.readouterr().out
    assert "of the targets 1 relaxed and 2 tightened" in shown
    assert "Finance Team replaced its set of KPIs: 5 of 5 are gone, 9 of 9 KPIs are new." in shown
    assert main(["diff", *reversed(theories), "--format", "markdown"]) == 0
    assert len(capsys.readouterr().out) < 65_536  # the longest comment on a pull request
