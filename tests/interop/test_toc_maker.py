"""Drawings of ToC Maker: what becomes of nodes and of connections that lead back or nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.errors import InputError
from theoryofchange.interop.seam import Imported
from theoryofchange.interop.toc_maker import read

HERE = Path(__file__).parent / "toc_maker"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "toc_maker"
FILES = sorted(CORPUS.glob("*.json"))
needs_corpus = pytest.mark.skipif(
    not FILES, reason="the corpus of published files (../shared/corpus) is not here"
)


@pytest.fixture(scope="module")
def imported() -> Imported:
    return read([HERE])


def import_data(tmp_path: Path, data: Any) -> Imported:
    (tmp_path / "d.json").write_text(json.dumps(data), encoding="utf-8")
    return read([tmp_path / "d.json"])


def chain(*titles: str) -> dict[str, Any]:
    """Return a drawing with a section for each title, and a connection from each to the next."""
    sections = []
    for at, title in enumerate(titles):
        on = [{"targetId": f"n{at + 1}"}] if at + 1 < len(titles) else []
        node = {"id": f"n{at}", "title": f"Node {at}", "connections": on}
        sections.append({"title": title, "columns": [{"nodes": [node]}]})
    return {"sections": sections}


def test_titles_of_sections_tell_what_a_node_is(tmp_path: Path) -> None:
    made = import_data(tmp_path, chain("Activities", "Our outputs", "Results", "Vision 2030"))
    theory = made.theory
    assert [*theory.activities] == ["n0"]
    assert [*theory.outcomes] == ["n1", "n2"]
    assert [*theory.goals] == ["n3"]
    rows = made.to_dict()["sections"]
    assert [(each["became"], each["because"]) for each in rows] == [
        ("activity", "it is called activities"),
        ("outcome", "it is called outputs"),
        ("outcome", "it is called results"),
        ("goal", "it is called vision"),
    ]


def test_where_a_title_tells_nothing_the_connections_do(tmp_path: Path) -> None:
    made = import_data(tmp_path, chain("一", "二", ""))
    assert [*made.theory.activities, *made.theory.outcomes, *made.theory.goals] == [
        "n0",
        "n1",
        "n2",
    ]
    assert "by what leads to its nodes" in made.to_dict()["sections"][0]["because"]


def test_work_has_no_causes(imported: Imported) -> None:
    assert [*imported.theory.activities] == ["crew", "1"]
    assert "boats" in imported.theory.outcomes


def test_a_connection_is_a_link_with_all_that_is_said_of_it(imported: Imported) -> None:
    crew = imported.theory.activities["crew"]
    link = crew.advances["calm"]
    assert (link.assumes, link.evidence.source) == ("Crews stay", "A pilot in 2025")
    assert link.evidence.design is None and link.effect is None
    assert link.extra == {"confidence": 60}
    assert crew.advances["boats"].extra == {"confidence": 130}
    back = imported.theory.outcomes["calm"].needs["mood"]
    assert back.extra == {"confidence": 20, "note": "back"}
    assert imported.theory.goals["return"].needs["calm"].extra == {"assumptions": ["a", "b"]}


def test_texts_and_places_of_a_node(imported: Imported) -> None:
    crew = imported.theory.activities["crew"]
    assert (crew.title, crew.description) == ("Train the crew", "Two days each")
    assert crew.extra["text"] == "Two days <b>each</b>"
    assert (crew.extra["section"], crew.extra["column"], crew.extra["width"]) == ("Inputs", 1, 192)
    assert imported.theory.outcomes["4"].description == "Alone"
    assert imported.theory.goals["3"].extra["id"] == 3


def test_a_connection_that_has_no_place_is_kept_or_refused_with_its_reason(
    imported: Imported,
) -> None:
    kept = [(each.ids, each.told) for each in imported.became("kept") if each.ids]
    assert kept == [
        (("crew",), "calm has crew as a cause already."),
        (("calm",), "It would close a circle: calm leads to calm."),
        (("return",), "It would close a circle: mood leads to return."),
    ]
    assert imported.theory.goals["return"].extra["kept_connections"] == [
        {"targetId": "mood", "confidence": 40}
    ]
    assert [each.told for each in imported.refused if each.record.kind == "connection"] == [
        "It leads to nowhere, and no node is called that.",
        "It names no node that it leads to.",
        "It leads to 7, and no node is called that.",
        "It is empty.",
        "2 nodes are called twin.",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "This is not JSON"),
        ("[]", "no drawing of ToC Maker"),
        ('{"sections": {}}', "no drawing of ToC Maker"),
        ('{"sections": []}', "no node is in there"),
        ('{"sections": [{"columns": [{"nodes": [{}, 1]}]}]}', "no node is in there"),
        ('{"sections": [], "sections": []}', "stands twice"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_error(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "d.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read([tmp_path])


_ids = st.sampled_from(["a", "b", "c", "d", 1, "", None])
_links = st.fixed_dictionaries(
    {}, optional={"targetId": _ids, "confidence": st.integers(), "evidence": st.text(max_size=4)}
)
_nodes = st.fixed_dictionaries(
    {},
    optional={
        "id": _ids,
        "title": st.text(max_size=5) | st.integers(),
        "text": st.none() | st.just("<b>x</b>"),
        "connections": st.lists(_links | _ids, max_size=3) | st.just({"a": 1}),
        "connectionIds": st.lists(_ids, max_size=2),
        "section": st.just("mine"),
    },
)
_sections = st.fixed_dictionaries(
    {"columns": st.lists(st.fixed_dictionaries({"nodes": st.lists(_nodes | _ids, max_size=4)}))},
    optional={"title": st.sampled_from(["Inputs", "Goal", "", "x"]), "color": st.just("#fff")},
)


@given(st.lists(_sections, max_size=3))
def test_whatever_is_drawn_is_accounted_for_and_has_no_circle(
    tmp_path_factory: pytest.TempPathFactory, sections: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    nodes = [n for s in sections for c in s["columns"] for n in c["nodes"]]
    try:
        made = import_data(folder, {"sections": sections})
    except InputError:
        assert not any(isinstance(n, dict) and (n.get("id") or n.get("text")) for n in nodes)
        return
    assert sum(each.record.kind == "node" for each in made.account) == len(nodes)
    said = [link for n in nodes if isinstance(n, dict) and isinstance(n.get("connections"), list)
            for link in n["connections"]]  # fmt: skip
    assert sum(each.record.kind == "connection" for each in made.account) >= len(said)
    assert made.theory.cycles() == []
    links = sum(len(n.needs) for n in (*made.theory.goals.values(), *made.theory.outcomes.values()))
    links += sum(len(each.advances) for each in made.theory.activities.values())
    assert links == made.fates["attached"]
    made.save(folder / "out")
    assert toc.load(folder / "out").nodes.keys() == made.theory.nodes.keys()


@needs_corpus
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_published_node_and_connection_is_there(path: Path, tmp_path: Path) -> None:
    made = read([path])
    made.save(tmp_path / "out")
    theory = toc.load(tmp_path / "out")
    edges = {(edge.cause, edge.effect): edge.link for edge in theory.edges}
    raw = json.loads(path.read_text("utf-8"))
    nodes = [n for s in raw["sections"] for c in s["columns"] for n in c["nodes"]]
    assert len(theory.nodes) == len(nodes)
    assert (
        len(edges)
        == sum(len(node["connections"]) for node in nodes)
        == len(made.became("attached"))
    )
    for node in nodes:
        id = node["id"].replace("-", "_")
        assert theory.nodes[id].title == node["title"]
        for each in node["connections"]:
            link = edges[id, each["targetId"].replace("-", "_")]
            assert (link.assumes, link.evidence.source) == (each["assumptions"], each["evidence"])
            assert float(link.extra["confidence"]) == each["confidence"]
    codes = {finding.code for finding in toc.check(tmp_path / "out")}
    assert not codes & {"TOC001", "TOC002", "TOC003", "TOC004", "TOC006", "TOC010", "GRF001"}
    toc.run(tmp_path / "out")
