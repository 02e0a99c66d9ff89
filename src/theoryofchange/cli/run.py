"""``toc run``.

A poor theory is run too: what it lacks is part of the result. Only errors that keep it from being
used (:func:`theoryofchange.load`) stop it.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from theoryofchange.cli.codes import CLEAN, FINDINGS
from theoryofchange.cli.given import day_of
from theoryofchange.cli.settings import settings_of_file
from theoryofchange.declare import collector_paused
from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.linter import Findings
from theoryofchange.linter.settings import Settings
from theoryofchange.reporting.findings import findings_as_text
from theoryofchange.reporting.run import Run, run
from theoryofchange.stages.evolution.portfolio import NEAR_TERM_DAYS
from theoryofchange.view.translation import said_in


def main(given: argparse.Namespace) -> int:
    """Take a theory through all four stages and write the results.

    The cyclic garbage collector rests meanwhile: all that is made stays in use to the end.
    """
    with collector_paused():
        return _run(given)


def _run(given: argparse.Namespace) -> int:
    start, as_of = day_of("--start", given.start), day_of("--as-of", given.as_of)
    settings = settings_of_file(given, [given.path])
    try:
        result = run(
            given.path,
            start=start,
            as_of=as_of,
            near_term_days=_near_term(given.near_term_days),
            configuration=settings.configuration,
            progress=_show,
        )
        _show("write")
        written = result.save(given.out)
    except DeclarationError as error:
        _show("")
        found = cast("Findings", error.findings)
        sys.stdout.write(findings_as_text(found))
        print(found.told("The four stages were not run: mend the errors above first."))
        return FINDINGS
    finally:
        _show("")
    print(result.summary)
    for path in written:
        print(f"  {path}")
    language = result.theory.header.language
    page = Path(given.out) / "report.html"
    print("\n" + said_in(f"Read {page}", language))
    sys.stdout.flush()
    for note in _notes(result, settings, given):
        print(said_in(note, language), file=sys.stderr)
    return CLEAN


def _near_term(days: int | None) -> int:
    if days is not None and days < 0:
        raise InputError(f"--near-term-days {days}: it takes 0 or more")
    return NEAR_TERM_DAYS if days is None else days


def _show(step: str) -> None:
    """Name the step at hand on a terminal, in the place of the one before it; nothing clears it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{f'toc run: {step} …' if step else '':<20}\r")
        sys.stderr.flush()


def _notes(result: Run, settings: Settings, given: argparse.Namespace) -> Iterator[str]:
    """Yield what the reader of a result must know of how it came about."""
    yield from result.assumed
    if result.findings.at_least(settings.failing):
        read = ["--config", given.config] if given.config else ["--isolated"] * given.isolated
        command = shlex.join(["toc", "check", given.path, *read])
        yield f"The theory has {result.findings.sentence}: {command}"
