"""Metrics of a dbt project: the YAML of its Semantic Layer, or its ``semantic_manifest.json``.

=======================  ==========================================================================
there                    here
=======================  ==========================================================================
metric: ``name``         ``source.extra.metric``, by which its values can be asked, and the id
``label``                ``title``; without it, the name
``description``          ``definition``
``meta.owner``           ``owner``; else its ``owner``, else the owner of its ``group``
ratio, derived           ``formula`` over the KPIs of its inputs, which are identity edges; words
                         where an input is filtered or of another time
any other type           ``formula`` in words over its measure, as *sum(order_total) where …*
measure                  ``source.extra.measures`` of the metrics that count it; a KPI where it says
                         ``create_metric``; kept where neither
semantic model           kept beside the theory's title; ``source.extra.semantic_models`` names it
``theory_of_change`` in  the fields of the KPI that dbt has none for: target, unit, direction; in
a ``meta``               the metric's own, or that of an exposure which depends on it
``theory_of_change_``    the goals and outcomes that KPIs measure, and those these lead to
``nodes`` in a ``meta``
anything else            ``extra`` of the KPI; other resources beside the theory's title
=======================  ==========================================================================

The forms of dbt 1.6 (``measures``, ``type_params``) and of 1.12 (metrics inside a model) are read.
A compiled project holds every metric twice: of a directory its YAML files are read, and a
``semantic_manifest.json`` where it is named.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from theoryofchange.interop.dbt.carried import Carried
from theoryofchange.interop.dbt.computing import counted, formula_of, measured
from theoryofchange.interop.dbt.metric import declaration, exposed_kpi, kpi_of, owner_of
from theoryofchange.interop.dbt.project import Entry, Project, read_project
from theoryofchange.interop.seam import Draft, Imported
from theoryofchange.interop.seam.sources import Paths

FORMAT = "dbt"

_REFERENCE = re.compile(r"""metric\(\s*['"]([^'"]+)['"]\s*\)""")
_WHY_KEPT = {
    "semantic model": "It says how tables are joined, and is no quantity.",
    "group": "It says who owns the metrics of the group.",
}


def read(paths: Paths, as_of: dt.date | None = None) -> Imported:
    """Read the metrics of a dbt project as a theory.

    Parameters
    ----------
    paths
        A properties file or several, directories of them, or a ``semantic_manifest.json``.
    as_of
        The day the theory is looked at. The files name none, and none is made up.

    Returns
    -------
    Imported
        The theory, and an account of every metric, measure and other resource.

    Raises
    ------
    InputError
        Where a file cannot be read or is none of dbt, or where no metric is in any of them.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "metrics.yml")
    ...     _ = file.write_text('''
    ... metrics:
    ...   - {name: revenue, type: simple, type_params: {measure: revenue}}
    ...   - {name: orders, type: simple, type_params: {measure: orders}}
    ...   - {name: basket, label: Value of an order, type: RATIO,
    ...      type_params: {numerator: revenue, denominator: orders}}
    ... ''')
    ...     imported = read([file])
    >>> kpi = imported.kpis[-1]
    >>> kpi.title, kpi.formula, kpi.source.extra["metric"]
    ('Value of an order', 'revenue / orders', 'basket')
    """
    project = read_project(paths)
    draft = Draft(FORMAT, otherwise="metrics")
    draft.fault(*project.faults)
    for file, records in project.files.items():
        draft.take(file, records)
    for entry in (each for held in project.entries.values() for each in held):
        if entry.reason is not None:
            draft.refuse(entry.record, entry.reason)
    _Import(draft, project).make()
    return draft.imported("Metrics of a dbt project", as_of)


class _Import:
    """A project on its way: first every id, then the KPIs, then what stands around them."""

    def __init__(self, draft: Draft, project: Project) -> None:
        self.draft, self.project = draft, project
        self.metrics = [*project.of("metric")]
        stating = [*self.metrics, *project.of("measure"), *project.of("exposure")]
        self.carried = Carried(draft, stating)
        self.named = project.only("metric")
        self.measures = project.only("measure")
        self.counted = {entry: counted(entry.data) for entry in self.metrics}
        self.counting: dict[str, list[Entry]] = {}
        for entry, names in self.counted.items():
            for name in names:
                self.counting.setdefault(name, []).append(entry)
        self.exposed = {
            name: exposure
            for exposure in project.of("exposure")
            for name in self._metrics_of(exposure)[:1]
        }
        created = [each for each in project.of("measure") if self._creates_a_metric(each)]
        self.ids = {each: self._id(each) for each in (*self.metrics, *created)}
        self.known = {*self.ids.values()}
        self.by_name = {name: self.ids[entry] for name, entry in self.named.items()}
        self.by_name |= {each.name: self.ids[each] for each in created}

    def make(self) -> None:
        """State the fate of every entry that can be used."""
        for entry in self.metrics:
            formula = formula_of(entry.data, self.by_name, self.measures, self.known)
            self._make(entry, formula, self._source(entry))
        for entry in self.project.of("measure"):
            self._measure(entry)
        for entry in self.project.of("exposure"):
            self._exposure(entry)
        for kind in self.project.entries.keys() - {"metric", "measure", "exposure"}:
            for entry in self.project.of(kind):
                self.draft.keep(entry.record, told=_WHY_KEPT.get(kind, "It is no metric."))
        self.carried.add()

    def _id(self, entry: Entry) -> str:
        exposure = self.exposed.get(entry.name)
        block = declaration(entry.data) or (declaration(exposure.data) if exposure else None)
        own = block.get("id") if isinstance(block, dict) else None
        return self.draft.ids.of(own if isinstance(own, str) else entry.name, "metric")

    def _make(self, entry: Entry, formula: str | None, source: Mapping[str, Any]) -> None:
        fields = {"owner": owner_of(entry.data, self.project), "formula": formula}
        exposure = self.exposed.get(entry.name)
        kpi = kpi_of(entry, self.ids[entry], fields, source, exposure.data if exposure else None)
        self.draft.make(entry.record, self.carried.measured(kpi))

    def _source(self, entry: Entry) -> Mapping[str, Any]:
        """Return the measures that a metric counts, and the models these stand in."""
        held = [self.measures[name] for name in self.counted[entry] if name in self.measures]
        models = [each.model for each in (entry, *held) if each.model]
        source: dict[str, Any] = {}
        if models:
            source["semantic_models"] = list(dict.fromkeys(models))
        if held:
            source["measures"] = [each.data for each in held]
        return source

    def _creates_a_metric(self, measure: Entry) -> bool:
        own = measure.name in self.measures and measure.name not in self.named
        return own and measure.data.get("create_metric") is True

    def _measure(self, entry: Entry) -> None:
        if entry in self.ids:
            formula = measured(entry.data, self.known)
            self._make(entry, formula, {"semantic_models": [entry.model]} if entry.model else {})
            return
        counting = [self.ids[each] for each in self.counting.get(entry.name, ())]
        if entry.name not in self.measures:
            self.draft.keep(entry.record, told="Another measure is called the same.")
        elif counting:
            self.draft.attach(entry.record, *counting, told="what it counts")
        else:
            self.draft.keep(entry.record, told="No metric counts it.")

    def _metrics_of(self, exposure: Entry) -> list[str]:
        """Return the metrics of these files that an exposure declares something of."""
        references = exposure.data.get("depends_on")
        if declaration(exposure.data) is None or not isinstance(references, list):
            return []
        found = [_REFERENCE.search(each) for each in references if isinstance(each, str)]
        return [each[1] for each in found if each and each[1] in self.named]

    def _exposure(self, entry: Entry) -> None:
        names = self._metrics_of(entry)
        if declaration(entry.data) is None:
            self.draft.keep(entry.record, told="It shows metrics, and is none.")
        elif names and self.exposed[names[0]] is entry:
            told = "what dbt has no field for: it depends on its metric"
            self.draft.attach(entry.record, self.by_name[names[0]], told=told)
        elif names:
            self.draft.keep(entry.record, told="Another exposure declares the same metric.")
        elif kpi := exposed_kpi(entry, owner_of(entry.data, self.project)):
            id = self.draft.ids.of(kpi.id or entry.name, "metric")
            made = self.carried.measured(dataclasses.replace(kpi, id=id))
            self.draft.make(entry.record, made)
        else:
            self.draft.refuse(entry.record, "What it declares does not read as a KPI.")
