"""Targets as others write them: what they say beside the figure, and what became of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.possible import impossible
from theoryofchange.quantity import Quantity
from theoryofchange.quantity.duration import DAYS

_SHARE = re.compile(r"%|per ?cent(?:age)?\b", re.IGNORECASE)

TargetReading = Literal["parsed", "placeholder", "unreadable", "absent"]
READINGS: Mapping[TargetReading, str] = {
    "parsed": "a value could be told",
    "placeholder": "a value is promised, as in TBD",
    "unreadable": "something is written, and no value could be told",
    "absent": "no target is given",
}
"""How a target may have been read, and what each word means."""


def unit_of(quantity: Quantity) -> str | None:
    """Return the unit that a figure is told in; a percentage of something is in percent.

    Examples
    --------
    >>> [unit_of(Quantity.read(text)) for text in ("Above 8 % of all", "2 weeks", "7", "TBD")]
    ['percent', 'weeks', None, None]
    """
    if quantity.kind in ("percent", "rank", "ratio"):
        return quantity.kind
    if quantity.kind == "score":
        return quantity.unit or "points"
    if quantity.unit in DAYS:
        return f"{quantity.unit}s"
    return quantity.unit if quantity.readable else None


def unit_named(text: str) -> str | None:
    """Return the unit that a text names; percent where it begins as a share of something does.

    Examples
    --------
    >>> unit_named("% of guests"), unit_named("Per cent"), unit_named(" visits "), unit_named("")
    ('percent', 'percent', 'visits', None)
    """
    return "percent" if _SHARE.match(text.strip()) else text.strip() or None


def reading_of(kpi: Kpi) -> TargetReading:
    """Return how the target of a KPI was read.

    What is kept under ``extra.target`` beside no target is one that could not be read at all.

    Examples
    --------
    >>> reading_of(Kpi(id="k", target="TBD")), reading_of(Kpi(id="k", extra={"target": [1, 2]}))
    ('placeholder', 'unreadable')
    """
    target = kpi.target.value if kpi.target else None
    if target is None:
        return "unreadable" if "target" in kpi.extra else "absent"
    if target.readable:
        return "parsed"
    return "placeholder" if target.placeholder else "unreadable"


def target_finding(kpi: Kpi) -> str | None:
    """Return the code of the rule that will find the value of a KPI's target wanting, or ``None``.

    Of a confidential KPI no target is asked, so that fewer are found than are absent.

    Examples
    --------
    >>> target_finding(Kpi(id="k", target="TBD")), target_finding(Kpi(id="k", confidential=True))
    ('KPI021', None)
    """
    value = kpi.target.value if kpi.target else None
    if value is not None and impossible(value, kpi):
        return "KPI024"
    if kpi.confidential or (value is not None and value.readable):
        return None
    if value is None:
        return "KPI001"
    return "KPI021" if value.placeholder else "TOC008"
