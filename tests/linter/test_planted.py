"""One mistake is one finding: faults planted one by one, and twenty at once, in a clean file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from theoryofchange.declare import declare_text
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.run import checked as checked_by

pytestmark = pytest.mark.usefixtures("said_in_chinese")

CLEAN = Path(__file__).with_name("clean.yaml").read_text(encoding="utf-8")
PLANTED = yaml.safe_load(Path(__file__).with_name("planted.yaml").read_text(encoding="utf-8"))
HERE = "§"
"""Marks in the new text the place whose line the finding is expected at."""


def planted(*faults: list[str]) -> tuple[str, list[tuple[str, int]]]:
    """Return the clean theory with faults in it, and each expected code and line."""
    text, at_lines = CLEAN, []
    for fault in faults:
        _, _, old, new, *_ = fault
        assert text.count(old) == 1, f"{fault[0]}: {text.count(old)} places to plant it"
        text = text.replace(old, new.replace(HERE, f"{HERE}{fault[0]}{HERE}"))
    for name, code, _, new, *at in faults:
        mark = f"{HERE}{name}{HERE}" if HERE in new else at[0]
        assert text.count(mark) == 1, f"{name}: {text.count(mark)} places to expect it"
        at_lines.append((code, text[: text.index(mark)].count("\n") + 1))
    for name, *_ in faults:
        text = text.replace(f"{HERE}{name}{HERE}", "")
    return text, sorted(at_lines, key=lambda each: (each[1], each[0]))


def found(text: str) -> list[tuple[str, int]]:
    findings = checked(text)
    return sorted(((f.code, f.line) for f in findings), key=lambda each: (each[1], each[0]))


def checked(text: str) -> Findings:
    return checked_by(declare_text(text, "theory.yaml"), Configuration())


def test_the_clean_theory_has_no_findings() -> None:
    assert list(checked(CLEAN)) == []


@pytest.mark.parametrize("fault", PLANTED, ids=[fault[0] for fault in PLANTED])
def test_one_fault_is_one_finding_at_its_line(fault: list[str]) -> None:
    text, expected = planted(fault)
    assert found(text) == expected, [str(finding) for finding in checked(text)]


def test_a_goal_without_needs() -> None:
    text = CLEAN.replace("outcomes:\n  short", "  fame:\n    title: Fame\noutcomes:\n  short")
    text = text.replace(
        "measures: loyal_guests\n    definition: Place", "measures: fame\n    definition: Place"
    )
    assert found(text) == [("GRF002", text[: text.index("  fame:")].count("\n") + 1)]


TWENTY = (
    "misspelt field",
    "misspelt field in a target",
    "text for a number",
    "list for a text",
    "benchmark without source",
    "misspelt need",
    "unknown guardrail",
    "unreadable cost",
    "promised baseline",
    "no such day of an observation",
    "need of itself",
    "outcome outside",
    "activity without outcome",
    "low over likely",
    "no assumption",
    "no unit",
    "no direction",
    "target before baseline",
    "no team",
    "no purpose",
)


def test_twenty_faults_are_twenty_findings_each_at_its_line() -> None:
    by_name = {fault[0]: fault for fault in PLANTED}
    text, expected = planted(*(by_name[name] for name in TWENTY))
    assert len(expected) == len({line for _, line in expected}) == 20
    assert found(text) == expected, [str(finding) for finding in checked(text)]


def test_every_settled_code_is_planted() -> None:
    from theoryofchange.linter.registry import packaged_rules

    recommended = {rule.code for rule in packaged_rules() if rule.profile == "recommended"}
    of_tables = {"TOC017", "TOC018", "TOC019", "TOC020", "TOC021"}
    never_alone = {"DAT003"}  # what has no use triggers no decision either
    settled = recommended - of_tables - never_alone - {"TOC011", "TOC012", "TOC999", "KPI020"}
    assert settled == {fault[1] for fault in PLANTED}
