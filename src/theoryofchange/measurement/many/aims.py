"""The aims of many KPIs: each plan as a scale on which more is better."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from theoryofchange.measurement.many.plans import (
    DECREASE,
    INCREASE,
    MAINTAIN,
    RANGE,
    UNDECLARED,
    Codes,
    Floats,
    Plans,
    Truths,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aims:
    """The aims of many KPIs; see :class:`~theoryofchange.measurement.plan.Aim`.

    Parameters
    ----------
    plans
        Their plans.
    way
        What is better for each: the declared direction, else the one its end points state.
    known
        Whether there is an aim at all.
    enough
        The merit that meets it.
    banded, low, high
        Whether a value is to be kept in a band, and its ends.
    tolerance
        What counts as no difference.
    """

    plans: Plans
    way: Codes
    known: Truths
    enough: Floats
    banded: Truths
    low: Floats
    high: Floats
    tolerance: Floats

    def nearest(self, value: Floats) -> Floats:
        """Return the place in each band that is nearest to a value."""
        below, above = value < self.low, value > self.high
        return np.where(below, self.low, np.where(above, self.high, value))

    def outside(self, value: Floats) -> Floats:
        """Return how far values are from their bands."""
        distance = np.abs(value - self.nearest(value))
        inside = distance <= rounding(value, self.low, self.high)
        return np.where(inside, 0.0, distance)

    def merit(self, value: Floats) -> Floats:
        """Place values on the scales."""
        kept = np.where(self.way == RANGE, -self.outside(value), -np.abs(value - self.plans.target))
        moved = np.where(self.way == DECREASE, -value, value)
        return np.where(self.banded, kept, moved)

    def gain(self, baseline: Floats, value: Floats) -> Floats:
        """Tell how much nearer to what is to be met values are than the baselines."""
        made_up = self.outside(baseline) - self.outside(value)
        return np.where(self.banded, made_up, self.merit(value) - self.merit(baseline))

    def reaches(self, value: Floats, mark: Floats) -> Truths:
        """Tell which values have at least the merit of a mark, rounding aside."""
        plans = self.plans
        slack = rounding(value, mark, plans.baseline, plans.target, plans.low, plans.high)
        return self.merit(value) >= mark - slack

    @property
    def end(self) -> Floats:
        """Where each path leads; ``nan`` where there is no aim."""
        end = np.where(self.way == RANGE, self.nearest(self.plans.baseline), self.plans.target)
        return np.where(self.known, end, np.nan)


def aims_of(plans: Plans) -> Aims:
    """Read plans as aims, as :func:`~theoryofchange.measurement.plan.aim_of` does."""
    baseline, target, tolerance = plans.baseline, plans.target, np.nan_to_num(plans.tolerance)
    bounded = ~(np.isnan(plans.low) & np.isnan(plans.high))
    undeclared = plans.way == UNDECLARED
    ranged = (plans.way == RANGE) | (undeclared & np.isnan(target) & bounded)
    stays = np.isnan(baseline) | (baseline == target)
    stated = np.where(stays, MAINTAIN, np.where(baseline < target, INCREASE, DECREASE))
    way = np.where(ranged, RANGE, np.where(undeclared, stated, plans.way)).astype(np.int8)
    kept = way == MAINTAIN
    moved = np.where(way == DECREASE, -target, target)
    return Aims(
        plans=plans,
        way=way,
        known=np.where(ranged, bounded & ~(plans.low > plans.high), ~np.isnan(target)),
        enough=np.where(ranged, 0.0, np.where(kept, -tolerance, moved)),
        banded=ranged | kept,
        low=np.where(kept, target - tolerance, plans.low),
        high=np.where(kept, target + tolerance, plans.high),
        tolerance=tolerance,
    )


def rounding(*columns: Floats) -> Floats:
    """Give the slack of :func:`~theoryofchange.measurement.derivation.rounding` for each place."""
    largest = np.zeros(len(columns[0]))
    for column in columns:
        largest = np.fmax(largest, np.abs(column))
    return 8 * sys.float_info.epsilon * largest
