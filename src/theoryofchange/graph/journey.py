"""The customer journey: its stages in their order, and what is at each of them."""

from __future__ import annotations

from collections.abc import Iterator

from theoryofchange.goal import Outcome
from theoryofchange.graph.theory import TheoryOfChange
from theoryofchange.kpi import Kpi


def stages_in(theory: TheoryOfChange) -> tuple[str, ...]:
    """Return the stages of a theory's journey in their order.

    Those that its ``journey`` names come first. A stage that only outcomes and KPIs name follows,
    in the order of first appearance, outcomes before KPIs.

    Examples
    --------
    >>> from theoryofchange.goal import Outcome
    >>> theory = TheoryOfChange(
    ...     outcomes=[Outcome(id="found", stage="research"), Outcome(id="told", stage="advocacy")],
    ...     kpis=[Kpi(id="sales", stage=["purchase", "research"])],
    ... )
    >>> stages_in(theory)
    ('research', 'advocacy', 'purchase')
    """
    named = [
        *theory.header.journey,
        *(stage for outcome in theory.outcomes.values() for stage in outcome.stage),
        *(stage for kpi in theory.kpis.values() for stage in kpi.stage),
    ]
    return tuple(dict.fromkeys(theory.resolve(stage) for stage in named if stage.strip()))


def stages_of(theory: TheoryOfChange, kpi: Kpi) -> tuple[str, ...]:
    """Return the stages in which a KPI is measured: its own, or those of its outcome.

    Examples
    --------
    >>> from theoryofchange.goal import Outcome
    >>> theory = TheoryOfChange(
    ...     outcomes=[Outcome(id="found", stage="research")],
    ...     kpis=[Kpi(id="answers", measures="found"), Kpi(id="sales", stage="purchase")],
    ... )
    >>> [stages_of(theory, kpi) for kpi in theory.kpis.values()]
    [('research',), ('purchase',)]
    """
    outcome = _outcome_of(theory, kpi)
    own = kpi.stage or (outcome.stage if outcome else ())
    return tuple(dict.fromkeys(theory.resolve(stage) for stage in own if stage.strip()))


def touchpoints_of(theory: TheoryOfChange, kpi: Kpi) -> tuple[str, ...]:
    """Return where a KPI meets customers: its own touchpoints, or those of its outcome."""
    outcome = _outcome_of(theory, kpi)
    own = kpi.touchpoint or (outcome.touchpoint if outcome else ())
    return tuple(dict.fromkeys(each for each in own if each.strip()))


def unmeasured_stages(theory: TheoryOfChange) -> Iterator[str]:
    """Yield the stages without a KPI for which no outcome of theirs already lacks one.

    An outcome that no KPI measures is said by itself: what is missing once is told once.
    """
    told = {stage for kpi in theory.kpis.values() for stage in stages_of(theory, kpi)}
    for id, outcome in theory.outcomes.items():
        if outcome.stage and not theory.kpis_of(id):
            told.update(map(theory.resolve, outcome.stage))
    yield from (stage for stage in stages_in(theory) if stage not in told)


def _outcome_of(theory: TheoryOfChange, kpi: Kpi) -> Outcome | None:
    return theory.outcomes.get(theory.resolve(kpi.measures or ""))
