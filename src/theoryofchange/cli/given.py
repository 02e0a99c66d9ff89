"""What several commands are given: a day, and a theory that cannot be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from theoryofchange.core import PydanticCustomError
from theoryofchange.errors import DeclarationError, InputError
from theoryofchange.shape import read_date
from theoryofchange.view.measure import counted


def day_of(option: str, text: str | None) -> dt.date | None:
    """Return the day that an option names; ``None`` where it is not given.

    Raises
    ------
    InputError
        Where it is no day.
    """
    if text is None:
        return None
    try:
        return read_date(text)
    except PydanticCustomError:
        raise InputError(f"{option} {text}: write the date as 2026-01-01") from None


def unused(problems: Sequence[str]) -> Iterator[str]:
    """Yield in one line that measured values are not used, where some are not."""
    if problems:
        count = counted(len(problems), "problem")
        yield f"{count} in what was measured, which --format json lists. {problems[0]}."


def refused(place: str, verb: str, error: DeclarationError) -> InputError:
    """Return, in one line, that a theory cannot be used for something, with its first fault."""
    first, more = error.findings[0], len(error.findings) - 1
    rest = f", and {more:,} more" if more else ""
    return InputError(f"{place} cannot be {verb}: {first}{rest}")
