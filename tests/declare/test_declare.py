"""Text → declaration: what is built, what is wrong, and where."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from theoryofchange.activity import Team
from theoryofchange.declare import Declaration, declare, declare_text
from theoryofchange.goal import Goal
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Target
from theoryofchange.linter.run import findings_of
from theoryofchange.source.finding import Fault


def put(root: Path, **files: str) -> Path:
    """Write files, named with an underscore for the dot of their ending."""
    for name, text in files.items():
        stem, _, ending = name.rpartition("_")
        (root / f"{stem}.{ending}").write_text(text, encoding="utf-8")
    return root


def faults(declaration: Declaration) -> list[tuple[str, str, int, int]]:
    spans = [(fault.code, declaration.span(fault.where)) for fault in declaration.faults]
    return [(code, Path(span.file).name, span.line, span.column) for code, span in spans]


def codes(text: str) -> list[str]:
    return [fault.code for fault in declare_text(text).faults]


def the_fault(text: str) -> tuple[str, str, Fault, TheoryOfChange]:
    """Return the code and the covered text of the one fault there is, the fault, the theory."""
    declaration = declare_text(text)
    (fault,) = declaration.faults
    span = declaration.span(fault.where)
    assert span.line == span.end_line
    shown = text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]
    return fault.code, shown, fault, declaration.theory


# several files and documents


def test_files_and_documents_are_merged_by_id(tmp_path):
    put(
        tmp_path,
        a_yaml="theory: {id: t}\ngoals: {g: {needs: [o]}}\n---\noutcomes: {o: {}}\n",
        b_yaml="outcomes: {p: {}}\nkpis: {k: {measures: p}}\nobservations:\n"
        "- {kpi: k, date: 2025-01-01, value: 1}\n",
        c_yml="observations:\n- {kpi: k, date: 2025-02-01, value: 2}\n",
    )
    declaration = declare(tmp_path)
    assert declaration.faults == () and declaration.complete
    theory = declaration.theory
    assert (theory.title, list(theory.goals), list(theory.outcomes)) == ("t", ["g"], ["o", "p"])
    assert [each.value.value for each in theory.observations] == [1, 2]
    assert len(declaration.documents) == 4 and len(declaration.sources) == 3


def test_places_are_those_of_the_file_an_item_is_in(tmp_path):
    put(tmp_path, a_yaml="goals:\n  g: {title: G}\n---\noutcomes:\n  o: {title: O}\n")
    put(tmp_path, b_yaml="# c\ngoals:\n  h: {title: H}\n")
    put(tmp_path, c_yaml="observations:\n- {kpi: k, value: x, date: 2025-01-01}\n")
    declaration = declare(tmp_path)

    def place(*route: Any) -> tuple[str, int, int]:
        span = declaration.span(route)
        return Path(span.file).name, span.line, span.column

    assert place("goals", "g", "title") == ("a.yaml", 2, 14)
    assert place("outcomes", "o", "title") == ("a.yaml", 5, 14)
    assert place("goals", "h") == ("b.yaml", 3, 3)
    assert place("goals", "h", "owner") == ("b.yaml", 3, 3)
    assert place("observations", 0, "value") == ("c.yaml", 2, 19)
    assert place("goals") == ("a.yaml", 1, 1)
    assert place("goals", "absent") == ("a.yaml", 1, 1)
    assert place() == ("a.yaml", 1, 1)


def test_an_id_that_comes_twice_in_a_section(tmp_path):
    put(tmp_path, a_yaml="goals: {g: {title: First}}\n", b_yaml="goals:\n  g: {title: Second}\n")
    declaration = declare(tmp_path)
    assert faults(declaration) == [("TOC006", "b.yaml", 2, 3)]
    (fault,) = declaration.faults
    ((first, message),) = fault.related
    assert (Path(first.file).name, first.line, first.column) == ("a.yaml", 1, 9)
    assert message == "first written here" and fault.id == "g"
    assert declaration.theory.goals["g"].title == "First"


def test_an_id_that_two_kinds_share(tmp_path):
    put(tmp_path, a_yaml="goals: {x: {}}\n", b_yaml="kpis:\n  x: {}\noutcomes:\n  x: {}\n")
    declaration = declare(tmp_path)
    assert sorted(faults(declaration)) == [("TOC006", "b.yaml", 2, 3), ("TOC006", "b.yaml", 4, 3)]
    messages = {fault.message for fault in declaration.faults}
    assert "The id “x” names one outcome here and one goal before." in messages


def test_a_key_that_comes_twice_in_a_file():
    code, shown, _, theory = the_fault("goals:\n  g: {title: First}\n  g: {title: Second}\n")
    assert (code, shown) == ("TOC002", "g")
    assert theory.goals["g"].title == "First"


def test_a_record_that_comes_twice(tmp_path):
    put(tmp_path, a_yaml="theory: {title: First}\n", b_yaml="goals: {}\ntheory: {title: Second}\n")
    declaration = declare(tmp_path)
    assert faults(declaration) == [("TOC006", "b.yaml", 2, 1)]
    assert declaration.theory.title == "First"


def test_files_given_by_name_are_one_theory(tmp_path):
    put(tmp_path, a_yaml="goals: {g: {needs: o}}", b_yaml="outcomes: {o: {}}", c_yaml="goals: 1")
    assert declare(tmp_path / "a.yaml", str(tmp_path / "b.yaml")).faults == ()


def test_a_maturity_model_beside_the_theory_is_passed_over(tmp_path):
    model = Path(__file__).parents[1] / "maturity" / "small.yaml"
    put(tmp_path, a_yaml="goals: {g: {}}", model_yaml=model.read_text(encoding="utf-8"))
    declaration = declare(tmp_path)
    assert declaration.faults == () and len(declaration.documents) == 2


@pytest.mark.parametrize("text", ["", "# nothing\n", "null", "---\n---\n", "{}", "goals:\n"])
def test_what_is_empty_is_an_empty_theory(text):
    declaration = declare_text(text)
    assert declaration.faults == ()
    assert declaration.theory == TheoryOfChange()


@pytest.mark.parametrize(("text", "said"), [("- a\n", "a list"), ("just text\n", "“just text”")])
def test_a_file_that_is_no_mapping_of_sections(text, said):
    code, _, fault, _ = the_fault(text)
    assert code == "TOC004" and said in fault.message


# misspelt words


def test_a_misspelt_key_is_used_as_meant():
    text = "goals:\n  g: {nedes: [o], wieght: 3}\noutcomes: {o: {}}\n"
    declaration = declare_text(text)
    assert sorted((fault.code, fault.tip) for fault in declaration.faults) == [
        ("TOC003", "Did you mean needs?"),
        ("TOC003", "Did you mean weight?"),
    ]
    assert declaration.theory.goals["g"] == Goal(id="g", needs=["o"], weight=3)
    assert sorted(faults(declaration)) == [("TOC003", "<text>", 2, 7), ("TOC003", "<text>", 2, 19)]


def test_a_misspelt_key_deep_inside_is_used_as_meant():
    text = "kpis:\n  k:\n    target: {vlaue: 80 %, date: 2027-12-31}\n"
    code, shown, fault, theory = the_fault(text)
    assert (code, shown, fault.id) == ("TOC003", "vlaue", "k")
    assert theory.kpis["k"].target == Target(value="80 %", date="2027-12-31")


def test_a_misspelt_key_does_not_replace_the_right_one():
    text = "goals:\n  g: {title: Right, titel: Wrong}\n"
    code, shown, _, theory = the_fault(text)
    assert (code, shown, theory.goals["g"].title) == ("TOC003", "titel", "Right")


def test_an_unknown_key_is_left_out_and_the_known_ones_are_told():
    _, shown, fault, theory = the_fault("teams:\n  t: {colour: red, title: T}\n")
    assert shown == "colour"
    assert fault.tip == "The fields here are title, capacity, extra."
    assert theory.teams["t"] == Team(id="t", title="T")


def test_what_is_one_s_own_goes_into_extra():
    theory = declare_text("goals: {g: {extra: {colour: red, deep: [{a: 1}]}}}").theory
    assert theory.goals["g"].extra == {"colour": "red", "deep": [{"a": "1"}]}


def test_what_stands_under_a_misspelt_key_keeps_its_place():
    text = """kpis:
  reach:
    mesures: nowhere
    baselin:
      date: 2026-02-30
    milestons: [{value: 3}, {value: 4, dat: 2026-02-31}]
    sorce: {system: crm, availabilty: live}
