"""An answer said again is the answer that a check would give, whatever is asked of it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange import environment
from theoryofchange.cli import answers, looked_at
from theoryofchange.cli import check as command
from theoryofchange.cli.main import main
from theoryofchange.linter import cache
from theoryofchange.linter.registry import all_rules
from theoryofchange.linter.run import checked
from theoryofchange.shelf import Shelf

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
    """A mark for each time the rules are run; a committed theory lies here."""
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

    monkeypatch.setattr(command, "checked", noting)
    return marks


def told(capsys, *flags: str, path: str = "theory") -> tuple[int, str, str]:
    code = main(["check", path, *flags])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def again(capsys, *flags: str) -> tuple[int, str, str]:
    return told(capsys, *flags, "--cache-dir", "kept")


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
    first = again(capsys)
    assert again(capsys) == first and len(runs) == 1


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


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


CHANGES = {
    "another content": lambda here: write(here / "theory/all.yaml", MENDED),
    "a file more": lambda here: write(here / "theory/more.yaml", "goals: {more: {}}\n"),
    "a file more below": lambda here: write(here / "theory/in/more.yaml", "goals: {more: {}}\n"),
    "a table of nearly the name": lambda here: write(here / "theory/observation.csv", "kpi\n"),
    "another name": lambda here: (here / "theory/all.yaml").rename(here / "theory/whole.yaml"),
    "settings": lambda here: write(here / "theory/toc.toml", 'ignore = ["KPI"]\n'),
    "settings above": lambda here: write(here / "toc.toml", 'ignore = ["KPI"]\n'),
    "shared settings": lambda here: write(
        here / "pyproject.toml", '[tool.theoryofchange]\nignore = ["KPI"]\n'
    ),
    "a link out": lambda here: (here / "theory/out.yaml").symlink_to("/dev/null"),
    "a link in": lambda here: (here / "theory/more.yaml").symlink_to("all.yaml"),
    "a directory in its place": lambda here: (
        (here / "theory/all.yaml").unlink(),
        write(here / "theory/all.yaml/a.yaml", "goals: {more: {}}\n"),
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_an_answer_makes_a_new_check(runs, tmp_path, capsys, change):
    again(capsys)
    again(capsys)
    assert len(runs) == 1
    change(tmp_path)
    changed = again(capsys)
    assert len(runs) == 2
    assert changed == told(capsys, "--no-cache")


@pytest.mark.parametrize(
    "path, change",
    [
        ("theory/.hidden.yaml", "goals: {more: {}}"),
        ("notes.yaml", "goals: {more: {}}"),
        ("theory/all.yaml", THEORY),
        ("kept/more.yaml", "x"),
    ],
)
def test_what_changes_no_answer_makes_none(runs, tmp_path, capsys, path, change):
    again(capsys)
    write(tmp_path / path, change)
    again(capsys)
    assert len(runs) == 1


def test_a_file_that_is_gone_is_said_to_be(runs, tmp_path, capsys):
    first = told(capsys, "--cache-dir", "kept", path="theory/all.yaml")
    assert told(capsys, "--cache-dir", "kept", path="theory/all.yaml") == first and len(runs) == 1
    (tmp_path / "theory" / "all.yaml").unlink()
    code, out, err = told(capsys, "--cache-dir", "kept", path="theory/all.yaml")
    assert (code, out) == (2, "") and "no such file" in err


def test_a_copy_in_place_of_a_second_name_is_another_answer(runs, tmp_path, capsys):
    second = tmp_path / "theory" / "second.yaml"
    second.hardlink_to(tmp_path / "theory" / "all.yaml")
    one = again(capsys)
    second.unlink()
    write(second, THEORY)
    assert again(capsys) == told(capsys, "--no-cache") != one


def test_a_baseline_that_changes_is_another_answer(runs, tmp_path, capsys):
    told(capsys, "--no-cache", "--baseline", "known.json", "--update-baseline")
    flags = ("--baseline", "known.json")
    with_it = again(capsys, *flags)
    (tmp_path / "known.json").write_text('{"version": 1, "findings": []}', encoding="utf-8")
    assert again(capsys, *flags) == told(capsys, *flags, "--no-cache") != with_it


def test_the_directory_it_runs_in_counts(runs, tmp_path, capsys, monkeypatch):
    write(tmp_path / "other" / "theory" / "all.yaml", "goals: {more: {}}\n")
    place = ("--cache-dir", str(tmp_path / "kept"))
    one = told(capsys, *place)
    monkeypatch.chdir(tmp_path / "other")
    assert told(capsys, *place) == told(capsys, "--no-cache") != one


@pytest.mark.parametrize("what", ["__version__", "FORM"])
def test_another_version_trusts_nothing(runs, capsys, monkeypatch, what):
    again(capsys)
    monkeypatch.setattr(environment, what, "another")
    again(capsys)
    assert len(runs) == 2


def test_another_state_of_the_code_trusts_nothing(runs, capsys, monkeypatch):
    again(capsys)
    monkeypatch.setitem(answers._HELD, answers.CODE, lambda path: path)
    again(capsys)
    assert len(runs) == 2


def test_the_rules_and_the_folders_they_lie_in_are_code(runs, tmp_path, capsys):
    again(capsys)
    (path,) = (tmp_path / "kept").glob("*.answer")
    kept = path.read_bytes().decode("utf-8", "replace")
    rules = Path(looked_at.templates.__file__).parents[1] / "linter" / "rules"
    assert {f"code {file}" for file in rules.rglob("*.py")} <= {*kept.split("\0")}
    assert f"code {rules / 'kpi'}\0" in kept


@pytest.mark.parametrize("file", ["more-1.0.dist-info/METADATA", "x.egg-info/entry_points.txt"])
def test_installing_another_package_trusts_nothing(runs, tmp_path, capsys, monkeypatch, file):
    place = tmp_path / "packages"
    (place / "x.egg-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(place)])
    again(capsys)
    write(place / file, "[a]")
    again(capsys)
    assert len(runs) == 2


def test_nothing_is_kept_where_a_rule_of_somebody_else_had_a_say(runs, capsys, monkeypatch):
    def somebodys(kpi):
        yield from ()

    rule = replace(all_rules()[0], check=somebodys)
    monkeypatch.setattr(looked_at, "all_rules", lambda: (*all_rules(), rule))
    again(capsys)
    again(capsys)
    assert len(runs) == 2


def test_whoever_stops_reading_changes_no_code(runs, tmp_path):
    command = [sys.executable, "-m", "theoryofchange", "check", "theory", "--cache-dir", "kept"]
    for _ in range(2):
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait() == 1


def test_a_crash_is_not_kept(runs, tmp_path, capsys, monkeypatch):
    from theoryofchange.linter.rules.kpi import kpi_without_owner

    rule = kpi_without_owner.kpi_without_owner
    held = rule.check
    object.__setattr__(rule, "check", lambda kpi: 1 / 0)
    try:
        assert "TOC999" in again(capsys)[1]
        again(capsys)
    finally:
        object.__setattr__(rule, "check", held)
    assert len(runs) == 2


def test_a_model_beside_given_files_is_looked_at_each_time(runs, tmp_path, capsys):
    write(tmp_path / "theory" / "all.yaml", f"{THEORY}maturity: {{model: ./model.yaml}}\n")
    place = ("--cache-dir", "kept")
    absent = told(capsys, *place, path="theory/all.yaml")
    write(tmp_path / "theory" / "model.yaml", "id: own\n")
    there = told(capsys, *place, path="theory/all.yaml")
    assert there == told(capsys, "--no-cache", path="theory/all.yaml") != absent


def test_damage_anywhere_only_costs_time(runs, tmp_path, capsys):
    first = again(capsys)
    (path,) = (tmp_path / "kept").glob("*.answer")
    whole = path.read_bytes()
    for damaged in (b"", whole[:-1], whole + b" ", b"0" * len(whole)):
        path.write_bytes(damaged)
        assert again(capsys) == first


@pytest.mark.parametrize(
    "forged",
    [b"", b"x" * 40, b"x" * 32 + b"0 1 1 1\nabc", b"x" * 32 + b"0 -1 2 2\nabc", b"x" * 32 + b"\n"],
)
def test_what_is_none_of_ours_only_costs_time(runs, tmp_path, capsys, forged):
    first = again(capsys)
    (path,) = (tmp_path / "kept").glob("*.answer")
    Shelf(str(tmp_path / "kept")).keep(path.name, forged)
    assert again(capsys) == first and len(runs) == 2


def test_where_nothing_can_be_kept_it_is_a_check(runs, tmp_path, capsys):
    (tmp_path / "kept").write_text("a file")
    assert again(capsys) == again(capsys) == told(capsys, "--no-cache")


def test_paths_that_look_like_options_name_no_directory(runs, capsys):
    again(capsys)
    assert main(["check", "theory", "--", "--cache-dir"]) == 2
    assert main(["check", "--isolated", "--", "theory", "--cache-dir", "kept"]) == 2
    assert len(runs) == 1


edits = st.lists(
    st.tuples(
        st.sampled_from(("all.yaml", "more.yaml", "in/kpis.yml", "observations.csv", "toc.toml")),
        st.sampled_from((None, THEORY, MENDED, "", "kpi,date,value\n", 'ignore = ["KPI"]', "\t[")),
    ),
    max_size=3,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(edits, min_size=1, max_size=4))
def test_every_answer_is_what_a_check_would_say(rounds):
    here = Path.cwd()
    with TemporaryDirectory() as place:
        os.chdir(place)
        try:
            write(Path("theory/all.yaml"), THEORY)
            for changes in rounds:
                for name, text in changes:
                    path = Path("theory", name)
                    path.unlink(missing_ok=True)
                    if text is not None:
                        write(path, text)
                without = printed("--no-cache")
                assert printed("--cache-dir", "kept") == without
                assert printed("--cache-dir", "kept") == without
        finally:
            os.chdir(here)


def printed(*flags: str) -> tuple[int, str, str]:
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = main(["check", "theory", *flags])
    return code, out.getvalue(), err.getvalue()


def test_an_answer_said_again_loads_neither_parser_nor_rules(tmp_path):
    write(tmp_path / "all.yaml", THEORY)
    command = [sys.executable, "-X", "importtime", "-m", "theoryofchange", "check", "all.yaml"]
    first, second = (
        subprocess.run(
            [*command, "--cache-dir", "kept"], cwd=tmp_path, capture_output=True, encoding="utf-8"
        )
        for _ in range(2)
    )
    assert (second.returncode, second.stdout) == (first.returncode, first.stdout)
    for module in ("yaml._yaml", "argparse", "theoryofchange.linter", "pathlib", "re._compiler"):
        assert module in first.stderr and module not in second.stderr
