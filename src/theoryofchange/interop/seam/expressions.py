"""Expressions of a query language: over other metrics a formula, over tables prose."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from theoryofchange.formula import Formula, Prose, read_formula
from theoryofchange.formula.tree import quoted

_ARITHMETIC = re.compile(r"[\w\s.+\-*/()]+")
_COMMENT = re.compile(r"--|//|/\*|\*/|\*\*")
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def over_metrics(expression: str, ids: Mapping[str, str], own: str = "") -> str | None:
    """Return an expression over other metrics as a formula over the KPIs that they became.

    Parameters
    ----------
    expression
        As ``revenue / nullif(orders, 0)``; names may have dots.
    ids
        The id of the KPI of each name that may stand in it.
    own
        The id of the KPI it is the expression of: a name that seems to be that is a column.

    Returns
    -------
    str or None
        ``None`` where it says anything but ``+ - * /``, brackets, numbers and those names: a
        function, a column, a comment.

    Examples
    --------
    >>> over_metrics("(sales.net - cost) / 2", {"sales.net": "net_sales", "cost": "cost"})
    '(net_sales - cost) / 2'
    >>> over_metrics("sum(cost)", {"cost": "cost"}) is None
    True
    """
    if not _ARITHMETIC.fullmatch(expression) or _COMMENT.search(expression):
        return None
    names = [found[0] for found in _NAME.finditer(expression)]
    if not all(name in ids for name in names):
        return None
    text = _NAME.sub(lambda found: quoted(ids[found[0]]), expression).strip()
    known = {ids[name] for name in names} - {own}
    return text if isinstance(read_formula(text, known), Formula) else None


def in_words(text: str | None, known: Collection[str]) -> str | None:
    """Return how something is computed, where it would not be taken for a formula over KPIs.

    Parameters
    ----------
    text
        An expression over columns, or words.
    known
        The ids of all KPIs there are.

    Examples
    --------
    >>> in_words("SUM(cost)", {"cost"}), in_words("cost", {"cost"})
    ('SUM(cost)', None)
    """
    text = (text or "").strip()
    return text if text and isinstance(read_formula(text, known), Prose) else None
