"""Formulas that cannot be computed, do not fit their units, or contradict the figures."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.linter import check
from theoryofchange.linter.configuration import Configuration

pytestmark = pytest.mark.usefixtures("said_in_chinese")

FORMULA_RULES = ("KPI028", "KPI032", "KPI033", "KPI034", "KPI035", "KPI036")
DAY = "2027-12-31"


def found(kpis: dict, observations: list | None = None) -> list:
    given_ = {
        "theory": {"id": "t", "as_of": "2026-06-30"},
        "goals": {"growth": {}},
        "kpis": {id: {"measures": "growth", **kpi} for id, kpi in kpis.items()},
        "observations": observations or [],
    }
    return [finding for finding in check(given_) if finding.code in (*FORMULA_RULES, "TOC999")]


def codes(kpis: dict, observations: list | None = None) -> list[str]:
    return [finding.code for finding in found(kpis, observations)]


def kpi(formula: str | None = None, target: object = None, **fields) -> dict:
    made = {**fields, **({"formula": formula} if formula else {})}
    return made | ({"target": {"value": target, "date": DAY}} if target is not None else {})


def test_a_faulty_formula_says_at_which_character():
    (finding,) = found({"a": kpi("b × (c"), "b": {}, "c": {}})
    assert finding.code == "KPI032"
    assert finding.message == (
        "The formula of a cannot be computed: at character 5, this bracket is never closed."
    )


def test_prose_is_left_alone():
    prose = ("number of b / total b", "SUM(b) / COUNT(*)", "c / d", "avg(b) over c")
    assert codes({f"k{at}": kpi(text) for at, text in enumerate(prose)} | {"b": {}}) == []


def test_circles_are_found_through_quoted_ids_too():
    kpis = {"net sales": kpi('"gross sales" - 1'), "gross sales": kpi('"net sales" + 1')}
    assert codes(kpis) == ["KPI028"]


def test_a_misspelt_operand_is_named_with_what_was_meant():
    kpis = {"r": kpi("custmers × basket"), "customers": {}, "basket": {}}
    (finding,) = found(kpis)
    assert finding.code == "KPI033"
    assert finding.tip == "Did you mean customers?"
    assert codes(kpis | {"r": kpi("visitors × basket")}) == []


def test_the_numbers_of_a_contradiction_are_told_with_their_places():
    (finding,) = found(
        {
            "revenue": kpi("customers × value", 1500000, unit="EUR"),
            "customers": kpi(target=12000),
            "value": kpi(target="€110", unit="EUR per customer"),
        }
    )
    assert finding.code == "KPI035"
    assert finding.id == "revenue"
    assert finding.message == (
        "revenue for 2027-12-31 is 1500000, but its formula gives 12000 × 110 EUR:"
        " 1,306,830 to 1,333,230, rounding included."
    )
    assert [related.message for related in finding.related] == [
        "customers is 12000",
        "value is 110 EUR",
        "the formula",
    ]


MIXED = {
    "share": kpi("stock + wait", 95, unit="percent"),
    "stock": kpi(target="96 %", unit="percent"),
    "wait": kpi(target="4 h", unit="hours"),
}
MIXED_ROWS = [
    {"kpi": id, "date": "2026-03-31", "value": value}
    for id, value in (("share", 91), ("stock", "92 %"), ("wait", "7 h"))
]


def test_a_formula_of_another_unit_is_one_cause_and_one_finding():
    assert codes(MIXED, MIXED_ROWS) == ["KPI034"]


def test_a_contradiction_is_said_where_its_cause_is_not_looked_for():
    written = {"goals": {"growth": {}}, "kpis": {
        id: {"measures": "growth", **each} for id, each in MIXED.items()
    }}  # fmt: skip
    found_ = check(written, configuration=Configuration(ignore=("KPI034",)))
    assert [each.code for each in found_ if each.code in FORMULA_RULES] == ["KPI035"]


def test_a_contradiction_is_said_where_its_cause_is_called_none_in_place(tmp_path):
    (tmp_path / "theory.yaml").write_text(
        """goals: {growth: {}}
kpis:
  share:
    measures: growth
    unit: percent
    formula: stock + wait  # toc: ignore[KPI034]: the wait is a share of the shift
    target: {value: 95, date: 2027-12-31}
  stock: {measures: growth, unit: percent, target: {value: 96 %, date: 2027-12-31}}
  wait: {measures: growth, unit: hours, target: {value: 4 h, date: 2027-12-31}}
