"""Compared with whom: each KPI among its benchmarks, and what its target rank requires today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Benchmark, BenchmarkKind, Kpi
from theoryofchange.measurement import (
    OutsideFigure,
    Ranking,
    Requirement,
    newest,
    rank_of,
    required_for_rank,
)
from theoryofchange.measurement.scale import Scale, scale_of
from theoryofchange.stages.analysis.observing import Observations, ValuesByKpi

_RANKED: tuple[BenchmarkKind | None, ...] = (None, "competitor")
"""The kinds of figure among which a target rank is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One KPI among the benchmarks of one kind.

    Parameters
    ----------
    kpi
        The KPI.
    name, unit
        What people call it, and the unit of all figures; ``None`` where none is told.
    kind
        Whom it is compared with; ``None`` where the figures do not say.
    own, own_date
        Its own latest value and day, in its unit.
    figures
        The outside figures compared with, the newest of each name.
    ranking
        Where it stands, best and median, and the gaps to them.
    requirement
        What the target rank requires today; ``None`` where no rank is aimed at.
    left_out
        Figures that were not compared, and why.
    """

    kpi: str
    name: str
    unit: str | None
    kind: BenchmarkKind | None
    own: float | None
    own_date: dt.date | None
    figures: tuple[OutsideFigure, ...]
    ranking: Ranking
    requirement: Requirement | None
    left_out: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        ranking, need = self.ranking, self.requirement
        return {
            "kpi": self.kpi,
            "kind": self.kind,
            "own": self.own,
            "own_date": self.own_date.isoformat() if self.own_date else None,
            "rank": ranking.rank,
            "of": ranking.of,
            "best": ranking.best,
            "best_name": ranking.best_name,
            "median": ranking.median,
            "gap_to_best": ranking.gap_to_best,
            "gap_to_median": ranking.gap_to_median,
            "derivation": ranking.derivation,
            "reason": ranking.reason,
            "target_rank": need.target_rank if need else None,
            "required": need.value if need else None,
            "required_derivation": need.derivation if need else None,
            "required_reason": need.reason if need else None,
            "figures": [_figure(figure) for figure in self.figures],
            "left_out": list(self.left_out),
        }


def _figure(figure: OutsideFigure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "value": figure.value,
        "date": figure.date.isoformat() if figure.date else None,
        "source": figure.source,
        "n": figure.n,
    }


def compare(theory: TheoryOfChange) -> tuple[Comparison, ...]:
    """Compare every KPI that has benchmarks with each kind of them.

    A KPI's own value is its latest total up to the theory's day, as analyze takes it, else its
    baseline. The target rank is that of a KPI of ranks which measures the same goal or outcome, or
    which this one's own target states; it is a rank among competitors.
    """
    by_kpi: dict[str, list[Benchmark]] = {}
    for benchmark in theory.benchmarks:
        by_kpi.setdefault(theory.resolve(benchmark.kpi), []).append(benchmark)
    compared = {id for id in by_kpi if id in theory.kpis}
    relevant = [each for each in theory.observations if theory.resolve(each.kpi) in compared]
    measured = Observations(theory, relevant)
    return tuple(
        _compare(theory, theory.kpis[id], kind, group, measured)
        for id, benchmarks in by_kpi.items()
        if id in compared
        for kind, group in _by_kind(benchmarks).items()
    )


def _by_kind(benchmarks: Iterable[Benchmark]) -> dict[BenchmarkKind | None, list[Benchmark]]:
    kinds: dict[BenchmarkKind | None, list[Benchmark]] = {}
    for benchmark in benchmarks:
        kinds.setdefault(benchmark.kind, []).append(benchmark)
    return kinds


def _own(
    kpi: Kpi, measured: ValuesByKpi, as_of: dt.date | None
) -> tuple[float, dt.date | None] | None:
    """Return a KPI's latest value and its day, on its scale."""
    points = [
        (day, value)
        for day, value in measured.series(kpi.id).points
        if as_of is None or day <= as_of
    ]
    baseline = kpi.baseline
    if points and (baseline is None or baseline.date is None or points[-1][0] >= baseline.date):
        return points[-1][1], points[-1][0]
    if baseline is None or baseline.value is None:
        return None
    placed = measured.series(kpi.id).scale.place_exactly(baseline.value)
    return None if isinstance(placed, str) else (placed, baseline.date)


def _compare(
    theory: TheoryOfChange,
    kpi: Kpi,
    kind: BenchmarkKind | None,
    benchmarks: list[Benchmark],
    measured: ValuesByKpi,
) -> Comparison:
    own = None if kpi.confidential else _own(kpi, measured, theory.as_of)
    scale = _scale(kpi, benchmarks, measured)
    figures, left_out = _figures(benchmarks, scale)
    kept, superseded = newest(figures, theory.as_of or dt.date.max)
    ranking = rank_of(own[0] if own else None, kept, kpi.direction)
    if kpi.confidential:
        ranking = replace(ranking, reason="its figures are confidential")
    return Comparison(
        kpi=kpi.id,
        name=kpi.name,
        unit=scale.time or kpi.unit,
        kind=kind,
        own=own[0] if own else None,
        own_date=own[1] if own else None,
        figures=kept,
        ranking=ranking,
        requirement=_requirement(theory, kpi, kept) if kind in _RANKED else None,
        left_out=(*left_out, *superseded),
    )


def _scale(kpi: Kpi, benchmarks: list[Benchmark], measured: ValuesByKpi) -> Scale:
    """Return a KPI's scale, or that of its benchmarks where nothing of its own has one."""
    own = measured.series(kpi.id).scale
    if own.reference is not None or own.time is not None:
        return own
    return scale_of(kpi, (each.value for each in benchmarks))


def _figures(
    benchmarks: list[Benchmark], scale: Scale
) -> tuple[list[OutsideFigure], tuple[str, ...]]:
    figures, left_out = [], []
    for index, each in enumerate(benchmarks, 1):
        name = each.name or each.source or f"figure {index}"
        placed = scale.place_exactly(each.value)
        if isinstance(placed, str):
            left_out.append(f"{name}: {placed}")
        else:
            figures.append(
                OutsideFigure(
                    name=name,
                    value=placed,
                    date=each.date,
                    source=each.source,
                    n=each.n,
                    kind=each.kind,
                )
            )
    return figures, tuple(left_out)


def _requirement(
    theory: TheoryOfChange, kpi: Kpi, figures: tuple[OutsideFigure, ...]
) -> Requirement | None:
    beside = theory.kpis_of(theory.resolve(kpi.measures)) if kpi.measures else ()
    for candidate in (each for each in (kpi, *beside) if not each.confidential):
        target = candidate.target.value if candidate.target else None
        if target is not None and target.kind == "rank" and target.value is not None:
            of = int(target.of) if target.of is not None else None
            return required_for_rank(int(target.value), figures, kpi.direction, of)
    return None
