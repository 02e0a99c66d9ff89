"""Align: does what is done and measured lead to the goals, and who stands behind it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.alignment import gaps as found
from theoryofchange.stages.alignment.agreement import agreements_of
from theoryofchange.stages.alignment.chains import (
    chain_of,
    moved_by_activities,
    orphans_of,
)
from theoryofchange.stages.alignment.coverage import coverage_of, derivation_of
from theoryofchange.stages.alignment.fit import Fit
from theoryofchange.stages.alignment.frame import frame_of
from theoryofchange.stages.alignment.page import view_of
from theoryofchange.stages.alignment.signs import (
    ambiguities_of,
    conflicts_of,
    walks_to,
)
from theoryofchange.stages.alignment.teams import lone_teams, reaches_of
from theoryofchange.stages.alignment.timing import timing_of
from theoryofchange.stages.provenance import provenance_of
from theoryofchange.stages.result import expect_theory, largest_first
from theoryofchange.view.blocks import View

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment(Fit):
    """How far a theory leads from its goals to what is measured, done, owned and decided.

    Parameters
    ----------
    theory
        The theory.
    chains
        The backward chain of each goal, with every break in it.
    coverage
        The coverage of each goal.
    reaches
        Teams × goals: what each team does toward each goal.
    lone_teams
        The goals that hang on one team, each with it.
    conflicts
        The activities that hurt a goal, with the goals they help.
    ambiguities
        Where paths of both signs to one goal part.
    timings
        For each goal whether what is done can reach it in time.
    agreements
        Every link with the teams on it and those that have agreed.
    orphans
        The outcomes, activities and KPIs that reach no goal.
    derivation
        One row a goal: its coverage, weighted by the goal's weight.
    gaps
        The gaps found, the largest first.
    provenance
        What it was made from.
    """

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each goal and each node on the way to it.

        Returns
        -------
        pandas.DataFrame
            With the columns of :data:`~theoryofchange.stages.alignment.frame.COLUMNS`.
        """
        return frame_of(self)

    def details(self) -> Mapping[str, Any]:
        """Return what was found beside score and gaps, as plain data."""
        return {
            "chains": [each.to_dict() for each in self.chains],
            "coverage": [each.to_dict() for each in self.coverage],
            "teams": [each.to_dict() for each in self.reaches],
            "lone_teams": [{"goal": goal, "team": team} for goal, team in self.lone_teams],
            "conflicts": [each.to_dict() for each in self.conflicts],
            "ambiguous_signs": [each.to_dict() for each in self.ambiguities],
            "timing": [each.to_dict() for each in self.timings],
            "agreements": [each.to_dict() for each in self.agreements],
            "orphans": [each.to_dict() for each in self.orphans],
        }

    def view(self) -> View:
        """Return the alignment as blocks, the verdict first."""
        return view_of(self)


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
    walks = {goal: walks_to(theory, goal) for goal in theory.goals}
    chains = tuple(chain_of(theory, goal, moved, walks[goal]) for goal in theory.goals)
    coverage = tuple(coverage_of(theory, goal, moved, by_ends) for goal in theory.goals)
    reaches = reaches_of(theory)
    conflicts = conflicts_of(theory, walks)
    ambiguities = tuple(
        each for goal in theory.goals for each in ambiguities_of(theory, goal, walks[goal])
    )
    timings = tuple(timing_of(theory, goal) for goal in theory.goals)
    orphans = orphans_of(theory)
    breaks = (*(broken for chain in chains for broken in chain.breaks), *orphans)
    gaps = (
        *found.gaps_of_breaks(theory, breaks),
        *found.gaps_of_evidence(theory),
        *found.gaps_of_agreement(theory, agreements),
        *found.gaps_of_conflicts(theory, conflicts),
        *found.gaps_of_ambiguity(theory, ambiguities),
        *found.gaps_of_timing(theory, timings),
        *found.gaps_of_cycles(theory),
    )
    return Alignment(
        theory=theory,
        chains=chains,
        coverage=coverage,
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
