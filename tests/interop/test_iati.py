from __future__ import annotations

import copy
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import theoryofchange as toc
from theoryofchange.cli.main import main
from theoryofchange.errors import InputError
from theoryofchange.interop.iati import read
from theoryofchange.interop.iati.grammar import shortfalls
from theoryofchange.interop.seam import Imported
from theoryofchange.kpi import Kpi
from theoryofchange.linter import check

WELLS = Path(__file__).parent / "iati" / "wells.xml"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "iati"
VALID = sorted(CORPUS.glob("*.xml"))
FAULTY = {
    "01-missing-title": "The result has no title.",
    "03-missing-indicator-title": "The indicator has no title.",
    "05-missing-attribute-indicator-measure": "The indicator has no measure.",
    "07-missing-attribute-result-type": "The result has no type.",
    "09-non-boolean-attribute-ascending": "The ascending of the indicator is 'x'",
    "11-two-indicator-title": "The indicator has a second title",
    "13-missing-indicator-description-narrative": "The description has no narrative.",
    "15-missing-indicator-baseline-comment-narrative": "The comment has no narrative.",
    "17-missing-indicator-period-period-end": "The period has no period-end.",
    "19-non-iso-date-period-period-end": "The iso-date of the period-end is '2009-12-'",
    "21-missing-indicator-period-actual-comment-narrative": "The comment has no narrative.",
    "25-two-indicator-period-period-end": "The period has a second period-end",
    "25-two-indicator-period-period-start": "The period has a second period-start",
    "33-missing-attribute-period-start-iso-date": "The period-start has no iso-date.",
    "37-non-positiveInteger-baseline-year": "The year of the baseline is '-2008'",
    "39-indicator-reference-vocabulary-missing": "The reference has no vocabulary.",
    "41-indicator-reference-code-missing": "The reference has no code.",
    "47-two-indicator-period-target-comment": "The target has a second comment",
    "49-no-narrative-indicator-period-target-comment": "The comment has no narrative.",
}
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)


@pytest.fixture(scope="module")
def imported() -> Imported:
    return read([WELLS])


def kpi_of(imported: Imported, id: str) -> Kpi:
    return imported.theory.kpis[id]


def told(imported: Imported, kind: str) -> list[str]:
    return [each.told for each in imported.account if each.record.kind == kind]


def results(inside: str) -> str:
    """Return a file of one activity with some results."""
    return (
        '<iati-activities version="2.03"><iati-activity><iati-identifier>X</iati-identifier>'
        f"<title><narrative>T</narrative></title>{inside}</iati-activity></iati-activities>"
    )


def read_text(folder: Path, text: str) -> Imported:
    path = folder / "results.xml"
    path.write_text(text, encoding="utf-8")
    return read([path])


def test_an_activity_advances_its_results_and_has_its_dates(imported: Imported) -> None:
    (activity,) = imported.theory.activities.values()
    assert list(activity.advances) == [
        "健康_for_b_all_b",
        "water_is_near",
        "wells_dug",
        "wells_dug_2",
    ]
    assert (activity.start, activity.due) == (dt.date(2025, 2, 15), dt.date(2027, 12, 31))
    assert activity.title == "Wells & pumps"
    assert activity.extra["title"]["narrative"][1] == {
        "@xml:lang": "fr",
        "#text": "Puits et pompes",
    }
    assert [each["@type"] for each in activity.extra["description"]] == ["1", "2"]
    assert activity.extra["sector"]["@code"] == "14031"


def test_an_impact_is_a_goal_and_every_other_result_an_outcome(imported: Imported) -> None:
    assert [goal.title for goal in imported.goals] == ["健康 for <b>all</b>"]
    types = {outcome.extra["@type"] for outcome in imported.theory.outcomes.values()}
    assert types == {"1", "2", "9"}
    near = imported.theory.outcomes["water_is_near"]
    assert near.description == "Everybody has a well within a mile."
    assert near.extra == {
        "@type": "2",
        "@aggregation-status": "true",
        "reference": {"@vocabulary": "99", "@code": "W1"},
    }


