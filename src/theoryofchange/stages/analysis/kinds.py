"""A reading of each metric as one of Parmenter's four types, with its grounds.

David Parmenter tells four types apart. *Key result indicators* (KRI) tell a board how the whole has
done; *result indicators* (RI) what teams together have achieved; *performance indicators* (PI) what
a team does that leads there; *key performance indicators* (KPI) the few of those that are not of
money, are measured all the time, and make somebody act. This reading is offered beside the criteria
and plays no part in them: a metric that qualifies as a KPI may be read as a KRI.

What a file shows of this is taken as follows. *Result*: what it measures is a goal, or it is
lagging, or it is of money. *Performance*: it measures an outcome on the way, and leads. *Key*: of
results, that it measures a goal; of performance, that it is measured at least weekly, is not of
money, has an owner and triggers a decision.

Source: D. Parmenter, Key Performance Indicators: Developing, Implementing, and Using Winning KPIs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.derivation import shortened
from theoryofchange.measurement.scale import scale_of
from theoryofchange.quantity.cadence import cadence_days
from theoryofchange.stages.analysis.position import Position

IndicatorType = Literal["KRI", "RI", "PI", "KPI"]

_OFTEN = 7.0
"""How many days may lie between two values of a key performance indicator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeReading:
    """As which of Parmenter's types a metric can be read.

    Parameters
    ----------
    type
        The type; ``None`` where it cannot be told.
    grounds
        What speaks for it, each in words.
    lacks
        What keeps a performance indicator from being read as key.
    """

    type: IndicatorType | None
    grounds: tuple[str, ...]
    lacks: tuple[str, ...] = ()

    @property
    def because(self) -> str:
        """The grounds, and what is lacking, in one text."""
        told = "; ".join(self.grounds)
        return f"{told}; not key: {'; '.join(self.lacks)}" if self.lacks else told


def read_type(kpi: Kpi, position: Position) -> TypeReading:
    """Read a metric as one of Parmenter's types.

    Parameters
    ----------
    kpi
        The metric.
    position
        Where it stands in the theory.

    Returns
    -------
    TypeReading
        The type and its grounds, by the rule at the top of this module.
    """
    if position.level == "strategic":
        return TypeReading(type="KRI", grounds=(position.level_because,))
    if position.level is None:
        return TypeReading(type=None, grounds=(position.level_because,))
    money = _of_money(kpi)
    if money or position.timing == "lagging":
        lags = "it is of money" if money else f"it is lagging ({position.timing_because})"
        return TypeReading(type="RI", grounds=(lags, position.level_because))
    shown = (position.lead.because,) if position.lead is not None else ()
    grounds = (f"it is leading ({position.timing_because})", *shown)
    lacks = tuple(_lacks(kpi))
    if lacks:
        return TypeReading(type="PI", grounds=grounds, lacks=lacks)
    named = f"{kpi.owner} acts on it: {shortened(kpi.decision or '')}"
    return TypeReading(type="KPI", grounds=(*grounds, f"it is measured {kpi.cadence}", named))


def _lacks(kpi: Kpi) -> list[str]:
    days = cadence_days(kpi.cadence) if kpi.cadence else None
    lacks = []
    if days is None:
        lacks.append("it is not said how often it is measured")
    elif days > _OFTEN:
        lacks.append(f"it is measured only {kpi.cadence}")
    if not kpi.owner:
        lacks.append("nobody answers for it")
    if not kpi.decision:
        lacks.append("it triggers no decision")
    return lacks


def _of_money(kpi: Kpi) -> bool:
    reference = scale_of(kpi).reference
    return reference is not None and reference.kind == "money"
