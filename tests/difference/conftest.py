"""A KPI, a theory that holds it, and what changed between two theories, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

import theoryofchange as toc


@pytest.fixture
def retention() -> dict[str, Any]:
    return {
        "title": "Customers kept",
        "measures": "base",
        "definition": "Share of customers who ordered again",
        "formula": "again / before",
        "unit": "percent",
        "direction": "increase",
        "version": "1",
        "owner": "crm",
        "baseline": {"value": 71, "date": "2025-12-31"},
        "target": {"value": 80, "date": "2027-12-31"},
        "milestones": [{"value": 74, "date": "2026-06-30"}],
        "tolerance": 0.5,
    }


@pytest.fixture
def theory() -> Callable[..., dict[str, Any]]:
    def theory(kpi: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
        goals = {"base": {"title": "Keep customers"}}
        return {"goals": goals, "kpis": {"kept": dict(kpi)}, **parts}

    return theory


@pytest.fixture
def changes() -> Callable[..., dict[str, toc.Change]]:
    def changes(before: Any, after: Any) -> dict[str, toc.Change]:
        return {change.field: change for change in toc.diff(before, after).changes}

    return changes
