"""``toc check``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from theoryofchange.cli.main import CLEAN, FINDINGS
from theoryofchange.cli.output import written
from theoryofchange.cli.settings import settings_of
from theoryofchange.declare import collector_paused
from theoryofchange.linter import Findings, check
from theoryofchange.linter.settings import Settings
from theoryofchange.source.finding import Finding
from theoryofchange.source.span import Span


def main(given: argparse.Namespace) -> int:
    """Check the theories given and print what was found.

    The cyclic garbage collector rests meanwhile: all that is read stays in use to the end.
    """
    with collector_paused():
        return _report(_check_all(given), given)


def _check_all(given: argparse.Namespace) -> list[tuple[Findings, Settings]]:
    """Check each directory as a theory of its own, and all files together as one."""
    theories = [(theory, settings_of(given, theory)) for theory in _theories(given.paths)]
    return [
        (check(*theory, configuration=settings.configuration), settings)
        for theory, settings in theories
    ]


def _report(checks: list[tuple[Findings, Settings]], given: argparse.Namespace) -> int:
    sys.stdout.write(written(_merged([found for found, _ in checks]), given))
    failed = any(found.at_least(settings.fail_on) for found, settings in checks)
    return FINDINGS if failed else CLEAN


def _merged(results: list[Findings]) -> Findings:
    if len(results) == 1:
        return results[0]
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
    )


def _order(finding: Finding) -> tuple[Span, str, str]:
    return finding.span, finding.code, finding.message


def _theories(paths: list[str]) -> list[list[str]]:
    """Return the paths of each theory: a directory with what is given of its inside, or files."""
    places = {path: Path(os.path.realpath(path)) for path in paths}
    directories = {place for place in places.values() if place.is_dir()}
    theories: dict[Path | None, list[str]] = {}
    for path in sorted(places, key=lambda path: len(places[path].parts)):
        around = [each for each in (places[path], *places[path].parents) if each in directories]
        theories.setdefault(around[-1] if around else None, []).append(path)
    return list(theories.values())
