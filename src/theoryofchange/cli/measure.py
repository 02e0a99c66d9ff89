"""``toc measure``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from theoryofchange.cli.codes import CLEAN, FINDINGS
from theoryofchange.cli.given import day_of, refused
from theoryofchange.cli.terminal import has_colour
from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.reporting.findings import COLOURED, PLAIN, findings_as_text
from theoryofchange.reporting.measured import measure_into
from theoryofchange.reporting.measurements import Measurements
from theoryofchange.view.measure import clean


def main(given: argparse.Namespace) -> int:
    """Measure the KPIs of a theory and write their values."""
    found = _measured(given)
    if found.findings:
        sys.stdout.write(findings_as_text(found.findings, COLOURED if has_colour() else PLAIN))
    said = found.findings.told
    print(clean(said(found.sentence)))
    print(f"  {clean(given.out)}")
    sys.stdout.flush()
    for note in found.assumed:
        print(clean(said(note)), file=sys.stderr)
    return FINDINGS if found.findings.at_least("error") else CLEAN


def _measured(given: argparse.Namespace) -> Measurements:
    day = day_of("--as-of", given.as_of)
    try:
        return measure_into(
            given.out,
            given.path,
            Path(given.data),
            as_of=day,
            period=given.period,
            incomplete=given.incomplete,
            progress=_show,
        )
    except DeclarationError as error:
        raise refused(given.path, "measured", error) from None
    except ValueError as error:
        raise InputError(f"{given.path}: {error}") from None
    finally:
        _clear()


def _show(done: int, of: int) -> None:
    """Draw on a terminal how far it is, in the place of what stood there."""
    if sys.stderr.isatty() and of:
        filled = 20 * done // of
        bar = "#" * filled + "." * (20 - filled)
        sys.stderr.write(f"\rtoc measure: [{bar}] {done} of {of} ")
        sys.stderr.flush()


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{'':<60}\r")
        sys.stderr.flush()
