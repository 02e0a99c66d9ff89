"""What changed in measured values: what came, what went, and what is restated."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.view.html import as_html
from theoryofchange.view.markdown import as_markdown


def theory(rows: list[tuple[Any, ...]], **fields: Any) -> dict[str, Any]:
    names = ("date", "value", "segment", "n")
    return {
        "kpis": {"kept": {"title": "Customers kept", "unit": "percent", **fields}},
        "observations": [{"kpi": "kept", **dict(zip(names, row, strict=False))} for row in rows],
    }


def compared(old: list[tuple[Any, ...]], new: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [
        (change.field, change.kind, change.before, change.after)
        for change in toc.diff(theory(old), theory(new)).changes
    ]


def test_another_figure_for_the_same_day_is_restated():
    (change,) = toc.diff(
        theory([("2026-03-31", 71), ("2026-06-30", 74)]),
        theory([("2026-03-31", "73 %"), ("2026-06-30", "74 %")]),
    ).changes
    assert (change.section, change.id, change.name) == ("kpis", "kept", "Customers kept")
    assert (change.field, change.kind) == ("observations", "restated")
    assert (change.before, change.after) == ("2026-03-31: 71 %", "2026-03-31: 73 %")
    assert change.because == "1 of 2 values that both have differs"
    assert not change.breaks


def test_what_came_and_what_went_is_counted_with_its_days():
    old = [("2025-12-31", 70), ("2026-03-31", 71)]
    new = [
        ("2026-03-31", 71),
        ("2026-06-30", 72),
        ("2026-09-30", 73),
        ("2026-09-30", 75, "web"),
        ("2026-09-30", 71, "app"),
    ]
    assert compared(old, new) == [
        ("observations", "removed", "1 value of 2025-12-31", None),
        (
            "observations",
            "added",
            None,
            "4 values from 2026-06-30 to 2026-09-30, 2 segments among them",
        ),
    ]


def test_segments_are_values_of_their_own():
    old = [("2026-03-31", 71), ("2026-03-31", 60, "web")]
    new = [("2026-03-31", 71), ("2026-03-31", 61, "web")]
    assert compared(old, new) == [
        ("observations", "restated", "2026-03-31, web: 60 %", "2026-03-31, web: 61 %")
    ]


@pytest.mark.parametrize(
    "new",
    [
        [("2026-03-31", "71%"), ("2026-06-30", "74.0 percent")],
        [("2026-06-30", 74), ("2026-03-31", 71)],
        [("2026-03-31", 71, None, 40), ("2026-06-30", 74)],
    ],
)
def test_what_says_the_same_is_no_change(new):
    assert compared([("2026-03-31", 71), ("2026-06-30", 74)], new) == []


def test_another_number_of_cases_is_restated():
    (found,) = compared([("2026-03-31", 71, None, 40)], [("2026-03-31", 71, None, 55)])
    assert found[1:] == ("restated", "2026-03-31: 71 % (n = 40)", "2026-03-31: 71 % (n = 55)")


def test_many_restated_values_are_one_change():
    days = [f"{year}-12-31" for year in range(2000, 2026)]
    (found,) = compared([(day, 1) for day in days], [(day, 2) for day in days])
    assert found[2].startswith("2000-12-31: 1 %; 2001-12-31: 1 %;")
    assert found[2].endswith("2004-12-31: 1 %; and 21 more")


def test_confidential_figures_are_not_shown():
    old, new = [("2026-03-31", 4711)], [("2026-03-31", 4712), ("2026-06-30", 4713)]
    found = toc.diff(theory(old), theory(new, confidential=True))
    kinds = [change.kind for change in found.changes if change.field == "observations"]
    assert kinds == ["restated", "added"]
    assert "471" not in json.dumps(found.to_dict()["changes"]) + as_html(found.view())


def test_the_values_of_a_renamed_kpi_are_compared():
    old, new = theory([("2026-03-31", 71)]), theory([("2026-03-31", 73)])
    new["kpis"] = {"retained": new["kpis"]["kept"]}
    new["observations"][0]["kpi"] = "retained"
    found = {change.kind: change for change in toc.diff(old, new).changes}
    assert found.keys() == {"renamed", "restated"}
    assert found["restated"].id == "retained"


def test_values_of_a_kpi_that_one_theory_has_go_with_it():
    with_it, without = theory([("2026-03-31", 71)]), {"kpis": {"other": {"title": "Waiting"}}}
    assert [change.field for change in toc.diff(with_it, without).changes] == ["", ""]


def test_a_reviewer_sees_restated_values_first():
    found = toc.diff(
        theory([("2026-03-31", 71), ("2025-12-31", 60)]),
        theory([("2026-03-31", 73), ("2026-06-30", 74)]),
    )
    text = as_markdown(found.view())
    assert "measured values of 1 KPI restated" in text
    assert text.index("The past was rewritten") < text.index("Measured values")


ROWS = st.lists(
    st.tuples(
        st.dates().map(str),
        st.integers(0, 99),
        st.sampled_from([None, "web", "📈"]),
        st.none() | st.integers(1, 9),
    ),
    max_size=6,
)
OPPOSITE = {"added": "removed", "removed": "added", "restated": "restated"}


@given(ROWS, ROWS)
def test_seen_from_the_other_side_each_is_its_opposite(old, new):
    there, back = compared(old, new), compared(new, old)
    assert sorted((OPPOSITE[kind], after, before) for _, kind, before, after in there) == sorted(
        each[1:] for each in back
    )
    assert compared(old, old) == []
