"""The settings of a check: what a file says, and what the flags say in its place."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from theoryofchange.cli.answers import EPOCH
from theoryofchange.errors import InputError
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.settings import BEST_SCORE, Settings, settings_for, settings_in
from theoryofchange.record import replace


def settings_of(given: argparse.Namespace, paths: Sequence[str]) -> Settings:
    """Return the settings for what is checked together.

    Raises
    ------
    InputError
        Where a file or a flag says what is not known.
    """
    settings = settings_of_file(given, paths)
    chosen = _chosen(given)
    if chosen:
        Configuration(**chosen, origin="--")
    configuration = replace(
        settings.configuration, **_merged(chosen, settings.configuration), today=_today()
    )
    return replace(
        settings,
        configuration=configuration,
        fail_on=given.fail_on or settings.fail_on,
        fail_under=settings.fail_under if given.fail_under is None else _score(given.fail_under),
        baseline=given.baseline or _near(settings.baseline),
    )


def _score(given: float) -> float:
    if not 0 <= given <= BEST_SCORE:
        raise InputError(f"--fail-under: {given:g} is not a score from 0 to {BEST_SCORE}")
    return given


def _near(path: str | None) -> str | None:
    """Return a path as seen from here, where it is below."""
    here = Path.cwd()
    if path is None or not Path(path).is_relative_to(here):
        return path
    return Path(path).relative_to(here).as_posix()


def settings_of_file(given: argparse.Namespace, paths: Sequence[str]) -> Settings:
    """Return the settings of the file that holds for what is read together, and no flag's.

    Raises
    ------
    InputError
        Where the file cannot be read or says what is not known.
    """
    if given.isolated:
        return Settings()
    return settings_in(given.config) if given.config else settings_for(*paths)


def _chosen(given: argparse.Namespace) -> dict[str, Any]:
    """Return what the flags say of the rules, by the names of a configuration."""
    chosen: dict[str, Any] = {} if given.profile is None else {"profile": given.profile}
    for name in ("select", "extend_select", "ignore"):
        codes = [code.strip() for text in getattr(given, name) or () for code in text.split(",")]
        if codes:
            chosen[name] = tuple(codes)
    return chosen


def _merged(chosen: dict[str, Any], file: Configuration) -> dict[str, Any]:
    """Return what flags change: ``--profile`` and ``--select`` choose anew, the others add."""
    changes: dict[str, Any] = {}
    if "profile" in chosen:
        changes |= {"profile": chosen["profile"], "select": ()}
    if "select" in chosen:
        changes |= {"select": chosen["select"], "extend_select": (), "ignore": ()}
    for name in ("extend_select", "ignore"):
        if name in chosen:
            changes[name] = changes.get(name, getattr(file, name)) + chosen[name]
    return changes


def _today() -> dt.date:
    """Return the day of ``SOURCE_DATE_EPOCH`` where it is given, else today."""
    seconds = os.environ.get(EPOCH)
    if not seconds:
        return dt.date.today()
    try:
        return dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise InputError(f"{EPOCH}={seconds}: write the seconds since 1970") from None