outcomes:
  o: {neds: {p: {efect: {likely: x}}}}
"""
    found = {(code, line, column) for code, _, line, column in faults(declare_text(text))}
    assert {
        ("TOC007", 3, 14),
        ("TOC009", 5, 13),
        ("TOC009", 6, 45),
        ("TOC003", 7, 26),
        ("TOC007", 9, 14),
        ("TOC004", 9, 34),
    } <= found


def test_of_two_misspellings_one_counts_and_the_other_is_no_gap():
    text = "goals: {g: {nedds: [o], needz: [p]}}\noutcomes: {o: {}, p: {}}\n"
    found = findings_of(declare_text(text))
    assert [each.code for each in found].count("TOC003") == 2
    assert not found.only(each for each in found if each.code == "GRF003")


@pytest.mark.parametrize("section", ["teams", "goals", "outcomes", "kpis", "activities"])
@pytest.mark.parametrize("id", ["", "  "])
def test_an_empty_id_is_a_finding(section: str, id: str):
    declaration = declare_text(f'{section}: {{"{id}": {{}}, a: {{}}}}\n')
    assert faults(declaration) == [("TOC004", "<text>", 1, len(section) + 4)]
    assert list(getattr(declaration.theory, section)) == ["a"]


def test_a_misspelt_section_is_used_as_meant():
    code, shown, fault, theory = the_fault("gaols:\n  g: {title: G}\n")
    assert (code, shown, fault.tip) == ("TOC003", "gaols", "Did you mean goals?")
    assert theory.goals["g"].title == "G"


def test_a_misspelt_section_does_not_replace_the_right_one():
    code, _, _, theory = the_fault("goals: {g: {}}\ngaols: {h: {}}\n")
    assert code == "TOC003" and list(theory.goals) == ["g"]


def test_an_unknown_section_names_those_there_are():
    code, shown, fault, _ = the_fault("weather:\n  g: {}\n")
    assert (code, shown) == ("TOC003", "weather")
    assert fault.tip.startswith("The sections are theory, maturity, teams, goals")


def test_an_id_inside_an_item_is_refused():
    code, shown, _, theory = the_fault("goals:\n  g: {id: other, title: G}\n")
    assert (code, shown) == ("TOC003", "id")
    assert list(theory.goals) == ["g"] and theory.goals["g"].id == "g"


# wrong values


@pytest.mark.parametrize(
    ("text", "code", "shown", "kept"),
    [
        ("goals: {g: {weight: heavy, title: G}}", "TOC004", "heavy", Goal(id="g", title="G")),
        ("goals: {g: {weight: -1}}", "TOC004", "-1", Goal(id="g")),
        ("goals: {g: {title: [a]}}", "TOC004", "title", Goal(id="g")),
        ("goals: {g: {title: true}}", "TOC004", "true", Goal(id="g")),
        ("goals: {g: {due: 2027-02-30}}", "TOC009", "2027-02-30", Goal(id="g")),
        ("goals: {g: {due: next year}}", "TOC004", "next year", Goal(id="g")),
        ("goals: {g: just text}", "TOC004", "just text", Goal(id="g")),
        ("goals: {g: [a]}", "TOC004", "g", Goal(id="g")),
        ("goals: {g: !!set {a}}", "TOC010", "!!set {", Goal(id="g")),
    ],
)
def test_a_wrong_value_is_a_fault_in_its_place_and_the_rest_is_kept(text, code, shown, kept):
    found, covered, fault, theory = the_fault(text)
    assert (found, covered) == (code, shown)
    assert theory.goals == {"g": kept}
    assert fault.tip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("goals: {g: {weight: heavy}}", "weight takes a number, not “heavy”."),
        ("goals: {g: {weight: -1}}", "weight takes a number of at least 0, not “-1”."),
        ("goals: {g: {title: {a: 1}}}", "title takes a text, not a mapping."),
        ("kpis: {k: {direction: incraese}}", "direction takes 'increase', 'decrease',"),
        ("kpis: {k: {audience: {a: 1}}}", "audience takes a list, not a mapping."),
        ("kpis: {k: {attested: [a]}}", "attested takes a mapping, not a list."),
        ("kpis: {k: {source: {personal_data: maybe}}}", "personal_data takes true or false"),
        ("activities: {a: {effort: soon}}", "takes a duration such as 3 weeks, not “soon”."),
        ("activities: {a: {cost: [1]}}", "cost takes a figure, not a list."),
        ("teams: {t: {capacity: much}}", "capacity takes a rate such as 40 days/month"),
    ],
)
def test_what_a_field_takes_is_said(text, said):
    _, _, fault, _ = the_fault(text)
    assert said in fault.message


def test_a_misspelt_word_is_suggested():
    _, shown, fault, theory = the_fault("kpis: {k: {direction: incraese}}")
    assert (shown, fault.tip) == ("incraese", "Did you mean increase?")
    assert theory.kpis["k"].direction is None


def test_every_fault_of_an_item_is_told_at_once():
    text = """\
