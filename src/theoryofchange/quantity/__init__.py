"""Values, targets, units and durations as people write them.

The one place where text becomes a number: ``80 %``, ``at or below 50 days``, ``14 of 16``,
``€1.2M``, ``120 万``. What cannot be read is kept as it was written and says so.
"""

from __future__ import annotations

from theoryofchange.quantity.duration import Duration, DurationUnit, Rate
from theoryofchange.quantity.model import Quantity, comparable
from theoryofchange.quantity.parsed import Bound, Kind

__all__ = ["Bound", "Duration", "DurationUnit", "Kind", "Quantity", "Rate", "comparable"]
