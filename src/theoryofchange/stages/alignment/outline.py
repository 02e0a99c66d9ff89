"""A backward chain as a nested list of a length that a page can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.alignment.chains import Break, ChainKpi, ChainNode, GoalChain
from theoryofchange.stages.alignment.frame import breaks_by_subject
from theoryofchange.view.blocks import Badge, Step, Steps
from theoryofchange.view.measure import counted

DEEPEST = 6
"""How many links from the goal a chain is shown."""

MOST = 40
"""How many lines of a chain are shown, the goal's nearest first."""

MOST_KPIS = 20
"""How many KPIs of one goal or outcome are shown."""

_LACKS = {
    "goal-without-needs": "no needs",
    "goal-without-owner": "no owner",
    "goal-without-kpi": "no KPI",
    "goal-without-activity": "no activity",
    "only-lagging-kpis": "lagging KPIs only",
    "outcome-without-cause": "chain ends here",
    "outcome-without-kpi": "no KPI",
    "kpi-without-owner": "no owner",
    "kpi-without-decision": "no decision",
    "activity-without-team": "no team",
}


def steps_of(theory: TheoryOfChange, chain: GoalChain) -> Steps:
    """Return a chain as a nested list; what it leaves out is counted in its last line.

    Parameters
    ----------
    theory
        The theory.
    chain
        The chain of one of its goals.
    """
    shown = _shown(chain.nodes)
    broken = breaks_by_subject(chain)
    root = _nested(theory, shown, 0, broken)[0]
    left = len(chain.nodes) - len(shown)
    more = (Step(f"… and {left:,} more further from the goal in alignment.csv"),) if left else ()
    return Steps((root, *more))


def _shown(nodes: Sequence[ChainNode]) -> list[ChainNode]:
    sizes = [sum(node.depth <= deepest for node in nodes) for deepest in range(DEEPEST + 1)]
    deepest = max((depth for depth, size in enumerate(sizes) if size <= MOST), default=0)
    shown = [node for node in nodes if node.depth <= deepest]
    return shown if deepest else [node for node in nodes if node.depth <= 1][:MOST]


def _nested(
    theory: TheoryOfChange, shown: Sequence[ChainNode], at: int, broken: Mapping[str, list[Break]]
) -> tuple[Step, int]:
    """Return a node with all below it, and the place of the next that is not below it."""
    node = shown[at]
    children = [] if node.again else list(_kpi_steps(theory, node.kpis, broken))
    at += 1
    while at < len(shown) and shown[at].depth > node.depth:
        child, at = _nested(theory, shown, at, broken)
        children.append(child)
    badge = None if node.again else _badge(broken.get(node.id, ()))
    return Step(_text(theory, node), badge=badge, children=tuple(children)), at


def _text(theory: TheoryOfChange, node: ChainNode) -> str:
    told = [theory.name(node.id)]
    if node.again:
        return f"{told[0]} (in full elsewhere in this chain)"
    if node.kind == "activity":
        told[0] = f"Activity: {told[0]}"
    if node.team:
        told.append(theory.name(node.team))
    if node.owner:
        told.append(f"owner {node.owner}")
    if node.sign in ("-", "±"):
        told.append("hurts the goal" if node.sign == "-" else "both helps and hurts the goal")
    return " · ".join(told)


def _kpi_steps(
    theory: TheoryOfChange, kpis: Sequence[ChainKpi], broken: Mapping[str, list[Break]]
) -> Iterator[Step]:
    yield from (_kpi_step(theory, kpi, broken) for kpi in kpis[:MOST_KPIS])
    left = len(kpis) - MOST_KPIS
    if left > 0:
        yield Step(f"… and {counted(left, 'more KPI')} in kpis.csv")


def _kpi_step(theory: TheoryOfChange, kpi: ChainKpi, broken: Mapping[str, list[Break]]) -> Step:
    told = [f"KPI: {theory.kpis[kpi.id].name}"]
    if kpi.owner:
        told.append(f"owner {kpi.owner}")
    if kpi.decision:
        told.append(f"decides: {kpi.decision}")
    return Step(" · ".join(told), badge=_badge(broken.get(kpi.id, ())))


def _badge(broken: Sequence[Break]) -> Badge | None:
    lacks = dict.fromkeys(_LACKS[each.kind] for each in broken)
    return Badge(", ".join(lacks), "warn") if lacks else None


def chain_title(theory: TheoryOfChange, chain: GoalChain) -> str:
    """Return the heading of a chain, with how many breaks it has."""
    state = "unbroken" if chain.unbroken else counted(len(chain.breaks), "break")
    return f"{theory.name(chain.goal)}: {state}"
