from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.stages.analysis import analyze

THEORY = TheoryOfChange(
    Header(id="t", as_of="2026-12-31"),
    goals=[Goal(id="g")],
    kpis=[
        Kpi(
            id="nps",
            measures="g",
            baseline={"value": 30, "date": "2025-12-31"},
            target={"value": 50, "date": "2027-12-31"},
        )
    ],
    observations=[Observation(kpi="nps", date="2026-06-30", value=34)],
)


def frame(**columns):
    return pd.DataFrame({"kpi": ["nps"], "date": ["2026-09-30"], "value": [40.0], **columns})


def actual(observations):
    standing = analyze(THEORY, observations).kpi("nps").standing
    return standing.actual, standing.actual_date


def test_a_frame_replaces_the_theorys_own_values_and_the_data_window():
    own, given = analyze(THEORY), analyze(THEORY, frame())
    assert (own.kpi("nps").standing.actual, given.kpi("nps").standing.actual) == (34, 40)
    assert (own.provenance.first, own.provenance.observations) == (date(2026, 6, 30), 1)
    assert (given.provenance.first, given.provenance.last) == (date(2026, 9, 30),) * 2
    assert given.provenance.theory_hash == own.provenance.theory_hash
    empty = analyze(THEORY, frame().iloc[:0])
    assert (empty.provenance.first, empty.provenance.observations) == (None, 0)
    assert empty.kpi("nps").status == "no data"


@pytest.mark.parametrize(
    "day",
    [
        "2026-09-30",
        date(2026, 9, 30),
        datetime(2026, 9, 30, 12, 5, tzinfo=UTC),
        pd.Timestamp("2026-09-30"),
    ],
)
def test_a_date_may_be_text_date_or_timestamp(day):
    assert actual(frame(date=[day])) == (40, date(2026, 9, 30))


@pytest.mark.parametrize("value", [41, 41.0, "41", pd.Series([41], dtype="Int64").iloc[0]])
def test_a_value_may_be_a_number_or_text(value):
    assert actual(frame(value=[value]))[0] == 41


def test_segments_and_counts_are_read_and_play_no_part():
    many = pd.concat([frame(segment=[None], n=[412]), frame(segment=["web"], value=[90.0])])
    assert actual(many)[0] == 40


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (frame().drop(columns="date"), "observations: there is no column 'date'"),
        (
            frame(segmnt=["web"]),
            "observations: the column 'segmnt' is not known. Did you mean segment?",
        ),
        (
            pd.concat([frame(), frame()[["value"]]], axis=1),
            "observations: there are several columns 'value'",
        ),
        (
            frame(kpi=[7]),
            "observations: column 'kpi', row 0: the id of a KPI is needed, not 7",
        ),
        (
            frame(date=["30.9.2026"]),
            "observations: column 'date', row 0: a date is needed, not '30.9.2026'",
        ),
        (
            frame(date=[pd.NaT]),
            "observations: column 'date', row 0: a date is needed, and there is none",
        ),
        (
            frame(value=[float("inf")]),
            "observations: column 'value', row 0: a finite number or text is needed, not inf",
        ),
        (
            frame(value=[True]),
            "observations: column 'value', row 0: a finite number or text is needed, not True",
        ),
        (frame(n=[1.5]), "observations: column 'n', row 0: a count is needed, not 1.5"),
        (frame(segment=[3]), "observations: column 'segment', row 0: text is needed, not 3"),
    ],
)
def test_a_wrong_frame_says_which_column(broken, message):
    with pytest.raises(ValueError) as raised:
        analyze(THEORY, broken)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    "value",
    [
        Decimal("41.5"),
        np.float32(41.5),
        pd.Categorical(["41.5"])[0],
        pd.array(["41.5"], dtype="string")[0],
    ],
)
def test_a_value_may_be_wrapped_as_its_column_keeps_it(value):
    assert actual(frame(value=pd.Series([value], dtype=object)))[0] == 41.5


@pytest.mark.parametrize("n", [np.int64(3), Decimal(3), 3.0, pd.NA, None])
def test_a_count_may_be_wrapped_as_its_column_keeps_it(n):
    assert actual(frame(n=pd.Series([n], dtype=object)))[0] == 40


def test_categories_and_time_zones_are_read():
    assert actual(frame(kpi=pd.Categorical(["nps"]))) == (40, date(2026, 9, 30))
    evening = pd.to_datetime(["2026-09-30T23:30"]).tz_localize("America/New_York")
    assert actual(frame(date=evening)) == (40, date(2026, 9, 30))


@pytest.mark.parametrize(
    "value", [None, float("nan"), pd.NA, pd.NaT, "", "  ", Decimal("nan"), Decimal("sNaN")]
)
def test_an_absent_value_is_a_problem(value):
    result = analyze(THEORY, frame(value=pd.Series([value], dtype=object)))
    assert result.kpi("nps").status == "no data"
    assert result.problems[0].message == "nps has a row for 2026-09-30 without a value"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (pd.DataFrame(), "observations: there is no column 'kpi'"),
        (frame().set_index("kpi"), "observations: there is no column 'kpi'"),
        (
            pd.concat([frame(), frame()[["kpi"]]], axis=1),
            "observations: there are several columns 'kpi'",
        ),
        (
            frame(kpi=pd.Categorical([None])),
            "observations: column 'kpi', row 0: the id of a KPI is needed, and there is none",
        ),
        (
            frame(value=[np.array([1, 2])]),
            "observations: column 'value', row 0: a finite number or text is needed, "
            "not array([1, 2])",
        ),
        (
            frame(segment=[np.array(["a"])]),
            "observations: column 'segment', row 0: text is needed, not array(['a'], dtype='<U1')",
        ),
        (
            frame(value=pd.Series([10**400], dtype=object)),
            "observations: column 'value', row 0: a finite number or text is needed, "
            f"not 1{'0' * 78}…",
        ),
    ],
)
def test_a_strange_frame_is_refused_in_words(broken, message):
    with pytest.raises(ValueError) as raised:
        analyze(THEORY, broken)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("given", [[], {}, 3, "x", pd.Series([1]), np.zeros((2, 3)), False])
