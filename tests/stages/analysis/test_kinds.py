from __future__ import annotations

import pytest

from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.analysis import analyze

ACTED = {"owner": "lead", "decision": "Call back at once"}


def row(lags=("90 days", "30 days"), **fields):
    """Return what is said of a KPI of the first of two outcomes before a goal."""
    first, second = ({"lag": lag} if lag else {} for lag in lags)
    theory = TheoryOfChange(
        goals=[Goal(id="grow", needs={"trust": second})],
        outcomes=[Outcome(id="trust", needs={"speed": first}), Outcome(id="speed")],
        kpis=[Kpi(id="k", **{"measures": "speed", **fields})],
    )
    return analyze(theory).kpi("k")


@pytest.mark.parametrize(
    ("fields", "type_", "because"),
    [
        ({"measures": "grow"}, "KRI", "grow is a goal"),
        ({"timing": "lagging"}, "RI", "it is lagging (declared, while the graph says leading"),
        ({"unit": "EUR", **ACTED, "cadence": "daily"}, "RI", "it is of money"),
        ({}, "PI", "not key: it is not said how often it is measured; nobody answers for it"),
        ({**ACTED, "cadence": "monthly"}, "PI", "not key: it is measured only monthly"),
        ({**ACTED, "cadence": "weekly"}, "KPI", "it is measured weekly; lead acts on it: Call"),
        ({"measures": None}, None, "it measures no goal and no outcome"),
    ],
)
def test_a_metric_is_read_as_one_of_four_types(fields, type_, because):
    reading = row(**fields).reading
    assert reading.type == type_
    assert because in reading.because


def test_the_reading_stands_beside_the_qualification_and_changes_nothing():
    read = row(**ACTED, cadence="weekly")
    assert (read.reading.type, read.qualification.classification) == ("KPI", "metric")


@pytest.mark.parametrize(
    ("lags", "shown", "because"),
    [
        (("90 days", "30 days"), True, "grow follows 120 days later"),
        (("90 days", None), True, "grow follows 90 days later at least; 1 of 2 lags on the way"),
        ((None, None), False, "nothing shows that it leads grow: no lag is stated on the way"),
        (("0 days", "0 days"), False, "nothing shows that it leads grow: all lags on the way are"),
        (("0 days", None), False, "nothing shows that it leads grow: 1 of 2 lags on the way"),
    ],
)
def test_leading_is_checked_against_the_lags(lags, shown, because):
    read = row(lags, timing="leading")
    assert read.position.lead.shown is shown
    assert because in read.position.lead.because
    told = analyze_frame(lags)
    assert because in told["lead"].tolist()[0]


def analyze_frame(lags):
    first, second = ({"lag": lag} if lag else {} for lag in lags)
    theory = TheoryOfChange(
        goals=[Goal(id="grow", needs={"trust": second})],
        outcomes=[Outcome(id="trust", needs={"speed": first}), Outcome(id="speed")],
        kpis=[Kpi(id="k", measures="speed", timing="leading")],
    )
    return analyze(theory).to_frame()


def test_the_nearest_goal_counts_and_circles_end():
    theory = TheoryOfChange(
        goals=[Goal(id="far", needs={"a": {"lag": "1 year"}}), Goal(id="near", needs={"b": {}})],
        outcomes=[
            Outcome(id="a", needs={"b": {"lag": "1 day"}}),
            Outcome(id="b", needs={"a": {"lag": "2 days"}}),
        ],
        kpis=[Kpi(id="k", measures="a"), Kpi(id="g", measures="near", timing="leading")],
    )
    analysis = analyze(theory)
    lead = analysis.kpi("k").position.lead
    assert (lead.goal, lead.days, lead.links, lead.unstated) == ("near", 2.0, 2, 1)
    assert analysis.kpi("g").position.lead is None, "a goal is not led to, it is it"


def test_what_is_lagging_leads_nothing():
    assert row(timing="lagging").position.lead is None
