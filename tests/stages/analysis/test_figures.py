"""What is computed in columns is what the functions for one figure say."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.measurement import Problem
from theoryofchange.stages.analysis import analyze
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
    | st.sampled_from(["80 %", "≥ 80", "< 3", "2 of 16", "1:10", "3 days", "10 to 20", "± 2", "TBD"])
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
