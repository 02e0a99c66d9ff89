"""The findings of a check in the form that was asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from theoryofchange.errors import InputError
from theoryofchange.linter import Findings

_FOR_SERVERS = ("sarif", "github", "codequality", "junit")
"""Formats for what knows the files by their paths in the repository."""


def written(findings: Findings, given: argparse.Namespace) -> str:
    """Return the findings as ``--format`` and ``--statistics`` ask.

    Raises
    ------
    InputError
        Where a format has no statistics.
    """
    if given.statistics:
        return _statistics(findings, given.format)
    if given.format in _FOR_SERVERS:
        write = _writer(given.format, f"findings_as_{given.format}")
        return write(findings.below(Path.cwd()))
    if given.format == "json":
        return _writer("findings", "findings_as_json")(findings)
    from theoryofchange.reporting.findings import COLOURED, PLAIN, findings_as_text

    return findings_as_text(findings, COLOURED if _has_colour() else PLAIN)


def _statistics(findings: Findings, form: str) -> str:
    if form not in ("text", "json"):
        raise InputError(f"--statistics has no form for {form}; take --format text or json")
    return _writer("statistics", f"statistics_as_{form}")(findings)


def _writer(module: str, name: str) -> Callable[[Findings], str]:
    found = getattr(import_module(f"theoryofchange.reporting.{module}"), name)
    write: Callable[[Findings], str] = found
    return write


def _has_colour() -> bool:
    silenced = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not silenced
