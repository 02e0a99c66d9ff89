"""What every stage's result has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Observation
from theoryofchange.stages.provenance import provenance_of
from theoryofchange.stages.result import (
    Gap,
    Part,
    Result,
    Stage,
    derivation_table,
    gap_id,
    gap_table,
    largest_first,
    percent,
    weighted_mean,
)
from theoryofchange.version import __version__
from theoryofchange.view.blocks import Headline, View

THEORY = TheoryOfChange(
    Header(id="shop", as_of="2026-01-01"),
    goals=[Goal(id="g")],
    observations=[
        Observation(kpi="k", date="2025-06-30", value=1),
        Observation(kpi="k", date="2025-01-31", value=2),
    ],
)
PROVENANCE = provenance_of(THEORY)


def gap(subject: str, score: float | None = 0.5, weight: float = 1.0) -> Gap:
    return Gap(
        id=gap_id("align", "kind", subject),
        stage="align",
        kind="kind",
        subject=subject,
        title=f"{subject} <b>lacks</b> it",
        score=score,
        weight=weight,
        goals=("g",),
    )


@dataclass(frozen=True)
class Sample(Result):
    stage: ClassVar[Stage] = "align"
    derivation: tuple[Part, ...] = (Part(name="a", value=1.0, weight=3), Part(name="b", value=0.0))
    gaps: tuple[Gap, ...] = (gap("x"),)
    provenance: Any = PROVENANCE

    def to_frame(self) -> Any:
        return None

    def details(self) -> Mapping[str, Any]:
        return {"found": [1, 2]}

    def view(self) -> View:
        return View("Align", (Headline("<script>"),))


VALUES = st.none() | st.floats(0, 1)


@given(st.lists(st.tuples(VALUES, st.floats(0.01, 100)), max_size=6))
def test_the_mean_is_over_what_is_known(rows):
    parts = [Part(name="p", value=value, weight=weight) for value, weight in rows]
    known = [(value, weight) for value, weight in rows if value is not None]
    if not known:
        assert weighted_mean(parts) is None
        return
    total = sum(weight for _, weight in known)
    assert weighted_mean(parts) == pytest.approx(sum(v * w for v, w in known) / total)
    assert (
        min(v for v, _ in known) - 1e-9 <= weighted_mean(parts) <= max(v for v, _ in known) + 1e-9
    )


def test_parts_without_weight_tell_nothing():
    assert weighted_mean([Part(name="a", value=1.0, weight=0)]) is None
    assert weighted_mean([Part(name="a", value=1.0, weight=0), Part(name="b", value=0.2)]) == 0.2


def test_the_score_is_the_mean_of_its_derivation():
    assert Sample().score == 0.75
    assert Sample(derivation=()).score is None


def test_a_result_as_plain_data():
    assert Sample().to_dict() == {
        "schema_version": 1,
        "stage": "align",
        "score": 0.75,
        "derivation": [
            {"name": "a", "value": 1.0, "weight": 3, "because": ""},
            {"name": "b", "value": 0.0, "weight": 1.0, "because": ""},
        ],
        "gaps": [
            {
                "id": "align:kind:x",
                "stage": "align",
                "kind": "kind",
                "subject": "x",
                "title": "x <b>lacks</b> it",
                "score": 0.5,
                "weight": 1.0,
                "goals": ["g"],
            }
        ],
        "found": [1, 2],
        "provenance": provenance_of(THEORY).to_dict(),
    }


def test_a_result_is_shown_escaped():
    assert "<script>" not in Sample()._repr_html_()


def test_gaps_come_largest_first_and_equal_ones_by_id():
    gaps = [gap("d", 0.5), gap("b", None, 0.5), gap("a", 1.0, 0.5), gap("c", 1.0), gap("e", 0.0)]
    assert [each.subject for each in largest_first(gaps)] == ["c", "a", "b", "d", "e"]
    assert largest_first(reversed(gaps)) == largest_first(gaps)


def test_an_unknown_gap_counts_as_whole():
    assert gap("x", None, 0.4).size == 0.4
    assert gap("x", 0.25, 0.4).size == 0.1


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (1, "100 %"), (0.125, "12 %"), (-0.5, "−50 %"), (None, "–")]
)
def test_a_share_as_people_read_it(share, text):
    assert percent(share) == text


def test_tables_hold_a_row_for_each():
    table = derivation_table(Sample().derivation)
    assert [row[0] for row in table.rows] == ["a", "b"] and len(table.columns) == 4
    assert [row[2] for row in table.rows] == ["3", "1"]
    assert len(gap_table(Sample().gaps).rows) == len(Sample().gaps)
    assert gap_table(()).empty == "No gap was found."


def test_provenance_says_where_a_result_comes_from():
    provenance = provenance_of(THEORY)
    assert provenance.to_dict() == {
        "theory": "shop",
        "theory_hash": THEORY.digest,
        "as_of": "2026-01-01",
        "as_of_from": "theory",
        "data_window": ["2025-01-31", "2025-06-30"],
        "observations": 2,
        "seed": None,
        "version": __version__,
    }


def test_another_theory_has_another_hash_and_the_same_the_same():
    same = THEORY.replace(goals=[Goal(id="g")])
    other = THEORY.replace(goals=[Goal(id="g", due=dt.date(2027, 1, 1))])
    assert provenance_of(same) == provenance_of(THEORY)
    assert provenance_of(other).theory_hash != provenance_of(THEORY).theory_hash


def test_a_theory_without_data_has_no_window():
    provenance = provenance_of(TheoryOfChange())
    assert (provenance.theory, provenance.as_of, provenance.as_of_from) == ("theory", None, None)
    assert provenance.to_dict()["data_window"] == [None, None]
