"""What the cells of a column say for or against what its header seems to mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from theoryofchange.interop.table.periods import Convention, day_of, period_in
from theoryofchange.interop.table.words import meaning, with_sign
from theoryofchange.quantity import Quantity

ALWAYS = 0.95
"""The share of the rows in which an id must stand."""

MOSTLY = 0.8
"""The share of the ids that must name one KPI each."""

_EITHER_WAY = (Convention(day_first=True), Convention(day_first=False))


def fits(role: str, cells: Iterable[str]) -> bool:
    """Tell whether the cells of a column may be what a role takes.

    Parameters
    ----------
    role
        The role that its header seems to name.
    cells
        Its cells; empty ones do not count, and a column of nothing else fits any role.

    Examples
    --------
    >>> fits("date", ["2026-01-31", "soon"]), fits("date", ["365", "7"])
    (True, False)
    >>> fits("target", ["95 %", "TBD", "as agreed"]), fits("direction", ["3.2", "4"])
    (True, False)
    """
    held = [cell for cell in cells if cell]
    test = _TESTS.get(role)
    if test is None or not held:
        return True
    says, share = test
    return sum(1 for cell in held if says(cell)) >= share * len(held)


def said_by(role: str | None, cells: Iterable[str]) -> str | None:
    """Return the role that the cells of a column say where its header could mean another.

    A column of figures is no outcome but measured values; one of figures with a unit is no goal
    but a target; and one of words for directions alone is the direction.

    Parameters
    ----------
    role
        The role that its header seems to name; ``None`` where it names none.
    cells
        Its cells; empty ones do not count.

    Returns
    -------
    str or None
        The role, or ``None`` where the cells do not say another.

    Examples
    --------
    >>> said_by("outcome", ["7 %", "", "9 %"]), said_by("goal", ["рост", "снижение"])
    ('actual', 'direction')
    >>> said_by("goal", ["1", "2"]) is said_by("outcome", ["Growth", "7 %"]) is None
    True
    """
    held = [cell for cell in cells if cell]
    if role not in ("goal", "outcome", None) or not held:
        return None
    if all(meaning("directions", cell) for cell in held):
        return "direction"
    if role == "outcome" and all(map(_is_figure, held)):
        return "actual"
    if role == "goal" and all(_is_figure(cell) and _is_no_number(cell) for cell in held):
        return "target"
    return None


def identifies(ids: Sequence[str], titles: Sequence[str]) -> bool:
    """Tell whether a column of ids stands in every row, and each of them names one KPI.

    Examples
    --------
    >>> identifies(["a", "a", "b"], ["Speed", "Speed", "Cost"])
    True
    >>> identifies(["north", "north"], ["Speed", "Cost"])
    False
    """
    if not ids or sum(1 for id in ids if id) < ALWAYS * len(ids):
        return False
    named: defaultdict[str, set[str]] = defaultdict(set)
    for id, title in zip(ids, titles, strict=True):
        named[id].add(title.casefold())
    return sum(1 for found in named.values() if len(found) == 1) >= MOSTLY * len(named)


def _is_day(cell: str) -> bool:
    return any(day_of(cell, convention) is not None for convention in _EITHER_WAY)


def _is_period(cell: str) -> bool:
    found = period_in(cell)
    return _is_day(cell) or (found is not None and found.span == (0, len(cell)))


def _is_figure(cell: str) -> bool:
    quantity = Quantity.read(with_sign(cell) or cell)
    return quantity.readable or quantity.placeholder or _is_day(cell)


def _is_no_number(cell: str) -> bool:
    quantity = Quantity.read(cell)
    return quantity.kind != "number" or quantity.unit is not None


def _means(kind: str) -> Callable[[str], bool]:
    return lambda cell: meaning(kind, cell) is not None


_TESTS: Mapping[str, tuple[Callable[[str], bool], float]] = {
    "title": (_is_no_number, 0.5),
    "date": (_is_period, 0.5),
    "baseline_date": (_is_period, 0.5),
    "target_date": (_is_period, 0.5),
    "review_by": (_is_period, 0.5),
    "baseline": (_is_figure, 0.2),
    "target": (_is_figure, 0.2),
    "actual": (_is_figure, 0.2),
    "benchmark": (_is_figure, 0.2),
    "tolerance": (_is_figure, 0.2),
    "n": (_is_figure, 0.5),
    "direction": (_means("directions"), 0.2),
    "timing": (_means("timings"), 0.2),
    "status": (_means("statuses"), 0.2),
    "rising": (_means("truths"), 0.5),
    "falling": (_means("truths"), 0.5),
}
"""What a cell of a role says, and the share of the cells that must say it."""