def test_an_indicator_is_a_kpi_with_its_texts_and_figures(imported: Imported) -> None:
    share = kpi_of(imported, "share_of_households")
    assert (share.title, share.measures, share.unit) == (
        "Share of households",
        "water_is_near",
        "percent",
    )
    assert share.definition == "Households with a well within a mile."
    assert share.baseline and share.baseline.value and share.baseline.date == dt.date(2024, 12, 31)
    assert share.baseline.value.value == 40
    assert [(each.date.year, each.value.value) for each in share.milestones] == [(2025, 50)]
    assert (share.target.date, share.target.value.value) == (dt.date(2026, 12, 31), 70)
    assert share.extra["baseline"][0] == {"comment": {"narrative": "A census."}}
    assert share.extra["title"]["narrative"][0]["#text"] == "Part des ménages"


def test_what_is_omitted_ascends(imported: Imported) -> None:
    assert kpi_of(imported, "how_people_feel").direction == "increase"
    assert kpi_of(imported, "share_of_households").direction == "increase"
    assert kpi_of(imported, "days_to_dig_a_well").direction == "decrease"


def test_actuals_are_observations_of_their_segments(imported: Imported) -> None:
    rows = [(row.kpi, row.value.text, row.segment) for row in imported.theory.observations]
    assert rows == [
        ("share_of_households", "48", None),
        ("share_of_households", "44", "location=XX-N; sex=female"),
        ("pumps_in_the_south", "7", None),
    ]


def test_an_indicator_of_one_segment_alone_is_about_that_segment(imported: Imported) -> None:
    pumps = kpi_of(imported, "pumps_in_the_south")
    assert pumps.extra["segment"] == "location=XX-S"
    assert (pumps.baseline.value.value, pumps.target.value.value) == (3, 9)
    assert pumps.baseline.date is None and pumps.extra["baseline"][0]["@year"] == "2024"
    days = kpi_of(imported, "days_to_dig_a_well")
    assert days.target is None and days.extra["period"][0]["target"][0]["@value"] == "20"


def test_a_value_is_any_text_and_may_be_absent(imported: Imported) -> None:
    days, feel = (kpi_of(imported, id) for id in ("days_to_dig_a_well", "how_people_feel"))
    assert days.baseline.value.text == "N=35;P=55" and not days.baseline.value.readable
    assert feel.target is None and feel.baseline is None
    assert feel.extra["baseline"][0]["comment"] == {"narrative": "Many are ill."}
    assert feel.extra["period"][0]["actual"] == [{"@value": "better"}]
    assert told(imported, "actual")[0] == "No figure can be told from its value."
    assert told(imported, "target")[0] == "This target has no value."


def test_a_faulty_activity_is_refused_with_every_fault_and_the_other_imported(
    imported: Imported,
) -> None:
    activity, *inside = imported.refused
    assert activity.record.name == "Schools"
    assert activity.told == (
        "It falls short of IATI 2.03. Line 84: The indicator has no measure. Line 86: The year of "
        "the baseline is '0' and not a whole number above 0, such as 2013."
    )
    assert {each.told for each in inside} == {"Its activity, line 79, is refused."}
    assert inside[-1].record.data == {"@year": "0", "@value": "10"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<iati-activities version='2.03'/>", "no activity is in there"),
        ("<iati-organisations version='2.03'/>", "no file of IATI activities but iati-organ"),
        ("<iati-activities version='1.05'><iati-activity/></iati-activities>", "version 2 is read"),
        ("<iati-activities>", "This is not XML"),
        ("", "This is not XML"),
        (
            "<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><iati-activities>&b;"
            "</iati-activities>",
            "document type",
        ),
        (
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><iati-activities>&a;'
            "</iati-activities>",
            "document type",
        ),
        (
            "<iati-activities version='2.03'><iati-activity/></iati-activities>",
            "no iati-identifier",
        ),
        (results("<result type='2'>" + "<a>" * 60 + "</a>" * 60 + "</result>"), "levels deep"),
    ],
)
def test_what_is_no_file_of_activities_is_told_and_nothing_is_written(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_text(tmp_path, text)
    out = tmp_path / "out"
    assert main(["import", "iati", str(tmp_path / "results.xml"), "--out", str(out)]) == 2
    assert not out.exists()


def test_an_activity_nested_too_deep_to_be_kept_is_refused(tmp_path: Path) -> None:
    deep = "<x:a>" * 30 + "!" + "</x:a>" * 30
    with pytest.raises(InputError, match="The activity is nested too deep"):
        read_text(tmp_path, results(f'<x:b xmlns:x="urn:x">{deep}</x:b>'))


# against the schema that the standard publishes


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """Return the standard's schema; the one it imports for xml:lang is a stub of ours."""
    stub = (
        '<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" '
        'targetNamespace="http://www.w3.org/XML/1998/namespace">'
        '<s:attribute name="lang" type="s:string"/></s:schema>'
    )

    class Stub(etree.Resolver):
        def resolve(self, url: str, pubid: str, context: object) -> object:
            return self.resolve_string(stub, context) if url.endswith("xml.xsd") else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Stub())
    return etree.XMLSchema(etree.parse(CORPUS / "schema" / "iati-activities-schema.xsd", parser))


