"""Whether groups of customers stay equally long: the log-rank test (Mantel 1966; Peto 1972)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from theoryofchange.measurement.catalogue.moments import column
from theoryofchange.measurement.catalogue.special import chi_square_tail
from theoryofchange.measurement.catalogue.statistic import NoFigure
from theoryofchange.measurement.catalogue.survival import checked_durations, flags

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

_FORMULA = "(left − expected)ᵀ V⁻¹ (left − expected), V by the hypergeometric law"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTally:
    """How many left one group, beside how many would if all groups were alike.

    Parameters
    ----------
    group
        Its name.
    n
        How many customers.
    left
        Who left.
    expected
        How many would have.
    """

    group: str
    n: int
    left: int
    expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRank:
    """Whether groups stay equally long.

    Parameters
    ----------
    statistic
        Chi-square, from 0 on; ``None`` where it cannot be computed.
    degrees
        Degrees of freedom: groups less one.
    p_value
        How likely so large a statistic is where groups are alike; ``None`` as above.
    groups
        What it is made from, in the order given.
    formula
        How it is computed.
    reason
        Why there is none; ``None`` where there is.
    """

    statistic: float | None
    degrees: int
    p_value: float | None
    groups: tuple[GroupTally, ...]
    formula: str = _FORMULA
    reason: str | None = None


def log_rank(groups: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> LogRank:
    """Test whether groups of customers stay equally long.

    Parameters
    ----------
    groups
        For each of at least two groups, its durations and whether each customer left, as in
        :func:`~theoryofchange.measurement.catalogue.survival.kaplan_meier`.

    Returns
    -------
    LogRank
        None where a group is empty or a duration absent or negative, and where nobody left while
        several groups were there.

    Raises
    ------
    TypeError
        If a duration is no number, or whether it left neither true nor false.
    ValueError
        If there are fewer than two groups, or the two of a group differ in length.

    Examples
    --------
    >>> app, shop = ([3, 5, 7, 9], [1, 1, 1, 0]), ([8, 12, 15, 20], [1, 1, 0, 0])
    >>> told = log_rank({"app": app, "shop": shop})
    >>> round(told.statistic, 3), told.degrees, round(told.p_value, 3)
    (2.697, 1, 0.101)
    """
    if len(groups) < 2:
        raise ValueError(f"a comparison needs at least two groups, not {len(groups)}")
    read = {name: _read(name, *held) for name, held in groups.items()}
    degrees = len(read) - 1
    try:
        for name, (times, _) in read.items():
            _check(name, times)
        tallies, difference, variance = _compare(read)
        statistic = _weighed(difference, variance)
    except NoFigure as none:
        return LogRank(statistic=None, degrees=degrees, p_value=None, groups=(), reason=str(none))
    return LogRank(
        statistic=statistic,
        degrees=degrees,
        p_value=chi_square_tail(statistic, degrees),
        groups=tallies,
    )


_Group = tuple["NDArray[np.float64]", "NDArray[np.bool_]"]


def _read(name: str, durations: Any, left: Any) -> _Group:
    times, ended = column("durations", durations), flags("left", left)
    if len(times) != len(ended):
        raise ValueError(f"{name}: there are {len(times)} durations, and {len(ended)} of left")
    return times, ended


def _check(name: str, times: NDArray[np.float64]) -> None:
    try:
        checked_durations(times)
    except NoFigure as none:
        raise NoFigure(f"{name}: {none}") from None


def _compare(
    read: Mapping[str, _Group],
) -> tuple[tuple[GroupTally, ...], NDArray[np.float64], NDArray[np.float64]]:
    """Return who left and was expected to, the difference, and its variance."""
    import numpy as np

    when = np.unique(np.concatenate([times[ended] for times, ended in read.values()]))
    at_risk = np.array(
        [len(times) - np.searchsorted(np.sort(times), when) for times, _ in read.values()]
    ).reshape(len(read), len(when))
    gone = np.array(
        [
            np.searchsorted(np.sort(t[e]), when, "right") - np.searchsorted(np.sort(t[e]), when)
            for t, e in read.values()
        ]
    ).reshape(len(read), len(when))
    total, leaving = at_risk.sum(axis=0), gone.sum(axis=0)
    shares = at_risk / total
    spread = leaving * (total - leaving) / np.maximum(total - 1, 1)
    variance = np.diag((shares * spread).sum(axis=1)) - (shares * spread) @ shares.T
    expected = (shares * leaving).sum(axis=1)
    tallies = tuple(
        GroupTally(group=name, n=len(read[name][0]), left=int(left), expected=float(due))
        for name, left, due in zip(read, gone.sum(axis=1), expected, strict=True)
    )
    return tallies, gone.sum(axis=1) - expected, variance


def _weighed(difference: NDArray[np.float64], variance: NDArray[np.float64]) -> float:
    """Weigh the difference by its variance; the last group follows from the others."""
    import numpy as np

    kept, square = difference[:-1], variance[:-1, :-1]
    if np.linalg.matrix_rank(square) < len(kept):
        raise NoFigure("groups cannot be compared: nobody left while others of another were there")
    return float(kept @ np.linalg.solve(square, kept))
