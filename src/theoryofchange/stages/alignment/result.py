"""What the stage *align* returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.alignment.agreement import LinkAgreement
from theoryofchange.stages.alignment.chains import Break, GoalChain
from theoryofchange.stages.alignment.coverage import GoalCoverage
from theoryofchange.stages.alignment.frame import frame_of
from theoryofchange.stages.alignment.journey import Journey
from theoryofchange.stages.alignment.page import view_of
from theoryofchange.stages.alignment.signs import AmbiguousSign, GoalConflict
from theoryofchange.stages.alignment.teams import TeamReach
from theoryofchange.stages.alignment.timing import GoalTiming
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import Gap, Part, Result, Stage
from theoryofchange.view.blocks import View

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Alignment(Result):
    """How far a theory leads from its goals to what is measured, done, owned and decided.

    Parameters
    ----------
    theory
        The theory.
    chains
        The backward chain of each goal, with every break in it.
    coverage
        The coverage of each goal.
    journey
        Stages × KPIs of the customer journey, and its empty cells.
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

    stage: ClassVar[Stage] = "align"
    theory: TheoryOfChange = field(repr=False, hash=False)
    chains: tuple[GoalChain, ...]
    coverage: tuple[GoalCoverage, ...] = field(hash=False)
    journey: Journey = field(hash=False)
    reaches: tuple[TeamReach, ...]
    lone_teams: tuple[tuple[str, str], ...]
    conflicts: tuple[GoalConflict, ...]
    ambiguities: tuple[AmbiguousSign, ...]
    timings: tuple[GoalTiming, ...]
    agreements: tuple[LinkAgreement, ...]
    orphans: tuple[Break, ...]
    derivation: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    provenance: Provenance

    @property
    def open_agreements(self) -> tuple[LinkAgreement, ...]:
        """The links to which a team on them has yet to agree."""
        return tuple(each for each in self.agreements if each.open)

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
            "journey": self.journey.to_dict(),
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
