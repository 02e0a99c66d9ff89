from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

import theoryofchange as toc
from theoryofchange.errors import InputError
from theoryofchange.interop.seam import Imported
from theoryofchange.interop.stratml import read
from theoryofchange.linter import check

HERE = Path(__file__).parent / "stratml"
REPORT, PLAN = HERE / "ferry_report.xml", HERE / "harbour_plan.xml"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "stratml"
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)


@pytest.fixture(scope="module")
def imported() -> Imported:
    return read([REPORT, PLAN])


def told(imported: Imported, kind: str) -> list[str]:
    return [each.told for each in imported.account if each.record.kind == kind]


def read_text(folder: Path, text: str) -> Imported:
    path = folder / "plan.xml"
    path.write_text(text, encoding="utf-8")
    return read([path])


def test_goals_need_their_objectives(imported: Imported) -> None:
    trust, quiet = imported.goals
    assert (trust.title, trust.description) == ("Trust <b> 信任", "People rely on the ferry.")
    assert list(trust.needs) == ["on_time", "nobody_waits_in_the_rain"]
    assert list(quiet.needs) == ["no_engines_after_ten"]
    assert trust.extra["Identifier"] == "_goal" and trust.extra["OtherInformation"] == "=1+1"
    assert trust.extra["Stakeholder"]["Role"] == {"Name": "Payer", "RoleType": "Performer"}
    assert imported.title == "Ferries that people trust, Harbour"


def test_an_objective_with_a_description_alone_has_no_title(imported: Imported) -> None:
    rain = imported.theory.outcomes["nobody_waits_in_the_rain"]
    assert (rain.title, rain.description) == (None, "Nobody waits in the rain.")


def test_an_indicator_is_a_kpi_of_its_objective(imported: Imported) -> None:
    kpi = imported.theory.kpis["departures_on_time"]
    assert (kpi.measures, kpi.unit, kpi.direction) == ("on_time", "percent", None)
    assert kpi.extra["UnitOfMeasurement"] == "Percent of departures"
    assert kpi.extra["@ValueChainStage"] == "Outcome"
    assert [(each.date, each.value.text) for each in kpi.milestones] == [
        (dt.date(2026, 12, 31), "90")
    ]
    assert (kpi.target.date, kpi.target.value.value) == (dt.date(2027, 12, 31), 95)
    (row,) = imported.theory.observations
    assert (row.kpi, row.date, row.value.value) == (kpi.id, dt.date(2025, 12, 31), 81)
    assert kpi.extra["TargetResult"] == [
        {
            "Description": "The council asked for it.",
            "StartDate": "2026-01-01",
            "EndDate": "2026-12-31",
        },
        {"NumberOfUnits": "96", "EndDate": "2027-12-31"},
    ]
    assert len(kpi.extra["ActualResult"]) == 3


def test_a_target_in_words_and_without_a_date_stays_as_it_is(imported: Imported) -> None:
    bags = imported.theory.kpis["lost_bags"]
    assert (bags.target.value.text, bags.target.date) == ("fewer than before", None)
    assert bags.unit == "bags" and "UnitOfMeasurement" not in bags.extra


def test_results_that_are_none_say_why(imported: Imported) -> None:
    assert told(imported, "actual result")[1:] == [
        "No figure can be told from its value.",
        "It ends on no day of the calendar.",
        "It has no value.",
    ]
    assert told(imported, "target result")[2] == "Another for the same day comes before it."
    assert told(imported, "target result")[4] == "Its indicator is refused."


def test_indicators_that_share_an_identifier_are_told_apart(imported: Imported) -> None:
    assert imported.to_dict()["shared"] == [
        {"identifier": "_same", "nodes": "departures_on_time, lost_bags"}
    ]
    assert told(imported, "relationship") == [
        "2 nodes share the identifier it names: which it means cannot be told.",
        "It is peer to on_time, which is no cause.",
        "The identifier it names is none in this plan.",
    ]
    assert len(imported.theory.kpis["departures_on_time"].extra["Relationship"]) == 3


