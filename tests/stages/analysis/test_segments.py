from __future__ import annotations

import pickle
from datetime import date

import pandas as pd
import pytest

from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.stages.analysis import analyze
from theoryofchange.stages.analysis.tables import SEGMENTS, TARGETS


def theory(*observations, **fields):
    stated = {
        "direction": "increase",
        "baseline": {"value": 60, "date": "2025-12-31"},
        "target": {"value": 80, "date": "2026-12-31"},
    }
    return TheoryOfChange(
        Header(id="t", as_of="2026-07-02"),
        goals=[Goal(id="g")],
        kpis=[Kpi(id="k", measures="g", **{**stated, **fields})],
        observations=[
            Observation(kpi="k", date=day, value=value, segment=segment)
            for day, value, segment in observations
        ],
    )


SEEN = [
    ("2026-06-30", 70, None),
    ("2026-06-30", 82, "web"),
    ("2026-06-30", 50, "shop"),
    ("2026-03-31", 61, "shop"),
]


def test_each_segment_has_its_own_progress_and_status():
    analysis = analyze(theory(*SEEN))
    row = analysis.kpi("k")
    assert (row.standing.actual, row.status) == (70, "on track")
    told = {
        part.segment: (part.standing.status, part.standing.progress.value) for part in row.segments
    }
    assert told == {"web": ("achieved", 1.1), "shop": ("deteriorating", -0.5)}
    frame = analysis.segments
    assert list(frame.columns) == list(SEGMENTS)
    assert frame["segment"].tolist() == ["web", "shop"]
    assert frame["actual_date"].tolist()[1] == date(2026, 6, 30)
    assert frame["status_because"].tolist()[0].endswith("; from the baseline of the whole")
    assert analysis.to_dict()["kpis"][0]["segments"][0]["progress"] == 1.1
    assert len(analysis.to_frame()) == 1, "one row a KPI"


def test_a_segment_measured_on_the_day_of_the_baseline_starts_from_there():
    seen = [("2025-12-31", 40, "shop"), ("2026-06-30", 60, "shop"), ("2026-06-30", 61, "web")]
    analysis = analyze(theory(*seen, ("2026-06-30", 70, None)))
    shop, web = analysis.kpi("k").segments
    assert (shop.baseline_from, shop.standing.progress.formula) == (
        "segment",
        "(60 − 40) / (80 − 40) = 0.5",
    )
    assert (web.baseline_from, web.standing.plan.baseline) == ("whole", 60)
    assert analysis.segments["baseline"].tolist() == [40, 60]
    assert analysis.kpi("k").standing.plan.baseline == 60


def test_the_whole_is_not_made_up_from_segments():
    analysis = analyze(theory(*[row for row in SEEN if row[2]]))
    row = analysis.kpi("k")
    assert (row.status, row.standing.actual, row.standing.progress.value) == ("no data", None, None)
    assert [part.standing.actual for part in row.segments] == [82, 50]
    assert any("only in segments" in problem.message for problem in analysis.problems)


def test_a_frame_of_numbers_says_the_same_of_segments():
    frame = pd.DataFrame(SEEN, columns=["date", "value", "segment"]).assign(kpi="k")
    own, given = analyze(theory(*SEEN)), analyze(theory(), frame)
    assert given.kpi("k").segments == own.kpi("k").segments
    assert given.figures["status"].tolist() == ["on track"]


def test_contradictory_values_of_a_segment_are_not_used():
    row = analyze(theory(("2026-06-30", 70, "web"), ("2026-06-30", 71, "web"))).kpi("k")
    assert row.segments == ()


def test_several_targets_by_date_may_rise_and_fall():
    milestones = [
        {"value": 66, "date": "2026-03-31"},
        {"value": 63, "date": "2026-06-30"},
        {"value": 75, "date": "2026-09-30"},
    ]
    seen = [("2026-03-15", 65, None), ("2026-06-30", 63.5, None), ("2026-07-01", 79, None)]
    analysis = analyze(theory(*seen, milestones=milestones))
    told = analysis.targets
    assert list(told.columns) == list(TARGETS)
    assert told["met"].tolist() == [False, True, None, None]
    assert told["actual"].tolist()[:2] == [65, 63.5]
    assert told["progress"].tolist()[:2] == [pytest.approx(5 / 6), pytest.approx(3.5 / 3)]
    assert told["because"].tolist()[2] == "due on 2026-09-30"
    within = analyze(theory(*seen, milestones=milestones, tolerance=1)).targets
    assert within["met"].tolist()[:2] == [True, True]
    assert analyze(theory(*seen)).targets.empty, "one target is no several"


