"""Figures of each customer, and their sums: what a ratio over customers is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from theoryofchange.measurement.catalogue import gini
from theoryofchange.measurement.engine.conditions import present, usable
from theoryofchange.measurement.engine.expressions import Scan
from theoryofchange.measurement.engine.metrics import LOCAL_COLUMNS, MOMENTS, REVENUE
from theoryofchange.measurement.engine.opening import ibis_module
from theoryofchange.measuring import Measure, Tally

_Pair = tuple[Any, Any, Any]
"""x, y, and whether the customer counts."""


def moments(scan: Scan, measure: Measure, metric: str) -> Any:
    """Return by period and segment the sums of two figures of each customer.

    Its columns are ``period``, ``s0`` and so on, and those of a sum each (``MOMENTS``).
    """
    each = _each(scan, measure, metric)
    x, y, counts = _PAIRS[metric](each)
    pairs = each.mutate(x=_exact(x), y=_exact(y), counts=counts)
    pairs = pairs.filter(pairs["counts"])
    x, y = pairs["x"], pairs["y"]
    sums = (pairs.count(), x.sum(), y.sum(), (x * x).sum(), (y * y).sum(), (x * y).sum())
    return pairs.group_by(scan.keys).aggregate(**dict(zip(MOMENTS, sums, strict=True)))


def values(scan: Scan, measure: Measure, one_of: int) -> Any:
    """Return by period and segment the value of each customer, or of each of a sample of them.

    Parameters
    ----------
    scan
        Which rows.
    measure
        What is measured.
    one_of
        Of how many customers one is taken, by a digest of its name.
    """
    each = _each(scan, measure, "")
    if one_of > 1:
        each = each.filter(each["entity"].hash() % one_of == 0)
    each = each.filter(each["has"] > 0)
    return each.select(*scan.keys, v=each["v"].cast("float64"))


def concentrated(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what :func:`values` gave as one row a period and segment: the Gini coefficient."""
    worth: dict[tuple[tuple[str, Any], ...], list[float]] = {}
    for row in rows:
        key = tuple((name, held) for name, held in row.items() if name != "v")
        worth.setdefault(key, []).append(row["v"])
    for key, held in worth.items():
        told = gini(sorted(held))
        figures = (told.value, told.interval.low, told.interval.high, len(held))
        yield {**dict(key), **dict(zip(LOCAL_COLUMNS, figures, strict=True))}


def _each(scan: Scan, measure: Measure, metric: str) -> Any:
    """Return one row a period, segment and customer, with all that its figures are made of."""
    reach = 2 * scan.window if metric in REVENUE else scan.window
    entity = scan.table[measure.entity]
    met = scan.condition(measure.filter) & present(entity)
    named = {"entity": entity, "met": met, **_read(scan, measure)}
    rows = scan.rows(named, reach - 1)
    rows = rows.filter(rows["met"])
    keys = [*scan.keys, "entity"]
    added = [name for name in named if name not in ("entity", "met", "day")]
    sums = {name: rows[name].sum() for name in added}
    held = rows.group_by(keys).aggregate(
        n=rows.count(), first=rows["day"].min(), last=rows["day"].max(), **sums
    )
    spread = scan.spread(held, reach)
    late = spread["offset"] < scan.window
    made = {name: spread[name].sum(where=late) for name in ("n", *added)}
    if "v" in added:
        made["before"] = spread["v"].sum(where=~late)
    return spread.group_by(keys).aggregate(
        first=spread["first"].min(), last=spread["last"].max(), **made
    )


def _read(scan: Scan, measure: Measure) -> dict[str, Any]:
    """Return what is read of a row: its day, and what adds up over the rows of a customer."""
    ibis, table = ibis_module(), scan.table
    read = {"day": scan.moments.day(table[scan.time])}
    if measure.value:
        has = present(table[measure.value])
        if measure.promised:
            has &= present(table[measure.promised])
            read["promised"] = ibis.ifelse(has, usable(table[measure.promised]), 0)
        read["has"] = ibis.ifelse(has, 1, 0)
        read["v"] = ibis.ifelse(has, usable(table[measure.value]), 0)
    if measure.fulfils:
        read["hit"] = ibis.ifelse(scan.condition(measure.fulfils), 1, 0)
    if measure.numerator and measure.denominator:
        read["above"] = _tallied(scan, measure.numerator)
        read["below"] = _tallied(scan, measure.denominator)
    return read


def _tallied(scan: Scan, tally: Tally) -> Any:
    ibis = ibis_module()
    counts = scan.condition(tally.filter)
    if tally.value is None:
        return ibis.ifelse(counts, 1, 0)
    held = scan.table[tally.value]
    counts &= present(held)
    return ibis.ifelse(counts, usable(held) if tally.aggregation == "sum" else 1, 0)


def _exact(figure: Any) -> Any:
    """Return a figure whose square an engine can hold; whole numbers stay whole."""
    return figure if figure.type().is_integer() else figure.cast("float64")


def _each_once(each: Any) -> Any:
    return ibis_module().ifelse(each["n"] > 0, 1, 0)


def _mean(each: Any) -> _Pair:
    return each["v"], each["has"], each["has"] > 0


def _of_value(each: Any) -> _Pair:
    return each["v"], _each_once(each), each["n"] > 0


def _of_rows(each: Any) -> _Pair:
    return each["n"], _each_once(each), each["n"] > 0


def _repeated(each: Any) -> _Pair:
    return ibis_module().ifelse(each["n"] > 1, 1, 0), _each_once(each), each["n"] > 0


def _intervals(each: Any) -> _Pair:
    return each["last"] - each["first"], each["n"] - 1, each["n"] > 1


def _settled(each: Any) -> _Pair:
    return each["hit"], each["n"], each["n"] > 0


def _sides(each: Any) -> _Pair:
    return each["above"], each["below"], each["n"] > 0


def _gap(each: Any) -> _Pair:
    answers = each["has"].cast("float64")
    return each["promised"] / answers, each["v"] / answers, each["has"] > 0


def _revenue(metric: str) -> Callable[[Any], _Pair]:
    def pair(each: Any) -> _Pair:
        ibis = ibis_module()
        begin, end = each["before"], each["v"].fill_null(0)
        lost = ibis.ifelse(begin > end, begin - end, 0)
        x = {"gross_revenue_retention": begin - lost, "net_revenue_retention": end}
        return x.get(metric, lost), begin, begin > 0

    return pair


_PAIRS: Mapping[str, Callable[[Any], _Pair]] = {
    "acquisition_cost": _sides,
    "average_order_value": _mean,
    "ces": _mean,
    "expectation_gap": _gap,
    "first_contact_resolution": _settled,
    "purchase_frequency": _of_rows,
    "purchase_interval": _intervals,
    "referrals": _of_value,
    "repeat_rate": _repeated,
    "share_of_wallet": _sides,
    **{metric: _revenue(metric) for metric in REVENUE},
}
"""x and y of a customer, by metric."""
