"""The findings of a check in the form that was asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from theoryofchange.cli.terminal import has_colour
from theoryofchange.linter.findings import Findings
from theoryofchange.record import field, record
from theoryofchange.view.measure import clean

if TYPE_CHECKING:
    from theoryofchange.linter.fixing import Edit
    from theoryofchange.linter.quality import Quality
    from theoryofchange.linter.standards import Crosswalk
    from theoryofchange.source.finding import Finding
    from theoryofchange.view.blocks import View

WITH_STATISTICS = ("text", "json")
"""Formats that can say how many findings each rule has, and nothing else."""

_FOR_SERVERS = ("github", "codequality", "junit")
"""Formats for what knows the files by their paths in the repository."""


@record
class Report:
    """What a check has to say.

    Parameters
    ----------
    findings
        The findings that count.
    notes
        What became of the others, a sentence each.
    qualities
        The scores that were asked for.
    crosswalks
        What the standard of the profile asks for, beside what is stated.
    edits
        What the fixes of findings would change, where the form has a place for it.
    """

    findings: Findings
    notes: tuple[str, ...] = ()
    qualities: tuple[Quality, ...] = ()
    crosswalks: tuple[Crosswalk, ...] = ()
    edits: Mapping[Finding, Sequence[Edit]] = field(default_factory=dict)


def printed(report: Report, given: argparse.Namespace) -> tuple[str, str]:
    """Return what is printed of a report, as ``--format`` and ``--statistics`` ask.

    Returns
    -------
    tuple of str
        What goes to standard output; and to standard error, what the form of the findings has no
        place for.
    """
    aside = list(report.notes)
    if given.statistics or given.format not in ("text", "json"):
        aside += (quality.sentence for quality in report.qualities)
    told = (report.findings.told(note) for note in aside)
    return _written(report, given), "".join(f"{clean(note)}\n" for note in told)


def _written(report: Report, given: argparse.Namespace) -> str:
    findings = report.findings
    if given.statistics:
        return _statistics(findings, given.format)
    if given.format == "sarif":
        from theoryofchange.reporting.sarif import findings_as_sarif

        return findings_as_sarif(findings, report.edits, Path.cwd())
    if given.format in _FOR_SERVERS:
        as_served = _writer(given.format, f"findings_as_{given.format}")
        return as_served(findings.below(Path.cwd()))
    from theoryofchange.reporting.findings import (
        COLOURED,
        PLAIN,
        findings_as_json,
        findings_as_text,
    )

    if given.format == "json":
        beside = {
            "quality": [each.to_dict() for each in report.qualities],
            "crosswalk": [each.to_dict() for each in report.crosswalks],
        }
        return findings_as_json(findings, beside)
    text = findings_as_text(findings, COLOURED if has_colour() else PLAIN)
    views = [each.view() for each in report.crosswalks]
    views += [each.view() for each in report.qualities]
    return "\n".join((text, *(_shown(view, findings.language) for view in views)))


def _shown(view: View, language: str) -> str:
    from theoryofchange.view.text import as_text
    from theoryofchange.view.translation import translated

    return as_text(translated(view, language), language=language)


def _statistics(findings: Findings, form: str) -> str:
    return _writer("statistics", f"statistics_as_{form}")(findings)


def _writer(module: str, name: str) -> Callable[[Findings], str]:
    found = getattr(import_module(f"theoryofchange.reporting.{module}"), name)
    write: Callable[[Findings], str] = found
    return write
