"""A share of the way to a target: a number with its derivation."""

from __future__ import annotations

import math
from typing import Self

from theoryofchange.measurement.progress import PathProgress, Progress


class Share(float):
    """A share of the way to a target: 1.0 is the target, 0.0 the baseline, never clamped.

    It is a number to compute with, and ``nan`` where it cannot be computed, so that whatever is
    made from it is unknown too. An unknown share is equal to no other, and ``value`` is ``None``.

    Parameters
    ----------
    told
        The progress, as the functions of :mod:`theoryofchange.measurement` give it.

    Attributes
    ----------
    value
        The share, ``None`` where it cannot be computed.
    method
        How it is computed, in a word or two.
    formula
        The formula by which, with the figures put in where there are any.
    reason
        Why it cannot be computed; ``None`` where it can.
    expected
        What a path expects on the day, in the unit of the figures; ``None`` for other methods.

    Examples
    --------
    >>> from theoryofchange.measurement.shares import progress
    >>> share = progress(baseline=71, actual=74, target=80)
    >>> share
    Share(0.333333: linear, (74 − 71) / (80 − 71) = 0.333333)
    >>> round(share, 2), f"{share:.0%}", share > 0.3
    (0.33, '33%', True)
    >>> progress(baseline=80, actual=81, target=80).reason
    'the target equals the baseline (80): that is to maintain, not to progress'
    """

    __slots__ = ("_told",)
    _told: Progress

    def __new__(cls, told: Progress) -> Self:
        """Make a share of progress."""
        share = super().__new__(cls, math.nan if told.value is None else told.value)
        object.__setattr__(share, "_told", told)
        return share

    @property
    def value(self) -> float | None:
        """The share, ``None`` where it cannot be computed."""
        return self._told.value

    @property
    def method(self) -> str:
        """How it is computed, in a word or two."""
        return self._told.method

    @property
    def formula(self) -> str:
        """The formula by which it is computed."""
        return self._told.formula

    @property
    def reason(self) -> str | None:
        """Why it cannot be computed; ``None`` where it can."""
        return self._told.reason

    @property
    def expected(self) -> float | None:
        """What a path expects on the day; ``None`` for other methods."""
        return self._told.expected if isinstance(self._told, PathProgress) else None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a share is what it is; {name} cannot be set")

    def __reduce__(self) -> tuple[type[Share], tuple[Progress]]:
        return type(self), (self._told,)

    def __repr__(self) -> str:
        if self.value is None:
            return f"Share(nan: {self.method}, {self.reason})"
        return f"Share({self.value:.6g}: {self.method}, {self.formula})"

    def __str__(self) -> str:
        return float.__repr__(self)
