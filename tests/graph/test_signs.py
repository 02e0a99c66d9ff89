"""The signs of paths, asked from the cause: the same as asked from the goal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.activity import Activity
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange

OUTCOMES = "abcde"
LINKS = st.dictionaries(
    st.sampled_from([*OUTCOMES, "one", "two"]),
    st.sampled_from([{"sign": "+"}, {"sign": "-"}]),
    max_size=3,
)
NEEDS = st.dictionaries(st.sampled_from([*OUTCOMES, "one", "two"]), LINKS)


@given(NEEDS, LINKS)
def test_signs_of_a_cause_are_those_that_each_goal_states(needs, advances) -> None:
    theory = TheoryOfChange(
        goals=[Goal(id=id, needs=needs.get(id, {})) for id in ("one", "two")],
        outcomes=[Outcome(id=id, needs=needs.get(id, {})) for id in OUTCOMES],
        activities=[Activity(id="act", advances=advances)],
    )
    for id in theory.nodes:
        stated = {goal: theory.signs(goal)[id] for goal in theory.goals if id in theory.signs(goal)}
        assert dict(theory.signs_of(id)) == stated
        assert list(theory.signs_of(id)) == list(stated)
