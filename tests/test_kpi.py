"""Whether a KPI is measured often enough for what hangs on it."""

from __future__ import annotations

import pytest

from theoryofchange.kpi import Kpi


def test_the_shortest_time_is_what_is_needed():
    kpi = Kpi(
        id="k",
        decision="Hire at the monthly meeting",
        baseline={"value": 1, "date": "2026-01-01"},
        milestones=[{"value": 2, "date": "2026-01-11"}],
        target={"value": 3, "date": "2026-12-31"},
    )
    assert kpi.needed_within == (10.0, "10 days lie between 2026-01-01 and 2026-01-11")


@pytest.mark.parametrize(
    ("cadence", "decision", "expected"),
    [
        ("weekly", "Hire at the weekly meeting", True),
        ("monthly", "Hire at the weekly meeting", False),
        ("every 31 days", "Hire at the monthly meeting", True),
        ("monthly", "Hire", None),
        ("now and then", "Hire at the weekly meeting", None),
        (None, "Hire at the weekly meeting", None),
    ],
)
def test_measured_in_time(cadence, decision, expected):
    assert Kpi(id="k", cadence=cadence, decision=decision).measured_in_time is expected
