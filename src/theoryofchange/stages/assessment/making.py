"""Assess: how able are we to measure, by ratings and by what the theory shows itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from theoryofchange.errors import InputError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.maturity import (
    LEVELS,
    DimensionScore,
    MaturityModel,
    MaturityScore,
    MaturitySettings,
    Rating,
    derive,
    load_model,
    score_model,
)
from theoryofchange.source.files import YAML_ENDINGS
from theoryofchange.stages.assessment.comparison import Comparison, compare
from theoryofchange.stages.assessment.facts import facts_of
from theoryofchange.stages.assessment.levels import level_text
from theoryofchange.stages.provenance import Provenance, provenance_of
from theoryofchange.stages.result import (
    Gap,
    Part,
    Result,
    Stage,
    expect_theory,
    gap_id,
    largest_first,
)
from theoryofchange.view.blocks import View

if TYPE_CHECKING:
    import pandas as pd

_HIGHEST = len(LEVELS)

GAP_KINDS: Mapping[str, str] = {
    "capability-below-target": "Take the capability's next step.",
    "capability-not-rated": "Let at least two people rate it, each with evidence.",
    "behind-benchmark": "Find out what those ahead do, and which outcome it changes.",
}
"""The kinds of gap that assess finds, and what closes each."""


@dataclass(frozen=True)
class Assessment(Result):
    """How able an organisation is to measure what its theory says.

    Parameters
    ----------
    model
        The maturity model.
    maturity
        The score of every capability, dimension and the whole, with the answers behind them.
    comparisons
        KPIs among their benchmarks.
    derivation
        One row a dimension: its level as a share of the way from the lowest to the highest.
    gaps
        Capabilities below their target or not rated, and KPIs behind the best.
    provenance
        What it was made from.
    """

    stage: ClassVar[Stage] = "assess"
    model: MaturityModel = field(repr=False)
    maturity: MaturityScore = field(repr=False)
    comparisons: tuple[Comparison, ...]
    derivation: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """Return one row a capability.

        Returns
        -------
        pandas.DataFrame
            Columns ``dimension``, ``capability``, ``title``, ``origin`` (attested, derived, not
            rated, excluded), ``current``, ``previous``, ``target``, ``gap`` (levels, 1 to 5),
            ``why_no_gap``, ``teams``, ``raters``, ``spread``, ``derived``, ``derived_from``,
            ``disagreement``, ``excluded``, ``next_step``.
        """
        import pandas as pd

        rows = [row for dimension in self.maturity.dimensions for row in dimension.to_rows()]
        return pd.DataFrame(rows)

    def details(self) -> Mapping[str, Any]:
        """Return levels, dimensions, capabilities, answers and comparisons as plain data."""
        current, previous = self.maturity.current, self.maturity.previous
        capabilities = self.maturity.capabilities
        return {
            "model": self.model.id,
            "level": current.value,
            "minimum": current.minimum,
            "weakest": list(current.weakest),
            "previous": previous.value,
            "target": self.maturity.target,
            "dimensions": [_plain(row) for row in self.maturity.to_rows()],
            "capabilities": [row for each in self.maturity.dimensions for row in each.to_rows()],
            "answers": [row for each in capabilities for row in each.to_rows()],
            "not_counted": [
                {"what": each.what, "capability": each.capability, "reason": each.reason}
                for each in self.maturity.not_counted
            ],
            "comparisons": [comparison.to_dict() for comparison in self.comparisons],
        }

    def view(self) -> View:
        """Return the assessment as blocks."""
        from theoryofchange.stages.assessment.page import assessment_view

        return assessment_view(self)


def assess(
    theory: TheoryOfChange,
    ratings: Iterable[Rating] | pd.DataFrame | None = None,
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
        Answers to the model's questions, as ratings or as a frame with the columns
        ``capability``, ``team``, ``rater``, ``answer``, ``date`` and perhaps ``evidence`` and
        ``target``. By default the theory's own.
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
    InputError, DeclarationError
        Where the model cannot be had, or has faults.
    ValueError
        Where the frame lacks a column.

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
    given = theory.ratings if ratings is None else ratings_of(ratings)
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
        model=used,
        maturity=scored,
        comparisons=comparisons,
        derivation=tuple(_part(dimension) for dimension in scored.dimensions),
        gaps=largest_first([*_maturity_gaps(scored, theory), *_behind(comparisons, theory)]),
        provenance=provenance_of(theory),
    )


def _model(given: MaturityModel | str | Path) -> MaturityModel:
    return given if isinstance(given, MaturityModel) else load_model(given)


def _own_model(name: str, root: Path | None) -> MaturityModel:
    """Load the model that a theory names: a packaged one, or one below its own directory."""
    if root is None and ("/" in name or name.endswith(YAML_ENDINGS)):
        raise InputError(
            f"{name}: a theory that was not read from files can name only a packaged model; "
            "give assess(..., model=...)"
        )
    return load_model(name, root=root)


def ratings_of(given: Iterable[Rating] | pd.DataFrame) -> tuple[Rating, ...]:
    """Return ratings, or the rows of a frame as ratings.

    Raises
    ------
    ValueError
        Where the frame lacks a column.
    """
    frame: Any = given
    if not hasattr(frame, "to_dict"):
        return tuple(frame)
    needed = ("capability", "team", "rater", "answer", "date")
    absent = [name for name in needed if name not in frame.columns]
    if absent:
        raise ValueError(f"ratings lack the column {', '.join(absent)}")
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return tuple(Rating(**{str(key): _cell(value) for key, value in row.items()}) for row in rows)


def _cell(value: Any) -> Any:
    """Return a cell as a rating takes it: a time stamp as its day, a whole float as its number."""
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime().date()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _part(dimension: DimensionScore) -> Part:
    current = dimension.current
    return Part(
        name=dimension.title,
        value=None if current.value is None else (current.value - 1) / (_HIGHEST - 1),
        because=(
            f"level {level_text(current.value)} over {current.counted} of {current.of} "
            f"capabilities, as ({level_text(current.value)} − 1) / {_HIGHEST - 1}"
            if current.value is not None
            else f"none of {current.of} capabilities is rated"
        ),
    )


def _maturity_gaps(scored: MaturityScore, theory: TheoryOfChange) -> list[Gap]:
    goals = tuple(theory.goals)
    in_scope = [each for each in scored.capabilities if each.excluded is None]
    weight = 1 / len(in_scope) if in_scope else 0.0
    gaps = []
    for each in in_scope:
        if each.origin == "not rated":
            kind, score, title = "capability-not-rated", None, f"{each.title} is not rated"
        elif each.gap is not None and each.gap > 0:
            kind, score = "capability-below-target", each.gap / (_HIGHEST - 1)
            current, target = level_text(each.current), level_text(each.target)
            title = f"{each.title} is at {current}, the target is {target}"
        else:
            continue
        gaps.append(
            Gap(
                id=gap_id("assess", kind, each.id),
                stage="assess",
                kind=kind,
                subject=each.id,
                title=title,
                score=score,
                weight=weight,
                goals=goals,
            )
        )
    return gaps


def _behind(comparisons: Iterable[Comparison], theory: TheoryOfChange) -> list[Gap]:
    gaps = []
    for each in comparisons:
        ranking, need = each.ranking, each.requirement
        aim = need.target_rank if need else 1
        if ranking.rank is None or ranking.rank <= aim or ranking.gap_to_best is None:
            continue
        kpi, kind = theory.kpis[each.kpi], (each.kind or "benchmark").replace("_", " ")
        gaps.append(
            Gap(
                id=gap_id("assess", "behind-benchmark", f"{each.kpi}:{each.kind or 'benchmark'}"),
                stage="assess",
                kind="behind-benchmark",
                subject=each.kpi,
                title=f"{kpi.name} is {ranking.rank} of {ranking.of} by {kind} figures, "
                + (f"rank {aim} is aimed at" if need else f"{ranking.gap_to_best:g} from the best"),
                score=(ranking.rank - aim) / (ranking.of - aim),
                weight=sum(theory.goal_shares[goal] for goal in theory.goals_of_kpi(each.kpi)),
                goals=theory.goals_of_kpi(each.kpi),
            )
        )
    return gaps


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}
