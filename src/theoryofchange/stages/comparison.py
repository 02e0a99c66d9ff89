"""Compared with whom: each KPI among its benchmarks, and what its target rank requires today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Benchmark, BenchmarkKind, Kpi
from theoryofchange.measurement import (
    Figure,
    Ranking,
    Requirement,
    newest,
    rank_of,
    required_for_rank,
)
from theoryofchange.quantity import Quantity, comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One KPI among the benchmarks of one kind.

    Parameters
    ----------
    kpi
        The KPI.
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
    kind: BenchmarkKind | None
    own: float | None
    own_date: dt.date | None
    figures: tuple[Figure, ...]
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


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "value": figure.value,
        "date": figure.date.isoformat() if figure.date else None,
        "source": figure.source,
        "n": figure.n,
    }


def compare(theory: TheoryOfChange) -> tuple[Comparison, ...]:
    """Compare every KPI that has benchmarks with each kind of them.

    A KPI's own value is its latest observation up to the theory's day, else its baseline. The
    target rank is that of a KPI of ranks which measures the same goal or outcome, or which this
    one's own target states.
    """
    by_kpi: dict[str, list[Benchmark]] = {}
    for benchmark in theory.benchmarks:
        by_kpi.setdefault(theory.resolve(benchmark.kpi), []).append(benchmark)
    own = _own_values(theory, by_kpi)
    return tuple(
        _compare(theory, theory.kpis[id], kind, group, own[id])
        for id, benchmarks in by_kpi.items()
        if id in theory.kpis
        for kind, group in _by_kind(benchmarks).items()
    )


def _by_kind(benchmarks: Iterable[Benchmark]) -> dict[BenchmarkKind | None, list[Benchmark]]:
    kinds: dict[BenchmarkKind | None, list[Benchmark]] = {}
    for benchmark in benchmarks:
        kinds.setdefault(benchmark.kind, []).append(benchmark)
    return kinds


_Own = tuple[Quantity | None, dt.date | None]


def _own_values(theory: TheoryOfChange, wanted: Mapping[str, Any]) -> dict[str, _Own]:
    own: dict[str, _Own] = {}
    for id in wanted:
        baseline = theory.kpis[id].baseline if id in theory.kpis else None
        own[id] = (baseline.value, baseline.date) if baseline else (None, None)
    for observation in theory.observations:
        id, day = theory.resolve(observation.kpi), observation.date
        if id not in own or observation.segment or not observation.value.readable:
            continue
        if theory.as_of is not None and day > theory.as_of:
            continue
        latest = own[id][1]
        if latest is None or day >= latest:
            own[id] = (observation.value, day)
    return own


def _compare(
    theory: TheoryOfChange,
    kpi: Kpi,
    kind: BenchmarkKind | None,
    benchmarks: list[Benchmark],
    own: _Own,
) -> Comparison:
    value, day = own
    figures, left_out = _figures(benchmarks, value)
    kept, superseded = newest(figures, theory.as_of or dt.date.max)
    number = value.value if value is not None and value.readable else None
    return Comparison(
        kpi=kpi.id,
        kind=kind,
        own=number,
        own_date=day if number is not None else None,
        figures=kept,
        ranking=rank_of(number, kept, kpi.direction),
        requirement=_requirement(theory, kpi, kept),
        left_out=(*left_out, *superseded),
    )


def _figures(
    benchmarks: list[Benchmark], own: Quantity | None
) -> tuple[list[Figure], tuple[str, ...]]:
    scale = own if own is not None and own.readable else None
    figures, left_out = [], []
    for index, each in enumerate(benchmarks, 1):
        name = each.name or each.source or f"figure {index}"
        scale = scale or (each.value if each.value.readable else None)
        number = _on_scale(each.value, scale) if scale else None
        if not each.value.readable or each.value.bound != "=" or each.value.kind == "range":
            left_out.append(f"{name}: {each.value.text} is no single figure")
        elif scale is not None and number is None:
            left_out.append(f"{name}: {each.value.text} is on another scale than {scale.text}")
        elif number is not None:
            figures.append(
                Figure(
                    name=name,
                    value=number,
                    date=each.date,
                    source=each.source,
                    n=each.n,
                    kind=each.kind,
                )
            )
    return figures, tuple(left_out)


def _on_scale(quantity: Quantity, scale: Quantity) -> float | None:
    """Return a figure in the unit of another, or ``None`` where they share no scale."""
    if not comparable(quantity, scale):
        return None
    unit: Any = scale.unit
    return quantity.to(unit) if scale.kind == quantity.kind == "duration" else quantity.value


def _requirement(
    theory: TheoryOfChange, kpi: Kpi, figures: tuple[Figure, ...]
) -> Requirement | None:
    beside = theory.kpis_of(theory.resolve(kpi.measures)) if kpi.measures else ()
    for candidate in (kpi, *beside):
        target = candidate.target.value if candidate.target else None
        if target is not None and target.kind == "rank" and target.value is not None:
            of = int(target.of) if target.of is not None else None
            return required_for_rank(int(target.value), figures, kpi.direction, of)
    return None
