"""The gaps that the assessment finds, and what closes each kind of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from theoryofchange.graph import TheoryOfChange
from theoryofchange.maturity import LEVELS, CapabilityScore, MaturityScore
from theoryofchange.stages.assessment.comparison import Comparison
from theoryofchange.stages.assessment.levels import level_text
from theoryofchange.stages.result import Gap, gap_id, largest_first
from theoryofchange.view.measure import number

_STEPS = len(LEVELS) - 1

GAP_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "capability-below-target": "Take the capability's next step.",
        "capability-not-rated": "Let at least two people rate it, each with evidence.",
        "behind-benchmark": "Find out what those ahead do, and which outcome it changes.",
    }
)
"""The kinds of gap that assess finds, and what closes each."""


def gaps_of(
    theory: TheoryOfChange, maturity: MaturityScore, comparisons: Iterable[Comparison]
) -> tuple[Gap, ...]:
    """Find the gaps of an assessment.

    Parameters
    ----------
    theory
        The theory.
    maturity
        The score of every capability.
    comparisons
        KPIs among their benchmarks.

    Returns
    -------
    tuple of Gap
        The largest first. A capability counts the levels below its target as a share of all, one
        that is not rated an unknown part; a KPI behind the best, or behind the rank aimed at,
        counts the ranks between as a share of those there are.
    """
    return largest_first([*_of_capabilities(theory, maturity), *_of_ranks(theory, comparisons)])


def _of_capabilities(theory: TheoryOfChange, maturity: MaturityScore) -> Iterator[Gap]:
    in_scope = [each for each in maturity.capabilities if each.excluded is None]
    for each in in_scope:
        if each.origin == "not rated":
            title = f"{each.title} is not rated"
            yield _gap(theory, "capability-not-rated", each, title, None, 1 / len(in_scope))
        elif each.gap is not None and each.gap > 0:
            current, target = level_text(each.current), level_text(each.target)
            title = f"{each.title} is at {current}, the target is {target}"
            score = each.gap / _STEPS
            yield _gap(theory, "capability-below-target", each, title, score, 1 / len(in_scope))


def _gap(
    theory: TheoryOfChange,
    kind: str,
    capability: CapabilityScore,
    title: str,
    score: float | None,
    weight: float,
) -> Gap:
    return Gap(
        id=gap_id("assess", kind, capability.id),
        stage="assess",
        kind=kind,
        subject=capability.id,
        title=title,
        score=score,
        weight=weight,
        goals=tuple(theory.goals),
    )


def _of_ranks(theory: TheoryOfChange, comparisons: Iterable[Comparison]) -> Iterator[Gap]:
    for each in comparisons:
        ranking, need = each.ranking, each.requirement
        aim = need.target_rank if need else 1
        if ranking.rank is None or ranking.rank <= aim or ranking.gap_to_best is None:
            continue
        kpi, kind = theory.kpis[each.kpi], (each.kind or "benchmark").replace("_", " ")
        away = f"rank {aim} is aimed at" if need else f"{number(ranking.gap_to_best)} from the best"
        yield Gap(
            id=gap_id("assess", "behind-benchmark", f"{each.kpi}:{each.kind or 'benchmark'}"),
            stage="assess",
            kind="behind-benchmark",
            subject=each.kpi,
            title=f"{kpi.name} is {ranking.rank} of {ranking.of} by {kind} figures, {away}",
            score=(ranking.rank - aim) / (ranking.of - aim),
            weight=sum(theory.goal_shares[goal] for goal in theory.goals_of_kpi(each.kpi)),
            goals=theory.goals_of_kpi(each.kpi),
        )
