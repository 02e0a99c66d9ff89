"""Writes a theory of any number of KPIs, about 18 lines each, in which nothing is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_KPIS_OF_A_GOAL = 10
_LINK = (
    "{evidence: {design: hunch, date: 2025-06-30}, assumes: Customers notice, agreed_by: [service]}"
)


def write_theory(directory: Path, kpis: int, files: int = 1) -> list[Path]:
    """Write a theory into a directory: one file of goals, the KPIs spread over some files."""
    directory.mkdir(parents=True, exist_ok=True)
    goals = max(1, kpis // _KPIS_OF_A_GOAL)
    written = [directory / f"kpis_{number:04}.yaml" for number in range(files)]
    for number, path in enumerate(written):
        share = range(number * kpis // files, (number + 1) * kpis // files)
        lines = [] if number else list(_frame(goals))
        path.write_text(
            "\n".join([*lines, "kpis:", *(_kpi(k, kpis, goals) for k in share)]) + "\n",
            encoding="utf-8",
        )
    return written


def _frame(goals: int) -> Iterator[str]:
    yield "theory: {id: generated, title: Generated, as_of: 2026-01-01}"
    yield "teams: {service: {title: Service, capacity: 40 days/month}}"
    yield "goals:"
    for g in range(goals):
        yield f"  goal_{g}: {{owner: cmo, due: 2027-12-31, needs: {{outcome_{g}: {_LINK}}}}}"
    yield "outcomes:"
    yield from (f"  outcome_{g}: {{title: Outcome {g}}}" for g in range(goals))
    yield "activities:"
    for g in range(goals):
        yield f"  activity_{g}: {{team: service, effort: 20 days, output: a guide,"
        yield f"    advances: {{outcome_{g}: {_LINK}}}}}"


def _kpi(k: int, kpis: int, goals: int) -> str:
    of_goal = k % 2
    measured = f"{'goal' if of_goal else 'outcome'}_{k // 2 % goals}"
    return f"""  kpi_{k}:
    title: Key figure number {k}
    measures: {measured}
    definition: Share of customers active a year ago who ordered again in segment {k}
    formula: again_{k} / before_{k}
    unit: percent
    direction: increase
    timing: {"lagging" if of_goal else "leading"}
    owner: role_{k % 20}
    audience: [board, service]
    cadence: monthly
    decision: Raise or cut the budget at the quarterly review
    baseline: {{value: {40 + k % 20}, date: 2025-12-31}}
    target: {{value: 80, date: 2027-12-31, set_by: board, because: best in class is 82}}
    milestones: [{{value: 65, date: 2026-06-30}}, {{value: 70, date: 2026-12-31}}]
    source: {{system: crm, availability: live}}
    tolerance: 0.5
    guardrail: kpi_{(k + 1) % kpis}"""
