"""``toc run``."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from pydantic_core import PydanticCustomError

from theoryofchange.cli.main import CLEAN, FINDINGS
from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.linter import Findings
from theoryofchange.reporting.findings import findings_as_text
from theoryofchange.reporting.run import run
from theoryofchange.shape import read_date


def main(given: argparse.Namespace) -> int:
    """Take a theory through all four stages and write the results."""
    start, as_of = _day("--start", given.start), _day("--as-of", given.as_of)
    try:
        result = run(given.path, start=start, as_of=as_of)
    except DeclarationError as error:
        sys.stdout.write(findings_as_text(Findings(error.findings)))
        print("The four stages were not run: mend the errors above first.")
        return FINDINGS
    written = result.save(given.out)
    print(result.summary)
    for path in written:
        print(f"  {path}")
    print(f"\nRead {Path(given.out) / 'report.html'}")
    return CLEAN


def _day(option: str, text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return read_date(text)
    except PydanticCustomError:
        raise InputError(f"{option} {text}: write the date as 2026-01-01") from None
