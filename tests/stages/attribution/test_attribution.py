"""The change of a KPI is split over what its formula is made of."""

from __future__ import annotations

import dataclasses
import json
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.stages.attribution import COLUMNS
from theoryofchange.view.html import as_html
from theoryofchange.view.text import as_text

START, END = "2025-12-31", "2026-12-31"


def theory(kpis: dict[str, dict], rows: dict[str | tuple[str, str], tuple]) -> toc.TheoryOfChange:
    """Return a theory whose KPIs have a value on either day, of the whole or of a segment."""
    observations = []
    for key, values in rows.items():
        kpi, segment = key if isinstance(key, tuple) else (key, None)
        observations += [
            toc.Observation(kpi=kpi, date=day, value=value, segment=segment)
            for day, value in zip((START, END), values, strict=True)
            if value is not None
        ]
    declared = [toc.Kpi(id=id, **fields) for id, fields in kpis.items()]
    return toc.TheoryOfChange(kpis=declared, observations=observations)


def attributed(kpis, rows, kpi="whole") -> toc.Attribution:
    return toc.attribute(theory(kpis, rows), kpi, start=START, end=END)


def amounts(found: toc.Attribution) -> dict:
    return {(term.name, term.segment, term.effect): term.amount for term in found.terms}


PRODUCT = {"whole": {"formula": "n × v"}, "n": {}, "v": {}}


def test_a_product_is_split_by_lmdi():
    found = attributed(PRODUCT, {"n": (100, 200), "v": (10, 10)})
    assert (found.value_at_start, found.value_at_end, found.change) == (1000, 2000, 1000)
    assert amounts(found) == pytest.approx({("n", None, "value"): 1000, ("v", None, "value"): 0})
    assert found.reason is None


def test_nested_formulas_are_split_down_to_their_leaves():
    kpis = {
        "whole": {"formula": "r − cost"},
        "r": {"formula": "n × v"},
        "n": {"formula": "old + new"},
        **{id: {} for id in ("cost", "old", "new", "v")},
    }
    rows = {"cost": (400, 500), "old": (60, 70), "new": (40, 80), "v": (10, 10)}
    found = attributed(kpis, rows)
    assert [term.name for term in found.terms] == ["old", "new", "v", "cost"]
    assert list(amounts(found).values()) == pytest.approx([100, 400, 0, -100])


def test_a_percentage_is_told_in_percent_whatever_way_it_is_written():
    rows = {"a": (71, 80), "b": (100, 100)}
    for formula in ("a ÷ b", "a ÷ b × 100 %"):
        found = attributed(
            {"whole": {"formula": formula, "unit": "percent"}, "a": {}, "b": {}}, rows
        )
        assert found.change == pytest.approx(9)
        assert found.terms[0].amount == pytest.approx(9)


def test_a_measured_value_decides_how_units_are_meant():
    kpis = {"whole": {"formula": "100 × (1 − c)", "unit": "percent"}, "c": {"unit": "percent"}}
    unmeasured = attributed(kpis, {"c": (5, 4)})
    assert unmeasured.terms == ()
    assert "write a percentage as 100 %" in unmeasured.reason
    found = attributed(kpis, {"c": (5, 4), "whole": (95, 96)})
    assert found.change == pytest.approx(1)
    plain = attributed(kpis | {"whole": {"formula": "100 − c", "unit": "percent"}}, {
        "c": (5, 4), "whole": (95, None),
    })  # fmt: skip
    assert plain.terms[0].amount == pytest.approx(1)


def test_units_are_converted():
    kpis = {
        "whole": {"formula": "n × v", "unit": "kEUR"},
        "n": {},
        "v": {"unit": "EUR per customer"},
    }
    found = attributed(kpis, {"n": (1000, 2000), "v": ("€50", 50)})
    assert (found.value_at_start, found.change) == (50, 50)


SEGMENTS = {
    ("n", "web"): (30, 70),
    ("n", "app"): (50, 55),
    ("w", "web"): (1000, 2000),
    ("w", "app"): (500, 500),
}


