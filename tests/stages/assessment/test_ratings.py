"""A caller's ratings: what is read, and what is refused by the name of its row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.maturity import Rating, load_model
from theoryofchange.reporting.run import run
from theoryofchange.stages.assessment import assess, ratings_of

MODEL = load_model(Path(__file__).parents[2] / "maturity" / "small.yaml")
SAID = {"capability": "a", "team": "crm", "rater": "Ada", "answer": 3, "date": "2025-12-01"}


def given(**changed: Any) -> list[dict[str, Any]]:
    """Return two rows, the second changed."""
    return [SAID, {**SAID, "rater": "Ben", **changed}]


def test_mappings_ratings_and_a_frame_say_the_same():
    rows = given(evidence="a report", target=4)
    listed = [Rating(**row) for row in rows]
    assert ratings_of(rows) == ratings_of(listed) == ratings_of(iter(listed)) == tuple(listed)
    assert ratings_of(pd.DataFrame(rows)) == tuple(listed)


def test_cells_of_other_libraries_are_read():
    row = {**SAID, "answer": np.int64(3), "date": pd.Timestamp("2025-12-01"), "evidence": pd.NA}
    assert ratings_of([row]) == ratings_of([SAID])
    assert ratings_of([{**SAID, "target": float("nan")}]) == ratings_of([SAID])
    assert ratings_of([{**SAID, "date": dt.datetime(2025, 12, 1)}])[0].date == dt.date(2025, 12, 1)


@pytest.mark.parametrize("wrong", ["candour", 3, {"capability": ["a"]}, Rating(**SAID)])
def test_what_is_no_list_of_ratings_is_refused(wrong):
    with pytest.raises(TypeError, match=f"ratings takes .* not an? {type(wrong).__name__}"):
        assess(TheoryOfChange(), wrong, model=MODEL)


def test_a_row_that_is_no_mapping_is_refused():
    with pytest.raises(TypeError, match=r"row 1: .* not a tuple"):
        assess(TheoryOfChange(), [SAID, ("a", 3)], model=MODEL)


@pytest.mark.parametrize("as_given", [list, pd.DataFrame], ids=["mappings", "frame"])
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"capability": "aa"}, "small has no capability “aa”"),
        ({"answer": 7}, "small has no level “7”.*1 none"),
        ({"answer": "hafl"}, "small has no level “hafl”. Did you mean half"),
        ({"target": "perfect"}, "small has no level “perfect”"),
        ({"date": "2025-02-30"}, "not a day of the calendar"),
        ({"date": None}, "date"),
        ({"answer": None}, "answer takes a text"),
        ({"evidnce": "x"}, "no field evidnce.*Did you mean evidence"),
    ],
)
def test_what_cannot_count_names_its_row(changed, said, as_given):
    with pytest.raises(ValueError, match=rf"ratings, row [01]: .*{said}"):
        assess(TheoryOfChange(), as_given(given(**changed)), model=MODEL)


def test_a_misspelt_capability_is_told_the_near_one():
    with pytest.raises(ValueError, match=r"row 1: .*Did you mean goal_clarity"):
        assess(TheoryOfChange(), [{**SAID, "capability": id} for id in ("candour", "goal_clarty")])


def test_a_column_that_comes_twice_is_refused():
    frame = pd.DataFrame([[*SAID.values(), 4]], columns=[*SAID, "answer"])
    with pytest.raises(ValueError, match="several columns answer"):
        assess(TheoryOfChange(), frame, model=MODEL)


def test_run_refuses_them_too():
    theory = TheoryOfChange(Header(as_of="2026-01-01"), goals=[Goal(id="g")])
    with pytest.raises(ValueError, match=r"row 1: .*no capability “zeal”"):
        run(theory, ratings=[{**SAID, "capability": id} for id in ("candour", "zeal")])
