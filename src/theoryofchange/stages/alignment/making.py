"""Align: does what is done and measured lead to the goals, and who stands behind it?"""

from __future__ import annotations

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.alignment import gaps as found
from theoryofchange.stages.alignment.agreement import agreements_of
from theoryofchange.stages.alignment.chains import chain_of, moved_by_activities, orphans_of
from theoryofchange.stages.alignment.coverage import coverage_of, derivation_of
from theoryofchange.stages.alignment.journey import journey_of
from theoryofchange.stages.alignment.result import Alignment
from theoryofchange.stages.alignment.signs import ambiguities_of, conflicts_of
from theoryofchange.stages.alignment.teams import lone_teams, reaches_of
from theoryofchange.stages.alignment.timing import timing_of
from theoryofchange.stages.provenance import provenance_of
from theoryofchange.stages.result import expect_theory, largest_first


def align(theory: TheoryOfChange) -> Alignment:
    """Tell whether what a theory measures and does leads to its goals.

    Parameters
    ----------
    theory
        The theory; however poor it is, what it lacks is part of the answer.

    Returns
    -------
    Alignment
        Chains, coverage, teams, conflicts, time, agreement, and the gaps among them.

    Examples
    --------
    >>> from theoryofchange.activity import Activity
    >>> from theoryofchange.goal import Goal, Outcome
    >>> theory = TheoryOfChange(
    ...     goals=[Goal(id="growth", owner="cmo", needs=["trust"])],
    ...     outcomes=[Outcome(id="trust")],
    ...     activities=[Activity(id="answer_faster", team="service", advances=["trust"])],
    ... )
    >>> fit = align(theory)
    >>> [(broken.kind, broken.subject) for broken in fit.chains[0].breaks]
    [('goal-without-kpi', 'growth'), ('outcome-without-kpi', 'trust')]
    >>> fit.lone_teams
    (('growth', 'service'),)
    """
    expect_theory(theory)
    moved = moved_by_activities(theory)
    agreements = agreements_of(theory)
    by_ends = {(each.cause, each.effect): each for each in agreements}
    signs = {goal: theory.signs(goal) for goal in theory.goals}
    chains = tuple(chain_of(theory, goal, moved, signs[goal]) for goal in theory.goals)
    coverage = tuple(coverage_of(theory, goal, moved, by_ends) for goal in theory.goals)
    reaches = reaches_of(theory)
    conflicts = conflicts_of(theory, signs)
    ambiguities = tuple(
        each for goal in theory.goals for each in ambiguities_of(theory, goal, signs[goal])
    )
    timings = tuple(timing_of(theory, goal) for goal in theory.goals)
    orphans = orphans_of(theory)
    journey = journey_of(theory)
    breaks = (*(broken for chain in chains for broken in chain.breaks), *orphans)
    gaps = (
        *found.gaps_of_breaks(theory, breaks),
        *found.gaps_of_evidence(theory),
        *found.gaps_of_agreement(theory, agreements),
        *found.gaps_of_conflicts(theory, conflicts),
        *found.gaps_of_ambiguity(theory, ambiguities),
        *found.gaps_of_timing(theory, timings),
        *found.gaps_of_cycles(theory),
        *found.gaps_of_journey(theory, journey),
    )
    return Alignment(
        theory=theory,
        chains=chains,
        coverage=coverage,
        journey=journey,
        reaches=reaches,
        lone_teams=lone_teams(reaches),
        conflicts=conflicts,
        ambiguities=ambiguities,
        timings=timings,
        agreements=agreements,
        orphans=orphans,
        derivation=derivation_of(theory, coverage),
        gaps=largest_first(gaps),
        provenance=provenance_of(theory),
    )