def test_rate_and_mix_of_segments():
    kpis = {"whole": {"formula": "sum(n by segment) ÷ sum(w by segment)"}, "n": {}, "w": {}}
    found = attributed(kpis, SEGMENTS)
    first, last = 80 / 1500, 125 / 2500
    mean = (first + last) / 2
    assert amounts(found) == pytest.approx(
        {
            ("n ÷ w", "web", "rate"): (2 / 3 + 0.8) / 2 * (0.035 - 0.03),
            ("w", "web", "mix"): (0.8 - 2 / 3) * (0.0325 - mean),
            ("n ÷ w", "app", "rate"): (1 / 3 + 0.2) / 2 * (0.11 - 0.1),
            ("w", "app", "mix"): (0.2 - 1 / 3) * (0.105 - mean),
        }
    )
    assert found.change == pytest.approx(last - first)


def test_a_weighted_mean_names_the_kpi_that_is_averaged():
    kpis = {"whole": {"formula": "sum(w × r by segment) ÷ sum(w by segment)"}, "w": {}, "r": {}}
    rows = {
        **{key: value for key, value in SEGMENTS.items() if key[0] == "w"},
        ("r", "web"): (3, 4),
        ("r", "app"): (10, 10),
    }
    found = attributed(kpis, rows)
    assert {(term.name, term.effect) for term in found.terms} == {("r", "value"), ("w", "mix")}
    assert math.fsum(term.amount for term in found.terms) == pytest.approx(found.change)


def test_a_segment_that_begins_with_nothing_is_split_without_a_mix():
    kpis = {"whole": {"formula": "sum(n by segment) ÷ sum(w by segment)"}, "n": {}, "w": {}}
    found = attributed(kpis, SEGMENTS | {("w", "app"): (0, 500)})
    assert {term.effect for term in found.terms} == {"value"}
    assert found.residual == pytest.approx(0, abs=1e-12)


def test_a_sum_of_segments_has_a_term_for_each():
    found = attributed({"whole": {"formula": "sum(n by segment)"}, "n": {}}, SEGMENTS)
    assert amounts(found) == {("n", "web", "value"): 40, ("n", "app", "value"): 5}


DIVIDED = {
    ("n", "region: north"): (10, 12),
    ("n", "region: south"): (20, 30),
    ("n", "sex=f"): (18, 25),
    ("n", "sex=m"): (12, 17),
    ("n", "sex=f; age=15-24"): (3, 4),
}


@pytest.mark.parametrize(
    ("by", "terms"),
    [
        ("region", {("n", "region: north", "value"): 2, ("n", "region: south", "value"): 10}),
        ("Sex", {("n", "sex=f", "value"): 7, ("n", "sex=m", "value"): 5}),
        ('"sex; age"', {("n", "sex=f; age=15-24", "value"): 1}),
    ],
)
def test_a_sum_runs_over_the_segments_of_one_kind(by, terms):
    found = attributed({"whole": {"formula": f"sum(n by {by})"}, "n": {}}, DIVIDED)
    assert amounts(found) == terms


def test_segments_that_name_no_kind_are_one_whatever_it_is_called():
    found = attributed({"whole": {"formula": "sum(n by channel)"}, "n": {}}, SEGMENTS)
    assert amounts(found) == {("n", "web", "value"): 40, ("n", "app", "value"): 5}


def test_rate_and_mix_of_one_kind_of_segments():
    plain = {"whole": {"formula": "sum(n by segment) ÷ sum(w by segment)"}, "n": {}, "w": {}}
    kind = {"whole": {"formula": "sum(n by shop) ÷ sum(w by shop)"}, "n": {}, "w": {}}
    named = {(id, f"shop: {segment}"): each for (id, segment), each in SEGMENTS.items()}
    found = attributed(kind, named | {("n", "sex=f"): (1, 1)})
    assert found.change == attributed(plain, SEGMENTS).change
    assert {term.effect for term in found.terms} == {"rate", "mix"}


