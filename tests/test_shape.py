"""Frozen, validated records."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import pickle
from collections.abc import Mapping
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from theoryofchange.activity import Activity, Team
from theoryofchange.errors import ShapeError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.kpi import Kpi, Measured, Observation, Target
from theoryofchange.link import Effect, Evidence, Link
from theoryofchange.quantity import Duration, Quantity, Rate
from theoryofchange.record import field
from theoryofchange.shape import (
    expected,
    expected_fields,
    field_names,
    field_types,
    is_shape,
    plain,
    read_date,
    shape,
    shapes_in,
    validator,
)


@shape
class Inner:
    number: int | None = None
    word: Literal["one", "two"] | None = None


@shape
class Outer:
    id: str
    share: float = field(default=0.5, metadata={"least": 0})
    day: dt.date | None = expected()
    inner: Inner | None = None
    several: tuple[Inner, ...] = ()
    words: tuple[str, ...] = ()
    named: Mapping[str, Inner] = field(default_factory=dict)
    flag: bool | None = None
    anything: Any = None


def errors(kind: Any, /, **fields: Any) -> list[tuple[str, tuple[Any, ...]]]:
    with pytest.raises(ShapeError) as caught:
        kind(**fields)
    return [(each["type"], each["loc"]) for each in caught.value.faults]


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        (Kpi, {"ownr": "x"}, "Kpi: there is no field ownr; did you mean owner?"),
        (Kpi, {"target": {"vlue": 3}}, "Kpi: there is no field target.vlue; did you mean value?"),
        (Goal, {"needs": {"o": {"efect": 3}}}, "there is no field needs.o.efect; did you mean eff"),
        (Goal, {"zzz": 1}, "Goal: there is no field zzz; the fields are id, title, "),
        (Goal, {"weight": "heavy"}, "Goal: weight takes a number, not 'heavy'"),
        (Kpi, {"direction": "up"}, "Kpi: direction takes 'increase', 'decrease', 'maintain' or "),
        (Goal, {"due": "2026-02-30"}, "Goal: due is '2026-02-30': there is no such day"),
        (Observation, {"kpi": "k"}, "Observation: date is needed; value is needed"),
    ],
)
def test_a_wrong_field_is_told_in_our_words(kind, fields, told):
    with pytest.raises(ShapeError) as caught:
        kind(**fields)
    assert isinstance(caught.value, ValueError) and told in str(caught.value)
    assert "pydantic" not in str(caught.value) and "http" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_construction_reads_nested_data_into_records():
    made = Outer(
        id="a",
        share="0.25",
        day="2025-12-31",
        inner={"number": "3", "word": "two"},
        several=[{"number": 1}, Inner(number=2)],
        words="alone",
        named={"x": {}},
        anything=[1, {"free": True}],
    )
    assert made.share == 0.25
    assert made.day == dt.date(2025, 12, 31)
    assert made.inner == Inner(number=3, word="two")
    assert made.several == (Inner(number=1), Inner(number=2))
    assert made.words == ("alone",)
    assert made.named == {"x": Inner()}
    assert made.anything == [1, {"free": True}]


def test_absent_fields_have_their_defaults_and_nothing_reads_as_empty():
    made = Outer(id="a", several=None, words=None, named=None)
    assert made == Outer(id="a")
    assert (made.share, made.day, made.several, made.named) == (0.5, None, (), {})
    assert Outer(id="a").named is not made.named


def test_every_wrong_field_is_named_at_once():
    assert errors(
        Outer,
        share=-1,
        day="soon",
        inner={"number": "x"},
        several=[{}, {"word": "three"}],
        named={"k": {"nmber": 1}},
        surplus=1,
    ) == [
        ("missing", ("id",)),
        ("greater_than_equal", ("share",)),
        ("date_form", ("day",)),
        ("int_parsing", ("inner", "number")),
        ("literal_error", ("several", 1, "word")),
        ("unexpected_keyword_argument", ("named", "k", "nmber")),
        ("unexpected_keyword_argument", ("surplus",)),
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "inf", "nan", "-Infinity"])
def test_a_number_is_finite(value):
    assert errors(Outer, id="a", share=value) == [("finite_number", ("share",))]


def test_fields_are_given_by_name_only():
    with pytest.raises(TypeError):
        Goal("growth")


@pytest.mark.parametrize("change", ["set", "delete", "new"])
def test_a_record_is_frozen(change):
    goal = Goal(id="growth")
    with pytest.raises(dataclasses.FrozenInstanceError, match="Goal is frozen"):
        if change == "set":
            goal.id = "other"
        elif change == "delete":
            del goal.id
        else:
            goal.colour = "red"
    assert goal == Goal(id="growth")


def test_equality_is_by_kind_and_content():
    assert Goal(id="a", weight=1) == Goal(id="a", weight=1.0)
    assert Goal(id="a") != Goal(id="b")
    assert Goal(id="a") != Outcome(id="a")
    assert Goal(id="a") != "a"
    assert (Goal(id="a") == Outcome(id="a")) is False


def test_equal_records_hash_alike():
    first, second = Target(value="80 %", date="2027-12-31"), Target(value="80 %", date="2027-12-31")
    assert hash(first) == hash(second)
    assert len({first, second, Target(value="81 %")}) == 2
    assert hash(Measured(value=1)) != hash(Target(value=1))


SAMPLES = [
    Goal(id="g", due="2027-12-31", weight=3, needs={"o": {"lag": "1 quarter"}}),
    Kpi(
        id="k",
        target={"value": "≥ 95 %", "date": "2027-12-31"},
        milestones=[{"value": 1}, {"value": 2}],
        attested={"owned": {"by": "board"}},
        extra={"colour": ["red"]},
    ),
    Activity(id="a", effort="60 days", cost="€1.2M", after=["b"], workstream="data"),
    Team(id="t", capacity="40 days/month"),
    Inner(),
]


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: type(record).__name__)
def test_pickle_copy_and_replace_keep_a_record(record):
    assert pickle.loads(pickle.dumps(record)) == record
    assert copy.copy(record) == record
    assert copy.deepcopy(record) == record
    assert dataclasses.replace(record) == record
    assert "__dict__" not in dir(record)


def test_replace_validates_what_it_changes():
    goal = dataclasses.replace(Goal(id="g", title="Grow"), due="2027-12-31")
    assert goal == Goal(id="g", title="Grow", due="2027-12-31")
    with pytest.raises(ShapeError):
        dataclasses.replace(goal, due="2027-02-30")


def test_repr_tells_only_what_was_said():
    assert repr(Goal(id="g", weight=3)) == "Goal(id='g', weight=3.0)"
    assert repr(Inner()) == "Inner()"


def test_prepare_reads_a_shorthand():
    assert Link(effect=0.4) == Link(effect={"likely": 0.4})
    assert Link(evidence="hunch") == Link(evidence=Evidence(design="hunch"))
    assert Kpi(baseline="71 %").baseline == Measured(value="71 %")
    assert validator(Link).validate_python(None) == Link()
    assert Goal(needs=["a", "b"]).needs == {"a": Link(), "b": Link()}
    assert Goal(needs="a").needs == {"a": Link()}
    assert Goal(needs={"a": None}).needs == {"a": Link()}


def test_prepare_leaves_a_wrong_value_to_the_validator():
    assert errors(Link, effect=[1]) == [("dataclass_type", ("effect",))]
    assert errors(Goal, needs=["a", "a"]) == [("id_twice", ("needs",))]
    assert errors(Goal, needs=[{"a": {}}]) == [("link_form", ("needs",))]


@pytest.mark.parametrize(
    ("effect", "sign"),
    [
        ({"likely": 1}, "+"),
        ({"likely": -1}, "-"),
        ({"low": 0.1, "high": 2}, "+"),
        ({"low": -2, "high": -0.1}, "-"),
        ({"low": -1, "high": 1}, None),
        ({"likely": 0, "low": 1}, "+"),
        ({}, None),
    ],
)
def test_an_effect_has_the_sign_of_its_figures(effect, sign):
    assert Effect(**effect).sign == sign


def test_the_written_sign_goes_before_the_effect():
    assert Link(sign="+", effect=-1).direction == "+"
    assert Link(effect=-1).direction == "-"
    assert Link(effect={"low": -1, "high": 1}).direction == "+"


def test_expected_fields_may_be_absent_and_are_known():
    assert expected_fields(Outer) == ("day",)
    assert expected_fields(Target) == ("value", "date")
    assert expected_fields(Goal) == ()
    assert Target().value is None


def test_what_a_shape_tells_of_itself():
    assert field_names(Inner) == ("number", "word")
    assert list(field_types(Outer)) == list(field_names(Outer))
    assert is_shape(Inner) and not is_shape(Inner()) and not is_shape(int)
    assert shapes_in(Mapping[str, Inner]) == (Inner,)
    assert shapes_in(tuple[Inner, ...] | None) == (Inner,)
    assert shapes_in(str) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2025-02-29", "impossible_date"),
        ("2025-13-01", "impossible_date"),
        ("0000-01-01", "impossible_date"),
        ("2025-1-1", "date_form"),
        ("20251231", "date_form"),
        ("31.12.2025", "date_form"),
        ("2025-12-31T00:00", "date_form"),
        ("２０２５-12-31", "date_form"),
        ("2025-W01", "date_form"),
        ("", "date_form"),
        (20251231, "date_form"),
        (True, "date_form"),
        (dt.datetime(2025, 12, 31), "date_form"),
    ],
)
def test_a_day_that_is_none_or_is_written_otherwise(text, fault):
    with pytest.raises(PydanticCustomError) as caught:
        read_date(text)
    assert caught.value.type == fault


@given(st.dates())
def test_every_day_reads_back(day):
    assert read_date(day) == day
    assert read_date(f" {day.isoformat()} ") == day


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: type(record).__name__)
def test_plain_data_reads_back_as_the_same_record(record):
    assert validator(type(record)).validate_python(plain(record)) == record


def test_plain_leaves_out_defaults_and_keeps_what_was_written():
    kpi = Kpi(id="k", target={"value": "≥ 95 %"}, tolerance=0.5, review_by="2026-01-31")
    assert plain(kpi) == {
        "id": "k",
        "target": {"value": "≥ 95 %"},
        "tolerance": "0.5",
        "review_by": "2026-01-31",
    }
    assert plain(Goal(id="g", weight=3.0)) == {"id": "g", "weight": 3}
    assert plain(Goal(id="g", weight=0.5))["weight"] == 0.5
    assert plain(Kpi(id="k", confidential=False))["confidential"] is False
    assert plain(Goal(id="g", needs=["o"])) == {"id": "g", "needs": {"o": {}}}


@given(
    st.builds(
        Outer,
        id=st.text(),
        share=st.floats(min_value=0, allow_infinity=False, allow_nan=False),
        day=st.none() | st.dates(),
        inner=st.none() | st.builds(Inner, number=st.none() | st.integers(-(2**62), 2**62)),
        words=st.lists(st.text()),
        named=st.dictionaries(st.text(), st.builds(Inner, word=st.sampled_from(["one", "two"]))),
        flag=st.none() | st.booleans(),
    )
)
def test_any_record_survives_plain_data_and_pickle(record):
    assert Outer(**plain(record)) == record
    assert pickle.loads(pickle.dumps(record)) == record


def test_a_value_that_is_read_already_is_kept():
    effort, capacity = Duration.read("3 weeks"), Rate.read("40 days/month")
    quantity = Quantity.read("80 %")
    assert Activity(effort=effort, cost=quantity).effort.likely is effort
    assert Activity(cost=quantity).cost is quantity
    assert Team(capacity=capacity).capacity is capacity
