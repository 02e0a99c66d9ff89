"""What a theory shows about itself: the counts from which maturity levels are derived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi
from theoryofchange.maturity import Fact

_LIVE = frozenset({"live", "real-time", "daily", "automated", "automatic"})

_KPI_FACTS: Mapping[str, Callable[[Kpi], bool]] = {
    "kpis_with_owner": lambda kpi: bool(kpi.owner),
    "kpis_with_definition": lambda kpi: bool(kpi.definition),
    "kpis_with_formula": lambda kpi: bool(kpi.formula),
    "kpis_with_unit": lambda kpi: bool(kpi.unit),
    "kpis_with_direction": lambda kpi: kpi.direction is not None,
    "kpis_with_baseline": lambda kpi: _dated(kpi.baseline),
    "kpis_with_target": lambda kpi: _dated(kpi.target),
    "kpis_with_target_origin": lambda kpi: (
        _dated(kpi.baseline)
        and _dated(kpi.target)
        and kpi.target is not None
        and bool(kpi.target.set_by or kpi.target.because)
    ),
    "kpis_with_cadence": lambda kpi: bool(kpi.cadence),
    "kpis_with_decision": lambda kpi: bool(kpi.decision),
    "kpis_with_source": lambda kpi: kpi.source is not None and bool(kpi.source.system),
    "kpis_with_live_source": lambda kpi: (
        kpi.source is not None and (kpi.source.availability or "").strip().lower() in _LIVE
    ),
    "kpis_with_guardrail": lambda kpi: bool(kpi.guardrail),
    "kpis_without_limits": lambda kpi: not kpi.limits,
}


def facts_of(theory: TheoryOfChange) -> dict[str, Fact]:
    """Count what a theory shows about itself.

    Parameters
    ----------
    theory
        Any theory, however poor.

    Returns
    -------
    dict
        Each of :data:`theoryofchange.maturity.FACTS` by its name, as so many of so many.

    Examples
    --------
    >>> theory = TheoryOfChange(kpis=[Kpi(id="a", owner="cmo"), Kpi(id="b")])
    >>> str(facts_of(theory)["kpis_with_owner"])
    '1 of 2'
    """
    kpis = tuple(theory.kpis.values())
    facts = {name: _fact(name, kpis, shows) for name, shows in _KPI_FACTS.items()}
    return facts | _path_facts(theory) | _link_facts(theory) | _activity_facts(theory)


def _path_facts(theory: TheoryOfChange) -> dict[str, Fact]:
    goals, kpis = tuple(theory.goals.values()), tuple(theory.kpis.values())
    observed = {theory.resolve(observation.kpi) for observation in theory.observations}
    personal = [kpi for kpi in kpis if kpi.source is not None and kpi.source.personal_data]
    return {
        "goals_with_needs": _fact("goals_with_needs", goals, lambda goal: bool(goal.needs)),
        "goals_with_kpi": _fact("goals_with_kpi", goals, lambda goal: theory.kpis_of(goal.id)),
        "outcomes_with_kpi": _fact(
            "outcomes_with_kpi", theory.outcomes, lambda id: theory.kpis_of(id)
        ),
        "kpis_on_path": _fact("kpis_on_path", kpis, lambda kpi: theory.goals_of_kpi(kpi.id)),
        "kpis_leading": _fact("kpis_leading", goals, lambda goal: _has_leading(theory, goal.id)),
        "kpis_with_observations": _fact(
            "kpis_with_observations", kpis, lambda kpi: kpi.id in observed
        ),
        "personal_data_with_purpose": _fact(
            "personal_data_with_purpose",
            personal,
            lambda kpi: kpi.source.purpose and kpi.source.basis,
        ),
    }


def _link_facts(theory: TheoryOfChange) -> dict[str, Fact]:
    links = [edge.link for edge in theory.edges]
    return {
        "links_with_evidence": _fact("links_with_evidence", links, attrgetter("sourced")),
        "links_agreed": _fact("links_agreed", links, lambda link: link.agreed_by),
    }


def _activity_facts(theory: TheoryOfChange) -> dict[str, Fact]:
    activities = tuple(theory.activities.values())
    return {
        (name := f"activities_with_{field}"): _fact(name, activities, attrgetter(field))
        for field in ("team", "effort", "output")
    }


def _fact(name: str, items: Iterable[Any], shows: Callable[[Any], object]) -> Fact:
    shown = [bool(shows(item)) for item in items]
    return Fact(name, met=sum(shown), of=len(shown))


def _dated(measured: Any) -> bool:
    known = measured is not None and measured.value is not None and measured.date is not None
    return known and measured.value.readable


def _has_leading(theory: TheoryOfChange, goal: str) -> bool:
    return any(kpi.timing == "leading" for kpi in theory.kpis_toward(goal))