def test_a_loss_falls_back_to_shapley():
    found = attributed(
        {"whole": {"formula": "p ÷ r"}, "p": {}, "r": {}}, {"p": (-10, 20), "r": (100, 200)}
    )
    assert {term.methods for term in found.terms} == {("Shapley",)}
    assert found.residual == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize(
    ("kpis", "rows", "reason"),
    [
        ({"whole": {}}, {}, "whole has no formula"),
        ({"whole": {"formula": "n per head"}, "n": {}}, {}, "it names what is no KPI: per, head"),
        ({"whole": {"formula": "n ×"}, "n": {}}, {}, "at character 4"),
        ({"whole": {"formula": "n + whole"}, "n": {}}, {"n": (1, 2)}, "computed from itself"),
        (PRODUCT, {"n": (1, 2), "v": (1, None)}, "v has no value for 2026-12-31"),
        (PRODUCT, {"n": (1, 2), "v": (1, "TBD")}, "no figure in its unit: TBD"),
        (PRODUCT, {"n": (1, 2), "v": (1, "> 5")}, "no figure in its unit: > 5"),
        (PRODUCT | {"v": {"confidential": True}}, {"n": (1, 2), "v": (3, 7)}, "confidential"),
        ({"whole": {"formula": "n ÷ v"}, "n": {}, "v": {}}, {"n": (1, 2), "v": (0, 1)}, "by zero"),
        ({"whole": {"formula": "sum(n by segment)"}, "n": {}}, {"n": (1, 2)}, "not measured by"),
        (
            {"whole": {"formula": "sum(n by segment)"}, "n": {}},
            {("n", "web"): (1, 2), ("n", "app"): (1, None)},
            "only one of the days in: app",
        ),
        (
            {"whole": {"formula": "sum(n by segment)"}, "n": {}},
            DIVIDED,
            "n is divided in several ways, and their sum counts twice: by region, sex, sex; age",
        ),
        (
            {"whole": {"formula": "sum(n by age)"}, "n": {}},
            DIVIDED,
            "n is not divided by age, but by region, sex, sex; age",
        ),
        (
            {"whole": {"formula": "sum(n by region)"}, "n": {}},
            DIVIDED | {("n", "region: west"): (None, 7)},
            "n has a value on only one of the days in: region: west",
        ),
        ({"whole": {"formula": "sum(n by shop)"}, "n": {}}, {"n": (1, 2)}, "not measured by shop"),
        (
            {"whole": {"formula": "sum(n × v by segment)"}, "n": {}, "v": {}},
            {("n", "web"): (1, 2), ("v", "app"): (1, 2)},
            "not measured in the same segments",
        ),
    ],
)
def test_what_cannot_be_told_is_said_with_the_reason(kpis, rows, reason):
    found = attributed(kpis, rows)
    assert reason in found.reason
    assert (found.terms, found.change, found.residual) == ((), None, None)
    assert found.to_frame().empty
    assert reason in " ".join(as_text(found.view(), width=200).split())


def test_confidential_values_are_shown_nowhere():
    kpis = PRODUCT | {"whole": {"formula": "n × v", "confidential": True}}
    found = attributed(kpis, {"n": (1, 2), "v": (3, 7), "whole": (98765, 43210)})
    assert "98765" not in json.dumps(found.to_dict()) + as_html(found.view())


def test_two_values_for_one_day_contradict_each_other():
    made = theory(PRODUCT, {"n": (1, 2), "v": (3, 4)})
    more = toc.Observation(kpi="v", date=END, value=5)
    found = toc.attribute(
        made.replace(observations=[*made.observations, more]), "whole", start=START, end=END
    )
    assert found.reason == "v has 2 different values for 2026-12-31"


def test_a_baseline_counts_where_nothing_was_observed():
    kpis = PRODUCT | {"v": {"baseline": {"value": 10, "date": START}}}
    assert attributed(kpis, {"n": (1, 2), "v": (None, 20)}).value_at_start == 10
    assert attributed(kpis, {"n": (1, 2), "v": (11, 20)}).value_at_start == 11


def test_what_was_measured_otherwise_is_noted():
    found = attributed(PRODUCT, {"n": (100, 200), "v": (10, 10), "whole": (1000, 2100)})
    assert found.notes == ("whole was measured as 2100; its formula gives 2000",)
    assert found.measured == (1000, 2100)
    assert found.change == 1000


def test_a_kpi_that_cannot_be_traced_further_is_a_leaf_with_a_note():
    kpis = {
        "whole": {"formula": "r − cost"},
        "r": {"formula": "n × v"},
        "n": {},
        "v": {},
        "cost": {},
    }
    found = attributed(kpis, {"r": (100, 130), "cost": (40, 50), "n": (1, 2)})
    assert amounts(found) == {("r", None, "value"): 30, ("cost", None, "value"): -10}
    assert found.notes == ("r is not traced further: v has no value for 2025-12-31",)


