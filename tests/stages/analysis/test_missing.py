from __future__ import annotations

import pytest

from theoryofchange.activity import Activity
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.kpi.criteria import CRITERIA
from theoryofchange.stages.analysis import CORE, PROFILES, Profile, analyze
from theoryofchange.stages.analysis.tables import MISSING

WHOLE = {
    "owner": "lead",
    "definition": "Guests who came back",
    "formula": "back / all",
    "unit": "percent",
    "direction": "increase",
    "cadence": "weekly",
    "decision": "Raise the budget at the quarterly review",
    "baseline": {"value": 40, "date": "2025-12-31"},
    "target": {"value": 55, "date": "2027-12-31", "set_by": "board"},
    "source": {"system": "crm", "availability": "live"},
}


def theory(**second):
    return TheoryOfChange(
        Header(id="t", as_of="2026-06-30"),
        goals=[Goal(id="grow", weight=3, needs=["trust"]), Goal(id="save")],
        outcomes=[Outcome(id="trust")],
        activities=[Activity(id="call", advances=["trust", "save"])],
        kpis=[
            Kpi(id="whole", measures="trust", guardrail="poor", **WHOLE),
            Kpi(id="poor", measures="save", **second),
        ],
    )


def test_what_is_missing_comes_by_weight_times_shortfall():
    analysis = analyze(theory())
    missing = analysis.missing
    assert list(missing.columns) == list(MISSING)
    assert missing["priority"].is_monotonic_decreasing
    assert (missing["priority"] == missing["weight"] * missing["shortfall"]).all()
    for row in analysis.kpis:
        own = missing[missing["kpi"] == row.id]
        assert set(own["criterion"]) == set(row.qualification.missing)
        assert set(own[own["blocks"]]["criterion"]) == set(row.qualification.blocking)
        assert own["shortfall"].sum() == pytest.approx(1 - row.qualification.share)
    first, poor = missing.iloc[0], missing[missing["kpi"] == "poor"]
    assert (first["kpi"], first["weight"], first["blocks"]) == ("whole", 0.75, False)
    blocks = poor["blocks"].tolist()
    assert blocks == sorted(blocks, reverse=True), "of one priority what blocks comes first"
    assert poor.iloc[0]["remedy"]


def test_what_blocks_is_what_keeps_a_metric_from_being_a_kpi():
    whole, poor = analyze(theory()).kpis
    assert (whole.qualification.is_kpi, whole.qualification.blocking) == (True, ())
    assert whole.qualification.missing == ("understood", "comparable", "reviewed")
    assert poor.qualification.is_kpi is False
    unknown = [v.criterion for v in poor.qualification.verdicts if v.ground == "unknown"]
    assert set(unknown) - set(CORE) and not set(poor.qualification.blocking) & (
        set(unknown) - set(CORE)
    )


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_asks_for_its_own_criteria(name):
    profile = PROFILES[name]
    analysis = analyze(theory(), profile=name)
    for row in analysis.kpis:
        assert [v.criterion for v in row.qualification.verdicts] == list(profile.asked)
        assert row.qualification.total == len(profile.asked)
        assert row.qualification.share == pytest.approx(
            row.qualification.met / row.qualification.total
        )
    assert set(profile.core) <= set(profile.asked)
    assert analysis.to_dict()["profile"] == profile.title
    kinds = {gap.kind for gap in analysis.gaps if gap.kind.startswith("criterion-")}
    assert kinds <= {f"criterion-{key}" for key in profile.asked}
    assert profile.source
    analysis.view()


def test_one_metric_qualifies_by_one_profile_and_not_by_another():
    lax = {k: v for k, v in WHOLE.items() if k not in ("owner", "cadence", "decision")}
    smart = analyze(theory(**lax), profile="smart").kpi("poor").qualification
    common = analyze(theory(**lax)).kpi("poor").qualification
    assert (smart.classification, common.classification) == ("KPI", "metric")


def test_weights_of_a_profile_of_ones_own_count():
    own = Profile("Ours", {"owned": 3, "directed": 1}, ("owned",))
    analysis = analyze(theory(), profile=own)
    poor = analysis.missing[analysis.missing["kpi"] == "poor"]
    assert poor["criterion"].tolist() == ["owned", "directed"]
    assert poor["shortfall"].tolist() == [0.75, 0.25]
    assert analysis.kpi("whole").qualification.share == 1.0


def test_a_profile_that_cannot_be():
    with pytest.raises(InputError, match=r"there is no profile 'smrt' to qualify by"):
        analyze(theory(), profile="smrt")
    with pytest.raises(ValueError, match=r"'ownd' is no criterion\. Did you mean owned\?"):
        Profile("Ours", {"ownd": 1}, ())
    for weights in ({}, {"owned": 0}):
        with pytest.raises(ValueError, match="a weight above 0"):
            Profile("Ours", weights, ())


def test_the_default_profile_asks_for_every_criterion_once():
    assert PROFILES["default"].asked == tuple(criterion.key for criterion in CRITERIA)


def test_the_page_lists_what_blocks():
    tables = [
        block
        for block in analyze(theory()).view().blocks
        if str(getattr(block, "caption", "")).startswith("What is missing to qualify")
    ]
    (table,) = tables
    assert {row[0] for row in table.rows} == {"poor"}
