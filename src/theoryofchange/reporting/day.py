"""The day a theory is looked at, and what names it."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass

from theoryofchange.core import PydanticCustomError
from theoryofchange.errors import InputError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.graph.days import latest_fact
from theoryofchange.shape import read_date
from theoryofchange.stages.provenance import THEORY

CALLER, EPOCH, TODAY = "caller", "SOURCE_DATE_EPOCH", "today"


@dataclass(frozen=True)
class Day:
    """The day a theory is looked at.

    Parameters
    ----------
    date
        The day.
    origin
        What names it: ``caller``, ``theory``, ``last observation`` or the last of another sort of
        dated fact, ``SOURCE_DATE_EPOCH`` or ``today``.
    """

    date: dt.date
    origin: str

    @property
    def assumed(self) -> tuple[str, ...]:
        """What was assumed, in a sentence; nothing where the caller or the theory names the day."""
        if self.origin in (CALLER, THEORY):
            return ()
        why = {
            TODAY: "which is today: another day gives another result",
            EPOCH: f"the day of {EPOCH}",
        }.get(self.origin, f"the day of the {self.origin}")
        return (f"The theory names no day to be looked at (as_of): {self.date} was taken, {why}.",)


def day_of(theory: TheoryOfChange, given: dt.date | str | None = None) -> Day:
    """Return the day a theory is looked at.

    Parameters
    ----------
    theory
        The theory.
    given
        The day a caller names, which goes before all else.

    Returns
    -------
    Day
        What is given; else the theory's ``as_of``; else the latest day that a fact in it has; else
        the day of ``SOURCE_DATE_EPOCH`` (seconds since 1970, UTC;
        https://reproducible-builds.org/specs/source-date-epoch/); else today.

    Raises
    ------
    ValueError
        Where what is given is no day.
    InputError
        Where ``SOURCE_DATE_EPOCH`` is needed and is no number of seconds.

    Examples
    --------
    >>> from theoryofchange.kpi import Observation
    >>> seen = Observation(kpi="sales", date="2026-06-30", value=61)
    >>> day_of(TheoryOfChange(observations=[seen])).origin
    'last observation'
    """
    if given is not None:
        return Day(_read(given), CALLER)
    if theory.as_of is not None:
        return Day(theory.as_of, THEORY)
    fact = latest_fact(theory)
    if fact is not None:
        return Day(fact.day, f"last {fact.sort}")
    seconds = os.environ.get(EPOCH)
    return Day(_from_epoch(seconds), EPOCH) if seconds else Day(dt.date.today(), TODAY)


def _read(given: dt.date | str) -> dt.date:
    try:
        return read_date(given)
    except PydanticCustomError:
        raise ValueError(f"as_of is a day, as in as_of='2026-01-31', not {given!r}") from None


def _from_epoch(seconds: str) -> dt.date:
    try:
        return dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise InputError(f"{EPOCH}={seconds}: write the seconds since 1970") from None
