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
=====================  ============================================================================

dbt renders every text as a template: what would start one there is written so that it shows as it
is. Reading the file back gives the same KPIs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.interop.dbt.metric import DECLARED, EXPOSED, SYSTEM
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
    exposures = [_exposure(kpi, names, omissions) for kpi in theory.kpis.values()]
    unsaid_parts(omissions, theory, "dbt has no place for them.")
    text = to_yaml({"version": 2, "exposures": exposures})
    return Written(text.encode(), omissions.listed())


def _exposure(kpi: Kpi, names: Names, omissions: Omissions) -> dict[str, Any]:
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
        "config": {"meta": {DECLARED: declared}},
    }
    told = {key: value for key, value in exposure.items() if value not in (None, [])}
    return dict(escaped(told))


def _metrics(kpi: Kpi) -> Iterator[str]:
    source = kpi.source
    name = source.extra.get("metric") if source and source.system == SYSTEM else None
    if isinstance(name, str) and "'" not in name:
        yield f"metric('{name}')"
