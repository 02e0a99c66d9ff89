"""Whether a metric qualifies as a KPI: one verdict a criterion, never a bare yes.

The rule, in one place (:func:`qualify`): a quantity *is a KPI* where no criterion that the profile
(:mod:`~theoryofchange.stages.analysis.profiles`) asks for is failed and none of its core is
unknown. It *is not* where one is failed. Where none is failed but one of the core is unknown it
cannot be told, and the quantity stays a metric until it is shown. Criteria outside the core may
stay unknown, since a file alone seldom proves them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Attestation
from theoryofchange.kpi.criteria import CRITERIA, Ground
from theoryofchange.measurement import Problem
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.stages.analysis.criteria import JUDGES, Facts, Judgement
from theoryofchange.stages.analysis.position import Position
from theoryofchange.stages.analysis.profiles import DEFAULT, Profile

Classification = Literal["KPI", "metric"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said of one criterion, on which ground.

    Parameters
    ----------
    criterion
        Its key in :data:`~theoryofchange.kpi.criteria.CRITERIA`.
    ground
        ``derived``: the file proves it. ``attested``: somebody vouches for it. ``failed``: it is
        not met. ``unknown``: the file cannot tell.
    because
        The reason, in words.
    """

    criterion: str
    ground: Ground
    because: str

    @property
    def met(self) -> bool:
        """Whether the criterion is met: derived or attested."""
        return self.ground in ("derived", "attested")


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """Whether a quantity is a KPI or a metric, criterion by criterion.

    Parameters
    ----------
    kpi
        The id of the quantity.
    is_kpi
        Whether it is a KPI by the rule at the top of this module; ``None`` where it cannot be told.
    verdicts
        One for each criterion asked, in the order of :data:`~theoryofchange.kpi.criteria.CRITERIA`.
    missing
        The keys of the criteria that are failed or unknown.
    blocking
        Those of them that keep it from being a KPI: what is failed, and what of the core is
        unknown.
    share
        The share of the criteria that are met, from 0 to 1, by their weights.
    """

    kpi: str
    is_kpi: bool | None
    verdicts: tuple[Verdict, ...]
    missing: tuple[str, ...]
    blocking: tuple[str, ...]
    share: float

    @property
    def classification(self) -> Classification:
        """``KPI`` where it is shown to be one, else ``metric``."""
        return "KPI" if self.is_kpi else "metric"

    @property
    def met(self) -> int:
        """How many criteria are met."""
        return self.total - len(self.missing)

    @property
    def known(self) -> int:
        """How many criteria are not unknown."""
        return sum(verdict.ground != "unknown" for verdict in self.verdicts)

    @property
    def total(self) -> int:
        """How many criteria there are."""
        return len(self.verdicts)

    @property
    def counts(self) -> str:
        """How many are met, in words: ``9 of 15 met``."""
        return f"{self.met} of {self.total} met"

    def verdict(self, criterion: str) -> Verdict:
        """Return the verdict of one criterion.

        Raises
        ------
        KeyError
            Where there is no such criterion.
        """
        for verdict in self.verdicts:
            if verdict.criterion == criterion:
                return verdict
        raise KeyError(f"there is no criterion {criterion!r}")


class Qualifier:
    """Qualifies the declared quantities of a theory, one at a time.

    Parameters
    ----------
    theory
        The theory.
    positions
        The position of each KPI, by id.
    as_of
        The day by which reviews and attestations are judged.
    profile
        Which criteria are asked.
    """

    def __init__(
        self,
        theory: TheoryOfChange,
        positions: Mapping[str, Position],
        as_of: dt.date | None,
        profile: Profile = DEFAULT,
    ) -> None:
        self._theory, self._positions, self._as_of = theory, positions, as_of
        self._profile = profile
        self._guarded_by = {id: theory.resolve(k.guardrail or "") for id, k in theory.kpis.items()}
        self._guards: dict[str, str] = {}
        for id, guardrail in self._guarded_by.items():
            if guardrail in theory.kpis and guardrail != id:
                self._guards.setdefault(guardrail, id)

    def of(self, id: str) -> Qualification:
        """Qualify one of them."""
        kpis = self._theory.kpis
        return qualify(
            Facts(
                kpi=kpis[id],
                position=self._positions[id],
                as_of=self._as_of,
                guardrail=kpis.get(self._guarded_by[id]),
                guards=kpis.get(self._guards.get(id, "")),
                name=self._theory.name,
            ),
            self._profile,
        )


