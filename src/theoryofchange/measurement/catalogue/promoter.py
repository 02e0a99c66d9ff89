"""Net promoter score: those who would recommend less those who would not.

On the question *how likely is it that you would recommend us*, from 0 to 10, promoters answer 9 or
10, passives 7 or 8, detractors 0 to 6 (Reichheld 2003). The interval adds three quarters of an
answer to detractors and to promoters and one and a half to passives (Rocks 2016, *Interval
estimation for the Net Promoter Score*, after Agresti and Coull 1998).
"""

from __future__ import annotations

import math
from typing import Any

from theoryofchange.measurement.catalogue.special import normal_quantile
from theoryofchange.measurement.catalogue.statistic import (
    LEVEL,
    Interval,
    NoFigure,
    Statistic,
    checked_level,
    clipped,
    shown,
    told,
    whole_number,
)

METHOD = "adjusted Wald (¾, 1½, ¾ added)"
_SYMBOLS = "({promoters} − {detractors}) / {answers}"
_ADDED = (0.75, 1.5, 0.75)


def net_promoter_score(
    promoters: Any, passives: Any, detractors: Any, *, level: float = LEVEL
) -> Statistic:
    """Return the net promoter score, from −1 to 1.

    Parameters
    ----------
    promoters, passives, detractors
        How many answers are 9 or 10, 7 or 8, 0 to 6; ``None`` where nothing was counted.
    level
        Level of the interval, between 0 and 1.

    Returns
    -------
    Statistic
        ``(promoters − detractors) / answers``: times 100 it is in points. None without an answer.
        What is added draws the interval towards 0: of few answers that all say the same, it may not
        reach the score itself.

    Raises
    ------
    TypeError
        If a count is no number.
    ValueError
        If one is negative, or not whole.

    Examples
    --------
    >>> score = net_promoter_score(291, 476, 395)
    >>> [round(figure, 4) for figure in (score.value, score.interval.low, score.interval.high)]
    [-0.0895, -0.1331, -0.0455]
    """
    level = checked_level(level)

    def compute() -> Statistic:
        counts = _counts(promoters, passives, detractors)
        answers = sum(counts)
        if answers == 0:
            raise NoFigure("nobody answered")
        value = (counts[0] - counts[2]) / answers
        figures = {"promoters": counts[0], "detractors": counts[2], "answers": answers}
        return Statistic(
            value=value,
            interval=_interval(counts, level),
            n=answers,
            formula=shown(_SYMBOLS, figures, value),
        )

    return told(compute, _SYMBOLS, method=METHOD, level=level)


def score_variance(promoters: float, passives: float, detractors: float) -> float:
    """Return the variance of one answer, scored 1, 0 or −1.

    Parameters
    ----------
    promoters, passives, detractors
        How many answers; at least one in all.

    Returns
    -------
    float
        ``(promoters + detractors) / answers − score²``.

    Examples
    --------
    >>> round(score_variance(3, 2, 1) * 9, 12)
    5.0
    """
    answers = promoters + passives + detractors
    return (promoters + detractors) / answers - ((promoters - detractors) / answers) ** 2


def _interval(counts: tuple[int, int, int], level: float) -> Interval:
    promoters, passives, detractors = map(sum, zip(counts, _ADDED, strict=True))
    answers = promoters + passives + detractors
    centre = (promoters - detractors) / answers
    variance = score_variance(promoters, passives, detractors)
    reach = normal_quantile(level) * math.sqrt(variance / answers)
    return clipped(centre - reach, centre + reach, method=METHOD, level=level, least=-1, most=1)


def _counts(promoters: Any, passives: Any, detractors: Any) -> tuple[int, int, int]:
    return (
        whole_number("promoters", promoters),
        whole_number("passives", passives),
        whole_number("detractors", detractors),
    )
