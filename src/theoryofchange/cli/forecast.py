"""``toc forecast``."""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import replace

from theoryofchange.cli.codes import CLEAN
from theoryofchange.cli.given import day_of, refused, unused
from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.linter.loading import load
from theoryofchange.reporting.day import Day
from theoryofchange.reporting.day import day_of as day_for
from theoryofchange.reporting.observed import observations_in, refusal_of
from theoryofchange.stages.analysis.reading import observations_from
from theoryofchange.stages.forecasting import Forecasts, forecast
from theoryofchange.view.measure import clean
from theoryofchange.view.translation import said_in, translated


def main(given: argparse.Namespace) -> int:
    """Print how likely every target is met by its date."""
    found, day, language = _found(given)
    sys.stdout.write(_written(found, given, language))
    sys.stdout.flush()
    for note in (*day.assumed, *unused(found.problems)):
        print(clean(said_in(note, language)), file=sys.stderr)
    return CLEAN


def _found(given: argparse.Namespace) -> tuple[Forecasts, Day, str]:
    """Return the forecasts, the day they were made for, and the language of the theory."""
    named = day_of("--as-of", given.as_of)
    if given.seed < 0:
        raise InputError(f"--seed {given.seed}: it is at least 0")
    try:
        theory = load(given.path)
        frame = observations_in(given.observations) if given.observations else None
        if frame is not None:
            theory = theory.replace(observations=observations_from(frame)[0])
        day = day_for(theory, named)
        found = forecast(
            theory,
            frame,
            as_of=day.date,
            method=given.method,
            seed=given.seed,
            only=given.only or None,
        )
    except DeclarationError as error:
        raise refused(given.path, "forecast", error) from None
    except ValueError as error:
        raise refusal_of(given.observations or given.path, error) from None
    made = replace(found.provenance, as_of_from=day.origin)
    forecasts = replace(found, as_of_from=day.origin, provenance=made)
    return forecasts, day, theory.header.language


def _written(found: Forecasts, given: argparse.Namespace, language: str) -> str:
    if given.format == "json":
        from theoryofchange.reporting.data import json_parts

        return "".join(json_parts(found.parts()))
    if given.format == "csv":
        from theoryofchange.reporting.table import as_csv

        return as_csv(found.to_frame())
    from theoryofchange.view.text import as_text

    width = shutil.get_terminal_size((100, 24)).columns
    views = [each.view() for each in found.kpis] if given.only else [found.view()]
    return "\n".join(
        as_text(translated(view, language), width, language=language) for view in views
    )
