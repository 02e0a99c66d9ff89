"""An axis of a drawing."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from the least value to the greatest, linear or by powers of ten."""

    least: float
    most: float
    log: str

    def share(self, value: float) -> float:
        """Return where a value lies, from 0 at the least to 1 at the most."""
        if self.log == "log":
            value, least, most = math.log(value), math.log(self.least), math.log(self.most)
        else:
            least, most = self.least, self.most
        return (value - least) / (most - least)

    def ticks(self) -> list[float]:
        """Return the round values that a reader is shown."""
        if self.log == "log":
            first, last = math.floor(math.log10(self.least)), math.ceil(math.log10(self.most))
            steps = [10.0**power * digit for power in range(first, last + 1) for digit in (1, 3)]
            return [step for step in steps if self.least <= step <= self.most]
        step = _round_step((self.most - self.least) / 5)
        first = math.ceil(self.least / step - 1e-9)
        last = math.floor(self.most / step + 1e-9)
        return [index * step for index in range(first, last + 1)]


def _round_step(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= step * 0.999)
