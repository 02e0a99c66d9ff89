"""Frozen records that share their methods."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from theoryofchange.record import field, record


@record
class Reading:
    """A figure and the text it was read from."""

    figure: float
    text: str = field(default="", repr=False)


def test_what_is_not_to_be_shown_is_not():
    assert repr(Reading(7.0, "7 %" * 1000)) == "Reading(figure=7.0)"


def test_it_counts_all_the_same():
    assert Reading(7.0, "7 %") != Reading(7.0, "7")
    assert replace(Reading(7.0), text="7 %") == Reading(7.0, "7 %")


def test_it_stays_as_it_was_made():
    reading = Reading(7.0)
    with pytest.raises(FrozenInstanceError):
        reading.figure = 8.0
