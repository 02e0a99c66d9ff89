"""How ratings and derived answers become scores."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.errors import ShapeError
from theoryofchange.maturity import (
    CapabilityScore,
    Exclusion,
    Fact,
    MaturityModel,
    MaturityScore,
    MaturitySettings,
    Mean,
    Rating,
    derive,
    load_model,
    score_model,
)
from theoryofchange.shape import plain, validator

MODEL = load_model(Path(__file__).with_name("small.yaml"))


def rating(
    answer: object,
    capability: str = "a",
    team: str = "crm",
    rater: str = "Ada",
    date: str = "2026-01-15",
    **more: object,
) -> Rating:
    return Rating(capability=capability, team=team, rater=rater, answer=answer, date=date, **more)


def owners(met: int, of: int = 100) -> dict[str, Fact]:
    return {"kpis_with_owner": Fact("kpis_with_owner", met=met, of=of)}


def of(score: MaturityScore, id_: str) -> CapabilityScore:
    return next(c for c in score.capabilities if c.id == id_)


def test_an_answer_is_a_level_number_or_name():
    assert [MODEL.level_number(rating(a).answer) for a in (3, "3", "half", " Half ")] == [3] * 4
    assert [MODEL.level_number(rating(a).answer) for a in (0, 6, "great", "3.5")] == [None] * 4
    with pytest.raises(ShapeError):
        rating(True)


def test_an_exclusion_needs_a_reason():
    settings = MaturitySettings(
        exclude={"a": "no customers", "b": {"reason": "outsourced", "teams": "crm"}}
    )
    assert settings.exclude["a"] == Exclusion(reason="no customers")
    assert settings.exclude["b"].covers("crm")
    assert not settings.exclude["b"].covers("shop")
    for empty in (None, "", "  ", {}, {"reason": None}, {"teams": ["crm"]}):
        with pytest.raises(ShapeError):
            MaturitySettings(exclude={"a": empty})


def test_settings_and_ratings_survive_being_written():
    settings = MaturitySettings(targets={"a": 4, "b": "most"}, exclude={"c": "later"})
    said = rating(3, evidence="“页面” <b>", target=4)
    assert validator(MaturitySettings).validate_python(plain(settings)) == settings
    assert validator(Rating).validate_python(plain(said)) == said


# Scores


def test_one_rater():
    score = score_model(MODEL, [rating(4, evidence="the file", target=5)])
    a = of(score, "a")
    assert (a.current, a.origin, a.target, a.gap) == (4.0, "attested", 5.0, 1.0)
    assert a.spread is None, "one rater does not show agreement"
    assert a.previous is None
    (row,) = a.to_rows()
    assert row["evidence"] == "the file"
    assert row["counts"] is True


def test_no_rater():
    score = score_model(MODEL, [])
    assert score.current == Mean(value=None, minimum=None, weakest=(), counted=0, of=2)
    assert score.not_rated == ("a", "b", "c")
    assert score.weakest == ()
    assert score.gap is None
    assert of(score, "a").why_no_gap == "not rated"
    assert [row["current"] for row in score.to_rows()] == [None, None]


def test_all_excluded():
    reason = Exclusion(reason="sold")
    score = score_model(
        MODEL,
        [rating(2)],
        derive(MODEL, owners(90)),
        targets={"a": "4"},
        exclusions=dict.fromkeys("abc", reason),
    )
    assert score.current == Mean(value=None, minimum=None, weakest=(), counted=0, of=0)
    assert score.excluded == dict.fromkeys("abc", "sold")
    assert score.not_rated == ()
    assert {(n.what, n.reason) for n in score.not_counted} == {
        ("rating", "excluded: sold"),
        ("target", "excluded: sold"),
    }
    assert of(score, "a").why_no_gap == "excluded: sold"


def test_team_excluded_from_one_capability():
    score = score_model(
        MODEL,
        [rating(1), rating(5, team="shop"), rating(1, "b")],
        exclusions={"a": Exclusion(reason="no data", teams=["crm"])},
    )
    a = of(score, "a")
    assert (a.current, a.excluded, a.excluded_teams) == (5.0, None, {"crm": "no data"})
    assert [n.rating.team for n in score.not_counted] == ["crm"]
    assert of(score, "b").current == 1.0


def test_teams_count_the_same_however_many_raters_they_have():
    many = [rating(1, rater=f"r{n}") for n in range(9)]
    score = score_model(MODEL, [*many, rating(5, team="shop")])
    assert of(score, "a").current == 3.0
    assert [(t.team, t.current, t.spread) for t in of(score, "a").teams] == [
        ("crm", 1.0, 0),
        ("shop", 5.0, None),
    ]
    assert of(score, "a").spread == 4


def test_latest_rating_is_current_and_the_one_before_previous():
    said = [rating(n, date=f"2026-0{n}-01") for n in (1, 2, 4)]
    a = of(score_model(MODEL, said), "a")
    assert (a.current, a.previous) == (4.0, 2.0)
    earlier = score_model(MODEL, said, as_of=dt.date(2026, 3, 1))
    assert (of(earlier, "a").current, of(earlier, "a").previous) == (2.0, 1.0)
    assert [n.reason for n in earlier.not_counted] == ["dated 2026-04-01, after 2026-03-01"]
    on_the_day = score_model(MODEL, said, as_of=dt.date(2026, 4, 1))
    assert of(on_the_day, "a").current == 4.0


def test_two_answers_of_one_day_are_not_guessed_between():
    score = score_model(MODEL, [rating(2, date="2025-06-01"), rating(3), rating(5)])
    assert of(score, "a").current == 2.0
    assert len(score.not_counted) == 2
    assert "different answers" in score.not_counted[0].reason
    same = score_model(MODEL, [rating(3), rating("half", evidence="x")])
    assert of(same, "a").current == 3.0
    assert [n.reason for n in same.not_counted] == ["repeats the answer of 2026-01-15"]


def test_what_cannot_be_counted_is_listed():
    score = score_model(
        MODEL,
        [rating(3, "zzz"), rating("superb"), rating(3, "b", target="up")],
        targets={"yyy": "3", "b": "high"},
        exclusions={"xxx": Exclusion(reason="?")},
    )
    assert [(n.what, n.capability) for n in score.not_counted] == [
        ("rating", "a"),
        ("rating", "zzz"),
        ("target", "b"),
        ("target", "yyy"),
        ("target", "b"),
        ("exclusion", "xxx"),
    ]
    assert of(score, "b").target is None
    assert of(score, "b").why_no_gap == "no target set"


def test_declared_target_goes_before_the_raters():
    said = [
        rating(2, target=5),
        rating(2, "b", target="most"),
        rating(2, "b", rater="Bo", target=3),
    ]
    score = score_model(MODEL, said, targets={"a": "half"})
    assert (of(score, "a").target, of(score, "b").target) == (3.0, 3.5)
    assert score.dimensions[0].gap == pytest.approx((1 + 1.5) / 2)
    assert of(score_model(MODEL, [rating(5)], targets={"a": "3"}), "a").gap == -2.0


def test_minimum_stands_beside_the_mean():
    score = score_model(MODEL, [rating(5), rating(1, "b"), rating(4, "c")])
    one, two = score.dimensions
    assert (one.current.value, one.current.minimum, one.current.weakest) == (3.0, 1.0, ("b",))
    assert (score.current.value, score.current.minimum) == (3.5, 3.0)
    assert score.current.weakest == ("one",)
    assert [c.id for c in score.weakest] == ["b"]
    assert two.current.value == 4.0


def test_next_step_leads_from_the_level_reached():
    a = of(score_model(MODEL, [rating(3), rating(4, rater="Bo")]), "a")
    assert a.next_step == "go"
    assert of(score_model(MODEL, [rating(5)]), "a").next_step is None
    model = load_model("measurement")
    score = score_model(model, [rating(2, "candour"), rating(3, "candour", rater="Bo")])
    assert of(score, "candour").next_step == model.capabilities["candour"].answer(2).next_step


# Derived


@pytest.mark.parametrize(
    ("met", "level"), [(0, 1), (24, 1), (25, 2), (49, 2), (50, 3), (75, 4), (100, 4)]
)
def test_derived_level_is_the_highest_whose_share_is_reached(met, level):
    assert derive(MODEL, owners(met))["a"].level == level


def test_derived_counts_only_where_nobody_rated():
    derived = derive(MODEL, owners(60))
    alone = of(score_model(MODEL, [], derived), "a")
    assert (alone.origin, alone.current) == ("derived", 3.0)
    assert [(r["origin"], r["evidence"], r["counts"]) for r in alone.to_rows()] == [
        ("derived", "kpis_with_owner: 60 of 100", True)
    ]
    beside = of(score_model(MODEL, [rating(2)], derived), "a")
    assert (beside.origin, beside.current, beside.derived.level) == ("attested", 2.0, 3)
    assert [r["counts"] for r in beside.to_rows()] == [True, False]


def test_nothing_to_count_is_no_level():
    for facts in (owners(0, of=0), {}):
        answer = derive(MODEL, facts)["a"]
        assert answer.level is None
        assert answer.reason
        score = score_model(MODEL, [], {"a": answer})
        assert of(score, "a").origin == "not rated"
        assert of(score, "a").to_rows()[0]["counts"] is False


@pytest.mark.parametrize(
    ("attested", "met", "apart"),
    [(1, 60, -2.0), (2, 60, None), (4, 60, None), (5, 60, 2.0), (5, 30, 3.0), (1, 90, -3.0)],
)
def test_disagreement_of_more_than_one_level_is_reported(attested, met, apart):
    score = score_model(MODEL, [rating(attested)], derive(MODEL, owners(met)))
    assert of(score, "a").disagreement == apart


def test_beyond_what_the_fact_can_show_is_no_disagreement():
    data = plain(MODEL)
    data["dimensions"]["one"]["capabilities"]["a"]["derived"]["levels"] = [0, 0.5]
    model = validator(MaturityModel).validate_python(data)
    score = score_model(model, [rating(5)], derive(model, owners(100)))
    assert of(score, "a").disagreement is None
    assert of(score_model(model, [rating(5)], derive(model, owners(10))), "a").disagreement == 4.0


# Properties

levels = st.integers(1, 5)
people = st.sampled_from(["Ada", "Bo", "陈"])
a_rating = st.builds(
    rating,
    answer=levels,
    capability=st.sampled_from("abcz"),
    team=st.sampled_from(["crm", "shop"]),
    rater=people,
    date=st.dates(dt.date(2025, 1, 1), dt.date(2025, 1, 9)).map(str),
)
some_ratings = st.lists(a_rating, max_size=25)


@given(st.lists(levels, min_size=1, max_size=30))
def test_score_lies_between_the_lowest_and_the_highest_answer(answers):
    said = [rating(n, rater=f"r{i}", team=f"t{i % 3}") for i, n in enumerate(answers)]
    a = of(score_model(MODEL, said), "a")
    assert min(answers) <= a.current <= max(answers)


@given(st.lists(levels, min_size=1, max_size=12), levels)
def test_one_more_rater_at_the_mean_changes_nothing(answers, centre):
    balanced = [*answers, *(2 * centre - n for n in answers)]
    kept = [n for n in balanced if 1 <= n <= 5 and 1 <= 2 * centre - n <= 5]
    said = [rating(n, rater=f"r{i}") for i, n in enumerate(kept or [centre])]
    before = of(score_model(MODEL, said), "a").current
    after = of(score_model(MODEL, [*said, rating(centre, rater="one more")]), "a").current
    assert before == after == centre


@given(some_ratings.flatmap(lambda said: st.tuples(st.just(said), st.permutations(said))))
def test_order_of_ratings_does_not_matter(pair):
    said, shuffled = pair
    assert score_model(MODEL, said) == score_model(MODEL, shuffled)


@given(some_ratings)
def test_minimum_is_never_above_the_mean(said):
    score = score_model(MODEL, said)
    for found in (score.current, *(d.current for d in score.dimensions)):
        if found.value is not None:
            assert found.minimum <= found.value
            assert found.weakest


@given(st.dictionaries(st.text(min_size=1), st.floats(1, 5), max_size=12), st.integers(0, 5))
def test_what_is_not_known_never_changes_the_mean(known, blanks):
    with_blanks = {**known, **{f"blank {i}" * 9: None for i in range(blanks)}}
    was, now = Mean.over(known), Mean.over(with_blanks)
    assert (was.value, was.minimum, was.counted) == (now.value, now.minimum, now.counted)
    assert now.of == was.of + len(with_blanks) - len(known)


@given(some_ratings)
def test_no_rating_gets_lost(said):
    """Of one rater the two latest days count, older ones are history, the rest is listed."""
    score = score_model(MODEL, said)
    left_out = {id(n.rating) for n in score.not_counted}
    history = defaultdict(list)
    for each in said:
        if id(each) not in left_out:
            history[each.capability, each.team, each.rater].append(each)
    found = {
        (capability.id, team.team, answer.rating.rater): (answer.rating, answer.previous)
        for capability in score.capabilities
        for team in capability.teams
        for answer in team.answers
    }
    assert found.keys() == history.keys()
    for key, (current, previous) in found.items():
        in_order = sorted(history[key], key=lambda r: r.date)
        assert len({r.date for r in in_order}) == len(in_order)
        assert [previous, current][-len(in_order) :] == in_order[-2:]


@given(st.integers(0, 50), st.integers(1, 50))
def test_more_met_never_lowers_the_derived_level(met, extra):
    found = [derive(MODEL, owners(n, of=100))["a"].level for n in (met, met + extra)]
    assert all(low <= high for low, high in pairwise(found))
