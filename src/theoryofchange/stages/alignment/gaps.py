"""The gaps that the alignment finds, and what closes each kind of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from theoryofchange.graph import TheoryOfChange
from theoryofchange.graph.journey import unmeasured_stages
from theoryofchange.stages.alignment.agreement import LinkAgreement
from theoryofchange.stages.alignment.chains import Break
from theoryofchange.stages.alignment.journey import Journey
from theoryofchange.stages.alignment.signs import AmbiguousSign, GoalConflict
from theoryofchange.stages.alignment.timing import GoalTiming
from theoryofchange.stages.result import Gap, few, gap_id

GAP_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "goal-without-needs": "Name the outcomes that the goal needs.",
        "goal-without-owner": "Name the role that answers for the goal.",
        "goal-without-kpi": "Define a KPI that measures the goal.",
        "goal-without-activity": "Plan an activity that advances what the goal needs.",
        "only-lagging-kpis": "Define a leading KPI on the way to the goal.",
        "outcome-without-cause": "Plan an activity that advances it, or name what it needs.",
        "outcome-without-kpi": "Define a KPI that measures the outcome.",
        "kpi-without-owner": "Name the role that answers for the KPI.",
        "kpi-without-decision": "Say what is decided by the KPI.",
        "activity-without-team": "Name the team that does the activity.",
        "link-without-evidence": "Find out whether the links into the goal or outcome hold.",
        "agreement-open": "Go through the links with the team and record what it agrees to.",
        "goal-conflict": "Decide between the goals, or change the activity so that it hurts none.",
        "activity-hurts-goal": "Stop the activity, or change it so that it hurts no goal.",
        "ambiguous-sign": "Measure both paths, or change what starts the one that hurts.",
        "lag-past-due": "Start sooner, find a quicker way to the goal, or move its date.",
        "time-unknown": "State the goal's date, the theory's date and the lags of the links.",
        "outcome-reaches-no-goal": "Say which goal or outcome needs the outcome, or drop it.",
        "activity-reaches-no-goal": "Say which outcome the activity advances, or stop it.",
        "kpi-measures-nothing": "Say which goal or outcome the KPI measures, or drop it.",
        "causal-cycle": "Break the circle: drop the link that matters least.",
        "stage-without-kpi": "Define a KPI that is measured at the stage.",
        "stage-without-outcome": "Say what must be true at the stage, or leave it out.",
    }
)
"""For each kind of gap what closes it.

