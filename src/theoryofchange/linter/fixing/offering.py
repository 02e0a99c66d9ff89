"""What the fixes of findings would change, each by itself, for whoever offers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from theoryofchange.declare import Declaration
from theoryofchange.linter.fixing.edit import CannotPlaceError, Edit
from theoryofchange.linter.fixing.placing import Placer
from theoryofchange.linter.fixing.together import Candidate, apart, texts_with
from theoryofchange.source.finding import Finding
from theoryofchange.source.span import Source


def offered(
    findings: Iterable[Finding], declaration: Declaration
) -> Mapping[Finding, tuple[Edit, ...]]:
    """Return the edits of each finding whose fix has a place, as :func:`edits_of` gives them.

    Many are looked at together, so that a file is not read again for each.

    Parameters
    ----------
    findings
        Findings of this declaration.
    declaration
        What was checked.

    Examples
    --------
    >>> from theoryofchange.declare import declare_text
    >>> from theoryofchange.linter.run import findings_of
    >>> declaration = declare_text("goals: {growth: {titel: Grow, ownr: me}}", "theory.yaml")
    >>> edits = offered(findings_of(declaration), declaration)
    >>> [edit.text for of_finding in edits.values() for edit in of_finding]
    ['title', 'owner']
    """
    sources = declaration.sources
    left = [*_placed(findings, Placer(declaration))]
    found: dict[Finding, tuple[Edit, ...]] = {}
    while left:
        batch = apart(left)
        sound = _sound(batch, sources)
        found |= {each.finding: each.placement.edits(sources) for each in sound}
        tried = {each.finding for each in batch}
        left = [each for each in left if each.finding not in tried]
    return found


def _placed(findings: Iterable[Finding], placer: Placer) -> Iterator[Candidate]:
    for finding in dict.fromkeys(findings):
        try:
            yield Candidate(finding, placer.placed(finding))
        except CannotPlaceError:
            continue


def _sound(batch: Sequence[Candidate], sources: Mapping[str, Source]) -> Sequence[Candidate]:
    """Return the fixes by which a text says no more than it is meant to."""
    try:
        texts_with(batch, sources)
    except CannotPlaceError:
        half = len(batch) // 2
        return [*_sound(batch[:half], sources), *_sound(batch[half:], sources)] if half else ()
    return batch
