"""Running the rules: several files, what cannot be read, and what is said only once."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.activity import Activity
from theoryofchange.declare import declare_text, dump
from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.linter import check, load
from theoryofchange.linter.run import findings_of

CLEAN = Path(__file__).with_name("clean.yaml")


def codes(text: str) -> list[str]:
    return [finding.code for finding in findings_of(declare_text(text))]


# one mistake is said once


def test_a_refused_value_is_not_missed_as_well() -> None:
    assert "KPI001" not in codes("goals: {g: {}}\nkpis: {k: {measures: g, target: [80]}}")
    assert "ACT001" not in codes("goals: {g: {}}\nactivities: {a: {advances: [g], team: [x]}}")


def test_a_misspelt_key_is_read_as_what_it_means() -> None:
    found = codes("goals: {g: {}}\nkpis: {k: {measures: g, targte: {value: 8, date: 2027-01-01}}}")
    assert found.count("TOC003") == 1
    assert "KPI001" not in found


def test_a_misspelt_reference_leaves_the_chain_whole() -> None:
    found = codes("goals: {g: {needs: [trusst]}}\noutcomes: {trust: {}}")
    assert "TOC007" in found
    assert "GRF003" not in found


def test_a_lost_need_explains_as_many_outcomes_as_hung_on_it() -> None:
    causes = "care: {needs: [x]}, trust: {needs: [x]}, x: {}"
    one = "goals: {g: {needs: [fame, care]}}\noutcomes: {" + causes + "}"
    assert "GRF003" not in codes(one)
    two = "goals: {g: {needs: [fame]}}\noutcomes: {" + causes + "}"
    assert codes(two).count("GRF003") == 2
    bare = "goals: {g: {needs: [fame]}}\noutcomes: {trust: {}}"
    assert "GRF003" in codes(bare)


def test_a_kpi_without_measures_explains_the_outcome_it_is_about() -> None:
    text = """
    goals: {growth: {needs: [short_waits, trust]}}
    outcomes: {short_waits: {title: Waits are short}, trust: {title: Guests trust us}}
    kpis: {wait_time: {title: Wait at the counter}, money: {measures: growth}}
    """
    findings = findings_of(declare_text(text))
    assert [f.id for f in findings if f.code == "KPI018"] == ["trust"]
    (bare,) = (f for f in findings if f.code == "KPI011")
    assert "measures: short_waits" in bare.tip


def test_an_activity_without_advances_explains_the_outcome_it_is_about() -> None:
    text = """
    goals: {增长: {needs: [客户信任, 缩短等待]}}
    outcomes: {客户信任: {}, 缩短等待: {}}
    activities: {赢得信任: {}}
    """
    findings = findings_of(declare_text(text))
    assert [f.id for f in findings if f.code == "GRF005"] == ["缩短等待"]
    (bare,) = (f for f in findings if f.code == "GRF004")
    assert "客户信任" in bare.tip


def test_an_id_that_many_places_miss_is_one_finding() -> None:
    kpis = ", ".join(f"k{number}: {{measures: nowhere}}" for number in range(30))
    findings = findings_of(declare_text(f"goals: {{g: {{}}}}\nkpis: {{{kpis}}}"))
    (missing,) = (f for f in findings if f.code == "TOC007")
    assert len(missing.related) == 8
    assert "29 more places" in missing.related[0].message


def test_an_item_in_an_unknown_section_is_declared_all_the_same() -> None:
    found = codes("goals: {g: {}}\nresults_we_want: {trust: {}}\nkpis: {k: {measures: g}}")
    assert found.count("TOC003") == 1
    found = codes("goals: {g: {needs: [trust]}}\nmiddle: {trust: {}}")
    assert "TOC007" not in found


def test_a_misspelt_team_does_not_rename_an_outcome() -> None:
    text = """
    teams: {shops: {}}
    goals: {g: {needs: [shop]}}
    outcomes: {shop: {}}
    activities: {a: {advances: [shop], team: shop}}
    """
    found = codes(text)
    assert found.count("TOC007") == 1
    assert "GRF003" not in found
    assert "GRF005" not in found


def test_confidential_figures_are_not_asked_for() -> None:
    kpi = "kpis: {k: {measures: g, confidential: true, target: {set_by: board, value: redacted}}}"
    found = codes("goals: {g: {}}\n" + kpi)
    assert not {"KPI001", "KPI002", "KPI021", "TOC005", "TOC008"} & set(found)


def test_what_hangs_on_an_outcome_outside_is_not_reported_again() -> None:
    text = """
    goals: {g: {needs: [trust]}}
    outcomes: {trust: {}, fame: {needs: [posters]}, posters: {}}
    kpis: {reach: {measures: posters}}
    activities: {print: {advances: [posters]}}
    """
    findings = findings_of(declare_text(text))
    outside = [f for f in findings if f.code == "GRF003"]
    assert [finding.id for finding in outside] == ["fame"]
    assert "2 below it" in outside[0].message
    assert not {"posters", "print"} & {f.id for f in findings if f.code.startswith("GRF")}
    assert "KPI011" not in [finding.code for finding in findings]


# several files


def test_files_and_documents_make_one_theory(tmp_path: Path) -> None:
    text = CLEAN.read_text(encoding="utf-8")
    sections: list[str] = []
    for line in text.splitlines(keepends=True):
        if not line.startswith(" "):
            sections.append("")
        sections[-1] += line
    (tmp_path / "a.yaml").write_text("---\n".join(sections[:4]), encoding="utf-8")
    for index, section in enumerate(sections[4:]):
        (tmp_path / f"b{index}.yml").write_text(section, encoding="utf-8")
    assert list(check(tmp_path)) == []
    assert load(tmp_path) == load(CLEAN)


def test_an_id_in_two_files_names_both(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("goals: {growth: {title: Grow}}")
    (tmp_path / "b.yaml").write_text("\ngoals:\n  growth: {title: Grow again}")
    (finding,) = (f for f in check(tmp_path) if f.code == "TOC006")
    assert (Path(finding.file).name, finding.line, finding.id) == ("b.yaml", 3, "growth")
    assert [Path(related.span.file).name for related in finding.related] == ["a.yaml"]


def test_a_file_that_cannot_be_read_silences_rules_over_the_theory(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("goals: {growth: {needs: [trust], weight: heavy}}")
    (tmp_path / "b.yaml").write_text("outcomes:\n  trust: [")
    findings = check(tmp_path)
    assert [finding.code for finding in findings] == ["TOC004", "TOC001"]
    assert [Path(file).name for file in findings.unread] == ["b.yaml"]


def test_findings_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("goals: {growth: {}}")
    (tmp_path / "a.yaml").write_text("kpis:\n  k: {}")
    places = [(finding.file, finding.line) for finding in check(tmp_path)]
    assert places == sorted(places)


def test_without_any_file_there_is_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \.yaml"):
        check(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        check(tmp_path / "nowhere")


# loading


def test_a_poor_theory_loads_and_a_broken_one_says_all_that_is_wrong() -> None:
    assert load({"kpis": {"k": {}}}).kpis["k"].target is None
    with pytest.raises(DeclarationError) as caught:
        load({"goals": {"g": {"due": "2027-02-30", "needs": ["o"], "wieght": 1}}, "outcomes": {}})
    assert [f.code for f in caught.value.findings] == ["TOC009", "TOC007", "TOC003"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("goals: {a: {needs: [a]}}", "GRF001"),
        ("goals: {g: {}}\nactivities: {a: {advances: [g], after: [a]}}", "ACT004"),
    ],
)
def test_a_cycle_keeps_a_theory_from_loading(text: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    with pytest.raises(DeclarationError) as caught:
        load(file)
    assert [finding.code for finding in caught.value.findings] == [code]


# built in Python


def test_a_theory_built_in_python_has_the_findings_of_its_yaml(tmp_path: Path) -> None:
    theory = TheoryOfChange(
        goals=[Goal(id="growth", needs={"trust": {"effect": {"likely": 1, "low": 2}}})],
        outcomes=[Outcome(id="trust"), Outcome(id="fame")],
        kpis=[Kpi(id="share", measures="growth", target={"value": "TBD"})],
        activities=[Activity(id="post", advances=["trust"], after=["post"])],
    )
    file = tmp_path / "theory.yaml"
    file.write_text(dump(theory), encoding="utf-8")
    built, read = check(theory), check(file)
    assert [(f.code, f.line, f.message) for f in built] == [
        (f.code, f.line, f.message) for f in read
    ]
    assert {"ACT004", "GRF003", "KPI021", "LNK006"} <= {finding.code for finding in built}


def test_the_clean_theory_is_the_same_built_in_python() -> None:
    theory = load(CLEAN)
    assert list(check(theory)) == []
    assert dump(theory) == dump(load(CLEAN))


# single rules where the planted faults do not reach


def test_two_cycles_of_one_knot_are_two_findings() -> None:
    text = "goals: {g: {needs: [a]}}\noutcomes:\n  a: {needs: [b, c]}\n"
    text += "  b: {needs: [a]}\n  c: {needs: [a]}"
    lines = [f.line for f in findings_of(declare_text(text)) if f.code == "GRF001"]
    assert lines == [4, 5]


def test_a_conflict_names_every_activity_of_one_link_once() -> None:
    text = """
    goals: {growth: {needs: [low_prices]}, margin: {needs: {low_prices: {sign: "-"}}}}
    outcomes: {low_prices: {}}
    activities: {sale: {advances: [low_prices]}, coupons: {advances: [low_prices]}}
    """
    (finding,) = (f for f in findings_of(declare_text(text)) if f.code == "GRF006")
    assert finding.id == "sale"
    assert "sale → low_prices → margin" in finding.message
    assert "So does coupons." in finding.message


@pytest.mark.parametrize(
    ("kpi", "impossible"),
    [
        ({"definition": "Share of users", "unit": "percent", "target": "101"}, True),
        ({"definition": "占比", "unit": "%", "target": "120"}, True),
        ({"definition": "Percentage of quota", "unit": "percent", "target": "120"}, False),
        ({"definition": "Growth of revenue", "unit": "percent", "target": "120"}, False),
        ({"definition": "Share of users", "unit": "users", "target": "120"}, False),
        ({"unit": "rank", "target": "0"}, True),
        ({"unit": "rank", "target": "17 of 16"}, True),
        ({"unit": "rank", "target": "2 of 16"}, False),
        ({"unit": "score out of 5", "target": "6"}, True),
        ({"unit": "hours", "target": "24/7"}, False),
        ({"unit": "points", "target": "6/5"}, True),
        ({"unit": "EUR", "target": "-5"}, False),
    ],
)
def test_what_is_impossible(kpi: dict[str, str], impossible: bool) -> None:
    findings = check({"kpis": {"k": kpi}})
    assert findings.count("KPI024") == impossible
    assert not (impossible and findings.count("TOC008"))


def test_shares_of_different_scales_are_not_compared() -> None:
    kpi = {"direction": "increase", "baseline": "€5", "target": "$4"}
    assert check({"kpis": {"k": kpi}}).count("KPI012") == 0
    kpi = {"direction": "increase", "baseline": "1 day", "target": "23 hours"}
    assert check({"kpis": {"k": kpi}}).count("KPI012") == 1


def test_a_lag_is_measured_from_activities_where_there_are_any() -> None:
    text = """
    theory: {as_of: 2026-01-01}
    goals: {g: {due: 2026-03-01, needs: {a: {lag: 1 week}}}}
    outcomes: {a: {}}
    """
    assert "LNK002" not in codes(text)
    slow = text + "activities: {x: {advances: {a: {lag: 2 months}}}}\n    "
    assert "LNK002" in codes(slow)


def test_a_file_that_cannot_be_read_hides_no_kpi_of_another(tmp_path):
    (tmp_path / "kpis.yaml").write_text("goals: {g: {}}\nkpis:\n  k: {measures: g}\n")
    alone = check(tmp_path)
    (tmp_path / "broken.yaml").write_text('goals: {"h: x')
    beside = check(tmp_path)
    assert [f.code for f in beside if f.file.endswith("broken.yaml")] == ["TOC001"]
    of_kpi = {f for f in alone if f.code in ("KPI003", "KPI004", "KPI005")}
    assert len(of_kpi) == 3 and of_kpi <= set(beside)


def test_a_table_that_cannot_be_read_hides_only_what_is_said_of_values(tmp_path):
    theory = "theory: {as_of: 2026-01-01}\ngoals: {g: {}}\noutcomes: {o: {}}\n"
    (tmp_path / "theory.yaml").write_text(theory)
    alone = check(tmp_path)
    (tmp_path / "observations.csv").write_text('kpi,date,value\n"k,2026-01-01,1\n')
    beside = check(tmp_path)
    assert "TOC017" in [finding.code for finding in beside]
    assert alone and set(alone) <= set(beside)


def test_a_misspelt_id_is_one_finding_though_the_right_one_has_a_value(tmp_path):
    theory = "kpis:\n  revenue_north: {measures: g}\n  sales: {measures: g}\n"
    (tmp_path / "theory.yaml").write_text(f"goals: {{g: {{}}}}\n{theory}")
    rows = "revenue_north,2026-01-31,5\nrevenue_nort,2026-01-31,9\n"
    (tmp_path / "observations.csv").write_text(f"kpi,date,value\n{rows}")
    found = [f.code for f in check(tmp_path) if f.file.endswith(".csv")]
    assert found == ["TOC007"]


def test_a_bare_goal_names_the_outcomes_that_lead_nowhere(tmp_path):
    text = "goals: {g: {}}\noutcomes: {a: {needs: [b]}, b: {}}\n"
    (tmp_path / "theory.yaml").write_text(text)
    (finding,) = (f for f in check(tmp_path) if f.code == "GRF002")
    assert [each.message for each in finding.related] == ["a leads to no goal: is it needed here?"]


@pytest.mark.parametrize("name", ["Theory.YAML", "theory.Yml"])
def test_the_ending_of_a_file_may_be_in_capitals(tmp_path, name):
    (tmp_path / name).write_text("goals: {g: {ownr: me}}")
    assert "TOC003" in [finding.code for finding in check(tmp_path)]


def test_an_empty_theory_is_not_loaded(tmp_path):
    (tmp_path / "theory.yaml").write_text("")
    with pytest.raises(DeclarationError, match="TOC011"):
        load(tmp_path)
