"""A dbt metric as a KPI: its texts, its owner, its source, and what is declared in its meta."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theoryofchange.errors import ShapeError
from theoryofchange.interop.dbt.project import Entry, Project
from theoryofchange.kpi import Kpi
from theoryofchange.shape import plain

DECLARED = "theory_of_change"
"""The key of ``meta`` under which a KPI is declared in a dbt project, as the export writes it."""

CARRIED = "theory_of_change_nodes"
"""The key of ``meta`` under which the goals and outcomes that a KPI is for are carried."""

EXPOSED = "analysis"
"""The type of the exposure that declares a KPI, as the export writes it."""

SYSTEM = "dbt"

_OURS = (DECLARED, CARRIED)
_TEXTS = ("label", "description")


def kpi_of(
    entry: Entry,
    id: str,
    fields: Mapping[str, Any],
    source: Mapping[str, Any],
    exposure: Mapping[str, Any] | None = None,
) -> Kpi:
    """Return a metric or a measure as a KPI.

    Parameters
    ----------
    entry
        The metric.
    id
        The id of the KPI.
    fields
        Its owner and its formula.
    source
        What else its source says: its measures, its model.
    exposure
        The exposure that declares what dbt has no field for, where its own ``meta`` does not.
    """
    own = _texts(entry) | {
        "id": id,
        "source": {"system": SYSTEM, "extra": {"metric": entry.name, **source}},
        **fields,
    }
    left = _left(entry.data)
    beside = {"exposure": exposure} if exposure else {}
    read = _together(own, declaration(entry.data), without_declaration(left) | beside)
    if read is None and exposure is not None:
        rest = _of_exposure(exposure)
        own = {**own, "owner": own["owner"] or named(exposure.get("owner"))}
        read = _together(own, declaration(exposure), left | ({"exposure": rest} if rest else {}))
    return read or Kpi(**own, extra=left | beside)


def exposed_kpi(entry: Entry, owner: str | None) -> Kpi | None:
    """Return the KPI that an exposure declares alone; ``None`` where it reads as none."""
    own = _texts(entry) | {"owner": owner}
    return _together(own, declaration(entry.data), _of_exposure(entry.data))


def _of_exposure(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an exposure says beside a KPI: more than every exposure of a KPI must say."""
    left = without_declaration(_left(data))
    owner = left.get("owner")
    if isinstance(owner, dict) and {*owner} == {"name"}:
        del left["owner"]
    if left.get("type") == EXPOSED:
        del left["type"]
    if isinstance(left.get("depends_on"), list) and len(left["depends_on"]) == 1:
        del left["depends_on"]
    return left


def _texts(entry: Entry) -> dict[str, Any]:
    label, description = (_text(entry.data.get(key)) for key in ("label", "description"))
    return {"title": label or entry.name, "definition": description}


def _left(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a resource has no field of its own; a label that is no text is kept."""
    return {
        key: held
        for key, held in data.items()
        if held is not None and key != "name" and not (key in _TEXTS and isinstance(held, str))
    }


def _together(own: Mapping[str, Any], block: Any, extra: Mapping[str, Any]) -> Kpi | None:
    """Return a KPI of what dbt says and, where that is silent, of what is declared in ``meta``.

    Returns
    -------
    Kpi or None
        ``None`` where nothing is declared, or the declaration does not read as one of a KPI.
    """
    if not isinstance(block, dict):
        return None
    try:
        before = Kpi(**block)
        said = {key: value for key, value in own.items() if value is not None}
        source = plain(before.source) or {}
        if "source" in own:
            deeper = {**source.get("extra", {}), **own["source"]["extra"]}
            source = {**source, **own["source"], "extra": deeper}
        return Kpi(
            **(block | said | {"source": source or None, "extra": {**before.extra, **extra}})
        )
    except ShapeError:
        return None


def declaration(data: Mapping[str, Any]) -> Any:
    """Return what is declared of a KPI in the ``meta`` of a resource, or ``None``."""
    return next((meta[DECLARED] for meta in metas(data) if DECLARED in meta), None)


def without_declaration(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a resource without the declaration, and without what held only it."""
    left = dict(value)
    for key in ("config", "meta"):
        held = left.get(key)
        if isinstance(held, dict):
            rest = without_declaration({k: v for k, v in held.items() if k not in _OURS})
            left = {**left, key: rest} if rest else {k: v for k, v in left.items() if k != key}
    return left


def metas(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the ``meta`` of a resource: in its ``config``, and beside it as of old."""
    config = data.get("config")
    found = [config.get("meta") if isinstance(config, dict) else None, data.get("meta")]
    return [meta for meta in found if isinstance(meta, dict)]


def owner_of(data: Mapping[str, Any], project: Project) -> str | None:
    """Return who owns a resource: by its ``meta``, by itself, or by its group."""
    for each in (*metas(data), data):
        for key in ("owner", "owners"):
            if owner := named(each.get(key)):
                return owner
    group = group_of(data)
    groups = project.only("group")
    return named(groups[group].data.get("owner")) if group in groups else None


def group_of(data: Mapping[str, Any]) -> str:
    """Return the name of the group of a resource, or an empty text."""
    config = data.get("config")
    for each in (config, data):
        group = each.get("group") if isinstance(each, dict) else None
        if isinstance(group, str):
            return group
    return ""


def named(owner: Any) -> str | None:
    """Return the name of an owner: a text, several of them, or a name or address in a mapping.

    Examples
    --------
    >>> named(["ada", {"name": "Jo Li", "email": "jo@example.org"}]), named({})
    ('ada, Jo Li', None)
    """
    if isinstance(owner, list):
        return ", ".join(name for name in map(named, owner) if name) or None
    if isinstance(owner, dict):
        return named(owner.get("name")) or named(owner.get("email"))
    return _text(owner)


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