""",
        encoding="utf-8",
    )
    found_ = check(tmp_path)
    assert [each.code for each in found_ if each.code in FORMULA_RULES] == ["KPI035"]
    assert [each.finding.code for each in found_.suppressed] == ["KPI034"]


CONSISTENT = {
    "rounded": [("a ÷ b", "80 %"), (None, 7954), (None, 10000)],
    "percent as a share": [("a ÷ b", 80, {"unit": "percent"}), (None, 800), (None, 1000)],
    "percent times 100": [("a ÷ b × 100", 80, {"unit": "percent"}), (None, 800), (None, 1000)],
    "percent of 100 %": [("a ÷ b × 100 %", 80, {"unit": "percent"}), (None, 800), (None, 1000)],
    "100 less": [("100 − a", 20, {"unit": "percent"}), (None, 80, {"unit": "percent"})],
    "1 less": [("1 − a", 20, {"unit": "percent"}), (None, 80, {"unit": "percent"})],
    "100 times 1 less": [("100 × (1 − a)", 95, {"unit": "%"}), (None, 5, {"unit": "percent"})],
    "a share of": [("a × b", 96), (None, "80 %"), (None, 120)],
    "a hundredth": [("a × b ÷ 100", 96), (None, 80, {"unit": "percent"}), (None, 120)],
    "thousands": [("a × b", 1200, {"unit": "kEUR"}), (None, 10000), (None, 120, {"unit": "EUR"})],
    "hours": [("a ÷ 60", 2, {"unit": "hours"}), (None, 120, {"unit": "minutes"})],
    "hours by units": [("a", 2, {"unit": "hours"}), (None, "120 minutes", {"unit": "minutes"})],
    "a floor": [("a + b", "at least 100"), (None, 70), (None, 80)],
    "floors": [("a + b", 200), (None, "> 70"), (None, 80)],
    "a range": [("a + b", "100 to 200"), (None, 70), (None, 80)],
    "tolerance": [("a + b", 160, {"tolerance": 10}), (None, 70), (None, 80)],
    "promised": [("a + b", 999), (None, "TBD"), (None, 80)],
    "another currency": [("a + b", "€999"), (None, "$70", {"unit": "EUR"}), (None, 80)],
    "a divisor of zero": [("a ÷ b", 999), (None, 1), (None, 0)],
    "withheld": [("a + b", 999), (None, 70, {"confidential": True}), (None, 80)],
    "round thousands": [("a × b", 1200000), (None, 9871), (None, 121.5)],
}


def _named(rows: list) -> dict:
    ids = ("whole", "a", "b")
    return {
        id: kpi(formula, target, **(rest[0] if rest else {}))
        for id, (formula, target, *rest) in zip(ids, rows, strict=False)
    }


@pytest.mark.parametrize("case", CONSISTENT)
def test_figures_that_can_be_one_are_no_contradiction(case):
    assert [code for code in codes(_named(CONSISTENT[case])) if code != "KPI034"] == []


CONTRADICTED = {
    "a product": [("a × b", 130000), (None, 1000), (None, 120)],
    "a product by a tenth": [("a × b", 110000), (None, 1000), (None, 100)],
    "a share": [("a ÷ b", 70, {"unit": "percent"}), (None, 800), (None, 1000)],
    "a complement": [("1 − a", 25, {"unit": "percent"}), (None, 80, {"unit": "percent"})],
    "thousands": [("a × b", 1300, {"unit": "kEUR"}), (None, 10000), (None, 120, {"unit": "EUR"})],
    "a floor": [("a + b", "at least 200"), (None, 70), (None, 80)],
    "a ceiling": [("a + b", 200), (None, "< 70"), (None, 80)],
    "beyond the tolerance": [("a + b", 170, {"tolerance": 10}), (None, 70), (None, 80)],
    "zero": [("a − b", 5), (None, 80), (None, 80)],
}


@pytest.mark.parametrize("case", CONTRADICTED)
def test_targets_that_cannot_be_one_are_a_contradiction(case):
    assert [code for code in codes(_named(CONTRADICTED[case])) if code != "KPI034"] == ["KPI035"]


def test_figures_of_other_days_are_not_compared():
    kpis = _named([("a + b", 999), (None, 70), (None, 80)])
    kpis["a"]["target"]["date"] = "2026-12-31"
    assert codes(kpis) == []


def test_a_milestone_is_held_against_the_targets_of_its_day():
    kpis = _named([("a + b", 300), (None, 70), (None, 80)])
    kpis["whole"]["target"]["date"] = "2028-12-31"
    kpis["whole"]["milestones"] = [{"value": 200, "date": DAY}]
    (finding,) = found(kpis)
    assert finding.code == "KPI035"
    assert finding.message.startswith("whole for 2027-12-31 is 200")


def test_what_has_no_target_is_computed_from_its_own_formula():
    kpis = {
        "profit": kpi("revenue − cost", 500),
        "revenue": kpi("customers × value"),
        "customers": kpi(target=10),
        "value": kpi(target=100),
        "cost": kpi(target=800),
    }
    (finding,) = found(kpis)
    assert "revenue − 800: 141.25 to 259.25" in finding.message


def test_measured_values_of_one_day_are_held_against_the_formula():
    kpis = {"r": kpi("c × v"), "c": {"baseline": {"value": 50, "date": "2026-01-31"}}, "v": {}}
    rows = [
        *({"kpi": id, "date": "2026-03-31", "value": at} for id, at in (("c", 60), ("v", 7.0))),
        {"kpi": "r", "date": "2026-03-31", "value": 500},
        {"kpi": "r", "date": "2026-01-31", "value": 500},
        {"kpi": "v", "date": "2026-01-31", "value": 7},
    ]
    (finding,) = found(kpis, rows)
    assert finding.code == "KPI036"
    assert [each.message for each in finding.related].count("so does this figure") == 1


def test_a_sum_of_segments_is_compared_where_all_have_the_same():
    kpis = {"r": kpi("sum(c × v by segment)"), "c": {}, "v": {}}
    rows = [
        {"kpi": id, "date": "2026-03-31", "value": value, "segment": segment}
        for id, segment, value in (
            ("c", "web", 10),
            ("c", "app", 20),
            ("v", "web", 3),
            ("v", "app", 4),
        )
    ]
    whole = {"kpi": "r", "date": "2026-03-31", "value": 110}
    assert codes(kpis, [*rows, whole]) == []
    assert codes(kpis, [*rows, whole | {"value": 200}]) == ["KPI036"]
    assert codes(kpis, [*rows[1:], whole | {"value": 200}]) == []


def test_a_sum_over_one_kind_of_segments_leaves_the_others_out():
    kpis = {"r": kpi("sum(c by region)"), "c": {}}
    rows = [
        {"kpi": "c", "date": "2026-03-31", "value": value, "segment": segment}
        for segment, value in (("region: a", 10), ("region: b", 20), ("sex=f", 11), ("sex=m", 19))
    ]
    whole = {"kpi": "r", "date": "2026-03-31", "value": 30}
    assert codes(kpis, [*rows, whole]) == []
    assert codes(kpis, [*rows, whole | {"value": 60}]) == ["KPI036"]
    twice = {"r": kpi("sum(c by segment)"), "c": {}}
    assert codes(twice, [*rows, whole]) == codes(twice, [*rows, whole | {"value": 99}]) == []


def test_long_and_shared_formulas_end():
    deep = {f"k{at}": kpi(f"k{at + 1} + k{at + 1}") for at in range(200)}
    deep |= {"k200": kpi(target=1), "k0": kpi("k1 + k1", 5)}
    assert codes(deep) == []
    shallow = {f"k{at}": kpi(f"k{at + 1} + k{at + 1}") for at in range(20)}
    shallow |= {"k20": kpi(target=1), "k0": kpi("k1 + k1", 5)}
    assert codes(shallow) == ["KPI035"]


@given(
    st.decimals(1, 5000, places=2),
    st.decimals("0.5", 900, places=2),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 2),
)
def test_figures_that_are_only_rounded_never_contradict(customers, value, first, second, third):
    """Whatever is rounded, to whichever number of decimals, the identity still holds."""
    figures = (
        ("r", customers * value, first),
        ("c", customers, second),
        ("v", value, third),
    )
    kpis = {
        id: kpi("c × v" if id == "r" else None, f"{figure:.{places}f}")
        for id, figure, places in figures
    }
    assert codes(kpis) == []


def test_no_formula_brings_a_rule_down():
    texts = ("", "🛒", "🛒 + 🛒", "((((", '"', "sum(", "sum(🛒 by segment)", "a" * 9000, "1/0 × 🛒")
    for text in texts:
        assert "TOC999" not in codes({"whole": kpi(text, 5), "🛒": kpi(target=2)})
        assert not re.search(r"Traceback|Error", str(found({"whole": kpi(text)})))
