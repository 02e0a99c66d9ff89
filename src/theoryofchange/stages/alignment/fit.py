"""What alignment finds, before it is written in any form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.alignment.agreement import LinkAgreement
from theoryofchange.stages.alignment.chains import Break, GoalChain
from theoryofchange.stages.alignment.coverage import GoalCoverage
from theoryofchange.stages.alignment.signs import AmbiguousSign, GoalConflict
from theoryofchange.stages.alignment.teams import TeamReach
from theoryofchange.stages.alignment.timing import GoalTiming
from theoryofchange.stages.provenance import Provenance
from theoryofchange.stages.result import Gap, Part, Result, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit(Result):
    """The fields of an :class:`~theoryofchange.stages.alignment.Alignment`."""

    stage: ClassVar[Stage] = "align"
    theory: TheoryOfChange = field(repr=False, hash=False)
    chains: tuple[GoalChain, ...]
    coverage: tuple[GoalCoverage, ...] = field(hash=False)
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
