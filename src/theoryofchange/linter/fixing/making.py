"""Make the fixes of findings, all that can be made together, and none that brings a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from theoryofchange.declare import Declaration
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.fixing.edit import CannotPlaceError
from theoryofchange.linter.fixing.placing import Placer
from theoryofchange.linter.fixing.together import Candidate, apart, texts_with
from theoryofchange.linter.run import checked, findings_of
from theoryofchange.record import record
from theoryofchange.source.finding import SEVERITIES, Applicability, Finding
from theoryofchange.source.span import Source

_Key = tuple[str, str, str, str]
_Refused = tuple[_Key, str]


@record
class Skipped:
    """A fix that was not made.

    Parameters
    ----------
    finding
        The finding it would have mended.
    reason
        Why it was not made, as a part of a sentence.
    """

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What became of the fixes of findings; nothing is written yet.

    Parameters
    ----------
    before
        The text of each file that changes, as it was read.
    after
        The text of each of these files with the fixes made.
    applied
        The findings whose fixes were made, each where it was when that was done.
    skipped
        The findings whose fixes were not made, each with the reason.
    findings
        What a check finds afterwards.
    """

    before: Mapping[str, Source]
    after: Mapping[str, str]
    applied: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    findings: Findings


def fixed(
    declaration: Declaration,
    findings: Iterable[Finding] | None = None,
    *,
    configuration: Configuration | None = None,
    applicability: Applicability = "safe",
) -> Fixed:
    r"""Make the fixes of findings in the texts of their files.

    Fixes that touch one place are made one after the other. After each round all is read and
    checked again: a fix that brings a finding which was not there, by code, file, id and message,
    or leaves its own, is taken back. It is made until nothing more can be: the same call on the
    result changes nothing.

    Two kinds of finding show afterwards and are not new. One is the exchange of ``Fix.leaves``, one
    for one: a target that was only promised is then a target that is missing. The other was there
    and held back, since one mistake is one finding: what else is wrong with a field whose key was
    misspelt shows once the key is right.

    Parameters
    ----------
    declaration
        What was checked.
    findings
        The findings that may be mended; by default all of a check.
    configuration
        How it is checked; by default by the recommended rules.
    applicability
        ``safe`` makes the safe fixes only, ``unsafe`` those too that decide something.

    Returns
    -------
    Fixed
        The texts, what was done and what was not.

    Examples
    --------
    >>> from theoryofchange.declare import declare_text
    >>> text = "goals:\n  growth: {titel: Grow}  # by hand\n"
    >>> result = fixed(declare_text(text, "theory.yaml"))
    >>> print(result.after["theory.yaml"], end="")
    goals:
      growth: {title: Grow}  # by hand
    """
    work = _Work(declaration, configuration or Configuration(), applicability, findings)
    while work.round():
        continue
    return work.result()


class _Work:
    """The state of the fixing of one theory."""

    def __init__(
        self,
        declaration: Declaration,
        configuration: Configuration,
        applicability: Applicability,
        chosen: Iterable[Finding] | None,
    ) -> None:
        self.configuration = configuration
        self.applicabilities = {"safe", applicability}
        self.first = self.declaration = declaration
        self.findings = checked(declaration, configuration)
        self.chosen = None if chosen is None else {_key(each) for each in chosen}
        self.applied: list[Finding] = []
        self.refused: dict[_Refused, Skipped] = {}

    def round(self) -> bool:
        """Make the fixes that can be made together; tell whether another round may make more."""
        candidates = self._candidates()
        if not candidates:
            return False
        made = self._made(apart(candidates))
        if made:
            self.applied += (each.finding for each in made)
            self.refused.clear()
        return True

    def result(self) -> Fixed:
        sources = self.declaration.sources
        before = {
            file: source
            for file, source in self.first.sources.items()
            if source.text != sources[file].text
        }
        return Fixed(
            before=before,
            after={file: sources[file].text for file in before},
            applied=tuple(self.applied),
            skipped=tuple(self.refused.values()),
            findings=self.findings,
        )

    def _candidates(self) -> list[Candidate]:
        """Return the fixes that were not refused yet, the gravest findings' first."""
        placer = Placer(self.declaration)
        found: list[Candidate] = []
        for finding in sorted(self.findings, key=lambda each: SEVERITIES.index(each.severity)):
            if self._may_be_fixed(finding):
                try:
                    found.append(Candidate(finding, placer.placed(finding)))
                except CannotPlaceError as error:
                    self._refuse(finding, str(error))
        return found

    def _may_be_fixed(self, finding: Finding) -> bool:
        fix = finding.fix
        if fix is None or fix.applicability not in self.applicabilities:
            return False
        is_chosen = self.chosen is None or _key(finding) in self.chosen
        return is_chosen and self._refusal(finding) not in self.refused

    def _refusal(self, finding: Finding) -> _Refused:
        """Return what a refused finding is known by: its line tells it from its like."""
        source = self.declaration.sources.get(finding.file)
        return _key(finding), source.line_text(finding.line) if source else ""

    def _refuse(self, finding: Finding, reason: str) -> None:
        self.refused[self._refusal(finding)] = Skipped(finding, reason)

    def _made(self, candidates: list[Candidate]) -> list[Candidate]:
        """Make all fixes that can be made together; what keeps one from being made refuses it."""
        trial = _Trial(self.declaration, self.findings, self.configuration)
        made: list[Candidate] = []
        pending = [candidates]
        while pending:
            batch = pending.pop()
            outcome = trial.of([*made, *batch])
            if not outcome.reason:
                made += batch
                self.declaration, self.findings = outcome.declaration, outcome.findings
            elif len(batch) == 1:
                self.refused[self._refusal(batch[0].finding)] = Skipped(
                    batch[0].finding, outcome.reason
                )
            else:
                pending += _parted(batch, outcome.blamed)
        return made


