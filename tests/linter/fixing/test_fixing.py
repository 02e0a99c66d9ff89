"""What --fix mends, that it mends nothing else, and that a fixed file has no new finding."""

from __future__ import annotations

import pytest
from contract import FILE, codes, fixed_text

from theoryofchange.declare import declare_text
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.fixing import edits_of, fixed
from theoryofchange.linter.run import findings_of
from theoryofchange.source.finding import Applicability

MENDED = {
    "key": ("goals: {g: {}}\nkpis:\n  k:\n    ownr: me  # he\n", "ownr", "owner"),
    "quoted key": ('goals: {g: {}}\nkpis: {"k": {"ownr": me}}\n', '"ownr"', '"owner"'),
    "column of a row": (
        "goals: {g: {}}\nobservations:\n- {kpis: k, date: 2026-01-01, value: 1}\n",
        "kpis:",
        "kpi:",
    ),
    "section": ("gaols:\n  g: {}  # x\n", "gaols", "goals"),
    "link": ("goals: {g: {needs: {o: {asumes: x}}}}\noutcomes: {o: {}}\n", "asumes", "assumes"),
    "slashes": ("goals: {g: {due: 2026/01/31}}\n", "2026/01/31", "2026-01-31"),
    "one digit": ("goals: {g: {due: '2026-1-5'}}\n", "2026-1-5", "2026-01-05"),
    "dots": ("goals:\n  g:\n    due: 31.01.2026 # x\n", "31.01.2026", "2026-01-31"),
    "midnight": ("goals: {g: {due: 2026-01-31T00:00:00}}\n", "T00:00:00", ""),
    "month": ("goals: {g: {due: 31 Jan. 2026}}\n", "31 Jan. 2026", "2026-01-31"),
    "percent twice": ("kpis:\n  k:\n    baseline: 70%% # x\n", "70%%", "70 %"),
    "percent first": ("kpis: {k: {target: {value: '%70', date: 2027-01-01}}}\n", "%70", "70 %"),
    "percent of a row": (
        "kpis: {k: {}}\nobservations:\n- {kpi: k, date: 2026-01-01, value: 7.5 %%}\n",
        "7.5 %%",
        "7.5 %",
    ),
    "Chinese": ("goals: {g: {due: 2026年1月5日}}\n", "2026年1月5日", "2026-01-05"),
    "case": ("goals: {g: {}}\nkpis: {k: {direction: Increase}}\n", "Increase", "increase"),
    "id inside": ("goals:\n  g:\n    id: g\n    owner: me\n", "    id: g\n", ""),
    "id inside alone": ("goals:\n  g:\n    id: g # x\n", "g:\n    id: g # x", "g: {}\n    # x"),
    "id listed twice": ("goals: {g: {needs: [o, o]}}\noutcomes: {o: {}}\n", "[o, o]", "[o]"),
    "id in lines twice": (
        "goals:\n  g:\n    needs:\n      - o # a\n      - o # b\noutcomes: {o: {}}\n",
        "      - o # b\n",
        "      # b\n",
    ),
    "key twice": (
        "goals:\n  g:\n    due: 2027-01-01\n    owner: me\n    due: '2027-01-01'\n",
        "    due: '2027-01-01'\n",
        "",
    ),
    "definition twice": (
        "kpis:\n  a: {owner: me, unit: days}\n  # two\n  a:\n    unit: days # x\n"
        "    # y\n    owner: me\n  b: {}\n",
        "  a:\n    unit: days # x\n    # y\n    owner: me\n",
        "  # x\n  # y\n",
    ),
    "promise": ("kpis:\n  k:\n    owner: me\n    target: TBD  # ask\n", "target: TBD  #", "#"),
    "promise below": (
        "kpis:\n  k:\n    target:\n      # soon\n      value: TBD # ask\n    owner: me\n",
        "    target:\n      # soon\n      value: TBD # ask\n",
        "    # soon\n    # ask\n",
    ),
    "promise alone": ("kpis:\n  k:\n    target: TBD\n", "k:\n    target: TBD\n", "k: {}\n"),
    "promise in brackets": ("kpis: {k: {target: TBD, owner: me}}\n", "target: TBD, ", ""),
    "promise last in brackets": ("kpis: {k: {owner: me, target: TBD}}\n", ", target: TBD", ""),
    "promise alone in brackets": (
        "kpis: {k: {target: {value: TBD}}}\n",
        "target: {value: TBD}",
        "",
    ),
    "promise in a line of brackets": (
        "kpis:\n  k: {\n    owner: me,\n    target: TBD,  # ask\n    unit: days,\n  }\n",
        "target: TBD,  #",
        "#",
    ),
    "promise below text": (
        "kpis:\n  k:\n    definition: |\n      # of goods\n    target: TBD # ask\n",
        "target: TBD #",
        "#",
    ),
    "anchor of all uses": (
        "goals: {g: {}}\nkpis:\n  a: &a\n    ownr: me\n  b: *a\n",
        "ownr",
        "owner",
    ),
    "merge key": ("kpis:\n  a: &a {ownr: me}\n  b: {<<: *a, unit: days}\n", "ownr", "owner"),
    "second document": ("goals: {g: {}}\n---\nkpis: {k: {ownr: me}}\n", "ownr", "owner"),
    "second theory section": (
        "theory: {id: t}\n---\ntheory: {id: t}\ngoals: {g: {}}\n",
        "---\ntheory: {id: t}\n",
        "---\n",
    ),
}


