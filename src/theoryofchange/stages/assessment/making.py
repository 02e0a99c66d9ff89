"""Assess: how able are we to measure, by ratings and by what the theory shows itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theoryofchange.errors import InputError, kind_of
from theoryofchange.graph import TheoryOfChange
from theoryofchange.maturity import (
    LEVELS,
    DimensionScore,
    MaturityModel,
    MaturitySettings,
    Rating,
    derive,
    load_model,
    score_model,
)
from theoryofchange.source.files import YAML_ENDINGS
from theoryofchange.stages.assessment.comparison import compare
from theoryofchange.stages.assessment.facts import facts_of
from theoryofchange.stages.assessment.gaps import gaps_of
from theoryofchange.stages.assessment.levels import level_text
from theoryofchange.stages.assessment.ratings import known_to, ratings_of
from theoryofchange.stages.assessment.result import Assessment
from theoryofchange.stages.provenance import provenance_of
from theoryofchange.stages.result import Part, expect_theory

if TYPE_CHECKING:
    import pandas as pd

_STEPS = len(LEVELS) - 1


def assess(
    theory: TheoryOfChange,
    ratings: Iterable[Rating | Mapping[str, Any]] | pd.DataFrame | None = None,
    *,
    model: MaturityModel | str | Path | None = None,
    root: Path | None = None,
) -> Assessment:
    """Assess how able an organisation is to measure what its theory says.

    Parameters
    ----------
    theory
        The theory.
    ratings
        Answers to the model's questions: ratings, mappings of their fields, or a frame with the
        columns ``capability``, ``team``, ``rater``, ``answer``, ``date`` and perhaps ``evidence``
        and ``target``. By default the theory's own.
    model
        The maturity model, its name or its path; by default the one the theory names.
    root
        The directory that a relative path of the theory's own model starts from and may not leave;
        by default the theory's own.

    Returns
    -------
    Assessment
        The levels with their answers, what the theory itself shows, comparisons and gaps.

    Raises
    ------
    TypeError
        Where the theory, the ratings or the model is something else.
    InputError, DeclarationError
        Where the model cannot be had, or has faults.
    ValueError
        Where the frame lacks a column, or a row is no rating, or one of a capability or a level
        that the model has not; the message names the row, counted from 0.

    Examples
    --------
    >>> theory = TheoryOfChange()
    >>> said = {"capability": "goal_clarity", "team": "crm", "rater": "Ada", "answer": 3}
    >>> assess(theory, [Rating(**said, date="2026-01-15")]).maturity.current.value
    3.0
    """
    expect_theory(theory)
    settings = theory.maturity or MaturitySettings()
    used = _own_model(settings.model, root or theory.root) if model is None else _model(model)
    given = theory.ratings if ratings is None else known_to(used, ratings_of(ratings))
    scored = score_model(
        used,
        given,
        derive(used, facts_of(theory)),
        as_of=theory.as_of,
        targets=settings.targets,
        exclusions=settings.exclude,
    )
    comparisons = compare(theory)
    return Assessment(
        theory=theory,
        model=used,
        maturity=scored,
        comparisons=comparisons,
        derivation=tuple(_part(dimension) for dimension in scored.dimensions),
        gaps=gaps_of(theory, scored, comparisons),
        provenance=provenance_of(theory),
    )


def _model(given: object) -> MaturityModel:
    if isinstance(given, str | Path):
        return load_model(given)
    if not isinstance(given, MaturityModel):
        message = f"model takes a MaturityModel, its name or its path, not {kind_of(given)}"
        raise TypeError(message)
    return given


def _own_model(name: str, root: Path | None) -> MaturityModel:
    """Load the model that a theory names: a packaged one, or one below its own directory."""
    if root is None and ("/" in name or name.endswith(YAML_ENDINGS)):
        raise InputError(
            f"{name}: a theory that was not read from files can name only a packaged model; "
            "give assess(..., model=...)"
        )
    return load_model(name, root=root)


def _part(dimension: DimensionScore) -> Part:
    current = dimension.current
    return Part(
        name=dimension.title,
        value=None if current.value is None else (current.value - 1) / _STEPS,
        because=(
            f"level {level_text(current.value)} over {current.counted} of {current.of} "
            f"capabilities, as ({level_text(current.value)} − 1) / {_STEPS}"
            if current.value is not None
            else f"none of {current.of} capabilities is rated"
        ),
    )
