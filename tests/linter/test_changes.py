"""``--changed-since``: what a change touches or causes, also in files it did not touch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.cli.main import main
from theoryofchange.errors import InputError
from theoryofchange.linter import check
from theoryofchange.linter.changes import since
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.identity import identity
from theoryofchange.linter.repository import changed_in

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


def git(*arguments: str, at: Path | None = None) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=at, capture_output=True, check=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    write(tmp_path, "战略/goals.yaml", GOALS)
    write(tmp_path, "战略/kpis.yaml", KPIS)
    git("add", ".")
    git("commit", "-q", "-m", "one")
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def found(revision: str = "HEAD", *paths: str) -> list[tuple[str, str, str]]:
    given = paths or ("战略",)
    shown = since(check(*given), revision, given).findings
    return [(each.code, each.id, Path(each.file).name) for each in shown]


def test_without_a_change_nothing_is_shown_and_the_rest_is_counted(root):
    findings = check("战略")
    result = since(findings, "HEAD", ["战略"])
    assert not result.findings and result.left == tuple(findings)
    assert result.notes == (
        f"Not shown: {len(findings)} findings that were there at HEAD already.",
    )
    assert result.findings.sources == findings.sources


def test_what_stands_on_a_changed_line_is_touched(root):
    write(root, "战略/kpis.yaml", KPIS.replace("  churn:", "  churn:  # ours"))
    shown = found()
    assert shown and {id for _, id, _ in shown} == {"churn"}
    assert ("KPI003", "churn", "kpis.yaml") in shown


def test_what_only_moved_is_not(root):
    write(root, "战略/kpis.yaml", "# ours\n\n" + KPIS)
    assert found() == []


def test_what_is_caused_in_another_file_is_shown(root):
    target = "    target: {value: 5 %, date: 2027-06-30}\n"
    write(root, "战略/kpis.yaml", KPIS.replace("    title: Churn\n", target))
    git("commit", "-qam", "two")
    assert found() == []
    write(root, "战略/goals.yaml", GOALS.replace("2027-12-31", "2026-12-31"))
    assert found() == [("KPI027", "churn", "kpis.yaml")]


def test_what_a_removed_line_causes_is_shown(root):
    write(root, "战略/kpis.yaml", KPIS.replace("    owner: ops\n", ""))
    assert found() == [("KPI003", "wait", "kpis.yaml")]


def test_what_is_mended_is_no_matter(root):
    write(root, "战略/kpis.yaml", KPIS.replace("title: Churn", "owner: crm"))
    assert "KPI003" not in {code for code, _, _ in found()}


def test_a_new_file_is_new_as_a_whole_whether_git_knows_it_or_not(root):
    write(root, "战略/more.yaml", "kpis:\n  sold:\n    measures: g\n")
    untracked = found()
    assert {id for _, id, _ in untracked} == {"sold"}
    git("add", ".")
    assert found() == untracked
    git("commit", "-q", "-m", "two")
    assert found() == []
    assert found("HEAD~1") == untracked
    write(root, ".gitignore", "more.yaml\n")
    git("rm", "-q", "--cached", "战略/more.yaml")
    assert found("HEAD~1") == untracked


def test_a_renamed_file_is_the_same_file(root):
    git("mv", "战略/kpis.yaml", '战略/指标 "1"\t.yaml')
    assert found() == []
    write(root, '战略/指标 "1"\t.yaml', KPIS.replace("  churn:", "  churn:  # ours"))
    assert {id for _, id, _ in found()} == {"churn"}


def test_a_directory_that_was_renamed_is_the_same(root):
    git("mv", "战略", "plan")
    assert found("HEAD", "plan") == []


def test_a_file_that_was_renamed_is_the_same_beside_one_that_was_not(root):
    git("mv", "战略/kpis.yaml", "战略/numbers.yaml")
    assert found("HEAD", "战略/goals.yaml", "战略/numbers.yaml") == []


def test_a_file_that_was_moved_into_the_theory_is_new_to_it(root):
    write(root, "drafts/more.yaml", "kpis:\n  sold:\n    measures: g\n")
    git("add", ".")
    git("commit", "-qm", "two")
    git("mv", "drafts/more.yaml", "战略/more.yaml")
    assert {id for _, id, _ in found()} == {"sold"}


def test_what_is_moved_out_of_the_theory_causes_what_it_leaves(root):
    target = "    owner: ops\n    baseline: 8\n"
    write(root, "战略/kpis.yaml", KPIS.replace("    owner: ops\n", target))
    git("commit", "-qam", "two")
    (root / "drafts").mkdir()
    git("mv", "战略/kpis.yaml", "drafts/kpis.yaml")
    assert ("KPI017", "g", "goals.yaml") in found()


def test_a_maturity_model_beside_files_is_part_of_the_commit(root):
    write(root, "战略/goals.yaml", GOALS + "maturity: {model: ./model.yaml}\n")
    write(root, "战略/model.yaml", "capabilities: []\n")
    git("add", ".")
    git("commit", "-qm", "two")
    assert found() == []
    assert found("HEAD", "战略/goals.yaml") == []


def test_a_theory_that_was_not_there_is_new_as_a_whole(root):
    write(root, "other/a.yaml", GOALS)
    assert len(found("HEAD", "other")) == len(check("other"))


def test_files_can_be_given_in_place_of_a_directory(root, monkeypatch):
    files = ("战略/goals.yaml", "战略/kpis.yaml")
    assert found("HEAD", *files) == []
    write(root, "战略/kpis.yaml", KPIS.replace("    owner: ops\n", ""))
    assert found("HEAD", *files) == [("KPI003", "wait", "kpis.yaml")]
    monkeypatch.chdir(root / "战略")
    assert found("HEAD", ".") == [("KPI003", "wait", "kpis.yaml")]
    assert found("HEAD", str(root / "战略")) == [("KPI003", "wait", "kpis.yaml")]


def test_the_root_of_the_repository_can_be_a_theory(root):
    assert found("HEAD", ".") == []
    write(root, "战略/kpis.yaml", KPIS.replace("    owner: ops\n", ""))
    assert found("HEAD", ".") == [("KPI003", "wait", "kpis.yaml")]


def test_a_link_to_a_directory_is_that_directory(root):
    (root / "current").symlink_to("战略")
    assert found("HEAD", "current") == []
    write(root, "战略/kpis.yaml", KPIS.replace("    owner: ops\n", ""))
    assert found("HEAD", "current") == [("KPI003", "wait", "kpis.yaml")]


def test_a_file_that_cannot_be_read_is_shown_though_it_was_there(root):
    write(root, "战略/broken.yaml", "a: [\n")
    git("add", ".")
    git("commit", "-q", "-m", "broken")
    assert [code for code, _, _ in found()] == ["TOC001"]


def test_what_could_not_be_read_then_is_said(root):
    write(root, "战略/broken.yaml", "a: [\n")
    git("add", ".")
    git("commit", "-q", "-m", "broken")
    write(root, "战略/broken.yaml", "outcomes: {}\n")
    result = since(check("战略"), "HEAD", ["战略"])
    then = {json.loads(text)["code"] for text in identity(result.left).values()}
    now = {each.code for each in result.findings}
    assert "KPI003" in then and "GRF005" in now
    assert result.notes[1:] == (
        "At HEAD, 战略/broken.yaml could not be read to the end: what was there already is not"
        " known, and is shown.",
    )


def test_the_commit_is_checked_as_the_files_are(root):
    write(root, "toc.txt", "")
    ours = Configuration(ignore=("KPI003",), per_path={"战略/kpis.yaml": ("KPI004",)})
    shown = since(check("战略", configuration=ours), "HEAD", ["战略"], ours)
    assert not shown.findings
    everything = Configuration(profile="strict")
    assert not since(check("战略", configuration=everything), "HEAD", ["战略"], everything).findings


def test_a_lost_suppression_causes_what_it_hid(root):
    comment = "  # toc: ignore[KPI003]: decided in Q1\n"
    write(root, "战略/kpis.yaml", KPIS.replace("  churn:\n", f"{comment}  churn:\n"))
    git("commit", "-qam", "two")
    assert found() == []
    write(root, "战略/kpis.yaml", KPIS)
    assert found() == [("KPI003", "churn", "kpis.yaml")]


def test_binary_tables_are_compared_as_a_whole(root):
    text = "kpi,date,value\nchurn,2025-06-30,120 %\n"
    (root / "战略" / "observations.csv").write_bytes(text.encode("utf-16"))
    git("add", ".")
    git("commit", "-qm", "two")
    first = found()
    assert first == []
    (root / "战略" / "observations.csv").write_bytes(text.replace("06", "07").encode("utf-16"))
    assert {file for _, _, file in found()} <= {"observations.csv"}


def test_links_of_a_commit_are_links_and_nothing_is_written_through_them(root, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (root / "战略" / "out.yaml").symlink_to(outside / "a.yaml")
    git("add", ".")
    git("commit", "-qm", "two")
    assert [code for code, _, _ in found()] == ["TOC010"]
    assert list(outside.iterdir()) == []


# git


@pytest.mark.parametrize(
    ("revision", "why"),
    [
        ("nowhere", "git knows no such commit here"),
        ("", "name a branch, a tag or a commit"),
        ("--output=pwned", "name a branch, a tag or a commit"),
        ("-", "name a branch, a tag or a commit"),
        ("HEAD\0", "name a branch, a tag or a commit"),
        ("HEAD\nHEAD", "name a branch, a tag or a commit"),
        ("HEAD; touch pwned", "git knows no such commit here"),
        ("$(touch pwned)", "git knows no such commit here"),
        ("HEAD:战略/kpis.yaml", "git knows no such commit here"),
        ("main..HEAD", "git knows no such commit here"),
    ],
)
def test_a_revision_that_names_no_commit_is_one_line(root, revision, why):
    with pytest.raises(InputError, match=why) as raised:
        found(revision)
    assert "\n" not in str(raised.value) and "--changed-since" in str(raised.value)
    assert not (root / "pwned").exists()


def test_a_branch_a_tag_and_a_short_name_are_commits(root):
    git("tag", "-a", "v1", "-m", "v1")
    for revision in ("main", "v1", git("rev-parse", "--short", "HEAD"), "HEAD@{0}"):
        assert found(revision) == []


def test_outside_a_repository_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.delenv("GIT_DIR", raising=False)
    write(tmp_path, "t/a.yaml", GOALS)
    with pytest.raises(InputError, match="git says: not a git repository") as raised:
        found("HEAD", str(tmp_path / "t"))
    assert "\n" not in str(raised.value)


def test_a_repository_without_a_commit_is_one_line(tmp_path, root, monkeypatch):
    git("init", "-q", "fresh")
    write(root, "fresh/a.yaml", GOALS)
    with pytest.raises(InputError, match="git knows no such commit here"):
        found("HEAD", "fresh")


def test_without_git_is_one_line(root, monkeypatch):
    monkeypatch.setenv("PATH", str(root / "nothing"))
    with pytest.raises(InputError, match="needs git, which cannot be run here") as raised:
        found()
    assert "\n" not in str(raised.value)


def test_a_shallow_clone_says_how_to_fetch_the_rest(root, monkeypatch):
    first = git("rev-parse", "HEAD")
    write(root, "战略/kpis.yaml", KPIS.replace("    owner: ops\n", ""))
    git("commit", "-qam", "two")
    git("clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    monkeypatch.chdir(root / "shallow")
    assert found() == []
    with pytest.raises(InputError, match=r"this clone is shallow.*--unshallow.*fetch-depth: 0"):
        found(first)


def test_what_a_hook_hands_down_leads_to_no_other_repository(root, tmp_path_factory, monkeypatch):
    other = tmp_path_factory.mktemp("other")
    git("init", "-q", at=other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    monkeypatch.setenv("GIT_DIFF_OPTS", "--unified=9")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    write(root, "战略/kpis.yaml", KPIS.replace("  wait:", "  wait:  # ours"))
    assert {id for _, id, _ in found()} == {"wait"}


def test_settings_of_git_change_nothing(root):
    for name, value in {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.context": "9",
        "diff.interHunkContext": "9",
        "diff.renames": "false",
        "diff.external": "false",
        "color.ui": "always",
        "core.quotepath": "true",
        "core.pager": "false",
    }.items():
        git("config", name, value)
    git("mv", "战略/kpis.yaml", "战略/指标.yaml")
    write(root, "战略/指标.yaml", KPIS.replace("  wait:", "  wait:  # ours"))
    assert {id for _, id, _ in found()} == {"wait"}


def test_what_git_leaves_out_of_an_archive_is_still_part_of_the_commit(root):
    write(root, ".gitattributes", "*.yaml export-ignore\n")
    git("add", ".")
    git("commit", "-qm", "two")
    assert found() == []


def test_the_index_and_the_files_are_left_alone(root):
    write(root, "战略/kpis.yaml", KPIS + "\n")
    before = git("status", "--porcelain=v2"), (root / ".git" / "index").read_bytes()
    found()
    assert (root / ".git" / "index").read_bytes() == before[1]
    assert git("status", "--porcelain=v2") == before[0]


# patches


@given(
    st.lists(st.sampled_from("abc+-@\\ "), max_size=12),
    st.lists(st.sampled_from("abc+-@\\ "), max_size=12),
    st.booleans(),
)
def test_a_patch_names_the_lines_that_are_other(tmp_path_factory, before, after, ends):
    directory = tmp_path_factory.mktemp("patch")
    files = []
    for name, letters in (("a", before), ("b", after)):
        # lines that look like a patch's own
        lines = [f"{letter}{letter} b/x.yaml" for letter in letters]
        (directory / name).write_text("\n".join(lines) + "\n" * ends, encoding="utf-8")
        files.append(lines)
    done = subprocess.run(
        ["git", "diff", "--no-index", "-U0", "--src-prefix=a/", "--dst-prefix=b/", "a", "b"],
        cwd=directory,
        capture_output=True,
        check=False,
    )
    (directory / "a").unlink()
    (directory / "b").unlink()
    patch = done.stdout.replace(b"diff --git a/a b/b", b"diff --git a/x b/x", 1)
    changed = changed_in(patch)
    assert set(changed.lines) <= {"x"} and not changed.renamed
    kept = [
        line for number, line in enumerate(files[1], 1) if not changed.touches("x", number, number)
    ]
    rest = iter(files[0])
    assert all(line in rest for line in kept)
    if before == after:
        assert not changed.lines


def test_stretches_are_found_by_any_of_their_lines():
    changed = changed_in(b"diff --git a/x b/x\n@@ -1 +2,2 @@\n@@ -9,2 +10,0 @@\n@@ -20,0 +20 @@\n")
    assert [line for line in range(1, 30) if changed.touches("x", line, line)] == [2, 3, 20]
    assert changed.touches("x", 1, 2) and changed.touches("x", 3, 9)
    assert not changed.touches("x", 4, 19) and not changed.touches("y", 1, 99)
    whole = changed_in(b'diff --git "a/\\345\\242\\236" "b/\\345\\242\\236"\nBinary files differ\n')
    assert whole.touches("增", 7, sys.maxsize - 1)


# the command line


def test_the_command_fails_on_what_the_change_causes_only(root, capsys):
    assert main(["check", "战略", "--changed-since", "HEAD"]) == 0
    assert "already" in capsys.readouterr().err
    write(root, "战略/kpis.yaml", KPIS.replace("    owner: ops\n", ""))
    assert main(["check", "战略", "--changed-since", "HEAD", "--format", "json"]) == 1
    shown = json.loads(capsys.readouterr().out)["findings"]
    assert [(each["code"], each["file"]) for each in shown] == [("KPI003", "战略/kpis.yaml")]
    for revision in ("nowhere", "-p"):
        assert main(["check", "战略", f"--changed-since={revision}"]) == 2
        captured = capsys.readouterr()
        assert captured.out == "" and captured.err.count("\n") == 1


def test_a_baseline_and_a_change_together_show_what_is_in_neither(root, capsys):
    known = ["check", "战略", "--baseline", "known.json"]
    assert main([*known, "--update-baseline"]) == 0
    write(root, "战略/kpis.yaml", KPIS.replace("    owner: ops\n", "    unit: percent\n"))
    assert main([*known, "--changed-since", "HEAD"]) == 1
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines() if ":5:" in line] == [
        "KPI003"
    ]
