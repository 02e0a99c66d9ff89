"""What changed between two theories: links, other elements, names; and the diff back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.difference import COLUMNS, KINDS

LINK = {
    "effect": {"likely": 0.4},
    "lag": "1 quarter",
    "evidence": {"design": "before_after"},
    "agreed_by": ["a", "b"],
}


def linked(link: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "teams": {"a": {}, "b": {}},
        "goals": {"base": {"needs": {"speed": dict(link)}}},
        "outcomes": {"speed": {}},
    }


@pytest.mark.parametrize(
    ("other", "field", "kind"),
    [
        ({"effect": {"likely": 0.6}}, "effect.likely", "raised"),
        ({"effect": {"likely": -0.4}}, "sign", "reversed"),
        ({"lag": "2 months"}, "lag", "lowered"),
        ({"evidence": {"design": "randomised"}}, "evidence.design", "stronger"),
        ({"evidence": {"design": "hunch"}}, "evidence.design", "weaker"),
        ({"evidence": {}}, "evidence.design", "dropped"),
        ({"agreed_by": ["a"]}, "agreed_by", "changed"),
        ({"assumes": "They notice"}, "assumes", "set"),
    ],
)
def test_what_changed_in_a_link(changes, other, field, kind):
    found = changes(linked(LINK), linked({**LINK, **other}))
    assert found[field].kind == kind
    assert found[field].id == "speed → base"


def test_the_order_of_those_who_agree_says_nothing(changes):
    assert not changes(linked(LINK), linked({**LINK, "agreed_by": ["b", "a"]}))


def test_a_link_of_what_is_removed_goes_with_it():
    found = toc.diff(linked(LINK), {**linked({}), "goals": {"base": {}}, "outcomes": {}})
    assert [(change.section, change.kind) for change in found.changes] == [("outcomes", "removed")]
    cut = toc.diff(linked(LINK), {**linked({}), "goals": {"base": {}}})
    assert [(change.section, change.kind) for change in cut.changes] == [("links", "removed")]


def test_the_other_elements():
    before = {
        "theory": {"id": "t", "as_of": "2026-01-01"},
        "teams": {"a": {"capacity": "40 days/month"}},
        "goals": {"g": {"due": "2027-12-31", "weight": 3, "owner": "cmo"}},
        "activities": {"x": {"team": "a", "cost": "€90k", "effort": "60 days"}},
    }
    after = {
        "theory": {"id": "t", "as_of": "2026-04-01"},
        "teams": {"a": {"capacity": "30 days/month"}},
        "goals": {"g": {"due": "2028-12-31", "weight": 1, "owner": "ceo"}},
        "activities": {"x": {"team": "a", "cost": "€120k", "effort": "40 days"}, "y": {}},
    }
    found = toc.diff(before, after)
    assert [(each.section, each.field, each.kind) for each in found.changes] == [
        ("theory", "as_of", "later"),
        ("teams", "capacity", "lowered"),
        ("goals", "owner", "changed"),
        ("goals", "due", "later"),
        ("goals", "weight", "lowered"),
        ("activities", "effort.likely", "lowered"),
        ("activities", "cost", "raised"),
        ("activities", "", "added"),
    ]


# what became of elements


def test_a_rename_is_proposed_and_followed(theory, retention):
    before = theory(retention, activities={"mail": {"description": "Write to all who left"}})
    after = theory({**retention, "title": "Kept customers", "owner": "cmo"})
    after["kpis"] = {"kept_customers": after["kpis"]["kept"]}
    after["activities"] = {"letters": {"description": "Write to all who left."}}
    found = toc.diff(before, after)
    kinds = [(each.id, each.field, each.kind) for each in found.changes]
    assert kinds == [
        ("kept_customers", "id", "renamed"),
        ("kept_customers", "title", "changed"),
        ("kept_customers", "owner", "changed"),
        ("letters", "id", "renamed"),
        ("letters", "description", "changed"),
    ]
    (rename,) = [each for each in found.of_kind("renamed") if each.section == "kpis"]
    assert (rename.before, rename.after, rename.similarity) == ("kept", "kept_customers", 1.0)
    assert "their names hold the same words and they have one definition" in rename.because


def test_what_names_a_renamed_element_has_not_changed():
    def named(outcome: str, team: str, kpi: str) -> dict[str, Any]:
        return {
            "teams": {team: {"title": "Customer service"}},
            "goals": {"base": {"needs": {outcome: {"agreed_by": [team]}}}},
            "outcomes": {outcome: {"title": "Answers are fast"}},
            "kpis": {
                kpi: {"title": "Answered in an hour", "measures": outcome},
                "share": {"formula": f"{kpi} / 2 + 1", "guardrail": kpi},
            },
        }

    found = toc.diff(named("speed", "care", "fast"), named("fast_answers", "service", "in_hour"))
    assert {each.kind for each in found.changes if each.field == "id"} == {"renamed"}
    assert [each.field for each in found.changes if each.field != "id"] == ["formula"]
    assert not found.breaking


def test_two_that_only_sound_alike_are_no_rename():
    def held(title: str) -> dict[str, Any]:
        return {"kpis": {title.replace(" ", "_"): {"title": title}}}

    for old, new in (("Active users", "Inactive users"), ("Wait in Q1", "Wait in Q2")):
        assert Counter(each.kind for each in toc.diff(held(old), held(new)).changes) == {
            "added": 1,
            "removed": 1,
        }


def test_a_set_that_was_replaced_is_one_sentence():
    def of(titles: str) -> dict[str, Any]:
        kpis = {name: {"measures": "base", "title": name} for name in titles.split()}
        return {"goals": {"base": {"title": "Keep customers"}}, "kpis": kpis}

    found = toc.diff(of("churn margin waiting same"), of("same revenue visits stock"))
    (replaced,) = found.replaced
    assert replaced.sentence == (
        "Keep customers replaced its set of KPIs: 3 of 4 are gone, 3 of 4 KPIs are new."
    )
    assert not toc.diff(of("churn margin waiting same"), of("same revenue visits")).replaced
    assert len(found.changes) == 6


# the result


def test_a_diff_is_frozen_and_has_all_forms(theory, retention):
    found = toc.diff(theory(retention), theory({**retention, "target": {"value": 75}}))
    with pytest.raises(AttributeError):
        found.changes = ()  # type: ignore[misc]
    frame = found.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == len(found.changes) == 2
    held = found.to_dict()
    assert held["schema_version"] == 1
    assert held["summary"] == {
        "changes": 2,
        "breaks_comparability": 0,
        "kinds": {"relaxed": 1, "dropped": 1},
    }
    assert list(held["changes"][0]) == list(COLUMNS)
    assert toc.diff(theory(retention), theory(retention)).to_frame().empty


def test_every_way_out_is_escaped(theory, retention):
    from theoryofchange.view.markdown import as_markdown
    from theoryofchange.view.text import as_text

    bad = "<img src=x onerror=alert(1)> | `x` \x1b[31m客户 😀"
    found = toc.diff(theory(retention), theory({**retention, "owner": bad, "title": bad}))
    assert "<img" not in found._repr_html_()
    written = as_markdown(found.view())
    assert "<img" not in written.replace("\\<", "") and "\\|" in written
    assert "\x1b" not in as_text(found.view()) + written


def test_rows_that_are_left_out_are_counted():
    kpis = {f"k{at}": {"owner": "a"} for at in range(30)}
    others = {id: {"owner": "b"} for id in kpis}
    from theoryofchange.view.markdown import as_markdown

    shown = as_markdown(toc.diff({"kpis": kpis}, {"kpis": others}).view(20))
    assert "… and 10 more changes" in shown


# properties

OPPOSITES = {
    "added": "removed",
    "tightened": "relaxed",
    "earlier": "later",
    "promised": "settled",
    "withheld": "disclosed",
    "stronger": "weaker",
    "raised": "lowered",
    "set": "dropped",
}
OPPOSITE = {**OPPOSITES, **{new: old for old, new in OPPOSITES.items()}}

_words = st.sampled_from(["customers", "kept", "margin", "waiting", "in", "shops", "客户", "Q1"])
_titles = st.lists(_words, min_size=1, max_size=3).map(" ".join)
_days = st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)).map(str)
_figures = st.one_of(
    st.integers(0, 100),
    st.integers(0, 100).map(lambda each: f"{each} %"),
    st.sampled_from(["TBD", "> 5", "≤ 3 days", "2 weeks", "3 of 16", "5 of 20", "8 to 12", "more"]),
)
_kpis = st.fixed_dictionaries(
    {},
    optional={
        "title": _titles,
        "definition": _titles,
        "unit": st.sampled_from(["percent", "days", "%", "hours"]),
        "direction": st.sampled_from(["increase", "decrease", "maintain", "range"]),
        "owner": _titles,
        "version": st.sampled_from(["1", "2", "1.1", "b"]),
        "confidential": st.booleans(),
        "tolerance": st.integers(0, 3),
        "baseline": st.fixed_dictionaries({"value": _figures, "date": _days}),
        "target": st.fixed_dictionaries({"value": _figures}, optional={"date": _days}),
        "milestones": st.lists(
            st.fixed_dictionaries({"value": _figures, "date": _days}), max_size=2
        ),
    },
)
_links = st.fixed_dictionaries(
    {},
    optional={
        "sign": st.sampled_from(["+", "-"]),
        "lag": st.sampled_from(["1 month", "30 days", "1 quarter"]),
        "evidence": st.sampled_from([{"design": each} for each in ("hunch", "replicated")]),
    },
)
_theories = st.builds(
    lambda kpis, links, titles: {
        "goals": {"g": {"needs": links}},
        "outcomes": {id: {"title": title} for id, title in zip("abc", titles, strict=True)},
        "kpis": kpis,
    },
    st.dictionaries(st.sampled_from("pqrstu"), _kpis, max_size=5),
    st.dictionaries(st.sampled_from("abc"), _links, max_size=3),
    st.lists(_titles, min_size=3, max_size=3),
)


def mirrored(change: toc.Change) -> toc.Change:
    id = change.before if change.kind == "renamed" else change.id
    return replace(
        change,
        id=id,
        kind=OPPOSITE.get(change.kind, change.kind),
        before=change.after,
        after=change.before,
    )


def bare(change: toc.Change) -> tuple[Any, ...]:
    """Return what both directions say alike: not names and ids of now, nor reasons."""
    told = (change.section, change.field, change.kind, change.before, change.after)
    return (*map(str, told), change.breaks, change.similarity)


@given(_theories)
def test_nothing_changed_from_a_theory_to_itself(held):
    loaded = toc.load(held)
    assert toc.diff(loaded, loaded).changes == toc.diff(held, held).changes == ()


@settings(max_examples=100)
@given(_theories, _theories)
def test_a_diff_is_mirrored_by_the_diff_back(one, other):
    there, back = toc.diff(one, other), toc.diff(other, one)
    assert Counter(map(bare, back.changes)) == Counter(bare(mirrored(c)) for c in there.changes)
    assert {change.kind for change in there.changes} <= set(KINDS)
    assert {(each.id, each.come, each.gone) for each in back.replaced} == {
        (each.id, each.gone, each.come) for each in there.replaced
    }
