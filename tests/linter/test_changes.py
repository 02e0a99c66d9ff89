"""``--changed-since``: what a change touches or causes, also in files it did not touch."""

from __future__ import annotations

import json

from theoryofchange.cli.main import main
from theoryofchange.linter import check
from theoryofchange.linter.changes import since
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.identity import identity


def test_without_a_change_nothing_is_shown_and_the_rest_is_counted(root):
    findings = check("战略")
    result = since(findings, "HEAD", ["战略"])
    assert not result.findings and result.left == tuple(findings)
    assert result.notes == (
        f"Not shown: {len(findings)} findings that were there at HEAD already.",
    )
    assert result.findings.sources == findings.sources


def test_what_stands_on_a_changed_line_is_touched(edit, found):
    edit("战略/kpis.yaml", "  churn:", "  churn:  # ours")
    shown = found()
    assert shown and {id for _, id, _ in shown} == {"churn"}
    assert ("KPI003", "churn", "kpis.yaml") in shown


def test_what_only_moved_is_not(edit, found):
    edit("战略/kpis.yaml", "kpis:", "# ours\n\nkpis:")
    assert found() == []


def test_what_is_caused_in_another_file_is_shown(git, edit, found):
    target = "    target: {value: 5 %, date: 2027-06-30}\n"
    edit("战略/kpis.yaml", "    title: Churn\n", target)
    git("commit", "-qam", "two")
    assert found() == []
    edit("战略/goals.yaml", "2027-12-31", "2026-12-31")
    assert found() == [("KPI027", "churn", "kpis.yaml")]


def test_what_a_removed_line_causes_is_shown(edit, found):
    edit("战略/kpis.yaml", "    owner: ops\n", "")
    assert found() == [("KPI003", "wait", "kpis.yaml")]


def test_what_is_mended_is_no_matter(edit, found):
    edit("战略/kpis.yaml", "    title: Churn\n", "    title: Churn\n    owner: crm\n")
    assert found() == []


def test_a_new_file_is_new_as_a_whole_whether_git_knows_it_or_not(git, write, found):
    write("战略/more.yaml", "kpis:\n  sold:\n    measures: g\n")
    untracked = found()
    assert {id for _, id, _ in untracked} == {"sold"}
    git("add", ".")
    assert found() == untracked
    git("commit", "-q", "-m", "two")
    assert found() == []
    assert found("HEAD~1") == untracked
    write(".gitignore", "more.yaml\n")
    git("rm", "-q", "--cached", "战略/more.yaml")
    assert found("HEAD~1") == untracked


def test_a_renamed_file_is_the_same_file(git, edit, found):
    git("mv", "战略/kpis.yaml", '战略/指标 "1"\t.yaml')
    assert found() == []
    edit('战略/指标 "1"\t.yaml', "  churn:", "  churn:  # ours")
    assert {id for _, id, _ in found()} == {"churn"}


def test_a_directory_that_was_renamed_is_the_same(git, found):
    git("mv", "战略", "plan")
    assert found("HEAD", "plan") == []


def test_a_file_that_was_renamed_is_the_same_beside_one_that_was_not(git, found):
    git("mv", "战略/kpis.yaml", "战略/numbers.yaml")
    assert found("HEAD", "战略/goals.yaml", "战略/numbers.yaml") == []


def test_a_file_that_was_moved_into_the_theory_is_new_to_it(git, write, found):
    write("drafts/more.yaml", "kpis:\n  sold:\n    measures: g\n")
    git("add", ".")
    git("commit", "-qm", "two")
    git("mv", "drafts/more.yaml", "战略/more.yaml")
    assert {id for _, id, _ in found()} == {"sold"}


def test_what_is_moved_out_of_the_theory_causes_what_it_leaves(git, edit, found, root):
    target = "    owner: ops\n    baseline: 8\n"
    edit("战略/kpis.yaml", "    owner: ops\n", target)
    git("commit", "-qam", "two")
    (root / "drafts").mkdir()
    git("mv", "战略/kpis.yaml", "drafts/kpis.yaml")
    assert ("KPI017", "g", "goals.yaml") in found()


def test_a_maturity_model_beside_files_is_part_of_the_commit(git, write, edit, found):
    edit("战略/goals.yaml", "goals:", "maturity: {model: ./model.yaml}\ngoals:")
    write("战略/model.yaml", "capabilities: []\n")
    git("add", ".")
    git("commit", "-qm", "two")
    assert found() == []
    assert found("HEAD", "战略/goals.yaml") == []


def test_a_theory_that_was_not_there_is_new_as_a_whole(root, write, found):
    write("other/a.yaml", (root / "战略" / "goals.yaml").read_text(encoding="utf-8"))
    assert len(found("HEAD", "other")) == len(check("other"))


