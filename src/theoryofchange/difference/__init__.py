"""Diff: what changed between two theories, and what follows from it."""

from __future__ import annotations

from theoryofchange.difference.change import COLUMNS, KINDS, Change
from theoryofchange.difference.making import diff
from theoryofchange.difference.pairing import Rename
from theoryofchange.difference.result import Diff
from theoryofchange.difference.sets import Replaced

__all__ = ["COLUMNS", "KINDS", "Change", "Diff", "Rename", "Replaced", "diff"]