def test_what_is_no_frame_is_refused(given):
    with pytest.raises(TypeError, match=r"observations takes a pandas\.DataFrame, not a"):
        analyze(THEORY, given)


def test_rows_that_cannot_be_used_are_problems():
    rows = pd.DataFrame(
        {
            "kpi": ["nps", "nps", "gone", "nps", "nps", "nps"],
            "date": ["2026-01-31", "2026-02-28", "2026-02-28", *["2026-03-31"] * 2, "2026-04-30"],
            "value": [None, "TBD", 3, 35, 36, "< 40"],
        }
    )
    result = analyze(THEORY, rows)
    assert [problem.message for problem in result.problems] == [
        "nps has a row for 2026-01-31 without a value",
        "gone is no KPI: 1 of its values are not used",
        "the value of nps for 2026-02-28 is not used: it is only promised: TBD",
        "the value of nps for 2026-04-30 is not used: it only bounds the figure: < 40",
        "nps has 2 values for 2026-03-31 (35, 36): none of them is used",
        "nps: nothing is measured up to 2026-12-31; 5 discarded: "
        "2 unreadable on its scale, 2 contradictory, 1 without a value",
    ]
    assert result.kpi("nps").status == "no data"


def test_where_all_values_are_discarded_the_row_and_the_problems_say_why():
    rows = pd.DataFrame(
        {
            "kpi": ["nps"] * 5,
            "date": ["2027-01-31", "2027-02-28", "2025-01-31", "2026-03-31", "2026-04-30"],
            "value": [35, 36, 28, 37, "soon"],
            "segment": [None, None, None, "web", None],
        }
    )
    result = analyze(THEORY, rows)
    because = (
        "nothing is measured up to 2026-12-31; 5 discarded: 1 unreadable on its scale, "
        "1 of a segment, 1 dated before the baseline of 2025-12-31, 2 dated after 2026-12-31"
    )
    row = result.kpi("nps")
    assert (row.status, row.standing.discarded) == ("no data", 5)
    assert row.standing.because == because
    assert result.to_frame()["status_because"].tolist() == [because]
    assert result.problems[-1].message == f"nps: {because}"
    used = analyze(THEORY, pd.concat([rows, frame()]))
    assert (used.kpi("nps").status, used.kpi("nps").standing.discarded) == ("on track", 5)
    assert not any("discarded" in problem.message for problem in used.problems)


def test_without_a_day_of_its_own_the_last_observation_is_the_day():
    undated = TheoryOfChange(kpis=THEORY.kpis, observations=THEORY.observations)
    result = analyze(undated)
    assert (result.as_of, result.as_of_from) == (date(2026, 6, 30), "last observation")
    bare = analyze(TheoryOfChange(kpis=THEORY.kpis))
    assert (bare.as_of, bare.as_of_from) == (None, None)


SHARE = Kpi(
    id="back",
    measures="g",
    definition="Share of guests who came back",
    unit="percent",
    baseline={"value": 40, "date": "2025-12-31"},
    target={"value": 55, "date": "2027-12-31"},
)


@pytest.mark.parametrize("value", [720, "720 %", -3, 100.01])
def test_an_impossible_value_is_discarded_and_named(value):
    theory = THEORY.replace(kpis=[SHARE])
    rows = pd.DataFrame({"kpi": ["back"] * 2, "date": ["2026-06-30", "2026-09-30"]})
    rows["value"] = [44, value]
    for found in (
        analyze(theory, rows),
        analyze(
            theory.replace(
                observations=[
                    Observation(kpi=kpi, date=day, value=held)
                    for kpi, day, held in rows.itertuples(index=False)
                ]
            )
        ),
    ):
        row = found.kpi("back")
        assert (row.standing.actual, row.standing.discarded) == (44, 1)
        assert [problem.message for problem in found.problems] == [
            f"the value of back for 2026-09-30 is not used: it is {value}, "
            "and a share lies between 0 and 100 %"
        ]


def test_an_impossible_value_of_a_confidential_kpi_is_not_told():
    theory = THEORY.replace(kpis=[replace(SHARE, confidential=True)])
    row = {"kpi": "back", "date": "2026-09-30", "value": 720}
    (problem,) = analyze(theory, pd.DataFrame([row])).problems
    assert "no such value can be measured" in problem.message and "720" not in problem.message


def test_a_fraction_among_percentages_is_used_as_it_stands_and_named():
    rows = pd.DataFrame({"kpi": ["back"] * 2, "date": ["2026-06-30", "2026-09-30"]})
    rows["value"] = [44, 0.45]
    found = analyze(THEORY.replace(kpis=[SHARE]), rows)
    assert found.kpi("back").standing.actual == 0.45
    assert [problem.message for problem in found.problems] == [
        "the value of back for 2026-09-30, 0.45, is used as 0.45 %: "
        "it looks like a fraction of 1 among percentages"
    ]


def test_contradictory_values_of_a_confidential_kpi_are_not_told():
    theory = THEORY.replace(kpis=[replace(SHARE, confidential=True)])
    days = ["2026-06-30"] * 3
    frame = pd.DataFrame({"kpi": SHARE.id, "date": days, "value": [41, 44, 44]})
    problems = [each.message for each in analyze(theory, frame).problems]
    assert f"{SHARE.id} has several values for 2026-06-30" in problems
    assert not any("41" in each or "44" in each for each in problems)
