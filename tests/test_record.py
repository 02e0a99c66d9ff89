"""Frozen records that share their methods."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import FrozenInstanceError
from functools import cached_property
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.record import field, named_record, record, replace


@record
class Reading:
    """A figure and the text it was read from."""

    figure: float
    text: str = field(default="", repr=False)


@record
class Place:
    """What has every kind of field."""

    line: Any
    column: Any
    file: Any = "a.yaml"
    notes: Any = field(default_factory=list)

    @cached_property
    def told(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclasses.dataclass(frozen=True)
class StandardPlace:
    line: Any
    column: Any
    file: Any = "a.yaml"
    notes: Any = dataclasses.field(default_factory=list)


@named_record
class Named:
    line: Any
    file: Any = "a.yaml"


@dataclasses.dataclass(frozen=True, kw_only=True)
class StandardNamed:
    line: Any
    file: Any = "a.yaml"


PAIRS = [(Place, StandardPlace), (Named, StandardNamed)]
values = st.one_of(st.none(), st.integers(0, 2), st.sampled_from(["a.yaml", ""]), st.just([]))
given_named = st.dictionaries(
    st.sampled_from(["line", "column", "file", "notes", "lime"]), values, max_size=4
)
pairs = pytest.mark.parametrize(("ours", "standard"), PAIRS)


def outcome(make: Any, *given: Any, **named: Any) -> Any:
    """Return the values of what is made, or what is said against it."""
    try:
        made = make(*given, **named)
    except TypeError as error:
        return str(error).replace("Standard", "")
    return [getattr(made, each.name) for each in dataclasses.fields(made)]


@pairs
@given(positional=st.lists(values, max_size=5), named=given_named)
def test_it_takes_what_the_standard_one_takes_and_says_the_same(ours, standard, positional, named):
    assert outcome(ours, *positional, **named) == outcome(standard, *positional, **named)


@given(st.tuples(values, values), st.tuples(values, values), given_named)
def test_it_equals_and_hashes_and_is_replaced_as_the_standard_one(one, other, changes):
    assert (Place(*one) == Place(*other)) == (StandardPlace(*one) == StandardPlace(*other))
    kept, standard = Place(*one, notes=()), StandardPlace(*one, notes=())
    for change in (dataclasses.replace, replace):
        told = outcome(change, kept, **changes)
        assert told == outcome(dataclasses.replace, standard, **changes)
    assert dataclasses.asdict(kept) == dataclasses.asdict(standard)
    if Place(*one, notes=()) == Place(*other, notes=()) and [] not in (*one, *other):
        assert hash(kept) == hash(Place(*other, notes=()))


@pairs
def test_what_is_known_of_it_is_what_is_known_of_the_standard_one(ours, standard):
    assert dataclasses.is_dataclass(ours)
    assert ours.__match_args__ == standard.__match_args__
    assert repr(ours.__dataclass_params__) == repr(standard.__dataclass_params__)
    assert inspect.signature(ours) == inspect.signature(standard)
    mine, theirs = dataclasses.fields(ours), dataclasses.fields(standard)
    for name in ("name", "type", "default", "default_factory", "repr", "kw_only", "metadata"):
        assert [getattr(each, name) for each in mine] == [getattr(each, name) for each in theirs]


def test_it_is_read_by_its_pattern():
    match Place(3, 7):
        case Place(line, column, file="a.yaml"):
            assert (line, column) == (3, 7)
        case _:
            pytest.fail("it is not matched")


def test_it_is_copied_and_pickled():
    place = Place(3, 7, notes=[1])
    assert copy.copy(place) == copy.deepcopy(place) == pickle.loads(pickle.dumps(place)) == place
    assert copy.deepcopy(place).notes is not place.notes


def test_what_is_cached_is_kept_beside_the_fields():
    place = Place(3, 7)
    assert place.told is place.told
    assert not hasattr(Reading(7.0), "__dict__")
    assert replace(place, line=4).told == "a.yaml:4:7"


@record
class Sheet(Place):
    """A record of another's fields and its own."""

    sheet: Any = "first"
    kind: ClassVar[str] = "table"


def test_one_may_extend_another():
    assert Sheet(3, 7, sheet="second").told == "a.yaml:3:7"
    assert [each.name for each in dataclasses.fields(Sheet)][-2:] == ["notes", "sheet"]
    assert (Sheet.kind, Sheet(3, 7) == Place(3, 7)) == ("table", False)


class Plain(Reading):
    def __init__(self, text: str) -> None:
        super().__init__(float(text), text)


@dataclasses.dataclass(frozen=True)
class Derived(Reading):
    unit: str = "%"


def test_other_classes_may_extend_it():
    assert list(inspect.signature(Plain).parameters) == ["text"]
    assert Plain("7").figure == 7.0
    assert [each.name for each in dataclasses.fields(Derived)] == ["figure", "text", "unit"]
    derived = Derived(7.0, "7 %", "points")
    assert replace(derived, figure=8.0) == Derived(8.0, "7 %", "points")
    assert pickle.loads(pickle.dumps(derived)) == copy.copy(derived) == derived


class Unmade(Reading):
    def __init__(self) -> None:
        super().__init__()


def test_a_class_that_extends_it_hears_the_same_refusal():
    with pytest.raises(TypeError, match=r"Reading\.__init__\(\) missing 1 required"):
        Unmade()


@record
class Odd:
    """Its fields have the names of arguments."""

    self: int
    made: int
    given: int = 0
    named: int = 0


def test_a_field_may_have_any_name():
    odd = Odd(self=1, made=2, given=3, named=4)
    assert replace(odd, self=2, made=1) == dataclasses.replace(odd, self=2, made=1)
    assert (odd.self, odd.made, odd.given, odd.named) == (1, 2, 3, 4)


@record
class Rows(Sequence[int]):
    rows: tuple[int, ...]

    def __getitem__(self, at: Any) -> Any:
        return self.rows[at]

    def __len__(self) -> int:
        return len(self.rows)


def test_it_may_be_a_sequence():
    assert list(Rows((1, 2))) == [1, 2]


@record
class Checked:
    number: int

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("below zero")


def test_it_is_checked_when_it_is_made():
    with pytest.raises(ValueError, match="below zero"):
        Checked(-1)
    with pytest.raises(ValueError, match="below zero"):
        replace(Checked(1), number=-1)


def test_a_field_of_dataclasses_is_refused():
    with pytest.raises(TypeError, match=r"Wrong\.names: a record's field"):

        @record
        class Wrong:
            names: Mapping[str, str] = dataclasses.field(default_factory=dict)


def test_what_is_not_to_be_shown_is_not():
    assert repr(Reading(7.0, "7 %" * 1000)) == "Reading(figure=7.0)"


def test_it_counts_all_the_same():
    assert Reading(7.0, "7 %") != Reading(7.0, "7")
    assert dataclasses.replace(Reading(7.0), text="7 %") == Reading(7.0, "7 %")


def test_it_stays_as_it_was_made():
    reading = Reading(7.0)
    with pytest.raises(FrozenInstanceError):
        reading.figure = 8.0
    with pytest.raises(FrozenInstanceError):
        del reading.figure


def test_records_are_made_and_used_without_dataclasses():
    code = (
        "import sys\n"
        "from theoryofchange.record import record, replace\n"
        "@record\n"
        "class Place:\n"
        "    line: int\n"
        "    column: int = 1\n"
        "print(replace(Place(line=3), column=7), 'dataclasses' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.split() == ["Place(line=3,", "column=7)", "False"]
