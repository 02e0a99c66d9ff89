"""Assess: how able are we to measure, by ratings and by what the theory shows itself."""

from __future__ import annotations

from theoryofchange.stages.assessment.gaps import GAP_KINDS
from theoryofchange.stages.assessment.making import assess
from theoryofchange.stages.assessment.ratings import ratings_of
from theoryofchange.stages.assessment.result import Assessment

__all__ = ["GAP_KINDS", "Assessment", "assess", "ratings_of"]