def test_files_can_be_given_in_place_of_a_directory(edit, found, root, monkeypatch):
    files = ("战略/goals.yaml", "战略/kpis.yaml")
    assert found("HEAD", *files) == []
    edit("战略/kpis.yaml", "    owner: ops\n", "")
    assert found("HEAD", *files) == [("KPI003", "wait", "kpis.yaml")]
    monkeypatch.chdir(root / "战略")
    assert found("HEAD", ".") == [("KPI003", "wait", "kpis.yaml")]
    assert found("HEAD", str(root / "战略")) == [("KPI003", "wait", "kpis.yaml")]


def test_the_root_of_the_repository_can_be_a_theory(edit, found):
    assert found("HEAD", ".") == []
    edit("战略/kpis.yaml", "    owner: ops\n", "")
    assert found("HEAD", ".") == [("KPI003", "wait", "kpis.yaml")]


def test_a_link_to_a_directory_is_that_directory(edit, found, root):
    (root / "current").symlink_to("战略")
    assert found("HEAD", "current") == []
    edit("战略/kpis.yaml", "    owner: ops\n", "")
    assert found("HEAD", "current") == [("KPI003", "wait", "kpis.yaml")]


def test_a_file_that_cannot_be_read_is_shown_though_it_was_there(git, write, found):
    write("战略/broken.yaml", "a: [\n")
    git("add", ".")
    git("commit", "-q", "-m", "broken")
    assert [code for code, _, _ in found()] == ["TOC001"]


def test_what_could_not_be_read_then_is_said(git, write):
    write("战略/broken.yaml", "a: [\n")
    git("add", ".")
    git("commit", "-q", "-m", "broken")
    write("战略/broken.yaml", "outcomes: {}\n")
    result = since(check("战略"), "HEAD", ["战略"])
    then = {json.loads(text)["code"] for text in identity(result.left).values()}
    now = {each.code for each in result.findings}
    assert "KPI003" in then and "GRF005" in now
    assert result.notes[1:] == (
        "At HEAD, 战略/broken.yaml could not be read to the end: what was there already is not"
        " known, and is shown.",
    )


def test_the_commit_is_checked_as_the_files_are(root):
    strict = Configuration(profile="strict")
    now = check("战略", configuration=strict)
    assert not since(now, "HEAD", ["战略"], strict).findings
    assert since(now, "HEAD", ["战略"]).findings


def test_a_lost_suppression_causes_what_it_hid(git, edit, found):
    comment = "  # toc: ignore[KPI003]: decided in Q1\n"
    edit("战略/kpis.yaml", "  churn:\n", f"{comment}  churn:\n")
    git("commit", "-qam", "two")
    assert found() == []
    edit("战略/kpis.yaml", comment, "")
    assert found() == [("KPI003", "churn", "kpis.yaml")]


def test_binary_tables_are_compared_as_a_whole(git, found, root):
    text = "kpi,date,value\nchurn,2025-06-30,4 %\nnobody,2025-06-30,5 %\n"
    (root / "战略" / "observations.csv").write_bytes(text.encode("utf-16"))
    git("add", ".")
    git("commit", "-qm", "two")
    assert found() == []
    (root / "战略" / "observations.csv").write_bytes(text.replace("4 %", "3 %").encode("utf-16"))
    assert found() == [("TOC007", "", "observations.csv")]


def test_links_of_a_commit_are_links_and_nothing_is_written_through_them(
    git, found, root, tmp_path_factory
):
    outside = tmp_path_factory.mktemp("outside")
    (root / "战略" / "out.yaml").symlink_to(outside / "a.yaml")
    git("add", ".")
    git("commit", "-qm", "two")
    assert [code for code, _, _ in found()] == ["TOC010"]
    assert list(outside.iterdir()) == []


# the command line


def test_the_command_fails_on_what_the_change_causes_only(edit, capsys):
    assert main(["check", "战略", "--changed-since", "HEAD"]) == 0
    assert "already" in capsys.readouterr().err
    edit("战略/kpis.yaml", "    owner: ops\n", "")
    assert main(["check", "战略", "--changed-since", "HEAD", "--format", "json"]) == 1
    shown = json.loads(capsys.readouterr().out)["findings"]
    assert [(each["code"], each["file"]) for each in shown] == [("KPI003", "战略/kpis.yaml")]
    for revision in ("nowhere", "-p"):
        assert main(["check", "战略", f"--changed-since={revision}"]) == 2
        captured = capsys.readouterr()
        assert captured.out == "" and captured.err.count("\n") == 1


def test_a_baseline_and_a_change_together_show_what_is_in_neither(edit, capsys):
    known = ["check", "战略", "--baseline", "known.json"]
    assert main([*known, "--update-baseline"]) == 0
    edit("战略/kpis.yaml", "    owner: ops\n", "    unit: percent\n")
    assert main([*known, "--changed-since", "HEAD"]) == 1
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines() if ":5:" in line] == [
        "KPI003"
    ]
