"""What git keeps: which commit is meant, in which repository, and which lines are other."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.errors import InputError
from theoryofchange.linter.repository import changed_in


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
def test_a_revision_that_names_no_commit_is_one_line(found, root, revision, why):
    with pytest.raises(InputError, match=why) as raised:
        found(revision)
    assert "\n" not in str(raised.value) and "--changed-since" in str(raised.value)
    assert not (root / "pwned").exists()


def test_a_branch_a_tag_and_a_short_name_are_commits(git, found):
    git("tag", "-a", "v1", "-m", "v1")
    for revision in ("main", "v1", git("rev-parse", "--short", "HEAD"), "HEAD@{0}"):
        assert found(revision) == []


def test_outside_a_repository_is_one_line(found, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.delenv("GIT_DIR", raising=False)
    (tmp_path / "a.yaml").write_text("goals: {g: {}}\n", encoding="utf-8")
    with pytest.raises(InputError, match="git says: not a git repository") as raised:
        found("HEAD", str(tmp_path))
    assert "\n" not in str(raised.value)


def test_a_repository_without_a_commit_is_one_line(git, write, found):
    git("init", "-q", "fresh")
    write("fresh/a.yaml", "goals: {g: {}}\n")
    with pytest.raises(InputError, match="git knows no such commit here"):
        found("HEAD", "fresh")


def test_without_git_is_one_line(found, root, monkeypatch):
    monkeypatch.setenv("PATH", str(root / "nothing"))
    with pytest.raises(InputError, match="needs git, which cannot be run here") as raised:
        found()
    assert "\n" not in str(raised.value)


def test_a_shallow_clone_says_how_to_fetch_the_rest(git, edit, found, root, monkeypatch):
    first = git("rev-parse", "HEAD")
    edit("战略/kpis.yaml", "    owner: ops\n", "")
    git("commit", "-qam", "two")
    git("clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    monkeypatch.chdir(root / "shallow")
    assert found() == []
    with pytest.raises(InputError, match=r"this clone is shallow.*--unshallow.*fetch-depth: 0"):
        found(first)


def test_what_a_hook_hands_down_leads_to_no_other_repository(
    git, edit, found, tmp_path_factory, monkeypatch
):
    other = tmp_path_factory.mktemp("other")
    git("init", "-q", at=other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    monkeypatch.setenv("GIT_DIFF_OPTS", "--unified=9")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    edit("战略/kpis.yaml", "  wait:", "  wait:  # ours")
    assert {id for _, id, _ in found()} == {"wait"}


def test_settings_of_git_change_nothing(git, edit, found):
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
    edit("战略/指标.yaml", "  wait:", "  wait:  # ours")
    assert {id for _, id, _ in found()} == {"wait"}


def test_what_git_leaves_out_of_an_archive_is_still_part_of_the_commit(git, write, found):
    write(".gitattributes", "*.yaml export-ignore\n")
    git("add", ".")
    git("commit", "-qm", "two")
    assert found() == []


def test_the_index_and_the_files_are_left_alone(git, edit, found, root):
    edit("战略/kpis.yaml", "    owner: ops\n", "    owner: ops\n\n")
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
