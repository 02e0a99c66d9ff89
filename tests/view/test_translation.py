"""Views in another language."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

import theoryofchange as toc
from theoryofchange.templates import template_names
from theoryofchange.templates.starting import theory_text
from theoryofchange.view.blocks import (
    Badge,
    Column,
    Heading,
    LayerNode,
    Layers,
    NextStep,
    Note,
    Several,
    Table,
    View,
)
from theoryofchange.view.html import as_html
from theoryofchange.view.text import as_text
from theoryofchange.view.translation import said_in, translated

MESSAGES = json.loads(
    (files("theoryofchange.view") / "messages" / "zh.json").read_text(encoding="utf-8")
)
HOLES = re.compile(r"{(\w+)(?::[#,])?}")


@pytest.mark.parametrize("said", MESSAGES)
def test_a_message_fills_only_holes_that_it_has(said):
    meant = MESSAGES[said]
    assert set(HOLES.findall(meant)) <= set(HOLES.findall(said))
    assert re.search("[\u4e00-\u9fff]", meant) or not re.search("[a-z]{4}", HOLES.sub("", meant))


def test_a_key_stands_once():
    text = (files("theoryofchange.view") / "messages" / "zh.json").read_text(encoding="utf-8")
    assert len(json.loads(text, object_pairs_hook=list)) == len(MESSAGES)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Of 1 goal: 1 cannot tell.", "1 个目标中：1 个无法判断。"),
        ("Of 3 goals: 1 on plan, 2 behind.", "3 个目标中：1 个如期，2 个落后。"),
        ("32 of 56", "32 / 56"),
        (
            "The minimum is 2.0, in Technology, Data. Taken over 7 of 7 dimensions.",
            "最低为 2.0（技术、数据）。取自 7 个维度中的 7 个。",
        ),
        ("At no stage: 2 KPIs: 甲, 乙.", "未归入任何阶段的有 2 个 KPI：甲、乙。"),
        # What has marks of its own is parted by a stronger one.
        ("At no stage: 2 KPIs: 一、试用, 乙.", "未归入任何阶段的有 2 个 KPI：一、试用；乙。"),
        ("At no stage: 2 KPIs: 甲，丙, 乙.", "未归入任何阶段的有 2 个 KPI：甲，丙；乙。"),
        ("Make available: the data of till is planned", "使数据可用：till（尚在计划中）"),
        ("Measure “A” → Measure “B”", "度量“A” → 度量“B”"),
        ("2026-01-01 to 2026-02-01", "2026-01-01 至 2026-02-01"),
        # A user's own words are no message, though they sound like one.
        ("Number of promises kept to customers", "Number of promises kept to customers"),
        ("From shop to home", "From shop to home"),
        ("", ""),
    ],
)
def test_a_sentence_is_said_or_left_as_it_is(said, meant):
    assert said_in(said, "zh") == meant
    assert said_in(said, "zh-Hans") == meant
    assert said_in(said, "en") == said
    assert said_in(said, "../zh") == said


def test_what_is_no_text_is_kept():
    view = View(
        "Align",
        (
            Heading("Time"),
            Table((Column("Goal"),), ((Badge("met", "good"),), (None,), (3.5,)), empty="x"),
            Layers((LayerNode("activity", "Time", "goal", note="2 KPIs"),), ()),
            NextStep("<b>{Time}</b>"),
            Note("Every link is agreed."),
        ),
        "align",
    )
    heading, table, layers, step, note = translated(view, "zh").blocks
    assert (heading, note) == (Heading("时间"), Note("每条联系均已同意。"))
    assert table.rows == ((Badge("达到", "good"),), (None,), (3.5,))
    node = layers.nodes[0]
    assert (node.id, node.title, node.kind, node.note) == ("activity", "Time", "goal", "2 个 KPI")
    assert step.text == "<b>{Time}</b>"
    assert translated(view, "zh").key == "align"
    assert translated(view, "en") is view


def test_braces_in_what_fills_a_hole_are_kept():
    assert said_in("Measure “{x} {0}”", "zh") == "度量“{x} {0}”"


def test_a_chinese_report_has_no_english_heading_and_no_english_column():
    result = toc.run(_theory("loyalty-loop"), as_of="2026-01-31")
    for view in translated((result.view(), *result._sections), "zh"):
        assert re.search("[\u4e00-\u9fff]", view.title)
        for block in view.blocks:
            titles = [block.text] if isinstance(block, Heading) else []
            if isinstance(block, Table):
                titles = [block.caption, *(each.title for each in block.columns)]
            for title in titles:
                assert not re.search("[a-z]{4}", title), title


def test_an_english_report_is_as_the_stages_said_it():
    result = toc.run(_theory("loyalty-loop", "en"), as_of="2026-01-31")
    assert not re.search("[\u4e00-\u9fff]", result._page())


def _theory(name, language="zh"):
    from theoryofchange.source.reader import read_yaml
    from theoryofchange.source.span import Source

    return read_yaml(Source("theory.yaml", theory_text(name, language))).documents[0].data


def test_the_parts_of_a_cell_stand_between_the_marks_of_the_language():
    view = View("Align", (Table((Column("Goal"),), ((Several(("甲", "A; B", "2 more")),),)),))
    assert "甲；A; B；另有 2 项" in as_text(translated(view, "zh"))
    assert "甲; A; B; 2 more" in as_text(view)
    assert "甲；A; B；另有 2 项" in as_html(translated(view, "zh"))


@pytest.mark.parametrize("name", template_names("theories"))
def test_no_list_of_a_chinese_report_has_the_marks_of_english(name, tmp_path):
    (tmp_path / "theory.yaml").write_text(theory_text(name, "zh"), encoding="utf-8")
    toc.run(tmp_path, as_of="2026-01-01").save(tmp_path / "out")
    for page in ("report.md", "report.html"):
        text = (tmp_path / "out" / page).read_text(encoding="utf-8")
        text = re.sub(
            r"<style>.*?</style>|<script>.*?</script>|\{[^}]*\}", "", text, flags=re.DOTALL
        )
        assert not re.findall(r".{12}[\u4e00-\u9fff”）%\d][;,] .{12}", text)
