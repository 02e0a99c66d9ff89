"""Rules over ratings: the cell they point at, whatever the file, and what keeps them silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.linter import Findings, all_rules, check
from theoryofchange.linter.run import findings_of

pytestmark = pytest.mark.usefixtures("said_in_chinese")

THEORY = "theory: {as_of: 2026-01-31}\ngoals: {g: {}}\nteams: {crm: {title: CRM}, it: {}}\n"
HEADER = "capability,team,rater,answer,date,evidence,target\n"


def rated(root: Path, *rows: str, theory: str = THEORY) -> Findings:
    (root / "theory.yaml").write_text(theory, encoding="utf-8")
    (root / "ratings.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return check(root)


def places(findings: Findings, *codes: str) -> list[tuple[str, int, int]]:
    wanted = codes or ("MAT001", "MAT002", "MAT003", "MAT004", "MAT005", "MAT006")
    return [(f.code, f.line, f.column) for f in findings if f.code in wanted]


def test_a_cell_of_csv_is_pointed_at_and_the_near_id_named(tmp_path):
    found = rated(
        tmp_path,
        "goal_clarty,crm,Ada,3,2026-01-15,page,",
        "goal_clarity,crm,Ben,tree,2026-01-15,page,9",
        "goal_clarity,crm,Eve,agred,2026-01-15,,",
    )
    assert places(found) == [
        ("MAT001", 2, 1),
        ("MAT005", 3, 22),
        ("MAT005", 3, 43),
        ("MAT005", 4, 22),
        ("MAT003", 4, 39),
    ]
    tips = [f.tip for f in found if f.code in ("MAT001", "MAT005")]
    assert tips[0] == "Did you mean goal_clarity?" and tips[-1] == "Did you mean agreed?"


def test_parquet_is_checked_as_csv_is(tmp_path):
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    (tmp_path / "theory.yaml").write_text(THEORY, encoding="utf-8")
    row = {"capability": "zeal", "team": "crm", "rater": "Ada", "answer": 3, "date": "2026-01-15"}
    parquet.write_table(pa.Table.from_pylist([row]), tmp_path / "ratings.parquet")
    (finding,) = (f for f in check(tmp_path) if f.code == "MAT001")
    assert (finding.file[-15:], finding.line) == ("ratings.parquet", 2)


def test_one_unknown_id_is_one_finding(tmp_path):
    settings = "maturity: {targets: {zeal: 4}, exclude: {zeal: Not ours}}\n"
    rows = [f"zeal,crm,{rater},3,2026-01-15,page," for rater in ("Ada", "Ben")]
    (finding,) = (f for f in rated(tmp_path, *rows, theory=THEORY + settings) if f.code == "MAT001")
    assert len(finding.related) == 3


def test_targets_of_the_theory_are_checked():
    text = THEORY + "maturity: {targets: {goal_clarity: great, zeal: 3}}\n"
    assert places(findings_of(declare_text(text))) == [("MAT005", 4, 36), ("MAT001", 4, 49)]


def test_a_row_that_could_not_be_used_may_be_the_second_rater(tmp_path):
    lost = "goal_clarity,crm,Ben,,2026-01-15,page,"
    found = rated(tmp_path, "goal_clarity,crm,Ada,3,2026-01-15,page,", lost)
    assert places(found) == []
    other = rated(tmp_path, "goal_clarity,it,Ada,3,2026-01-15,page,", lost)
    assert places(other) == [("MAT002", 2, 17)]


def test_raters_count_once_and_on_any_day(tmp_path):
    twice = [f"candour,crm,Ada,3,{day},page," for day in ("2025-01-15", "2026-01-15")]
    assert places(rated(tmp_path, *twice)) == [("MAT002", 3, 13)]
    late = "candour,crm,Ben,3,2026-05-15,page,"
    assert places(rated(tmp_path, twice[1], late), "MAT002") == []


def test_only_the_latest_answer_needs_evidence_and_agreement(tmp_path):
    rows = [
        "candour,crm,Ada,1,2025-01-15,,",
        "candour,crm,Ada,4,2026-01-15,page,",
        "candour,crm,Ben,4,2026-01-15,page,",
    ]
    assert places(rated(tmp_path, *rows)) == []
    assert places(rated(tmp_path, rows[0], rows[2])) == [
        ("MAT004", 2, 17),
        ("MAT003", 2, 30),
    ]


def test_raters_of_two_teams_may_differ(tmp_path):
    rows = [
        f"candour,{team},{rater},{level},2026-01-15,page,"
        for team, level, rater in (("crm", 1, "A"), ("crm", 1, "B"), ("it", 5, "A"), ("it", 5, "B"))
    ]
    assert places(rated(tmp_path, *rows)) == []


def test_what_is_excluded_is_not_asked_for_more(tmp_path):
    settings = "maturity: {exclude: {candour: {reason: Not theirs, teams: [crm]}}}\n"
    found = rated(tmp_path, "candour,crm,Ada,3,2026-01-15,,", theory=THEORY + settings)
    assert places(found) == []


def test_two_answers_of_one_day(tmp_path):
    rows = [
        f"candour,crm,{r},{level},2026-01-15,page,"
        for r, level in (("Ada", 2), ("Ben", 2), ("Ada", 3), ("Ben", "repeated"))
    ]
    found = [f for f in rated(tmp_path, *rows) if f.code == "MAT006"]
    assert [(f.line, f.related[0].span.line) for f in found] == [(4, 2), (5, 3)]
    assert "no answer counts" in found[0].message
    assert "one of the answers counts" in found[1].message


def test_thresholds_are_options():
    options = {rule.code: dict(rule.options) for rule in all_rules() if rule.code[:3] == "MAT"}
    assert options["MAT002"] == {"fewest": 2} and options["MAT004"] == {"apart": 3}


def test_a_theory_without_ratings_reads_no_model(monkeypatch):
    def read(*_: object) -> None:
        raise AssertionError("the model was read")

    monkeypatch.setattr("theoryofchange.declare.packaged_model", read)
    findings_of(declare_text(THEORY))
