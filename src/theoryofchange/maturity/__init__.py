"""Maturity: capabilities, the answers that rate them, and scores that carry their derivation.

A capability is a measurement ability. People *attest* its level with ratings; the levels of some
capabilities are also *derived* from the theory itself. Both are shown. Attested answers make the
score where there are any, else the derived one does, and is marked as such. What nobody rated is
not rated: no score is made up for it.
"""

from __future__ import annotations

from theoryofchange.maturity.facts import FACTS, DerivedAnswer, Fact, derive
from theoryofchange.maturity.loading import load_model, packaged_models
from theoryofchange.maturity.model import (
    LEVELS,
    Answer,
    Capability,
    Derivation,
    Dimension,
    Level,
    MaturityModel,
)
from theoryofchange.maturity.raters import Mean, RaterAnswer, TeamScore
from theoryofchange.maturity.rating import Exclusion, MaturitySettings, Rating
from theoryofchange.maturity.score import (
    CapabilityScore,
    DimensionScore,
    MaturityScore,
    NotCounted,
)
from theoryofchange.maturity.scoring import score_model

__all__ = [
    "FACTS",
    "LEVELS",
    "Answer",
    "Capability",
    "CapabilityScore",
    "Derivation",
    "DerivedAnswer",
    "Dimension",
    "DimensionScore",
    "Exclusion",
    "Fact",
    "Level",
    "MaturityModel",
    "MaturityScore",
    "MaturitySettings",
    "Mean",
    "NotCounted",
    "RaterAnswer",
    "Rating",
    "TeamScore",
    "derive",
    "load_model",
    "packaged_models",
    "score_model",
]