def unknown_attestations(theory: TheoryOfChange) -> Iterator[Problem]:
    """Yield a problem for each attestation of what is no criterion."""
    keys = [criterion.key for criterion in CRITERIA]
    for id, kpi in theory.kpis.items():
        for key in kpi.attested:
            if key not in keys:
                tip = did_you_mean(key, keys, f"The criteria are {', '.join(keys)}.")
                yield Problem(kpi=id, message=f"{key!r} is attested and no criterion. {tip}")


def qualify(facts: Facts, profile: Profile = DEFAULT) -> Qualification:
    """Qualify one quantity by the rule at the top of this module."""
    verdicts = tuple(_verdict(key, JUDGES[key](facts), facts) for key in profile.asked)
    failed = tuple(verdict.criterion for verdict in verdicts if verdict.ground == "failed")
    missing = [verdict.criterion for verdict in verdicts if not verdict.met]
    blocking = tuple(key for key in missing if key in failed or key in profile.core)
    return Qualification(
        kpi=facts.kpi.id,
        is_kpi=False if failed else (None if blocking else True),
        verdicts=verdicts,
        missing=tuple(missing),
        blocking=blocking,
        share=profile.share_of(verdict.criterion for verdict in verdicts if verdict.met),
    )


def _verdict(criterion: str, judgement: Judgement, facts: Facts) -> Verdict:
    """Turn what the file says, and who vouches beside it, into a verdict.

    An attestation stands in for what the file does not say. It cannot overrule what the file
    disproves, and adds nothing to what it proves. One that does not hold leaves the criterion
    unknown: somebody once knew.
    """
    ground: Ground = _GROUNDS[judgement.shown]
    attestation = facts.kpi.attested.get(criterion)
    if attestation is None or judgement.shown == "proven":
        return Verdict(criterion=criterion, ground=ground, because=judgement.because)
    if judgement.shown == "disproved":
        because = f"{judgement.because}; that {attestation.by or 'somebody'} vouches for it"
        return Verdict(
            criterion=criterion, ground=ground, because=f"{because} cannot overrule the file"
        )
    doubt = _doubt(attestation, facts.as_of)
    if doubt:
        because = f"{judgement.because}; {doubt}"
        return Verdict(criterion=criterion, ground="unknown", because=because)
    return Verdict(criterion=criterion, ground="attested", because=_vouched(attestation))


_GROUNDS: Mapping[str, Ground] = {
    "proven": "derived",
    "disproved": "failed",
    "absent": "failed",
    "open": "unknown",
}


def _doubt(attestation: Attestation, as_of: dt.date | None) -> str | None:
    """Say why an attestation does not hold; ``None`` where it does."""
    if not attestation.by:
        return "it is attested, but by nobody who is named"
    if as_of is None:
        dated = attestation.until or attestation.date
        return f"no day is given on which {attestation.by}'s word would hold" if dated else None
    if attestation.date is not None and attestation.date > as_of:
        return f"{attestation.by} vouches for it only on {attestation.date}, after {as_of}"
    if attestation.until is not None and attestation.until < as_of:
        return f"{attestation.by} vouched for it until {attestation.until}, which is past"
    return None


def _vouched(attestation: Attestation) -> str:
    day = f" on {attestation.date}" if attestation.date else ""
    until = f", until {attestation.until}" if attestation.until else ""
    note = f": {attestation.note}" if attestation.note else ""
    return f"{attestation.by} vouches for it{day}{until}{note}"
