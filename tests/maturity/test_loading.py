"""The packaged maturity model, and loading one's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.maturity import FACTS, MaturityModel, load_model, packaged_models
from theoryofchange.shape import validator
from theoryofchange.templates import template_text

SMALL = Path(__file__).with_name("small.yaml")


def test_packaged_model_is_complete():
    model = load_model("measurement")
    assert packaged_models() == ("measurement",)
    assert list(model.dimensions) == [
        "strategy",
        "definition",
        "people",
        "process",
        "data",
        "technology",
        "decisions",
    ]
    for dimension in model.dimensions.values():
        assert 3 <= len(dimension.capabilities) <= 4
        assert dimension.question
    for capability in model.capabilities.values():
        assert capability.question.endswith("?")
        assert [a.next_step is None for a in capability.answers] == [False] * 4 + [True]
        assert (
            capability.effort.low.days < capability.effort.likely.days < capability.effort.high.days
        )


def test_packaged_model_repeats_no_sentence():
    sentences = [
        text
        for capability in load_model("measurement").capabilities.values()
        for answer in capability.answers
        for text in (*answer.criteria, answer.next_step)
        if text
    ]
    assert len(sentences) == len(set(sentences))
    assert all(text.endswith(".") for text in sentences)


def test_packaged_model_derives_a_third_to_a_half_of_it():
    capabilities = load_model("measurement").capabilities
    derived = [c.derived for c in capabilities.values() if c.derived]
    assert 1 / 3 <= len(derived) / len(capabilities) <= 1 / 2
    assert len({d.fact for d in derived}) == len(derived)
    assert {d.fact for d in derived} <= set(FACTS)
    assert all(len(d.levels) < 5 for d in derived), "a filled field never proves learning"


def test_criteria_of_derived_capabilities_name_the_shares_they_are_derived_by():
    words = {0.25: r"\bone\b.*\bin four", 0.75: r"\bthree\b.*\bin four", 0.95: "95 in 100"}
    for id_, capability in load_model("measurement").capabilities.items():
        if capability.derived:
            for level, share in enumerate(capability.derived.levels[1:], start=2):
                text = " ".join(capability.answer(level).criteria)
                assert re.search(words[share], text), (id_, level)


def test_packaged_yaml_read_by_another_reader_is_the_same_model():
    data = yaml.safe_load(template_text("maturity", "measurement"))
    assert validator(MaturityModel).validate_python(data) == load_model("measurement")


# One's own model


def test_own_model_loads_the_same_way(tmp_path):
    (tmp_path / "own.yaml").write_text(SMALL.read_text("utf-8"), "utf-8")
    model = load_model("./own.yaml", root=tmp_path)
    assert model == load_model(tmp_path / "own.yaml")
    assert list(model.capabilities) == ["a", "b", "c"]
    assert model.capabilities["a"].answer(2).criteria == ("A 2",)


def test_own_model_may_not_leave_the_root(tmp_path):
    (tmp_path / "own.yaml").write_text(SMALL.read_text("utf-8"), "utf-8")
    root = tmp_path / "theory"
    root.mkdir()
    for path in ("../own.yaml", str(tmp_path / "own.yaml")):
        with pytest.raises(InputError, match="leads out of"):
            load_model(path, root=root)


def test_unknown_name_and_missing_file(tmp_path):
    with pytest.raises(InputError, match="Did you mean measurement"):
        load_model("mesurement")
    with pytest.raises(InputError, match=r"gone\.yaml"):
        load_model("gone.yaml", root=tmp_path)


def _faults(path: Path, text: str):
    file = path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_model(file)
    return caught.value.findings


def _text(**changes: str) -> str:
    text = SMALL.read_text("utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("title: Small", "titel: Small", "TOC003"),
        ("workstream: data", "workstream: magic", "TOC004"),
        ("fact: kpis_with_owner", "fact: kpi_with_owner", "TOC007"),
        ("- 0.25", "- 0.75", "TOC004"),
        ("- 0.75", "- 1.75", "TOC004"),
        ("name: some", "name: NONE", "TOC004"),
        ("name: some", "name: '4'", "TOC004"),
        ("- level: 2\n  name", "- level: 3\n  name", "TOC004"),
        ("- level: 4\n          criteria", "- level: 5\n          criteria", "TOC004"),
        ("criteria: A 2", "criteria: []", "TOC005"),
        ("      c:\n", "      b:\n", "TOC006"),
        ("question: A?", "question: [A", "TOC001"),
        ("question: A?", "question: !!python/name:os.system A", "TOC010"),
        ("      b:\n", "      a:\n", "TOC002"),
    ],
)
def test_faults_of_own_model_have_code_and_line(tmp_path, old, new, code):
    text = _text(**{old: new})
    changed = [
        number
        for number, (was, now) in enumerate(
            zip(_text().splitlines(), text.splitlines(), strict=True), start=1
        )
        if was != now
    ]
    findings = _faults(tmp_path, text)
    assert code in {finding.code for finding in findings}
    assert all(finding.name and finding.severity == "error" for finding in findings)
    finding = next(f for f in findings if f.code == code)
    assert finding.file.endswith("own.yaml")
    if code in {"TOC002", "TOC003", "TOC006", "TOC007", "TOC010"}:
        assert finding.line == changed[0]


def test_every_fault_is_reported_not_the_first(tmp_path):
    findings = _faults(
        tmp_path, _text(**{"workstream: data": "workstream: x", "question: C?": "q: C?"})
    )
    assert sorted(f.code for f in findings) == ["TOC003", "TOC004", "TOC005"]


def test_a_capability_in_two_dimensions_shows_both(tmp_path):
    (finding,) = _faults(tmp_path, _text(**{"      c:\n": "      b:\n"}))
    assert finding.related[0].span.line < finding.line


@pytest.mark.parametrize("text", ["", "---\nid: a\n---\nid: b\n", "3", "[]"])
def test_what_is_no_model_at_all(tmp_path, text):
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises((DeclarationError, InputError)):
        load_model(file)
