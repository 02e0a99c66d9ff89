"""TOC012: a theory that nothing dates, said once, and not where another fault explains it."""

from __future__ import annotations

import pytest

from theoryofchange.linter import check, load

pytestmark = pytest.mark.usefixtures("said_in_chinese")

GOAL = "goals: {g: {due: 2027-01-01}}\n"
KPI = "kpis: {k: {measures: g, baseline: {value: 1, date: %s}}}\n"


def codes(tmp_path, text: str) -> list[str]:
    (tmp_path / "theory.yaml").write_text(text, encoding="utf-8")
    return [finding.code for finding in check(tmp_path)]


def test_it_is_said_once_for_the_whole_theory(tmp_path):
    (tmp_path / "more.yaml").write_text("kpis: {k: {measures: g}}\n---\nteams: {t: {}}\n")
    assert codes(tmp_path, GOAL).count("TOC012") == 1


def test_it_stands_where_the_theory_is_described(tmp_path):
    (tmp_path / "theory.yaml").write_text(f"{GOAL}theory: {{title: T}}\n", encoding="utf-8")
    findings = check(tmp_path)
    (found,) = (finding for finding in findings if finding.code == "TOC012")
    assert (found.line, found.severity, found.id) == (2, "warning", "")
    assert "as_of" in found.tip


@pytest.mark.parametrize(
    "text",
    [
        "theory: {as_of: 2026-01-01}\n" + GOAL,
        GOAL + KPI % "2025-12-31",
        "theory: {title: T}\n",
        "",
    ],
    ids=["as_of", "a dated fact", "no part", "nothing"],
)
def test_it_is_not_said(tmp_path, text):
    assert "TOC012" not in codes(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("theory: {as_of: 2026-02-30}\n" + GOAL, "TOC009"),
        ("theory: {as_off: 2026-01-01}\n" + GOAL, "TOC003"),
        (GOAL + KPI % "2025-02-30", "TOC009"),
        (GOAL + "kpis: [", "TOC001"),
    ],
)
def test_a_day_that_was_refused_is_one_fault(tmp_path, text, fault):
    found = codes(tmp_path, text)
    assert fault in found
    assert "TOC012" not in found


def test_such_a_theory_loads():
    assert load({"goals": {"g": {}}}).as_of is None
