"""The figures of one KPI, as people write them, on one scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache

from theoryofchange.kpi import Kpi, Measured, Target
from theoryofchange.measurement.derivation import shortened
from theoryofchange.named_tuple import NamedTuple
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.clock import Clock, clock_of
from theoryofchange.quantity.duration import DAYS, DurationUnit
from theoryofchange.quantity.model import comparable

_CLOCKS = "hours and minutes or mm:ss"


class Scale(NamedTuple):
    """The scale that a KPI is measured on.

    Parameters
    ----------
    reference
        A quantity that every other must be comparable with; ``None`` where only bare numbers are
        written.
    time
        The unit of time that durations are converted to; ``None`` where it is no duration.
    bare
        The unit of time that bare numbers are in, where the KPI's unit is one.
    unit
        The KPI's unit, where that is what sets the scale.
    clock
        How a time with a colon is read; ``None`` where the KPI's unit does not say.
    """

    reference: Quantity | None = None
    time: DurationUnit | None = None
    bare: DurationUnit | None = None
    unit: str | None = None
    clock: Clock | None = None

    @property
    def of_dates(self) -> bool:
        """Whether its figures are days, as ordinals."""
        return self.reference is not None and self.reference.kind == "date"

    def place_distance(self, quantity: Quantity) -> float | str:
        """Return a tolerance on the scale, or why it has none; between days it is in days."""
        if not self.of_dates:
            return self.place(quantity)
        return Scale(time="day", bare="day").place(quantity)

    def place(self, quantity: Quantity) -> float | str:
        """Return the value of a quantity on the scale, or why it has none."""
        quantity = self.clock.read(quantity) if self.clock else quantity
        if quantity.value is None:
            why = "it is only promised" if quantity.placeholder else "no figure can be read from it"
            return f"{why}: {shortened(quantity.text)}"
        if quantity.kind == "date":
            return (
                quantity.value if self.of_dates else f"a date is no figure on a scale: {quantity}"
            )
        if quantity.kind == "range":
            return f"a range is not one figure: {quantity}"
        if self.of_dates:
            return f"{quantity} is no day, as the target {self.reference} is"
        return self.place_figure(quantity, quantity.value)

    def place_exactly(self, quantity: Quantity) -> float | str:
        """Return the value of a quantity that is not a mere bound, or why it has none."""
        if quantity.value is not None and quantity.bound != "=":
            return f"it only bounds the figure: {quantity}"
        return self.place(quantity)

    def place_figure(self, quantity: Quantity, figure: float) -> float | str:
        """Return one figure of a quantity, such as the upper end of a range, on the scale."""
        if self.time is not None:
            own = unit_of_time(quantity) or (self.bare if _is_bare(quantity) else None)
            if own is None:
                if quantity.kind == "ratio":
                    return f"{quantity.text} is no length of time, unless the unit is as {_CLOCKS}"
                return f"{quantity} is no length of time"
            if own != self.time:
                figure *= DAYS[own] / DAYS[self.time]
        elif not (_is_bare(quantity) or self._on_scale(quantity)):
            other = f"the unit {self.unit}" if self.unit else str(self.reference)
            return f"{quantity} is not on one scale with {other}"
        return figure if math.isfinite(figure) else f"{quantity} is too large to compute with"

    def _on_scale(self, quantity: Quantity) -> bool:
        return self.reference is None or comparable(self.reference, quantity)


def scale_of(kpi: Kpi, measured: Iterable[Quantity] = ()) -> Scale:
    """Find the scale of a KPI.

    Parameters
    ----------
    kpi
        The KPI.
    measured
        Its measured values.

    Returns
    -------
    Scale
        That of days where the target is one, *by 2027-06-30*, and neither unit nor baseline
        says otherwise; else by the first that says more
        than a bare number of: the target, the KPI's unit (percent,
        money or a unit of time), the baseline, the milestones, the measured values. Durations are
        converted to the KPI's unit where that is one of time, else to the unit of the first.

    Examples
    --------
    >>> scale = scale_of(Kpi(id="answer", unit="hours", target={"value": "2 days"}))
    >>> scale.place(Quantity.read("1 day")), scale.place(Quantity.read(12))
    (24.0, 12.0)
    """
    unit = _read_unit(kpi.unit)
    target = figure_of(kpi.target)
    if unit is None and target is not None and _is_deadline(target, figure_of(kpi.baseline)):
        return Scale(reference=target)
    bare = unit_of_time(unit) if unit else None
    clock = clock_of(kpi.unit) if kpi.unit else None
    seen = map(clock.read, measured) if clock else measured
    reference = next(filter(_says_its_scale, _stated(kpi, unit, seen)), None)
    if bare and reference is not None and reference.kind == "ratio":
        reference = unit
    time = unit_of_time(reference) if reference else None
    return Scale(
        reference=reference,
        time=(bare or time) if time else None,
        bare=bare,
        unit=kpi.unit if reference is not None and reference is unit else None,
        clock=clock,
    )


def scale_of_unit(kpi: Kpi) -> Scale | None:
    """Return the scale that a KPI's unit alone sets, or ``None`` where it sets none.

    Examples
    --------
    >>> euros = scale_of_unit(Kpi(id="basket", unit="EUR"))
    >>> euros.place(Quantity.read("$5"))
    '5 USD is not on one scale with the unit EUR'
    >>> scale_of_unit(Kpi(id="guests", unit="guests"))
    """
    unit = _read_unit(kpi.unit)
    if unit is None:
        return None
    time = unit_of_time(unit)
    clock = clock_of(kpi.unit) if kpi.unit else None
    return Scale(reference=unit, time=time, bare=time, unit=kpi.unit, clock=clock)


@lru_cache(maxsize=1024)
def _read_unit(text: str | None) -> Quantity | None:
    """Return one of a unit where that is percent, money or a unit of time."""
    unit = Quantity.read(f"1 {text}") if text else None
    return unit if unit and unit.kind in ("percent", "money", "duration") else None


def _stated(
    kpi: Kpi, unit: Quantity | None, measured: Iterable[Quantity]
) -> Iterator[Quantity | None]:
    """Yield what may say the scale of a KPI, what counts most first."""
    yield figure_of(kpi.target)
    yield unit
    yield figure_of(kpi.baseline)
    yield from (milestone.value for milestone in kpi.milestones)
    yield from measured


def figure_of(held: Measured | Target | None) -> Quantity | None:
    """Return the figure of a baseline, milestone or target as written."""
    return None if held is None else held.value


def unit_of_time(quantity: Quantity) -> DurationUnit | None:
    """Return the unit of a duration, or of a range of them; ``None`` for all else."""
    unit = quantity.unit
    if quantity.kind not in ("duration", "range") or unit not in DAYS:
        return None
    return unit


def _is_deadline(target: Quantity, baseline: Quantity | None) -> bool:
    return target.kind == "date" and (baseline is None or baseline.kind == "date")


def _says_its_scale(quantity: Quantity | None) -> bool:
    if quantity is None or quantity.value is None:
        return False
    return quantity.kind != "date" and not _is_bare(quantity)


def fits_every_scale(quantity: Quantity) -> bool:
    """Tell whether a quantity is one bare number, which takes the unit of whatever scale it is on.

    Examples
    --------
    >>> [fits_every_scale(Quantity.read(text)) for text in ("80", "80 %", "> 80", "70-80")]
    [True, False, False, False]
    """
    return (
        quantity.kind == "number"
        and quantity.unit is None
        and quantity.of is None
        and quantity.bound == "="
        and quantity.value is not None
        and math.isfinite(quantity.value)
    )


def _is_bare(quantity: Quantity) -> bool:
    return quantity.unit is None and quantity.kind in ("number", "range")
