"""Values that cannot lie beyond a bound, on a scale that has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.forecasting.projection import Floats
from theoryofchange.measurement.possible import bounds_of, impossible
from theoryofchange.measurement.scale import Scale
from theoryofchange.quantity import Quantity

Curve = Literal["as measured", "log", "logit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between which figures a value can lie.

    Parameters
    ----------
    low, high
        The ends, in the KPI's unit; ``None`` where there is none.

    Examples
    --------
    >>> share = Bounds(low=0.0, high=100.0)
    >>> share.curve, share.open(np.array([50.0, 88.1])).round(2).tolist()
    ('logit', [0.0, 2.0])
    >>> share.closed(np.array([0.0, 2.0])).round(1).tolist()
    [50.0, 88.1]
    """

    low: float | None = None
    high: float | None = None

    @property
    def curve(self) -> Curve:
        """The scale without bounds: the logarithm of the distance to one, or of the odds."""
        ends = (self.low is not None) + (self.high is not None)
        curves: tuple[Curve, ...] = ("as measured", "log", "logit")
        return curves[ends]

    def holds(self, values: Floats) -> bool:
        """Tell whether all values lie between the ends, and none on them."""
        above = self.low is None or bool((values > self.low).all())
        return above and (self.high is None or bool((values < self.high).all()))

    def open(self, values: Floats) -> Floats:
        """Put values between the ends on the scale without bounds."""
        opened = values
        if self.low is not None and self.high is not None:
            opened = np.log(values - self.low) - np.log(self.high - values)
        elif self.low is not None:
            opened = np.log(values - self.low)
        elif self.high is not None:
            opened = -np.log(self.high - values)
        return opened

    def closed(self, values: Floats) -> Floats:
        """Put values of the scale without bounds between the ends."""
        with np.errstate(over="ignore"):
            closed = values
            if self.low is not None and self.high is not None:
                closed = self.low + (self.high - self.low) / (1 + np.exp(-values))
            elif self.low is not None:
                closed = self.low + np.exp(values)
            elif self.high is not None:
                closed = self.high - np.exp(-values)
        return closed


UNBOUNDED = Bounds()


def bounds_for(kpi: Kpi, scale: Scale) -> Bounds:
    """Return between which figures the values of a KPI must lie, where its declaration says so.

    A share lies between 0 and 100 %, by the words that the rule on impossible values reads it by;
    a length of time and a score not below 0; a score of n not above n. Of other percentages and of
    counts nothing is assumed: growth may be negative, and a profit too.

    Examples
    --------
    >>> from theoryofchange.measurement.scale import scale_of
    >>> kept = Kpi(id="kept", unit="percent", definition="Share of customers who came back")
    >>> wait, profit = Kpi(id="wait", unit="days"), Kpi(id="profit", unit="EUR")
    >>> [(b.low, b.high) for b in (bounds_for(k, scale_of(k)) for k in (kept, wait, profit))]
    [(0.0, 100.0), (0.0, None), (None, None)]
    """
    reference = scale.reference
    percent = reference is not None and "percent" in (reference.kind, reference.unit)
    if percent:
        beyond = impossible(Quantity.read("101 %"), kpi)
        return Bounds(low=0.0, high=100.0) if beyond else UNBOUNDED
    if scale.time is not None:
        return Bounds(low=0.0)
    if reference is not None and reference.kind == "score":
        return Bounds(low=0.0, high=reference.of)
    most = bounds_of(kpi.unit).most
    return Bounds(high=most) if np.isfinite(most) else UNBOUNDED