@record
class _Outcome:
    """What came of a trial: the theory with fixes made, or why they cannot be."""

    declaration: Declaration
    findings: Findings
    reason: str = ""
    blamed: frozenset[str] = frozenset()
    """The ids of what the fixes would bring."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """Tries fixes on a theory: its files, what is found in them, and how they are checked."""

    declaration: Declaration
    findings: Findings
    configuration: Configuration

    def of(self, candidates: Sequence[Candidate]) -> _Outcome:
        """Return what comes of making some fixes together."""
        try:
            texts = texts_with(candidates, self.declaration.sources)
        except CannotPlaceError as error:
            return _Outcome(self.declaration, self.findings, str(error))
        declaration = self.declaration.with_texts(texts)
        findings = checked(declaration, self.configuration)
        new = _new(candidates, self.findings, findings)
        if new:
            new = _new(candidates, [*self.findings, *self._held_back(new)], findings)
        reason = f"it would bring {new[0]}" if new else ""
        if not new and _stays(candidates, self.findings, findings):
            reason = "its finding would stay"
        return _Outcome(declaration, findings, reason, frozenset(each.id for each in new))

    def _held_back(self, new: Iterable[Finding]) -> list[Finding]:
        """Return the findings that the faults in how the theory is written held back."""
        codes = {each.code for each in new}
        rules = [each for each in self.configuration.rules if each.code in codes]
        there = Counter(map(_key, self.findings))
        held_back = []
        for finding in findings_of(self.declaration.taken_as_sound(), rules):
            there[_key(finding)] -= 1
            if there[_key(finding)] < 0:
                held_back.append(finding)
        return held_back


def _new(
    candidates: Sequence[Candidate], before: Iterable[Finding], after: Iterable[Finding]
) -> list[Finding]:
    """Return what was not found before and is no exchange for what was mended."""
    known = Counter(_key(each) for each in before)
    exchanged = Counter(
        (code, each.finding.id)
        for each in candidates
        if each.finding.fix
        for code in each.finding.fix.leaves
    )
    new: list[Finding] = []
    for finding in after:
        key = _key(finding)
        known[key] -= 1
        if known[key] < 0:
            exchange = (finding.code, finding.id)
            exchanged[exchange] -= 1
            if exchanged[exchange] < 0:
                new.append(finding)
    return new


def _stays(
    candidates: Sequence[Candidate], before: Iterable[Finding], after: Iterable[Finding]
) -> bool:
    """Tell whether a finding is still there whose fix was made."""
    there, left = Counter(map(_key, before)), Counter(map(_key, after))
    mended = Counter(_key(each.finding) for each in candidates)
    return any(left[key] > there[key] - number for key, number in mended.items())


def _parted(batch: list[Candidate], blamed: frozenset[str]) -> list[list[Candidate]]:
    """Return a batch in two: what is suspected first, since the last is tried first, or halves."""
    suspected = [each for each in batch if each.finding.id in blamed]
    others = [each for each in batch if each.finding.id not in blamed]
    if suspected and others:
        return [suspected, others]
    half = len(batch) // 2
    return [batch[half:], batch[:half]]


def _key(finding: Finding) -> _Key:
    return finding.code, finding.file, finding.id, finding.original or finding.message
