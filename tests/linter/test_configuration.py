"""Which rules are run, how grave they are, where they are ignored, and with which options."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.errors import InputError
from theoryofchange.linter import all_rules, check
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.rule import ALWAYS

CODES = [each.code for each in all_rules()]
RECOMMENDED = {each.code for each in all_rules() if each.profile == "recommended"}


def codes(**given: object) -> set[str]:
    return {each.code for each in Configuration(**given).rules}


def test_by_default_the_recommended_rules_are_run_as_they_are():
    assert codes() == RECOMMENDED
    assert all(each in all_rules() for each in Configuration().rules)


def test_what_is_selected_replaces_the_profile_and_what_extends_adds_to_it():
    assert codes(select=("KPI010",)) == {"KPI010"} | ALWAYS
    assert codes(select=("LNK",)) == {code for code in CODES if code.startswith("LNK")} | ALWAYS
    assert codes(select=("kpi-without-owner",), extend_select=("GRF001",)) == {
        "KPI003",
        "GRF001",
        *ALWAYS,
    }
    assert codes(extend_select=("KPI",)) >= RECOMMENDED


@given(st.lists(st.sampled_from(CODES)), st.lists(st.sampled_from(CODES)))
def test_what_is_ignored_is_never_run_and_what_is_always_run_always(select, ignore):
    ignored = tuple(code for code in ignore if code not in ALWAYS)
    run = codes(select=tuple(select), ignore=ignored)
    assert not run & set(ignored)
    assert run >= ALWAYS


def test_a_strict_profile_holds_the_recommended_rules():
    assert codes(profile="strict") >= RECOMMENDED


def test_the_severity_and_the_options_of_a_rule_are_set():
    theory = {"goals": {"g": {}}, "kpis": {f"k{at}": {"measures": "g"} for at in range(4)}}
    assert check(theory).count("KPI020") == 0
    strict = Configuration(
        options={"too-many-kpis": {"most": 3}}, severity={"KPI020": "error", "KPI003": "info"}
    )
    found = check(theory, configuration=strict)
    assert [f.severity for f in found if f.code == "KPI020"] == ["error"]
    assert {f.severity for f in found if f.code == "KPI003"} == {"info"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"profile": "strickt"}, "profile: no profile is called 'strickt'. Did you mean strict?"),
        ({"select": ("KPI0001",)}, "select: no rule is called 'KPI0001'. Did you mean KPI001?"),
        ({"select": ("",)}, "select: no rule is called ''"),
        ({"extend_select": ("XYZ",)}, "extend-select: no rule is called 'XYZ'"),
        ({"ignore": ("kpi-without-ownr",)}, "Did you mean kpi-without-owner?"),
        ({"ignore": ("TOC010",)}, "ignore: TOC010 cannot be ignored"),
        ({"ignore": ("TOC",)}, "ignore: TOC001 cannot be ignored"),
        ({"per_path": {"old/**": ("TOC999",)}}, "per-path.old/**: TOC999 cannot be ignored"),
        ({"per_path": {"old/**": ("XYZ",)}}, "per-path.old/**: no rule is called 'XYZ'"),
        ({"per_path": {"/": ("KPI",)}}, "an empty glob matches nothing"),
        ({"severity": {"KPI": "error"}}, "severity: no rule is called 'KPI'"),
        ({"severity": {"KPI001": "warn"}}, "severity.KPI001: no severity is called 'warn'."),
        ({"severity": {"TOC001": "info"}}, "severity.TOC001: it stays an error"),
        ({"options": {"KPI020": {"mots": 3}}}, "KPI020 (too-many-kpis) has no option 'mots'."),
        ({"options": {"KPI001": {"most": 3}}}, "KPI001 (kpi-without-target) has no option 'most'."),
        ({"options": {"KPI020": {"most": "3"}}}, "rules.KPI020.most: '3' is not a whole number"),
        ({"options": {"KPI020": {"most": True}}}, "rules.KPI020.most: True is not a whole number"),
        ({"options": {"KPI020": {"most": 2.5}}}, "rules.KPI020.most: 2.5 is not a whole number"),
        ({"options": {"KPI020": {"most": -1}}}, "rules.KPI020.most: -1 is not a whole number"),
        ({"select": ("LNK",), "options": {"KPI020": {"mots": 3}}}, "has no option 'mots'"),
    ],
)
def test_what_is_not_known_is_said_when_it_is_made(given, said):
    with pytest.raises(InputError) as caught:
        Configuration(**given, origin="toc.toml: ")
    message = str(caught.value)
    assert message.startswith("toc.toml: ") and said in message
    assert "\n" not in message


# where


@pytest.mark.parametrize(
    ("glob", "matching", "other"),
    [
        ("legacy/**", ["legacy/a.yaml", "legacy/2019/a.yaml"], ["a.yaml", "x/legacy/a.yaml"]),
        ("legacy", ["legacy/a.yaml", "x/legacy/b/a.yaml"], ["legacy.yaml"]),
        ("legacy/", ["legacy/a.yaml"], ["other/a.yaml"]),
        ("legacy/*", ["legacy/a.yaml"], ["a.yaml"]),
        ("legacy/*.yaml", ["legacy/a.yaml"], ["legacy/2019/a.yaml"]),
        ("/a.yaml", ["a.yaml"], ["x/a.yaml"]),
        ("./a.yaml", ["a.yaml"], ["x/a.yaml"]),
        ("a.yaml", ["a.yaml", "x/y/a.yaml"], ["b.yaml", "x/aa.yaml"]),
        ("**/old/*.yml", ["old/a.yml", "x/y/old/a.yml"], ["old/x/a.yml", "a.yml"]),
        ("x/**/a.yaml", ["x/a.yaml", "x/y/z/a.yaml"], ["a.yaml", "y/a.yaml"]),
        ("**", ["a.yaml", "x/a.yaml"], []),
        ("kpis-20[12]?.yaml", ["kpis-2019.yaml", "x/kpis-2024.yaml"], ["kpis-2031.yaml"]),
    ],
)
def test_a_glob_matches_paths_and_what_directories_hold(glob, matching, other):
    ignored = Configuration(per_path={glob: ("KPI010",)}).ignored_in
    assert [ignored(path) for path in matching] == [{"KPI010"}] * len(matching)
    assert [ignored(path) for path in other] == [frozenset()] * len(other)


def test_globs_start_from_the_root_wherever_the_check_is_run(tmp_path, monkeypatch):
    (tmp_path / "work" / "legacy").mkdir(parents=True)
    configuration = Configuration(per_path={"legacy/**": ("KPI",)}, root=str(tmp_path / "work"))
    monkeypatch.chdir(tmp_path)
    assert "KPI010" in configuration.ignored_in("work/legacy/a.yaml")
    assert "KPI010" in configuration.ignored_in("work/../work/legacy/a.yaml")
    assert "KPI010" in configuration.ignored_in(str(tmp_path / "work/legacy/a.yaml"))
    assert not configuration.ignored_in("legacy/a.yaml")
    monkeypatch.chdir(tmp_path / "work" / "legacy")
    assert "KPI010" in configuration.ignored_in("a.yaml")
    everywhere = Configuration(per_path={"**": ("KPI",)}, root=str(tmp_path / "work"))
    assert not everywhere.ignored_in("../../other.yaml")


def test_what_several_globs_ignore_is_ignored_together():
    configuration = Configuration(per_path={"a/**": ("KPI010",), "*.yml": ("KPI003",)})
    assert configuration.ignored_in("a/x.yml") == {"KPI010", "KPI003"}


def test_a_finding_is_ignored_in_the_file_it_stands_in(tmp_path):
    (tmp_path / "legacy").mkdir()
    (tmp_path / "legacy" / "a.yaml").write_text("goals: {old: {}}\n")
    (tmp_path / "b.yaml").write_text("goals: {new: {}}\n")
    configuration = Configuration(per_path={"legacy/**": ("GRF",)}, root=str(tmp_path))
    bare = [f.id for f in check(tmp_path, configuration=configuration) if f.code == "GRF002"]
    assert bare == ["new"]


@pytest.mark.parametrize(
    "told",
    [
        {"severity": {"KPI003": "info", "kpi-without-owner": "error"}},
        {"options": {"KPI020": {"most": 1}, "too-many-kpis": {"most": 9}}},
    ],
)
def test_a_rule_is_set_once(told):
    with pytest.raises(InputError, match=r"stands twice, as KPI0.* and as .*; keep one of them"):
        Configuration(**told)


def test_a_glob_that_matches_no_file_is_known(tmp_path):
    put = tmp_path / "legacy" / "2019" / "kpis.yaml"
    put.parent.mkdir(parents=True)
    put.write_text("kpis: {}\n", encoding="utf-8")
    globs = ("legacy/**", "legcy/**", "kpis.yaml", "*.yml", "legacy/2019/kpis.yaml", "**/2019")
    given = {"per_path": dict.fromkeys(globs, ("KPI",))}
    here = Configuration(root=str(tmp_path), **given)
    assert here.unmatched([]) == ("legcy/**", "*.yml")
    assert here.unmatched([str(tmp_path / "legcy" / "a.yml")]) == ()
    assert Configuration(**given).unmatched([]) == ()
