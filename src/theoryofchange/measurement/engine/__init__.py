"""KPIs measured from tables: many in one scan, on whatever engine the tables live.

Nothing here needs an engine before a table is opened; Ibis and DuckDB are imported then.
"""

from __future__ import annotations

from theoryofchange.measurement.engine.calendar import Calendar, Rhythm, rhythm_of
from theoryofchange.measurement.engine.figures import Figure
from theoryofchange.measurement.engine.ledger import Ledger
from theoryofchange.measurement.engine.origin import Origin
from theoryofchange.measurement.engine.running import Computed, Course, measured
from theoryofchange.measurement.engine.sources import Data, DataSpec, data_of, read_data

__all__ = [
    "Calendar",
    "Computed",
    "Course",
    "Data",
    "DataSpec",
    "Figure",
    "Ledger",
    "Origin",
    "Rhythm",
    "data_of",
    "measured",
    "read_data",
    "rhythm_of",
]
