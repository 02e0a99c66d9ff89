"""An alignment as a frame, as plain data, as a page and as a drawing."""

from __future__ import annotations

import json

import pytest

from theoryofchange.activity import Activity
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.stages.alignment import Alignment, align, layers_of
from theoryofchange.stages.alignment.frame import COLUMNS
from theoryofchange.view.blocks import Matrix, Note, Step, Steps
from theoryofchange.view.html import as_html
from theoryofchange.view.markdown import as_markdown
from theoryofchange.view.text import as_text


def test_frame_has_a_row_for_each_goal_and_node(fit: Alignment) -> None:
    frame = fit.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert list(zip(frame.goal, frame.node, strict=True)) == [
        (chain.goal, node.id) for chain in fit.chains for node in chain.nodes if not node.again
    ]
    speed = frame.set_index(["goal", "node"]).loc[("loyalty", "speed")]
    assert (speed.kpis, speed.kpis_with_owner, speed.kpis_with_decision) == (1, 1, 0)
    assert (speed.links, speed.links_with_evidence, speed.links_not_agreed) == (2, 0, 2)
    assert speed.breaks == "kpi-without-decision"
    assert speed.lag_days == pytest.approx(365.2425 / 12 + 14)
    assert list(align(TheoryOfChange()).to_frame().columns) == list(COLUMNS)


def test_plain_data_and_page(fit: Alignment) -> None:
    data = fit.to_dict()
    assert (data["stage"], data["schema_version"]) == ("align", 1)
    assert json.loads(json.dumps(data)) == data
    text = as_text(fit.view(), 140)
    assert "Aligned: 0 of 2 goals have an unbroken chain" in text
    assert "margin hangs on one team: Customer service." in text
    assert "Who has yet to agree to which link: 4 of 6 links open" in text
    (counts,) = (
        block for block in fit.view().blocks if isinstance(block, Matrix) and block.format == ".0f"
    )
    assert counts.cells == ((1.0, 1.0), (1.0, None))


def test_any_characters_pass_escaped() -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="目标", title="<b>&\"'", needs={"🙂": {"sign": "-"}})],
        outcomes=[Outcome(id="🙂", title="<script>")],
        activities=[Activity(id="活动", team="a|b", advances=["🙂"])],
    )
    fit = align(theory)
    assert "<script>" not in as_html(fit.view()).replace("&lt;script&gt;", "")
    assert "<b>" not in as_html(fit.view())
    assert "🙂" in json.dumps(fit.to_dict(), ensure_ascii=False)
    as_markdown(fit.view())


def lines(steps: tuple[Step, ...]) -> int:
    return sum(1 + lines(step.children) for step in steps)


def test_many_kpis_of_one_goal_and_many_goals_of_one_conflict_are_cut_and_counted() -> None:
    goals = [Goal(id=f"g{n}", needs={"o": {"sign": "-"}}) for n in range(30)]
    theory = TheoryOfChange(
        goals=goals,
        outcomes=[Outcome(id="o")],
        kpis=[Kpi(id=f"k{n}", measures="g0") for n in range(30)],
        activities=[Activity(id="a", advances=["o"])],
    )
    fit = align(theory)
    told = as_text(fit.view())
    assert "… and 10 more KPIs in kpis.csv" in told and "KPI: k19" in told
    assert "KPI: k20" not in told
    (note,) = (block.text for block in fit.view().blocks if "hurts: " in getattr(block, "text", ""))
    assert note.endswith("a → o → g5; 24 more.")
    (gap,) = (gap for gap in fit.gaps if gap.kind == "activity-hurts-goal")
    assert gap.title == "a hurts g0 and g1 and g2 and g3 and g4 and g5 and 24 more"
    assert len(gap.goals) == 30 == len(fit.to_dict()["conflicts"][0]["hurts"])


def test_a_wide_and_a_deep_chain_are_cut_and_say_so() -> None:
    wide = TheoryOfChange(
        goals=[Goal(id="g", needs=[f"o{n}" for n in range(200)])],
        outcomes=[Outcome(id=f"o{n}") for n in range(200)],
    )
    deep = TheoryOfChange(
        goals=[Goal(id="g", needs=["o0"])],
        outcomes=[Outcome(id=f"o{n}", needs=[f"o{n + 1}"]) for n in range(2000)],
    )
    for theory, left in ((wide, 161), (deep, 1994)):
        fit = align(theory)
        (steps,) = (block for block in fit.view().blocks if isinstance(block, Steps))
        assert steps.items[-1].text == f"… and {left:,} more further from the goal in alignment.csv"
        assert lines(steps.items) + left - 1 == len(fit.chains[0].nodes)
        json.dumps(fit.to_dict())
    assert any(
        isinstance(b, Note) and b.text.startswith("… and") for b in align(wide).view().blocks
    )


def test_layers_hold_every_node_and_link(fit: Alignment) -> None:
    layers = layers_of(fit.theory)
    assert [node.id for node in layers.nodes] == list(fit.theory.nodes)
    assert {(edge.source, edge.target, edge.sign, edge.note) for edge in layers.edges} >= {
        ("cost", "margin", "-", "60 days"),
        ("memory", "trust", "+", ""),
    }
    notes = {node.id: (node.note, node.tone) for node in layers.nodes}
    assert notes["hire"] == ("Customer service", "plain")
    assert notes["trust"] == ("no KPI", "warn")
    assert notes["speed"] == ("1 KPI", "plain")
