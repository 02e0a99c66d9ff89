"""Sums from which ratios and differences over customers follow, with their intervals.

Six sums are all that the delta method needs, so an engine can make them in one scan, period by
period and segment by segment, and sums of parts add up to the sums of the whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

from theoryofchange.measurement.catalogue.statistic import NoFigure, figure, whole_number
from theoryofchange.measurement.derivation import plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

_EQUAL = 64
"""Units in the last place by which sums of squares may be off, and are taken as equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The sums of two figures of each customer.

    Parameters
    ----------
    n
        How many customers; ``None`` counts as an absent figure, as do the others.
    x, y
        The sums of the two.
    xx, yy, xy
        The sums of their squares and of their products.

    Raises
    ------
    TypeError
        If one is no number.
    ValueError
        If one is infinite, the count negative, or no data could have such sums: then the rows of
        the sums are not the same.

    Examples
    --------
    >>> Moments.of([3, 1, 2], [1, 1, 1])
    Moments(n=3, x=6.0, y=3.0, xx=14.0, yy=3.0, xy=6.0)
    >>> Moments.of([3], [1]) + Moments.of([1, 2], [1, 1]) == Moments.of([3, 1, 2], [1, 1, 1])
    True
    """

    n: int | None
    x: float | None
    y: float | None
    xx: float | None
    yy: float | None
    xy: float | None

    def __post_init__(self) -> None:
        for field in fields(self):
            try:
                read = whole_number if field.name == "n" else figure
                held = read(field.name, getattr(self, field.name))
            except NoFigure:
                held = None
            object.__setattr__(self, field.name, held)
        for one, square in ((self.x, self.xx), (self.y, self.yy)):
            self._possible(one, square)
        if not _together(self.xx, self.yy, self.xy):
            raise ValueError(
                "the sum of the products exceeds what the sums of the squares allow: take all sums"
                " over the same rows"
            )

    def _possible(self, total: float | None, squares: float | None) -> None:
        """Refuse a sum of squares below what the sum itself asks for."""
        if self.n is None or total is None or squares is None:
            return
        if squares < 0 or squares * self.n < total * total * (1 - 1e-9):
            raise ValueError(
                f"{self.n} customers whose figures sum to {plain(total)} cannot have squares that"
                f" sum to {plain(squares)}: take all sums over the same rows"
            )

    @classmethod
    def of(cls, x: ArrayLike, y: ArrayLike) -> Self:
        """Return the sums of two figures of each customer.

        Parameters
        ----------
        x, y
            One number a customer, in the same order.

        Raises
        ------
        TypeError
            If one holds something else.
        ValueError
            If they differ in length, or one holds an absent or infinite value.
        """
        import numpy as np

        one, other = column("x", x), column("y", y)
        if len(one) != len(other):
            raise ValueError(f"x and y go together: there are {len(one)} and {len(other)}")
        for name, held in (("x", one), ("y", other)):
            if not np.isfinite(held).all():
                raise ValueError(f"{name} holds absent values: leave those customers out of both")
        sums = (one, other, one * one, other * other, one * other)
        names = ("x", "y", "xx", "yy", "xy")
        return cls(n=len(one), **{k: float(np.sum(v)) for k, v in zip(names, sums, strict=True)})

    def __add__(self, other: Moments) -> Moments:
        """Return the sums over both; absent where one is."""
        pairs = {f.name: (getattr(self, f.name), getattr(other, f.name)) for f in fields(self)}
        return Moments(**{name: None if None in two else sum(two) for name, two in pairs.items()})

    @property
    def complete(self) -> Sums:
        """The sums, all of them there.

        Raises
        ------
        NoFigure
            Where one is absent, or there is no customer.
        """
        held = {field.name: getattr(self, field.name) for field in fields(self)}
        if held["n"] == 0:
            raise NoFigure("there is nobody to count")
        missing = [name for name, value in held.items() if value is None]
        if missing:
            raise NoFigure(f"no value is known: there is no sum for {', '.join(missing)}")
        return Sums(**held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The sums of two figures of at least one customer, all of them there.

    Parameters
    ----------
    n, x, y, xx, yy, xy
        As in :class:`Moments`.
    """

    n: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float

    def squares(self, slope: float) -> float:
        """Return the sum of (x − slope y)², 0 where it is lost among the roundings.

        Parameters
        ----------
        slope
            What y is multiplied by.
        """
        terms = (self.xx, -2 * slope * self.xy, slope * slope * self.yy)
        return _above_rounding(sum(terms), sum(map(abs, terms)))

    def deviations(self, slope: float) -> float:
        """Return the sum of the squared deviations of x − slope y from its mean."""
        total = self.x - slope * self.y
        raw = self.squares(slope)
        size = self.xx + abs(2 * slope * self.xy) + slope * slope * self.yy
        return _above_rounding(raw - total * total / self.n, size)


def _together(xx: float | None, yy: float | None, xy: float | None) -> bool:
    """Tell whether sums of squares and of products may be of the same rows (Cauchy–Schwarz)."""
    if xx is None or yy is None or xy is None:
        return True
    return abs(xy) <= math.sqrt(xx) * math.sqrt(yy) * (1 + 1e-9)


def _above_rounding(value: float, size: float) -> float:
    from sys import float_info

    return value if value > _EQUAL * float_info.epsilon * size else 0.0


def column(name: str, values: Any) -> NDArray[np.float64]:
    """Return values as an array of floats, ``nan`` where one is absent.

    Parameters
    ----------
    name
        What the caller calls them.
    values
        A flat sequence of numbers.

    Raises
    ------
    TypeError
        If they are not numbers.
    ValueError
        If they are not flat.
    """
    import numpy as np

    held = values if isinstance(values, np.ndarray) else np.asarray(_listed(name, values))
    if held.ndim != 1:
        raise ValueError(f"{name} is a flat sequence of numbers, not one of shape {held.shape}")
    if held.dtype.kind in "USMmc":
        raise TypeError(f"{name} holds numbers, not {held.dtype}")
    try:
        return held.astype(np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"{name} holds numbers only") from None


def _listed(name: str, values: Any) -> Any:
    if type(values).__module__.startswith("pandas."):
        try:
            return values.to_numpy(dtype=float, na_value=float("nan"))
        except (TypeError, ValueError):
            raise TypeError(f"{name} holds numbers only") from None
    if hasattr(values, "to_pylist"):
        values = values.to_pylist()
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        raise TypeError(f"{name} is a sequence of numbers, not {values!r}")
    held = list(values)
    return [float("nan") if value is None else value for value in held] or [0.0][:0]
