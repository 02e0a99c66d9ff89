"""The JSON Schema accepts what the reader accepts, and refuses wrong keys and wrong kinds."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import ValidationError

from theoryofchange.cli import schema as schema_command
from theoryofchange.declare import declare_text
from theoryofchange.declare.schema import ID, meanings, theory_schema
from theoryofchange.declare.sections import BY_ID, LISTS, SECTIONS
from theoryofchange.link import links_by_id
from theoryofchange.linter import all_rules
from theoryofchange.shape import field_names, validator
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source
from theoryofchange.templates.starting import LANGUAGES, templates, theory_text

jsonschema = pytest.importorskip("jsonschema", reason="the schema is tried with a validator")

ROOT = Path(__file__).parents[2]
SCHEMA = theory_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
CLEAN = (ROOT / "tests" / "linter" / "clean.yaml").read_text(encoding="utf-8")
FILES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "examples").rglob("*.yaml"))
}
FILES |= {
    f"{each.name}, {language}": theory_text(each.name, language)
    for language in LANGUAGES
    for each in templates()
}
FILES |= {"clean.yaml": CLEAN}
FILES |= {
    f"{each.code} use instead": each.example("Use instead")
    for each in all_rules()
    if each.example("Use instead")
}
UNREAD = {"TOC001", "TOC002", "TOC003", "TOC004", "TOC009"}


class PlainLoader(yaml.SafeLoader):
    """Reads YAML as an editor does: numbers and truth values, but days are text."""


PlainLoader.yaml_implicit_resolvers = {
    mark: [each for each in resolvers if not each[0].endswith(("timestamp", "bool"))]
    for mark, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf")
)


def as_an_editor_reads(text: str) -> Any:
    return yaml.load(text, PlainLoader)


def as_we_read(text: str) -> Any:
    return read_yaml(Source("theory.yaml", text)).documents[0].data


def errors(text: str) -> list[str]:
    return [each.message for each in VALIDATOR.iter_errors(as_an_editor_reads(text))]


def test_it_is_a_schema_of_the_dialect_it_names() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == ID
    assert SCHEMA["title"]


@pytest.mark.parametrize("name", FILES)
def test_it_accepts_what_we_write(name: str) -> None:
    if "dimensions" in as_we_read(FILES[name]):
        pytest.skip("a maturity model, not a theory")
    VALIDATOR.validate(as_we_read(FILES[name]))
    VALIDATOR.validate(as_an_editor_reads(FILES[name]))


WRONG = [
    ("loyal_guests:\n    title", "loyal_guests:\n    titel"),
    ("goals:", "gaols:"),
    ("owner: managing_director\n    due", "owner: [a, b]\n    due"),
    ("due: 2027-12-31", "due: next year"),
    ("weight: 2", "weight: heavy"),
    ("weight: 2", "weight: -1"),
    ("weight: 2", "weight: true"),
    ("likely: 0.4", "likely: much"),
    ("lag: 1 quarter", "lag: 1"),
    ("design: before_after", "design: guesswork"),
    ("n: 412", "n: many"),
    ("n: 412", "n: 4.5"),
    ("capacity: 30 days/month", "capacity: 30"),
    ("direction: increase\n    timing", "direction: upward\n    timing"),
    ("timing: lagging\n    owner: crm_lead", "timing: later\n    owner: crm_lead"),
    ("{value: 61,", "{amount: 61,"),
    ("value: 61", "value: {likely: 61}"),
    ("personal_data: true", "personal_data: perhaps"),
    ("kind: process", "kind: money"),
    ("workstream: data", "workstream: digital"),
    ("effort: 40 days", "effort: 40"),
    ("after: [forecast_peaks]\n  loyalty", "after: {forecast_peaks: 1}\n  loyalty"),
    ("kpi: return_rate, date: 2026-03-31", "kpl: return_rate, date: 2026-03-31"),
    ("kpi: return_rate, date: 2026-03-31", "kpi: return_rate"),
    ("kind: competitor", "kind: rival"),
    ("observations:\n", "observations:\n  first: 1\nother:\n"),
    ("as_of: 2026-06-30", "id: 3\n  asof: 2026-06-30"),
    ("wait_time:\n    title", "wait_time:\n    id: wait\n    title"),
]


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_it_refuses_a_wrong_key_or_kind_as_the_reader_does(right: str, wrong: str) -> None:
    assert CLEAN.count(right) >= 1
    text = CLEAN.replace(right, wrong, 1)
    assert errors(text)
    codes = {fault.code for fault in declare_text(text).faults}
    assert codes & {"TOC001", "TOC002", "TOC003", "TOC004", "TOC005"}


SHORT = [
    "goals: {growth: }",
    "goals: {growth: {needs: trust}}",
    "goals: {growth: {needs: [trust, speed]}}",
    "goals: {growth: {needs: {trust: }}}",
    "goals: {growth: {needs: {trust: {effect: 0.4, evidence: hunch, sign: '-'}}}}",
    "goals: {growth: {weight: '2'}}",
    "goals: ",
    "kpis: {a: {baseline: 3, target: 80 %, milestones: 4, audience: board, source: crm}}",
    "kpis: {a: {title: 2026, target: , milestones: , audience: , source: , extra: }}",
    "kpis: {a: {source: {personal_data: yes}, attested: {owned: {by: me, date: 2026-01-01}}}}",
    "activities: {a: {effort: 3 weeks, after: b, cost: 5}}",
    "benchmarks: [{kpi: a, value: 3, kind: share of spend}]",
    "maturity: {targets: {kpi_ownership: 3}, exclude: {kpi_ownership: no teams}}",
    "ratings: [{capability: a, team: b, rater: c, answer: 3, date: 2026-01-01}]",
    "",
]


@pytest.mark.parametrize("text", SHORT)
def test_it_accepts_every_short_form(text: str) -> None:
    assert not {fault.code for fault in declare_text(text).faults} & UNREAD
    assert errors(text) == []
    VALIDATOR.validate(as_we_read(text))


SCALARS = st.one_of(
    st.text(st.sampled_from("0123456789.+-eE_ ytruefalson%/d"), max_size=8),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.sampled_from(["2026-01-01", "2026-1-1", "increase", "people", "3 weeks", "+", "yes"]),
    st.lists(st.sampled_from(["a", "b"]), max_size=2),
    st.just({}),
)
FIELDS = [
    (section, kind, name)
    for section, kind in {**BY_ID, **LISTS}.items()
    for name in field_names(kind)
    if not (name == "id" and section in BY_ID)
]
ROWS: dict[str, dict[str, str]] = {
    "observations": {"kpi": "a", "date": "2026-01-01", "value": "3"},
    "benchmarks": {"kpi": "a", "value": "3"},
    "ratings": {
        "capability": "a",
        "team": "b",
        "rater": "c",
        "answer": "3",
        "date": "2026-01-01",
    },
}


@given(st.sampled_from(FIELDS), SCALARS)
def test_what_the_reader_accepts_the_schema_accepts(
    field: tuple[str, Any, str], value: Any
) -> None:
    section, kind, name = field
    record = {**ROWS.get(section, {}), name: value}
    try:
        validator(kind).validate_python(record)
    except ValidationError:
        return
    data = {section: {"x": record} if section in BY_ID else [record]}
    assert [each.message for each in VALIDATOR.iter_errors(data)] == []


def test_every_key_says_what_it_means() -> None:
    assert list(SCHEMA["properties"]) == list(SECTIONS)
    records = [SCHEMA, *SCHEMA["$defs"].values()]
    for record in records:
        assert record["description"]
        assert record["additionalProperties"] is False
        assert [key for key, held in record["properties"].items() if not held["description"]] == []


def test_the_meaning_of_a_key_is_what_the_documentation_says() -> None:
    kpi = BY_ID["kpis"]
    assert list(meanings(kpi)) == list(field_names(kpi))
    said = meanings(kpi)["attested"]
    assert said == "Criteria somebody vouches for: criterion → who, when, until when."


def test_the_list_of_ids_is_the_only_form_of_links_beside_a_mapping() -> None:
    needs = SCHEMA["$defs"]["Goal"]["properties"]["needs"]["anyOf"]
    assert [list(each) for each in needs][-1] == ["type", "items", "uniqueItems"]
    assert links_by_id(["a", "b"]) == {"a": {}, "b": {}}


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert schema_command.main(argparse.Namespace()) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA
