"""Assess: how able are we to measure, by ratings and by what the theory shows itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from theoryofchange.graph import TheoryOfChange
from theoryofchange.maturity import (
    LEVELS,
    CapabilityScore,
    DimensionScore,
    MaturityModel,
    MaturityScore,
    MaturitySettings,
    Rating,
    derive,
    load_model,
    score_model,
)
from theoryofchange.stages.comparison import Comparison, compare
from theoryofchange.stages.facts import facts_of
from theoryofchange.stages.provenance import Provenance, provenance_of
from theoryofchange.stages.result import (
    Gap,
    Part,
    Result,
    Stage,
    derivation_table,
    gap_id,
    gap_table,
    largest_first,
)
from theoryofchange.view.blocks import (
    Bar,
    Bars,
    Column,
    Heading,
    Headline,
    NextStep,
    Note,
    Table,
    Tone,
    View,
)

if TYPE_CHECKING:
    import pandas as pd

_HIGHEST = len(LEVELS)
_GAPS_SHOWN = 12

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
        blocks = [self._headline(), self._dimension_bars(), self._dimension_table()]
        if self.comparisons:
            blocks += [Heading("Compared with whom"), self._comparison_table()]
        blocks += [Heading("Capabilities"), self._capability_table(), *self._notes()]
        blocks.append(derivation_table(self.derivation))
        shown = self.gaps[:_GAPS_SHOWN]
        caption = f"The {len(shown)} largest of {len(self.gaps)} gaps"
        blocks.append(gap_table(shown, caption))
        return View("Assess", tuple(blocks), key="assess")

    def _headline(self) -> Headline:
        current = self.maturity.current
        if current.value is None:
            text = "Nobody has rated a capability and the theory shows none: maturity is unknown"
            return Headline(text, tone="unknown")
        weakest = ", ".join(_dimension(self.maturity, id).title for id in current.weakest)
        note = (
            f"The minimum is {_level(current.minimum)}, in {weakest}. "
            f"Taken over {current.counted} of {current.of} dimensions."
        )
        text = f"Measurement maturity is {_level(current.value)} of {_HIGHEST}"
        return Headline(text, value=_level(current.value), note=note, tone=_tone(current.value))

    def _dimension_bars(self) -> Bars:
        bars = tuple(
            Bar(
                each.title,
                each.current.value,
                mark=each.current.minimum,
                text=f"{_level(each.current.value)}, minimum {_level(each.current.minimum)}",
                tone=_tone(each.current.value),
            )
            for each in self.maturity.dimensions
        )
        return Bars(bars, most=_HIGHEST, caption="Mean of each dimension; the mark is its minimum")

    def _dimension_table(self) -> Table:
        columns = (
            Column("Dimension"),
            Column("Level", "right"),
            Column("Minimum", "right"),
            Column("Previous", "right"),
            Column("Target", "right"),
            Column("Rated", "right", hint="Capabilities with a level, of those in scope"),
            Column("Weakest"),
        )
        rows = tuple(
            (
                each.title,
                _level(each.current.value),
                _level(each.current.minimum),
                _level(each.previous.value),
                _level(each.target),
                f"{each.current.counted} of {each.current.of}",
                ", ".join(_capability(each, id).title for id in each.current.weakest),
            )
            for each in self.maturity.dimensions
        )
        return Table(columns, rows, caption="Levels from 1 to 5")

    def _capability_table(self) -> Table:
        columns = (
            Column("Capability"),
            Column("Level", "right"),
            Column("From"),
            Column("Derived", "right", hint="The level the theory itself shows"),
            Column("Previous", "right"),
            Column("Target", "right"),
            Column("Spread", "right", hint="The highest less the lowest answer of all raters"),
            Column("Next step"),
        )
        rows = tuple(_capability_cells(each) for each in self.maturity.capabilities)
        return Table(columns, rows)

    def _comparison_table(self) -> Table:
        columns = (
            Column("KPI"),
            Column("With"),
            Column("Own", "right"),
            Column("Rank", "right"),
            Column("Gap to best", "right"),
            Column("Gap to median", "right"),
            Column("The target rank requires today"),
        )
        rows = tuple(_comparison_cells(each) for each in self.comparisons)
        return Table(columns, rows, caption="Dated outside figures, the newest of each name")

    def _notes(self) -> list[Note | NextStep]:
        notes: list[Note | NextStep] = [
            Note(
                f"{each.title}: people say {_level(each.attested)}, the theory shows "
                f"{each.derived.level if each.derived else '–'}.",
                tone="warn",
            )
            for each in self.maturity.capabilities
            if each.disagreement is not None
        ]
        notes += [
            Note(f"{id} is out of scope: {why}.") for id, why in self.maturity.excluded.items()
        ]
        notes += [
            Note(
                f"Not counted: the {each.what} for {each.capability}, since {each.reason}.", "warn"
            )
            for each in self.maturity.not_counted
        ]
        first = next((each for each in self.maturity.weakest if each.next_step), None)
        if first is not None and first.next_step:
            notes.append(NextStep(first.next_step, why=f"{first.title} is the weakest capability."))
        return notes


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
        The directory that a relative path of the theory's own model starts from and may not leave.

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
    >>> said = Rating(capability="goal_clarity", team="crm", rater="Ada", answer=3, date="2026-01-15")
    >>> assess(theory, [said]).maturity.current.value
    3.0
    """
    settings = theory.maturity or MaturitySettings()
    chosen = settings.model if model is None else model
    used = chosen if isinstance(chosen, MaturityModel) else load_model(chosen, root=root)
    given = theory.ratings if ratings is None else _ratings(ratings)
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


