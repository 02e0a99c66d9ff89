"""Compared with whom."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.stages.assessment.comparison import Comparison, compare

DAY = "2025-12-31"
RIVALS = {f"Rival {at:02}": 90 - 2 * at for at in range(15)}
"""Fifteen rivals from 90 down to 62."""


def satisfaction(value: Any = 63, **fields: Any) -> Kpi:
    given = {
        "id": "satisfaction",
        "measures": "loyalty",
        "direction": "increase",
        "baseline": {"value": value, "date": DAY},
        **fields,
    }
    return Kpi(**given)


def rival(name: str | None, value: Any, **fields: Any) -> Benchmark:
    given = {"kpi": "satisfaction", "name": name, "value": value, "date": DAY, "source": "Survey"}
    return Benchmark(**{**given, "kind": "competitor", **fields})


def theory(*kpis: Kpi, benchmarks: list[Benchmark], **parts: Any) -> TheoryOfChange:
    header = Header(as_of="2026-01-01")
    goals = [Goal(id="loyalty")]
    return TheoryOfChange(header, goals=goals, kpis=kpis, benchmarks=benchmarks, **parts)


def only(theory: TheoryOfChange) -> Comparison:
    (found,) = compare(theory)
    return found


FIELD = [rival(name, value) for name, value in RIVALS.items()]


def test_from_fourteenth_of_sixteen_to_second():
    rank = Kpi(
        id="rank",
        measures="loyalty",
        unit="rank",
        direction="decrease",
        baseline={"value": "15 of 16", "date": DAY},
        target={"value": "2 of 16", "date": "2028-12-31"},
    )
    found = only(theory(satisfaction(65), rank, benchmarks=FIELD))
    assert (found.kpi, found.kind, found.own) == ("satisfaction", "competitor", 65)
    assert (found.ranking.rank, found.ranking.of) == (14, 16)
    assert (found.ranking.best, found.ranking.best_name) == (90, "Rival 00")
    assert (found.ranking.gap_to_best, found.ranking.gap_to_median) == (25, 11)
    assert found.requirement is not None
    assert (found.requirement.target_rank, found.requirement.of) == (2, 16)
    assert found.requirement.value == 88
    assert "rank 2 of 16 is held by Rival 01 with 88" in found.requirement.derivation


def test_a_kpi_s_own_target_may_be_the_rank():
    found = only(theory(satisfaction(target={"value": "3rd of 16"}), benchmarks=FIELD))
    assert found.requirement is not None and found.requirement.value == 86


def test_with_fewer_figures_than_ranks_the_requirement_is_bounded():
    found = only(theory(satisfaction(target={"value": "2 of 16"}), benchmarks=FIELD[:10]))
    assert found.requirement is not None
    assert found.requirement.value is None and found.requirement.reason
    assert found.requirement.best_case is not None


def test_without_a_rank_aimed_at_nothing_is_required():
    found = only(theory(satisfaction(target={"value": 80}), benchmarks=FIELD))
    assert found.requirement is None
    assert found.to_dict()["required"] is None


def test_less_may_be_better():
    kpi = satisfaction(4, direction="decrease", target={"value": "1 of 3"})
    found = only(theory(kpi, benchmarks=[rival("A", 3), rival("B", 5)]))
    assert (found.ranking.rank, found.ranking.gap_to_best) == (2, 1)
    assert found.requirement is not None and found.requirement.value == 3


@pytest.mark.parametrize("direction", [None, "maintain", "range"])
def test_without_a_better_way_there_is_no_rank(direction):
    found = only(theory(satisfaction(direction=direction), benchmarks=FIELD))
    assert found.ranking.rank is None and found.ranking.reason


def test_the_own_value_is_the_latest_up_to_the_day():
    measured = [
        Observation(kpi="satisfaction", date="2025-12-31", value=70),
        Observation(kpi="satisfaction", date="2025-11-30", value=69),
        Observation(kpi="satisfaction", date="2026-06-30", value=99),
        Observation(kpi="satisfaction", date="2025-12-31", value=1, segment="north"),
        Observation(kpi="satisfaction", date="2026-01-01", value="TBD"),
        Observation(kpi="other", date="2025-12-31", value=2),
    ]
    found = only(theory(satisfaction(), benchmarks=FIELD, observations=measured))
    assert (found.own, found.own_date) == (70, dt.date(2025, 12, 31))
    undated = only(
        theory(satisfaction(), benchmarks=FIELD, observations=measured).replace(header=Header())
    )
    assert (undated.own, undated.own_date) == (99, dt.date(2026, 6, 30))


def test_without_an_own_value_there_is_no_rank_and_the_field_is_still_told():
    found = only(theory(satisfaction("TBD", target={"value": "2 of 16"}), benchmarks=FIELD))
    assert (found.own, found.own_date, found.ranking.rank) == (None, None, None)
    assert found.ranking.reason == "there is no own value"
    assert len(found.figures) == 15
    assert found.requirement is not None and found.requirement.value == 88
    assert only(theory(Kpi(id="satisfaction"), benchmarks=FIELD)).own is None


def test_each_kind_of_outside_figure_is_a_comparison_of_its_own():
    benchmarks = [
        rival("A", 70),
        rival("B", 60, kind="share of spend"),
        rival("C", 65, kind="neighbouring_industry"),
        rival("D", 66, kind=None),
    ]
    found = compare(theory(satisfaction(), benchmarks=benchmarks))
    assert [each.kind for each in found] == [
        "competitor",
        "share_of_spend",
        "neighbouring_industry",
        None,
    ]
    assert [len(each.figures) for each in found] == [1, 1, 1, 1]


def test_only_the_newest_figure_of_a_name_counts_and_none_after_the_day():
    benchmarks = [
        rival("A", 50, date="2024-12-31"),
        rival("A", 70, date="2025-12-31"),
        rival("A", 99, date="2026-12-31"),
        rival("B", 40),
    ]
    found = only(theory(satisfaction(), benchmarks=benchmarks))
    assert {figure.name: figure.value for figure in found.figures} == {"A": 70, "B": 40}
    assert len(found.left_out) == 2


def test_what_is_no_figure_or_on_another_scale_is_left_out_and_said():
    benchmarks = [
        rival("A", 70),
        rival("B", "see report"),
        rival("C", "3 weeks"),
        rival("D", "€5"),
        rival("E", "≥ 95 %"),
        rival("F", "60 to 70 %"),
    ]
    found = only(theory(satisfaction("63 %"), benchmarks=benchmarks))
    assert [figure.name for figure in found.figures] == ["A"]
    said = dict(each.split(": ", 1) for each in found.left_out)
    assert list(said) == ["B", "C", "D", "E", "F"]
    assert "see report" in said["B"]
    assert "not on one scale" in said["D"]
    assert said["E"].startswith("it only bounds")
    assert said["F"].startswith("a range is not one figure") or "bounds" in said["F"]


def test_durations_are_compared_in_one_unit():
    kpi = satisfaction("36 hours", direction="decrease")
    benchmarks = [rival("A", "1 day"), rival("B", "2 days"), rival("C", "90 minutes")]
    found = only(theory(kpi, benchmarks=benchmarks))
    assert [figure.value for figure in found.figures] == pytest.approx([24, 48, 1.5])
    assert (found.ranking.rank, found.ranking.of) == (3, 4)
    assert found.ranking.best == pytest.approx(1.5)
    assert (found.own, found.unit) == (36, "hour")


def test_without_an_own_value_the_first_figure_gives_the_scale():
    benchmarks = [rival("A", "1 day"), rival("B", "12 hours"), rival("C", "80 %")]
    found = only(theory(Kpi(id="satisfaction", direction="decrease"), benchmarks=benchmarks))
    assert [figure.value for figure in found.figures] == [1, 0.5]
    assert found.left_out == ("C: 80 % is no length of time",)


def test_a_confidential_figure_is_nowhere():
    kpi = satisfaction("5822", confidential=True)
    found = only(theory(kpi, benchmarks=[rival("A", 6000), rival("B", 5000)]))
    assert found.own is None and found.ranking.rank is None
    assert "5822" not in str(found.to_dict())
    assert found.ranking.reason == "its figures are confidential"


def test_a_target_rank_is_one_among_competitors():
    benchmarks = [rival("A", 70, kind="competitor"), rival("N", 90, kind="neighbouring_industry")]
    aimed = satisfaction(target={"value": "1st of 2"})
    found = compare(theory(aimed, benchmarks=benchmarks))
    assert {each.kind: each.requirement is not None for each in found} == {
        "competitor": True,
        "neighbouring_industry": False,
    }


def test_figures_without_a_name_are_told_apart():
    benchmarks = [rival(None, 70), rival(None, 71, source=None), rival(None, 72, source=None)]
    found = only(theory(satisfaction(), benchmarks=benchmarks))
    assert [figure.name for figure in found.figures] == ["Survey", "figure 2", "figure 3"]


def test_benchmarks_of_no_kpi_are_no_comparison():
    assert compare(theory(Kpi(id="other"), benchmarks=FIELD)) == ()
    assert compare(theory(satisfaction(), benchmarks=[])) == ()


def test_a_misspelt_reference_is_followed():
    benchmarks = [rival("A", 70, kpi="satisfcation")]
    found = theory(satisfaction(), benchmarks=benchmarks, meant={"satisfcation": "satisfaction"})
    assert only(found).ranking.rank == 2


def test_a_comparison_is_plain_data():
    found = only(theory(satisfaction(target={"value": "2 of 16"}), benchmarks=FIELD))
    said = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert said["own_date"] == DAY and said["target_rank"] == 2
    assert said["figures"][0] == {
        "name": "Rival 00",
        "value": 90,
        "date": DAY,
        "source": "Survey",
        "n": None,
    }
