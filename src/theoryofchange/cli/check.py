"""``toc check``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from theoryofchange.cli.main import CLEAN, FINDINGS
from theoryofchange.declare import collector_paused
from theoryofchange.linter import Findings, check
from theoryofchange.reporting.findings import (
    COLOURED,
    PLAIN,
    findings_as_json,
    findings_as_text,
)


def main(given: argparse.Namespace) -> int:
    """Check the theories given and print what was found.

    The cyclic garbage collector rests meanwhile: all that is read stays in use to the end.
    """
    with collector_paused():
        return _report(_check_each(given.paths), given)


def _report(findings: Findings, given: argparse.Namespace) -> int:
    if given.format == "json":
        sys.stdout.write(findings_as_json(findings))
    else:
        sys.stdout.write(findings_as_text(findings, COLOURED if _has_colour() else PLAIN))
    return FINDINGS if findings.at_least(given.fail_on) else CLEAN


def _check_each(paths: list[str]) -> Findings:
    """Check each directory as a theory of its own, and all files together as one."""
    results = [check(*group) for group in _theories(paths)]
    if len(results) == 1:
        return results[0]
    found = sorted(
        (finding for result in results for finding in result),
        key=lambda finding: (finding.span, finding.code, finding.message),
    )
    sources = {file: source for result in results for file, source in result.sources.items()}
    unread = tuple(file for result in results for file in result.unread)
    return Findings(tuple(found), sources, unread)


def _theories(paths: list[str]) -> list[list[str]]:
    """Return the paths of each theory: a directory with what is given of its inside, or files."""
    places = {path: Path(os.path.realpath(path)) for path in paths}
    directories = {place for place in places.values() if place.is_dir()}
    theories: dict[Path | None, list[str]] = {}
    for path in sorted(places, key=lambda path: len(places[path].parts)):
        around = [each for each in (places[path], *places[path].parents) if each in directories]
        theories.setdefault(around[-1] if around else None, []).append(path)
    return list(theories.values())


def _has_colour() -> bool:
    silenced = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not silenced
