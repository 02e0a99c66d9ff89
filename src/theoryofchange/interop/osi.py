"""Semantic models in the format of Open Semantic Interchange (Apache Ossie): YAML or JSON.

=====================  ============================================================================
there                  here
=====================  ============================================================================
metric: ``name``       ``title``, the id, and ``source.extra.metric``
``description``        ``definition``
``expression``         ``formula`` over the KPIs of the metrics it names, else in its own words:
                       that of ANSI SQL, without one the first; all dialects are kept in ``extra``
its semantic model     ``source.system``; of a metric of one dataset also ``source.extra.dataset``
``ai_context``, the    ``extra``, as written
rest
dataset, relationship  kept beside the theory's title, as is the model without its metrics
=====================  ============================================================================

Metrics stand in a model or, since 0.2, in a dataset, where others name them ``dataset.metric``.
Expressions are read in every form the specification had: a text, a list by dialect, a list under
``dialects``, an aggregation of an input.
"""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.interop.seam import Draft, Imported, Record
from theoryofchange.interop.seam.expressions import in_words, over_metrics
from theoryofchange.interop.seam.sources import Paths, source_files
from theoryofchange.interop.seam.tree import Tree, flaw, items, trees
from theoryofchange.kpi import DataSource, Kpi
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Route

FORMAT = "osi"

STANDARD = "ANSI_SQL"
"""The dialect whose expression is taken where there are several."""

_WHY_KEPT: Mapping[str, str] = {
    "semantic model": "It holds metrics, and is none.",
    "dataset": "It says where rows come from, and is no quantity.",
    "relationship": "It says how datasets are joined, and is no quantity.",
}
_SECTIONS: Mapping[str, str] = {
    "datasets": "dataset",
    "relationships": "relationship",
    "metrics": "metric",
}


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """A part of a model: with the names of the model and of the dataset it stands in."""

    record: Record
    data: Any
    model: str
    dataset: str | None = None

    @property
    def reason(self) -> str | None:
        return flaw(self.data) or (None if self.name else "It has no name.")

    @property
    def name(self) -> str:
        return self.record.name.strip()


def read(paths: Paths, as_of: dt.date | None = None) -> Imported:
    """Read semantic models as a theory.

    Parameters
    ----------
    paths
        The file or files, or directories of them.
    as_of
        The day the theory is looked at. The files name none, and none is made up.

    Returns
    -------
    Imported
        The theory, and an account of every metric, dataset, relationship and model.

    Raises
    ------
    InputError
        Where a file cannot be read or is no semantic model, or where no metric is in any of them.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "ferries.yaml")
    ...     _ = file.write_text('''
    ... semantic_model:
    ...   - name: ferries
    ...     metrics:
    ...       - {name: fares, expression: SUM(trips.fare)}
    ...       - {name: trips, expression: COUNT(trips.id)}
    ...       - {name: fare_per_trip, expression: fares / trips}
    ... ''')
    ...     imported = read([file])
    >>> [kpi.formula for kpi in imported.kpis]
    ['SUM(trips.fare)', 'COUNT(trips.id)', 'fares / trips']
    """
    draft = Draft(FORMAT, otherwise="model")
    entries: list[_Entry] = []
    files = source_files(paths, ".yaml", ".yml", ".json")
    for path in files:
        found, faults = _file(path)
        draft.take(path.as_posix(), (each.record for each in found))
        draft.fault(*faults)
        entries += found
    metrics = [each for each in entries if each.record.kind == "metric"]
    if not metrics:
        shown = ", ".join(path.as_posix() for path in files)
        raise InputError(f"{shown}: no metric is in there")
    ids = {each: draft.ids.of(each.name, "metric") for each in metrics if each.reason is None}
    scopes = _Scopes(ids)
    for each in entries:
        _settle(draft, each, ids, scopes)
    models = list(dict.fromkeys(each.model for each in entries if each.model))
    named = ", ".join(models) if 0 < len(models) <= 3 else f"{len(models)} semantic models"
    return draft.imported(f"Metrics of {named}", as_of)


def _file(path: Path) -> tuple[list[_Entry], Iterable[Fault]]:
    found, faults = trees(path)
    models = [each for tree in found for each in _models(tree)]
    return [entry for tree, route, held in models for entry in _model(tree, route, held)], faults


def _models(tree: Tree) -> Iterator[tuple[Tree, Route, Any]]:
    """Yield each model, and each field beside them but the version of the format."""
    if not isinstance(tree.data, dict) or "semantic_model" not in tree.data:
        raise InputError(f"{tree.file}: this is no semantic model: there is no key semantic_model")
    for key, held in tree.data.items():
        if key == "semantic_model":
            listed = items(held) if isinstance(held, list) else [(None, held)]
            for index, model in listed:
                yield tree, (key,) if index is None else (key, index), model
        elif key != "version":
            yield tree, (key,), held


