"""Metric definitions as Mozilla's metric-hub keeps them: TOML, a file for each product.

======================  ===========================================================================
there                   here
======================  ===========================================================================
``[metrics.NAME]``      a KPI; the name is ``source.extra.metric`` and, as words, the id
``friendly_name``       ``title``; without it, the name
``description``         ``definition``, without the indentation
``owner``               ``owner``: a text, or several with commas
``bigger_is_better``    ``direction``, where it stands there; its default is not taken for said
``data_source``         ``source.system``
``select_expression``   ``source.extra.select_expression``, and ``formula`` where it is no formula
                        over other KPIs by mistake
``population_ratio``    ``formula`` over the KPIs of its numerator and denominator, where there is
                        no expression
any other field         ``extra``, as written, as is what reading changed
data sources, the rest  kept beside the theory's title
======================  ===========================================================================
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.interop.seam import Draft, Imported, Record
from theoryofchange.interop.seam.expressions import in_words, over_metrics
from theoryofchange.interop.seam.prose import slug
from theoryofchange.interop.seam.sources import Paths, source_files
from theoryofchange.interop.seam.tree import Tree, flaw, toml_tree
from theoryofchange.kpi import DataSource, Kpi

FORMAT = "metric-hub"

_KINDS: Mapping[str, str] = {
    "metrics": "metric",
    "data_sources": "data source",
    "dimensions": "dimension",
    "segments": "segment",
}
_WHY_KEPT: Mapping[str, str] = {
    "data source": "It says where rows come from; the KPIs over it name it as their source.",
    "dimension": "It says by what values can be told apart, and is none.",
    "segment": "It says which clients count, and is no quantity.",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A table of a file, and the name it has there."""

    record: Record
    name: str
    data: Any


def read(paths: Paths, as_of: dt.date | None = None) -> Imported:
    """Read files of metric definitions as a theory.

    Parameters
    ----------
    paths
        The file or files, or directories of them.
    as_of
        The day the theory is looked at. The files name none, and none is made up.

    Returns
    -------
    Imported
        The theory, and an account of every metric, data source, dimension and segment.

    Raises
    ------
    InputError
        Where a file is no TOML or defines nothing of a metric hub, or where no metric is in any.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "ferries.toml")
    ...     _ = file.write_text('''
    ... [metrics.crossings]
    ... friendly_name = "Crossings a day"
    ... select_expression = "COUNT(DISTINCT crossing_id)"
    ... data_source = "logbook"
    ... owner = ["ada@example.org", "jo@example.org"]
    ... ''')
    ...     imported = read([file])
    >>> (kpi,) = imported.kpis
    >>> kpi.title, kpi.owner, kpi.source.system, kpi.formula
    ('Crossings a day', 'ada@example.org, jo@example.org', 'logbook', 'COUNT(DISTINCT crossing_id)')
    """
    files = {path: [*_entries(toml_tree(path))] for path in source_files(paths, ".toml")}
    if not any(each.record.kind == "metric" for held in files.values() for each in held):
        shown = ", ".join(path.as_posix() for path in files)
        raise InputError(f"{shown}: no metric is defined in there: no table such as [metrics.name]")
    draft = Draft(FORMAT, otherwise="metrics")
    ids: dict[Path, dict[str, str]] = {}
    for path, entries in files.items():
        draft.take(path.as_posix(), (each.record for each in entries))
        ids[path] = {
            each.name: draft.ids.of(each.name, "metric", slug(path.stem, "metrics"))
            for each in entries
            if each.record.kind == "metric" and flaw(each.data) is None
        }
    known = {id for held in ids.values() for id in held.values()}
    for path, entries in files.items():
        for each in entries:
            _settle(draft, each, ids[path], known)
    return draft.imported(_title(files), as_of)


def _entries(tree: Tree) -> Iterator[_Entry]:
    """Yield each table of each section, and each field that stands beside the sections."""
    if not any(section in tree.data for section in _KINDS):
        raise InputError(
            f"{tree.file}: this is no file of a metric hub: no table of {', '.join(_KINDS)}"
        )
    for section, held in tree.data.items():
        kind = _KINDS.get(section, section.replace("_", " "))
        if section in _KINDS and isinstance(held, dict):
            for name, data in held.items():
                route = (section, name)
                yield _Entry(tree.record(kind, route, data, name), name, data)
        elif section == "metrics":
            raise InputError(f"{tree.file}: its metrics are no table")
        else:
            yield _Entry(tree.record(kind, (section,), held, section), section, held)


def _settle(draft: Draft, entry: _Entry, ids: Mapping[str, str], known: Set[str]) -> None:
    kind = entry.record.kind
    if kind != "metric":
        draft.keep(entry.record, told=_WHY_KEPT.get(kind, "It is no metric."))
    elif entry.name in ids:
        draft.make(entry.record, _kpi(entry, ids, known))
    else:
        draft.refuse(entry.record, flaw(entry.data) or "")


def _kpi(entry: _Entry, ids: Mapping[str, str], known: Set[str]) -> Kpi:
    data = entry.data
    left = dict(data)
    expression = _taken(left, "select_expression")
    system = _taken(left, "data_source")
    better = (
        left.pop("bigger_is_better") if isinstance(data.get("bigger_is_better"), bool) else None
    )
    owners = _owners(data.get("owner"))
    if owners == data.get("owner"):
        left.pop("owner", None)
    given = {"metric": entry.name} | ({"select_expression": expression} if expression else {})
    formula = in_words(expression, known) if expression else _ratio(data, ids)
    return Kpi(
        id=ids[entry.name],
        title=_taken(left, "friendly_name") or entry.name,
        definition=inspect.cleandoc(_taken(left, "description") or "") or None,
        formula=formula,
        direction=None if better is None else "increase" if better else "decrease",
        owner=owners,
        source=DataSource(system=system, extra=given),
        extra=left,
    )


def _taken(fields: dict[str, Any], key: str) -> str | None:
    """Take a text out of the fields; anything but one stays, to be kept."""
    value = fields.get(key)
    if not isinstance(value, str):
        return None
    del fields[key]
    return value if value.strip() else None


def _owners(owner: Any) -> str | None:
    names = owner if isinstance(owner, list) else [owner]
    return (
        ", ".join(name.strip() for name in names if isinstance(name, str) and name.strip()) or None
    )


def _ratio(data: Mapping[str, Any], ids: Mapping[str, str]) -> str | None:
    """Return the population ratio of a metric without an expression as a formula."""
    statistics = data.get("statistics")
    ratio = statistics.get("population_ratio") if isinstance(statistics, dict) else None
    if not isinstance(ratio, dict):
        return None
    parts = {key: ids.get(str(ratio.get(key)), "") for key in ("numerator", "denominator")}
    return over_metrics("numerator / denominator", parts) if all(parts.values()) else None


def _title(files: Iterable[Path]) -> str:
    names = [path.stem for path in files]
    return f"Metrics of {', '.join(names) if len(names) <= 3 else f'{len(names)} products'}"
