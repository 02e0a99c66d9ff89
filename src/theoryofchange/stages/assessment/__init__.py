"""Assess: how able are we to measure, by ratings and by what the theory shows itself."""

from __future__ import annotations

from theoryofchange.stages.assessment.making import GAP_KINDS, Assessment, assess, ratings_of

__all__ = ["GAP_KINDS", "Assessment", "assess", "ratings_of"]
