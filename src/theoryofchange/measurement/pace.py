"""How fast a KPI compounds, beside the pace that its target asks for."""

from __future__ import annotations

import math
from collections.abc import Callable

from theoryofchange.measurement.derivation import number, plain
from theoryofchange.measurement.progress import Progress, absence, computed


def compound_progress(
    baseline: float | None,
    actual: float | None,
    target: float | None,
    elapsed: float | None,
    allowed: float | None,
) -> Progress:
    """Compare the rate of compound change so far with the rate the target asks for.

    Parameters
    ----------
    baseline, actual, target
        Values in the KPI's unit, all above zero; ``None`` where unknown.
    elapsed, allowed
        Time from the baseline to the actual value and to the target, above zero, in one unit
        (which one does not matter).

    Returns
    -------
    Progress
        ``(ln(actual/baseline) / elapsed) / (ln(target/baseline) / allowed)``: 1 is the pace that
        reaches the target exactly on time.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    See Also
    --------
    growth_progress : The same comparison in compound annual growth rates.

    Examples
    --------
    >>> compound_progress(100, 110, 121, elapsed=1, allowed=2).formula
    '(ln(110/100) / 1) / (ln(121/100) / 2) = 1'
    >>> compound_progress(0, 110, 121, elapsed=1, allowed=2).reason
    'compound change needs values above zero, and the baseline is 0'
    """
    facts = _facts(baseline, actual, target, elapsed, allowed)
    return _compared(
        facts, "compound", "(ln({factor}) / {time})", lambda factor, time: math.log(factor) / time
    )


def growth_progress(
    baseline: float | None,
    actual: float | None,
    target: float | None,
    elapsed: float | None,
    allowed: float | None,
) -> Progress:
    """Compare the compound annual growth rate so far with the one the target asks for.

    It always has the sign of :func:`compound_progress` and lies on the same side of 1, and is a
    little different elsewhere. Canada's indicator framework for the sustainable development goals
    publishes this one.

    Parameters
    ----------
    baseline, actual, target
        Values in the KPI's unit, all above zero; ``None`` where unknown.
    elapsed, allowed
        Years from the baseline to the actual value and to the target, above zero.

    Returns
    -------
    Progress
        ``((actual/baseline)^(1/elapsed) − 1) / ((target/baseline)^(1/allowed) − 1)``.

    Raises
    ------
    ValueError
        If a value is ``nan`` or infinite.

    Examples
    --------
    >>> growth_progress(14.5, 10.4, 7.25, elapsed=8, allowed=15).formula
    '((10.4/14.5)^(1/8) − 1) / ((7.25/14.5)^(1/15) − 1) = 0.90109'
    """
    facts = _facts(baseline, actual, target, elapsed, allowed)
    return _compared(
        facts,
        "growth rate",
        "(({factor})^(1/{time}) − 1)",
        lambda factor, time: math.expm1(math.log(factor) / time),
    )


def _compared(
    facts: tuple[float, float, float, float, float] | str,
    method: str,
    form: str,
    rate: Callable[[float, float], float],
) -> Progress:
    """Divide the rate so far by the one asked for; the form writes a rate out."""
    if isinstance(facts, str):
        so_far = form.format(factor="actual/baseline", time="elapsed")
        asked = form.format(factor="target/baseline", time="allowed")
        return Progress(value=None, method=method, formula=f"{so_far} / {asked}", reason=facts)
    start, now, end, spent, given = facts
    so_far = form.format(factor=f"{number(now)}/{number(start)}", time=number(spent))
    asked = form.format(factor=f"{number(end)}/{number(start)}", time=number(given))
    try:
        value = rate(now / start, spent) / rate(end / start, given)
    except (ValueError, OverflowError, ZeroDivisionError):
        value = math.nan
    return computed(method, f"{so_far} / {asked}", value)


def _facts(
    baseline: float | None,
    actual: float | None,
    target: float | None,
    elapsed: float | None,
    allowed: float | None,
) -> tuple[float, float, float, float, float] | str:
    absent = absence(
        **{"baseline": baseline, "actual value": actual, "target": target},
        **{"time elapsed": elapsed, "time allowed": allowed},
    )
    if baseline is None or actual is None or target is None or elapsed is None or allowed is None:
        return absent
    values = {"baseline": baseline, "actual value": actual, "target": target}
    for name, value in values.items():
        if value <= 0:
            return f"compound change needs values above zero, and the {name} is {plain(value)}"
    for name, time in {"elapsed": elapsed, "allowed": allowed}.items():
        if time <= 0:
            return f"compound change needs time, and the time {name} is {plain(time)}"
    if target == baseline:
        return f"the target equals the baseline ({plain(baseline)}): that is to maintain"
    return baseline, actual, target, elapsed, allowed
