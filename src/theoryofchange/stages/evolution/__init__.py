"""Evolve: what to do next, in what order, by whom and until when."""

from __future__ import annotations

from theoryofchange.stages.evolution.catalogue import Catalogue, Work, catalogue
from theoryofchange.stages.evolution.closing import Closing
from theoryofchange.stages.evolution.gaps import GAP_KINDS
from theoryofchange.stages.evolution.making import evolve
from theoryofchange.stages.evolution.milestones import Milestone
from theoryofchange.stages.evolution.portfolio import Quadrant
from theoryofchange.stages.evolution.projection import Projection
from theoryofchange.stages.evolution.recommendation import Recommendation, Share
from theoryofchange.stages.evolution.result import COLUMNS, RECOMMENDATION_COLUMNS, Roadmap
from theoryofchange.stages.evolution.rows import Row

__all__ = [
    "COLUMNS",
    "GAP_KINDS",
    "RECOMMENDATION_COLUMNS",
    "Catalogue",
    "Closing",
    "Milestone",
    "Projection",
    "Quadrant",
    "Recommendation",
    "Roadmap",
    "Row",
    "Share",
    "Work",
    "catalogue",
    "evolve",
]