@pytest.mark.parametrize("case", MENDED)
def test_a_safe_fix(case: str) -> None:
    text, old, new = MENDED[case]
    assert text.count(old) == 1
    assert fixed_text(text) == text.replace(old, new)


UNSAFE = {
    "reference": (
        "goals: {g: {needs: [trusst]}}\noutcomes: {trust: {}}\n",
        "[trusst]",
        "[trust]",
    ),
    "reference that is a key": (
        "goals:\n  g:\n    needs:\n      trusst: {}  # x\noutcomes: {trust: {}}\n",
        "trusst",
        "trust",
    ),
    "one reference": ("goals: {g: {needs: trusst}}\noutcomes: {trust: {}}\n", "trusst", "trust"),
    "field": ("goals: {growth: {}}\nkpis: {k: {measures: grwoth}}\n", "grwoth", "growth"),
    "cadence": ("kpis:\n  k:\n    cadence: wekly # x\n", "wekly", "weekly"),
    "dots": ("goals: {g: {due: 05.04.2026}}\n", "05.04.2026", "2026-04-05"),
    "promise with a date": (
        "kpis: {k: {owner: me, target: {value: TBD, date: 2027-01-01}}}\n",
        ", target: {value: TBD, date: 2027-01-01}",
        "",
    ),
    "direction": (
        "kpis:\n  k:\n    unit: days # x\n    baseline: {value: 9, date: 2026-01-01}\n"
        "    target: {value: 3, date: 2027-01-01}\n",
        "days # x\n",
        "days # x\n    direction: decrease\n",
    ),
    "direction in brackets": (
        "kpis: {k: {unit: days, baseline: {value: 3, date: 2026-01-01}, "
        "target: {value: 9, date: 2027-01-01}}}\n",
        "unit: days",
        "unit: days, direction: increase",
    ),
    "word": ("kpis: {k: {timing: laging}}\n", "laging", "lagging"),
    "id that needs quotes": (
        "goals: {g: {needs: [trust us]}}\noutcomes: {'trust: us': {}}\n",
        "[trust us]",
        "['trust: us']",
    ),
}


@pytest.mark.parametrize("case", UNSAFE)
def test_an_unsafe_fix_is_made_on_request_only(case: str) -> None:
    text, old, new = UNSAFE[case]
    assert text.count(old) == 1
    assert fixed_text(text) == text
    assert fixed_text(text, "unsafe") == text.replace(old, new)


KEPT = {
    "two near keys": "goals: {g: {}}\nkpis: {k: {measures: g}}\n"
    "benchmarks: [{kpi: k, value: 1, source: x, dame: x}]\n",
    "near key that is there": "goals: {g: {owner: me, ownr: you}}\n",
    "no near key": "goals: {g: {colour: green}}\n",
    "other definition": "goals:\n  g: {owner: me}\n  g: {owner: you}\n",
    "month or day": "goals: {g: {due: 03/04/2026}}\n",
    "no such day": "goals: {g: {due: 31.02.2026}}\n",
    "month only": "goals: {g: {due: 2026/01}}\n",
    "promise and a fault": "kpis: {k: {owner: me, target: {value: TBD, colour: green}}}\n",
    "promise and a refused date": "kpis: {k: {target: {value: TBD, date: 2027-02-30}}}\n",
    "promise repeated elsewhere": "kpis: {k: {target: &t TBD}}\nx: *t\n",
    "alias of another field": ("goals: {g: {}}\nkpis:\n  a: {extra: &e {ownr: me}}\n  b: *e\n"),
    "other id inside": "goals: {g: {id: h}}\n",
    "activity near itself": "activities: {build_shop: {after: [build_shops]}}\n",
    "outcome near itself": "outcomes: {brand_trust: {needs: [brand_trusts]}}\n",
    "guardrail near itself": "kpis: {churn_rate: {guardrail: churn_rates}}\n",
    "near one of those that name it": "goals: {g: {needs: [trusts]}}\n"
    "outcomes: {trust: {needs: [trusts]}}\n",
    "broken file": "goals: {g: {ownr: me}}\nkpis: [\n",
}


