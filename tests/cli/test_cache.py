"""What the cache keeps changes no answer of ``toc check``, whatever is asked of it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest

from theoryofchange.cli.main import main
from theoryofchange.linter import cache, kept
from theoryofchange.linter.run import checked

THEORY = """\
theory: {as_of: 2026-01-01}
goals: {growth: {due: 2027-12-31, owner: cmo, needs: [trust]}}
outcomes: {trust: {title: Customers trust us}}
kpis:
  churn: {measures: trust, unit: percent, target: {value: TBD, date: 2027-06-30}}
  reach: {measures: growth}  # toc: ignore[KPI003] until 2026-06-30: decided in May
"""
MENDED = THEORY.replace("value: TBD", "value: 5")


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def runs(tmp_path, monkeypatch) -> list[object]:
    """A mark for each time the rules are run for the cache; a committed theory lies here."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cache, "WORTH", 0)
    (tmp_path / "theory").mkdir()
    (tmp_path / "theory" / "all.yaml").write_text(THEORY, encoding="utf-8")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    marks: list[object] = []

    def noting(declaration, configuration):
        marks.append(configuration)
        return checked(declaration, configuration)

    monkeypatch.setattr(kept, "checked", noting)
    return marks


def told(capsys, *flags: str) -> tuple[int, str, str]:
    code = main(["check", "theory", *flags])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize(
    "flags",
    [
        (),
        ("--format", "json"),
        ("--format", "sarif"),
        ("--statistics",),
        ("--profile", "strict"),
        ("--profile", "pirs"),
        ("--select", "KPI", "--ignore", "KPI001"),
        ("--fail-on", "error"),
        ("--fail-under", "6"),
        ("--fail-under", "0", "--format", "json"),
        ("--changed-since", "HEAD"),
        ("--changed-since", "HEAD", "--format", "json"),
        ("--baseline", "known.json"),
        ("--baseline", "known.json", "--fail-under", "6"),
        ("--baseline", "known.json", "--changed-since", "HEAD"),
        ("--diff",),
    ],
)
def test_every_answer_is_the_same_with_it_and_without(runs, tmp_path, capsys, flags):
    told(capsys, "--no-cache", "--baseline", "known.json", "--update-baseline")
    for text in (THEORY, MENDED, THEORY + "  more: {measures: trst}\n", THEORY):
        (tmp_path / "theory" / "all.yaml").write_text(text, encoding="utf-8")
        without = told(capsys, *flags, "--no-cache")
        for _ in range(2):
            assert told(capsys, *flags, "--cache-dir", "kept") == without


def test_a_second_check_runs_no_rule(runs, capsys):
    first = told(capsys, "--cache-dir", "kept")
    assert told(capsys, "--cache-dir", "kept") == first and len(runs) == 1


@pytest.mark.parametrize(
    "flags",
    [
        ("--profile", "strict"),
        ("--select", "KPI"),
        ("--extend-select", "STD"),
        ("--ignore", "KPI001"),
        ("--config", "own.toml"),
    ],
)
def test_other_settings_are_another_check(runs, tmp_path, capsys, flags):
    (tmp_path / "own.toml").write_text('severity = {KPI001 = "error"}\n', encoding="utf-8")
    told(capsys, "--cache-dir", "kept")
    told(capsys, *flags, "--cache-dir", "kept")
    assert len(runs) == 2


def test_a_baseline_is_struck_from_what_is_kept(runs, tmp_path, capsys):
    known = tmp_path / "known.json"
    told(capsys, "--cache-dir", "kept", "--baseline", "known.json", "--update-baseline")
    recorded = known.read_text(encoding="utf-8")
    (tmp_path / "theory" / "all.yaml").write_text(MENDED, encoding="utf-8")
    told(capsys, "--cache-dir", "kept")
    told(capsys, "--cache-dir", "kept", "--baseline", "known.json", "--update-baseline")
    struck = known.read_text(encoding="utf-8")
    known.write_text(recorded, encoding="utf-8")
    told(capsys, "--no-cache", "--baseline", "known.json", "--update-baseline")
    assert struck == known.read_text(encoding="utf-8") != recorded


def test_a_suppression_expires_though_no_file_changes(runs, capsys, monkeypatch):
    answers = []
    for day in ("2026-06-30", "2026-06-30", "2026-07-01"):
        seconds = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(seconds)))
        answers.append(told(capsys, "--cache-dir", "kept"))
    assert len(runs) == 2
    assert answers[0] == answers[1] != answers[2]
    assert "1 suppressed" in answers[0][1] and "suppressed" not in answers[2][1].splitlines()[-1]


def test_a_second_check_loads_no_yaml(tmp_path):
    """The parser is a third of what there is to load."""
    line = "  kpi_{}: {{measures: growth, definition: {}}}\n"
    kpis = "".join(line.format(number, "Customers who came back. " * 8) for number in range(1300))
    (tmp_path / "all.yaml").write_text(f"goals: {{growth: {{}}}}\nkpis:\n{kpis}", encoding="utf-8")
    command = [sys.executable, "-X", "importtime", "-m", "theoryofchange", "check", "all.yaml"]
    first, second = (
        subprocess.run(
            [*command, "--cache-dir", "kept"], cwd=tmp_path, capture_output=True, encoding="utf-8"
        )
        for _ in range(2)
    )
    assert (second.returncode, second.stdout) == (first.returncode, first.stdout)
    assert "yaml._yaml" in first.stderr and " yaml" not in second.stderr