kpis:
  k:
    titel: Churn
    direction: up
    target: {value: 80 %, date: 2027-02-30}
    milestones: [{value: 1, dte: 2026-01-01}, {value: [x]}, {value: 3, date: 2026-06-30}]
    limits: [{kind: luck, what: x}]
"""
    declaration = declare_text(text)
    assert sorted(faults(declaration))[:6] == [
        ("TOC003", "<text>", 3, 5),
        ("TOC003", "<text>", 6, 29),
        ("TOC004", "<text>", 4, 16),
        ("TOC004", "<text>", 6, 48),
        ("TOC004", "<text>", 7, 21),
        ("TOC005", "<text>", 6, 47),
    ]
    kpi = declaration.theory.kpis["k"]
    assert (kpi.title, kpi.direction) == ("Churn", None)
    assert kpi.target == Target(value="80 %")
    assert [each.date for each in kpi.milestones] == [
        dt.date(2026, 1, 1),
        None,
        dt.date(2026, 6, 30),
    ]


def test_sections_of_the_wrong_form():
    assert codes("goals: [g]\n") == ["TOC004"]
    assert codes("goals: text\n") == ["TOC004"]
    assert codes("observations: {a: 1}\n") == ["TOC004"]
    assert codes("theory: [a]\n") == ["TOC004"]


def test_a_record_that_is_half_wrong_is_half_kept():
    code, shown, _, theory = the_fault("theory: {title: T, as_of: 2026-02-30}\n")
    assert (code, shown, theory.title, theory.as_of) == ("TOC009", "2026-02-30", "T", None)