@pytest.mark.parametrize("case", KEPT)
def test_what_is_not_certain_is_left_alone(case: str) -> None:
    assert fixed_text(KEPT[case]) == KEPT[case]


@pytest.mark.parametrize(
    ("text", "id", "owner"),
    [
        (KEPT["activity near itself"], "build_shops", "build_shop"),
        (KEPT["outcome near itself"], "brand_trusts", "brand_trust"),
        (KEPT["guardrail near itself"], "churn_rates", "churn_rate"),
    ],
)
def test_no_part_is_taken_to_mean_itself(text: str, id: str, owner: str) -> None:
    assert fixed_text(text, "unsafe") == text
    declaration = declare_text(text)
    (fault,) = declaration.faults_of("TOC007")
    assert fault.fix is None and owner not in fault.tip.split()
    assert declaration.theory.resolve(id) == id


def test_another_part_near_the_id_is_meant() -> None:
    text = "activities: {build_shop: {after: [build_shops]}, build_stop: {}}\n"
    (fault,) = declare_text(text).faults_of("TOC007")
    assert fault.tip == "Did you mean build_stop?"


def test_a_skipped_fix_says_why() -> None:
    text = (
        "goals: {g: {due: 2026-12-31}}\nkpis:\n  k: {measures: g, target: {value: TBD}}\n"
        "  l: {measures: g, target: &t TBD}\nx: *t\n"
    )
    result = fixed(declare_text(text, FILE))
    assert [(each.finding.id, each.reason) for each in result.skipped] == [
        ("l", "*t repeats elsewhere what stands in it")
    ]


def test_a_fix_that_would_bring_a_finding_is_not_made() -> None:
    text = "theory: {as_of: 2026-06-30}\ngoals: {g: {title: G, due: 2026/01/31}}\n"
    result = fixed(declare_text(text, FILE))
    assert result.after == {}
    (skipped,) = result.skipped
    assert skipped.finding.code == "TOC004"
    assert skipped.reason.startswith("it would bring theory.yaml:2:")


def test_the_others_are_made_where_one_cannot_be() -> None:
    text = (
        "theory: {as_of: 2026-06-30}\n"
        "goals:\n  g: {title: G, due: 2026/01/31}\n  h: {title: H, due: 2027/01/31}\n"
    )
    assert fixed_text(text) == text.replace("2027/01/31", "2027-01-31")


def test_what_a_mended_fault_held_back_may_show() -> None:
    text = "theory: {as_of: 2026-06-30}\ngoals: {g: {}}\nkpis: {k: {cadense: wekly}}\n"
    result = fixed(declare_text(text, FILE))
    assert result.after[FILE] == text.replace("cadense", "cadence")
    assert "KPI025" in codes(result.findings)


def test_only_the_findings_given_are_mended() -> None:
    text = "goals: {g: {ownr: me, titel: G}}\n"
    declaration = declare_text(text, FILE)
    chosen = [each for each in findings_of(declaration) if "titel" in each.message]
    assert fixed(declaration, chosen).after[FILE] == text.replace("titel", "title")


def test_a_rule_that_is_ignored_mends_nothing() -> None:
    declaration = declare_text("kpis: {k: {target: TBD, ownr: me}}\n", FILE)
    result = fixed(declaration, configuration=Configuration(ignore=("KPI021",)))
    assert result.after[FILE] == "kpis: {k: {target: TBD, owner: me}}\n"


def test_edits_of_a_finding_are_those_of_its_fix() -> None:
    text = "goals:\n  g: {due: 2026/1/5}\n"
    declaration = declare_text(text, FILE)
    (finding,) = (each for each in findings_of(declaration) if each.fix)
    (edit,) = edits_of(finding, declaration)
    assert (edit.span.line, edit.span.column, edit.span.end_column) == (2, 12, 20)
    assert edit.text == "2026-01-05"


@pytest.mark.parametrize(
    ("written", "mended", "applicability"),
    [("80 Prozent", "80 %", "safe"), ("80 procent", "80 %", "safe"), ("0.8", "80", "unsafe")],
)
def test_a_percentage_in_another_form_is_mended(
    written: str, mended: str, applicability: Applicability
):
    text = (
        "kpis:\n  share:\n    unit: percent\n    direction: increase\n"
        "    baseline: {value: 71, date: 2025-12-31}\n"
        f"    target: {{value: {written}, date: 2027-12-31}}\n"
    )
    declaration = declare_text(text)
    after = fixed(declaration, findings_of(declaration), applicability=applicability).after
    assert f"value: {mended}, date: 2027" in next(iter(after.values()), "")
