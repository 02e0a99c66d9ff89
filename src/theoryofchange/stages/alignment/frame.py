"""The alignment as a table: one row a goal and node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from theoryofchange.graph import TheoryOfChange
from theoryofchange.stages.alignment.chains import Break, ChainNode, GoalChain, moved_by_activities

if TYPE_CHECKING:
    import pandas as pd

    from theoryofchange.stages.alignment.result import Alignment


COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "goal": "Id of the goal whose chain it is",
        "goal_title": "What people call the goal",
        "goal_weight": "The goal's share of all goal weight, 0 to 1",
        "node": "Id of the goal, outcome or activity in the chain",
        "title": "What people call it",
        "kind": "goal, outcome or activity",
        "depth": "Fewest links between it and the goal, 0 for the goal itself",
        "sign": "Whether it helps the goal (+), hurts it (-) or both (±); empty for the goal",
        "lag_days": "Least sum of lags on its way to the goal, in days; a lag not stated adds none",
        "owner": "The role that answers for it",
        "team": "The team of an activity",
        "kpis": "How many KPIs measure it",
        "kpis_with_owner": "How many of those have an owner",
        "kpis_with_decision": "How many of those inform a decision",
        "has_activity": "Whether an activity leads to it; true for an activity",
        "links": "How many links lead straight to it",
        "links_with_evidence": "How many of those have evidence",
        "links_not_agreed": "To how many of those a team on them has yet to agree",
        "breaks": "The breaks of the chain at it and its KPIs, by kind, separated by '; '",
    }
)
"""The columns of :meth:`Alignment.to_frame` and what each holds."""


def frame_of(fit: Alignment) -> pd.DataFrame:
    """Return one row for each goal and each node on the way to it."""
    import pandas as pd

    moved = moved_by_activities(fit.theory)
    still = Counter(each.effect for each in fit.open_agreements)
    rows = [row for chain in fit.chains for row in _rows(fit.theory, chain, moved, still)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"goal_weight": "float64", "lag_days": "float64", "has_activity": "bool"})


def _rows(
    theory: TheoryOfChange, chain: GoalChain, moved: Collection[str], still: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    """Yield a row a node of a chain, of links by what they lead to."""
    lags = theory.shortest_lags(chain.goal)
    broken = breaks_by_subject(chain)
    for node in chain.nodes:
        if node.again:
            continue
        links = theory.causes(node.id)
        yield {
            "goal": chain.goal,
            "goal_title": theory.name(chain.goal),
            "goal_weight": theory.goal_shares[chain.goal],
            "node": node.id,
            "title": theory.name(node.id),
            "kind": node.kind,
            "depth": node.depth,
            "sign": node.sign,
            "lag_days": lags.get(node.id, 0.0),
            "owner": node.owner,
            "team": node.team,
            "kpis": len(node.kpis),
            "kpis_with_owner": sum(bool(kpi.owner) for kpi in node.kpis),
            "kpis_with_decision": sum(bool(kpi.decision) for kpi in node.kpis),
            "has_activity": node.kind == "activity" or node.id in moved,
            "links": len(links),
            "links_with_evidence": sum(link.tested for link in links.values()),
            "links_not_agreed": still[node.id],
            "breaks": "; ".join(each.kind for each in breaks_at(node, broken)),
        }


def breaks_by_subject(chain: GoalChain) -> Mapping[str, list[Break]]:
    """Return the breaks of a chain by what they are about."""
    by_subject: dict[str, list[Break]] = {}
    for broken in chain.breaks:
        by_subject.setdefault(broken.subject, []).append(broken)
    return by_subject


def breaks_at(node: ChainNode, broken: Mapping[str, list[Break]]) -> tuple[Break, ...]:
    """Return the breaks at a node and at its KPIs, each once."""
    subjects = (node.id, *(kpi.id for kpi in node.kpis))
    return tuple(dict.fromkeys(each for id in subjects for each in broken.get(id, ())))
