from __future__ import annotations

import datetime as dt
import zipfile
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import theoryofchange as toc
from theoryofchange.errors import InputError
from theoryofchange.interop.miradi import read
from theoryofchange.interop.seam import Imported
from theoryofchange.linter import check

HERE = Path(__file__).parent / "miradi"
BAY = HERE / "seal_bay.xmpz2"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "miradi"
PROJECTS = sorted(CORPUS.glob("*.xmpz2"))
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)


@pytest.fixture(scope="module")
def imported() -> Imported:
    return read([BAY])


def told(imported: Imported) -> dict[str | int, str]:
    return {each.record.at: each.told for each in imported.account}


def zipped(folder: Path, text: str, name: str = "project.xml") -> Path:
    path = folder / "odd.xmpz2"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return path


def test_the_archive_holds_the_file_beside_it() -> None:
    with zipfile.ZipFile(BAY) as archive:
        assert archive.read("project.xml") == (HERE / "project.xml").read_bytes()


def test_strategies_and_tasks_are_activities(imported: Imported) -> None:
    activities = imported.theory.activities
    assert list(activities) == ["talk_with_b_boat_b_owners", "s2", "print_leaflets"]
    talk = activities["talk_with_b_boat_b_owners"]
    assert (talk.title, talk.owner) == ("Talk with <b>boat</b> owners", "Mia Olsen")
    assert talk.description == "Each spring : every harbour.".replace(" :", ":")
    assert talk.extra["StrategyDetails"]["div"]["#markup"].startswith("Each <b>spring</b>")
    assert (talk.start, talk.due) == (dt.date(2026, 3, 1), dt.date(2026, 5, 31))
    assert talk.extra["activities"] == ["print_leaflets"]
    assert activities["s2"].title is None and not activities["print_leaflets"].advances


def test_results_are_outcomes_and_targets_and_goals_are_goals(imported: Imported) -> None:
    assert list(imported.theory.outcomes) == [
        "owners_slow_down",
        "owners_slow_down_2",
        "fewer_seals_are_hurt",
    ]
    target, goal = imported.goals
    assert (target.title, goal.title) == ("Seals 🦭", "500 seals by 2030")
    assert list(goal.needs) == [target.id] and list(target.needs) == ["fewer_seals_are_hurt"]
    slow = imported.theory.outcomes["owners_slow_down"]
    (objective,) = slow.extra["objectives"]
    assert objective["ObjectiveName"] == "Half of them by 2027"
    assert told(imported)["Objective[31]"] == "No result names it."


def test_a_link_drawn_twice_is_one_with_all_that_both_say(imported: Imported) -> None:
    links = imported.theory.activities["talk_with_b_boat_b_owners"].advances
    assert list(links) == ["owners_slow_down"]
    assert links["owners_slow_down"].extra == {
        "uncertain": True,
        "bidirectional": True,
        "annotation": ["Do they listen?"],
        "drawn_in": ["RC1 Boats", "Again"],
    }
    assert imported.goals[0].needs["fewer_seals_are_hurt"].extra == {"bidirectional": True}


def test_a_group_box_is_the_factors_in_it(imported: Imported) -> None:
    hurt = imported.theory.outcomes["fewer_seals_are_hurt"]
    assert list(hurt.needs) == ["owners_slow_down", "owners_slow_down_2"]


def test_why_a_link_is_none(imported: Imported) -> None:
    reasons = {at: told(imported)[f"DiagramLink[{at}]"] for at in range(204, 210)}
    assert reasons == {
        204: "It closes a circle of causes: seals needs owners_slow_down already, in some steps.",
        205: "It leads from or to a factor that is no part of a theory (Cause).",
        206: "It leads from a group box with nothing in it.",
        207: "It leads from a factor that is not in the project.",
        208: "It leads from a factor to itself.",
        209: "It leads to an activity, which is no effect.",
    }
    refused = {each.record.at for each in imported.refused}
    assert refused == {
        "DiagramLink[206]",
        "DiagramLink[207]",
        "DiagramLink[208]",
        "IntermediateResult[5]",
    }
    assert imported.theory.cycles() == []


def test_indicators_measure_what_they_hang_on(imported: Imported) -> None:
    measures = {kpi.id: kpi.measures for kpi in imported.kpis}
    assert measures == {
        "slow_boats": "owners_slow_down",
        "seals_seals": "seals",  # through a key ecological attribute
        "of_nothing": None,
    }
    units = {kpi.id: kpi.unit for kpi in imported.kpis}
    assert units == {"slow_boats": "percent", "seals_seals": "seals", "of_nothing": None}


def test_future_statuses_are_targets_and_measurements_observations(imported: Imported) -> None:
    slow = imported.theory.kpis["slow_boats"]
    assert slow.definition == "Boats below 6 knots." and slow.direction is None
    assert (slow.target.value.value, slow.target.date) == (80, dt.date(2027, 12, 31))
    assert [each.value.text for each in slow.milestones] == ["most"]
    (row,) = imported.theory.observations
    assert (row.value.text, row.date, row.n) == ("35%", dt.date(2025, 6, 30), 120)
    kept = slow.extra["Measurement"]
    assert kept[0]["MeasurementDetail"] == "At the pier."
    assert [each["@Id"] for each in kept] == ["50", "51", "52", "53", "54"]
    assert slow.extra["FutureStatus"][-1]["FutureStatusDetails"] == "As the park asked."


def test_blank_and_prose_measurements_say_why_they_are_none(imported: Imported) -> None:
    assert [told(imported)[f"Measurement[{id}]"] for id in range(51, 56)] == [
        "No figure can be told from its value.",
        "It has no value.",
        "It is of no day of the calendar.",
        "Another of the same day comes before it.",
        "No indicator names it.",
    ]


