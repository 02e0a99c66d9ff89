"""A theory as IATI: valid against the schema, and read back as what both sides can say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from theoryofchange.activity import Activity
from theoryofchange.declare import declare_text, dump
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.interop.iati import read
from theoryofchange.interop.seam.imported import NODES
from theoryofchange.interop.writing import Written, formats, writer_of
from theoryofchange.interop.writing.iati import write
from theoryofchange.kpi import Kpi, Measured, Observation, Target
from theoryofchange.linter import load

ROOT = Path(__file__).parents[3]
CORPUS = ROOT.parent / "shared" / "corpus" / "iati"
WELLS = Path(__file__).parents[1] / "iati" / "wells.xml"
EXAMPLES = sorted(each.parent for each in (ROOT / "examples").glob("*/theory.yaml"))
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of published files (../shared/corpus) is not here"
)


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


def read_back(written: Written, folder: Path) -> TheoryOfChange:
    path = folder / "written.xml"
    path.write_bytes(written.content)
    return read([path]).theory


def unsaid(written: Written) -> dict[str, tuple[str, ...]]:
    return {each.what: each.ids for each in written.unsaid}


def growth(**fields: object) -> TheoryOfChange:
    return TheoryOfChange(
        goals=[Goal(id="growth", title="Growth", due="2027-12-31")],
        kpis=[Kpi(id="sales", title="Sales", measures="growth", **fields)],
    )


def test_the_writers_are_found_by_their_modules() -> None:
    assert all(name == writer_of(name).FORMAT for name in formats())
    with pytest.raises(InputError, match=r"there is no format odd; there are .*iati"):
        writer_of("odd")


@pytest.mark.parametrize(
    "source",
    [WELLS, *sorted(CORPUS.glob("*.xml"))],
    ids=lambda path: path.stem[:12],
)
def test_what_was_imported_is_written_as_it_was(source: Path, tmp_path: Path) -> None:
    read([source]).save(tmp_path / "out")
    theory = load(tmp_path / "out")
    written = write(theory)
    again = read_back(written, tmp_path)
    assert not written.unsaid
    for part in NODES:
        assert dict(getattr(again, part)) == dict(getattr(theory, part)), part
    rows = (sorted(map(repr, each.observations)) for each in (again, theory))
    assert next(rows) == next(rows)


@needs_corpus
@pytest.mark.parametrize(
    "source", [WELLS, *sorted(CORPUS.glob("*.xml"))], ids=lambda p: p.stem[:12]
)
def test_what_was_imported_is_written_valid(source: Path, schema: etree.XMLSchema) -> None:
    written = write(read([source]).theory)
    assert schema.validate(etree.fromstring(written.content)), schema.error_log


@needs_corpus
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_example_is_written_valid(example: Path, schema: etree.XMLSchema) -> None:
    written = write(load(example))
    document = etree.fromstring(written.content)
    assert schema.validate(document), schema.error_log
    theory = load(example)
    measured = [
        k for k in theory.kpis.values() if k.measures in {**theory.goals, **theory.outcomes}
    ]
    assert len(list(document.iter("indicator"))) == len(measured)
    assert written == write(load(example))


def test_a_period_without_a_known_start_is_the_day_itself() -> None:
    target = Target(value="80 %", date="2027-12-31")
    document = etree.fromstring(write(growth(target=target, unit="percent")).content)
    (period,) = document.iter("period")
    assert [each.get("iso-date") for each in period[:2]] == ["2027-12-31", "2027-12-31"]
    assert next(document.iter("target")).get("value") == "80"
    assert next(document.iter("indicator")).get("measure") == "2"


def test_what_iati_asks_for_stands_in_the_theory_or_is_left_blank() -> None:
    blank = write(growth())
    assert {"reporting-org", "participating-org", "activity-status"} <= unsaid(blank).keys()
    own = {
        "iati-identifier": "XX-1",
        "reporting-org": {"@ref": "XX", "@type": "21", "narrative": "Works"},
        "participating-org": {"@role": "4"},
        "activity-status": {"@code": "2"},
        "activity-date": {"@type": "2", "@iso-date": "2025-01-01"},
    }
    theory = growth().replace(header=Header(id="g", title="G", extra={"iati": own}))
    written = write(theory)
    assert not unsaid(written).keys() & own.keys()
    activity = etree.fromstring(written.content)[0]
    assert activity.findtext("iati-identifier") == "XX-1"
    assert activity.find("activity-date").get("iso-date") == "2025-01-01"


def test_without_any_date_there_is_no_activity() -> None:
    theory = TheoryOfChange(goals=[Goal(id="growth")])
    with pytest.raises(InputError, match="an IATI activity has a date"):
        write(theory)
    assert write(theory.replace(activities=[Activity(id="a", start="2026-01-01")])).content


def test_what_cannot_be_said_is_told() -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="growth", due="2027-12-31", weight=3, needs=["trust"])],
        outcomes=[Outcome(id="trust", title="Trust", owner="cmo")],
        activities=[Activity(id="train", advances=["trust"])],
        kpis=[
            Kpi(
                id="sales",
                measures="growth",
                unit="EUR",
                owner="cfo",
                target=Target(value="5", set_by="board"),
                extra={"note": "odd", "reference": {"@code": "x"}},
            ),
            Kpi(id="stray"),
        ],
        observations=[Observation(kpi="sales", date="2026-01-01", value=3, n=9)],
    )
    assert unsaid(write(theory)).items() >= {
        ("outcomes without a KPI", ("trust",)),
        ("needs of goals", ("growth",)),
        ("weight of goals", ("growth",)),
        ("due of goals", ("growth",)),
        ("owner of outcomes", ("trust",)),
        ("activities", ("train",)),
        ("unit of KPIs", ("sales",)),
        ("owner of KPIs", ("sales",)),
        ("direction not known", ("sales",)),
        ("a target without a date", ("sales",)),
        ("who set a target, and why", ("sales",)),
        ("how many cases a value rests on", ("sales",)),
        ("extra.note", ("sales",)),
        ("extra.reference", ("sales",)),
        ("KPIs", ("stray",)),
    }


def test_a_text_changed_since_the_import_wins_over_its_other_languages(tmp_path: Path) -> None:
    theory = read([WELLS]).theory
    share = theory.kpis["share_of_households"]
    text = dump(theory).replace("title: Share of households", "title: Households served")
    changed = declare_text(text).theory
    written = write(changed)
    assert unsaid(written)["extra.title"] == (share.id,)
    assert "households_served" in read_back(written, tmp_path).kpis


def test_what_xml_does_not_take_stays_out_and_the_rest_is_escaped(tmp_path: Path) -> None:
    title = "a \x0b <b>&\"' 中文 🛳 ]]>"
    theory = growth().replace(kpis=[Kpi(id="k", title=title, measures="growth")])
    (kpi,) = read_back(write(theory), tmp_path).kpis.values()
    assert kpi.title == title.replace("\x0b", "\ufffd")


# what both sides can say

_days = st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))
_values = st.one_of(
    st.integers(-999, 10**6).map(str),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: f"{x:.3f}"),
    st.sampled_from(["80 %", "≥ 95%", "N=35;P=55", "TBD", "3 weeks", "14 of 16", "€1.2M", "中文"]),
)
_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)
_segments = st.one_of(
    st.none(),
    st.sampled_from(["north", "location=XX-N", "sex=f; age=adult", "a; b", "=x", "a=b=c"]),
)


@st.composite
def theories(draw: st.DrawFn) -> TheoryOfChange:
    goals = [
        Goal(id="g", title=draw(_texts), description=draw(st.none() | _texts), due="2027-01-01")
    ]
    outcomes = [Outcome(id=f"o{at}", title=draw(_texts)) for at in range(draw(st.integers(0, 2)))]
    kpis, rows = [], []
    for at in range(draw(st.integers(1, 3))):
        days = sorted(draw(st.lists(_days, max_size=3, unique=True)))
        aims = [Measured(value=draw(_values), date=day) for day in days]
        target = Target(value=aims[-1].value, date=aims[-1].date) if aims else None
        dated = st.builds(Measured, value=_values, date=_days)
        kpis.append(
            Kpi(
                id=f"k{at}",
                title=f"{at}{draw(_texts)}",
                definition=draw(st.none() | _texts),
                measures=draw(st.sampled_from(["g", *(each.id for each in outcomes)])),
                unit=draw(st.sampled_from([None, "percent"])),
                direction=draw(st.sampled_from(["increase", "decrease"])),
                baseline=draw(st.none() | dated),
                milestones=aims[:-1],
                target=target,
            )
        )
        for day, part in draw(st.lists(st.tuples(_days, _segments), max_size=3, unique=True)):
            value = draw(_values.filter(lambda text: text not in ("N=35;P=55", "TBD", "中文")))
            rows.append(Observation(kpi=f"k{at}", date=day, value=value, segment=part))
    return TheoryOfChange(goals=goals, outcomes=outcomes, kpis=kpis, observations=rows)


def said(theory: TheoryOfChange) -> list[object]:
    """Return what both sides can say, in an order of its own."""
    found = []
    for kpi in theory.kpis.values():
        node = theory.node(kpi.measures or "")
        rows = [row for row in theory.observations if row.kpi == kpi.id]
        part = kpi.extra.get("segment")
        aims = [kpi.baseline, *kpi.milestones, kpi.target]
        found.append(
            (
                (kpi.title, kpi.definition, kpi.unit, kpi.direction),
                (type(node).__name__, node.title, node.description),
                [(each.date, _said(each.value)) for each in aims if each],
                sorted((row.date, row.segment or part or "", *_said(row.value)) for row in rows),
            )
        )
    return sorted(found, key=repr)


def _said(value: object) -> tuple[object, ...]:
    """Return a figure but for the sign that a percentage says with its unit."""
    kind = "number" if value.kind == "percent" and value.unit in (None, "percent") else value.kind
    unit = None if value.kind == "percent" else value.unit
    return (kind, value.value, str(unit), value.bound) if value.readable else (value.text,)


@needs_corpus
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(theories())
def test_import_of_an_export_keeps_what_both_can_say(
    schema: etree.XMLSchema, tmp_path_factory: pytest.TempPathFactory, theory: TheoryOfChange
) -> None:
    written = write(theory)
    assert schema.validate(etree.fromstring(written.content)), schema.error_log
    again = read_back(written, tmp_path_factory.mktemp("back"))
    assert said(again) == said(theory)
