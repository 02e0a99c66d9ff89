"""What a theory shows about itself, and the levels that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from theoryofchange.maturity.model import Derivation, MaturityModel
from theoryofchange.record import named_record, record

FACTS: Mapping[str, str] = MappingProxyType(
    {
        "goals_with_needs": "Goals that name at least one outcome they need",
        "goals_with_kpi": "Goals that at least one KPI measures",
        "outcomes_with_kpi": "Outcomes that at least one KPI measures",
        "kpis_on_path": "KPIs that measure a goal or something on the way to one",
        "kpis_with_owner": "KPIs with an owner",
        "kpis_with_definition": "KPIs with a definition",
        "kpis_with_formula": "KPIs with a formula",
        "kpis_with_unit": "KPIs with a unit",
        "kpis_with_direction": "KPIs that say which direction is wanted",
        "kpis_with_baseline": "KPIs with a baseline value and its date",
        "kpis_with_target": "KPIs with a target value and its date",
        "kpis_with_target_origin": (
            "KPIs with a dated baseline and a dated target that says who set it or why"
        ),
        "kpis_with_cadence": "KPIs that say how often they are measured",
        "kpis_with_decision": "KPIs that name the decision they serve",
        "kpis_with_source": "KPIs that name the system their data comes from",
        "kpis_with_live_source": "KPIs whose source is available live",
        "kpis_with_guardrail": "KPIs paired with a guardrail",
        "kpis_with_observations": "KPIs with at least one observed value",
        "kpis_without_limits": "KPIs for which no limit is recorded",
        "kpis_leading": "Goals with at least one leading KPI on the way to them",
        "links_with_evidence": "Links that name the design and the source of their evidence",
        "links_agreed": "Links to which at least one team has agreed",
        "activities_with_team": "Activities with a team",
        "activities_with_effort": "Activities with an effort",
        "activities_with_output": "Activities with an output",
        "personal_data_with_purpose": (
            "KPIs on personal data that state its purpose and its legal basis"
        ),
    }
)
"""What a theory can show about itself: the name of each fact, and what is counted of what."""


@record
class Fact:
    """How many of how many.

    Parameters
    ----------
    name
        One of :data:`FACTS`.
    met
        How many show it, 0 to ``of``.
    of
        How many there are.

    Examples
    --------
    >>> Fact("kpis_with_owner", met=3, of=4).share
    0.75
    """

    name: str
    met: int
    of: int

    @property
    def share(self) -> float | None:
        """``met / of``, or None where there is nothing to count."""
        return self.met / self.of if self.of else None

    def __str__(self) -> str:
        return f"{self.met} of {self.of}"


@named_record
class DerivedAnswer:
    """The level of a capability that the theory itself shows.

    Parameters
    ----------
    fact
        What was counted, or None where nobody counted it.
    level
        The level it gives, or None where it cannot be told.
    highest
        The highest level this fact can ever show.
    reason
        Why there is no level, where there is none.
    """

    fact: Fact | None
    level: int | None
    highest: int
    reason: str | None = None


def derive(model: MaturityModel, facts: Mapping[str, Fact]) -> dict[str, DerivedAnswer]:
    """Turn facts about a theory into levels, by the thresholds the model states.

    Parameters
    ----------
    model
        Says which capability follows from which fact.
    facts
        By name, see :data:`FACTS`.

    Returns
    -------
    dict
        For each capability that the model derives, its answer.

    Examples
    --------
    >>> from theoryofchange.maturity import load_model
    >>> facts = {"kpis_with_owner": Fact("kpis_with_owner", met=8, of=10)}
    >>> derive(load_model("measurement"), facts)["kpi_ownership"].level
    3
    """
    return {
        id_: _answer(capability.derived, facts.get(capability.derived.fact))
        for id_, capability in model.capabilities.items()
        if capability.derived
    }


def _answer(derivation: Derivation, fact: Fact | None) -> DerivedAnswer:
    highest = len(derivation.levels)
    if fact is None:
        reason = f"{derivation.fact} was not counted"
        return DerivedAnswer(fact=None, level=None, highest=highest, reason=reason)
    share = fact.share
    if share is None:
        reason = f"{derivation.fact}: there is nothing to count"
        return DerivedAnswer(fact=fact, level=None, highest=highest, reason=reason)
    level = sum(share >= threshold for threshold in derivation.levels)
    return DerivedAnswer(fact=fact, level=level, highest=highest)
