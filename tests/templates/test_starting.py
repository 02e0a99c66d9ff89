"""The theories to start from, each in both languages."""

from __future__ import annotations

import re

import pytest

import theoryofchange as toc
from theoryofchange.cli.main import main
from theoryofchange.linter import check, load
from theoryofchange.linter.configuration import Configuration
from theoryofchange.measurement.catalogue import catalogue
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source
from theoryofchange.stages.alignment.journey import journey_of
from theoryofchange.templates import template_names
from theoryofchange.templates.starting import LANGUAGES, templates, theory_text

NAMES = template_names("theories")
FRAMEWORKS = tuple(name for name in NAMES if name != "first-theory")
TEXTS = {
    "title",
    "description",
    "definition",
    "decision",
    "assumes",
    "output",
    "source",
    "because",
    "note",
    "what",
    "evidence",
    "system",
    "purpose",
    "name",
    "language",
    "journey",
    "stage",
    "touchpoint",
}
"""The fields that are in the language of the reader."""


def data_of(name, language):
    return read_yaml(Source("theory.yaml", theory_text(name, language))).documents[0].data


def metric_of(kpi):
    """Return the measure of the catalogue that a KPI names, if any."""
    return any("metric" in kpi.get(key, {}) for key in ("extra", "measure"))


def structure(value, key=""):
    """Return all but the texts of a theory, its formulas in words among them."""
    if isinstance(value, dict):
        in_words = {"formula", "unit"} if metric_of(value) else set()
        if re.search("[A-Za-z] [A-Za-z]|[\u4e00-\u9fff]", value.get("formula", "")):
            in_words |= {"formula"}
        return {
            name: "…" if name in in_words else structure(each, name) for name, each in value.items()
        }
    if isinstance(value, list):
        return [structure(each, key) for each in value]
    return "…" if key in TEXTS else value


@pytest.fixture
def theory(name, language, tmp_path):
    (tmp_path / "theory.yaml").write_text(theory_text(name, language), encoding="utf-8")
    return load(tmp_path)


