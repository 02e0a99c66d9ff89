"""``toc run``."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from theoryofchange.cli.main import CLEAN, FINDINGS
from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.linter import check
from theoryofchange.reporting.findings import findings_as_text
from theoryofchange.reporting.run import run


def main(given: argparse.Namespace) -> int:
    """Take a theory through all four stages and write the results."""
    start = _day(given.start) if given.start else None
    try:
        result = run(given.path, start=start)
    except DeclarationError:
        sys.stdout.write(findings_as_text(check(given.path)))
        print("The four stages were not run: mend the errors above first.")
        return FINDINGS
    written = result.save(given.out)
    print(result.summary)
    for path in written:
        print(f"  {path}")
    print(f"\nRead {Path(given.out) / 'report.html'}")
    return CLEAN


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--start {text}: write the date as 2026-01-01") from None
