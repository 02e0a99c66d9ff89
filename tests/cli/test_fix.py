"""``toc check --fix`` and ``--diff``: nothing is written before all is known to be in order."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import combinations
from pathlib import Path

import pytest

from theoryofchange.cli.main import main

MISSPELT = "goals:\n  g: {titel: Grow}\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(MISSPELT, encoding="utf-8")
    (tmp_path / "broken.json").write_text('{"schema_version": 1, "find', encoding="utf-8")
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")
    (tmp_path / "broken.toml").write_text("ignore = [", encoding="utf-8")
    (tmp_path / "unknown.toml").write_text('ignore = ["XYZ1"]', encoding="utf-8")
    (tmp_path / "absent.toml").write_text('baseline = "absent.json"', encoding="utf-8")
    (tmp_path / "empty").mkdir()
    return tmp_path


MORE_PATHS = ("three", "empty", "unread.yaml")
UNUSABLE = {
    "no baseline": (["--baseline", "absent.json"], "there is no such baseline"),
    "no baseline of the settings": (["--config", "absent.toml"], "there is no such baseline"),
    "broken baseline": (["--baseline", "broken.json"], "this is no JSON"),
    "other baseline": (["--baseline", "other.json"], "this is no baseline"),
    "directory for a baseline": (["--baseline", "one"], "this is a directory"),
    "unreadable settings": (["--config", "broken.toml"], "this is not TOML"),
    "no settings": (["--config", "none.toml"], "none.toml: there is no such file"),
    "unknown code in the settings": (["--config", "unknown.toml"], "no rule is called 'XYZ1'"),
    "unknown code": (["--select", "XYZ1"], "no rule is called 'XYZ1'"),
    "unknown profile": (["--profile", "lax"], "no profile is called 'lax'"),
    "impossible score": (["--fail-under", "11"], "not a score"),
    "no repository": (["--changed-since", "HEAD"], "check without it, or in a clone"),
    "no such path": (["three"], "there is no such file or directory"),
    "nothing in a directory": (["empty"], "no .yaml or .yml file here"),
}


def test_a_skipped_finding_is_said_with_one_full_stop(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "theory: {as_of: 2026-06-30}\ngoals: {g: {title: G, due: 2026/01/31}}\n"
    Path("theory.yaml").write_text(text, encoding="utf-8")
    main(["check", "theory.yaml", "--fix", "--isolated", "--no-cache"])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Not mended: theory.yaml:2:")
    assert ".:" not in line and line.endswith(".") and not line.endswith("..")


def expect_refused(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: list[str]
) -> None:
    """Expect code two, one line that says one of some things, and every file as it was."""
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    paths = [each for each in arguments if each in MORE_PATHS]
    flags = [each for each in arguments if each not in MORE_PATHS]
    assert main(["check", "one", "two", *paths, *flags]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("toc: ")
    assert any(each in line for each in said)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("how", ["--fix", "--diff"])
@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_is_said_before_anything_is_written(
    root: Path, capsys: pytest.CaptureFixture[str], case: str, how: str
) -> None:
    arguments, said = UNUSABLE[case]
    expect_refused(root, capsys, [*arguments, how], [said])


@pytest.mark.parametrize(("first", "second"), [*combinations(UNUSABLE, 2)])
def test_so_it_is_in_combination(
    root: Path, capsys: pytest.CaptureFixture[str], first: str, second: str
) -> None:
    (one, said), (other, also_said) = UNUSABLE[first], UNUSABLE[second]
    expect_refused(root, capsys, [*one, *other, "--fix"], [said, also_said])


@pytest.mark.parametrize("case", ["no baseline", "no repository", "no such path"])
def test_the_faults_of_one_theory_keep_the_others_from_being_written(
    root: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    (root / "two" / "toc.toml").write_text('baseline = "absent.json"', encoding="utf-8")
    expect_refused(root, capsys, [*UNUSABLE[case][0], "--fix"], ["absent.json", UNUSABLE[case][1]])


def test_no_git_is_said_before_anything_is_written(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(root / "empty"))
    expect_refused(root, capsys, ["--changed-since", "HEAD", "--fix"], ["needs git", "install it"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--update-baseline needs --baseline FILE"),
        (["--baseline", "absent/known.json"], "there is no such directory"),
        (["--baseline", "broken.json"], "this is no JSON"),
        (["--baseline", "known.json", "unread.yaml"], "could not be read to the end"),
        (["--baseline", "known.json", "--changed-since", "HEAD"], "leave --changed-since out"),
        (["--baseline", "known.json", "--diff"], "--diff changes nothing"),
    ],
)
def test_a_baseline_that_cannot_be_recorded_is_said_before_anything_is_written(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (root / "unread.yaml").write_text("goals: [", encoding="utf-8")
    how = [] if "--diff" in arguments else ["--fix"]
    expect_refused(root, capsys, [*arguments, "--update-baseline", *how], [said])


@pytest.mark.parametrize("beside", [["--statistics"], ["--format", "sarif"], ["--format", "json"]])
def test_a_diff_is_printed_alone(
    root: Path, capsys: pytest.CaptureFixture[str], beside: list[str]
) -> None:
    expect_refused(root, capsys, ["--diff", *beside], ["nothing else"])


def test_a_baseline_is_recorded_after_the_fixes(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ["--baseline", "known.json"]
    assert main(["check", "one", "two", "--fix", *flags, "--update-baseline"]) == 0
    assert "2 findings mended in 2 files." in capsys.readouterr().err
    assert "TOC003" not in (root / "known.json").read_text(encoding="utf-8")
    assert main(["check", "one", "two", *flags]) == 0


def test_a_diff_does_not_say_that_it_mended_anything(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "one", "--diff"]) == 1
    assert capsys.readouterr().err == "1 finding would be mended in 1 file.\n"


TEXTS = {
    "a b.yaml": "\ufeffgoals:\r\n  g:\r\n    ownr: me # 数字 👩‍💻\r\n"
    "kpis:\r\n  k:\r\n    target: TBD\r\n",
    "c.yaml": "kpis:\n  l:\n    target: TBD # x\n  m: {ownr: me}",
    "deep/d.yaml": "kpis:\n" + "".join(f"  n{at}: {{owner: me}}\n" for at in range(40)) + "# x\n",
    "deep/observations.csv": "kpi,dat,value\r\nk,2026/1/5,3\r\n",
}


@pytest.mark.parametrize("apply", [["patch", "-p0", "-i"], ["git", "apply", "-p0"]])
def test_a_diff_applied_is_what_a_fix_writes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    apply: list[str],
) -> None:
    if shutil.which(apply[0]) is None:
        pytest.skip(f"{apply[0]} is not here")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for place in ("applied", "fixed"):
        for name, text in TEXTS.items():
            path = tmp_path / place / "our théorie" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.replace("n20: {owner", "n20: {ownr").encode())
    monkeypatch.chdir(tmp_path / "applied")
    assert main(["check", "our théorie", "--diff"]) == 1
    (tmp_path / "a.diff").write_bytes(capfd.readouterr().out.encode())
    subprocess.run([*apply, str(tmp_path / "a.diff")], check=True, capture_output=True)
    monkeypatch.chdir(tmp_path / "fixed")
    main(["check", "our théorie", "--fix"])
    written = contents(tmp_path / "fixed")
    assert contents(tmp_path / "applied") == written
    assert b"owner: me # \xe6\x95\xb0" in written["our théorie/a b.yaml"]


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