DEADLINE = {
    "baseline": {"value": "2027-12-31", "date": "2025-12-31"},
    "target": {"value": "by 2027-06-30"},
    "direction": None,
    "tolerance": "1 week",
}


def test_a_target_may_be_a_day():
    analysis = analyze(theory(("2026-06-30", "2027-09-30", None), **DEADLINE))
    row = analysis.kpi("k")
    assert (row.status, row.standing.progress.value) == ("at risk", 0.5)
    assert row.standing.progress.method == "date"
    assert "= -92 / -184 days = 0.5" in row.standing.progress.formula
    assert row.standing.given == date(2027, 9, 30)
    assert (row.baseline_in(None), row.actual_in(None)) == ("2027-12-31", "2027-09-30")
    assert row.target_in(None) == "≤ 2027-06-30"
    assert analysis.figures["status"].tolist() == ["at risk"]
    assert analysis.to_frame()["target_text"].tolist() == ["by 2027-06-30"]
    analysis.view()


def test_a_day_that_was_kept_is_achieved_and_one_before_it_is_not():
    done = [("2027-06-30", "2027-06-30", None)]
    late = theory(*done, **DEADLINE).replace(header=Header(id="t", as_of="2028-01-31"))
    assert analyze(late).kpi("k").status == "achieved"
    strict = {**DEADLINE, "target": {"value": "before 2027-06-30"}}
    missed = theory(*done, **strict).replace(header=Header(id="t", as_of="2028-01-31"))
    assert analyze(missed).kpi("k").status == "off track"


def test_what_is_no_day_is_not_used_for_one():
    analysis = analyze(theory(("2026-06-30", 70, None), **DEADLINE))
    assert analysis.kpi("k").status == "no data"
    assert any("70 is no day, as the target" in problem.message for problem in analysis.problems)
    frame = pd.DataFrame({"kpi": ["k"], "date": ["2026-06-30"], "value": [70.0]})
    assert analyze(theory(**DEADLINE), frame).figures["status"].tolist() == ["no data"]


def test_a_ratio_is_counted_by_its_quotient():
    row = analyze(
        theory(
            ("2026-06-30", "1:15", None),
            baseline={"value": "1:20", "date": "2025-12-31"},
            target={"value": "1:10", "date": "2026-12-31"},
        )
    ).kpi("k")
    assert row.standing.progress.method == "ratio"
    assert row.standing.progress.value == pytest.approx(1 / 3)
    assert row.standing.progress.formula.startswith("(1:15 − 1:20) / (1:10 − 1:20) = ")


def test_a_day_that_is_known_is_not_called_discarded():
    seen = [("2026-06-30", "2027-09-30", None), ("2026-07-01", 70, None)]
    analysis = analyze(theory(*seen, **DEADLINE))
    assert analysis.kpi("k").standing.discarded == 1
    assert [problem.message.partition(":")[0] for problem in analysis.problems] == [
        "the value of k for 2026-07-01 is not used"
    ]


def test_nothing_of_a_confidential_kpi_shows_in_its_segments():
    seen = [("2025-12-31", 41.25, "shop"), ("2026-06-30", 43.75, "shop")]
    analysis = analyze(theory(*seen, confidential=True))
    told = f"{analysis.segments.to_dict()} {analysis.to_dict()} {analysis.targets.to_dict()}"
    assert "41.25" not in told
    assert "43.75" not in told
    assert analysis.segments["status"].tolist() == ["confidential"]


def test_an_analysis_is_equal_to_another_of_the_same_and_survives_a_pickle():
    analysis = analyze(theory(*SEEN))
    assert analysis == analyze(theory(*SEEN)) == pickle.loads(pickle.dumps(analysis))
    assert analysis != analyze(theory(*SEEN), profile="smart")
    frame = pd.DataFrame({"kpi": ["k"], "date": ["2026-06-30"], "value": [70.0]})
    given = analyze(theory(), frame)
    assert given.score is not None
    assert pickle.loads(pickle.dumps(given)).to_dict() == given.to_dict()