# hostile and odd archives


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<ConservationProject/>", "nothing is in this Miradi project"),
        ("<Project/>", "no ConservationProject"),
        ("<ConservationProject>", "This is not XML"),
        (
            "<!DOCTYPE x [<!ENTITY a 'b'>]><ConservationProject>&a;</ConservationProject>",
            "document",
        ),
        (
            "<!DOCTYPE x SYSTEM 'http://example.org/x.dtd'><ConservationProject/>",
            "document type",
        ),
        ("<ConservationProject>" + "<a>" * 99 + "</a>" * 99 + "</ConservationProject>", "deep"),
    ],
)
def test_a_project_that_is_none_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read([zipped(tmp_path, text)])


def test_an_archive_that_is_a_trap_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no project\.xml"):
        read([zipped(tmp_path, "x", "other.xml")])
    with pytest.raises(InputError, match="leads out of the archive"):
        read([zipped(tmp_path, "x", "../project.xml")])
    with pytest.raises(InputError, match="times its size"):
        read([zipped(tmp_path, "<a/>" + " " * 5_000_000)])
    path = tmp_path / "odd.xmpz2"
    path.write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(InputError, match="no zip file"):
        read([path])
    whole = BAY.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="no zip file"):
        read([path])


_ids = st.sampled_from(["1", "2", "3", "9"])
_kinds = st.sampled_from(
    ["Strategy", "IntermediateResult", "BiodiversityTarget", "Cause", "GroupBox"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    factors=st.lists(st.tuples(_kinds, _ids, st.lists(_ids, max_size=3)), max_size=5),
    links=st.lists(st.tuples(_ids, _ids, st.booleans()), max_size=8),
    name=st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=8),
)
def test_whatever_is_drawn_is_accounted_for_and_runs_in_no_circle(
    tmp_path: Path, factors: list[object], links: list[object], name: str
) -> None:
    def thing(kind: str, id: object, inside: str) -> str:
        return f'<{kind}Pool><{kind} Id="{id}">{inside}</{kind}></{kind}Pool>'

    def side(which: str, id: str) -> str:
        field = f"DiagramLink{which}DiagramFactorId"
        return f"<{field}><LinkableFactorId><CauseId>{id}</CauseId></LinkableFactorId></{field}>"

    text = "<ConservationProject><ExportDetails><a>b</a></ExportDetails>"
    text += thing("Task", 1, f"<TaskName>{escape(name)}</TaskName>")
    for at, (kind, id, children) in enumerate(factors, 1):
        text += thing(kind, id, f"<{kind}Name>{escape(name)}</{kind}Name>")
        boxed = "".join(f"<DiagramFactorId>{child}</DiagramFactorId>" for child in children)
        wrapped = f"<W><{kind}Id>{id}</{kind}Id></W>"
        text += thing(
            "DiagramFactor",
            at,
            f"<DiagramFactorWrappedFactorId>{wrapped}</DiagramFactorWrappedFactorId>"
            f"<DiagramFactorGroupBoxChildrenIds>{boxed}</DiagramFactorGroupBoxChildrenIds>",
        )
    for at, (start, end, both) in enumerate(links):
        flag = f"<DiagramLinkIsBidirectionalLink>{both}</DiagramLinkIsBidirectionalLink>".lower()
        text += thing("DiagramLink", at, side("From", start) + side("To", end) + flag)
    made = read([zipped(tmp_path, text + "</ConservationProject>")])
    assert made.records == sum(made.fates.values()) == 2 + 2 * len(factors) + len(links)
    assert made.theory.cycles() == []
    assert made.files


# published projects


@needs_corpus
@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem[:12])
def test_every_published_project_imports_whole_and_runs(path: Path, tmp_path: Path) -> None:
    made = read([path])
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.xml"))
    pools = [each for each in root if etree.QName(each).localname.endswith("Pool")]
    counts = Counter(each.record.kind.replace(" ", "") for each in made.account)
    for kind, count in Counter(etree.QName(e).localname.lower() for p in pools for e in p).items():
        assert counts[kind] == count, kind
    sections = [each for each in root if each not in pools and len(each)]
    assert made.records == sum(map(len, pools)) + len(sections)
    assert len(made.theory.activities) == counts["strategy"] + counts["task"]
    assert len(made.kpis) == counts["indicator"]
    assert not [kpi.id for kpi in made.kpis if kpi.measures is None]
    made.save(tmp_path / "out")
    codes = {finding.code for finding in check(tmp_path / "out")}
    assert not codes & {"TOC001", "TOC002", "TOC003", "TOC004", "TOC006", "TOC007", "TOC010"}
    toc.run(tmp_path / "out")


@needs_corpus
def test_no_text_of_a_published_project_is_lost() -> None:
    """Every word of it is written, but for where its diagrams draw what."""
    path = PROJECTS[0]
    made = read([path])
    written = "".join(made.files.values())
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.xml"))
    for element in root.iter():
        if not any("Diagram" in str(each.tag) for each in (element, *element.iterancestors())):
            words = (element.text or "").split()
            assert [word for word in words if word.isalnum() and word not in written] == []


@needs_corpus
def test_uncertain_links_of_a_published_chain_stay_uncertain() -> None:
    (path,) = (each for each in PROJECTS if "Marine" in each.stem)
    outcomes = read([path]).theory.outcomes.values()
    links = [link for outcome in outcomes for link in outcome.needs.values()]
    notes = [link.extra.get("annotation") for link in links if link.extra.get("uncertain")]
    assert notes.count(["Need to research evidence for effectiveness of rat barriers"]) == 1
    assert len(notes) == 3
