"""What a KPI's ``measure`` block may say, and what is wrong with one."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from theoryofchange.declare import declare_text, dump
from theoryofchange.errors import ShapeError
from theoryofchange.measuring import (
    MAY_HAVE,
    NEEDS,
    Aggregation,
    Condition,
    Measure,
    MetricName,
    Tally,
)

BASE = {"table": "orders", "time": "at"}


def measure(**fields: Any) -> Measure:
    return Measure(**{**BASE, **fields})


def test_every_aggregation_says_what_it_needs_and_may_have() -> None:
    assert set(NEEDS) == {*get_args(Aggregation), *get_args(MetricName)}
    assert set(get_args(Aggregation)) <= set(MAY_HAVE) <= set(NEEDS)
    fields = set(Measure.__dataclass_fields__)
    for held in (*NEEDS.values(), *MAY_HAVE.values()):
        assert set(held) <= fields


@pytest.mark.parametrize("aggregation", get_args(Aggregation))
def test_an_aggregation_without_what_it_needs_lacks_it(aggregation: str) -> None:
    lacks = measure(aggregation=aggregation).lacks
    assert set(NEEDS[aggregation]) <= set(lacks)  # type: ignore[index]
    assert Measure(aggregation=aggregation).lacks[:2] == ("table", "time")


def test_a_distinct_count_is_of_something() -> None:
    assert measure(aggregation="distinct_count").lacks == ("entity",)
    assert measure(aggregation="distinct_count", value="sku").lacks == ()


def test_a_side_of_a_ratio_takes_a_column_unless_it_counts_rows() -> None:
    held = measure(aggregation="ratio", numerator={}, denominator={"aggregation": "count"})
    assert held.lacks == ("numerator.value",)


def test_what_an_aggregation_does_nothing_with_is_unused() -> None:
    assert measure(aggregation="sum", value="v", quantile=0.5).unused == ("quantile",)
    held = measure(aggregation="conversion", window="3 months", value="v", filter={"v": 1})
    assert set(held.unused) == {"window", "value"}
    assert Measure(quantile=0.5).unused == ()


@pytest.mark.parametrize("metric", get_args(MetricName))
def test_a_metric_without_what_it_needs_lacks_it(metric: str) -> None:
    assert set(measure(metric=metric).lacks) == set(NEEDS[metric])


def test_beside_a_metric_an_aggregation_does_nothing() -> None:
    assert measure(metric="nps", aggregation="mean", value="v").unused == ("aggregation",)
    assert measure(metric="nps", value="v", window="3 months", entity="e").unused == ()
    assert measure(metric="nps", value="v", promised="p").unused == ("promised",)
    assert measure(metric="expectation_gap", promised="p").columns["p"] == ("promised",)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("{metric: nps, table: t, time: d, value: v}", []),
        ("{table: t, time: d, value: v}", ["TOC005"]),
        ("{metric: npss, table: t, time: d, value: v}", ["TOC004"]),
        ("{metric: survival, table: t, time: d}", ["TOC004"]),
    ],
)
def test_a_metric_stands_in_the_place_of_an_aggregation(written: str, codes: list[str]) -> None:
    declared = declare_text(
        f"theory: {{as_of: 2026-01-01}}\ngoals: {{g: {{}}}}\nkpis: {{k: {{measure: {written}}}}}\n",
        "t.yaml",
    )
    assert [each.code for each in declared.faults] == codes


def test_the_columns_that_are_read_know_where_they_are_named() -> None:
    held = measure(
        aggregation="ratio",
        numerator="margin",
        denominator={"value": "net", "filter": {"kind": "sale"}},
        filter={"state": {"other_than": "void"}},
        segment=["region"],
        value="ignored",
    )
    assert held.columns == {
        "at": ("time",),
        "state": ("filter", "state"),
        "margin": ("numerator", "value"),
        "net": ("denominator", "value"),
        "kind": ("denominator", "filter", "kind"),
        "region": ("segment",),
    }


def test_a_value_or_a_list_alone_is_what_it_is_one_of() -> None:
    held = measure(aggregation="count", filter={"a": "x", "b": ["x", 2], "c": True, "d": 1.5})
    assert [each.one_of for each in held.filter.values()] == [
        ("x",), ("x", "2"), ("true",), ("1.5",),
    ]  # fmt: skip
    assert Condition(at_least=3).at_least == "3"
    assert Tally.prepare("net") == {"value": "net"}


def test_a_condition_takes_no_column_of_its_own() -> None:
    with pytest.raises(ShapeError, match="there is no field at_lest; did you mean at_least"):
        Condition(at_lest=3)  # type: ignore[call-arg]


MISTAKES = (
    ("tabel: orders", "TOC003", "tabel"),
    ("aggregation: summ", "TOC004", "summ"),
    ("filter: {paid: {abve: 3}}", "TOC003", "abve"),
    ("filter: [paid]", "TOC004", "[paid]"),
    ("filter: {paid: {missing: perhaps}}", "TOC004", "perhaps"),
    ("quantile: half", "TOC004", "half"),
    ("window: soon", "TOC004", "soon"),
    ("min_n: many", "TOC004", "many"),
    ("numerator: {agregation: sum}", "TOC003", "agregation"),
    ("denominator: {filter: {x: {at_most: [1, 2]}}}", "TOC004", "[1, 2]"),
    ("segment: {region: north}", "TOC004", "{region: north}"),
)


@pytest.mark.parametrize(("line", "code", "place"), MISTAKES)
def test_a_mistake_in_the_block_is_a_finding_at_its_place(line: str, code: str, place: str) -> None:
    text = (
        "goals: {base: {}}\nkpis:\n  sales:\n    measures: base\n    measure:\n"
        f"      time: at\n      {line}\n"
    )
    declaration = declare_text(text, "theory.yaml")
    (fault,) = [each for each in declaration.faults if each.code == code]
    span = declaration.span(fault.where)
    assert span.line == 7
    assert place in text.splitlines()[6][span.column - 1 :]
    assert fault.id == "sales"
    held = declaration.theory.kpis["sales"].measure
    assert held is not None
    assert held.time == "at"


def test_what_a_measure_cannot_do_without_is_said() -> None:
    declaration = declare_text("goals: {base: {}}\nkpis: {a: {measures: base, measure: {}}}")
    (fault,) = declaration.faults_of("TOC005")
    assert "no table and no time and no aggregation" in fault.message


def test_a_measure_is_written_as_it_was_read() -> None:
    text = """
goals: {base: {}}
kpis:
  sales:
    measures: base
    measure:
      {table: orders, time: at, aggregation: ratio, numerator: net, window: 3 months,
       denominator: {aggregation: count, filter: {'"; drop': {above: 3, missing: false}}},
       filter: {客户: [a, "=1"]}, segment: region, min_n: 5}
"""
    theory = declare_text(text).theory
    again = declare_text(dump(theory)).theory
    assert again.kpis["sales"].measure == theory.kpis["sales"].measure
    assert again.digest == theory.digest
