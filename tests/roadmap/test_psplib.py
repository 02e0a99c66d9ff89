"""The integer core against 100 published problems with known optima."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from statistics import fmean

import pytest

from theoryofchange.roadmap.generation import (
    classical,
    earliest_starts,
    generate,
    justify,
    latest_finishes,
    serial_generation,
)

_spec = importlib.util.spec_from_file_location("psplib", Path(__file__).with_name("psplib.py"))
psplib = importlib.util.module_from_spec(_spec)
sys.modules["psplib"] = psplib
_spec.loader.exec_module(psplib)

pytestmark = pytest.mark.skipif(
    not psplib.CORPUS.is_dir(), reason="the PSPLIB corpus is not beside the repository"
)


@pytest.fixture(scope="module")
def instances():
    return psplib.read_instances()


def assert_feasible(instance, starts):
    ends = [start + duration for start, duration in zip(starts, instance.durations, strict=True)]
    assert min(starts) >= 0
    for task, afters in enumerate(instance.successors):
        assert all(starts[after] >= ends[task] for after in afters)
    for period in range(max(ends)):
        running = [t for t, (s, e) in enumerate(zip(starts, ends, strict=True)) if s <= period < e]
        for resource, capacity in enumerate(instance.capacities):
            assert sum(instance.demands[task][resource] for task in running) <= capacity
    return max(ends)


def improved(instance):
    project = classical(
        instance.durations, instance.successors, instance.demands, instance.capacities
    )
    keys = [(finish, task) for task, finish in enumerate(latest_finishes(project))]
    return justify(project, generate(project, keys)).starts


def plain(instance):
    return serial_generation(
        instance.durations, instance.successors, instance.demands, instance.capacities
    )


def gaps(instances, method):
    spans = [assert_feasible(instance, method(instance)) for instance in instances]
    assert all(span >= i.optimum for span, i in zip(spans, instances, strict=True))
    return [100 * (s / i.optimum - 1) for s, i in zip(spans, instances, strict=True)]


def test_corpus_is_the_one_the_gaps_were_published_for(instances):
    assert len(instances) == 100
    assert {len(instance.durations) for instance in instances} == {32}


def test_longest_way_is_the_one_the_files_state(instances):
    for instance in instances:
        text = (psplib.CORPUS / instance.name).read_text(encoding="ascii")
        stated = int(text.split("MPM-Time", 1)[1].split()[5])
        project = classical(
            instance.durations, instance.successors, instance.demands, instance.capacities
        )
        assert earliest_starts(project)[-1] == stated


def period_by_period(instance):
    """The serial scheme written the slow way, as a second opinion."""
    project = classical(
        instance.durations, instance.successors, instance.demands, instance.capacities
    )
    latest, before = latest_finishes(project), project.predecessors
    free = [list(instance.capacities) for _ in range(sum(instance.durations) + 1)]
    starts = {}
    while len(starts) < len(latest):
        eligible = [t for t in range(len(latest)) if t not in starts and {*before[t]} <= {*starts}]
        task = min(eligible, key=lambda t: (latest[t], t))
        start = max((starts[b] + instance.durations[b] for b in before[task]), default=0)
        needs, duration = instance.demands[task], instance.durations[task]
        while any(
            left < units
            for period in free[start : start + duration]
            for left, units in zip(period, needs, strict=True)
        ):
            start += 1
        for period in free[start : start + duration]:
            period[:] = [left - units for left, units in zip(period, needs, strict=True)]
        starts[task] = start
    return tuple(starts[task] for task in range(len(latest)))


def test_serial_generation_is_the_scheme_written_period_by_period(instances):
    for instance in instances:
        assert plain(instance) == period_by_period(instance), instance.name


def test_latest_finish_rule_is_feasible_and_close_to_the_optimum(instances):
    """The first ten parameter sets hold more of the scarce-resource sets than all 48 do."""
    assert fmean(gaps(instances, plain)) < 7.0


def test_improvement_is_never_worse_and_closer_to_the_optimum(instances):
    before, after = gaps(instances, plain), gaps(instances, improved)
    assert all(a <= b for a, b in zip(after, before, strict=True))
    assert fmean(after) < 5.4
