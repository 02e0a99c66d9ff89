"""Every rule has a page, an example that triggers it, and a remedy that does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from theoryofchange.declare import Declaration, declare, declare_text
from theoryofchange.errors import InputError
from theoryofchange.linter import rule, rule_of, rules
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.loading import BEARABLE, BLOCKING
from theoryofchange.linter.registry import packaged_rules
from theoryofchange.linter.rule import Rule
from theoryofchange.linter.run import checked, findings_of
from theoryofchange.source.finding import SEVERITIES, Fault

pytestmark = pytest.mark.usefixtures("said_in_chinese")

FOLDER = Path(next(iter(rules.__path__)))
FILES = sorted(path for path in FOLDER.glob("*/*.py") if path.stem != "__init__")
SUBJECTS = {
    "TOC": "source",
    "GRF": "graph",
    "LNK": "link",
    "KPI": "kpi",
    "ACT": "activity",
    "DAT": "data",
    "MAT": "maturity",
    "STD": "standard",
}
SETTLED = (
    [f"TOC{number:03}" for number in (*range(1, 22), 999)]
    + [f"GRF{number:03}" for number in range(1, 12)]
    + [f"LNK{number:03}" for number in range(1, 7)]
    + [f"KPI{number:03}" for number in range(1, 37)]
    + [f"ACT{number:03}" for number in range(1, 7)]
    + [f"DAT{number:03}" for number in (1, 2, *range(4, 9))]
    + [f"MAT{number:03}" for number in range(1, 8)]
    + [f"STD{number:03}" for number in range(1, 5)]
)
HEADINGS = ["What it does", "Why it matters", "Example", "Use instead", "References"]
THEORY = "goals: {growth: {}}\nkpis: {churn: {measures: growth}, orders: {measures: growth}}\n"
NEVER_TRIGGERED = "TOC999"
"""The rule of crashed rules: no theory brings one down, so its page has no example."""


def checked_text(text: str, profile: str = "recommended") -> Findings:
    return checked(declare_text(text), Configuration(profile=profile))


each_rule = pytest.mark.parametrize("each", packaged_rules(), ids=lambda each: each.code)


def test_every_settled_code_has_a_rule_and_every_file_one() -> None:
    assert set(SETTLED) <= {each.code for each in packaged_rules()}
    assert len(FILES) == len(packaged_rules()) == len({each.name for each in packaged_rules()})


@each_rule
def test_a_rule_stands_in_the_file_of_its_name_and_subject(each: Rule) -> None:
    stem = each.name.replace("-", "_")
    assert FOLDER / SUBJECTS[each.code[:3]] / f"{stem}.py" in FILES
    assert each.check.__name__ == stem
    assert each.severity in SEVERITIES
    assert rule_of(each.code.lower()) is each is rule_of(each.name)


@each_rule
def test_a_page_is_whole(each: Rule) -> None:
    wanted = [h for h in HEADINGS if each.code != NEVER_TRIGGERED or h not in HEADINGS[2:4]]
    found = [line[3:] for line in each.page.splitlines() if line.startswith("## ")]
    assert found == wanted
    assert all(each.section(heading) for heading in wanted)
    assert each.summary.endswith(".")


def checked_section(each: Rule, heading: str, folder: Path) -> Findings:
    """Check what a section of a rule's page shows: YAML, or tables beside a theory."""
    tables = re.findall(r"`(.+)`:\n\n```text\n(.*?)```", each.section(heading), re.DOTALL)
    if not tables:
        return checked_text(each.example(heading), each.profile)
    place = folder / heading
    place.mkdir()
    for name, text in (("theory.yaml", THEORY), *tables):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    return checked(declare(place), Configuration(profile=each.profile))


@each_rule
def test_the_example_triggers_and_the_remedy_does_not(each: Rule, tmp_path: Path) -> None:
    if each.code == NEVER_TRIGGERED:
        return
    example = checked_section(each, "Example", tmp_path)
    assert example.count(each.code) == 1
    finding = next(finding for finding in example if finding.code == each.code)
    assert (finding.name, finding.severity) == (each.name, each.severity)
    assert finding.message.endswith(".")
    assert finding.tip
    assert checked_section(each, "Use instead", tmp_path).count(each.code) == 0


@each_rule
def test_a_remedy_can_be_read_and_brings_no_error(each: Rule, tmp_path: Path) -> None:
    if each.code != NEVER_TRIGGERED:
        assert not checked_section(each, "Use instead", tmp_path).at_least("error")


def test_blocking_and_bearable_rules_exist() -> None:
    assert {rule_of(code).code for code in BLOCKING | BEARABLE} == BLOCKING | BEARABLE


def test_a_rule_that_crashes_is_a_finding_and_the_others_go_on() -> None:
    @rule("XXX001", severity="info")
    def crashing(declaration: Declaration) -> Iterator[Fault]:
        """It crashes."""
        yield Fault((), "The first finding.")
        raise ZeroDivisionError("by zero")

    declaration = declare_text("goals: {growth: {}}")
    findings = findings_of(declaration, [crashing, rule_of("GRF002")])
    assert [finding.code for finding in findings] == ["TOC999", "XXX001", "GRF002"]
    assert "XXX001" in findings[0].message
    assert "by zero" in findings[0].message


def test_a_rule_must_say_what_it_visits() -> None:
    with pytest.raises(TypeError, match="visits"):

        @rule("XXX002", severity="info")
        def wrong(number: int) -> Iterator[Fault]:
            """It visits numbers."""
            yield Fault((), str(number))


@pytest.mark.parametrize("word", ["DAT107", "repeated-key"])
def test_what_measure_tells_is_no_rule(word: str) -> None:
    told = r"DAT107 \(repeated-key\) is told by toc measure, not by toc check\."
    with pytest.raises(KeyError, match=told):
        rule_of(word)
    for settings in ({"select": (word,)}, {"ignore": (word,)}, {"severity": {word: "info"}}):
        with pytest.raises(InputError, match=told):
            Configuration(**settings)


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="KPI001"):
        rule_of("KPI0001")
