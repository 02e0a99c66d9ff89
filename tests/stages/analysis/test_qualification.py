from __future__ import annotations

from datetime import date

import pytest

from theoryofchange.activity import Activity
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Attestation, Kpi
from theoryofchange.kpi.criteria import CRITERIA
from theoryofchange.stages.analysis import CORE, analyze
from theoryofchange.stages.analysis.criteria import JUDGES

AS_OF = date(2026, 6, 30)
WHOLE = {
    "id": "retention",
    "title": "Retention",
    "measures": "base",
    "definition": "Share of customers who ordered again",
    "formula": "again / before",
    "unit": "percent",
    "direction": "increase",
    "owner": "crm_lead",
    "audience": ["board"],
    "cadence": "monthly",
    "decision": "Raise or cut the budget at the quarterly review",
    "baseline": {"value": 71, "date": "2025-12-31"},
    "target": {"value": 80, "date": "2027-12-31", "set_by": "board"},
    "source": {"system": "crm", "availability": "live"},
    "guardrail": "discount",
    "version": "2",
    "review_by": "2026-12-31",
    "attested": {"understood": {"by": "board office", "date": "2026-01-15"}},
}


def qualified(*, as_of=AS_OF, others=(), activities=True, **changes):
    fields = {key: value for key, value in {**WHOLE, **changes}.items() if value is not None}
    theory = TheoryOfChange(
        Header(id="t", as_of=as_of),
        goals=[Goal(id="base", title="Customer base", needs=["service"])],
        outcomes=[Outcome(id="service"), Outcome(id="island")],
        kpis=[Kpi(**fields), Kpi(id="discount", title="Discount rate"), *others],
        activities=[Activity(id="train", title="Train", advances=["service"])]
        if activities
        else [],
    )
    return analyze(theory).kpi("retention").qualification


def test_every_criterion_has_a_judge_and_the_core_is_part_of_them():
    keys = [criterion.key for criterion in CRITERIA]
    assert list(JUDGES) == keys
    assert set(CORE) < set(keys)


def test_what_meets_all_criteria_is_a_kpi_and_says_on_which_ground():
    found = qualified()
    assert found.is_kpi is True
    assert found.classification == "KPI"
    assert found.counts == "15 of 15 met"
    assert found.missing == ()
    grounds = {verdict.criterion: verdict.ground for verdict in found.verdicts}
    assert grounds.pop("understood") == "attested"
    assert set(grounds.values()) == {"derived"}
    assert found.verdict("movable").because == "the activity Train reaches what it measures"


@pytest.mark.parametrize(
    ("changes", "criterion", "ground", "because"),
    [
        ({"measures": None}, "on_path", "failed", "it does not say what it measures"),
        ({"measures": "nowhere"}, "on_path", "failed", "nowhere is no goal and no outcome"),
        ({"measures": "island"}, "on_path", "failed", "it measures island, which leads to no goal"),
        ({"owner": None}, "owned", "failed", "nobody is named who answers for it"),
        ({"formula": None, "unit": None}, "defined", "failed", "there is no formula and no unit"),
        ({"direction": None}, "directed", "failed", "nothing says which way is good"),
        ({"baseline": None}, "baselined", "failed", "there is no baseline"),
        ({"baseline": 71}, "baselined", "failed", "the baseline 71 has no date"),
        (
            {"baseline": {"value": "TBD", "date": "2025-12-31"}},
            "baselined",
            "failed",
            "the baseline is only promised: TBD",
        ),
        (
            {"target": {"value": 80, "date": "2027-12-31"}},
            "targeted",
            "failed",
            "the target 80 has no origin (set_by or because)",
        ),
        (
            {"target": {"value": "as good as we can", "date": "2027-12-31", "set_by": "board"}},
            "targeted",
            "failed",
            "no figure can be read from the target: as good as we can",
        ),
        ({"cadence": None}, "timely", "unknown", "it is not said how often it is measured"),
        ({"cadence": "when asked"}, "timely", "unknown", "how often when asked is cannot be told"),
        (
            {"cadence": "yearly"},
            "timely",
            "failed",
            "it is measured only yearly, while the decision is taken quarterly",
        ),
        ({"decision": None}, "actionable", "failed", "no decision is named that it triggers"),
        ({"activities": False}, "movable", "failed", "no activity reaches what it measures"),
        (
            {"source": "crm"},
            "sourced",
            "unknown",
            "crm is named, but not whether the data can be had",
        ),
        (
            {"source": {"system": "crm", "availability": "planned"}},
            "sourced",
            "failed",
            "the data of crm is planned",
        ),
        ({"source": None}, "sourced", "failed", "no system is named that holds its data"),
        ({"attested": None}, "understood", "unknown", "nobody attests that board understand"),
        ({"version": None}, "comparable", "unknown", "its definition has no version to tell by"),
        ({"guardrail": "gone"}, "guarded", "failed", "its guardrail gone is no KPI"),
        ({"guardrail": "retention"}, "guarded", "failed", "it is named as its own guardrail"),
        ({"review_by": None}, "reviewed", "unknown", "no day is set by which it is reviewed"),
        (
            {"review_by": "2026-06-29"},
            "reviewed",
            "failed",
            "it was to be reviewed by 2026-06-29, which is past",
        ),
        (
            {"as_of": None},
            "reviewed",
            "unknown",
            "it is reviewed by 2026-12-31, and no day says if that is past",
        ),
    ],
)
def test_each_criterion_names_what_is_missing(changes, criterion, ground, because):
    found = qualified(**changes)
    verdict = found.verdict(criterion)
    assert (verdict.ground, verdict.because) == (ground, because)
    assert criterion in found.missing
    core = criterion in CORE
    if ground == "failed" or core:
        assert found.classification == "metric"