The subject of ``link-without-evidence`` is the goal or outcome that the links lead to, of
``agreement-open`` the team, of ``goal-conflict`` the activity, of ``ambiguous-sign`` the outcome or
activity at which the paths part, of ``causal-cycle`` the first on the circle; of the others what
their name begins with, a stage by its own name, and the goal where it begins with none.
"""

_TITLES = {
    "goal-without-needs": "{name} names no outcome that it needs",
    "goal-without-owner": "{name} has no owner",
    "goal-without-kpi": "{name} has no KPI",
    "goal-without-activity": "No activity leads to {name}",
    "only-lagging-kpis": "All KPIs on the way to {name} are lagging",
    "outcome-without-cause": "The chain ends at {name} without an activity",
    "outcome-without-kpi": "{name} has no KPI",
    "kpi-without-owner": "{name} has no owner",
    "kpi-without-decision": "Nothing is decided by {name}",
    "activity-without-team": "{name} has no team",
    "outcome-reaches-no-goal": "{name} leads to no goal",
    "activity-reaches-no-goal": "{name} leads to no goal",
    "kpi-measures-nothing": "{name} measures nothing on the way to a goal",
}


def break_title(theory: TheoryOfChange, broken: Break) -> str:
    """Return what a break is, in one sentence."""
    return _TITLES[broken.kind].format(name=theory.name(broken.subject))


def gaps_of_breaks(theory: TheoryOfChange, breaks: Iterable[Break]) -> Iterator[Gap]:
    """Yield a gap for each different break: what is missing is wholly missing."""
    for broken in dict.fromkeys(breaks):
        subject = broken.subject
        goals = theory.goals_of_kpi(subject) if _is_kpi(broken) else theory.goals_of(subject)
        yield _gap(theory, broken.kind, subject, break_title(theory, broken), 1.0, goals)


def gaps_of_evidence(theory: TheoryOfChange) -> Iterator[Gap]:
    """Yield a gap for each goal or outcome with links into it that show no evidence."""
    for id in theory.nodes:
        links = theory.causes(id)
        bare = [cause for cause, link in links.items() if not link.tested]
        if bare:
            named = few([theory.name(cause) for cause in bare])
            title = (
                f"{len(bare)} of {len(links)} links to {theory.name(id)} have no evidence: {named}"
            )
            score = len(bare) / len(links)
            yield _gap(theory, "link-without-evidence", id, title, score, theory.goals_of(id))


def gaps_of_agreement(theory: TheoryOfChange, agreements: Iterable[LinkAgreement]) -> Iterator[Gap]:
    """Yield a gap for each team that has yet to agree to a link it is on."""
    on: dict[str, list[LinkAgreement]] = {}
    for agreement in agreements:
        for team in agreement.teams:
            on.setdefault(team, []).append(agreement)
    for team, links in on.items():
        still = [link for link in links if team in link.open]
        if still:
            title = (
                f"{theory.name(team)} has yet to agree to {len(still)} of the {len(links)} links "
                "it is on"
            )
            touched = {goal for link in still for goal in theory.goals_of(link.effect)}
            goals = tuple(goal for goal in theory.goals if goal in touched)
            yield _gap(theory, "agreement-open", team, title, len(still) / len(links), goals)


def gaps_of_conflicts(theory: TheoryOfChange, conflicts: Iterable[GoalConflict]) -> Iterator[Gap]:
    """Yield a gap for each conflict; its score is the part of the touched goal weight it hurts."""
    for conflict in conflicts:
        helps = tuple(path.goal for path in conflict.helps)
        hurts = tuple(path.goal for path in conflict.hurts)
        goals = tuple(goal for goal in theory.goals if goal in {*helps, *hurts})
        whole = sum(theory.goal_shares[goal] for goal in goals)
        hurt = sum(theory.goal_shares[goal] for goal in hurts)
        helped = f"helps {_names(theory, helps)} and " if helps else ""
        title = f"{theory.name(conflict.activity)} {helped}hurts {_names(theory, hurts)}"
        kind = "goal-conflict" if helps else "activity-hurts-goal"
        score = hurt / whole if whole else None
        yield _gap(theory, kind, conflict.activity, title, score, goals)


def gaps_of_ambiguity(theory: TheoryOfChange, ambiguous: Iterable[AmbiguousSign]) -> Iterator[Gap]:
    """Yield a gap for each cause whose paths part; what is left in sum cannot be told."""
    goals: dict[str, list[str]] = {}
    for each in ambiguous:
        goals.setdefault(each.cause, []).append(each.goal)
    for cause, touched in goals.items():
        title = f"{theory.name(cause)} both helps and hurts {_names(theory, touched)}"
        yield _gap(theory, "ambiguous-sign", cause, title, None, tuple(touched))


def gaps_of_timing(theory: TheoryOfChange, timings: Iterable[GoalTiming]) -> Iterator[Gap]:
    """Yield a gap for each goal that activities reach too late, or at a time not known."""
    for timing in timings:
        name, number = theory.name(timing.goal), len(timing.arrivals)
        late, unknown = timing.count("too late"), timing.count("cannot tell")
        if late:
            title = f"{late} of {number} activities take effect on {name} only after its date"
            score = late / (number - unknown)
            yield _gap(theory, "lag-past-due", timing.goal, title, score, (timing.goal,))
        if unknown:
            title = (
                f"Whether {unknown} of {number} activities take effect on {name} in time cannot be "
                f"told: {timing.missing}"
            )
            score = unknown / number
            yield _gap(theory, "time-unknown", timing.goal, title, score, (timing.goal,))


def gaps_of_cycles(theory: TheoryOfChange) -> Iterator[Gap]:
    """Yield a gap for each circle of causes."""
    for cycle in theory.cycles():
        title = f"Causes form a circle: {' → '.join(map(theory.name, (*cycle, cycle[0])))}"
        yield _gap(theory, "causal-cycle", cycle[0], title, 1.0, theory.goals_of(cycle[0]))


def gaps_of_journey(theory: TheoryOfChange, journey: Journey) -> Iterator[Gap]:
    """Yield a gap for each stage without a KPI or an outcome; each of n stages bears 1/n.

    A stage whose outcome has no KPI is that outcome's gap.
    """
    weight = sum(theory.goal_shares.values()) / max(1, len(journey.stages))
    empty = [
        ("stage-without-kpi", f"The stage {stage} has no KPI", stage)
        for stage in unmeasured_stages(theory)
    ]
    empty += [
        ("stage-without-outcome", f"No outcome is named at the stage {stage}", stage)
        for stage in journey.without_outcome
    ]
    for kind, title, stage in empty:
        yield replace(_gap(theory, kind, stage, title, 1.0, tuple(theory.goals)), weight=weight)


def _gap(
    theory: TheoryOfChange,
    kind: str,
    subject: str,
    title: str,
    score: float | None,
    goals: tuple[str, ...],
) -> Gap:
    return Gap(
        id=gap_id("align", kind, subject),
        stage="align",
        kind=kind,
        subject=subject,
        title=title,
        score=score,
        weight=min(1.0, sum(theory.goal_shares[goal] for goal in goals)),
        goals=goals,
    )


def _is_kpi(broken: Break) -> bool:
    return broken.kind.startswith("kpi-")


def _names(theory: TheoryOfChange, ids: Iterable[str]) -> str:
    return few([theory.name(id) for id in ids], between=" and ")
