"""How a dbt metric is computed: a formula over other metrics, or words over its measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Any

from theoryofchange.interop.dbt.project import Entry
from theoryofchange.interop.seam.expressions import in_words, over_metrics

Params = Mapping[str, Any]


def params_of(metric: Mapping[str, Any]) -> Params:
    """Return what a metric says of its computation, from ``type_params`` and from beside it."""
    nested = metric.get("type_params")
    own = nested if isinstance(nested, dict) else {}
    for deeper in ("cumulative_type_params", "conversion_type_params"):
        held = own.get(deeper)
        own = own | (_given(held) if isinstance(held, dict) else {})
    return dict(metric) | _given(own)


def type_of(metric: Mapping[str, Any]) -> str:
    """Return the type of a metric in lower case; without one it is simple."""
    kind = metric.get("type")
    return kind.strip().lower() if isinstance(kind, str) and kind.strip() else "simple"


def counted(metric: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the measures that a metric counts."""
    params = params_of(metric)
    keys = ("measure", "base_measure", "conversion_measure")
    return tuple(name for key in keys if (name := _name(params.get(key))))


def formula_of(
    metric: Mapping[str, Any],
    ids: Mapping[str, str],
    measures: Mapping[str, Entry],
    known: Set[str],
) -> str | None:
    """Return how a metric is computed.

    Parameters
    ----------
    metric
        The metric, in the legacy or the latest form.
    ids
        The id of the KPI of each metric whose name stands once.
    measures
        Each measure whose name stands once.
    known
        The ids of all KPIs there are.

    Returns
    -------
    str or None
        A formula over the ids of KPIs where a ratio or derived metric takes others as they are;
        with a filter or an offset on one of them, and of any other type, words.
    """
    params = params_of(metric)
    kind = type_of(metric)
    if kind in _OVER_METRICS:
        expression, inputs = _OVER_METRICS[kind](params)
        plain = all(_is_plain(each) for each in inputs.values()) and not params.get("filter")
        names = {alias: ids[_name(each)] for alias, each in inputs.items() if _name(each) in ids}
        formula = over_metrics(expression, names) if plain else None
        return formula or in_words(_decorated(expression, inputs, params), known)
    words = _WORDS.get(kind, _simple)(params, measures)
    return in_words(words, known)


def measured(measure: Mapping[str, Any], known: Set[str]) -> str | None:
    """Return how a measure is computed, in words."""
    return in_words(_aggregated(measure, ""), known)


def _given(held: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in held.items() if value not in (None, [], {})}


def _name(given: Any) -> str:
    """Return the name of an input, which stands alone or beside its filter."""
    name = given.get("name") if isinstance(given, dict) else given
    return name.strip() if isinstance(name, str) else ""


def _alias(given: Any) -> str:
    alias = given.get("alias") if isinstance(given, dict) else None
    return alias if isinstance(alias, str) and alias.strip() else _name(given)


def _is_plain(given: Any) -> bool:
    """Tell whether a metric is taken as it is: not filtered, nor of another time."""
    return not isinstance(given, dict) or not _changes(given)


def _changes(given: Mapping[str, Any]) -> list[str]:
    return [
        f"{'where' if key == 'filter' else key.replace('_', ' ')} {_text(given[key])}"
        for key in ("filter", "offset_window", "offset_to_grain")
        if given.get(key)
    ]


def _text(value: Any) -> str:
    """Return a filter or a window as one line: both may stand in parts."""
    if isinstance(value, dict):
        parts = value.get("where_filters") or value.get("where_sql_template")
        if parts:
            return _text(parts)
        return " ".join(_text(part) for part in value.values() if part is not None)
    if isinstance(value, list):
        return " and ".join(map(_text, value))
    return " ".join(str(value).split())


def _ratio(params: Params) -> tuple[str, dict[str, Any]]:
    above, below = params.get("numerator"), params.get("denominator")
    inputs = {"numerator": above, "denominator": below}
    return "numerator / denominator", inputs


def _derived(params: Params) -> tuple[str, dict[str, Any]]:
    expression = params.get("expr")
    inputs = [*_several(params.get("metrics")), *_several(params.get("input_metrics"))]
    return (
        expression if isinstance(expression, str) else "",
        {_alias(each): each for each in inputs},
    )


_OVER_METRICS: Mapping[str, Callable[[Params], tuple[str, dict[str, Any]]]] = {
    "ratio": _ratio,
    "derived": _derived,
}


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _decorated(expression: str, inputs: Mapping[str, Any], params: Params) -> str:
    """Return an expression with what is said of its inputs, in words."""
    if type_of(params) == "ratio":
        told = " ÷ ".join(" ".join([_name(each), *_aside(each)]) for each in inputs.values())
        said = []
    else:
        told = " ".join(expression.split())
        said = [
            f"{alias} is {' '.join([_name(each), *_changes(each)])}"
            for alias, each in inputs.items()
            if isinstance(each, dict) and _changes(each)
        ]
    if params.get("filter"):
        said.append(f"where {_text(params['filter'])}")
    return "; ".join([told, *said])


def _aside(given: Any) -> list[str]:
    changes = _changes(given) if isinstance(given, dict) else []
    return [f"({', '.join(changes)})"] if changes else []


def _simple(params: Params, measures: Mapping[str, Entry]) -> str:
    own = _aggregated(params, "") if params.get("agg") else _of_measure(params, measures)
    return _then(own, _filtered(params))


def _cumulative(params: Params, measures: Mapping[str, Entry]) -> str:
    of = _name(params.get("input_metric") or params.get("metric"))
    own = of or _of_measure(params, measures)
    window = [f"over {_text(params['window'])}"] if params.get("window") else []
    grain = params.get("grain_to_date")
    since = [f"since the start of the {_text(grain).lower()}"] if grain else []
    return _then(own, *window, *(since or ([] if window else ["to date"])), _filtered(params))


def _conversion(params: Params, _: Mapping[str, Entry]) -> str:
    base = _name(params.get("base_measure") or params.get("base_metric"))
    converted = _name(params.get("conversion_measure") or params.get("conversion_metric"))
    window = f"within {_text(params['window'])}" if params.get("window") else ""
    return _then(f"conversions from {base} to {converted}" if base and converted else "", window)


_WORDS: Mapping[str, Callable[[Params, Mapping[str, Entry]], str]] = {
    "simple": _simple,
    "cumulative": _cumulative,
    "conversion": _conversion,
}


def _of_measure(params: Params, measures: Mapping[str, Entry]) -> str:
    given = params.get("measure")
    name = _name(given)
    known = measures.get(name)
    own = _aggregated(known.data, name) if known else f"the measure {name}" if name else ""
    return _then(own, _filtered(given) if isinstance(given, dict) else "")


def _aggregated(measure: Params, name: str) -> str:
    """Return an aggregation as ``sum(order_total)``; what is no text is not said."""
    agg, expression = measure.get("agg"), measure.get("expr")
    inner = _text(expression) if isinstance(expression, str | int) else name or _name(measure)
    more = measure.get("agg_params")
    share = measure.get("percentile") or (more.get("percentile") if isinstance(more, dict) else "")
    inner = ", ".join(map(str, filter(None, (inner, share))))
    return f"{agg.lower()}({inner})" if isinstance(agg, str) and inner else ""


def _filtered(given: Params) -> str:
    return f"where {_text(given['filter'])}" if given.get("filter") else ""


def _then(first: str, *more: str) -> str:
    return " ".join(part for part in (first, *more) if part) if first else ""
