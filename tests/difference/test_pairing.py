"""Which element is which: on what grounds, one for one, and in a time that grows with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from theoryofchange.difference import pairing
from theoryofchange.difference.pairing import likely_renames
from theoryofchange.goal import Goal
from theoryofchange.kpi import Kpi
from theoryofchange.linter.wording import likeness

LONG = "Share of all customers who ordered again within twelve months after their first order"


@pytest.mark.parametrize(
    ("old", "new", "similarity", "because"),
    [
        ({"title": "Retention rate"}, {"title": "Rate of retention"}, 1.0, "the same words"),
        ({"title": "客户满意度"}, {"title": "满意度客户"}, 1.0, "the same words"),
        ({"title": "Colour of labels"}, {"title": "Color of labels"}, 0.91, "almost the same"),
        ({"definition": LONG}, {"definition": f"{LONG}."}, 1.0, "one definition"),
        ({"definition": LONG}, {"definition": f"{LONG} at all"}, 0.96, "definitions are alike"),
        ({"formula": "kept ÷ before"}, {"formula": "kept / before"}, 1.0, "one formula"),
    ],
)
def test_the_grounds_of_a_proposal(old, new, similarity, because):
    one, other = Kpi(id="a_first", **old), Kpi(id="z_other", **new)
    (rename,) = likely_renames([one], [other])
    assert rename.similarity == pytest.approx(similarity, abs=0.01)
    assert because in rename.because
    (back,) = likely_renames([other], [one])
    assert (back.similarity, back.because) == (rename.similarity, rename.because)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"title": "Direct sales"}, {"title": "Indirect sales"}),
        ({"title": "Wait P50", "definition": LONG}, {"title": "Wait P90", "definition": LONG}),
        ({"formula": "orders"}, {"formula": "orders"}),
        ({"definition": "Count"}, {"definition": "Count"}),
    ],
)
def test_what_is_no_ground(old, new):
    assert not likely_renames([Kpi(id="a_first", **old)], [Kpi(id="z_other", **new)])


def test_goals_are_known_by_their_words_too():
    old, new = Goal(id="a", title="Keep customers"), Goal(id="b", title="Customers keep")
    assert [(each.before, each.after) for each in likely_renames([old], [new])] == [("a", "b")]


def test_of_equal_ones_those_of_more_grounds_belong_together():
    old = [
        Kpi(id="a", title="Retention", measures="web"),
        Kpi(id="b", title="Retention", measures="shop", definition=LONG),
    ]
    new = [
        Kpi(id="x", title="Retention", measures="shop", definition=LONG),
        Kpi(id="y", title="Retention", measures="web"),
    ]
    assert [(each.before, each.after) for each in likely_renames(old, new)] == [
        ("a", "y"),
        ("b", "x"),
    ]


@pytest.mark.parametrize("more", ["", " at last"])
def test_the_comparisons_grow_with_the_number_and_not_with_its_square(more, monkeypatch):
    words = ["orders", "returns", "visits", "answers", "calls", "offers", "claims", "letters"]
    made = 0

    def counting(one: str, other: str, **without: object) -> float:
        nonlocal made
        made += 1
        return likeness(one, other)

    monkeypatch.setattr(pairing, "likeness", counting)
    titles = [f"{a} of {b} in {c} {n}" for a in words for b in words for c in words for n in "abc"]
    texts = [f"{LONG} {title}" for title in titles]
    old = [Kpi(id=f"o{at}", title=title, definition=texts[at]) for at, title in enumerate(titles)]
    new = [replace(kpi, id=f"n{kpi.id}", definition=f"{kpi.definition}{more}") for kpi in old]
    assert len(likely_renames(old, new)) > 1_000
    assert made < 20 * len(titles)