def test_long_chains_and_shared_parts_end():
    kpis = {f"k{at}": {"formula": f"k{at + 1} + k{at + 1}"} for at in range(40)} | {"k40": {}}
    (term,) = attributed(kpis, {"k40": (1, 2)}, "k0").terms
    assert term.amount == 2**40
    longer = {f"k{at}": {"formula": f"k{at + 1} + 1"} for at in range(400)} | {"k400": {}}
    assert "50 deep" in attributed(longer, {"k400": (1, 2)}, "k0").reason


def test_a_frame_takes_the_place_of_the_theorys_own_values():
    made = theory(PRODUCT, {"n": (100, 200), "v": (10, 10)})
    frame = pd.DataFrame(
        {
            "kpi": ["n", "n", "v", "v"],
            "date": [START, END] * 2,
            "value": [1.0, 3.0, 2.0, 2.0],
        }
    )
    found = toc.attribute(made, "whole", start=START, end=END, observations=frame)
    assert (found.change, found.provenance.observations) == (4, 4)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"kpi": "whle"}, KeyError, "Did you mean whole"),
        ({"end": START}, ValueError, "must lie after"),
        ({"start": "soon"}, ValueError, "2025-12-31"),
        ({"theory": None}, TypeError, "theory takes a TheoryOfChange"),
    ],
)
def test_a_callers_mistake_is_said(change, error, says):
    asked = {"theory": theory(PRODUCT, {}), "kpi": "whole", "start": START, "end": END} | change
    with pytest.raises(error, match=says):
        toc.attribute(asked.pop("theory"), asked.pop("kpi"), **asked)


def test_the_result_is_frozen_documented_and_drawn():
    kpis = {
        "whole": {"formula": "n × v", "title": "<b>Umsatz</b> 🛒", "unit": "EUR"},
        "n": {},
        "v": {},
    }
    found = attributed(kpis, {"n": (100, 200), "v": (10, 5)})
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.kpi = "other"
    frame = found.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["name"]) == ["n", "v"]
    assert found.change == 0
    assert frame["share"].isna().all()
    plain = found.to_dict()
    assert plain == json.loads(json.dumps(plain))
    assert plain["schema_version"] == 1
    assert "score" not in plain
    assert "<b>Umsatz" not in found._repr_html_()
    assert "went from 1,000 EUR on 2025-12-31 to 1,000 EUR" in as_text(found.view(), width=200)


values = st.floats(0.1, 1e5)
any_value = st.floats(-1e5, 1e5).map(lambda value: round(value, 4))


@given(st.lists(st.tuples(values, values), min_size=4, max_size=4))
def test_the_terms_of_positive_values_add_up_to_the_change(pairs):
    kpis = {"whole": {"formula": "(a × b − c × d) ÷ (a + d) + 7"}} | {id: {} for id in "abcd"}
    found = attributed(kpis, dict(zip("abcd", pairs, strict=True)))
    size = max(
        1.0, *(abs(term.amount) for term in found.terms), *(b for pair in pairs for b in pair)
    )
    assert abs(found.residual) <= 1e-9 * size


@given(st.lists(st.tuples(any_value, any_value), min_size=3, max_size=3))
def test_the_terms_of_any_values_add_up_to_the_change(pairs):
    kpis = {"whole": {"formula": "(a − b) × c × 3 − a × b"}} | {id: {} for id in "abc"}
    found = attributed(kpis, dict(zip("abc", pairs, strict=True)))
    size = max(1.0, *(abs(term.amount) for term in found.terms))
    assert abs(found.residual) <= 1e-9 * size


@given(st.lists(st.tuples(values, values, values, values), min_size=1, max_size=5))
def test_rates_and_mix_add_up_to_the_change(rows):
    kpis = {"whole": {"formula": "sum(n by segment) ÷ sum(w by segment)"}, "n": {}, "w": {}}
    cells = {}
    for at, (n0, n1, w0, w1) in enumerate(rows):
        cells |= {("n", f"s{at}"): (n0, n1), ("w", f"s{at}"): (w0, w1)}
    found = attributed(kpis, cells)
    size = max(found.value_at_start, found.value_at_end, *(abs(t.amount) for t in found.terms))
    assert abs(found.residual) <= 1e-9 * size
