from __future__ import annotations

import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.view.blocks import LayerEdge, LayerNode, Layers
from theoryofchange.view.layers import MOST_DRAWN, layers_svg
from theoryofchange.view.measure import clean
from theoryofchange.view.plain import MOST_LINES, layers_steps
from theoryofchange.view.words import words

SVG = "{http://www.w3.org/2000/svg}"


def drawn(layers: Layers, language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(layers_svg(layers, language=language))


def parts(svg: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [g for g in svg.iter(SVG + "g") if f"toc-{name}" in g.get("class", "").split()]


def box(svg: ElementTree.Element, id_: str) -> ElementTree.Element:
    (node,) = (g for g in parts(svg, "node") if g.get("data-node") == id_)
    found = node.find(SVG + "rect")
    assert found is not None
    return found


THEORY = Layers(
    (
        LayerNode("work", "Second shift", "activity", note="Service"),
        LayerNode("goal", "Keep customers", "goal", tone="warn"),
        LayerNode("fast", "Answers come fast", "outcome"),
    ),
    (LayerEdge("fast", "goal"), LayerEdge("work", "fast", sign="-"), LayerEdge("work", "goal")),
    caption="The theory",
)


def test_goals_are_on_top_and_causes_below() -> None:
    svg = drawn(THEORY)
    tops = [float(box(svg, id_).get("y", "")) for id_ in ("goal", "fast", "work")]
    assert tops == sorted(set(tops))


def test_every_node_can_be_reached_and_is_named() -> None:
    nodes = parts(drawn(THEORY), "node")
    assert [node.get("tabindex") for node in nodes] == ["0"] * 3
    assert nodes[0].get("aria-label") == "activity: Second shift. Service"
    svg = drawn(THEORY)
    assert svg.get("aria-label") == svg.findtext(SVG + "title") == "The theory"
    assert svg.findtext(SVG + "desc")


def test_signs_and_goals_show_without_colour() -> None:
    svg = drawn(THEORY)
    (hurts,) = parts(svg, "hurts")
    path = hurts.find(SVG + "path")
    assert path is not None
    assert path.get("stroke-dasharray")
    assert hurts.findtext(SVG + "text") == "−"
    assert len([*parts(svg, "goal")[0].iter(SVG + "rect")]) == 2
    assert len([*parts(svg, "outcome")[0].iter(SVG + "rect")]) == 1


def test_cycles_loops_and_lone_nodes_are_drawn() -> None:
    nodes = tuple(LayerNode(id_, id_, "outcome") for id_ in "abcd")
    pairs = ("ab", "ba", "bc", "ca", "aa")
    svg = drawn(Layers(nodes, tuple(LayerEdge(*pair) for pair in pairs)))
    assert len(parts(svg, "node")) == 4
    edges = [(g.get("data-source"), g.get("data-target")) for g in parts(svg, "edge")]
    assert sorted(edges) == sorted(tuple(pair) for pair in pairs)


@pytest.mark.parametrize("count", [0, 1, 2, 70])
def test_any_number_of_nodes(count: int) -> None:
    nodes = tuple(LayerNode(str(i), "X", "goal" if i < 3 else "outcome") for i in range(count))
    edges = tuple(LayerEdge(str(i), str(i // 2)) for i in range(3, count))
    assert len(parts(drawn(Layers(nodes, edges)), "node")) == count


def test_too_many_nodes_are_left_out_and_counted() -> None:
    nodes = tuple(
        LayerNode(str(i), f"Node {i}", "goal" if i < 5 else "outcome" if i < 200 else "activity")
        for i in range(500)
    )
    edges = tuple(LayerEdge(str(i), str(i % 5)) for i in range(5, 500))
    svg = drawn(Layers(nodes, edges))
    assert len(parts(svg, "node")) == MOST_DRAWN
    assert {f"{i}" for i in range(200)} <= {g.get("data-node") for g in parts(svg, "node")}
    assert "200 of 500 are too many to draw" in "".join(svg.itertext())


def test_a_list_that_no_page_holds_is_cut_and_names_the_file_that_has_all() -> None:
    nodes = tuple(LayerNode(str(i), f"Node {i}", "goal") for i in range(MOST_LINES))
    edges = tuple(LayerEdge(str(i), "0") for i in range(1, 11))
    listed = layers_steps(Layers(nodes, edges, all_in="theory.mmd"), words("en")).items
    assert sum(1 + len(item.children) for item in listed[:-1]) == MOST_LINES
    assert listed[-1].text == "… and 10 more in theory.mmd"
    assert layers_steps(Layers(nodes, edges), words("zh")).items[-1].text == "……另有 10 项"
    whole = layers_steps(Layers(nodes[:-10], edges), words("en")).items
    assert [item.text for item in whole] == [node.title for node in nodes[:-10]]


def test_a_long_title_is_wrapped_and_kept_whole_in_the_name() -> None:
    title = "三年内把顾客满意度从第十四名提升到第二名并保持住这个名次直到下一个三年计划开始为止" * 3
    svg = drawn(Layers((LayerNode("g", title, "goal"),), ()))
    lines = [span.text or "" for span in svg.iter(SVG + "tspan")]
    assert len(lines) == 5
    assert title.startswith("".join(lines[:4]))
    assert lines[-1].endswith("…")
    assert parts(svg, "node")[0].get("aria-label") == f"goal: {title}"


def test_words_follow_the_language() -> None:
    assert parts(drawn(THEORY, "zh-Hans"), "goal")[0].get("aria-label") == "目标: Keep customers"


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_drawn_as_text(text: str) -> None:
    layers = Layers(
        (LayerNode(text, text, "goal", note=text), LayerNode(text + "b", text, "outcome")),
        (LayerEdge(text + "b", text, sign="?", note=text),),
        caption=text,
    )
    svg = drawn(layers)
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= {
        "svg",
        "title",
        "desc",
        "g",
        "path",
        "polygon",
        "circle",
        "rect",
        "text",
        "tspan",
    }
    assert parts(svg, "node")[0].get("aria-label", "").startswith(f"goal: {clean(text)}")
    assert layers_svg(layers) == layers_svg(layers)


def test_the_bytes_do_not_depend_on_the_process() -> None:
    code = (
        "from theoryofchange.view.blocks import LayerEdge, LayerNode, Layers\n"
        "from theoryofchange.view.layers import layers_svg\n"
        "nodes = tuple(LayerNode(str(i), f'N{i}', 'outcome') for i in range(40))\n"
        "edges = tuple(LayerEdge(str(i), str(i * 7 % 40)) for i in range(40))\n"
        "edges += tuple(LayerEdge(str(i), str(i * i % 40), sign='-') for i in range(5, 40))\n"
        "print(layers_svg(Layers(nodes, edges)))"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(written) == 1
