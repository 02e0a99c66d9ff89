"""``toc check``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from theoryofchange.cli.answers import say
from theoryofchange.cli.codes import CLEAN, FINDINGS
from theoryofchange.cli.looked_at import follows, keep, pending_answer
from theoryofchange.cli.output import WITH_STATISTICS, Report, printed
from theoryofchange.cli.settings import settings_of
from theoryofchange.declare import Declaration, collector_paused
from theoryofchange.errors import InputError
from theoryofchange.linter.cache import Cache
from theoryofchange.linter.configuration import RECOMMENDED, STRICT, Configuration
from theoryofchange.linter.contents import declare_together
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.run import checked
from theoryofchange.linter.settings import Settings
from theoryofchange.record import record
from theoryofchange.shelf import shelf_at
from theoryofchange.source.finding import Finding
from theoryofchange.source.span import Span

if TYPE_CHECKING:
    from theoryofchange.cli.answers import Answer
    from theoryofchange.linter.fixing import Edit
    from theoryofchange.linter.quality import Quality
    from theoryofchange.linter.standards import Crosswalk

_WITH_EDITS = "sarif"
"""The format that says what fixes would change."""


@record
class _Theory:
    """A theory that was checked.

    Parameters
    ----------
    paths, settings
        What was given, and how it was checked.
    findings
        All that was found.
    stands
        Whether this follows from its files, and from nothing beside them.
    declaration
        What was read, where a score, a standard or fixes are asked for.
    idle
        What is said of globs in its settings that match no file.
    """

    paths: Sequence[str]
    settings: Settings
    findings: Findings
    stands: bool
    declaration: Declaration | None = None
    idle: tuple[str, ...] = ()

    @property
    def quality(self) -> Quality | None:
        """How good it is as it is written, where its settings ask for a score."""
        if self.declaration is None or self.settings.fail_under is None:
            return None
        from theoryofchange.linter.quality import quality_of

        return quality_of(self.declaration, self.findings, self.settings.configuration)

    @property
    def crosswalk(self) -> Crosswalk | None:
        """What the standard of its profile asks for, beside what it says."""
        if self.declaration is None or not _asks_for_a_standard(self.settings):
            return None
        from theoryofchange.linter.standards import crosswalk

        return crosswalk(self.settings.configuration.profile, self.declaration.theory)


def main(given: argparse.Namespace) -> int:
    """Check the theories given and print what was found.

    The cyclic garbage collector rests meanwhile: all that is read stays in use to the end.
    """
    _expect_fitting(given)
    with collector_paused():
        with redirect_stdout(sys.stderr):  # where a plug-in prints as it is loaded
            asked = [(paths, settings_of(given, paths)) for paths in _theories(given.paths)]
        _expect_baseline_to_update(asked, given)
        if given.fix or given.diff:
            from theoryofchange.cli.fix import fix

            changes = fix(asked, given)
            if given.diff:
                return FINDINGS if changes else CLEAN
        shelf = None if given.no_cache else shelf_at(given.cache_dir)
        pending = shelf and pending_answer(shelf, asked, given)
        declare = Cache(shelf).declare if shelf else declare_together
        with redirect_stdout(sys.stderr):  # where a rule of somebody else prints
            checked_ones = [_checked(paths, settings, declare, given) for paths, settings in asked]
        answer = _report(checked_ones, given)
        code = say(answer)
        if pending and all(each.stands and not each.idle for each in checked_ones):
            keep(pending, answer)
        return code


def _expect_fitting(given: argparse.Namespace) -> None:
    if given.update_baseline and given.changed_since:
        raise InputError("--update-baseline records all findings; leave --changed-since out")
    if given.statistics and given.format not in WITH_STATISTICS:
        raise InputError(f"--statistics has no form for {given.format}; take text or json")
    if given.unsafe_fixes and not (given.fix or given.diff):
        raise InputError("--unsafe-fixes goes with --fix, which makes them, or --diff")
    if given.diff:
        _expect_nothing_but_a_diff(given)


def _expect_nothing_but_a_diff(given: argparse.Namespace) -> None:
    if given.update_baseline:
        raise InputError("--diff changes nothing; leave --update-baseline out, or take --fix")
    beside = "--statistics" if given.statistics else f"--format {given.format}"
    if beside != "--format text":
        raise InputError(f"--diff prints a diff and nothing else; leave {beside} out")


def _expect_baseline_to_update(
    asked: Sequence[tuple[Sequence[str], Settings]], given: argparse.Namespace
) -> None:
    if given.update_baseline and all(settings.baseline is None for _, settings in asked):
        raise InputError("--update-baseline needs --baseline FILE, or baseline in the settings")


def _asks_for_a_standard(settings: Settings) -> bool:
    return settings.configuration.profile not in (RECOMMENDED, STRICT)


def _checked(
    paths: Sequence[str],
    settings: Settings,
    declare: Callable[..., Declaration],
    given: argparse.Namespace,
) -> _Theory:
    declaration = declare(*paths)
    language = declaration.theory.header.language
    found = checked(declaration, settings.configuration).in_language(language)
    needed = (
        settings.fail_under is not None
        or _asks_for_a_standard(settings)
        or given.format == _WITH_EDITS
    )
    return _Theory(
        paths=paths,
        settings=settings,
        findings=found,
        stands=follows(declaration, found, paths),
        declaration=declaration if needed else None,
        idle=tuple(_idle(settings.configuration, found)),
    )


def _idle(configuration: Configuration, found: Findings) -> Iterator[str]:
    for glob in configuration.unmatched(found.sources):
        yield f"{configuration.origin}per-path.{glob}: it matches no file; correct or remove it"


def _report(theories: Sequence[_Theory], given: argparse.Namespace) -> Answer:
    """Return the exit code, and what is printed of the findings that count to either stream."""
    notes = list(dict.fromkeys(note for each in theories for note in each.idle))
    known = frozenset(_recorded(theories, given, notes))
    counting = [_without(known, _since(each, given, notes)) for each in theories]
    qualities = [each.quality for each in theories]
    told = tuple(quality for quality in qualities if quality is not None)
    crosswalks = tuple(each.crosswalk for each in theories if each.crosswalk is not None)
    report = Report(
        findings=_merged(counting),
        notes=tuple(notes),
        qualities=told,
        crosswalks=crosswalks,
        edits=_edits(theories, counting) if given.format == _WITH_EDITS else {},
    )
    failed = any(
        findings.at_least(each.settings.failing)
        or (quality is not None and quality.is_under(each.settings.fail_under or 0))
        for each, findings, quality in zip(theories, counting, qualities, strict=True)
    )
    return (FINDINGS if failed else CLEAN, *printed(report, given))


def _edits(
    theories: Sequence[_Theory], counting: Sequence[Findings]
) -> dict[Finding, tuple[Edit, ...]]:
    """Return what the fixes of the findings that count would change."""
    from theoryofchange.linter.fixing import offered

    return {
        finding: edits
        for each, findings in zip(theories, counting, strict=True)
        if each.declaration is not None
        for finding, edits in offered(findings, each.declaration).items()
    }


def _recorded(
    theories: Sequence[_Theory], given: argparse.Namespace, notes: list[str]
) -> Iterator[Finding]:
    """Yield the findings that baselines record, each baseline compared once."""
    by_baseline: dict[str, list[_Theory]] = {}
    for each in theories:
        if each.settings.baseline is not None:
            by_baseline.setdefault(each.settings.baseline, []).append(each)
    for file, held in by_baseline.items():
        from theoryofchange.linter.baseline import compared, update_baseline

        compare = update_baseline if given.update_baseline else compared
        comparison = compare(_merged([each.findings for each in held]), file, _codes(held))
        notes += comparison.notes
        yield from comparison.known


def _codes(theories: Iterable[_Theory]) -> Collection[str]:
    """Return the codes of the rules that were run over each of the theories."""
    run = [{rule.code for rule in each.settings.configuration.rules} for each in theories]
    return set.intersection(*run)


def _since(theory: _Theory, given: argparse.Namespace, notes: list[str]) -> Findings:
    if given.changed_since is None:
        return theory.findings
    from theoryofchange.linter.changes import since

    configuration = theory.settings.configuration
    found = since(theory.findings, given.changed_since, theory.paths, configuration)
    notes += found.notes
    return found.findings


def _without(known: Collection[Finding], findings: Findings) -> Findings:
    return findings.only(each for each in findings if each not in known) if known else findings


def _merged(results: Sequence[Findings]) -> Findings:
    if len(results) == 1:
        return results[0]
    languages = {found.language for found in results}
    return Findings(
        tuple(sorted((each for found in results for each in found), key=_order)),
        {file: source for found in results for file, source in found.sources.items()},
        tuple(file for found in results for file in found.unread),
        tuple(
            sorted(
                (each for found in results for each in found.suppressed),
                key=lambda each: _order(each.finding),
            )
        ),
        language=languages.pop() if len(languages) == 1 else "en",
    )


def _order(finding: Finding) -> tuple[Span, str, str]:
    return finding.span, finding.code, finding.original or finding.message


def _theories(paths: list[str]) -> list[list[str]]:
    """Return the paths of each theory: a directory with what is given of its inside, or files."""
    places = {path: Path(os.path.realpath(path)) for path in paths}
    directories = {place for place in places.values() if place.is_dir()}
    theories: dict[Path | None, list[str]] = {}
    for path in sorted(places, key=lambda path: len(places[path].parts)):
        around = [each for each in (places[path], *places[path].parents) if each in directories]
        theories.setdefault(around[-1] if around else None, []).append(path)
    return list(theories.values())
