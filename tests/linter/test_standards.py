"""What a standard asks for is data, each field of it is answered, and its rule names what lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from theoryofchange.declare import declare, declare_text
from theoryofchange.errors import InputError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.linter import rule_of
from theoryofchange.linter.configuration import RECOMMENDED, STRICT, Configuration
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.registry import packaged_rules
from theoryofchange.linter.run import checked
from theoryofchange.linter.standards import (
    FACTS,
    Crosswalk,
    StandardField,
    crosswalk,
    standard,
    standard_names,
)
from theoryofchange.shape import field_types, shapes_in
from theoryofchange.view.text import as_text

pytestmark = pytest.mark.usefixtures("said_in_chinese")

ROOT = Path(__file__).parents[2]
CLEAN = (ROOT / "tests" / "linter" / "clean.yaml").read_text(encoding="utf-8")
CODES = {"smart": "STD001", "iso22400": "STD002", "pirs": "STD003", "iati": "STD004"}
ASKED = [(name, each) for name in standard_names() for each in standard(name).fields]

each_standard = pytest.mark.parametrize("name", standard_names())
each_field = pytest.mark.parametrize(
    ("name", "asked"), ASKED, ids=[f"{name}-{each.key}" for name, each in ASKED]
)


def found(text: str, profile: str) -> Findings:
    return checked(declare_text(text, "theory.yaml"), Configuration(profile=profile))


def rows(walk: Crosswalk) -> dict[str, int | None]:
    return {row.asks: row.kpis for row in walk.rows}


@each_field
def test_each_field_is_stated_or_derived_or_said_not_to_be_expressible(
    name: str, asked: StandardField
) -> None:
    answers = [bool(asked.keys), asked.fact is not None, asked.beyond is not None]
    assert sum(answers) == 1, name
    assert asked.fact is None or asked.fact in FACTS
    assert (asked.fact is None) is (asked.mend is None)


@each_field
def test_each_key_is_one_of_a_kpi(name: str, asked: StandardField) -> None:
    for key in asked.keys:
        kind = Kpi
        for step in key.split("."):
            if kind is None:
                continue
            held = field_types(kind).get(step)
            assert held is not None, f"{name}: {key}"
            inside = shapes_in(held)
            is_mapping = step == "attested"
            kind = None if is_mapping or not inside else inside[0]


@each_standard
def test_keys_are_unique_and_every_fact_is_used(name: str) -> None:
    keys = [each.key for each in standard(name).fields]
    assert len(set(keys)) == len(keys)
    assert {each.fact for _, each in ASKED if each.fact} == set(FACTS)


@each_standard
def test_a_standard_has_a_rule_in_its_profile_alone(name: str) -> None:
    assert [each.code for each in packaged_rules() if each.profile == name] == [CODES[name]]
    assert found("kpis: {churn: {}}", name).count(CODES[name]) == 1
    assert found("kpis: {churn: {}}", RECOMMENDED).count(CODES[name]) == 0


def test_the_profiles_are_the_standards_and_two_of_ours() -> None:
    assert {each.profile for each in packaged_rules()} == {RECOMMENDED, STRICT, *standard_names()}


def test_one_finding_for_each_kpi_at_its_key_names_what_lacks() -> None:
    text = CLEAN.replace(", because: best shop reaches 74", "").replace("owner: controller", "")
    findings = [each for each in found(text, "pirs") if each.code == "STD003"]
    by_id = {each.id: each for each in findings}
    assert len(by_id) == len(findings)
    margin = by_id["margin"]
    assert margin.line == text[: text.index("  margin:\n")].count("\n") + 1
    assert margin.message == (
        "USAID Performance Indicator Reference Sheet asks for what Operating margin does not say: "
        "Responsible party (owner); Rationale for targets (target.because)."
    )
    assert margin.tip == "Add owner; target.because."
    assert by_id["return_rate"].tip == "Add target.because."


def test_what_is_not_expressible_or_may_be_absent_is_never_missed() -> None:
    (finding,) = [each for each in found("kpis: {churn: {}}", "pirs") if each.code == "STD003"]
    for asked in standard("pirs").fields:
        missed = asked.need == "must" and asked.answer == "stated"
        assert (f"{asked.asks} (" in finding.message) is missed, asked.key


def test_a_confidential_kpi_need_not_state_its_figures() -> None:
    text = "kpis: {margin: {confidential: true, unit: percent}}"
    (finding,) = [each for each in found(text, "iati") if each.code == "STD004"]
    assert "baseline" not in finding.message
    assert "target" not in finding.message
    assert "indicator/title" in finding.message


def test_a_promised_figure_is_none() -> None:
    target = {"value": "TBD", "date": "2027-12-31", "because": "it must be"}
    walk = crosswalk("pirs", TheoryOfChange(kpis=[Kpi(id="churn", target=target)]))
    counts = rows(walk)
    assert (counts["Target value"], counts["Target year"]) == (0, 1)


def test_the_crosswalk_counts_the_kpis_of_the_clean_theory() -> None:
    counts = rows(crosswalk("pirs", declare_text(CLEAN).theory))
    assert counts["Indicator title"] == counts["Responsible party"] == 7
    assert counts["Rationale for targets"] == CLEAN.count("because:")
    assert counts["Known data limitations"] == CLEAN.count("limits:")
    assert counts["Targets by year"] == 4
    assert counts["Method of data collection"] is None


def test_facts_are_read_from_the_theory() -> None:
    theory = declare_text(CLEAN).theory
    iati, smart = crosswalk("iati", theory), crosswalk("smart", theory)
    assert rows(iati)["period/actual/@value"] == 2
    assert rows(iati)["period/actual/dimension"] == 0
    assert rows(smart)["Attainable: an activity reaches what it measures"] == 7
    lonely = theory.replace(activities=[])
    assert rows(crosswalk("smart", lonely))["Attainable: an activity reaches what it measures"] == 0
    uses = theory.replace(kpis=[Kpi(id="a", formula="b / c"), Kpi(id="b")])
    assert rows(crosswalk("iso22400", uses))["KPIs used"] == 1


@each_standard
def test_the_crosswalk_is_data_and_text(name: str) -> None:
    walk = crosswalk(name, declare(ROOT / "examples" / "retention").theory)
    told = walk.to_dict()
    assert json.loads(json.dumps(told)) == told
    assert list(told) == ["standard", "title", "source", "kpis", "rows"]
    assert list(told["rows"][0]) == ["asks", "need", "answer", "ours", "kpis", "note"]
    frame = walk.to_frame()
    assert list(frame.columns) == list(told["rows"][0])
    assert frame["kpis"].isna().sum() == sum(row.kpis is None for row in walk.rows)
    text = as_text(walk.view(), 100)
    assert "not expressible" in text or name == "smart"
    assert walk.title in text


def test_the_example_meets_every_standard() -> None:
    declaration = declare(ROOT / "examples" / "retention")
    for name, code in CODES.items():
        assert not checked(declaration, Configuration(profile=name)).count(code)


def test_a_standard_that_is_not_known_names_the_nearest() -> None:
    with pytest.raises(InputError, match="pirs"):
        standard("pris")


def test_strict_adds_to_what_is_recommended() -> None:
    strict = {each.code for each in Configuration(profile=STRICT).rules}
    recommended = {each.code for each in Configuration().rules}
    assert strict - recommended == {"GRF010", "GRF011", "KPI029", "KPI030", "KPI031"}
    assert recommended < strict
    assert {each.severity for each in packaged_rules() if each.profile == STRICT} <= {
        "warning",
        "info",
    }


def test_a_rule_that_infers_is_not_of_high_confidence() -> None:
    by_confidence = {
        level: {each.code for each in packaged_rules() if each.confidence == level}
        for level in ("medium", "low")
    }
    assert {"GRF006", "GRF007", "KPI015", "KPI019", "KPI022", "KPI028"} <= by_confidence["medium"]
    assert {"KPI020", "KPI023", "LNK005"} <= by_confidence["low"]
    assert rule_of("KPI001").confidence == "high"
