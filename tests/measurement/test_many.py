"""Many KPIs at once are judged as each by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from theoryofchange.measurement import (
    Plan,
    band_path_progress,
    judge,
    linear_progress,
    maintain_progress,
    path_progress,
    range_progress,
    rank_progress,
)
from theoryofchange.measurement.many.plans import NO_DAY, ordinal_of, plans_of
from theoryofchange.measurement.many.telling import STATUSES, tell
from theoryofchange.measurement.plan import aim_of, path_of

FIRST, AS_OF, DUE = date(2026, 1, 1), date(2026, 7, 1), date(2026, 12, 31)
FIGURES = st.sampled_from([0.0, 1.0, 2.0, 4.0, 5.0, 7.0, 0.1, 0.3, 1e300, -3.0])
WITHIN = st.integers(0, 364).map(lambda days: FIRST + timedelta(days=days))
MAYBE = st.none() | FIGURES
SENSIBLE = st.builds(
    Plan,
    direction=st.sampled_from([None, "increase", "maintain"]),
    baseline=st.sampled_from([0.0, 1.0]),
    baseline_date=st.just(FIRST),
    target=st.sampled_from([4.0, 5.0, 7.0]),
    target_date=st.sampled_from([AS_OF, DUE]),
    tolerance=st.sampled_from([None, 0.1]),
)
ANY = st.builds(
    Plan,
    direction=st.sampled_from([None, "increase", "decrease", "maintain", "range"]),
    baseline=MAYBE,
    baseline_date=st.sampled_from([FIRST, FIRST, None]) | WITHIN,
    target=MAYBE,
    target_date=st.sampled_from([DUE, DUE, None]) | WITHIN,
    milestones=st.lists(st.tuples(WITHIN, FIGURES), max_size=3).map(
        lambda points: tuple(sorted(points))
    ),
    low=MAYBE,
    high=MAYBE,
    tolerance=st.sampled_from([None, 0.0, 0.1, 1.0]),
    withheld=st.sampled_from([None, None, None, "it is secret"]),
)
PLANS = SENSIBLE | ANY
RANKS = st.sampled_from([False, False, None, 5.0])
MEASURED = st.none() | st.tuples(WITHIN.filter(lambda day: day <= AS_OF), FIGURES)


def judged(plan, of, measured):
    """Return status, expected, progress and path progress by the functions for one figure."""
    verdict = judge(plan, [measured] if measured else [], AS_OF)
    if plan.withheld:
        return verdict.status, None, None, None
    aim = aim_of(plan)
    day, actual = measured or (AS_OF, None)
    if isinstance(aim, str):
        share, end, band = None, None, None
    else:
        end, band = aim.end, aim.band
        if aim.way == "range":
            share = range_progress(plan.baseline, actual, plan.low, plan.high).value
        elif aim.way == "maintain":
            share = maintain_progress(plan.baseline, actual, plan.target, plan.tolerance).value
        elif of is not False:
            share = rank_progress(plan.baseline, actual, plan.target, of).value
        else:
            share = linear_progress(plan.baseline, actual, plan.target).value
    points = path_of(plan, end)
    path = (
        path_progress(points, actual, day)
        if band is None
        else band_path_progress(points, actual, day, band)
    )
    begun = plan.baseline is not None and plan.baseline_date is not None
    expected = path.expected if path.expected is not None else verdict.expected
    return verdict.status, expected, share, path.value if begun else None


def rising(**fields):
    """Return the plan of a KPI that is to rise from 0 to 4 within the year."""
    stated = {"direction": "increase", "baseline": 0.0, "baseline_date": FIRST, "target": 4.0}
    return Plan(**{**stated, "target_date": FIRST + timedelta(days=360), **fields})


HALF_WAY = FIRST + timedelta(days=90)


@example([(rising(), False, (HALF_WAY, 0.5))])
@example([(rising(), False, (HALF_WAY, 0.499))])
@example([(rising(tolerance=0.3), False, (HALF_WAY, 0.7))])
@example([(rising(target_date=AS_OF), False, (AS_OF, 3.0))])
@example([(rising(target_date=AS_OF - timedelta(days=1)), False, (HALF_WAY, 3.0))])
@example([(rising(direction="maintain", baseline=None), False, (HALF_WAY, 3.0))])
@example([(rising(direction="maintain", baseline=4.0, tolerance=0.1), False, (HALF_WAY, 4.2))])
@example([(rising(milestones=((HALF_WAY, -1.0),)), False, (HALF_WAY, -1.0))])
@example([(rising(milestones=((HALF_WAY, -1.0), (HALF_WAY, -1.0))), False, (HALF_WAY, -2.0))])
@example([(rising(milestones=((HALF_WAY, 1.0), (HALF_WAY, 2.0))), False, (HALF_WAY, 1.0))])
@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PLANS, RANKS, MEASURED), min_size=1, max_size=8))
def test_columns_are_what_the_functions_for_one_figure_say(cases):
    since = [
        measured if measured and measured[0] >= (plan.baseline_date or FIRST) else None
        for plan, _, measured in cases
    ]
    plans = plans_of([plan for plan, _, _ in cases], [of for _, of, _ in cases])
    actual = np.array([point[1] if point else np.nan for point in since])
    day = np.array([point[0].toordinal() if point else NO_DAY for point in since])
    told = tell(plans, actual, day, AS_OF.toordinal())
    for at, ((plan, of, _), point) in enumerate(zip(cases, since, strict=True)):
        figures = (told.expected[at], told.progress[at], told.path_progress[at])
        found = (
            STATUSES[told.status[at]],
            *(None if np.isnan(figure) else float(figure) for figure in figures),
        )
        assert found == judged(plan, of, point), (plan, of, point)


def test_the_examples_above_reach_every_status():
    seen = Counter()

    @settings(max_examples=400, deadline=None, database=None, derandomize=True)
    @given(PLANS, MEASURED)
    def collect(plan, measured):
        seen[judge(plan, [measured] if measured else [], AS_OF).status] += 1

    collect()
    assert set(seen) == set(STATUSES)


def test_no_kpis_are_no_trouble():
    told = tell(plans_of([], []), np.zeros(0), np.zeros(0, np.int64), AS_OF.toordinal())
    assert len(told.status) == 0


@pytest.mark.parametrize("day", [None, AS_OF])
def test_a_day_in_a_column_is_its_ordinal(day):
    assert ordinal_of(day) == (NO_DAY if day is None else day.toordinal())
