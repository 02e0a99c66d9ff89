"""The gaps that the analysis finds, and what closes each kind of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from theoryofchange.kpi import Status
from theoryofchange.stages.analysis.darkness import Darkness, Obstacle
from theoryofchange.stages.analysis.position import total_weight
from theoryofchange.stages.analysis.profiles import DEFAULT, Profile
from theoryofchange.stages.analysis.rows import KpiAnalysis
from theoryofchange.stages.result import Gap, gap_id, largest_first

GAP_KINDS: Mapping[str, str] = {
    "criterion-on_path": "Attach it to a goal or to an outcome on the way to one, or drop it.",
    "criterion-owned": "Name the role that answers for it.",
    "criterion-defined": "Write its definition, formula and unit.",
    "criterion-directed": "Say which way is good.",
    "criterion-baselined": "Measure a baseline and write its date.",
    "criterion-targeted": "Set a target with a date, and say who set it or why.",
    "criterion-timely": "Measure it at least as often as it is decided on.",
    "criterion-actionable": "Name the decision that it triggers.",
    "criterion-movable": "Plan an activity that advances what it measures.",
    "criterion-sourced": "Find the system that holds its data, and make the data available.",
    "criterion-understood": "Ask its audience whether they understand it, and attest the answer.",
    "criterion-comparable": "Give its definition a version, and keep to it.",
    "criterion-guarded": "Pair it with the KPI that would show that it was gamed.",
    "criterion-reviewed": "Set the day by which it is reviewed, and review it.",
    "criterion-few": "Keep the few KPIs that decide, and drop or merge the others.",
    "limit": "Remove what keeps the KPIs from being measured.",
    "unavailable-source": "Make the data of the system available.",
    "off-track": "Change the plan or what is done about it: at this pace the target is missed.",
    "at-risk": "Find what holds it back, and speed it up.",
    "deteriorating": "Stop the fall first: it is worse than where it started.",
    "no-data": "Measure it.",
}
"""Each kind of gap, and what closes it.

``criterion-…`` is about a KPI that is not shown to meet a criterion; ``limit`` and
``unavailable-source`` are about what keeps KPIs dark, by the id of the obstacle; the others are
about the status of a KPI."""

_STATUS_KINDS: Mapping[Status, str] = {
    "off track": "off-track",
    "at risk": "at-risk",
    "deteriorating": "deteriorating",
    "no data": "no-data",
}


def gaps_of(
    rows: Sequence[KpiAnalysis], darkness: Darkness, profile: Profile = DEFAULT
) -> tuple[Gap, ...]:
    """Find the gaps of an analysis.

    Parameters
    ----------
    rows
        What is said of each KPI.
    darkness
        What keeps them dark.
    profile
        Which criteria are asked.

    Returns
    -------
    tuple of Gap
        The largest first. A criterion that is not shown to be met counts its part of the profile,
        so that a quantity without any is wholly short of a KPI; a KPI behind its path counts the
        share of the expected progress that it lacks, wholly where it moved away and by an unknown
        part where that share cannot be computed; a KPI without data or worse than its baseline
        counts wholly; an obstacle counts the share of the weight of the goals in question that it
        keeps dark.
    """
    found = [gap for row in rows for gap in (*_of_criteria(row, profile), *_of_status(row))]
    weights = {goal.goal: goal.share for goal in darkness.goals}
    found += [_of_obstacle(obstacle, weights) for obstacle in darkness.obstacles]
    return largest_first(found)


def _of_criteria(row: KpiAnalysis, profile: Profile) -> Iterator[Gap]:
    for verdict in row.qualification.verdicts:
        if not verdict.met:
            title = f"{row.name}: {verdict.because}"
            score = profile.share(verdict.criterion)
            yield _gap(row, f"criterion-{verdict.criterion}", title, score)


def _of_status(row: KpiAnalysis) -> Iterator[Gap]:
    kind = _STATUS_KINDS.get(row.status)
    if kind is None:
        return
    beside = f" (reported: {row.reported})" if row.reported else ""
    title = f"{row.name} is {row.status}{beside}: {row.standing.because}"
    if row.status == "no data":
        title = f"{row.name} has no data to judge it by{beside}: {row.standing.because}"
    yield _gap(row, kind, title, _shortfall(row))


def _shortfall(row: KpiAnalysis) -> float | None:
    """Return the part of the expected progress that is lacking, from 0 to 1."""
    if row.status in ("deteriorating", "no data"):
        return 1.0
    made = row.standing.path.value
    return None if made is None else min(1.0, max(0.0, 1.0 - made))


def _gap(row: KpiAnalysis, kind: str, title: str, score: float | None) -> Gap:
    return Gap(
        id=gap_id("analyze", kind, row.id),
        stage="analyze",
        kind=kind,
        subject=row.id,
        title=title,
        score=score,
        weight=row.position.weight,
        goals=row.position.goals,
    )


def _of_obstacle(obstacle: Obstacle, weights: Mapping[str, float]) -> Gap:
    kind = "limit" if obstacle.limit else "unavailable-source"
    weight = total_weight(weights[goal] for goal in obstacle.goals)
    kpis = "1 KPI" if len(obstacle.kpis) == 1 else f"{len(obstacle.kpis)} KPIs"
    return Gap(
        id=gap_id("analyze", kind, obstacle.id),
        stage="analyze",
        kind=kind,
        subject=obstacle.id,
        title=f"{obstacle.what}: keeps {kpis} dark",
        score=min(1.0, obstacle.darkens / weight) if weight else 1.0,
        weight=weight,
        goals=obstacle.goals,
    )
