"""A theory as a Mermaid flowchart."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.activity import Activity
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.reporting.mermaid import as_mermaid

NODE = re.compile(r'  n(\d+)(\(\["|\["|\[/")([^"]*)("\]\)|"/\]|"\])')
EDGE = re.compile(r"  n(\d+) (-->|-\. − \.->) n(\d+)")


def label(title: str) -> str:
    """Return the label of a goal, in Mermaid's form."""
    head, node = as_mermaid(TheoryOfChange(goals=[Goal(id="g", title=title)])).splitlines()
    matched = NODE.fullmatch(node)
    assert head == "flowchart BT" and matched is not None
    return matched[3]


def shown(title: str) -> str:
    """Return the label as Mermaid shows it: ``#35;`` is the character of that number."""
    return html.unescape(re.sub(r"#(\d+);", r"&#\1;", label(title)))


def test_a_theory_as_a_flowchart():
    theory = TheoryOfChange(
        goals=[Goal(id="g", title="Grow", needs={"o": {}, "p": {"sign": "-"}})],
        outcomes=[Outcome(id="o", title="Trust"), Outcome(id="p")],
        activities=[Activity(id="a", title="Answer", advances={"o": {"effect": -1}})],
    )
    assert (
        as_mermaid(theory)
        == """\
flowchart BT
  n0(["Grow"])
  n1["Trust"]
  n2["p"]
  n3[/"Answer"/]
  n1 --> n0
  n2 -. − .-> n0
  n3 -. − .-> n1
"""
    )


def test_an_empty_theory():
    assert as_mermaid(TheoryOfChange()) == "flowchart BT\n"


@pytest.mark.parametrize(
    "title",
    [
        'say "hi"',
        "<script>alert(1)</script>",
        "a & b; c # d",
        "x] --> y",
        "`code` **bold**",
        "end",
        "%% a comment",
        "増長 😀 é",
        "click n0 call x()",
        "#35;",
        "&lt;",
    ],
)
def test_a_title_is_shown_as_it_is(title):
    assert shown(title) == title
    assert not set("<>\"'`#&;[](){}|\\*/") & set(re.sub(r"#\d+;", "", label(title)))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_title_stays_in_its_label(title):
    text = as_mermaid(TheoryOfChange(goals=[Goal(id="g", title=title)]))
    assert text.count("\n") == 2
    assert set(re.sub(r"#\d+;", "", label(title))) <= {
        character for character in title if character.isalnum()
    } | set(" .,:!?-_%")


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs",)), min_size=1), unique=True, min_size=2
    )
)
def test_any_ids_keep_their_edges(ids):
    goal, *others = ids
    theory = TheoryOfChange(
        goals=[Goal(id=goal, needs=others)], outcomes=[Outcome(id=id) for id in others]
    )
    lines = as_mermaid(theory).rstrip("\n").split("\n")[1:]
    nodes = [match for line in lines if (match := NODE.fullmatch(line))]
    edges = [match for line in lines if (match := EDGE.fullmatch(line))]
    assert len(nodes) + len(edges) == len(lines)
    assert [int(node[1]) for node in nodes] == list(range(len(ids)))
    assert [(int(edge[1]), int(edge[3])) for edge in edges] == [
        (index, 0) for index in range(1, len(ids))
    ]