def _model(tree: Tree, route: Route, model: Any) -> Iterator[_Entry]:
    """Yield a model, its datasets and their metrics, its relationships and metrics."""
    if route[0] != "semantic_model":
        kind = str(route[0]).replace("_", " ")
        yield _Entry(tree.record(kind, route, model, route[0]), model, "")
        return
    name = _text(model.get("name")) if isinstance(model, dict) else ""
    yield _entry(tree, "semantic model", route, model, name)
    if not isinstance(model, dict):
        return
    for section, kind in _SECTIONS.items():
        for index, part in items(model.get(section)):
            here = (*route, section, index)
            yield _entry(tree, kind, here, part, name)
            if kind == "dataset" and isinstance(part, dict):
                for at, metric in items(part.get("metrics")):
                    dataset = _text(part.get("name"))
                    yield _entry(tree, "metric", (*here, "metrics", at), metric, name, dataset)


def _entry(
    tree: Tree, kind: str, route: Route, data: Any, model: str, dataset: str | None = None
) -> _Entry:
    if kind in ("semantic model", "dataset") and isinstance(data, dict):
        data = {
            key: held
            for key, held in data.items()
            if not (key in _SECTIONS and isinstance(held, list))
        }
    name = data.get("name") if isinstance(data, dict) else None
    return _Entry(tree.record(kind, route, data, name), data, model, dataset)


def _settle(draft: Draft, entry: _Entry, ids: Mapping[_Entry, str], scopes: _Scopes) -> None:
    kind = entry.record.kind
    if kind != "metric":
        draft.keep(entry.record, told=_WHY_KEPT.get(kind, "It is no metric."))
    elif entry in ids:
        draft.make(entry.record, _kpi(entry, ids[entry], scopes))
    else:
        draft.refuse(entry.record, entry.reason or "")


def _kpi(entry: _Entry, id: str, scopes: _Scopes) -> Kpi:
    data = entry.data
    expression = _expression(data.get("expression"))
    formula = over_metrics(expression, scopes.of(entry), id) if expression else None
    given = {"metric": entry.name} | ({"dataset": entry.dataset} if entry.dataset else {})
    description = _text(data.get("description"))
    read = {"name"} | ({"description"} if description else set())
    return Kpi(
        id=id,
        title=entry.name,
        definition=description or None,
        formula=formula or in_words(expression, scopes.known),
        source=DataSource(system=entry.model or None, extra=given),
        extra={key: held for key, held in data.items() if key not in read and held is not None},
    )


class _Scopes:
    """What the expressions of a model may name, without names that two metrics share."""

    def __init__(self, ids: Mapping[_Entry, str]) -> None:
        self.known = {*ids.values()}
        held: dict[tuple[str, str], dict[str, list[str]]] = {}
        for each, id in ids.items():
            whole = f"{each.dataset}.{each.name}" if each.dataset else each.name
            held.setdefault((each.model, ""), {}).setdefault(whole, []).append(id)
            if each.dataset:
                within = held.setdefault((each.model, each.dataset), {})
                within.setdefault(each.name, []).append(id)
        self._of = {
            scope: {name: each[0] for name, each in names.items() if len(each) == 1}
            for scope, names in held.items()
        }

    def of(self, entry: _Entry) -> Mapping[str, str]:
        """Return the id of each metric by the name that an expression may use for it.

        A name without a dataset is that of a metric of the model, else of the own dataset.
        """
        model = self._of[entry.model, ""]
        return ChainMap(model, self._of[entry.model, entry.dataset]) if entry.dataset else model


def _expression(given: Any) -> str:
    """Return the expression of the standard dialect, else the first there is."""
    held = given.get("dialects", [given]) if isinstance(given, dict) else given
    if not isinstance(held, list):
        return _text(held)
    told = [(each.get("dialect"), _told(each)) for each in held if isinstance(each, dict)]
    texts = [text for dialect, text in told if text and dialect == STANDARD]
    return (texts or [text for _, text in told if text] or [""])[0]


def _told(each: Mapping[str, Any]) -> str:
    """Return an expression, or the aggregation of its input that stood there at first."""
    aggregation, inner = _text(each.get("aggregation_type")), _text(each.get("input_expr"))
    whole = f"{aggregation}({inner})" if aggregation and inner else ""
    return _text(each.get("expression")) or whole


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
