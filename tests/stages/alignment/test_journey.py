"""The customer journey: stages × KPIs, and what is empty."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.declare import declare_text
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.linter import check
from theoryofchange.stages.alignment.journey import COLUMNS, journey_of
from theoryofchange.stages.alignment.journey_page import MOST_KPIS
from theoryofchange.view.blocks import Badge, Grid
from theoryofchange.view.html import as_html
from theoryofchange.view.text import as_text
from theoryofchange.view.translation import translated

SHOP = """
theory: {as_of: 2026-01-01, journey: [research, purchase, use, tell]}
goals: {grow: {needs: [found, glad]}}
outcomes:
  found: {stage: research, touchpoint: [web, shop]}
  glad: {stage: use}
kpis:
  visits: {title: Visits, measures: found}
  sales: {title: Sales, measures: grow, stage: [research, purchase], touchpoint: shop}
  profit: {measures: grow}
"""


def theory_of(text):
    return declare_text(text).theory


def grids_of(theory):
    return [block for block in toc.align(theory).view().blocks if isinstance(block, Grid)]


def kinds_of(fit):
    return {(gap.kind, gap.subject) for gap in fit.gaps if gap.kind.startswith("stage-")}


def test_each_stage_has_its_outcomes_its_kpis_and_where_they_are_met():
    journey = toc.align(theory_of(SHOP)).journey
    assert [each.to_dict() for each in journey.stages] == [
        {
            "stage": "research",
            "declared": True,
            "outcomes": ["found"],
            "goals": ["grow"],
            "kpis": [
                {"kpi": "visits", "touchpoints": ["web", "shop"]},
                {"kpi": "sales", "touchpoints": ["shop"]},
            ],
        },
        {
            "stage": "purchase",
            "declared": True,
            "outcomes": [],
            "goals": ["grow"],
            "kpis": [{"kpi": "sales", "touchpoints": ["shop"]}],
        },
        {"stage": "use", "declared": True, "outcomes": ["glad"], "goals": [], "kpis": []},
        {"stage": "tell", "declared": True, "outcomes": [], "goals": [], "kpis": []},
    ]
    assert journey.unplaced == ("profit",)
    assert journey.without_kpi == ("use", "tell")
    assert journey.without_outcome == ("tell",)
    assert journey.empty_cells == (
        ("purchase", "web"),
        ("use", "web"),
        ("use", "shop"),
        ("tell", "web"),
        ("tell", "shop"),
    )


def test_what_is_missing_once_is_one_gap():
    fit = toc.align(theory_of(SHOP))
    assert kinds_of(fit) == {("stage-without-kpi", "tell"), ("stage-without-outcome", "tell")}
    assert ("outcome-without-kpi", "glad") in {(gap.kind, gap.subject) for gap in fit.gaps}
    (gap,) = [gap for gap in fit.gaps if gap.kind == "stage-without-kpi"]
    assert (gap.weight, gap.score, gap.goals) == (1 / 4, 1.0, ("grow",))


def test_the_roadmap_closes_the_gaps_by_the_names_of_the_stages():
    theory = theory_of(SHOP.replace("tell]", "profit]"))  # a stage that is called as a KPI is
    fit, state, analysis = toc.align(theory), toc.assess(theory), toc.analyze(theory)
    roadmap = toc.evolve(theory, fit, state, analysis, start="2026-01-01")
    titles = {each.title for each in roadmap.recommendations}
    assert "Define a KPI for the stage “profit”" in titles
    assert "Say what must be true at the stage “profit”" in titles


def test_without_a_declared_journey_the_order_is_that_of_first_appearance():
    theory = TheoryOfChange(
        outcomes=[Outcome(id="b", stage="late"), Outcome(id="a", stage="early")],
        kpis=[Kpi(id="k", stage=["middle", "early"])],
    )
    journey = journey_of(theory)
    assert [each.stage for each in journey.stages] == ["late", "early", "middle"]
    assert not any(each.declared for each in journey.stages)


def test_a_theory_without_stages_has_no_journey_and_is_told_of_none():
    fit = toc.align(TheoryOfChange(goals=[Goal(id="g")], kpis=[Kpi(id="k", measures="g")]))
    assert fit.journey.stages == fit.journey.unplaced == fit.journey.without_kpi == ()
    assert "Journey" not in as_text(fit.view())
    assert not kinds_of(fit)
    assert fit.journey.to_frame().empty and list(fit.journey.to_frame()) == list(COLUMNS)


def test_the_frame_has_a_row_for_each_stage_and_kpi_and_for_each_empty_stage():
    frame = toc.align(theory_of(SHOP)).journey.to_frame()
    assert list(frame) == list(COLUMNS)
    held = frame.astype(object).where(frame.notna(), None)
    assert held[["stage", "order", "kpi", "touchpoints"]].values.tolist() == [
        ["research", 1, "visits", "web; shop"],
        ["research", 1, "sales", "shop"],
        ["purchase", 2, "sales", "shop"],
        ["use", 3, None, None],
        ["tell", 4, None, None],
    ]


def test_the_page_names_what_is_empty():
    told = as_text(toc.align(theory_of(SHOP)).view())
    assert "2 of 4 stages have a KPI; none: use, tell." in told
    assert "At no stage: 1 KPI: profit." in told
    rows = [line.split() for line in told.splitlines()]
    assert ["KPI", "research", "purchase", "!", "use", "!", "tell"] in rows
    assert ["KPIs", "at", "the", "stage", "2", "1", "!", "no", "KPI", "!", "no", "KPI"] in rows
    assert ["·", "Visits", "●", "–", "–", "–"] in rows
    assert ["·", "Sales", "●", "●", "–", "–"] in rows
    assert ["·", "!", "no", "KPI", "–", "–", "○", "–"] in rows
    assert ["purchase", "–", "1", "1"] in rows


def test_kpis_stand_under_what_they_measure_goals_first_and_outcomes_as_the_journey_goes():
    (grid,) = grids_of(theory_of(SHOP))[:1]
    assert [(group.title, [row[0] for row in group.rows]) for group in grid.groups] == [
        ("grow", ["Sales"]),
        ("found", ["Visits"]),
        ("glad", [Badge("no KPI", "warn")]),
    ]


def test_an_outcome_that_nothing_measures_at_a_stage_is_marked_there():
    theory = theory_of(
        "theory: {journey: [a, b]}\noutcomes: {o: {stage: [a, b], touchpoint: [web, shop]}}\n"
        "kpis: {k: {measures: o, stage: a, touchpoint: web}}"
    )
    fit = toc.align(theory)
    assert fit.journey.unmeasured == (("o", "b"),)
    assert fit.to_dict()["journey"]["unmeasured"] == [{"outcome": "o", "stage": "b"}]
    kpis, touchpoints = grids_of(theory)
    signs = [[getattr(cell, "sign", cell) for cell in row[1:]] for row in kpis.groups[0].rows]
    assert signs == [["●", None], [None, "○"]]
    assert touchpoints.columns[1:] == ("web", Badge("shop", "warn"), "KPIs at the stage")
    met = [[getattr(cell, "sign", cell) for cell in row] for row in touchpoints.groups[0].rows]
    assert met == [["a", 1, "○", 1], [Badge("b", "warn"), "○", "○", Badge("no KPI", "warn")]]


def test_of_many_kpis_each_stage_shows_its_first_and_what_is_left_out_is_counted():
    many = [Kpi(id=f"a{at}", measures="a", stage="first") for at in range(400)]
    theory = TheoryOfChange(
        Header(journey=["first", "second", "third"]),
        goals=[Goal(id="a")],
        kpis=[*many, Kpi(id="late", measures="a", stage="third")],
    )
    (grid,) = grids_of(theory)
    assert len(grid.groups[0].rows) == MOST_KPIS
    assert "late" in [row[0] for row in grid.groups[0].rows]
    none = Badge("no KPI", "warn")
    assert grid.totals == (
        ("KPIs at the stage", 400, none, 1),
        ("shown here", MOST_KPIS - 1, None, 1),
    )
    told = as_text(toc.align(theory).view())
    assert f"… and {401 - MOST_KPIS} more KPIs in result.json." in told


def test_the_table_of_the_page_can_be_read_aloud():
    page = as_html(toc.align(theory_of(SHOP)).view())
    table = page[page.index('<table class="toc-table toc-grid">') :].split("</table>")[0]
    assert '<caption class="toc-caption">Which KPI measures which stage</caption>' in table
    assert '<th scope="col"><span>research</span></th>' in table
    assert '<th scope="rowgroup" colspan="5"><span>found</span></th>' in table
    assert '<th scope="row">Visits</th>' in table
    assert table.count('<span class="toc-hidden">measured</span>') == 3
    assert table.count('<span class="toc-hidden">must be true here, not measured</span>') == 1
    assert table.count("no KPI") == 3  # two stages and an outcome, each in words


def test_the_chinese_page_has_no_english_but_the_names():
    theory = theory_of(SHOP)
    view = translated(toc.align(theory).view(), "zh")
    told = as_text(view)
    journey = told[told.index("客户旅程") :].split("时间")[0]
    for english in (
        "KPI measures",
        "stage",
        "KPIs at",
        "measured",
        "no outcome",
        "no KPI",
        "At no",
        "have a",
    ):
        assert english not in journey


def test_names_are_escaped_on_the_way_out():
    theory = theory_of("theory: {journey: ['<b>&']}\nkpis: {k: {stage: '<b>&', touchpoint: '<i>'}}")
    fit = toc.align(theory)
    page = as_html(fit.view())
    assert "<b>" not in page and "<i>" not in page
    assert "&lt;b&gt;&amp;" in page
    assert json.loads(json.dumps(fit.to_dict()))["journey"]["touchpoints"] == ["<i>"]


@pytest.mark.parametrize("section", ["outcomes", "kpis"])
def test_a_stage_that_the_journey_does_not_have_is_found_where_it_stands(section):
    text = f"theory: {{journey: [research, purchase]}}\n{section}: {{a: {{stage: [purchse]}}}}\n"
    (fault,) = declare_text(text).faults_of("TOC007")
    assert fault.where == (section, "a", "stage", 0)
    assert fault.tip == "Did you mean purchase?"


def test_a_misspelt_stage_is_one_finding_and_counts_as_what_is_meant():
    theory = theory_of("theory: {journey: [purchase]}\nkpis: {k: {stage: purchse}}")
    assert [each.stage for each in journey_of(theory).stages] == ["purchase"]


def test_a_stage_may_be_called_anything_where_no_journey_is_declared():
    assert not declare_text("kpis: {k: {stage: anything}}").faults


def test_a_stage_out_of_the_journey_is_told_all_the_same():
    theory = theory_of("theory: {journey: [purchase]}\nkpis: {k: {stage: 口碑}}")
    assert [(each.stage, each.declared) for each in journey_of(theory).stages] == [
        ("purchase", True),
        ("口碑", False),
    ]


def test_the_rule_asks_only_for_stages_whose_outcomes_are_measured(tmp_path):
    (tmp_path / "theory.yaml").write_text(SHOP, encoding="utf-8")
    found = [each for each in check(tmp_path) if each.code == "KPI038"]
    assert [each.message for each in found] == ["No KPI measures the stage tell."]
    assert found[0].severity == "info" and found[0].span.line == 2


NAMES = st.sampled_from(["a", "b", "c"])


@given(
    journey=st.lists(NAMES, unique=True),
    outcomes=st.lists(st.tuples(NAMES, st.lists(NAMES)), max_size=4),
    kpis=st.lists(st.tuples(st.integers(0, 5), st.lists(NAMES), st.lists(NAMES)), max_size=5),
)
def test_no_kpi_and_no_outcome_is_lost_on_the_way(journey, outcomes, kpis):
    theory = TheoryOfChange(
        Header(journey=journey),
        outcomes=[Outcome(id=f"o{at}", stage=stage) for at, (_, stage) in enumerate(outcomes)],
        kpis=[
            Kpi(id=f"k{at}", measures=f"o{of}", stage=stage, touchpoint=touchpoint)
            for at, (of, stage, touchpoint) in enumerate(kpis)
        ],
    )
    found = journey_of(theory)
    names = [each.stage for each in found.stages]
    assert names[: len(journey)] == journey and len(names) == len(set(names))
    if names:
        assert {*found.kpis, *found.unplaced} == set(theory.kpis)
        assert not {*found.kpis} & {*found.unplaced}
    placed = {id for each in found.stages for id in each.outcomes}
    assert placed == {id for id, each in theory.outcomes.items() if each.stage}
    for each in found.stages:
        cells = [each.kpis_at(touchpoint) for touchpoint in (*found.touchpoints, None)]
        assert {kpi for cell in cells for kpi in cell} == set(each.kpis)
