"""What holds of the writers: they say what they leave out, escape every text, repeat themselves."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jinja2
import networkx
import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.activity import Activity
from theoryofchange.cli.main import main
from theoryofchange.declare import to_data
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.interop.dbt import read as read_dbt
from theoryofchange.interop.dbt.template import escaped, unescaped
from theoryofchange.interop.writing import Omissions, formats, writer_of
from theoryofchange.interop.writing._parts import published
from theoryofchange.interop.writing.dbt import write as write_dbt
from theoryofchange.interop.writing.graphml import write as write_graphml
from theoryofchange.interop.writing.graphviz import write as write_dot
from theoryofchange.interop.writing.jsonld import write as write_jsonld
from theoryofchange.interop.writing.mermaid import write as write_mermaid
from theoryofchange.interop.writing.table import write as write_table
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.reporting.mermaid import as_mermaid

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(each.parent for each in (ROOT / "examples").glob("*/theory.yaml"))
OWN = ("dbt", "graphml", "graphviz", "jsonld", "mermaid", "table")
UGLY = ['"', "\\", '\\"];}', "<b>x</b>", "&amp;", "=1+1", "@SUM(A1)", "+1|cmd", "-x", "中文 🛳",
        "a\nb", "{{ x }}", "{% raw %}", "'", "%s", "#N/A", "]]>", "-->", "\t=1"]  # fmt: skip


def ugly() -> TheoryOfChange:
    """Return a theory of which every text tries to be something else."""
    outcomes = [Outcome(id=f"o{at} {text}", title=text) for at, text in enumerate(UGLY)]
    kpis = [
        Kpi(
            id=f"k{at}{text}",
            title=text,
            definition=text,
            owner=text,
            measures=outcomes[at].id,
            source={"system": "dbt", "extra": {"metric": text}},
            extra={text: [text]},
        )
        for at, text in enumerate(UGLY)
    ]
    return TheoryOfChange(
        header=Header(id="t", title='"<x>'),
        goals=[Goal(id="g<>", title="g\"'", needs={each.id: {} for each in outcomes})],
        outcomes=outcomes,
        kpis=kpis,
        activities=[Activity(id="a", title="</g>", advances={outcomes[0].id: {"sign": "-"}})],
        observations=[Observation(kpi=kpis[0].id, date="2026-01-01", value=3)],
    )


@pytest.mark.parametrize("name", OWN)
def test_every_writer_repeats_itself_and_says_what_it_leaves_out(name: str) -> None:
    assert name in formats() and writer_of(name).__doc__ and name == writer_of(name).FORMAT
    first, second = writer_of(name).write(ugly()), writer_of(name).write(ugly())
    assert first == second
    assert all(each.why.endswith(".") for each in first.unsaid)
    assert bool(first.unsaid) == (name != "jsonld")


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_the_command_line_writes_the_examples(
    name: str, folder: Path, tmp_path: Path, capsys: Any
) -> None:
    assert main(["export", name, str(folder), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out").stat().st_size > 100
    assert "Wrote" in capsys.readouterr().out


# drawings


def test_mermaid_is_the_chart_of_the_report() -> None:
    written = write_mermaid(ugly())
    assert written.content.decode() == as_mermaid(ugly())
    assert {each.what for each in written.unsaid} == {"KPIs", "observations"}


def tokens(text: str) -> list[str]:
    """Split DOT into its quoted texts and what stands between them."""
    return re.findall(r'"(?:[^"\\]|\\.)*"|[^"]+', text)


def test_no_text_ends_its_quotes_in_dot() -> None:
    written = write_dot(ugly()).content.decode()
    outside = "".join(part for part in tokens(written) if not part.startswith('"'))
    assert not set("<>&#@%中'\\=+") & set(outside.replace("->", "").replace("=", ""))
    said = {json.loads(part) for part in tokens(written) if part.startswith('"')}
    assert {" ".join(text.split()).replace("&", "&amp;") for text in UGLY} <= said


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz is not installed")
def test_graphviz_reads_the_text_as_it_was_meant() -> None:
    drawn = subprocess.run(
        ["dot", "-Tjson"], input=write_dot(ugly()).content, capture_output=True, check=True
    )
    graph = json.loads(drawn.stdout)
    held = ugly()
    assert len(graph["objects"]) == len(held.nodes) + len(held.kpis)
    assert len(graph["edges"]) == len(held.edges) + len(held.kpis)
    svg = subprocess.run(
        ["dot", "-Tsvg"], input=write_dot(held).content, capture_output=True, check=True
    )
    shown = [each.text for each in ET.fromstring(svg.stdout).iter() if each.tag.endswith("}text")]
    titles = [each.title for each in (*held.nodes.values(), *held.kpis.values())]
    told = [" ".join((title or "").split()) for title in titles] + ["−"]
    assert sorted(told) == sorted((text or "").replace("\xa0", " ") for text in shown)


def test_a_link_that_hurts_a_measure_and_a_formula_look_unlike() -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="g", needs={"o": {"sign": "-"}})],
        outcomes=[Outcome(id="o")],
        kpis=[Kpi(id="k", measures="g", formula="m / 2"), Kpi(id="m", measures="gone")],
    )
    lines = write_dot(theory).content.decode().splitlines()
    assert '  "o" -> "g" [style=dashed, label="−"];' in lines
    assert '  "k" -> "g" [style=dotted, dir=none];' in lines
    assert '  "k" -> "m" [style=bold, color=gray];' in lines
    assert not any('"gone"' in line for line in lines)


@pytest.mark.parametrize("theory", [ugly(), *map(toc.load, EXAMPLES)], ids=lambda each: each.title)
def test_graphml_is_read_back_as_the_same_graph(theory: TheoryOfChange) -> None:
    graph = networkx.read_graphml(io.BytesIO(write_graphml(theory).content))
    causes = {(a, b): held for a, b, held in graph.edges(data=True) if held["kind"] == "cause"}
    assert set(causes) == {(edge.cause, edge.effect) for edge in theory.edges}
    assert set(graph) == {*theory.nodes, *theory.kpis}
    for edge in theory.edges:
        held = causes[edge.cause, edge.effect]
        assert held["sign"] == edge.link.direction
        if edge.link.effect:
            assert held.get("likely") == edge.link.effect.likely
    for id, kpi in theory.kpis.items():
        assert graph.nodes[id]["title"] == kpi.name and graph.nodes[id]["kind"] == "kpi"
        assert json.loads(graph.nodes[id].get("extra", "{}")) == kpi.extra


def test_graphml_tells_of_characters_that_xml_cannot_hold() -> None:
    written = write_graphml(TheoryOfChange(kpis=[Kpi(id="k", title="a\x0bb")]))
    networkx.read_graphml(io.BytesIO(written.content))
    assert [(each.what, each.ids) for each in written.unsaid] == [("characters", ("k",))]


# JSON-LD


SECTIONS = {"Goal": "goals", "Outcome": "outcomes", "Kpi": "kpis", "Activity": "activities",
            "Team": "teams"}  # fmt: skip
ROWS = {"Observation": "observations", "Benchmark": "benchmarks", "Rating": "ratings"}
POINTERS = {"measures", "guardrail", "kpi", "team", "cause", "effect", "after", "agreed_by"}


def named(key: str, value: Any) -> Any:
    """Return what a reference names."""
    if isinstance(value, list) and key in POINTERS:
        return [unquote(each[1:]) for each in value]
    return unquote(value[1:]) if key in POINTERS else value


def of_graph(document: dict[str, Any]) -> dict[str, Any]:
    """Build the data of a theory from its graph: the writer's inverse, written for the test."""
    data: dict[str, Any] = {}
    links = []
    for held in document["@graph"]:
        kind, each = held["@type"], {k: named(k, v) for k, v in held.items() if k[0] != "@"}
        if kind == "TheoryOfChange":
            data |= {key: each.pop(key) for key in ("maturity",) if key in each}
            data |= {"theory": each} if each else {}
        elif kind == "Link":
            links.append(each)
        elif kind in ROWS:
            data.setdefault(ROWS[kind], []).append(each)
        else:
            data.setdefault(SECTIONS[kind], {})[each.pop("id")] = each
    for each in links:
        _put_back(data, each)
    return data