@needs_corpus
def test_every_file_that_must_fail_is_refused_with_its_fault(
    tmp_path: Path, capsys: object
) -> None:
    files = sorted((CORPUS / "should_fail").glob("*.xml"))
    assert {file.stem for file in files} >= FAULTY.keys()
    for file in files:
        with pytest.raises(InputError) as error:
            read([file])
        assert FAULTY.get(file.stem, "The ") in str(error.value)
        assert main(["import", "iati", str(file), "--out", str(tmp_path / "out")]) == 2


@needs_corpus
@pytest.mark.parametrize("file", VALID, ids=lambda file: file.stem[:12])
def test_every_valid_file_imports_whole_and_runs(file: Path, tmp_path: Path) -> None:
    made = read([file])
    raw = etree.parse(file)
    counts = Counter(each.record.kind for each in made.account)
    for kind in ("result", "indicator", "baseline", "period", "target", "actual"):
        assert counts[kind] == raw.xpath(f"count(//result/descendant-or-self::{kind})")
    assert counts["activity"] == raw.xpath("count(//iati-activity)")
    assert not made.refused
    made.save(tmp_path / "out")
    written = " ".join("".join(made.files.values()).split())
    for said in raw.xpath("//result//narrative/text() | //result//@*[name()!='ascending']"):
        assert str(said).strip() in written
    codes = {finding.code for finding in check(tmp_path / "out")}
    assert not codes & {"TOC001", "TOC002", "TOC003", "TOC004", "TOC006", "TOC010"}
    toc.run(tmp_path / "out")


@needs_corpus
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_our_checks_and_the_schema_agree(schema: etree.XMLSchema, data: st.DataObject) -> None:
    """A result that was changed at random is refused here where the schema refuses it."""
    plain = etree.XMLParser(remove_comments=True)
    document = etree.parse(data.draw(st.sampled_from(VALID)), plain)
    place = data.draw(st.sampled_from(list(document.iterfind(".//result//*"))))
    change = data.draw(st.sampled_from(["drop", "double", "last", "rename", "attribute", "text"]))
    parent = place.getparent()
    if change == "drop":
        parent.remove(place)
    elif change == "double":
        place.addnext(copy.deepcopy(place))
    elif change == "last":
        parent.append(place)
    elif change == "rename":
        place.tag = data.draw(st.sampled_from(["title", "comment", "period", "odd"]))
    elif change == "text":
        place.text = data.draw(st.sampled_from(["", " ", "said"]))
    elif place.attrib:
        name = data.draw(st.sampled_from(sorted(place.attrib)))
        value = data.draw(
            st.sampled_from(["", "1", "x", "-1", "true", "2013-02-30", "2013-02-28Z"])
        )
        if data.draw(st.booleans()):
            del place.attrib[name]
        else:
            place.set(name, value)
    else:
        place.set("odd", "1")
    ours = [fault for each in document.iter("iati-activity") for fault in shortfalls(each)]
    assert bool(ours) != schema.validate(document), (ours, schema.error_log)