def test_every_framework_of_the_field_is_there():
    assert set(FRAMEWORKS) == {
        "connection-strength",
        "customer-experience",
        "customer-lifecycle",
        "loyalty-drivers",
        "loyalty-loop",
        "retention",
        "satisfaction-rank",
        "service-quality",
        "seven-goals",
        "value-tiers",
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_it_is_written_checked_and_run(name, language, tmp_path, capsys):
    target, out = tmp_path / "x", tmp_path / "y"
    assert main(["init", str(target), "--template", name, "--language", language]) == 0
    assert main(["check", str(target), "--no-cache"]) == 0
    assert main(["run", str(target), "--out", str(out)]) == 0
    capsys.readouterr()
    assert f'lang="{language}"' in (out / "report.html").read_text(encoding="utf-8")
    assert load(target).header.language == language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_kpi_measures_something_and_every_id_is_there_once(name, theory):
    ids = [*theory.goals, *theory.outcomes, *theory.kpis, *theory.activities, *theory.teams]
    assert len(ids) == len(set(ids))
    assert all(kpi.measures in theory.nodes for kpi in theory.kpis.values())
    assert all(theory.kpis_of(id) for id in (*theory.goals, *theory.outcomes))


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_one_structure(name):
    english, chinese = (data_of(name, language) for language in LANGUAGES)
    assert structure(english) == structure(chinese)
    assert english != chinese


@pytest.mark.parametrize("name", NAMES)
def test_no_mark_is_left_and_no_text_in_the_other_language(name):
    for language in LANGUAGES:
        assert not re.search("[⟦⟧]", theory_text(name, language))
    assert not re.search("[\u4e00-\u9fff]", theory_text(name, "en"))
    chinese = data_of(name, "zh")
    parts = ("teams", "goals", "outcomes", "kpis", "activities")
    titles = [each["title"] for part in parts for each in chinese[part].values()]
    assert all(re.search("[\u4e00-\u9fff]", title) for title in titles)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_no_claim_is_stronger_than_its_evidence(name, theory):
    """A framework has tested nothing: its links are hunches, and a figure may be nothing at all."""
    for edge in theory.edges:
        assert edge.link.evidence.design == "hunch"
        assert edge.link.evidence.source and edge.link.assumes
        if edge.link.effect:
            assert edge.link.effect.likely is None and edge.link.effect.low == 0
            assert edge.link.evidence.date, "hearsay is dated"


def test_the_figure_on_loyalty_and_profit_is_hearsay_with_the_widest_range(tmp_path):
    told = {language: data_of("loyalty-drivers", language) for language in LANGUAGES}
    for language, word in (("en", "Hearsay"), ("zh", "传闻")):
        link = told[language]["goals"]["profit_grows"]["needs"]["customers_loyal"]
        assert link["evidence"]["source"].startswith(word)
        assert float(link["effect"]["high"]) == 95 / 5
        assert float(link["effect"]["low"]) == 0


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_what_a_template_cannot_know_is_asked_and_not_made_up(name, tmp_path):
    (tmp_path / "theory.yaml").write_text(theory_text(name), encoding="utf-8")
    strict = Configuration(profile="strict")
    theory, findings = load(tmp_path), check(tmp_path, configuration=strict)
    for kpi in theory.kpis.values():
        assert kpi.target is kpi.baseline is kpi.owner is None
    assert all(goal.due is goal.owner is None for goal in theory.goals.values())
    assert all(each.effort is None for each in theory.activities.values())
    asked = {each.finding.code for each in findings.suppressed}
    assert {"KPI001", "KPI002", "KPI003", "GRF010", "GRF011", "ACT002"} <= asked
    assert asked <= {"KPI001", "KPI002", "KPI003", "GRF010", "GRF011", "ACT002", "TOC012"}


def test_an_answer_makes_its_question_a_finding(tmp_path):
    answered = theory_text("retention").replace(
        "    measures: brand_in_mind\n",
        "    measures: brand_in_mind\n    owner: brand_lead\n",
    )
    (tmp_path / "theory.yaml").write_text(answered, encoding="utf-8")
    assert [each.code for each in check(tmp_path).at_least("warning")] == ["TOC015"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_kpi_of_the_catalogue_says_what_the_catalogue_says(name, language, theory):
    named = {
        kpi.id: kpi.measure.metric if kpi.measure else kpi.extra.get("metric")
        for kpi in theory.kpis.values()
    }
    known = {id: metric for id, metric in named.items() if metric}
    assert known
    for own, id in known.items():
        kpi = theory.kpis[own]
        metric = catalogue()[id]
        assert kpi.formula == getattr(metric.formula, language)
        assert kpi.version == str(metric.version)
        if kpi.id == id:
            assert kpi.title == getattr(metric.title, language)
            assert kpi.definition == getattr(metric.definition, language)
            assert kpi.direction == metric.direction


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_names_what_each_is_for(language, capsys):
    assert main(["templates", "--language", language]) == 0
    told = capsys.readouterr().out
    assert [each.name for each in templates(language)] == list(NAMES)
    for each in templates(language):
        assert each.title and each.purpose
        assert f"{each.name}: {each.title}\n  {each.purpose}\n" in told


MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
ROWS = {
    "orders": ("ordered_on,customer", ["{month}-03,a", "{month}-04,{month}"]),
    "payments": ("paid_on,customer,amount", ["{month}-03,a,40", "{month}-04,b,60"]),
    "visits": (
        "at,visitor,step",
        ["{month}-03,a,visit", "{month}-05,a,order", "{month}-06,b,visit"],
    ),
    "answers": (
        "answered_on,customer,satisfaction,would_recommend,effort,expected,lived,told_others",
        ["{month}-03,a,5,10,2,4,4,true", "{month}-04,b,2,3,6,5,3,false"],
    ),
}
FIGURES = {
    "customer_retention": 100 / 13,  # a and twelve who order once; of these, a alone comes again
    "net_revenue_retention": 100,
    "repeat_rate": 100 / 13,
    "conversion": 50,
    "csat": 50,
    "nps": 0,
    "ces": 4,
    "expectation_gap": 1,
    "word_of_mouth": 50,
}
"""What the rows give at the end of 2025, by hand."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["customer-experience", "loyalty-loop", "retention"])
def test_it_is_measured_from_the_tables_that_its_head_names(name, language, theory, tmp_path):
    text = theory_text(name, language)
    (spec,) = re.findall("^#   (tables: .+)$", text, re.MULTILINE)
    (tmp_path / "data.yaml").write_text(spec, encoding="utf-8")
    for table, (head, rows) in ROWS.items():
        lines = [row.format(month=month) for month in MONTHS for row in rows]
        (tmp_path / f"{table}.csv").write_text("\n".join([head, *lines]), encoding="utf-8")
    values = toc.measure(theory, tmp_path / "data.yaml", as_of="2026-01-10")
    frame = values.to_frame()
    last = frame[frame["date"].astype(str).str.startswith("2025-12-31")]
    found = dict(zip(last["kpi"], last["value"], strict=True))
    assert set(found) == {kpi.id for kpi in theory.kpis.values() if kpi.measure}
    assert found == pytest.approx({id: FIGURES[id] for id in found})
    assert not values.findings


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_journey_has_a_kpi_at_every_stage_and_few_touchpoints(name, theory):
    journey = journey_of(theory)
    if theory.header.journey:
        assert not journey.without_kpi and not journey.unmeasured
        assert 2 <= len(journey.touchpoints) <= 6
    else:
        assert not journey.stages
