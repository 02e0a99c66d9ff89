from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.declare.references import references
from theoryofchange.declare.sections import BY_ID, LISTS, SECTIONS, SINGLE
from theoryofchange.language_server.fields import (
    keys_at,
    meaning,
    nests,
    sections_named,
    type_at,
    words_of,
)
from theoryofchange.linter import load
from theoryofchange.quantity import Duration, Rate


@pytest.mark.parametrize("example", ["retention", "satisfaction_rank"])
def test_every_reference_that_is_checked_is_known_as_one(example: str) -> None:
    theory = load(Path(__file__).parents[2] / "examples" / example)
    items = {section: getattr(theory, section) for section in BY_ID}
    found = list(references(items))
    assert found
    for reference in found:
        assert set(sections_named(reference.route)) == set(reference.sections)


@pytest.mark.parametrize("route", [(), ("kpis",), ("kpis", "a"), ("kpis", "a", "title")])
def test_elsewhere_no_id_is_named(route: tuple[str, ...]) -> None:
    assert sections_named(route) == ()


def test_every_key_of_a_record_has_a_meaning() -> None:
    for section in SECTIONS:
        route = (section,) if section in SINGLE else (section, 0 if section in LISTS else "id")
        assert keys_at(route), section
        for key in keys_at(route):
            assert meaning((*route, key)), (section, key)
    assert all(meaning((section,)) for section in SECTIONS)


def test_types_and_words() -> None:
    assert type_at(("goals", "g", "needs", "o", "lag")) is Duration
    assert type_at(("teams", "t", "capacity")) is Rate
    assert words_of(type_at(("kpis", "k", "timing"))) == ("leading", "lagging")
    assert words_of(type_at(("kpis", "k", "confidential"))) == ("true", "false")
    assert words_of(type_at(("kpis", "k", "owner"))) == ()
    assert type_at(("weather", "k", "owner")) is None


def test_records_and_links_stand_on_lines_of_their_own() -> None:
    assert nests(("kpis",))
    assert nests(("kpis", "k", "target"))
    assert nests(("goals", "g", "needs"))
    assert not nests(("kpis", "k", "owner"))
    assert not nests(("activities", "a", "cost"))
