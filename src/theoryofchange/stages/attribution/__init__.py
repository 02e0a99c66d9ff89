"""Attribute: what made a KPI change, by the formula that it is computed by."""

from __future__ import annotations

from theoryofchange.stages.attribution.making import attribute
from theoryofchange.stages.attribution.result import COLUMNS, Attribution

__all__ = ["COLUMNS", "Attribution", "attribute"]
