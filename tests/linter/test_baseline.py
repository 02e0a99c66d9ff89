"""A baseline: what a bad legacy has already fails nothing, and only what is new does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from theoryofchange.errors import InputError
from theoryofchange.linter import check
from theoryofchange.linter.baseline import compared, update_baseline
from theoryofchange.linter.identity import identity

LEGACY = """\
theory: {as_of: 2026-01-01}
goals: {g: {due: 2027-12-31, needs: [o]}}
outcomes: {o: {}}
kpis:
  churn: {measures: g}
  wait: {measures: o}
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(LEGACY, encoding="utf-8")
    return tmp_path


def write(root: Path, text: str, name: str = "a.yaml") -> None:
    (root / name).write_text(text, encoding="utf-8")


def entries(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["findings"]


def test_all_of_today_is_known_and_the_next_is_new(root):
    findings = check("a.yaml")
    first = update_baseline(findings, "b.json")
    assert not first.new and first.known == tuple(findings)
    assert first.notes == (f"Recorded in b.json: {len(findings)} findings.",)
    write(root, "# moved\n\n" + LEGACY + "  sold: {measures: g}\n")
    after = compared(check("a.yaml"), "b.json")
    assert after.new and {each.id for each in after.new} == {"sold"}
    assert len(after.known) == len(findings)
    assert after.new.sources


def test_one_finding_is_one_line_in_a_settled_order(root):
    findings = check("a.yaml")
    update_baseline(findings, "b.json")
    text = (root / "b.json").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == '{"schema_version": 1, "findings": ['
    assert lines[-1] == "]}"
    assert len(lines) == len(findings) + 2
    held = [line.removesuffix(",") for line in lines[1:-1]]
    assert held == sorted(identity(findings, root).values())
    assert [json.loads(line) for line in held] == entries(root / "b.json")
    (root / "b.json").unlink()
    write(root, "\n\n" + LEGACY)
    update_baseline(check("a.yaml"), "b.json")
    assert (root / "b.json").read_text(encoding="utf-8") == text


def test_an_empty_one_is_valid_too(root):
    update_baseline(check("a.yaml").only(()), "b.json")
    assert entries(root / "b.json") == []
    assert len(compared(check("a.yaml"), "b.json").new) == len(check("a.yaml"))


def test_it_shrinks_by_what_is_mended_and_never_grows(root):
    update_baseline(check("a.yaml"), "b.json")
    before = entries(root / "b.json")
    write(root, LEGACY.replace("churn: {measures: g", "churn: {measures: g, owner: crm"))
    mended = compared(check("a.yaml"), "b.json")
    assert [json.loads(text)["code"] for text in mended.mended] == ["KPI003"]
    assert "Mended since: 1 finding of b.json; run --update-baseline to shrink it." in mended.notes
    assert entries(root / "b.json") == before

    write(root, LEGACY.replace("churn: {measures: g", "churn: {owner: crm"))
    updated = update_baseline(check("a.yaml"), "b.json")
    assert "KPI011" in {each.code for each in updated.new}
    assert "Struck from b.json: 1 finding mended since." in updated.notes
    assert any(note.startswith("Not added: ") for note in updated.notes)
    after = entries(root / "b.json")
    assert len(after) == len(before) - 1
    assert all(entry in before for entry in after)
    assert "KPI003" not in {entry["code"] for entry in after if entry["id"] == "churn"}

    write(root, LEGACY)
    assert [each.code for each in compared(check("a.yaml"), "b.json").new] == ["KPI003"]


def test_without_a_change_the_file_is_not_written(root):
    update_baseline(check("a.yaml"), "b.json")
    (root / "b.json").write_bytes((root / "b.json").read_bytes().replace(b"\n", b"\r\n"))
    before = (root / "b.json").read_bytes()
    update_baseline(check("a.yaml"), "b.json")
    assert (root / "b.json").read_bytes() == before


def test_what_was_not_looked_for_is_not_mended(root):
    (root / "one").mkdir()
    (root / "two").mkdir()
    write(root, LEGACY, "one/a.yaml")
    write(root, LEGACY, "two/a.yaml")
    both = check("one/a.yaml", "two/a.yaml")
    update_baseline(both, "b.json")
    recorded = len(entries(root / "b.json"))
    write(root, "goals: {}\n", "one/a.yaml")
    only_one = compared(check("one"), "b.json")
    assert {json.loads(text)["file"] for text in only_one.mended} == {"one/a.yaml"}
    assert not compared(check("one"), "b.json", codes=()).mended
    (root / "two" / "a.yaml").unlink()
    assert len(compared(check("one"), "b.json").mended) == recorded


def test_what_keeps_a_file_from_being_read_is_never_recorded(root):
    write(root, "goals: {g: {due: 2027-12-31\n", "broken.yaml")
    broken = check("a.yaml", "broken.yaml")
    with pytest.raises(InputError, match=r"not updated, since broken\.yaml could not be read"):
        update_baseline(broken, "b.json")
    assert not (root / "b.json").exists()

    update_baseline(check("a.yaml"), "b.json")
    compared_broken = compared(broken, "b.json")
    assert "TOC001" in {each.code for each in compared_broken.new}
    assert not compared_broken.mended
    with pytest.raises(InputError):
        update_baseline(broken, "b.json")


def test_a_refused_link_stays_new_even_where_somebody_wrote_it_into_the_baseline(root):
    (root / "t").mkdir()
    write(root, LEGACY, "t/a.yaml")
    (root / "t" / "out.yaml").symlink_to(root / "a.yaml")
    findings = check("t")
    assert "TOC010" in {each.code for each in findings}
    lines = ",".join(identity(findings, root).values())
    write(root, f'{{"schema_version": 1, "findings": [{lines}]}}', "b.json")
    assert {each.code for each in compared(findings, "b.json").new} == {"TOC010"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("\x00", "no JSON"),
        ("[]", "no baseline"),
        ('"schema_version"', "no baseline"),
        ('{"findings": []}', "no baseline"),
        ('{"schema_version": true, "findings": []}', "no baseline"),
        ('{"schema_version": 2, "findings": []}', "has the version 2, not 1"),
        ('{"schema_version": 1}', "an entry"),
        ('{"schema_version": 1, "findings": {}}', "an entry"),
        ('{"schema_version": 1, "findings": [1]}', "an entry"),
        ('{"schema_version": 1, "findings": [{"file": "a.yaml"}]}', "an entry"),
    ],
)
def test_one_that_cannot_be_used_is_said_in_one_line(root, text, why):
    write(root, text, "b.json")
    for use in (compared, update_baseline):
        with pytest.raises(InputError, match=why) as raised:
            use(check("a.yaml"), "b.json")
        assert "\n" not in str(raised.value) and "--update-baseline" in str(raised.value)
    assert (root / "b.json").read_text(encoding="utf-8") == text


def test_a_missing_one_says_how_to_begin(root):
    with pytest.raises(InputError, match=r"no\.json: there is no such baseline; --update-baseline"):
        compared(check("a.yaml"), "no.json")


def test_a_place_that_cannot_be_read_or_written_is_one_line(root):
    (root / "d").mkdir()
    for use in (compared, update_baseline):
        with pytest.raises(InputError, match=r"^d: "):
            use(check("a.yaml"), "d")
    with pytest.raises(InputError, match=r"nowhere"):
        update_baseline(check("a.yaml"), "nowhere/b.json")
    (root / "b.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="no JSON"):
        compared(check("a.yaml"), "b.json")


def test_names_start_from_its_own_directory(root, monkeypatch):
    (root / "ci").mkdir()
    (root / "战略").mkdir()
    write(root, LEGACY, "战略/指标 1.yaml")
    update_baseline(check("战略"), "ci/b.json")
    assert {entry["file"] for entry in entries(root / "ci" / "b.json")} == {"../战略/指标 1.yaml"}
    monkeypatch.chdir(root / "战略")
    assert not compared(check("."), root / "ci" / "b.json").new
