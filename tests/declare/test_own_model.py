"""A maturity model of one's own: its faults are those of the theory that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.errors import DeclarationError
from theoryofchange.linter import check, load

SMALL = (Path(__file__).parents[1] / "maturity" / "small.yaml").read_text(encoding="utf-8")
THEORY = "theory: {as_of: 2026-01-01}\ngoals: {g: {}}\nmaturity: {model: ./own.yaml}\n"


def put(root: Path, model: str = SMALL, theory: str = THEORY, name: str = "own.yaml") -> Path:
    (root / "theory.yaml").write_text(theory, encoding="utf-8")
    (root / name).write_text(model, encoding="utf-8")
    return root


def of_model(*paths: Path) -> list[tuple[str, int, int]]:
    found = check(*paths)
    return [(f.code, f.line, f.column) for f in found if f.file.endswith("own.yaml")]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_sound_model_has_no_findings(tmp_path):
    put(tmp_path)
    assert not of_model(tmp_path)
    assert load(tmp_path).root == tmp_path


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("titel", "title: Small", "TOC003", 1),
        ("workstream: magic", "workstream: data", "TOC004", 21),
        ("fact: kpi_with_owner", "fact: kpis_with_owner", "TOC007", 17),
        ("title: [Small", "title: Small", "TOC001", None),
    ],
)
def test_its_faults_are_findings_in_its_file(tmp_path, old, new, code, column):
    model = SMALL.replace(new, old if ":" in old else f"{old}: Small", 1)
    put(tmp_path, model)
    found = [each for each in of_model(tmp_path) if each[0] == code]
    assert len(found) == 1
    if column is not None:
        assert found[0] == (code, line_of(model, old), column)
    with pytest.raises(DeclarationError, match=rf"own\.yaml.*{code}"):
        load(tmp_path)


def test_a_misspelt_part_of_a_model_is_no_section_of_the_theory(tmp_path):
    model = SMALL.replace("dimensions:", "dimension:")
    put(tmp_path, model)
    assert sorted(code for code, *_ in of_model(tmp_path)) == ["TOC003", "TOC005"]
    (tip,) = {f.tip for f in check(tmp_path) if f.code == "TOC003"}
    assert tip == "Did you mean dimensions?"


def test_a_model_read_beside_the_files_given_is_read_once(tmp_path):
    put(tmp_path, SMALL.replace("title: Small", "titel: Small"))
    found = check(tmp_path / "theory.yaml")
    assert sorted(f.code for f in found if f.file.endswith("own.yaml")) == ["TOC003", "TOC005"]
    assert any(file.endswith("own.yaml") for file in found.sources)
    assert sorted(of_model(tmp_path)) == sorted(of_model(tmp_path / "theory.yaml"))


def test_a_hidden_folder_may_hold_it(tmp_path):
    (tmp_path / ".models").mkdir()
    put(tmp_path, theory=THEORY.replace("./own", ".models/own"), name=".models/own.yaml")
    (tmp_path / ".models" / "own.yaml").write_text("- 3\n", encoding="utf-8")
    assert [code for code, *_ in of_model(tmp_path)] == ["TOC004"]


@pytest.mark.parametrize("model", ["", "---\nid: a\n---\nid: b\n", "3\n", "[]\n"])
def test_what_is_no_model_at_all_is_a_finding(tmp_path, model):
    (tmp_path / "theory").mkdir()
    put(tmp_path / "theory", model)
    assert of_model(tmp_path / "theory" / "theory.yaml")


@pytest.mark.parametrize("name", ["./gone.yaml", "./notes.txt", ".", "mesurement"])
def test_a_model_that_is_not_there_is_a_finding(tmp_path, name):
    put(tmp_path, theory=THEORY.replace("./own.yaml", name))
    (tmp_path / "notes.txt").write_text("no model", encoding="utf-8")
    (finding,) = (f for f in check(tmp_path) if f.code == "TOC007")
    assert (finding.line, finding.column) == (3, 19)


def test_a_model_outside_is_not_read(tmp_path):
    (tmp_path / "own.yaml").write_text(SMALL, encoding="utf-8")
    root = tmp_path / "theory"
    root.mkdir()
    (root / "theory.yaml").write_text(THEORY.replace("./own", "../own"), encoding="utf-8")
    assert [f.code for f in check(root)].count("TOC010") == 1


def test_a_model_that_is_not_named_is_told(tmp_path):
    put(tmp_path, theory=THEORY.replace("maturity: {model: ./own.yaml}\n", ""))
    (finding,) = (f for f in check(tmp_path) if f.code == "MAT007")
    assert finding.file.endswith("own.yaml") and "./own.yaml" in finding.tip
    load(tmp_path)


def test_ratings_are_checked_by_the_model_that_is_named(tmp_path):
    said = "{capability: CAP, team: t, rater: r, answer: half, evidence: e, date: 2025-12-01}"
    rows = "".join(f"  - {said.replace('CAP', id)}\n" for id in ("a", "goal_clarity"))
    put(tmp_path, theory=f"{THEORY}teams: {{t: {{}}}}\nratings:\n{rows}")
    (finding,) = (f for f in check(tmp_path) if f.code == "MAT001")
    assert "goal_clarity" in finding.message
    put(tmp_path, "levels: []\n", theory=f"{THEORY}teams: {{t: {{}}}}\nratings:\n{rows}")
    assert not [f for f in check(tmp_path) if f.code == "MAT001"]
