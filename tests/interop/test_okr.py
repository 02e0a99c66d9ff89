"""Objectives and key results: what their words say, and what nothing says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import theoryofchange as toc
from theoryofchange.errors import InputError
from theoryofchange.interop.okr import read
from theoryofchange.interop.seam import Imported

HERE = Path(__file__).parent / "okr"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "okr"
FILES = sorted(CORPUS.glob("*.yml"))
needs_corpus = pytest.mark.skipif(
    not FILES, reason="the corpus of published files (../shared/corpus) is not here"
)


@pytest.fixture(scope="module")
def imported() -> Imported:
    return read([HERE])


def import_text(tmp_path: Path, text: str, name: str = "o.yaml") -> Imported:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read([tmp_path / name])


def direction(tmp_path: Path, title: str, baseline: str, target: str) -> str | None:
    (kpi,) = import_text(
        tmp_path,
        f"objectives:\n- id: o\n  key_results: [{{title: {title}, baseline: '{baseline}', "
        f"target: '{target}'}}]\n",
    ).kpis
    return kpi.direction


def test_an_objective_is_a_goal(imported: Imported) -> None:
    calm = imported.theory.goals["calm"]
    assert (calm.title, calm.owner) == ("Crossings are calm", "crew")
    assert calm.due.isoformat() == "2026-12-31"
    assert calm.extra == {
        "scope": "org",
        "objective": "Crossings are <b>calm</b>",
        "notes": "=1+1",
        "id": "CALM",
    }


def test_a_key_result_is_a_kpi_of_its_objective(imported: Imported) -> None:
    wait = imported.theory.kpis["wait"]
    assert (wait.title, wait.measures, wait.owner) == (
        "Reduce waiting to 5 minutes",
        "calm",
        "harbour",
    )
    assert (str(wait.baseline.value), wait.baseline.date) == ("12 minutes", None)
    assert (wait.direction, wait.unit) == ("decrease", "minutes")
    assert wait.source.extra == {"metric": "harbour.wait"}
    assert wait.extra["confidence"] == "0.5" and wait.extra["evidence"] == ["log:2025-01"]
    assert (wait.reported, wait.extra["status"]) == (None, "in_progress")


def test_values_with_their_dates(imported: Imported) -> None:
    back = imported.theory.kpis["return"]
    assert back.baseline.date.isoformat() == "2025-12-31"
    assert back.reported.status == "on track"
    assert back.extra["due"] == "2026-02-30"
    assert back.extra["target"] == {"value": "30", "because": "why not"}
    (observed,) = imported.theory.observations
    assert (observed.kpi, observed.date.isoformat(), str(observed.value)) == (
        "return",
        "2026-03-31",
        "41",
    )
    assert imported.theory.kpis["乘客满意"].extra["current"] == "4"
    assert imported.theory.kpis["乘客满意"].target.value.placeholder
    assert imported.theory.kpis["age"].target.date.isoformat() == "2027-06-30"
    assert imported.theory.kpis["fee"].extra["owner"] is True


@pytest.mark.parametrize(
    ("title", "baseline", "target", "told"),
    [
        ("Increase x", "1", "2", "increase"),
        ("Reduce x", "2", "1", "decrease"),
        ("Reduce x", "1", "2", None),  # the words and the figures go different ways
        ("Increase x", "2", "1", None),
        ("Reduce x", "2", "at least 1", "increase"),
        ("Improve x", "1", "2", None),
        ("X from 1 to 2", "1", "2", None),
        ("Raise x", "1", "TBD", "increase"),
        ("Cut x", "3 days", "2 EUR", "decrease"),
    ],
)
def test_words_tell_the_direction_and_end_points_never_do(
    tmp_path: Path, title: str, baseline: str, target: str, told: str | None
) -> None:
    assert direction(tmp_path, title, baseline, target) == told


def test_a_parent_needs_its_objective_where_it_is_told_apart(tmp_path: Path) -> None:
    made = import_text(
        tmp_path,
        "objectives:\n- {id: up}\n- {id: down, parent_id: up}\n- {id: other, parent: none}\n"
        "- {id: self, parent: self}\n",
    )
    assert {goal.id: [*goal.needs] for goal in made.goals} == {
        "up": ["down"], "down": [], "other": [], "self": [],
    }  # fmt: skip
    assert made.theory.goals["down"].extra == {}
    assert made.theory.goals["other"].extra == {"parent": "none"}


def test_an_objective_that_two_are_called_is_no_parent(imported: Imported) -> None:
    assert all(not goal.needs for goal in imported.goals)
    assert imported.theory.goals["fleet"].extra["parent"] == "CALM"


def test_what_is_refused_says_why(imported: Imported) -> None:
    assert [(each.record.kind, each.told) for each in imported.refused] == [
        ("key result", "It has neither a name nor an id."),
        ("key result", "It is no mapping of fields."),
        ("objective", "It has neither a name nor an id."),
        ("objective", "It is empty."),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no objective is in there"),
        ("objectives: []\n", "no objective is in there"),
        ("kpis: {}\n", "this holds no objectives"),
        ("objectives: {a: 1}\n", "this holds no objectives"),
        ("just text\n", "this holds no objectives"),
        ("objectives: [\n", "This is not YAML"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_error(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        import_text(tmp_path, text)


def test_what_is_said_of_a_file_without_a_usable_objective_is_kept(tmp_path: Path) -> None:
    made = import_text(
        tmp_path, "scope: org\nobjectives:\n- 1\n---\nscope: !x y\nobjectives: [{id: a}]\n"
    )
    assert [(each.fate, each.told) for each in made.account if each.record.kind == "setting"] == [
        ("kept", "No objective here could be used."),
        ("refused", "A part of it could not be read safely."),
    ]
    assert made.goals[0].extra == {}


def test_a_number_too_large_to_be_one_is_kept(tmp_path: Path) -> None:
    text = '{"objectives": [{"id": "a", "krs": [{"id": "b", "target": 1e999, "baseline": true}]}]}'
    (kpi,) = import_text(tmp_path, text, "o.json").kpis
    assert kpi.target is kpi.baseline is None
    assert set(kpi.extra) == {"target", "baseline"}


@needs_corpus
def test_every_published_key_result_is_a_kpi_with_its_figures(tmp_path: Path) -> None:
    made = read([CORPUS])
    texts = [path.read_text("utf-8") for path in FILES]
    assert len(made.kpis) == sum(text.count("kr_id:") for text in texts) == 7
    assert len(made.goals) == sum(text.count("objective_id:") for text in texts) == 3
    for key, held in {
        "baseline": [kpi.baseline.value.text for kpi in made.kpis],
        "target": [kpi.target.value.text for kpi in made.kpis],
        "confidence": [kpi.extra["confidence"] for kpi in made.kpis],
        "metric_key": [kpi.source.extra["metric"] for kpi in made.kpis],
    }.items():
        assert held == [each for text in texts for each in re.findall(rf" {key}: (\S+)", text)]
    made.save(tmp_path / "out")
    codes = {finding.code for finding in toc.check(tmp_path / "out")}
    assert not codes & {"TOC001", "TOC002", "TOC003", "TOC004", "TOC006", "TOC010", "KPI012"}
    toc.run(tmp_path / "out")