def _put_back(data: dict[str, Any], link: dict[str, Any]) -> None:
    cause, effect = link.pop("cause"), link.pop("effect")
    held = {("effect" if key == "size" else key): value for key, value in link.items()}
    if cause in data.get("activities", {}):
        data["activities"][cause].setdefault("advances", {})[effect] = held
    else:
        owner = (data.get("goals", {}) | data.get("outcomes", {}))[effect]
        owner.setdefault("needs", {})[cause] = held


@pytest.mark.parametrize("theory", [ugly(), *map(toc.load, EXAMPLES)], ids=lambda each: each.title)
def test_json_ld_says_all_of_a_theory(theory: TheoryOfChange) -> None:
    document = json.loads(write_jsonld(theory).content)
    omissions = Omissions()
    open_to_all = to_data(published(theory, omissions))
    assert of_graph(document) == json.loads(json.dumps(open_to_all))
    assert write_jsonld(theory).unsaid == omissions.listed()


# dbt


@pytest.mark.parametrize("theory", [ugly(), *map(toc.load, EXAMPLES)], ids=lambda each: each.title)
def test_dbt_reads_back_the_same_kpis(theory: TheoryOfChange, tmp_path: Path) -> None:
    path = tmp_path / "exposures.yml"
    path.write_bytes(write_dbt(theory).content)
    made = read_dbt([path])
    assert made.refused == ()
    assert len(made.kpis) == len(theory.kpis)
    for kpi, own in zip(made.kpis, theory.kpis.values(), strict=True):
        same = {field: getattr(kpi, field) for field in Kpi.__dataclass_fields__ if field != "id"}
        for field, value in same.items():
            held = getattr(own, field)
            if field == "title":
                held = held or f"kpi_{own.id}"
            assert value == (held.strip() if isinstance(held, str) else held) or field == "extra", (
                field
            )