def _ratings(given: Iterable[Rating] | pd.DataFrame) -> tuple[Rating, ...]:
    if not hasattr(given, "to_dict"):
        return tuple(given)
    needed = ("capability", "team", "rater", "answer", "date")
    absent = [name for name in needed if name not in given.columns]
    if absent:
        raise ValueError(f"ratings lack the column {', '.join(absent)}")
    rows = given.astype(object).where(given.notna(), None).to_dict("records")
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
            f"level {_level(current.value)} over {current.counted} of {current.of} capabilities, "
            f"as ({_level(current.value)} − 1) / {_HIGHEST - 1}"
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
            title = (
                f"{each.title} is at {_level(each.current)}, the target is {_level(each.target)}"
            )
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
        ranking = each.ranking
        if ranking.rank is None or ranking.rank == 1 or ranking.gap_to_best is None:
            continue
        kpi, kind = theory.kpis[each.kpi], (each.kind or "benchmark").replace("_", " ")
        gaps.append(
            Gap(
                id=gap_id("assess", "behind-benchmark", f"{each.kpi}:{each.kind or 'benchmark'}"),
                stage="assess",
                kind="behind-benchmark",
                subject=each.kpi,
                title=f"{kpi.name} is {ranking.rank} of {ranking.of} by {kind} figures, "
                f"{ranking.gap_to_best:g} from the best",
                score=(ranking.rank - 1) / (ranking.of - 1),
                weight=sum(theory.goal_shares[goal] for goal in theory.goals_of_kpi(each.kpi)),
                goals=theory.goals_of_kpi(each.kpi),
            )
        )
    return gaps


def _level(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _tone(value: float | None) -> Tone:
    if value is None:
        return "unknown"
    return "bad" if value < 2 else "warn" if value < 3 else "good"


def _dimension(scored: MaturityScore, id: str) -> DimensionScore:
    return next(each for each in scored.dimensions if each.id == id)


def _capability(dimension: DimensionScore, id: str) -> CapabilityScore:
    return next(each for each in dimension.capabilities if each.id == id)


def _capability_cells(each: CapabilityScore) -> tuple[str | int | None, ...]:
    return (
        each.title,
        _level(each.current),
        each.origin,
        None if each.derived is None else each.derived.level,
        _level(each.previous),
        _level(each.target),
        each.spread,
        each.next_step or "",
    )


def _comparison_cells(each: Comparison) -> tuple[str | float | None, ...]:
    ranking, need = each.ranking, each.requirement
    rank = f"{ranking.rank} of {ranking.of}" if ranking.rank else ranking.reason
    required = "" if need is None else (need.reason or "")
    if need is not None and need.value is not None:
        required = need.derivation
    return (
        each.kpi,
        (each.kind or "not said").replace("_", " "),
        each.own,
        rank,
        ranking.gap_to_best,
        ranking.gap_to_median,
        required,
    )


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}
