"""A KPI, its values month by month, and what is told of its target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest

import theoryofchange as toc
from theoryofchange.kpi import Kpi

FIGURES = [71, 71.5, 71.2, 72.1, 73.4, 73, 74.2, 74.9, 74.6, 75.8, 76.1, 76.9]
FIGURES += [76.2, 77.4, 77.1, 76.8, 78.2, 78.9]


def month_by_month(
    figures: Sequence[Any] = FIGURES, last: str = "2026-12-31", id: str = "kept"
) -> pd.DataFrame:
    days = pd.date_range(end=last, periods=len(figures), freq="ME")
    return pd.DataFrame({"kpi": id, "date": days, "value": figures})


def of_a_target(**more: Any) -> Kpi:
    target = {"value": 80, "date": "2027-06-30"}
    given = {"id": "kept", "direction": "increase", "target": target, "unit": "points"}
    return Kpi(**{**given, **more})


@pytest.fixture(scope="session")
def months() -> Callable[..., pd.DataFrame]:
    """Return 18 values that rise to 78.9, or others, one a month up to a day."""
    return month_by_month


@pytest.fixture(scope="session")
def kpi() -> Callable[..., Kpi]:
    """Return a KPI that is to reach 80 by June, but for what is given otherwise."""
    return of_a_target


@pytest.fixture(scope="session")
def told() -> Callable[..., toc.Forecast]:
    """Forecast such a KPI from such values."""

    def told(
        frame: pd.DataFrame | None = None, as_of: str | None = None, **more: Any
    ) -> toc.Forecast:
        theory = toc.TheoryOfChange(kpis=[of_a_target(**more)])
        used = month_by_month() if frame is None else frame
        return toc.forecast(theory, used, as_of=as_of).kpi(more.get("id", "kept"))

    return told
