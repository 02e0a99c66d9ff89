"""What holds for the alignment of any theory."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.activity import Activity, Team
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.alignment import COVERAGE, GAP_KINDS, Alignment, align
from theoryofchange.view.html import as_html

AS_OF = dt.date(2026, 1, 1)


def coverage(fit: Alignment, goal: str) -> dict[str, str]:
    (found,) = (each for each in fit.coverage if each.goal == goal)
    return {key: str(count) for key, count in found.counts.items()}


@st.composite
def theories(draw: st.DrawFn, *, circles: bool = False) -> TheoryOfChange:
    """Draw a theory with everything that may be absent absent at times, and names of nothing."""
    size = draw(st.integers(0, 7))
    ids = [f"o{n}" for n in range(size)]
    days = st.none() | st.dates(dt.date(2025, 1, 1), dt.date(2028, 1, 1))
    words = st.none() | st.sampled_from(["x", "y", "z"])
    links = st.fixed_dictionaries(
        {},
        optional={
            "sign": st.sampled_from("+-"),
            "lag": st.sampled_from(["1 day", "1 quarter", "2 years"]),
            "evidence": st.sampled_from(["hunch", "comparison"]),
            "agreed_by": st.lists(st.sampled_from(["x", "y"]), unique=True),
        },
    )

    def some(among: list[str]) -> dict[str, Any]:
        return draw(
            st.dictionaries(st.sampled_from([*among, "nothing", "meant"]), links, max_size=3)
        )

    goals = [
        Goal(
            id=f"g{n}",
            owner=draw(words),
            due=draw(days),
            weight=draw(st.sampled_from([0, 1, 3])),
            needs=some([*ids, *(f"g{m}" for m in range(n + 1, 3))]),
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    outcomes = [
        Outcome(id=id, needs=some(ids if circles else ids[n + 1 :])) for n, id in enumerate(ids)
    ]
    kpis = [
        Kpi(
            id=f"k{n}",
            measures=draw(st.none() | st.sampled_from([*ids, "g0", "nothing"])),
            owner=draw(words),
            decision=draw(words),
            timing=draw(st.sampled_from([None, "leading", "lagging"])),
        )
        for n in range(draw(st.integers(0, 4)))
    ]
    activities = [
        Activity(id=f"a{n}", team=draw(words), start=draw(days), advances=some([*ids, "g0"]))
        for n in range(draw(st.integers(0, 3)))
    ]
    return TheoryOfChange(
        Header(as_of=draw(days)),
        goals=goals,
        outcomes=outcomes,
        kpis=kpis,
        activities=activities,
        teams=[Team(id="x")],
        meant={"meant": ids[-1]} if ids else {},
    )


@settings(deadline=None)
@given(st.booleans().flatmap(lambda circles: theories(circles=circles)))
def test_any_theory_is_aligned_alike_twice(theory: TheoryOfChange) -> None:
    fit = align(theory)
    assert fit.score is None or 0 <= fit.score <= 1
    assert json.dumps(fit.to_dict()) == json.dumps(align(theory).to_dict())
    assert as_html(fit.view()) == as_html(align(theory).view())
    ids = [gap.id for gap in fit.gaps]
    assert len(ids) == len(set(ids))
    assert {gap.kind for gap in fit.gaps} <= GAP_KINDS.keys()
    assert all(0 <= gap.weight <= 1 for gap in fit.gaps)
    assert all(gap.score is None or 0 <= gap.score <= 1 for gap in fit.gaps)
    assert all(each.counts.keys() == COVERAGE.keys() for each in fit.coverage)
    assert len(fit.to_frame()) == sum(1 + len(set(theory.ancestors(g)) - {g}) for g in theory.goals)


@settings(deadline=None)
@given(st.booleans().flatmap(lambda circles: theories(circles=circles)))
def test_chains_signs_and_lags_agree_with_the_graph(theory: TheoryOfChange) -> None:
    for chain, timing in zip(align(theory).chains, align(theory).timings, strict=True):
        signs, lags = theory.signs(chain.goal), theory.shortest_lags(chain.goal)
        assert all(node.sign == signs[node.id] for node in chain.nodes if node.id != chain.goal)
        assert {a.activity: a.shortest for a in timing.arrivals} == {
            id: days for id, days in lags.items() if id in theory.activities
        }
        for arrival in timing.arrivals:
            assert arrival.longest is None or arrival.shortest <= arrival.longest
            assert (arrival.chain[0], arrival.chain[-1]) == (arrival.activity, chain.goal)


@settings(deadline=None)
@given(theories(), st.data())
def test_measuring_one_more_outcome_never_lowers_the_score(
    theory: TheoryOfChange, data: st.DataObject
) -> None:
    bare = [id for id in theory.nodes if id not in theory.activities and not theory.kpis_of(id)]
    if not bare:
        return
    owner = data.draw(st.none() | st.just("x"))
    more = Kpi(id="new", measures=data.draw(st.sampled_from(bare)), owner=owner)
    after = TheoryOfChange(
        theory.header,
        goals=theory.goals,
        outcomes=theory.outcomes,
        kpis=[*theory.kpis.values(), more],
        activities=theory.activities,
        teams=theory.teams,
        meant=theory.meant,
    )
    before, now = align(theory).score, align(after).score
    assert (before is None) == (now is None)
    assert before is None or now is None or now >= before - 1e-12


def test_five_thousand_outcomes() -> None:
    size = 5000
    theory = TheoryOfChange(
        Header(as_of=AS_OF),
        goals=[Goal(id="g", due=AS_OF, needs=["o0"])],
        outcomes=[
            Outcome(id=f"o{n}", needs=[f"o{m}" for m in range(n + 1, min(n + 3, size))])
            for n in range(size)
        ],
        kpis=[Kpi(id=f"k{n}", measures=f"o{n}") for n in range(0, size, 2)],
        activities=[Activity(id="a", advances=[f"o{size - 1}"])],
    )
    fit = align(theory)
    assert coverage(fit, "g")["kpi"] == "2500 of 5001"
    assert coverage(fit, "g")["activity"] == "5001 of 5001"
    assert len(as_html(fit.view())) < 300_000
