"""Align: does what is done and measured lead to the goals, and who stands behind it?"""

from __future__ import annotations

from theoryofchange.stages.alignment.coverage import COVERAGE
from theoryofchange.stages.alignment.drawing import layers_of
from theoryofchange.stages.alignment.gaps import GAP_KINDS
from theoryofchange.stages.alignment.journey import Journey, JourneyStage
from theoryofchange.stages.alignment.making import align
from theoryofchange.stages.alignment.result import Alignment

__all__ = ["COVERAGE", "GAP_KINDS", "Alignment", "Journey", "JourneyStage", "align", "layers_of"]