def test_dbt_names_are_words_and_the_metric_is_named() -> None:
    theory = TheoryOfChange(
        kpis=[
            Kpi(id="净收入", owner="a", source={"system": "dbt", "extra": {"metric": "net_sales"}}),
            Kpi(id="a-b"),
            Kpi(id="a b"),
        ]
    )
    written = write_dbt(theory)
    exposures = yaml.safe_load(written.content)["exposures"]
    assert [each["name"] for each in exposures] == ["kpi", "kpi_a_b", "kpi_a_b_2"]
    assert exposures[0]["depends_on"] == ["metric('net_sales')"]
    assert exposures[1]["owner"] == {"name": ""}
    assert [(each.what, each.ids) for each in written.unsaid] == [("owner of KPIs", ("a-b", "a b"))]


@given(st.text(alphabet='{}%# "ab', max_size=20))
def test_no_text_is_rendered_by_dbt(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert (
        jinja2.Environment(keep_trailing_newline=True).from_string(escaped(text)).render() == text
    )


def test_what_no_file_states_is_not_measured_and_is_told(tmp_path: Path) -> None:
    held = {"id": "k", "measures": "gone"}
    nodes = {"goals": {"g": {"title": "G", "needs": {"lost": {}}}, "bad": 3}}
    meta = {"theory_of_change": held, "theory_of_change_nodes": nodes}
    exposure = {"name": "k", "type": "analysis", "config": {"meta": meta}}
    path = tmp_path / "exposures.yml"
    path.write_text(json.dumps({"exposures": [exposure]}), encoding="utf-8")
    made = read_dbt([path])
    assert (made.kpis[0].measures, made.kpis[0].extra) == (None, {"measures": "gone"})
    assert not made.theory.goals["g"].needs and made.theory.goals["g"].extra == {
        "needs": {"lost": {}}
    }
    told = "\n".join(str(each) for each in made.remarks)
    assert "extra: k." in told and "g needs lost" in told and "carried as bad" in told


@pytest.mark.parametrize("name", sorted({*formats()} & {*toc.interop.formats()}))
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_what_is_exported_and_imported_names_nothing_that_is_not_there(
    name: str, folder: Path, tmp_path: Path
) -> None:
    theory = toc.load(folder)
    path = tmp_path / {"dbt": "k.yml", "table": "k.csv", "iati": "k.xml"}[name]
    path.write_bytes(writer_of(name).write(theory).content)
    toc.interop.reader_of(name).read([path]).save(tmp_path / "out")
    made = toc.check(tmp_path / "out")
    assert "TOC007" not in {each.code for each in made}
    assert main(["run", str(tmp_path / "out"), "--out", str(tmp_path / "run")]) in (0, 1)
    again = toc.load(tmp_path / "out")
    assert _measured_by_titles(again) == _measured_by_titles(theory)


def _measured_by_titles(theory: TheoryOfChange) -> list[tuple[str, str]]:
    held = theory.kpis.values()
    return sorted((kpi.name, theory.nodes[str(kpi.measures)].name) for kpi in held)


# table


def test_no_text_of_a_table_is_a_formula() -> None:
    rows = write_table(ugly()).content.decode()
    cells = [cell for row in csv.reader(io.StringIO(rows)) for cell in row]
    assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in cells)
    assert not any(re.match(r"-\D", cell) for cell in cells)
    sheet = openpyxl.load_workbook(io.BytesIO(write_table(ugly(), "k.xlsx").content)).active
    titles = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for title, cell in zip(titles, row, strict=True):
            assert (cell.data_type == "f") == (title == "Progress"), (title, cell.value)
            assert cell.quotePrefix or not isinstance(cell.value, str) or title == "Progress"
    assert "=1+1" in [cell.value for cell in sheet["B"]]


# what is not written


@pytest.mark.parametrize("name", ["table", "dbt"])
def test_a_theory_without_kpis_is_an_input_error(name: str) -> None:
    with pytest.raises(InputError, match="there is no KPI"):
        writer_of(name).write(TheoryOfChange(goals=[Goal(id="g")]))


@pytest.mark.parametrize("name", formats())
def test_what_is_confidential_is_not_published(name: str) -> None:
    kpi = {"confidential": True, "tolerance": 4711.5, "extra": {"Target": "about 4711.6"}}
    kpi |= {"milestones": [{"value": 4711.7, "date": "2026-12-31"}]}
    kpi |= {"baseline": {"value": 4711.1, "date": "2025-12-31"}}
    kpi |= {"target": {"value": 4711.2, "date": "2027-12-31"}}
    theory = TheoryOfChange(
        goals=[Goal(id="g", title="Growth", due="2027-12-31")],
        kpis=[Kpi(id="margin", title="Margin", measures="g", **kpi)],
        observations=[Observation(kpi="margin", date="2026-06-30", value=4711.3)],
        benchmarks=[Benchmark(kpi="margin", value=4711.4, name="Fern & Co")],
    )
    written = writer_of(name).write(theory)
    assert b"4711" not in written.content
    told = {each.what: each.ids for each in written.unsaid if "confidential" in each.why}
    assert told == {"figures of KPIs": ("margin",), "extra of KPIs": ("margin",)}
