from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.errors import InputError
from theoryofchange.roadmap.generation import (
    Mode,
    Project,
    classical,
    generate,
    justify,
    latest_finishes,
    serial_generation,
    tails,
)

CAPACITIES = (3, 2)


@st.composite
def problems(draw):
    count = draw(st.integers(1, 9))
    modes, successors = [], []
    for task in range(count):
        demands = [(r, draw(st.integers(1, limit))) for r, limit in enumerate(CAPACITIES)]
        ways = st.builds(
            Mode, st.integers(0, 5), st.lists(st.sampled_from(demands), unique=True).map(tuple)
        )
        modes.append(tuple(draw(st.lists(ways, min_size=1, max_size=2))))
        later = range(task + 1, count)
        successors.append(
            tuple(draw(st.lists(st.sampled_from(later), max_size=2, unique=True))) if later else ()
        )
    releases = draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    return Project(
        modes=tuple(modes),
        successors=tuple(successors),
        capacities=CAPACITIES,
        releases=tuple(releases),
    )


def assert_feasible(project, placement):
    starts, ends = placement.starts, placement.ends
    for task, mode in enumerate(placement.modes):
        assert mode in project.modes[task]
        assert starts[task] >= project.releases[task]
        assert all(starts[after] >= ends[task] for after in project.successors[task])
    for period in range(placement.makespan):
        used = [0] * len(CAPACITIES)
        for start, end, mode in zip(starts, ends, placement.modes, strict=True):
            for resource, units in mode.demands:
                used[resource] += units if start <= period < end else 0
        assert all(u <= c for u, c in zip(used, CAPACITIES, strict=True))


@given(problems(), st.randoms(use_true_random=False))
def test_any_order_gives_a_feasible_placement_that_justification_never_lengthens(project, shuffler):
    keys = list(range(len(project.modes)))
    shuffler.shuffle(keys)
    placement = generate(project, keys)
    assert_feasible(project, placement)
    shorter = justify(project, placement)
    assert_feasible(project, shorter)
    assert shorter.makespan <= placement.makespan
    assert shorter.modes == placement.modes


@given(problems())
def test_latest_finishes_are_the_end_less_the_tails(project):
    latest, behind = latest_finishes(project), tails(project)
    assert len({finish + tail for finish, tail in zip(latest, behind, strict=True)}) == 1


def test_a_due_date_reaches_back_to_what_leads_to_it():
    project = classical([3, 2, 4], [[1], [], []], [[], [], []], [])
    assert latest_finishes(project) == (3, 5, 5)
    assert latest_finishes(project, [None, 1, None]) == (-1, 1, 5)


def test_a_task_fills_a_gap_that_an_earlier_placed_one_left():
    """Task 0 is placed first but released late; task 1 fits before it, task 2 does not."""
    project = Project(
        modes=((Mode(2, ((0, 1),)),), (Mode(3, ((0, 1),)),), (Mode(2, ((0, 1),)),)),
        successors=((), (), ()),
        capacities=(1,),
        releases=(4, 0, 0),
    )
    assert generate(project, [0, 1, 2]).starts == (4, 0, 6)


def test_the_mode_that_finishes_first_is_chosen():
    fast, slow = Mode(2, ((0, 1),)), Mode(3, ((1, 1),))
    project = Project(
        modes=((fast, slow),) * 3, successors=((),) * 3, capacities=(1, 1), releases=(0,) * 3
    )
    assert generate(project, [0, 1, 2]).modes == (fast, slow, fast)


def test_what_cannot_be_done_is_refused():
    with pytest.raises(InputError, match="circle"):
        serial_generation([1, 1], [[1], [0]], [[], []], [])
    with pytest.raises(InputError, match="task 1 needs more"):
        serial_generation([1, 1], [[], []], [[1], [2]], [1])
