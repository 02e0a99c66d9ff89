"""Named tuples hold against those of ``typing``."""

from __future__ import annotations

import inspect
import pickle
import typing

import pytest

from theoryofchange.named_tuple import NamedTuple


class Place(NamedTuple):
    """Where something stands."""

    line: int
    column: int | None = None

    @property
    def told(self) -> str:
        """The place in words."""
        return f"line {self.line}"


class TypedPlace(typing.NamedTuple):
    """Where something stands."""

    line: int
    column: int | None = None


def test_it_is_the_tuple_that_typing_makes():
    assert Place(3) == TypedPlace(3) == (3, None)
    assert repr(Place(3, 7)) == repr(TypedPlace(3, 7)).removeprefix("Typed")
    assert Place(3)._replace(column=7)._asdict() == {"line": 3, "column": 7}
    assert Place._field_defaults == TypedPlace._field_defaults
    assert typing.get_type_hints(Place) == typing.get_type_hints(TypedPlace)
    assert list(inspect.signature(Place).parameters) == ["line", "column"]
    assert Place.__match_args__ == TypedPlace.__match_args__


def test_it_has_its_own_words_and_ways():
    assert (Place.__doc__, Place.__module__) == ("Where something stands.", __name__)
    assert Place(3).told == "line 3"
    assert pickle.loads(pickle.dumps(Place(3))) == Place(3)


def test_a_field_without_a_default_is_needed():
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'line'"):
        Place()


def test_a_tuple_cannot_be_changed():
    with pytest.raises(AttributeError):
        Place(3).line = 4