def test_a_review_due_today_is_not_past():
    assert qualified(review_by="2026-06-30").verdict("reviewed").ground == "derived"


def test_an_unknown_core_leaves_it_a_metric_for_want_of_facts_only():
    open_core, open_rest = qualified(cadence=None), qualified(version=None)
    assert (open_core.is_kpi, open_core.classification) == (None, "metric")
    assert (open_rest.is_kpi, open_rest.counts) == (True, "14 of 15 met")
    assert qualified(owner=None).is_kpi is False


def test_five_on_one_goal_are_few_and_six_are_not():
    def beside(count):
        return [Kpi(id=f"k{at}", measures="base") for at in range(count)]

    assert qualified(others=beside(4)).verdict("few").ground == "derived"
    six = qualified(others=beside(5)).verdict("few")
    assert (six.ground, six.because) == ("failed", "it is one of 6 for Customer base, more than 5")


def test_a_month_of_28_days_is_long_enough_for_a_monthly_measure():
    close = [
        {"value": 72, "date": "2026-01-31"},
        {"value": 73, "date": "2026-02-28"},
    ]
    assert qualified(milestones=close, decision="x").verdict("timely").ground == "derived"
    closer = [*close, {"value": 74, "date": "2026-03-15"}]
    verdict = qualified(milestones=closer, decision="x").verdict("timely")
    assert verdict.because == (
        "it is measured only monthly, while 15 days lie between 2026-02-28 and 2026-03-15"
    )


def test_the_target_can_say_the_direction_and_must_not_oppose_it():
    def target(value):
        return {"value": value, "date": "2027-12-31", "set_by": "board"}

    said = qualified(direction=None, target=target("at least 80 %")).verdict("directed")
    assert said.because == "the target ≥ 80 % says increase"
    opposed = qualified(direction="decrease", target=target("at least 80 %")).verdict("directed")
    assert opposed.ground == "failed"
    assert opposed.because == "it is declared to decrease, and the target ≥ 80 % says increase"


def test_a_guardrail_and_what_it_guards_are_a_pair():
    theory = TheoryOfChange(
        kpis=[Kpi(id="a", title="Speed", guardrail="b"), Kpi(id="b", title="Errors")]
    )
    result = analyze(theory)
    assert result.kpi("a").qualification.verdict("guarded").ground == "derived"
    paired = result.kpi("b").qualification.verdict("guarded")
    assert paired.because == "it is paired with Speed, whose guardrail it is"


def vouched(**fields):
    return {"owned": Attestation(**{"by": "the board", "date": "2026-01-01", **fields})}


def test_an_attestation_stands_in_for_what_the_file_does_not_say():
    verdict = qualified(owner=None, attested=vouched(until="2026-06-30", note="minutes of May"))
    assert verdict.verdict("owned").ground == "attested"
    assert verdict.verdict("owned").because == (
        "the board vouches for it on 2026-01-01, until 2026-06-30: minutes of May"
    )


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({"until": "2026-06-29"}, "the board vouched for it until 2026-06-29, which is past"),
        (
            {"date": "2026-07-01"},
            "the board vouches for it only on 2026-07-01, after 2026-06-30",
        ),
        ({"by": None}, "it is attested, but by nobody who is named"),
    ],
)
def test_an_attestation_that_does_not_hold_is_stated_and_leaves_it_unknown(fields, end):
    verdict = qualified(owner=None, attested=vouched(**fields)).verdict("owned")
    assert verdict.ground == "unknown"
    assert verdict.because == f"nobody is named who answers for it; {end}"


def test_an_attestation_cannot_overrule_the_file():
    attested = {"reviewed": {"by": "the board", "date": "2026-01-01"}}
    verdict = qualified(review_by="2026-01-01", attested=attested).verdict("reviewed")
    assert verdict.ground == "failed"
    assert verdict.because.endswith("that the board vouches for it cannot overrule the file")


def test_an_attestation_adds_nothing_to_what_the_file_proves():
    assert qualified(attested=vouched(until="2020-01-01")).verdict("owned").ground == "derived"


def test_an_attestation_of_no_criterion_is_a_problem():
    theory = TheoryOfChange(kpis=[Kpi(id="k", attested={"ownde": {"by": "x"}})])
    (problem,) = analyze(theory).problems
    assert problem.message == "'ownde' is attested and no criterion. Did you mean owned?"


def test_figures_of_a_confidential_kpi_are_not_cited():
    found = qualified(confidential=True)
    assert found.verdict("baselined").because == "(withheld) on 2025-12-31"
    assert not any("71" in v.because or "80" in v.because for v in found.verdicts)
    absent = qualified(confidential=True, baseline=None).verdict("baselined")
    assert absent.ground == "unknown"