def test_what_names_nothing_is_refused_and_what_is_blank_no_record(imported: Imported) -> None:
    refused = [(each.record.kind, each.told) for each in imported.refused]
    assert refused == [
        ("performance indicator", "It does not say what is measured."),
        ("goal", "It has neither a name nor a description."),
    ]
    assert "mission" not in Counter(each.record.kind for each in imported.account)
    (orphan,) = (o for o in imported.theory.outcomes.values() if o.id == "on_time_2")
    assert orphan.title == "On time"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<Plan/>", "this is no StratML plan but Plan"),
        ("<StrategicPlan><Name>x</Name></StrategicPlan>", "no goal is in there"),
        ("<StrategicPlan><Goal><Name/></Goal></StrategicPlan>", "no goal is in there"),
        ("", "This is not XML"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><StrategicPlan>&a;</StrategicPlan>", "document type"),
        (
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><StrategicPlan>&a;'
            "</StrategicPlan>",
            "document type",
        ),
    ],
)
def test_what_is_no_plan_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_text(tmp_path, text)


@pytest.mark.parametrize(
    "namespace",
    [
        "",
        "http://www.stratml.net",
        "http://www.stratml.net/PerformancePlanOrReport",
        "urn:ISO:std:iso:17469:tech:xsd:stratml_core",
        "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport",
    ],
)
@pytest.mark.parametrize("root", ["StrategicPlan", "PerformancePlanOrReport"])
def test_both_parts_are_read_in_every_namespace(tmp_path: Path, root: str, namespace: str) -> None:
    inside = "<PerformanceIndicator><MeasurementDimension>Calls</MeasurementDimension>"
    made = read_text(
        tmp_path,
        f'<{root} xmlns="{namespace}"><StrategicPlanCore><Goal><Name>Trust</Name>{inside}'
        f"</PerformanceIndicator></Goal></StrategicPlanCore></{root}>",
    )
    assert [(kpi.title, kpi.measures) for kpi in made.kpis] == [("Calls", "trust")]


def test_what_is_nested_too_deep_to_be_kept_is_refused(tmp_path: Path) -> None:
    deep = "<a>" * 30 + "!" + "</a>" * 30
    made = read_text(
        tmp_path,
        "<StrategicPlan><StrategicPlanCore><Goal><Name>Trust</Name></Goal>"
        f"<Goal><Name>Deep</Name>{deep}</Goal></StrategicPlanCore>"
        f"<Submitter>{deep}</Submitter></StrategicPlan>",
    )
    assert [each.told for each in made.refused] == ["It is nested too deep to be kept."] * 2
    assert "<Name>Deep</Name>" in made.refused[0].record.written
    assert [goal.id for goal in made.goals] == ["trust"]


@needs_corpus
@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.xml")), ids=lambda path: path.stem)
def test_every_published_plan_imports_whole_and_runs(path: Path, tmp_path: Path) -> None:
    made = read([path])
    raw = etree.parse(path)
    for name, nodes in (("Goal", made.theory.goals), ("Objective", made.theory.outcomes)):
        assert len(nodes) == raw.xpath(f"count(//*[local-name()='{name}'][normalize-space()])")
    counts = Counter(each.record.kind for each in made.account)
    stakeholders = raw.xpath("count(//*[local-name()='Stakeholder'][normalize-space()])")
    assert counts["stakeholder"] == stakeholders
    written = " ".join("".join(made.files.values()).split()).replace("''", "'")
    for said in raw.xpath("//*[not(*)]/text()"):
        for word in str(said).split():
            assert word.strip("'\"") in written
    made.save(tmp_path / "out")
    codes = {finding.code for finding in check(tmp_path / "out")}
    assert not codes & {"TOC001", "TOC002", "TOC003", "TOC004", "TOC006", "TOC007", "TOC010"}
    toc.run(tmp_path / "out")
