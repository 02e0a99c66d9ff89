"""Dated figures of others to compare with, one a name."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from theoryofchange.kpi import BenchmarkKind
from theoryofchange.measurement.derivation import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFigure:
    """An outside figure to compare with.

    Parameters
    ----------
    name
        Whose figure it is.
    value
        The figure, in the unit of the KPI it is compared with.
    date
        When it was measured.
    source
        Where it was published.
    n
        How many answers or cases it rests on.
    kind
        What it is: ``competitor``, ``share_of_spend`` or ``neighbouring_industry``.
    """

    name: str
    value: float
    date: datetime.date | None = None
    source: str | None = None
    n: int | None = None
    kind: BenchmarkKind | None = None


def newest(
    figures: Iterable[OutsideFigure], as_of: datetime.date
) -> tuple[tuple[OutsideFigure, ...], tuple[str, ...]]:
    """Keep one figure a name: the one with the latest date up to a date.

    Parameters
    ----------
    figures
        Figures of any date; a name may come several times.
    as_of
        The last date that counts.

    Returns
    -------
    tuple
        The figures kept, in the order of first mention, and one message for each that was left
        out. An undated figure is kept only where its name has no dated one. Where two figures of
        one name and date differ, neither is kept.

    Examples
    --------
    >>> old = OutsideFigure(name="Nordlicht", value=71, date=datetime.date(2024, 5, 1))
    >>> new = OutsideFigure(name="Nordlicht", value=74, date=datetime.date(2025, 5, 1))
    >>> kept, left_out = newest([new, old], as_of=datetime.date(2026, 1, 1))
    >>> kept == (new,), left_out
    (True, ('Nordlicht 71 of 2024-05-01 is superseded by 74 of 2025-05-01',))
    """
    by_name: dict[str, list[OutsideFigure]] = {}
    for figure in figures:
        by_name.setdefault(figure.name, []).append(figure)
    kept: list[OutsideFigure] = []
    messages: list[str] = []
    for name, own in by_name.items():
        known = [figure for figure in own if figure.date is None or figure.date <= as_of]
        messages += [f"{_named(f)} is dated after {as_of}" for f in own if f not in known]
        if not known:
            continue
        latest = max(known, key=_age)
        rivals = {figure.value for figure in known if _age(figure) == _age(latest)}
        if len(rivals) > 1:
            listed = ", ".join(plain(value) for value in sorted(rivals))
            messages.append(f"{name} has several figures of {_day(latest)}: {listed}")
            continue
        kept.append(latest)
        same = sum(_age(figure) == _age(latest) for figure in known)
        if same > 1:
            messages.append(f"{_named(latest)} is given {same} times: one is kept")
        messages += [
            f"{_named(figure)} is superseded by {plain(latest.value)} of {_day(latest)}"
            for figure in known
            if _age(figure) != _age(latest)
        ]
    return tuple(kept), tuple(messages)


def _age(figure: OutsideFigure) -> datetime.date:
    return figure.date or datetime.date.min


def _day(figure: OutsideFigure) -> str:
    return str(figure.date) if figure.date else "no date"


def _named(figure: OutsideFigure) -> str:
    return f"{figure.name} {plain(figure.value)} of {_day(figure)}"
