"""Where a result comes from: the theory, the data and the version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.version import __version__

THEORY = "theory"


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What a result was made from.

    Parameters
    ----------
    theory
        The theory's id.
    theory_hash
        SHA-256 of all that the theory holds (:attr:`theoryofchange.TheoryOfChange.digest`).
    as_of
        The day it was looked at; ``None`` where nothing says so.
    as_of_from
        What names that day: ``theory``, or in a run also ``caller``, ``last observation`` or the
        last of another sort of dated fact, ``SOURCE_DATE_EPOCH`` or ``today``.
    first, last
        The days of the first and the last observation.
    observations
        How many observations there were.
    seed
        The seed of what was drawn at random; ``None`` where nothing was.
    version
        The version of this library.
    """

    theory: str
    theory_hash: str
    as_of: dt.date | None
    first: dt.date | None
    last: dt.date | None
    observations: int
    seed: int | None = None
    version: str = __version__
    as_of_from: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "theory": self.theory,
            "theory_hash": self.theory_hash,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "as_of_from": self.as_of_from,
            "data_window": [day.isoformat() if day else None for day in (self.first, self.last)],
            "observations": self.observations,
            "seed": self.seed,
            "version": self.version,
        }


@dataclass(frozen=True, kw_only=True)
class Window:
    """The days that observations reach over.

    Parameters
    ----------
    first, last
        The days of the first and the last; ``None`` where there is none.
    observations
        How many there are.
    """

    first: dt.date | None
    last: dt.date | None
    observations: int


def window_of(days: Collection[dt.date]) -> Window:
    """Return what the days of observations reach over."""
    first, last = min(days, default=None), max(days, default=None)
    return Window(first=first, last=last, observations=len(days))


def provenance_of(theory: TheoryOfChange, window: Window | None = None) -> Provenance:
    """Return the provenance of what is made from a theory and observations, by default its own."""
    used = window or window_of([observation.date for observation in theory.observations])
    return Provenance(
        theory=theory.header.id or theory.title,
        theory_hash=theory.digest,
        as_of=theory.as_of,
        first=used.first,
        last=used.last,
        observations=used.observations,
        as_of_from=THEORY if theory.as_of else None,
    )
