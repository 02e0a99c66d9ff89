"""Compared with whom: rank among benchmarks, the gaps, and what a target rank requires today."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from theoryofchange.kpi import Direction
from theoryofchange.measurement.benchmark import OutsideFigure
from theoryofchange.measurement.derivation import number, plain, require_finite

Towards = Literal["increase", "decrease"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Where an own value stands among others.

    Parameters
    ----------
    rank
        1 is the best; equal values share the better rank. ``None`` where it cannot be told.
    of
        How many are ranked, the own one among them.
    best
        The best of the other figures.
    best_name
        Whose it is; several names where they share it.
    median
        The median of the other figures.
    gap_to_best, gap_to_median
        What the own value lacks, in the unit of the figures; negative where it is ahead.
    ties
        Who shares the rank.
    derivation
        How the rank comes about.
    reason
        Why there is no rank; ``None`` where there is one.
    """

    rank: int | None
    of: int
    best: float | None
    best_name: str | None
    median: float | None
    gap_to_best: float | None
    gap_to_median: float | None
    ties: tuple[str, ...]
    derivation: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What a rank requires today.

    Parameters
    ----------
    target_rank
        The rank asked for.
    of
        How many are ranked, the own one among them; ``None`` where not said and not known.
    value
        The figure to beat; ``None`` where it cannot be told, or where any value will do.
    holder
        Whose figure that is.
    best_case
        With figures missing: what must be beaten if all the unknown ones are worse.
    worst_case
        With figures missing: what must be beaten if all the unknown ones are better; ``None``
        where then no known figure tells.
    derivation
        How the answer comes about.
    reason
        Why ``value`` is ``None``; ``None`` where it is not.
    """

    target_rank: int
    of: int | None
    value: float | None
    holder: str | None
    best_case: float | None
    worst_case: float | None
    derivation: str
    reason: str | None = None


def rank_of(
    own: float | None, others: Sequence[OutsideFigure], direction: Direction | None
) -> Ranking:
    """Rank an own value among others.

    Parameters
    ----------
    own
        The own value, in the unit of the figures; ``None`` where unknown.
    others
        One figure for each of the others (see :func:`newest`).
    direction
        Which way is better: ``increase`` or ``decrease``. Nothing else has a rank.

    Returns
    -------
    Ranking
        Standard competition ranking ("1224"): one more than the number of strictly better
        figures, so that equal values share the better rank. Best and median are those of the
        others, without the own value.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite, or a name comes twice.

    Examples
    --------
    >>> known = {"A": 82, "B": 71, "C": 64}
    >>> field = [OutsideFigure(name=name, value=value) for name, value in known.items()]
    >>> ranking = rank_of(71, field, "increase")
    >>> ranking.rank, ranking.of, ranking.ties, ranking.gap_to_best
    (2, 4, ('B',), 11.0)
    """
    _check(others, own)
    towards = _towards(direction)
    if own is None or towards is None or not others:
        return _unranked(own, others, direction)
    sign = 1.0 if towards == "increase" else -1.0
    best = max(others, key=lambda figure: sign * figure.value).value
    median = float(statistics.median(figure.value for figure in others))
    better = [figure.name for figure in others if sign * figure.value > sign * own]
    ties = tuple(figure.name for figure in others if figure.value == own)
    rank = len(better) + 1
    return Ranking(
        rank=rank,
        of=len(others) + 1,
        best=best,
        best_name=", ".join(figure.name for figure in others if figure.value == best),
        median=median,
        gap_to_best=sign * (best - own),
        gap_to_median=sign * (median - own),
        ties=ties,
        derivation=_ranked(own, others, towards, better, ties),
    )


def required_for_rank(
    target_rank: int,
    others: Sequence[OutsideFigure],
    direction: Direction | None,
    of: int | None = None,
) -> Requirement:
    """Find what a rank requires today: the figure that must be beaten.

    Parameters
    ----------
    target_rank
        The rank wanted, 1 being the best.
    others
        One figure for each of the others that are known (see :func:`newest`).
    direction
        Which way is better: ``increase`` or ``decrease``.
    of
        How many are ranked, the own one among them; by default the known ones and oneself.

    Returns
    -------
    Requirement
        The figure of whoever holds that rank among the others: to exceed it strictly takes the
        rank, to equal it shares it. The last rank requires nothing. With fewer figures known than
        ranked there is no single answer: ``best_case`` and ``worst_case`` bound it as far as the
        known figures go.

    Raises
    ------
    ValueError
        If a figure is ``nan`` or infinite, or a name comes twice.

    Examples
    --------
    >>> known = {"A": 82, "B": 79, "C": 64}
    >>> field = [OutsideFigure(name=name, value=value) for name, value in known.items()]
    >>> need = required_for_rank(2, field, "increase")
    >>> need.value, need.holder, need.derivation
    (79, 'B', 'rank 2 of 4 is held by B with 79: more than that takes it, as much shares it')
    >>> need = required_for_rank(2, field, "increase", of=5)
    >>> need.value, need.best_case, need.worst_case
    (None, 79, 82)
    """
    _check(others, None)
    size = len(others) + 1 if of is None else of
    towards = _towards(direction)
    fault = _rank_fault(target_rank, size, len(others), direction)
    if fault or towards is None:
        return _unknown(target_rank, size, fault)
    field = sorted(others, key=lambda figure: figure.value, reverse=towards == "increase")
    if target_rank == size:
        return _unknown(target_rank, size, "the last rank requires nothing: any value has it")
    unknown = size - 1 - len(field)
    if unknown:
        return _bounded(target_rank, size, field, unknown)
    holder = field[target_rank - 1]
    names = ", ".join(figure.name for figure in field if figure.value == holder.value)
    amount = "more" if towards == "increase" else "less"
    return Requirement(
        target_rank=target_rank,
        of=size,
        value=holder.value,
        holder=names,
        best_case=holder.value,
        worst_case=holder.value,
        derivation=(
            f"rank {target_rank} of {size} is held by {names} with {plain(holder.value)}: "
            f"{amount} than that takes it, as much shares it"
        ),
    )


def _check(others: Sequence[OutsideFigure], own: float | None) -> None:
    require_finite(own=own, **{f"the figure of {each.name}": each.value for each in others})
    names = [figure.name for figure in others]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"one figure a name: {', '.join(twice)} comes more than once")


def _towards(direction: Direction | None) -> Towards | None:
    if direction == "increase":
        return "increase"
    return "decrease" if direction == "decrease" else None


def _no_order(direction: Direction | None) -> str:
    if direction is None:
        return "without a direction no value is better than another"
    return f"the direction is {direction}: that has no rank"


def _unranked(
    own: float | None, others: Sequence[OutsideFigure], direction: Direction | None
) -> Ranking:
    if own is None:
        reason = "there is no own value"
    elif not others:
        reason = "there are no figures to compare with"
    else:
        reason = _no_order(direction)
    return Ranking(
        rank=None,
        of=len(others) + 1,
        best=None,
        best_name=None,
        median=None,
        gap_to_best=None,
        gap_to_median=None,
        ties=(),
        derivation="rank = 1 + the number of better figures",
        reason=reason,
    )


def _ranked(
    own: float,
    others: Sequence[OutsideFigure],
    towards: Towards,
    better: Sequence[str],
    ties: Sequence[str],
) -> str:
    word = "higher" if towards == "increase" else "lower"
    of_whom = f" ({', '.join(better)})" if better else ""
    text = (
        f"1 + {len(better)} {word} than {number(own)}{of_whom} = "
        f"{len(better) + 1} of {len(others) + 1}"
    )
    if ties:
        text += f"; shared with {', '.join(ties)}, equal values share the better rank"
    days = sorted(figure.date for figure in others if figure.date is not None)
    if days and days[0] != days[-1]:
        text += f"; figures of {days[0]} to {days[-1]}"
    undated = len(others) - len(days)
    return f"{text}; {undated} of {len(others)} figures undated" if undated else text


def _rank_fault(rank: int, size: int, known: int, direction: Direction | None) -> str | None:
    if _towards(direction) is None:
        return _no_order(direction)
    if rank < 1 or rank > size:
        return f"rank {rank} of {size} is impossible"
    if known > size - 1:
        return f"{known} others are known, more than the {size - 1} that {size} leave room for"
    return None


def _unknown(rank: int, size: int, reason: str | None) -> Requirement:
    return Requirement(
        target_rank=rank,
        of=size,
        value=None,
        holder=None,
        best_case=None,
        worst_case=None,
        derivation=f"the figure that holds rank {rank} of {size}",
        reason=reason,
    )


def _bounded(rank: int, size: int, field: Sequence[OutsideFigure], unknown: int) -> Requirement:
    best = field[rank - 1].value if rank <= len(field) else None
    worst = field[rank - unknown - 1].value if rank > unknown else None
    hopeful = "no known figure need be beaten" if best is None else f"{plain(best)} must be beaten"
    grim = "no known figure tells" if worst is None else f"{plain(worst)} must be beaten"
    return Requirement(
        target_rank=rank,
        of=size,
        value=None,
        holder=None,
        best_case=best,
        worst_case=worst,
        derivation=(
            f"if the {unknown} unknown are all worse, {hopeful}; if they are all better, {grim}"
        ),
        reason=f"only {len(field)} of {size - 1} others are known",
    )
