"""Maturity: capabilities, the answers that rate them, and scores that carry their derivation.

A capability is a measurement ability. People *attest* its level with ratings; the levels of some
capabilities are also *derived* from the theory itself. Both are shown. Attested answers make the
score where there are any, else the derived one does, and is marked as such. What nobody rated is
not rated: no score is made up for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "facts": (
        "FACTS",
        "DerivedAnswer",
        "Fact",
        "derive",
    ),
    "loading": (
        "load_model",
        "packaged_models",
    ),
    "model": (
        "LEVELS",
        "Answer",
        "Capability",
        "Derivation",
        "Dimension",
        "Level",
        "MaturityModel",
    ),
    "raters": (
        "Mean",
        "RaterAnswer",
        "TeamScore",
    ),
    "rating": (
        "Exclusion",
        "MaturitySettings",
        "Rating",
    ),
    "score": (
        "CapabilityScore",
        "DimensionScore",
        "MaturityScore",
        "NotCounted",
    ),
    "scoring": ("score_model",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a name from its file when it is first asked for: a check needs few of them."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
