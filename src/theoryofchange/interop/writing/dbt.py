"""The KPIs of a theory as exposures of a dbt project whose ``meta`` says the rest.

=====================  ============================================================================
here                   there
=====================  ============================================================================
a KPI                  an exposure of type *analysis*
its id                 ``name``, in letters, digits and underscores
``title``              ``label``
``definition``         ``description``
``owner``              ``owner.name``; empty where nobody owns it, for dbt asks for one
``source``             ``depends_on: metric('…')`` where it names a metric of dbt
every other field      ``config.meta.theory_of_change``, as it stands in a theory
what it measures       ``config.meta.theory_of_change_nodes`` of the first KPI that is for it: the
                       goal or outcome, and those that this one leads to
=====================  ============================================================================

dbt renders every text as a template: what would start one there is written so that it shows as it
is. Reading the file back gives the same KPIs, and what they measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from theoryofchange.declare import to_data
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.dbt.metric import CARRIED, DECLARED, EXPOSED, SYSTEM
from theoryofchange.interop.dbt.template import escaped
from theoryofchange.interop.seam.names import Names
from theoryofchange.interop.writing import Omissions, Written
from theoryofchange.interop.writing._parts import published, unsaid_parts
from theoryofchange.kpi import Kpi
from theoryofchange.shape import plain
from theoryofchange.source.writer import to_yaml

FORMAT = "dbt"

_NO_NAME = re.compile(r"[^A-Za-z0-9_]+")
_OWN = ("title", "definition", "owner")
_CARRIED = ("goals", "outcomes")
_UNMEASURED = "No KPI measures it, or what leads to it."


def write(theory: TheoryOfChange) -> Written:
    """Write the KPIs of a theory as a properties file of dbt.

    Parameters
    ----------
    theory
        The theory.

    Returns
    -------
    Written
        The YAML, and what of the theory it does not say.

    Raises
    ------
    InputError
        Where there is no KPI.

    Examples
    --------
    >>> kpi = Kpi(id="waiting", owner="harbour", target="at most 5 minutes")
    >>> print(write(TheoryOfChange(kpis=[kpi])).content.decode(), end="")
    version: 2
    exposures:
    - name: kpi_waiting
      type: analysis
      owner:
        name: harbour
      config:
        meta:
          theory_of_change:
            id: waiting
            target:
              value: at most 5 minutes
    """
    if not theory.kpis:
        raise InputError("there is no KPI in the theory to declare in a dbt project")
    omissions, names = Omissions(), Names()
    theory = published(theory, omissions)
    nodes = _carried(theory, omissions)
    exposures = [
        _exposure(kpi, _first(theory, kpi, nodes), names, omissions) for kpi in theory.kpis.values()
    ]
    unsaid_parts(omissions, theory, "dbt has no place for them.", _CARRIED)
    text = to_yaml({"version": 2, "exposures": exposures})
    return Written(text.encode(), omissions.listed())


def _carried(theory: TheoryOfChange, omissions: Omissions) -> dict[str, Goal | Outcome]:
    """Return what KPIs measure and what that leads to, with the links between these alone."""
    stated: dict[str, Goal | Outcome] = {**theory.goals, **theory.outcomes}
    measured = {str(kpi.measures) for kpi in theory.kpis.values()} & stated.keys()
    held = measured.union(*map(theory.descendants, measured)) & stated.keys()
    for part in _CARRIED:
        left = [id for id in getattr(theory, part) if id not in held]
        if left:
            omissions.add(part, _UNMEASURED, *left)
    found = {}
    for id in (id for id in stated if id in held):
        needs = {cause: link for cause, link in stated[id].needs.items() if cause in held}
        if any(link.agreed_by for link in needs.values()):
            omissions.add("agreed_by of links", "dbt has no place for teams.", id)
        needs = {cause: replace(link, agreed_by=()) for cause, link in needs.items()}
        found[id] = replace(stated[id], needs=needs)
    return found


def _first(theory: TheoryOfChange, kpi: Kpi, nodes: dict[str, Goal | Outcome]) -> Mapping[str, Any]:
    """Take out of the nodes, as a piece of a theory, those that a KPI is the first to be for."""
    if kpi.measures is None or kpi.measures not in theory.nodes:
        return {}
    ids = (kpi.measures, *theory.descendants(kpi.measures))
    taken = [nodes.pop(id) for id in ids if id in nodes]
    goals = [each for each in taken if isinstance(each, Goal)]
    outcomes = [each for each in taken if isinstance(each, Outcome)]
    return to_data(TheoryOfChange(goals=goals, outcomes=outcomes))


def _exposure(
    kpi: Kpi, carried: Mapping[str, Any], names: Names, omissions: Omissions
) -> dict[str, Any]:
    if kpi.owner is None:
        omissions.add("owner of KPIs", "dbt asks for one, and it is left empty.", kpi.id)
    declared = {key: value for key, value in plain(kpi).items() if key not in _OWN}
    exposure = {
        "name": names.claim(f"kpi_{_NO_NAME.sub('_', kpi.id).strip('_')}".rstrip("_")),
        "label": kpi.title,
        "type": EXPOSED,
        "description": kpi.definition,
        "owner": {"name": kpi.owner or ""},
        "depends_on": [*_metrics(kpi)],
        "config": {"meta": {DECLARED: declared} | ({CARRIED: carried} if carried else {})},
    }
    told = {key: value for key, value in exposure.items() if value not in (None, [])}
    return dict(escaped(told))


def _metrics(kpi: Kpi) -> Iterator[str]:
    source = kpi.source
    name = source.extra.get("metric") if source and source.system == SYSTEM else None
    if isinstance(name, str) and "'" not in name:
        yield f"metric('{name}')"
