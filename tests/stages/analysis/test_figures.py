"""What is computed in columns is what the functions for one figure say."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.analysis import analyze, drafting
from theoryofchange.stages.analysis.columns import Columns, columns_from
from theoryofchange.stages.analysis.figures import FIGURES
from theoryofchange.stages.analysis.observing import Observations
from theoryofchange.stages.analysis.reading import observations_from
from theoryofchange.stages.analysis.study import Study

AS_OF = date(2026, 6, 30)
DAYS = st.integers(0, 24).map(lambda month: AS_OF + timedelta(days=30 * (month - 12)))
ROUND = st.sampled_from([0.0, 1.0, 0.1, 0.3, 2.0, 3.0, 14.0, 50.0, 80.0, -5.0, 99.5, 1e-9])
NUMBERS = ROUND | st.floats(-200, 200, allow_nan=False).map(lambda value: round(value, 3))
WRITTEN = (
    NUMBERS.map(str)
    | st.sampled_from(
        ["80 %", "≥ 80", "< 3", "2 of 16", "1:10", "3 days", "10 to 20", "± 2", "TBD"]
    )
    | st.sampled_from(["2026-12-31", "€1.2M", "≤ 40 %"])
)
DATED = st.fixed_dictionaries({"value": WRITTEN}, optional={"date": DAYS})
KPIS = st.fixed_dictionaries(
    {},
    optional={
        "unit": st.sampled_from(["percent", "days", "EUR", "rank", "points of 10", "guests"]),
        "title": st.sampled_from(["Share of guests", "Guests"]),
        "direction": st.sampled_from(["increase", "decrease", "maintain", "range"]),
        "baseline": DATED,
        "target": DATED,
        "milestones": st.lists(DATED, max_size=3),
        "tolerance": st.sampled_from([0, 0.5, 2, "5 %", -1]),
        "confidential": st.booleans(),
    },
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "gone"]),
        DAYS,
        NUMBERS | st.just(float("nan")),
        st.sampled_from([None, None, None, "web", " "]),
    ),
    max_size=20,
)


def theory_of(*declared, **header):
    return TheoryOfChange(
        Header(id="t", **{"as_of": AS_OF, **header}),
        goals=[Goal(id="g")],
        kpis=[Kpi(id=id, **fields) for id, fields in zip("abc", declared, strict=False)],
    )


def frame_of(rows):
    names = ["kpi", "date", "value", "segment"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype({"date": "datetime64[us]", "value": float, "segment": object})


@settings(max_examples=300, deadline=None)
@given(KPIS, KPIS, KPIS, ROWS, st.booleans())
def test_columns_say_what_each_figure_by_itself_says(a, b, c, rows, dated):
    theory = theory_of(a, b, c) if dated else theory_of(a, b, c, as_of=None)
    frame = frame_of(rows)
    columns = columns_from(theory, frame)
    read, refused = observations_from(frame)
    one_by_one = Observations(theory, read, refused)
    assert isinstance(columns, Columns)
    assert columns.window == one_by_one.window
    as_of = theory.as_of or columns.window.last
    quick, slow = Study(theory, columns, as_of), Study(theory, one_by_one, as_of)
    pd.testing.assert_frame_equal(quick.figures, slow.figures, check_exact=True)
    assert tuple(quick.rows) == tuple(slow.rows)
    assert quick.problems == slow.problems
    assert quick.provenance == slow.provenance


def many(count, **fields):
    return TheoryOfChange(
        Header(id="t", as_of=AS_OF),
        goals=[Goal(id="g")],
        kpis=[
            Kpi(
                id=f"k{at}",
                direction="increase",
                baseline={"value": 40, "date": "2025-12-31"},
                target={"value": 80, "date": "2026-12-31"},
                **fields,
            )
            for at in range(count)
        ],
    )


def test_the_figures_of_an_analysis_are_documented_columns():
    rows = pd.DataFrame({"kpi": ["k0"], "date": ["2026-06-30"], "value": [60]})
    analysis = analyze(many(2), rows)
    figures = analysis.figures
    assert list(figures.columns) == list(FIGURES)
    assert figures["progress"].tolist()[0] == 0.5
    assert figures["status"].tolist() == ["on track", "no data"]
    assert figures["actual_date"].tolist()[0] == pd.Timestamp("2026-06-30")
    assert pd.isna(figures["actual_date"].tolist()[1])
    figures["progress"] = 0
    assert analysis.figures["progress"].tolist()[0] == 0.5, "a caller's copy is a caller's"


def test_the_figures_are_those_of_the_frame():
    rows = pd.DataFrame({"kpi": ["k0", "k1"], "date": ["2026-06-30"] * 2, "value": [60, 30]})
    for analysis in (analyze(many(3), rows), analyze(many(3), rows.astype({"value": object}))):
        frame, figures = analysis.to_frame(), analysis.figures
        for name in ("id", "baseline", "actual", "target", "expected", "progress", "path_progress"):
            pd.testing.assert_series_equal(frame[name], figures[name], check_dtype=False)
        assert frame["status"].tolist() == figures["status"].tolist()
        assert analysis.statuses["deteriorating"] == 1


def test_nothing_is_said_in_words_of_kpis_that_nobody_looks_at(monkeypatch):
    made = []
    original = Study.row
    monkeypatch.setattr(Study, "row", lambda self, id: made.append(id) or original(self, id))
    rows = pd.DataFrame({"kpi": ["k3"], "date": ["2026-06-30"], "value": [60.0]})
    analysis = analyze(many(50), rows)
    assert analysis.figures["status"].value_counts()["no data"] == 49
    assert not made
    assert (analysis.kpi("k3").status, analysis.kpis[3].status) == ("on track", "on track")
    assert made == ["k3"]
    assert len(analysis.kpis) == 50
    assert [row.id for row in analysis.kpis[-2:]] == ["k48", "k49"]
    with pytest.raises(KeyError, match="there is no KPI 'k50'"):
        analysis.kpi("k50")


def test_a_declared_form_is_read_once():
    calls = []
    original = drafting.plan_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drafting, "plan_of", lambda *given: calls.append(1) or original(*given))
        drafting.drafts_of(tuple(many(40, unit="percent").kpis.values()))
    assert len(calls) == 1


@pytest.mark.parametrize(
    "frame",
    [
        {"value": ["80 %"]},
        {"value": [True]},
        {"value": [1.0], "n": [1.5]},
        {"value": [1.0], "segment": [3]},
        {"value": [float("inf")]},
        {"value": [1.0], "date": ["soon"]},
        {"value": [1.0], "kpi": [None]},
    ],
)
def test_what_is_not_plain_is_read_row_by_row(frame):
    rows = pd.DataFrame({"kpi": ["k0"], "date": ["2026-06-30"], **frame})
    assert columns_from(many(1), rows) is None


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "float32", "int8", "uint16"])
def test_any_column_of_numbers_stays_a_column(dtype):
    rows = pd.DataFrame({"kpi": ["k0"], "date": ["2026-06-30"], "value": [60], "n": [3]})
    columns = columns_from(many(1), rows.astype({"value": dtype}))
    assert columns.series("k0").points == ((AS_OF, 60.0),)
